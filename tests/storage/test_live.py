from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from mynews.intake.clean import plain_text
from mynews.model.meaning import Entity, Meaning, Topic
from mynews.model.signal import StoryTraits, Weighted
from mynews.model.story import Move, StorySummary
from mynews.storage.database import Database, Tx
from tests import make
from tests.make import NOW

DAY = timedelta(days=1)
READER, OTHER = 1, 2
KIM = Entity("person", "Kim Yong-chol", 4)
SEOUL = Entity("place", "Seoul", 1)


@dataclass(frozen=True)
class Report:
    """An article of a story: its source, and what a test says of it."""

    source_id: int = 1
    headline: str = "Volcano wakes after a century"
    teaser: str | None = None
    byline: str = "Ana Reyes"
    text: str = "The mountain above the harbour began to smoke."


@pytest.fixture
def papers(db: Database) -> Database:
    """Two readers, two shared sources (1, 2), and one private to each reader (3, 4)."""
    with db.write() as tx:
        for name in ("Reader", "Other"):
            tx.readers.add(name, NOW)
        tx.hosts.add(["paper.example"])
        owners = {1: None, 2: None, 3: READER, 4: OTHER}
        wanted = [make.source(url=f"https://paper.example/{each}", private_to=owner) for each, owner in owners.items()]
        for source in wanted:
            tx.sources.add([source], {source.url: "paper.example"}, NOW)
    return db


def told(tx: Tx, story_id: int, *reports: Report, at: datetime = NOW, heat: float | None = 5.0) -> list[int]:
    """Put a story of these articles into the database, the first of them its lead."""
    saved: list[int] = []
    for number, report in enumerate(reports):
        html = report.text if "<" in report.text else f"<p>{report.text}</p>"
        ready = make.ready(identity=f"{story_id} {number}", headline=report.headline, byline=report.byline, body=html)
        teaser = plain_text(html) if report.teaser is None else report.teaser
        saved += tx.articles.save(report.source_id, [replace(ready, teaser=teaser)])
    claimed = tx.meanings.claim(NOW, DAY, len(saved))
    tx.meanings.save(
        [Meaning(each, 1, words=100 + each, vector=bytes([each])) for each in saved], claimed[0].claimed_until, NOW
    )
    tx.desk.carry_out([Move(each, story_id, NOW, opens=each == saved[0]) for each in saved])
    tx.stories.save([summary(story_id, saved, at=at, heat=heat)])
    return saved


def summary(
    story_id: int, articles: Sequence[int], *, at: datetime = NOW, heat: float | None = 5.0, named: bool = False
) -> StorySummary:
    return StorySummary(
        id=story_id,
        lead_id=articles[0] if articles else None,
        picture=None,
        opened_at=at - DAY,
        latest_at=at,
        articles=len(articles),
        owners=len(articles),
        heat=heat,
        topics=(Topic("a", 0.25), Topic("b", 0.75)) if named else (),
        entities=(KIM, SEOUL) if named else (),
    )


def ids(stories: Sequence[StoryTraits]) -> list[int]:
    return [story.story_id for story in stories]


def test_a_live_story_is_told_whole(papers: Database) -> None:
    with papers.write() as tx:
        articles = told(
            tx,
            1,
            Report(headline="UN sends aid to the isle", teaser="Aid ships leave.", byline="Ana Reyes and Bo Lind"),
            Report(source_id=2, byline="ANA  REYES, Cy Holm"),
        )
        tx.stories.save([summary(1, articles, named=True)])
        kim, seoul = (str(each.id) for each in tx.stories.entities_of([1])[1])
        expected = StoryTraits(
            story_id=1,
            opened_at=NOW - DAY,
            latest_at=NOW,
            heat=5.0,
            owners=2,
            articles=2,
            length=101,
            vector=b"\x01",
            topics=Weighted(("b", "a"), (0.75, 0.25)),
            entities=Weighted((kim, seoul), (1.0, 0.25)),
            sources=Weighted(("2", "1"), (1.0, 1.0)),
            authors=Weighted(("ana reyes", "cy holm", "bo lind"), (1.0, 1.0, 1.0)),
            words=Weighted(("un", "sends", "aid", "the", "isle", "ships", "leave"), (1.0,) * 7),
        )
        assert tx.live.traits(NOW - DAY, 9) == [expected] == tx.live.traits_of([1, 99])


def test_the_window_has_the_newest_stories_that_have_articles(papers: Database) -> None:
    with papers.write() as tx:
        for story_id, hours in ((1, 30), (2, 3), (3, 1), (4, 2)):
            told(tx, story_id, Report(), at=NOW - timedelta(hours=hours))
        tx.stories.save([summary(4, [], heat=None)])
        assert ids(tx.live.traits(NOW - DAY, 9)) == [3, 2]
        assert ids(tx.live.traits(NOW - 2 * DAY, 9)) == [3, 2, 1]
        assert ids(tx.live.traits(NOW - 2 * DAY, 1)) == [3]
        assert ids(tx.live.traits_of([1, 2, 3, 4])) == [3, 2, 1]


def test_private_articles_tell_nothing_of_a_story_that_others_carry_too(papers: Database) -> None:
    with papers.write() as tx:
        told(tx, 1, Report(byline="Ana Reyes"), Report(source_id=3, byline="Dana Quill"))
        told(tx, 2, Report(source_id=3, byline="Dana Quill"))
        shared, private = tx.live.traits_of([1, 2])[::-1]
        assert (shared.sources.keys, shared.authors.keys) == (("1",), ("ana reyes",))
        assert (private.sources.keys, private.authors.keys) == (("3",), ("dana quill",))
        assert tx.live.of_private_sources(READER, NOW - DAY) == {1, 2}
        assert tx.live.of_private_sources(OTHER, NOW - DAY) == set()
        assert tx.live.of_private_sources(READER, NOW + DAY) == set()


def test_a_story_is_readable_for_whoever_may_open_one_of_its_articles(papers: Database) -> None:
    with papers.write() as tx:
        told(tx, 1, Report(), Report(source_id=3))
        told(tx, 2, Report(source_id=3))
        told(tx, 3, Report(source_id=2))
        tx.desk.absorb(3, 1)
        assert tx.live.readable(READER, [1, 2, 3, 99]) == {1, 2, 3}
        assert tx.live.readable(OTHER, [1, 2, 3, 99]) == {1, 3}
        assert tx.live.readable(OTHER, range(40_000)) == {1, 3}


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("volcano", "A VOLCANO erupts"),
        ("rock hall", "the rock\n  hall opened"),
        ("kim yong-chol", "said Kim Yong-chol."),
        ("strasse", "In der langen Straße brennt es"),
        ("москва", "МОСКВА молчит"),
        ("it's over", "It’s over, they said"),
        ("at&t", "AT&amp;T buys"),
        ("vulkan", "<p>Der Vul<b>kan</b> raucht</p>"),
        ("c++", "C++ turns forty"),
        ("東京", "雨の東京駅で"),
    ],
)
def test_a_phrase_is_found_however_it_is_written(papers: Database, phrase: str, text: str) -> None:
    with papers.write() as tx:
        told(tx, 1, Report(headline="None", teaser="", text=text))
        told(tx, 2, Report(headline="None", teaser="", text="nothing of the kind"))
        assert tx.live.with_phrase([1, 2], phrase) == {1}
        assert tx.live.with_phrase([2], phrase) == set()


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("rock", "rocks and rocket"),  # the index knows stems, a rule means the word
        ("rock hall", "hall of rock"),
        ("resume", "a résumé"),
        ("§", "§ 12"),
        ("", "anything"),
        ("volcano", "<p>volca</p><p>no</p>"),
    ],
)
def test_what_only_looks_like_a_phrase_is_not_found(papers: Database, phrase: str, text: str) -> None:
    with papers.write() as tx:
        told(tx, 1, Report(headline="None", teaser="", text=text))
        assert tx.live.with_phrase([1], phrase) == set()


def test_a_phrase_is_found_in_any_part_of_any_article(papers: Database) -> None:
    with papers.write() as tx:
        told(tx, 1, Report(headline="Volcano again", teaser="", text="x"))
        told(tx, 2, Report(headline="x", teaser="A summary of the volcano", text="x"))
        told(tx, 3, Report(headline="x", teaser="", text="x"), Report(headline="x", teaser="", text="the volcano"))
        told(tx, 4, Report(headline="x", teaser="", text="x"), Report(source_id=3, headline="Volcano"))
        told(tx, 5, Report(headline="x", teaser="", text="x"))
        assert tx.live.with_phrase(range(1, 9), "volcano") == {1, 2, 3, 4}
        assert tx.live.with_phrase(range(1, 9), "volcano", OTHER) == {1, 2, 3}
        assert tx.live.with_phrase(range(1, 9), "volcano", READER) == {1, 2, 3, 4}


def test_a_phrase_that_a_later_version_of_a_text_lost_is_not_found(papers: Database) -> None:
    with papers.write() as tx:
        (article,) = told(tx, 1, Report(headline="None", teaser="", text="the volcano"))
        tx._connection.exec_driver_sql("UPDATE articles SET headline = 'Other'")
        assert tx.live.with_phrase([article], "none") == set()
