"""The sample edition: ten invented newspapers and five days of their news, to read without a network and to test with.

Each source is a JSON Feed 1.1 file in ``feeds/``, each drawing an SVG in ``pictures/``, named from a feed as
``sample:pictures/NAME.svg``. What JSON Feed has no word for stands in an item's extension object ``_mynews``; every
part of it may be missing:

* ``kicker``: the line above the headline;
* ``key_points``: a list of sentences;
* ``pictures``: a list of ``{url, caption, credit}``, the first one being the item's ``image``;
* ``related``: a list of ``{headline, url}``;
* ``print_note``: where the article stood in print;
* ``event``: a word that all articles about one event share, to measure stories by. Nothing that the product shows
  may depend on it.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable

from mynews.model.document import Document
from mynews.model.errors import NotFound

# The newest date in any of the feeds: measured from one instant, all ten move alike and stories keep their order.
NEWEST_AT = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
AGE_OF_NEWEST = timedelta(minutes=20)


def sample_names() -> tuple[str, ...]:
    """The names of the ten sources, in alphabetical order."""
    return tuple(sorted(_kept("feeds", ".json")))


def sample_feed(name: str, now: datetime) -> Document:
    """The feed of one source as a server would give it, its newest articles minutes old at ``now``.

    Another ``now`` dates every article anew: ask with the same one, or each article seems edited.
    """
    feed = _kept("feeds", ".json").get(name)
    if feed is None:
        raise NotFound(f"The sample edition has no source “{name}”; choose one of {', '.join(sample_names())}.")
    return Document(
        url=f"sample:{name}",
        content=shifted(feed.read_bytes(), now),
        headers={"content-type": "application/feed+json"},
    )


def sample_picture(name: str) -> bytes:
    """The SVG that a feed calls ``sample:pictures/NAME.svg``, asked for as ``NAME.svg``."""
    # Looking the name up among the files that are there, not joining it to a path, leaves nothing to traverse.
    picture = _kept("pictures", ".svg").get(name.removesuffix(".svg")) if name.endswith(".svg") else None
    if picture is None:
        raise NotFound(f"The sample edition has no picture “{name}”; its feeds name those that it has.")
    return picture.read_bytes()


def shifted(feed: bytes, now: datetime) -> bytes:
    """The same JSON Feed with all dates moved alike, so that the newest of the edition is 20 minutes old at ``now``."""
    move = now - AGE_OF_NEWEST - NEWEST_AT
    document = json.loads(feed)
    for item in document["items"]:
        for field in {"date_published", "date_modified"} & item.keys():
            moved = datetime.fromisoformat(item[field]) + move
            item[field] = moved.isoformat(timespec="seconds")
    return json.dumps(document, ensure_ascii=False).encode()


def _kept(folder: str, suffix: str) -> dict[str, Traversable]:
    """The files of one folder of this package by their names without ``suffix``."""
    entries = files(__name__).joinpath(folder).iterdir()
    return {entry.name.removesuffix(suffix): entry for entry in entries if entry.name.endswith(suffix)}
