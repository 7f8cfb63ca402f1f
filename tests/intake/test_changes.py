from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mynews.intake.changes import described, distinct, merged_with_page, plan_update, teaser_of
from mynews.model.plan import KnownArticle, ReadyArticle
from mynews.model.source import SourceKind, SourceState
from tests import make
from tests.make import NOW


def known(ready: ReadyArticle, article_id: int = 1, *, from_page: bool = False) -> KnownArticle:
    return KnownArticle(
        article_id, ready.identity, ready.digest, ready.parsed.url, ready.parsed.headline, from_page=from_page
    )


@pytest.mark.parametrize(
    ("kind", "title"),
    [("feed", "The Harbour Post"), ("file", "The Harbour Post"), ("newsletter", "The Harbour Post - Home")],
)
def test_a_source_is_called_by_the_plain_title_of_its_feed_and_a_letter_by_its_senders(
    kind: SourceKind, title: str
) -> None:
    feed = replace(make.feed(), title="The Harbour Post - Home")
    assert described(replace(make.source(), kind=kind), feed).title == title


def test_a_feed_that_names_nobody_leaves_the_name_that_a_list_gave() -> None:
    feed = replace(make.feed(), title="Top Stories")
    assert described(replace(make.source(), title="The Harbour Post"), feed).title == "The Harbour Post"


def test_a_feed_without_a_title_leaves_the_one_that_was() -> None:
    feed = replace(make.feed(), title="")
    assert described(replace(make.source(), title="Mine - Home"), feed).title == "Mine - Home"


def test_a_new_article_is_saved() -> None:
    plan = plan_update(make.source(), make.feed(make.article()), [], NOW)
    assert [each.parsed.headline for each in plan.new] == ["Volcano wakes after a century"]
    assert plan.changed == ()


def test_an_unchanged_article_is_not_saved_again() -> None:
    feed = make.feed(make.article())
    (ready,) = plan_update(make.source(), feed, [], NOW).new
    plan = plan_update(make.source(), feed, [known(ready)], NOW + timedelta(hours=1))
    assert (plan.new, plan.changed) == ((), ())


def test_a_new_date_or_a_passing_token_is_no_change() -> None:
    (ready,) = plan_update(
        make.source(), make.feed(make.article(body="<p>Ash <img src='https://a.example/1?t=1'></p>")), [], NOW
    ).new
    again = make.article(body="<p><b>Ash</b> <img src='https://a.example/1?t=2'></p>", updated_at=NOW)
    plan = plan_update(make.source(), make.feed(again), [known(ready)], NOW)
    assert (plan.new, plan.changed) == ((), ())


def test_a_changed_headline_updates_the_article_in_place() -> None:
    (ready,) = plan_update(make.source(), make.feed(make.article()), [], NOW).new
    plan = plan_update(make.source(), make.feed(make.article(headline="Volcano rests")), [known(ready, 7)], NOW)
    assert plan.new == ()
    assert [(each.id, each.now.parsed.headline, each.keep_body) for each in plan.changed] == [
        (7, "Volcano rests", False)
    ]


def test_text_read_from_the_page_outlives_a_change_in_the_feed() -> None:
    (ready,) = plan_update(make.source(), make.feed(make.article()), [], NOW).new
    plan = plan_update(make.source(), make.feed(make.article(headline="New")), [known(ready, from_page=True)], NOW)
    assert plan.changed[0].keep_body


def test_ids_that_change_each_time_give_no_second_article() -> None:
    (ready,) = plan_update(make.source(), make.feed(make.article(identity="now-1")), [], NOW).new
    plan = plan_update(make.source(), make.feed(make.article(identity="now-2")), [known(ready)], NOW)
    assert plan.new == ()


def test_one_id_on_two_addresses_gives_both_articles() -> None:
    one, two = (make.article(identity="1", url=f"https://paper.example/{n}", headline=f"No. {n}") for n in (1, 2))
    assert [each.headline for _, each in distinct([one, two])] == ["No. 1", "No. 2"]


def test_the_later_of_two_versions_counts() -> None:
    early = make.article(headline="Early", updated_at=NOW)
    late = make.article(headline="Late", updated_at=NOW + timedelta(hours=1))
    assert [each.headline for _, each in distinct([late, early])] == ["Late"]


@pytest.mark.parametrize("published", [datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC), None])
def test_an_article_with_a_date_that_cannot_be_stands_at_its_arrival(published: datetime | None) -> None:
    seen = make.source(state=SourceState(fetched_at=NOW))
    (ready,) = plan_update(seen, make.feed(make.article(published_at=published)), [], NOW).new
    assert (ready.sort_at, ready.parsed.published_at) == (NOW, None)


def test_what_lies_undated_in_a_feed_at_the_first_look_stands_behind_the_rest() -> None:
    dated = make.article(identity="a", published_at=NOW - timedelta(days=9))
    undated = make.article(identity="b", published_at=None)
    plan = plan_update(make.source(), make.feed(undated, dated), [], NOW)
    assert {each.sort_at for each in plan.new} == {NOW - timedelta(days=9)}


def test_an_article_without_headline_is_called_by_its_first_words() -> None:
    (ready,) = plan_update(make.source(), make.feed(make.article(headline="")), [], NOW).new
    assert ready.parsed.headline == "The mountain above the harbour began to smoke on Monday."


def test_the_oldest_article_gets_the_smallest_id() -> None:
    newest = make.article(identity="a", published_at=NOW)
    oldest = make.article(identity="b", published_at=NOW - timedelta(days=1))
    plan = plan_update(make.source(), make.feed(newest, oldest), [], NOW)
    assert [each.parsed.identity for each in plan.new] == ["b", "a"]


def test_a_stub_with_an_address_has_its_page_read() -> None:
    stub = make.article(complete=False)
    (ready,) = plan_update(make.source(), make.feed(stub), [], NOW).new
    assert ready.page_due_at == NOW
    (ready,) = plan_update(make.source(), make.feed(stub), [], NOW, full_text=False).new
    assert ready.page_due_at is None


def test_a_page_adds_to_a_stub_but_the_feeds_own_words_stay() -> None:
    stub = make.article(complete=False, body="<p>Short</p>", byline="")
    page = make.article(headline="Other", body="<p>Long enough to be whole</p>", byline="Ben", key_points=("One",))
    merged = merged_with_page(stub, page)
    assert (merged.headline, merged.body, merged.byline, merged.key_points) == (
        stub.headline,
        page.body,
        "Ben",
        ("One",),
    )
    assert merged.complete


def test_a_teaser_begins_behind_the_dateline_and_the_body_keeps_it() -> None:
    text = "PELLMOUTH, Oct 4 (Reuters) - Ash closed the airport."
    plan = plan_update(make.source(), make.feed(make.article(body=f"<p>{text}</p>", summary="")), [], NOW)
    (ready,) = plan.new
    assert (ready.teaser, ready.text, ready.parsed.body) == ("Ash closed the airport.", text, f"<p>{text}</p>")


def test_a_teaser_ends_at_a_word() -> None:
    assert teaser_of("one two three", 9) == "one two…"


def test_a_new_article_with_the_address_and_headline_of_another_that_is_still_there_is_new() -> None:
    yesterday = make.article(identity="briefing-1", body="<p>Yesterday it rained.</p>")
    today = make.article(identity="briefing-2", body="<p>Today it snowed.</p>")
    (ready,) = plan_update(make.source(), make.feed(yesterday), [], NOW).new
    plan = plan_update(make.source(), make.feed(today, yesterday), [known(ready)], NOW)
    assert [each.parsed.identity for each in plan.new] == ["briefing-2"]
    assert plan.changed == ()


def test_two_articles_with_new_ids_never_become_the_same_one() -> None:
    (ready,) = plan_update(make.source(), make.feed(make.article(identity="1")), [], NOW).new
    plan = plan_update(
        make.source(), make.feed(make.article(identity="2"), make.article(identity="3")), [known(ready)], NOW
    )
    assert (len(plan.new), len(plan.changed)) == (1, 1)


def test_a_new_id_alone_is_no_reason_to_read_the_page_again() -> None:
    stub = make.article(complete=False)
    (ready,) = plan_update(make.source(), make.feed(stub), [], NOW).new
    again = make.feed(make.article(complete=False, identity="another"))
    (changed,) = plan_update(make.source(), again, [known(ready, from_page=True)], NOW).changed
    assert changed.now.page_due_at is None
