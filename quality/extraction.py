"""How well article pages are read: ``python -m quality.extraction --pages DIR --truth FILE``.

DIR holds pages as ``ID.html.gz``, FILE is JSON: ``{ID: {"articleBody": text, "url": address}}``, the layout of the
scrapinghub article-extraction-benchmark, whose method is followed: texts become shingles of four words, precision and
recall are taken page by page and averaged, f1 is the harmonic mean of the averages, ``exact`` the share of pages whose
words are all there in order and no others. trafilatura in precision mode reads the same pages in the same run.

``leaked_*`` count pages whose body holds what is not body, and that the truth does not hold either: text of a
``<figcaption>`` or of an element named caption, lines that sell a newsletter or anything else of the publisher's, and
notes of the print edition. The lines are searched with broader words than the parser's own rules.

``headline``, ``author`` and ``date`` are shares of the pages that state them twice alike: the headline in two of
``<h1>``, JSON-LD and og:title, the author (where it is a bare name) and the day
in both JSON-LD and a meta tag. The weakness of that reference:
it is made from what the parser reads too, and pages that contradict themselves, where reading is hard, are not in it.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any, TypeVar

import trafilatura
from lxml import html as lxml_html
from lxml.html import HtmlElement

from mynews.intake.clean import plain_text
from mynews.intake.pages import parse_page
from mynews.model.article import ParsedArticle
from mynews.model.document import Document
from mynews.model.errors import ParseError
from quality.floors import broken_floors, digest_of

SHINGLE = 4
Answer = TypeVar("Answer")
_WORD = re.compile(r"\w+")
_PROMO = re.compile(
    r"\b(?:subscribe|sign up|download (?:our|the) app|follow us|free trial|like us on|become a member|support our)\b",
    re.IGNORECASE,
)
_NEWSLETTER = re.compile(r"\b(?:newsletters?|in(?:to)? your inbox|email alerts?)\b", re.IGNORECASE)
_PRINT_NOTE = re.compile(
    r"\b(?:print edition|in print on|appear(?:s|ed) in print|newspaper as|printed in the)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the benchmark with its true body."""

    number: str
    url: str
    content: bytes
    truth: str

    @property
    def half(self) -> str:
        """ "a" for the pages that rules may be tuned on, "b" for those that only measure."""
        return "ab"[int(hashlib.sha256(self.number.encode()).hexdigest(), 16) % 2]


@dataclass(frozen=True, slots=True)
class Score:
    """How one extractor did on one set of pages."""

    precision: float
    recall: float
    f1: float
    exact: float


def read_pages(folder: Path, truth: Path, limit: int | None = None) -> list[Page]:
    """The pages of ``folder`` (or its ``html``) that ``truth`` knows, in the order of their ids."""
    known: Mapping[str, Mapping[str, Any]] = json.loads(truth.read_text("utf-8"))
    files = sorted([*folder.glob("*.html.gz"), *folder.glob("html/*.html.gz")])
    named = [(file, file.name.removesuffix(".html.gz")) for file in files]
    return [
        Page(
            name,
            str(known[name].get("url") or ""),
            gzip.decompress(file.read_bytes()),
            known[name].get("articleBody") or "",
        )
        for file, name in named
        if name in known
    ][:limit]


def score(truths: Sequence[str], bodies: Sequence[str]) -> Score:
    """Precision, recall and their mean over shingles, and the share of texts with exactly the true words."""
    overlaps = [overlap(truth, body) for truth, body in zip(truths, bodies, strict=True)]
    precision = fmean([found for found, _ in overlaps if found is not None] or [0.0])
    recall = fmean([found for _, found in overlaps if found is not None] or [0.0])
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    exact = fmean(
        [_WORD.findall(truth) == _WORD.findall(body) for truth, body in zip(truths, bodies, strict=True)] or [0.0]
    )
    return Score(precision, recall, f1, exact)


def overlap(truth: str, body: str) -> tuple[float | None, float | None]:
    """Precision and recall of one body; None where there is nothing to take a share of."""
    true, found = _shingles(truth), _shingles(body)
    common = (true & found).total()
    return (
        common / found.total() if found else None,
        common / true.total() if true else None,
    )


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    return Counter(tuple(words[n : n + SHINGLE]) for n in range(max(1, len(words) - SHINGLE + 1)) if words)


def leaks(page: Page, root: HtmlElement, body: str) -> set[str]:
    """Which kinds of furniture stand in ``body`` and not in the true text."""
    truth, text = _flat(page.truth), _flat(body)
    captions = root.xpath("//figcaption | //*[contains(@class, 'caption')][not(.//*[contains(@class, 'caption')])]")
    found = set()
    for element in captions:
        caption = _flat(element.text_content())
        if caption.count(" ") >= 6 and caption in text and caption not in truth:
            found.add("captions")
    for line in body.splitlines():
        if _flat(line) in truth:
            continue
        for kind, pattern in (("promos", _PROMO), ("newsletter_lines", _NEWSLETTER), ("print_notes", _PRINT_NOTE)):
            if pattern.search(line):
                found.add(kind)
    return found


def stated(root: HtmlElement) -> dict[str, str]:
    """Headline, author and day where the page states each twice alike."""
    nodes = [
        node for script in root.xpath("//script[contains(@type, 'ld+json')]/text()") for node in _json_nodes(script)
    ]
    articles = [node for node in nodes if re.search("article|posting", str(node.get("@type")), re.IGNORECASE)]
    meta = {
        (tag.get("property") or tag.get("name") or "").lower(): tag.get("content") or "" for tag in root.iter("meta")
    }
    headings = {_flat(heading.text_content()) for heading in root.iter("h1")} - {""}
    titles = {_flat(str(node.get("headline") or "")) for node in articles} - {""}
    social = {_flat(meta.get("og:title", ""))} - {""}
    twice = (headings & titles) | (headings & social) | (titles & social)
    reference = {"headline": twice.pop()} if len(twice) == 1 else {}
    names = {_flat(name) for node in articles for name in _names(node.get("author")) if _is_bare_name(name)} - {""}
    authors = names & {
        _flat(meta.get(key, "")) for key in ("author", "article:author", "parsely-author", "sailthru.author")
    }
    reference |= {"author": authors.pop()} if len(authors) == 1 == len(names) else {}
    days = {str(node.get("datePublished") or "")[:10] for node in articles} & {
        meta.get("article:published_time", "")[:10]
    }
    reference |= {"date": days.pop()} if len(days) == 1 and "" not in days else {}
    return reference


def states_the_same(reference: Mapping[str, str], article: ParsedArticle | None) -> dict[str, bool]:
    """For each field that the page states: whether the parser says the same."""
    if article is None:
        return dict.fromkeys(reference, False)
    said = {"headline": _flat(article.headline), "author": _flat(article.byline)}
    same = {name: said[name] == reference[name] for name in said if name in reference}
    if "date" in reference:
        at = article.published_at
        same["date"] = (
            at is not None and abs(_day_number(at.strftime("%Y-%m-%d")) - _day_number(reference["date"])) <= 1
        )
    return same


def measure(pages: Sequence[Page]) -> dict[str, float]:
    """All figures of one run."""
    articles, seconds = _timed(_parsed, pages)
    peers, peer_seconds = _timed(_trafilatura, pages)
    bodies = [plain_text(article.body) if article else "" for article in articles]
    figures: dict[str, float] = {"pages": len(pages), **_score_fields("", pages, bodies)}
    figures |= {"pages_per_s": round(len(pages) / seconds, 1), "refused": sum(article is None for article in articles)}
    figures |= {
        **_score_fields("trafilatura_", pages, peers),
        "trafilatura_pages_per_s": round(len(pages) / peer_seconds, 1),
    }
    for half in "ab":
        chosen = [n for n, page in enumerate(pages) if page.half == half]
        part = score([pages[n].truth for n in chosen], [bodies[n] for n in chosen])
        figures |= {f"f1_half_{half}": round(part.f1, 4), f"exact_half_{half}": round(part.exact, 4)}
    roots = [
        lxml_html.document_fromstring(page.content, parser=lxml_html.HTMLParser(encoding="utf-8")) for page in pages
    ]
    leaked = Counter(
        kind for page, root, body in zip(pages, roots, bodies, strict=True) for kind in leaks(page, root, body)
    )
    for kind in ("captions", "promos", "newsletter_lines", "print_notes"):
        figures[f"leaked_{kind}"] = leaked[kind]
    same = [states_the_same(stated(root), article) for root, article in zip(roots, articles, strict=True)]
    for name in ("headline", "author", "date"):
        answers = [one[name] for one in same if name in one]
        figures |= {name: round(fmean(answers), 4) if answers else 0.0, f"{name}_stated": len(answers)}
    return figures


def _score_fields(prefix: str, pages: Sequence[Page], bodies: Sequence[str]) -> dict[str, float]:
    found = score([page.truth for page in pages], bodies)
    names = ("precision", "recall", "f1", "exact")
    return {f"{prefix}{name}": round(float(getattr(found, name)), 4) for name in names}


def _timed(read: Callable[[Page], Answer], pages: Sequence[Page]) -> tuple[list[Answer], float]:
    """What ``read`` makes of each page, and the CPU seconds that all took."""
    began = time.process_time()
    answers = [read(page) for page in pages]
    return answers, max(time.process_time() - began, 1e-9)


def _parsed(page: Page) -> ParsedArticle | None:
    try:
        return parse_page(Document(url=page.url, content=page.content))
    except ParseError:
        return None


def _trafilatura(page: Page) -> str:
    return trafilatura.extract(page.content, include_comments=False, favor_precision=True) or ""


def _flat(text: str) -> str:
    return " ".join(_WORD.findall(text)).casefold()


def _day_number(day: str) -> int:
    try:
        return int(time.mktime(time.strptime(day, "%Y-%m-%d"))) // 86_400
    except (ValueError, OverflowError):
        return 0


def _is_bare_name(name: str) -> bool:
    """Whether an author's name stands alone, without "By", a role or other names, so that it can be a reference."""
    return not re.match(r"by\b", name, re.IGNORECASE) and "," not in name and " and " not in name


def _names(author: Any) -> list[str]:
    authors = author if isinstance(author, list) else [author]
    return [str(one.get("name") or "") if isinstance(one, dict) else str(one or "") for one in authors]


def _json_nodes(script: str) -> list[dict[str, Any]]:
    try:
        waiting = [json.loads(script, strict=False)]
    except (ValueError, RecursionError):
        return []
    nodes = []
    for node in waiting:
        if isinstance(node, dict):
            nodes.append(node)
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
    return nodes


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures as one JSON line; 1 where a floor is broken."""
    parser = argparse.ArgumentParser(description="How well article pages are read.")
    parser.add_argument("--pages", type=Path, required=True, help="folder of ID.html.gz, or one whose html/ holds them")
    parser.add_argument("--truth", type=Path, required=True, help="JSON of the true bodies")
    parser.add_argument("--limit", type=int, default=None, help="read only the first N pages; holds to no floor")
    chosen = parser.parse_args(arguments)
    if not chosen.truth.exists() or not chosen.pages.exists():
        print("skipped: no data")
        return 0
    pages = read_pages(chosen.pages, chosen.truth, chosen.limit)
    if not pages:
        print(
            f"No page of {chosen.truth} is in {chosen.pages}: name the folder that holds ID.html.gz.", file=sys.stderr
        )
        return 2
    figures = measure(pages)
    print(json.dumps(figures))
    broken = [] if chosen.limit else broken_floors("extraction", digest_of([chosen.truth]), figures)
    for sentence in broken:
        print(sentence, file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
