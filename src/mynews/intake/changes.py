"""What an update changes: decided here, done elsewhere."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from mynews.intake.clean import plain_text
from mynews.intake.titles import plain_title
from mynews.model.article import ParsedArticle, ParsedFeed
from mynews.model.dateline import without_dateline
from mynews.model.plan import ChangedArticle, KnownArticle, ReadyArticle, UpdatePlan
from mynews.model.source import Source

TEASER_CHARACTERS = 240
# Before the web there were no feeds: an older date is a clock that was never set.
_EARLIEST = datetime(1990, 8, 6, tzinfo=UTC)
# Clocks differ; what lies further ahead than this is no time of publication.
_CLOCK_DIFFERENCE = timedelta(minutes=10)


def plan_update(
    source: Source,
    feed: ParsedFeed,
    known: Iterable[KnownArticle],
    now: datetime,
    *,
    full_text: bool = True,
) -> UpdatePlan:
    """What to save of a feed that was just read, given the stored articles that may be the same; touches nothing.

    The plan's source has what the feed says of itself; its state of fetching is decided by ``schedule``.
    With ``full_text`` the pages of articles that came as stubs will be read.
    """
    articles = distinct(feed.articles)
    known = tuple(known)
    by_identity = {each.identity: each for each in known}
    # What came again under its own id is itself: another article with its address and headline is another one.
    here = {identity for identity, _ in articles}
    by_words = {(each.url, each.headline): each for each in known if each.identity not in here}
    undated_at = _undated_at(source, feed.articles, now)
    new: list[ReadyArticle] = []
    changed: list[ChangedArticle] = []
    for identity, parsed in articles:
        ready = make_ready(parsed, identity, source, now, undated_at=undated_at, full_text=full_text)
        before = by_identity.get(identity) or by_words.pop((ready.parsed.url, ready.parsed.headline), None)
        if before is None:
            new.append(ready)
        elif before.digest != ready.digest:
            changed.append(ChangedArticle(before.id, ready, keep_body=before.from_page))
        elif before.identity != identity:  # a new id alone is no reason to read the page again
            changed.append(ChangedArticle(before.id, replace(ready, page_due_at=None), keep_body=before.from_page))
    # The oldest first: ids ascend with time, as client programs expect.
    new.sort(key=lambda ready: ready.sort_at)
    return UpdatePlan(described(source, feed), tuple(new), tuple(changed))


def described(source: Source, feed: ParsedFeed) -> Source:
    """The source with what its feed says of itself; what the feed leaves out stays as it was."""
    site_url = feed.site_url or source.site_url
    title = (
        plain_title(feed.title, site_url, source.title)
        if feed.title and source.kind in ("feed", "file")
        else feed.title
    )
    return replace(
        source,
        title=title or source.title,
        description=feed.description or source.description,
        site_url=site_url,
        language=feed.language or source.language,
        icon_url=feed.icon_url or source.icon_url,
    )


def distinct(articles: Sequence[ParsedArticle]) -> list[tuple[bytes, ParsedArticle]]:
    """The articles of one document with the identity of each, every article once, in order.

    Identity is the publisher's id, else the address, else the words. One id on several addresses is no id, and each
    address is then an article; the same id and address twice are two versions, and the later one counts.
    """
    addresses = Counter(identity for identity, _url in {(each.identity, each.url) for each in articles})
    found: dict[bytes, ParsedArticle] = {}
    for each in articles:
        shared = each.identity is not None and addresses[each.identity] > 1
        identity = _digest([each.identity or "", each.url or ""] if shared else _name(each))
        former = found.get(identity)
        if former is None or _edited_at(each) > _edited_at(former):
            found[identity] = each
    return list(found.items())


def make_ready(
    parsed: ParsedArticle,
    identity: bytes,
    source: Source,
    now: datetime,
    *,
    undated_at: datetime | None = None,
    full_text: bool,
) -> ReadyArticle:
    """An article with all that is derived from it, to be saved; one without a believable date stands at ``undated_at``,
    by default now.
    """
    text = plain_text(parsed.body or parsed.summary)
    teaser = teaser_of(without_dateline(plain_text(parsed.summary) if parsed.summary else text))
    whole = replace(
        parsed,
        headline=parsed.headline or teaser_of(teaser, 90) or parsed.url or "Without a headline",
        body=parsed.body or parsed.summary,
        summary=parsed.summary if parsed.body else "",
        language=parsed.language or source.language,
        published_at=believable(parsed.published_at, now),
    )
    return ReadyArticle(
        parsed=whole,
        identity=identity,
        digest=words_digest(whole, text),
        teaser=teaser,
        text=text,
        arrived_at=now,
        sort_at=place_in_time(parsed, now) or undated_at or now,
        page_due_at=now if full_text and not parsed.complete and parsed.url else None,
    )


def place_in_time(parsed: ParsedArticle, now: datetime) -> datetime | None:
    """Where an article's own dates put it in chronological lists; None where it has none that can be."""
    published = believable(parsed.published_at, now) or believable(parsed.updated_at, now)
    return min(published, now) if published else None


def believable(instant: datetime | None, now: datetime) -> datetime | None:
    """The instant, where something can have been published on the web then."""
    return instant if instant is not None and _EARLIEST <= instant <= now + _CLOCK_DIFFERENCE else None


def _undated_at(source: Source, articles: Sequence[ParsedArticle], now: datetime) -> datetime:
    """Where articles without a date stand: now, but behind all others when a source is read for the first time.

    What lies in a feed undated when we first look ("About", "Privacy policy") is seldom today's news.
    """
    if source.state.fetched_at is not None:
        return now
    return min(filter(None, (place_in_time(each, now) for each in articles)), default=now)


def words_digest(parsed: ParsedArticle, text: str) -> bytes:
    """The same for versions that read the same: dates, markup and passing tokens in addresses do not count."""
    pictures = [_without_query(each.url) + each.caption for each in parsed.pictures]
    return _digest([parsed.headline, parsed.kicker, parsed.byline, text, *parsed.key_points, *pictures])


def teaser_of(text: str, most: int = TEASER_CHARACTERS) -> str:
    """The beginning of a text on one line, cut at a word."""
    line = " ".join(text[: most * 2].split())
    if len(line) <= most:
        return line
    return line[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"


def _name(parsed: ParsedArticle) -> list[str]:
    if parsed.identity:
        return [parsed.identity]
    if parsed.url:
        return [parsed.url]
    return [parsed.headline, parsed.body or parsed.summary]


def _digest(parts: Iterable[str]) -> bytes:
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=16).digest()


def _edited_at(parsed: ParsedArticle) -> datetime:
    return parsed.updated_at or parsed.published_at or _EARLIEST


def _without_query(url: str | None) -> str:
    return urlsplit(url)._replace(query="", fragment="").geturl() if url else ""


def merged_with_page(article: ParsedArticle, page: ParsedArticle) -> ParsedArticle:
    """An article that came as a stub, with what its own page adds; the feed's own words stay where it has them."""
    longer = len(plain_text(page.body)) > len(plain_text(article.body))
    return replace(
        article,
        body=page.body if longer else article.body,
        summary=article.summary or (article.body if longer else ""),
        kicker=article.kicker or page.kicker,
        key_points=article.key_points or page.key_points,
        byline=article.byline or page.byline,
        language=article.language or page.language,
        pictures=page.pictures if len(page.pictures) >= len(article.pictures) else article.pictures,
        related=article.related or page.related,
        print_note=article.print_note or page.print_note,
        topics=article.topics or page.topics,
        complete=longer and page.complete,
        free=page.free,
    )
