"""feedparser's own test suite, held against our reading.

``python -m quality.feedcases ../shared/data/feedparser-tests``

Each file says in its first comment what must hold, as a Python expression. Of that we take the comparisons (``==``)
that concern an entry's title, link, id, dates, summary, content, author, enclosures, language and base, and the
document's encoding; of JSON Feed the title. What is expected goes through the same cleaning as what we read:

* title: ``one_line``; link: made absolute at the document's address; id: as it is, or made absolute;
* published, created, updated, and their ``_parsed``: the instant; created is a date of publishing to us;
* summary, description, content: cleaned HTML, equal to our body or summary; else equal in its words and addresses
  (a lead picture stands outside our body);
* author: the name, or the address where there is none;
* enclosures: address, type, length; an image is one of our pictures, of which we keep no length;
* language: the article's, one for title and text, and the feed's where the entry says none;
* base: that of the text as the reader of the feed found it;
* encoding: we read what we read in a copy of the document written in UTF-8 from the encoding expected.

The last line printed is one JSON object: for each group what passed, what feedparser itself passes, and the total.
``--failures`` says case by case, on stderr, what does not hold.
"""

from __future__ import annotations

import ast
import io
import json
import re
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import feedparser
from tests.intake.test_dates import ODD

from mynews.intake.addresses import http_address, joined
from mynews.intake.clean import clean_html, one_line, plain_text
from mynews.intake.dates import parse_date
from mynews.intake.entries.articles import name_beside_address
from mynews.intake.entries.lenient import read_lenient
from mynews.intake.entries.raw import RawFeed
from mynews.intake.entries.strict import read_strict
from mynews.intake.feeds import parse_feed
from mynews.model.article import ParsedArticle, ParsedFeed
from mynews.model.document import Document
from mynews.model.errors import ParseError
from quality.floors import broken_floors, digest_of

SITE = "http://127.0.0.1:8097/tests/"  # where feedparser's suite serves its files
GROUPS = {"illformed": "malformed", "encoding": "encodings", "chardet": "encodings", "json": "json"}
OWN_GROUPS = {"base", "lang", "sanitize", "amp"}  # each a folder of its own; the other well-formed ones are the core

_HEADER = re.compile(rb"^Header:\s*([^:]+):(.*)$", re.M)
_EXPECT = re.compile(r"Expect:\s*(.*?)\s*(?:-->|$)", re.M)
_ADDRESS = re.compile(r'(?:src|href)="([^"]*)"')
_TEXTS = {"summary", "description", "content"}
_DETAILS = {"title_detail": "title", "summary_detail": "summary", "description_detail": "summary"}


@dataclass(frozen=True, slots=True)
class Assertion:
    """One comparison: ``entries[number]`` at ``path`` is ``expected``; without a number, the document's own."""

    path: tuple[str | int, ...]
    expected: Any
    number: int | None = 0


@dataclass(frozen=True, slots=True)
class Case:
    """One file of the suite."""

    name: str
    group: str
    document: Document
    assertions: tuple[Assertion, ...]


def main() -> int:
    """Prints the figures; 1 where a floor is broken."""
    parser = ArgumentParser(description="Hold our reading of feeds against feedparser's own test suite.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--failures", action="store_true", help="say what does not hold, on stderr")
    parser.add_argument("--limit", type=int, help="so many files only; floors are not checked")
    options = parser.parse_args()
    if not options.folder.is_dir():
        print("skipped: no data", file=sys.stderr)
        return 0
    files = sorted(file for file in options.folder.rglob("*") if file.suffix in (".xml", ".json"))
    passed: Counter[str] = Counter()
    theirs: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for case in (case_of(file, options.folder) for file in islice(files, options.limit)):
        _count(case, passed, theirs, total, options.failures)
    _count_dates(passed, theirs, total, options.failures)
    figures = {
        f"{group}_{kind}": counter[group] for group in sorted(total) for kind, counter in _kinds(passed, theirs, total)
    }
    print(json.dumps(figures))
    broken = [] if options.limit else broken_floors("feedcases", digest_of(files), figures)
    print(*broken, sep="\n", end="\n" if broken else "", file=sys.stderr)
    return 1 if broken else 0


def _kinds(*counters: Counter[str]) -> Iterable[tuple[str, Counter[str]]]:
    return zip(("passed", "feedparser", "total"), counters, strict=True)


def _count(case: Case, passed: Counter[str], theirs: Counter[str], total: Counter[str], say: bool) -> None:
    feed, raw = _parsed(case.document)
    found = feedparser.parse(io.BytesIO(case.document.content), response_headers=_suite_headers(case))
    for assertion in case.assertions:
        total[case.group] += 1
        theirs[case.group] += theirs_holds(assertion, found)
        holds = feed is not None and ours_holds(assertion, case.document, feed, raw)
        passed[case.group] += holds
        if say and not holds:
            print(f"{case.name}: {assertion.path} should be {assertion.expected!r}", file=sys.stderr)


def _suite_headers(case: Case) -> dict[str, str]:
    """What feedparser's suite tells it: only files of the name "http..." come from a server."""
    served = Path(case.name).name.startswith("http")
    return {"content-location": case.document.url, **case.document.headers} if served else {**case.document.headers}


def _count_dates(passed: Counter[str], theirs: Counter[str], total: Counter[str], say: bool) -> None:
    for text, instant in ODD:
        total["dates"] += 1
        ours = parse_date(text)
        passed["dates"] += ours is not None and ours.replace(microsecond=0) == instant
        parts: Any = feedparser.datetimes._parse_date(text)
        theirs["dates"] += bool(parts) and _instant(parts) == instant
        if say and (ours is None or ours.replace(microsecond=0) != instant):
            print(f"{text!r} should be {instant}, is {ours}", file=sys.stderr)


def _parsed(document: Document) -> tuple[ParsedFeed | None, RawFeed | None]:
    try:
        content_type = document.headers.get("content-type", "")
        raw = None if document.url.endswith(".json") else read_strict(document.content)
        raw = raw or (None if document.url.endswith(".json") else read_lenient(document.content, content_type))
        return parse_feed(document), raw
    except ParseError:
        return None, None


def case_of(file: Path, folder: Path) -> Case:
    """The case that a file holds, with the assertions that concern us."""
    content = file.read_bytes()
    name = str(file.relative_to(folder))
    comment = content[:4000].replace(b"\0", b"")
    headers = {key.decode().strip().lower(): value.decode().strip() for key, value in _HEADER.findall(comment)}
    if file.name.startswith("http"):
        headers.setdefault("content-type", "application/xml")
    kind = file.parent.name
    group = GROUPS.get(kind, kind if kind in OWN_GROUPS else "core")
    expression = _EXPECT.search(comment.decode("latin-1"))
    assertions = tuple(_assertions(expression[1], group == "json")) if expression else ()
    return Case(name, group, Document(SITE + name, content, headers), assertions)


def _assertions(expression: str, is_json: bool) -> Iterator[Assertion]:
    try:
        tree = ast.parse(expression.strip(), mode="eval").body
    except SyntaxError:
        return
    for part in tree.values if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And) else [tree]:
        if isinstance(part, ast.Compare) and len(part.ops) == 1 and isinstance(part.ops[0], ast.Eq):
            path = _path(part.left)
            try:
                expected = eval(compile(ast.Expression(part.comparators[0]), "", "eval"), {"__builtins__": {}})
            except (NameError, TypeError, ValueError):  # compares two parts of the result
                continue
            if path == ("encoding",) or (path == ("feed", "title") and is_json):
                yield Assertion(path, expected, None)
            elif len(path) > 2 and path[0] == "entries" and isinstance(path[1], int) and _concerns_us(path[2:]):
                yield Assertion(path[2:], expected, path[1])


def _path(node: ast.expr) -> tuple[str | int, ...]:
    """``entries[0]['title']`` and ``entries[0].title`` as ("entries", 0, "title")."""
    if isinstance(node, ast.Name):
        return (node.id,)
    if isinstance(node, ast.Attribute):
        return (*_path(node.value), node.attr)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return (*_path(node.value), node.slice.value) if isinstance(node.slice.value, str | int) else ()
    return ()


def _concerns_us(path: tuple[str | int, ...]) -> bool:
    head, last = path[0], path[-1]
    if head in ("title", "link", "id", "guid", "author", "language", *_TEXTS) and len(path) == 1:
        return True
    if str(head).removesuffix("_parsed") in ("published", "updated", "created", "modified", "issued", "date"):
        return len(path) == 1
    if head in _DETAILS or head == "content":
        return last in ("value", "language") or (last == "base" and head != "title_detail")  # a headline has no links
    if head in ("author_detail", "authors"):
        return last == "name"
    return head == "enclosures" and last in ("href", "url", "type", "length")


def theirs_holds(assertion: Assertion, found: Any) -> bool:
    """Whether feedparser's result is as its suite expects."""
    value = found if assertion.number is None else found.entries[assertion.number : assertion.number + 1]
    try:
        value = value if assertion.number is None else value[0]
        for step in assertion.path:
            value = value[step]
    except (IndexError, KeyError, TypeError):
        return False
    return bool(value == assertion.expected)


def ours_holds(assertion: Assertion, document: Document, feed: ParsedFeed, raw: RawFeed | None) -> bool:
    """Whether our article says the same, by the mapping above."""
    if assertion.path == ("feed", "title"):
        return feed.title == one_line(str(assertion.expected))
    if assertion.number is None:
        return _reads_as(document, str(assertion.expected), feed)
    if assertion.number >= len(feed.articles):
        return False
    if assertion.path[-1] == "base":
        return raw is not None and _base_holds(raw, assertion, document)
    return _article_holds(feed.articles[assertion.number], assertion, document)


def _article_holds(article: ParsedArticle, assertion: Assertion, document: Document) -> bool:
    path, expected = assertion.path, str(assertion.expected)
    head = _DETAILS.get(str(path[0]), str(path[0]))
    if path[-1] == "language":
        return article.language == (assertion.expected or "")
    if head in _TEXTS:
        return _text_holds(article, expected, document)
    if head == "enclosures":
        return _enclosure_holds(article, path, expected, document)
    if head in ("title", "link", "id", "guid", "author", "author_detail", "authors"):
        return _line_holds(article, head, expected, document)
    return _date_holds(article, head, assertion.expected)


def _instant(parts: Any) -> datetime:
    year, month, day, hour, minute, second = parts[:6]
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


def _line_holds(article: ParsedArticle, head: str, expected: str, document: Document) -> bool:
    if head == "title":
        return article.headline == one_line(expected)
    if head == "link":
        return article.url == http_address(expected, document.url)
    if head.startswith("author"):
        return one_line(name_beside_address(expected)) in (article.byline, *article.byline.split(", "))
    return joined(_place(document), article.identity or "") == joined(_place(document), expected)


def _place(document: Document) -> str:
    return joined(document.url, document.headers.get("content-location", ""))


def _date_holds(article: ParsedArticle, head: str, expected: Any) -> bool:
    instant = _instant(expected) if isinstance(expected, tuple) else parse_date(str(expected))
    is_update = head.startswith(("updated", "modified", "date"))
    return (article.updated_at if is_update else article.published_at) == instant


def _text_holds(article: ParsedArticle, expected: str, document: Document) -> bool:
    wanted = clean_html(expected, document.url)
    words = (plain_text(wanted), " ".join(expected.split()))  # the second where the text was plain
    pictures = {unquote(picture.url or "") for picture in article.pictures}
    for text in (article.body, article.summary):
        addresses = _addresses(text)
        same_addresses = addresses <= _addresses(wanted) <= addresses | pictures
        if text == wanted or (plain_text(text) in words and same_addresses):
            return True
    return False


def _addresses(text: str) -> set[str]:
    return set(map(unquote, _ADDRESS.findall(text)))


def _enclosure_holds(article: ParsedArticle, path: tuple[str | int, ...], expected: str, document: Document) -> bool:
    if path[-1] in ("href", "url"):
        address = http_address(expected, document.url)
        return address in {e.url for e in article.enclosures} | {p.url for p in article.pictures}
    if article.pictures and not article.enclosures:
        return path[-1] == "length" or expected.startswith("image/")
    enclosure = article.enclosures[int(path[1])] if len(article.enclosures) > int(path[1]) else None
    return enclosure is not None and expected in (enclosure.media_type, str(enclosure.length or 0))


def _base_holds(raw: RawFeed, assertion: Assertion, document: Document) -> bool:
    entry = raw.entries[assertion.number or 0]
    texts = (entry.teaser, *entry.contents)
    return assertion.expected in {joined(_place(document), text.base) for text in texts if text}


def _reads_as(document: Document, encoding: str, feed: ParsedFeed) -> bool:
    """Whether a copy in UTF-8, written from the encoding expected, gives the same feed."""
    try:
        text = document.content.decode(encoding)
    except (LookupError, UnicodeDecodeError):
        return False
    text = re.sub(r"^\ufeff?<\?xml[^>]*\?>", "", text)
    copy = parse_feed(Document(document.url, text.encode()))
    return copy.articles == feed.articles and copy.title == feed.title


if __name__ == "__main__":
    sys.exit(main())
