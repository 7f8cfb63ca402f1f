"""Fills a database with made articles, as if sources had been fetched again and again: the newest came last."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from benchmarks.prose import NEWEST, MadeArticle, articles_of, landmark
from mynews.intake.changes import distinct, make_ready
from mynews.intake.feeds import parse_feed
from mynews.model.article import ParsedArticle, Picture
from mynews.model.document import Document
from mynews.model.errors import ParseError
from mynews.model.plan import ReadyArticle
from mynews.model.source import Source
from mynews.storage.database import Tx, open_database

SOURCES = 200
_OF_A_SOURCE_AT_ONCE = 50
_SOURCES_AT_ONCE = 20


def fill(database: str, articles: int, *, newest: datetime = NEWEST) -> None:
    """Save so many articles, dealt out over 200 sources that the first reader follows; the newest are of an instant."""
    per_source = -(-articles // SOURCES)
    db = open_database(database)
    with db.write() as tx:
        sources = _follow_all(tx)
    made = [reversed(list(articles_of(number, per_source, newest=newest))) for number in range(SOURCES)]
    for _ in range(0, per_source, _OF_A_SOURCE_AT_ONCE):
        for start in range(0, SOURCES, _SOURCES_AT_ONCE):
            batch = [
                (source.id, _ready(article, source))
                for source, articles_left in zip(sources[start:], made[start : start + _SOURCES_AT_ONCE], strict=False)
                for article in islice(articles_left, _OF_A_SOURCE_AT_ONCE)
            ]
            with db.write() as tx:
                tx.articles.save_all(batch)
    db.close()


def fill_from(database: str, folder: Path) -> int:
    """Save the articles of the feeds in a folder, which nobody follows; gives how many."""
    db = open_database(database)
    now = datetime.now(UTC)
    count = 0
    for file in sorted(each for each in folder.iterdir() if each.is_file()):
        try:
            feed = parse_feed(Document(f"https://{file.stem}.example/feed", file.read_bytes()))
        except ParseError:
            continue
        with db.write() as tx:
            host = f"{file.stem}.example"
            tx.hosts.add([host])
            new = Source(0, f"https://{host}/feed", "feed", title=feed.title)
            (source,) = tx.sources.add([new], {new.url: host}, now)
            ready = [
                make_ready(article, identity, source, now, full_text=False)
                for identity, article in distinct(feed.articles)
            ]
            count += len(tx.articles.save(source.id, ready))
    db.close()
    return count


def _follow_all(tx: Tx) -> tuple[Source, ...]:
    now = next(articles_of(0, 1)).published_at
    reader = tx.readers.first() or tx.readers.add("reader", now)
    urls = {f"https://paper{number}.example/feed": f"paper{number}.example" for number in range(SOURCES)}
    tx.hosts.add(urls.values())
    new = [Source(0, url, "feed", title=f"Paper {landmark(number)}") for number, url in enumerate(urls)]
    sources = tx.sources.add(new, urls, now)
    tx.subscriptions.add(
        [{"reader_id": reader.id, "source_id": source.id, "folder": f"Folder {source.id % 8}"} for source in sources],
        now,
    )
    return sources


def _ready(article: MadeArticle, source: Source) -> ReadyArticle:
    parsed = ParsedArticle(
        headline=article.headline,
        url=article.url,
        identity=article.identity,
        byline=article.author,
        published_at=article.published_at,
        language="en",
        summary=article.teaser,
        body=article.html,
        pictures=(Picture(article.picture),),
        topics=article.topics,
    )
    ((identity, _),) = distinct([parsed])
    return make_ready(parsed, identity, source, article.published_at + timedelta(minutes=5), full_text=True)


if __name__ == "__main__":
    fill(sys.argv[1], int(sys.argv[2]))
