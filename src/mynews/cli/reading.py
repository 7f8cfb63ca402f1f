"""Commands that show articles: what was found, and what a document holds."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from mynews.cli.documents import document_of, is_file
from mynews.cli.output import LISTED, as_json, err, out, print_json, reader_name
from mynews.intake.clean import plain_text
from mynews.model.article import ParsedArticle, ParsedFeed
from mynews.model.document import Document, Request
from mynews.model.errors import FetchError, ParseError
from mynews.net.http import Web
from mynews.plugins.registry import load_plugins
from mynews.services.app import open_app
from mynews.services.stories.search import search as find
from mynews.settings import Settings, read_settings


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("-n", "most", type=click.IntRange(1, 1000), default=20, show_default=True, help="How many at most.")
@as_json
@reader_name
def search(words: tuple[str, ...], most: int, reader: str | None, *, as_json: bool) -> None:
    """Find articles that have all WORDS; "a phrase", -without, begin* work too."""
    with open_app(read_settings()) as app:
        hits = find(app, app.reader(reader), " ".join(words), most)
    if as_json:
        print_json(
            [
                {
                    "id": hit.card.id,
                    "headline": hit.card.headline,
                    "source": hit.card.source_name,
                    "sort_at": hit.card.sort_at,
                    "url": hit.card.url,
                    "excerpt": "".join(piece.text for piece in hit.excerpt),
                }
                for hit in hits
            ]
        )
        return
    for hit in hits:
        out.print(f"{hit.card.sort_at:{LISTED}}  {hit.card.headline}", style="bold", markup=False)
        out.print(f"  {hit.card.source_name}  {hit.card.url or ''}", style="dim", markup=False)
        out.print("  " + "".join(piece.text for piece in hit.excerpt), markup=False)
    if not hits:
        err.print("Nothing found.")


@click.command()
@click.argument("what", metavar="FILE_OR_URL")
@as_json
def extract(what: str, *, as_json: bool) -> None:
    """Show what FILE_OR_URL holds, as read by our parsers; touches no database."""
    settings = read_settings()
    document = document_of(Path(what)) if is_file(what) else _fetched(settings, what)
    parsed = load_plugins().parse(document)
    if as_json:
        print_json(_plain(parsed))
    elif isinstance(parsed, ParsedFeed):
        out.print(f"{parsed.title or document.url}: {len(parsed.articles)} articles", markup=False)
        for each in parsed.articles:
            out.print(f"  {each.headline}", markup=False)
    else:
        for part in (parsed.kicker, parsed.headline, *parsed.key_points, parsed.byline, plain_text(parsed.body)):
            if part:
                out.print(part + "\n", markup=False)


def _fetched(settings: Settings, url: str) -> Document:
    if "://" not in url:
        raise ParseError(f"There is no file {url}. For an address, begin with https://")
    with Web(limits=settings.limits, allow_private=settings.allow_private, user_agent=settings.user_agent) as web:
        answer = web.fetch(Request(url))
    if not isinstance(answer, Document):
        raise FetchError(url, f"{url} gave no document.")
    return answer


def _plain(parsed: ParsedFeed | ParsedArticle) -> dict[str, Any]:
    """What a parser gave, as ``extract --json`` prints it (docs/reference/commands.md)."""
    if isinstance(parsed, ParsedArticle):
        return {"kind": "article"} | _plain_article(parsed)
    feed = {name: getattr(parsed, name) for name in ("title", "description", "site_url", "language", "problem")}
    return {"kind": "feed"} | feed | {"articles": [_plain_article(each) for each in parsed.articles]}


def _plain_article(parsed: ParsedArticle) -> dict[str, Any]:
    return asdict(parsed) | {"body": plain_text(parsed.body), "summary": plain_text(parsed.summary)}
