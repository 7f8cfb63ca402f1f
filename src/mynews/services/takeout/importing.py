"""A reader's file, taken over."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TypeVar

from mynews.intake.opml import write_opml
from mynews.model.alert import Alerting
from mynews.model.errors import MyNewsError
from mynews.model.source import Reader
from mynews.services.app import App
from mynews.services.gathering.subscribe import import_opml
from mynews.services.personal.edition_hours import set_hours
from mynews.services.personal.interests import interests
from mynews.services.personal.profile import import_profile, read_profile
from mynews.services.sending.alerts import alerts_of, set_alerts
from mynews.services.sending.channels import Address, ChannelPage, add_channel, channels
from mynews.services.sending.digests import add_digest, digests
from mynews.services.stories.saved_searches import save_search
from mynews.services.takeout.luggage import Luggage, Topic, Way, unpacked
from mynews.storage.database import Tx
from mynews.storage.labels import NamedLabel
from mynews.storage.marks import NamedMark

Named = TypeVar("Named", NamedMark, NamedLabel)


def import_everything(app: App, reader: Reader, text: str) -> tuple[str, ...]:
    """Take over what ``export_everything`` gave, or a profile alone; gives a sentence for each part that has no place.

    What was learned and set is replaced; all else is added to what is there. Raises ParseError, and then nothing is
    changed.
    """
    luggage = unpacked(text, reader.id)
    read_profile(text, reader, app.now())  # before anything is changed
    refused = [*_follow(app, reader, luggage)]
    refused += import_profile(app, reader, text)  # after the sources, which it may be about
    refused += _search(app, reader, luggage.searches)
    if luggage.hours is not None:
        set_hours(app, reader, luggage.hours)
    refused += _tell(app, reader, luggage.ways)
    if luggage.alerting is not None:
        _alert(app, reader, luggage.alerting, luggage.told_of)
    with app.db.write() as tx:
        missing = _mark(tx, reader, luggage.marks)
        without = _label(tx, reader, luggage.labels)
    kept = [each for each in missing if each.saved_at]
    refused += [f"{each.headline or each.url}: this article, which you saved, is not here." for each in kept]
    if len(missing) > len(kept):
        refused.append(f"{len(missing) - len(kept):,} articles that you have read are not here.")
    if without:
        refused.append(f"{without:,} labels are of articles that are not here.")
    return tuple(refused)


def _follow(app: App, reader: Reader, luggage: Luggage) -> Iterator[str]:
    if luggage.subscriptions:
        # A list of sources is the one way in which several are followed at once; folders come along.
        yield from import_opml(app, reader, write_opml(luggage.subscriptions, reader.name, app.now())).refused
        _name(app, reader, luggage.titles)
    for name in luggage.with_login:
        yield f"{name}: follow it anew with your login, which is in no file."


def _name(app: App, reader: Reader, titles: Mapping[str, str]) -> None:
    with app.db.write() as tx:
        for url, number in tx.sources.shared_at(titles).items():
            tx.subscriptions.change(reader.id, number, title=titles[url])


def _search(app: App, reader: Reader, searches: Iterable[tuple[str, bool]]) -> Iterator[str]:
    for query, followed in searches:
        try:
            save_search(app, reader, query, followed=followed)
        except MyNewsError as exc:
            yield f"{query}: {exc}"


def _tell(app: App, reader: Reader, ways: Iterable[Way]) -> Iterator[str]:
    """Have the ways out, and the digests that go out on them; those that are there already stay as they are."""
    here = list(channels(app, reader))
    sent = {(each.channel_id, each.schedule) for each in digests(app, reader)}
    for way in ways:
        try:
            known = next((each for each in here if _is_it(each, way)), None)
            if known is None and not way.to:
                yield f"{way.name}: add this channel anew, with its address, which is in no file; digests there too."
                continue
            if known is None:
                known = _added(app, reader, way)
                here.append(known)
            for schedule in way.digests:
                if (known.channel.id, schedule) not in sent:
                    add_digest(app, reader, known.channel.id, schedule)
                    sent.add((known.channel.id, schedule))
        except MyNewsError as exc:
            yield f"{way.name}: {exc}"


def _is_it(page: ChannelPage, way: Way) -> bool:
    """Whether this is the way: by its address, or by its name where the file has none."""
    by_address = page.address is not None and page.address.to == way.to
    return page.channel.kind == way.kind and (by_address if way.to else page.channel.name == way.name)


def _added(app: App, reader: Reader, way: Way) -> ChannelPage:
    to = Address(way.to)
    told = {"on_save": way.on_save, "on_alert": way.on_alert}
    return ChannelPage(add_channel(app, reader, way.kind, to, name=way.name, **told), to)


def _alert(app: App, reader: Reader, wish: Alerting, told_of: Collection[Topic]) -> None:
    own = {(each.subject.kind, each.subject.key, each.folder): each.id for each in interests(app, reader)}
    wanted = {own[topic] for topic in told_of if topic in own}
    set_alerts(app, reader, wish, wanted | alerts_of(app, reader).watched)


def _mark(tx: Tx, reader: Reader, marks: Iterable[NamedMark]) -> list[NamedMark]:
    """Set marks; gives those whose article is not here."""
    missing: list[NamedMark] = []
    for each, number in _found(tx, reader, marks):
        if number is None:
            missing.append(each)
            continue
        if each.read_at:
            tx.marks.read(reader.id, [number], each.read_at)
        if each.saved_at:
            tx.marks.save(reader.id, [number], each.saved_at)
    return missing


def _label(tx: Tx, reader: Reader, labels: Iterable[NamedLabel]) -> int:
    """Label articles; gives how many of them are not here."""
    here: dict[str, list[int]] = {}
    missing = 0
    for each, number in _found(tx, reader, labels):
        if number is None:
            missing += 1
        else:
            here.setdefault(each.label, []).append(number)
    for label, numbers in here.items():
        tx.labels.add(reader.id, label, numbers)
    return missing


def _found(tx: Tx, reader: Reader, named: Iterable[Named]) -> Iterator[tuple[Named, int | None]]:
    """Each with the number of its article, None where that is not here."""
    by_source: dict[str, list[Named]] = {}
    for each in named:
        by_source.setdefault(each.source_url, []).append(each)
    for url, own in by_source.items():
        source = tx.sources.at(url, reader.id) or tx.sources.at(url)
        numbers = tx.articles.numbers(source.id, [each.identity for each in own]) if source else {}
        for each in own:
            yield each, numbers.get(each.identity)
