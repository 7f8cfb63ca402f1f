"""What narrows a search, on both databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest

from mynews.model.meaning import Entity, Topic
from mynews.services.app import App
from mynews.services.personal.editions import following
from mynews.services.personal.marks import mark_read
from mynews.services.stories.saved_searches import follow_search, look_at_search, save_search, saved_searches
from mynews.services.stories.search import Hit, SearchPage, search_page
from mynews.storage.search import Search
from mynews.storage.types import AnyRow
from tests import make
from tests.delivery.web.visitor import follow, tell, update

_CRIME = "20000082"
_BODIES = "<p>The mountain above the harbour began to smoke.</p>"


def numbers(page: SearchPage) -> list[int]:
    return [number_of(hit) for group in page.groups for hit in group.hits]


def number_of(hit: Hit) -> int:
    return int((hit.card.url or "").rpartition("/")[2])


def piece(number: int, **changes: Any) -> Any:
    values = {
        "identity": f"piece-{number}",
        "url": f"https://paper.example/{number}",
        "headline": f"Smoke report {number}",
        "published_at": make.NOW - timedelta(days=number),
        "body": f"<p>The mountain number {number} began to smoke.</p>",
    }
    return make.article(**(values | changes))


@pytest.fixture
def archive(app: App) -> App:
    """Articles 1 to 3 of The Paper, in no folder, and 4 to 6 of Der Bote, in the folder Harz."""
    follow(app, piece(1), piece(2, byline="José García"), piece(3, headline="Jose Garcia smokes", byline="Li Wei"))
    bote = {"url": "https://bote.example/feed", "title": "Der Bote", "folder": "Harz"}
    follow(app, piece(4, language="de-AT"), piece(5, language="de"), piece(6, language="nds"), **bote)
    with app.db.read() as tx:
        cards = tx.articles.latest(app.reader().id, 9)
    one, two, three, four, five = (card.id for card in cards[:5])
    tell(app, [one, four], language="en", topics=(Topic(_CRIME, 0.9),))
    tell(app, [two], language="en", entities=(Entity("person", "Ana Reyes", 3), Entity("place", "Reyes", 1)))
    mark_read(app, app.reader(), [one, two])
    with app.db.write() as tx:
        tx.marks.save(app.reader().id, [three, five], make.NOW)
    return app


FOUND = [
    ("source:bote", {4, 5, 6}),
    ("smoke source:bote", {4, 5, 6}),
    ('smoke -source:"The Paper"', {4, 5, 6}),
    ("source:1", {1, 2, 3}),
    ("source:paper source:bote", {1, 2, 3, 4, 5, 6}),
    ("in:harz", {4, 5, 6}),
    ("in:harz source:paper", set()),
    ("topic:crime", {1, 4}),
    (f"smoke topic:{_CRIME}", {1, 4}),
    ("-topic:crime source:paper", {2, 3}),
    ('person:"ana reyes"', {2}),
    ("person:reyes", {2}),
    ("smoke place:reyes", {2}),
    ("-entity:reyes smoke in:harz", {4, 5, 6}),
    ('author:"José García"', {2}),
    ("author:garcia smoke", {2}),
    ("author:jose", {2}),
    ("-author:garcia source:paper", {1, 3}),
    ("before:2026-11-20", {4, 5, 6}),
    ("after:2026-11-20 smoke", {1, 2, 3}),
    ("-before:2026-11-20 smoke", {1, 2, 3}),
    ("after:2026-11-18 before:2026-11-20", {4, 5}),
    ("smoke after:2026-11-18T13:00+01:00 before:2026-11-19T12:00:01", {4, 5}),
    ("is:saved", {3, 5}),
    ("smoke is:saved source:bote", {5}),
    ("is:unread", {3, 4, 5, 6}),
    ("smoke -is:unread", {1, 2}),
    ("is:read", {1, 2}),
    ("lang:de", {4, 5}),
    ("lang:de-AT smoke", {4}),
    ("lang:nds", {6}),
    ("lang:de lang:nds", {4, 5, 6}),
    ("-lang:en", {4, 5, 6}),
    ("number -smoke", set()),
    ("-smoke", set()),
    ("-smoke source:bote", set()),
]


def test_filters_narrow_what_is_found_with_words_and_without(archive: App) -> None:
    found = {query: set(numbers(search_page(archive, archive.reader(), query))) for query, _ in FOUND}
    assert found == dict(FOUND)
    assert not any(search_page(archive, archive.reader(), query).unclear for query, _ in FOUND)


def test_what_is_not_understood_is_told_and_the_rest_still_looked_for(archive: App) -> None:
    said = {
        "smoke source:nobody": "You follow no source called “nobody”.",
        "smoke in:paris": "You have no folder “paris”.",
        "smoke topic:qwertz": "There is no topic “qwertz”.",
        "smoke person:Nemo": "No person called “Nemo” is known here.",
        "smoke before:yesterday": "before: “yesterday” is not a day. Write it as 2026-11-01, or a month as 2026-11.",
        "smoke is:green": "is: “green” is not known. An article is saved, read or unread.",
        "smoke source:": "source: say which, without a space after the colon.",
        "smoke lang:german": "lang: “german” is not a language. Write it with two letters, as in lang:de.",
    }
    pages = {query: search_page(archive, archive.reader(), query) for query in said}
    assert {query: page.unclear for query, page in pages.items()} == {query: (text,) for query, text in said.items()}
    assert all(len(numbers(page)) == 6 for page in pages.values())
    unknown = search_page(archive, archive.reader(), "smoke report:1")
    assert unknown.unclear == ("There is no “report:” to search by, so it was looked for as words.",)
    assert numbers(unknown) == [1]


def test_every_match_is_reached_page_by_page_in_either_order(app: App) -> None:
    reader = app.reader()
    follow(app, *(piece(number, headline="Smoke" if number % 3 else "Report") for number in range(1, 48)))
    for query, order in (("smoke", "best"), ("smoke", "newest"), ("source:1", "newest"), ("smoke source:1", "best")):
        after, found = None, list[int]()
        for _ in range(12):
            page = search_page(app, reader, query, order="newest" if order == "newest" else "best", after=after, most=7)
            found += numbers(page)
            after = page.after
            if after is None:
                break
        assert sorted(found) == list(range(1, 48)), (query, order)
        if order == "newest":
            assert found == list(range(1, 48))


def test_a_place_goes_on_below_a_thousand_matches(app: App) -> None:
    reader = app.reader()
    follow(app, *(piece(number, published_at=make.NOW) for number in range(1, 1104)))
    after, found = None, list[int]()
    for _ in range(9):
        page = search_page(app, reader, "smoke", after=after, most=200)
        found += numbers(page)
        after = page.after
        if after is None:
            break
    assert sorted(found) == list(range(1, 1104))
    with app.db.read() as tx:
        came_last = {int((card.url or "").rpartition("/")[2]) for card in tx.articles.cards(range(104, 1104))}
    assert set(found[:1000]) == came_last, "those that came last are put in order first"


def test_filters_that_hardly_anything_meets_do_not_end_the_search_early(
    archive: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mynews.storage.search._LOOKED_AT", 2)
    monkeypatch.setattr(
        "mynews.storage.search._END_OF_WALK",
        "SELECT a.id AS id, a.sort_at AS sort_at FROM articles a WHERE {where}"
        " ORDER BY a.sort_at DESC, a.id DESC LIMIT 1 OFFSET 1",
    )
    pages, after = list[list[int]](), None
    for _ in range(6):
        page = search_page(archive, archive.reader(), "lang:de", after=after)
        pages.append(numbers(page))
        after = page.after
        if after is None:
            break
    assert pages == [[], [4], [5]] or pages == [[], [4], [5], []]


def test_articles_of_one_story_stand_together_below_its_headline(archive: App) -> None:
    page = search_page(archive, archive.reader(), "smoke", order="newest")
    assert [[number_of(hit) for hit in group.hits] for group in page.groups] == [[1, 4], [2], [3], [5], [6]]
    assert [group.story.id if group.story else None for group in page.groups] == [1, None, None, None, None]


def test_another_readers_articles_are_not_found_by_filters(archive: App) -> None:
    with archive.db.write() as tx:
        ben = tx.readers.add("ben", make.NOW)
    assert [numbers(search_page(archive, ben, query)) for query, _ in FOUND] == [[]] * len(FOUND)


def test_a_saved_search_tells_what_came_since_it_was_looked_at(archive: App) -> None:
    reader = archive.reader()
    saved = save_search(archive, reader, "  smoke   source:paper ")
    assert save_search(archive, reader, "smoke source:paper") == saved
    assert [(each.search.query, each.new) for each in saved_searches(archive, reader)] == [("smoke source:paper", 0)]
    later = make.NOW + timedelta(hours=1)
    with make.app(archive.db, archive.settings.data_dir, now=later) as app:
        update(app, 1, piece(7), piece(8, body="<p>Calm.</p>", headline="Calm"), piece(1, headline="Smoke, corrected"))
        assert [each.new for each in saved_searches(app, reader)] == [1]
        assert look_at_search(app, reader, saved.id).query == "smoke source:paper"
        assert [each.new for each in saved_searches(app, reader)] == [0]


def test_the_stories_of_a_followed_search_stand_under_following(archive: App) -> None:
    reader = archive.reader()
    saved = save_search(archive, reader, "smoke topic:crime")
    assert following(archive, reader) == ()
    follow_search(archive, reader, saved.id, followed=True)
    assert [(card.id, names) for card, names in following(archive, reader)] == [(1, ("smoke topic:crime",))]
    follow_search(archive, reader, saved.id, followed=False)
    assert following(archive, reader) == ()


def test_a_story_that_several_followed_searches_find_stands_there_once_with_all_of_them(archive: App) -> None:
    reader = archive.reader()
    for query in ("topic:crime", "smoke", "nothing"):
        save_search(archive, reader, query, followed=True)
    found = [(card.id, names) for card, names in following(archive, reader)]
    assert found == [(1, ("topic:crime", "smoke")), (2, ("smoke",))]


def test_of_a_common_word_those_that_came_last_are_looked_at(archive: App, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = archive.reader()
    monkeypatch.setattr("mynews.services.stories.saved_searches._LOOKED_AT", 2)
    save_search(archive, reader, "smoke", followed=True)
    assert [card.id for card, _ in following(archive, reader)] == [1]


PLANNED = [
    ("source:1", "USING COVERING INDEX ix_articles_source_id_sort_at_id (source_id=?)"),
    ("source:1 source:2", "USING INTEGER PRIMARY KEY"),
    ("smoke source:2", "VIRTUAL TABLE INDEX"),
    ("lang:de", "USING INDEX ix_articles_sort_at_id"),
    ("is:unread", "USING INDEX ix_articles_sort_at_id"),
    ("topic:crime", "ix_story_topics_code_story_id"),
    ("smoke after:2026-11-01", "VIRTUAL TABLE INDEX"),
]


@pytest.mark.parametrize(("query", "planned"), PLANNED)
def test_no_filter_reads_the_whole_archive(
    archive: App, monkeypatch: pytest.MonkeyPatch, query: str, planned: str
) -> None:
    if archive.db.dialect != "sqlite":
        pytest.skip("the plans of SQLite")
    plans = list[str]()
    run = Search._run

    def explained(self: Search, statement: str, values: Mapping[str, Any]) -> Sequence[AnyRow]:
        rows = run(self, f"EXPLAIN QUERY PLAN {statement}", values)
        plans.append("\n".join(row.detail for row in rows))
        return run(self, statement, values)

    monkeypatch.setattr(Search, "_run", explained)
    search_page(archive, archive.reader(), query)
    assert any(planned in plan for plan in plans), plans
    assert not [plan for plan in plans if "SCAN a" in plan.splitlines() or "SCAN articles" in plan], plans
