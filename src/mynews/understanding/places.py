"""A gazetteer: which place in the world a name means."""

from __future__ import annotations

import gzip
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

_FILE = Path(__file__).with_name("weights") / "places.tsv.gz"


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A country, a region of one or a city of more than 15,000 people.

    ``name`` is what we call it, ``number`` its GeoNames number (cities alone have one here); ``eminent`` cities are
    capitals and those that everyone means by the bare name.
    """

    name: str
    level: Literal["country", "region", "city"]
    country: str
    number: int | None = None
    eminent: bool = False


class Gazetteer:
    """Places by their names, whatever their accents and capitals."""

    def __init__(self, places: Mapping[str, tuple[KnownPlace, ...]]) -> None:
        self._places = places

    @classmethod
    def load(cls, file: Path = _FILE) -> Gazetteer:
        """The packaged gazetteer: 34,000 cities of GeoNames with their regions and countries."""
        places: dict[str, tuple[KnownPlace, ...]] = {}
        country = ""
        for line in gzip.decompress(file.read_bytes()).decode().split("\n"):
            mark, names = (line[0], line[1:].split("\t")) if line[0] in "=+*" else ("", line.split("\t"))
            if mark == "=":
                country = names[0]
                found = KnownPlace(country, "country", country)
            elif mark == "+":
                found = KnownPlace(names[0], "region", country)
            else:
                found = KnownPlace(names[0], "city", country, int(names.pop()), mark == "*")
            for name in names:
                key = folded(name)
                places[key] = (*places.get(key, ()), found)
        return cls(places)

    def find(self, name: str, countries: Collection[str] = ()) -> KnownPlace | None:
        """The place that ``name`` most likely means in a text that names ``countries``; None where nobody can tell.

        A country before a city that everyone means, that before one in a country of the text, that before a region;
        then the only place of that name.
        """
        places = self._places.get(folded(name), ())
        ranks = [
            [place for place in places if place.level == "country"],
            [place for place in places if place.eminent],
            [place for place in places if place.country in countries],
            [place for place in places if place.level == "region"],
            places,
        ]
        chosen = next((rank for rank in ranks if rank), ())
        return chosen[0] if len({(place.country, place.level) for place in chosen}) == 1 else None


def folded(name: str) -> str:
    """The name without accents, capitals and a "the" before it."""
    plain = name.casefold().replace("’", "'")
    if not plain.isascii():
        plain = "".join(mark for mark in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(mark))
    return plain.removeprefix("the ")
