"""How well and how fast real feeds are read: ``python -m quality.feeds ../shared/data/feeds``.

Prints one JSON object: files, parsed and refused (their sentences go to stderr), entries, those that lack a headline,
link, identity, date or text, entries per CPU second with sanitising, and how feedparser alone does without. ``fast`` of
the files were read by lxml; ``unequal`` of them read differently by feedparser (the differences go to stderr), but for
what feedparser cannot tell: which caption belongs to which of several pictures, and an RDF channel's image.
"""

from __future__ import annotations

import io
import json
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import feedparser

from mynews.intake.entries.articles import feed_from
from mynews.intake.entries.lenient import read_lenient
from mynews.intake.entries.strict import read_strict
from mynews.intake.feeds import parse_feed
from mynews.model.article import ParsedFeed, Picture
from mynews.model.document import Document
from mynews.model.errors import ParseError
from quality.floors import broken_floors, digest_of


def main() -> int:
    """Prints the figures; 1 where a floor is broken."""
    parser = ArgumentParser(description="Read every feed of a folder.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, help="so many files only; floors are not checked")
    options = parser.parse_args()
    if not options.folder.is_dir():
        print("skipped: no data", file=sys.stderr)
        return 0
    files = sorted(file for file in options.folder.iterdir() if file.is_file())
    documents = [Document(f"https://{file.name}.example/feed", file.read_bytes()) for file in files[: options.limit]]
    figures = _parsed_figures(documents) | _feedparser_figures(documents) | _compared_figures(documents)
    print(json.dumps(figures))
    broken = [] if options.limit else broken_floors("feeds", digest_of(files), figures)
    print(*broken, sep="\n", end="\n" if broken else "", file=sys.stderr)
    return 1 if broken else 0


def _parsed_figures(documents: list[Document]) -> dict[str, float]:
    counts = Counter[str]()
    started = time.process_time()
    feeds = [feed for document in documents if (feed := _feed_or_sentence(document))]
    seconds = time.process_time() - started
    for article in (article for feed in feeds for article in feed.articles):
        counts["entries"] += 1
        counts["no_headline"] += not article.headline
        counts["no_link"] += not article.url
        counts["no_identity"] += not article.identity
        counts["no_date"] += not article.published_at
        counts["no_text"] += not (article.body or article.summary)
        counts["stubs"] += not article.complete
        counts["with_pictures"] += bool(article.pictures)
    return {
        "files": len(documents),
        "parsed": len(feeds),
        "refused": len(documents) - len(feeds),
        "with_problem": sum(bool(feed.problem) for feed in feeds),
        **counts,
        "entries_per_cpu_second": round(counts["entries"] / seconds),
    }


def _feed_or_sentence(document: Document) -> ParsedFeed | None:
    try:
        return parse_feed(document)
    except ParseError as error:
        print(f"{document.url}: {error}", file=sys.stderr)
        return None


def _feedparser_figures(documents: list[Document]) -> dict[str, float]:
    """feedparser alone, which neither cleans nor resolves."""
    started = time.process_time()
    entries = 0
    for document in documents:
        found = feedparser.parse(io.BytesIO(document.content), sanitize_html=False, resolve_relative_uris=False)
        entries += len(found.entries)
    return {"feedparser_entries_per_cpu_second": round(entries / (time.process_time() - started))}


def _compared_figures(documents: list[Document]) -> dict[str, float]:
    fast = unequal = 0
    for document in documents:
        raw = read_strict(document.content)
        if raw is None:
            continue
        fast += 1
        ours, theirs = feed_from(raw, document.url), feed_from(read_lenient(document.content), document.url)
        differences = list(differences_of(ours, theirs))
        unequal += bool(differences)
        for difference in differences[:5]:
            print(f"{document.url}: {difference}", file=sys.stderr)
    return {"fast": fast, "unequal": unequal}


def differences_of(one: ParsedFeed, other: ParsedFeed) -> Iterator[str]:
    """Where two readings of one feed differ, in words."""
    if len(one.articles) != len(other.articles):
        yield f"{len(one.articles)} articles, or {len(other.articles)}"
    for name in ("title", "description", "site_url", "feed_url", "next_url", "language", "every_seconds"):
        if getattr(one, name) != getattr(other, name):
            yield f"{name}: {getattr(one, name)!r}, or {getattr(other, name)!r}"
    for first, second in zip(one.articles, other.articles, strict=False):
        if replace(first, pictures=_told(first.pictures)) != replace(second, pictures=_told(second.pictures)):
            names = [field.name for field in fields(first) if getattr(first, field.name) != getattr(second, field.name)]
            yield f"{first.headline!r} differs in {', '.join(names)}"


def _told(pictures: tuple[Picture, ...]) -> tuple[Picture, ...]:
    """The lead without its words: feedparser runs those of several pictures together."""
    return tuple(Picture(picture.url) for picture in pictures[:1])


if __name__ == "__main__":
    sys.exit(main())
