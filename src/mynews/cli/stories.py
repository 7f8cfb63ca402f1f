"""Commands about stories, and understanding what they are made of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import click
from rich.progress import Progress

from mynews.cli.output import LISTED, as_json, err, out, print_json, progress, reader_name
from mynews.model.story import StoryCard
from mynews.services.app import App, open_app
from mynews.services.stories.reading import (
    Covering,
    News,
    StoryPage,
    articles_of,
    largest_stories,
    news_since,
    story_page,
    top_stories,
)
from mynews.services.stories.summaries import importance_at
from mynews.services.stories.understand import understand_anew, understanding
from mynews.settings import read_settings


@click.command()
@click.option("-n", "most", type=click.IntRange(1, 1000), default=20, show_default=True, help="How many at most.")
@click.option("--days", type=click.FloatRange(0, min_open=True), help="Only stories with an article of these days.")
@click.option("--important", is_flag=True, help="The most important now first, not the largest.")
@as_json
@reader_name
def stories(most: int, days: float | None, reader: str | None, *, important: bool, as_json: bool) -> None:
    """List the largest stories with the headlines of their articles."""
    with open_app(read_settings()) as app:
        who, now = app.reader(reader), app.now()
        if important:
            found = top_stories(app, who, most=most).cards
        else:
            found = largest_stories(app, who, most, now - timedelta(days=days) if days else None)
        coverage = articles_of(app, who, [each.id for each in found])
    if as_json:
        print_json([_story_plain(each, coverage[each.id], now) for each in found])
        return
    for each in found:
        out.print(f"{each.id:>6}  {each.headline}", style="bold", markup=False)
        out.print(f"        {_extent(each)}", style="dim", markup=False)
        for covering in coverage[each.id]:
            _print_covering(covering)
    if not found:
        err.print("There are no stories yet. A running server or worker makes them, or: mynews annotate.")


@click.command()
@click.argument("number", type=click.IntRange(1, 2**63 - 1))
@click.option("--since", type=click.DateTime(), help="Only what is new since this moment, in UTC.")
@as_json
@reader_name
def story(number: int, since: datetime | None, reader: str | None, *, as_json: bool) -> None:
    """Show the story NUMBER: coverage, timeline, people, places, topics."""
    with open_app(read_settings()) as app:
        who, now = app.reader(reader), app.now()
        page = story_page(app, who, number)
        news = news_since(app, who, number, since.replace(tzinfo=UTC)) if since else None
    if as_json:
        print_json(_story_page_plain(page, now) | ({"news": _news_plain(news)} if news else {}))
    elif news:
        for sentence in news.sentences:
            out.print(f"* {sentence}", markup=False)
        for card in news.articles:
            out.print(f"{card.sort_at:{LISTED}}  {card.headline}  ({card.source_name})", markup=False)
        if not news.articles:
            err.print("Nothing new since then.")
    else:
        _print_story(page)


@click.command()
@click.option("--all", "everything", is_flag=True, help="Not only what is due: every article anew.")
def annotate(*, everything: bool) -> None:
    """Understand what is due: topics, people, places, and the story of each article."""
    with open_app(read_settings()) as app, progress() as bar:
        if everything:
            understand_anew(app)
        done = understand(app, bar)
    out.print(f"{done} articles understood.")


def understand(app: App, bar: Progress) -> int:
    """Understand all that is due, with a bar for each line of work; gives how many articles there were."""
    done = 0
    with understanding(app) as steps:
        for name, step in steps.items():
            task = bar.add_task(name, total=step.waiting())
            while batch := step.take():
                done += batch if name == "articles" else 0
                bar.update(task, advance=batch)
            bar.update(task, total=bar.tasks[task].completed)
    return done


def _print_story(page: StoryPage) -> None:
    out.print(page.story.headline, style="bold", markup=False)
    out.print(_extent(page.story), style="dim", markup=False)
    for point in page.points.points:
        out.print(f"* {point}", markup=False)
    about = page.about
    for name, those in (
        ("Topics", about.topics),
        ("People", about.people),
        ("Organisations", about.organisations),
        ("Places", about.places),
    ):
        if those:
            out.print(f"{name}: {', '.join(each.name for each in those)}", markup=False)
    if page.earlier:
        out.print(f"Earlier: {page.earlier.id}  {page.earlier.headline}", markup=False)
    out.print("\nTimeline", style="bold")
    for step in page.timeline:
        out.print(f"  {step.at:{LISTED}}  {step.headline}", markup=False)
    out.print("\nCoverage", style="bold")
    for covering in page.coverage:
        _print_covering(covering)


def _print_covering(covering: Covering) -> None:
    card = covering.card
    out.print(f"        {card.sort_at:{LISTED}}  {card.headline}  ({card.source_name})", markup=False, soft_wrap=True)
    if covering.copies:
        names = ", ".join(dict.fromkeys(copy.source_name for copy in covering.copies))
        out.print(f"                          also in {names}", style="dim", markup=False, soft_wrap=True)


def _extent(card: StoryCard) -> str:
    many = f"{card.articles} articles" if card.articles != 1 else "1 article"
    owners = f" of {card.owners} owners" if card.owners > 1 else ""
    return f"{many}{owners}, {card.opened_at:{LISTED}} to {card.latest_at:{LISTED}}"


def _story_plain(card: StoryCard, coverage: tuple[Covering, ...], now: datetime) -> dict[str, Any]:
    return {
        "id": card.id,
        "headline": card.headline,
        "articles": card.articles,
        "owners": card.owners,
        "opened_at": card.opened_at,
        "latest_at": card.latest_at,
        "importance": round(importance_at(card.heat, now), 4),
        "coverage": [
            {
                "id": each.card.id,
                "headline": each.card.headline,
                "source": each.card.source_name,
                "sort_at": each.card.sort_at,
                "url": each.card.url,
                "copies": [copy.id for copy in each.copies],
            }
            for each in coverage
        ],
    }


def _story_page_plain(page: StoryPage, now: datetime) -> dict[str, Any]:
    about = page.about
    return _story_plain(page.story, page.coverage, now) | {
        "key_points": list(page.points.points),
        "topics": [{"code": each.code, "name": each.name} for each in about.topics],
        **{
            kind: [{"id": each.id, "name": each.name, "mentions": each.mentions} for each in those]
            for kind, those in (
                ("people", about.people), ("organisations", about.organisations), ("places", about.places)
            )
        },
        "timeline": [{"at": each.at, "id": each.article_id, "headline": each.headline} for each in page.timeline],
        "earlier": page.earlier.id if page.earlier else None,
        "later": [each.id for each in page.later],
    }  # fmt: skip


def _news_plain(news: News) -> dict[str, Any]:
    return {"sentences": list(news.sentences), "articles": [each.id for each in news.articles]}
