"""Names in, entities out: those that mean the same are joined."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mynews.model.meaning import Entity, EntityKind
from mynews.understanding.places import Gazetteer, KnownPlace, folded

SMALL_WORDS = frozenset(re.findall(r"\S+", "of the for and on in to at de des du la le von van der & a an"))
_HYPHENS = re.compile(r"[-‐‑–]")
_GENERATION = re.compile(r",?\s+(?:Jr|Sr|II|III|IV)\.?$")


@dataclass(frozen=True, slots=True)
class Name:
    """What was read: one mention, or all mentions of an entity of one article where a story is put together."""

    kind: EntityKind
    text: str
    confidence: float
    mentions: int = 1
    spellings: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """Its words without accents and capitals; a hyphen parts them like a space."""
        plain = folded(_GENERATION.sub("", self.text)).replace(".", " ").replace("'", "")
        return tuple(_HYPHENS.sub(" ", plain).split())


@dataclass(slots=True, eq=False)
class _Group:
    """The names that mean one entity."""

    names: list[Name] = field(default_factory=list)
    known: KnownPlace | None = None
    seen_at: int = -1


def join_names(
    names: Sequence[Name], gazetteer: Gazetteer, acronyms: Mapping[str, str], *, in_order: bool = True
) -> tuple[Entity, ...]:
    """The entities that ``names`` mean, those with most mentions first.

    ``acronyms`` are those that the text explains. ``in_order`` tells that the names stand as they were read, so that a
    bare name with several bearers means the last of them; otherwise it is left out.
    """
    agreed = _of_one_kind_each(names)
    people = _people([name for name in agreed if name.kind == "person"], in_order)
    organisations = _organisations([name for name in agreed if name.kind == "organisation"], acronyms)
    places = _places([name for name in agreed if name.kind == "place"], gazetteer)
    found = [_entity(group) for group in (*people, *organisations, *places)]
    return tuple(sorted(found, key=lambda entity: -entity.mentions))


def initials(words: Iterable[str]) -> set[str]:
    """The acronyms of words, with and without the small ones among them."""
    parts = [part for word in words for part in _HYPHENS.split(word) if part]
    return {
        "".join(word[0].upper() for word in parts),
        "".join(word[0].upper() for word in parts if word.lower() not in SMALL_WORDS),
    }


def _of_one_kind_each(names: Sequence[Name]) -> list[Name]:
    """The same words are of one kind throughout: the one that they were given most often and most surely."""
    votes: defaultdict[tuple[str, ...], defaultdict[EntityKind, float]] = defaultdict(lambda: defaultdict(float))
    for name in names:
        votes[name.words][name.kind] += name.confidence * name.mentions
    kinds = {words: max(own, key=lambda kind: own[kind]) for words, own in votes.items()}
    return [
        replace(name, kind=kinds[name.words], confidence=name.confidence if name.kind == kinds[name.words] else 0.0)
        for name in names
    ]


def _people(names: Sequence[Name], in_order: bool) -> list[_Group]:
    """Full names in all their spellings; bare ones with the person who bears them and was named last."""
    full = _full_names(names)
    bearers = _bearers(full)
    alone: defaultdict[tuple[str, ...], _Group] = defaultdict(_Group)
    for place, whole in enumerate(names):
        for name in _parted(whole, full, bearers):
            candidates = [full[name.words]] if name.words in full else bearers.get("-".join(name.words), [])
            if in_order and len(candidates) > 1:
                candidates = sorted((group for group in candidates if group.seen_at >= 0), key=lambda it: it.seen_at)[
                    -1:
                ]
            elif not candidates:
                candidates = [alone[name.words]]
            if len(candidates) == 1:
                candidates[0].names.append(name)
                candidates[0].seen_at = place
    return [*dict.fromkeys(full.values()), *alone.values()]


def _full_names(names: Sequence[Name]) -> dict[tuple[str, ...], _Group]:
    """A group for each person with a name of several words, under each form of it."""
    keys = dict.fromkeys(name.words for name in names if " " in name.text)
    full: dict[tuple[str, ...], _Group] = {}
    for words in sorted(keys, key=len, reverse=True):
        longer = {id(full[other]): full[other] for other in full if _is_short_for(words, other)}
        full[words] = next(iter(longer.values())) if len(longer) == 1 else _Group()
    return full


def _is_short_for(short: Sequence[str], long: Sequence[str]) -> bool:
    """ "Ana Reyes" is short for "Ana M. Reyes", and "de Vries" for "Jan de Vries"."""
    if len(short) >= len(long):
        return False
    return tuple(long[-len(short) :]) == tuple(short) or (
        len(short) == 2 and (long[0], long[-1]) == (short[0], short[-1])
    )


def _bearers(full: Mapping[tuple[str, ...], _Group]) -> dict[str, list[_Group]]:
    """Who bears a name: first and last words of the full ones, and the two last of "Kim Jong-un" together."""
    bearers: defaultdict[str, list[_Group]] = defaultdict(list)
    for words, group in full.items():
        for start in range(len(words)):
            for bare in {"-".join(words[start:]), "-".join(words[: start + 1])}:
                if group not in bearers[bare]:
                    bearers[bare].append(group)
    return dict(bearers)


def _parted(
    name: Name, full: Mapping[tuple[str, ...], _Group], bearers: Mapping[str, Sequence[_Group]]
) -> Iterator[Name]:
    """The name, or both of "Reyes-Okafor talks" where each is someone's."""
    halves = _HYPHENS.split(name.text)
    both = len(halves) == 2 and all(folded(half) in bearers for half in halves)
    if not both or name.words in full or "-".join(name.words) in bearers:
        yield name
        return
    for half in halves:
        yield replace(name, text=half)


def _organisations(names: Sequence[Name], acronyms: Mapping[str, str]) -> list[_Group]:
    """Organisations with their acronyms and short forms."""
    groups: dict[tuple[str, ...], _Group] = {}
    stands_for = {acronym: Name("organisation", words, 0).words for acronym, words in acronyms.items()}
    for name in names:
        groups.setdefault(stands_for.get(name.text, name.words), _Group()).names.append(name)
    for words in sorted(groups, key=len):
        text = groups[words].names[0].text
        longer = [other for other in groups if len(other) > len(words) and _may_mean(text, words, groups[other])]
        if len(words) == 1 and len(longer) == 1:
            groups[longer[0]].names += groups.pop(words).names
    return list(groups.values())


def _may_mean(text: str, words: Sequence[str], longer: _Group) -> bool:
    """Whether a single word can mean an organisation of several: its initials, or its first word."""
    is_acronym = text.isupper() and any(text in initials(name.text.split()) for name in longer.names)
    return is_acronym or any(name.words[:1] == tuple(words) for name in longer.names)


def _places(names: Sequence[Name], gazetteer: Gazetteer) -> list[_Group]:
    """Places as the gazetteer knows them: names of one country are one place; others by their words."""
    countries = {place.country for name in names if (place := gazetteer.find(name.text)) and place.level == "country"}
    groups: dict[tuple[str, ...], _Group] = {}
    for name in names:
        known = gazetteer.find(name.text, countries)
        key = (known.name, known.level, known.country) if known else name.words
        groups.setdefault(key, _Group(known=known)).names.append(name)
    return list(groups.values())


def _entity(group: _Group) -> Entity:
    written: Counter[str] = Counter()
    for name in group.names:
        written[name.text] += name.mentions
        written.update(dict.fromkeys(set(name.spellings) - {name.text}, 0))
    spellings = [text for text, _ in written.most_common()]
    known = group.known
    return Entity(
        kind=group.names[0].kind,
        name=known.name if known and known.level == "country" else _fullest(spellings),
        mentions=sum(name.mentions for name in group.names),
        spellings=tuple(spellings),
        confidence=max(name.confidence for name in group.names),
        place_id=known.number if known else None,
    )


def _fullest(spellings: Sequence[str]) -> str:
    """The spelling of most words; of several, the most frequent."""
    return max(spellings, key=lambda text: len(_HYPHENS.sub(" ", text).split()))
