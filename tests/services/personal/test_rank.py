from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from itertools import count

import numpy as np
import pytest

from mynews.model.errors import NotAllowed, NotFound, RankerError
from mynews.model.interest import Subject
from mynews.model.signal import Signal, SignalKind
from mynews.model.slate import Edition
from mynews.model.source import Reader
from mynews.ranking.baselines import OneReason, Popularity
from mynews.services.personal.editions import edition_page, following, hidden_stories, reasons_of
from mynews.services.personal.foresee import foresee
from mynews.services.personal.interests import interests, state, withdraw
from mynews.services.personal.learn import MOST_SIGNALS, Recorded, learn, record_signals, relearn
from mynews.services.personal.profile import (
    correct,
    export_profile,
    import_profile,
    profile_of,
    reset,
    set_reading,
    undo,
)
from mynews.services.personal.rank import build_edition, edition_of
from mynews.services.stories.arrange import merge
from tests.press import CHESS, DAM, DAM_TOO, FERRY, FERRY_TOO, Press

_tokens = count()


def signal(press: Press, kind: SignalKind, story_id: int | None, **more: object) -> Signal:
    return Signal(f"token {next(_tokens)}", kind, press.app.now(), story_id, **more)


def give(press: Press, kind: SignalKind, story_id: int, **more: object) -> Recorded:
    return record_signals(press.app, press.app.reader(), [signal(press, kind, story_id, **more)])


def order(edition: Edition) -> list[int]:
    return [placed.story_id for placed in edition.places]


def profile_bytes(press: Press, reader: Reader | None = None) -> bytes:
    app, who = press.app, reader or press.app.reader()
    with app.db.write() as tx:
        return app.ranker.packed(learn(app, tx, who).profile)


def a_topic(press: Press, story_ids: tuple[int, ...]) -> tuple[int, str]:
    """One of these stories with a topic of its own."""
    with press.app.db.read() as tx:
        found = tx.stories.topics_of(story_ids)
    story_id = min(found)
    return story_id, found[story_id][0].code


@pytest.fixture
def three(press: Press) -> tuple[int, int, int]:
    """The stories of the dam, the ferry and the chess player, the dam's of two papers."""
    dam = press.publish(press.paper("courier"), DAM, hours_ago=3)
    press.publish(press.paper("post"), DAM_TOO, hours_ago=2)
    ferry = press.publish(press.paper("courier"), FERRY, hours_ago=2)
    chess = press.publish(press.paper("herald", folder="Games"), CHESS, hours_ago=1)
    press.understand(names=True)
    return press.story_of(dam), press.story_of(ferry), press.story_of(chess)


def test_an_edition_has_every_story_once_with_reasons_that_add_up(press: Press, three: tuple[int, int, int]) -> None:
    edition = build_edition(press.app, press.app.reader())
    assert sorted(order(edition)) == sorted(three)
    for placed in edition.places:
        assert sum(reason.weight for reason in placed.reasons) == pytest.approx(placed.score)


def test_an_edition_stands_until_the_reader_does_something(press: Press, three: tuple[int, int, int]) -> None:
    reader = press.app.reader()
    first = edition_of(press.app, reader)
    assert edition_of(press.app, reader) == first
    give(press, "seen", three[0])
    assert edition_of(press.app, reader) == first
    give(press, "open", three[0])
    assert edition_of(press.app, reader).id != first.id


def test_an_edition_ends_by_itself(press: Press, three: tuple[int, int, int]) -> None:
    first = edition_of(press.app, press.app.reader())
    later = press.later(hours=1)
    assert edition_of(later.app, later.app.reader()).id != first.id


def test_an_edition_can_be_read_again_as_it_was(press: Press, three: tuple[int, int, int]) -> None:
    reader = press.app.reader()
    first = edition_of(press.app, reader)
    give(press, "less", first.places[0].story_id)
    again = edition_page(press.app, reader, edition_id=first.id)
    assert [shown.placed for shown in again.shown] == list(first.places)


def test_an_edition_of_a_folder_has_its_sources_alone(press: Press, three: tuple[int, int, int]) -> None:
    assert order(edition_of(press.app, press.app.reader(), folder="Games")) == [three[2]]


def test_nobody_reads_anothers_edition(press: Press, three: tuple[int, int, int]) -> None:
    edition = edition_of(press.app, press.app.reader())
    with press.app.db.write() as tx:
        other = tx.readers.add("Other", press.app.now())
    with pytest.raises(NotFound):
        edition_page(press.app, other, edition_id=edition.id)
    assert order(edition_of(press.app, other)) == []


def test_what_is_muted_is_not_shown_and_can_be_found_with_its_rule(press: Press, three: tuple[int, int, int]) -> None:
    reader = press.app.reader()
    rule = state(press.app, reader, "mute", Subject("word", "Queen  Sacrifice"))
    assert three[2] not in order(edition_of(press.app, reader))
    (hidden,) = hidden_stories(press.app, reader)
    assert (hidden.story.id, hidden.rule) == (three[2], rule)
    withdraw(press.app, reader, rule.id)
    assert three[2] in order(edition_of(press.app, reader))
    assert hidden_stories(press.app, reader) == ()


def test_a_mute_ends_by_itself(press: Press, three: tuple[int, int, int]) -> None:
    reader = press.app.reader()
    state(press.app, reader, "mute", Subject("story", str(three[1])), until=press.app.now() + timedelta(days=1))
    assert three[1] not in order(edition_of(press.app, reader))
    later = press.later(days=2)
    assert three[1] in order(edition_of(later.app, reader))
    assert interests(later.app, reader) == ()


def test_every_kind_of_thing_can_be_muted(press: Press, three: tuple[int, int, int]) -> None:
    reader, app = press.app.reader(), press.app
    told, topic = a_topic(press, three)
    with app.db.read() as tx:
        entity = tx.stories.entities_of([three[0]])[three[0]][0].id
    herald = press.paper("herald").id
    for subject, gone in (
        (Subject("topic", topic), told),
        (Subject("entity", str(entity)), three[0]),
        (Subject("source", str(herald)), three[2]),
        (Subject("story", str(three[1])), three[1]),
        (Subject("word", "ferry company"), three[1]),
    ):
        assert gone in order(edition_of(app, reader)), subject
        rule = state(app, reader, "mute", subject)
        assert gone not in order(edition_of(app, reader)), subject
        withdraw(app, reader, rule.id)


def test_major_news_breaks_through_a_mute_only_where_the_reader_allows_it(
    press: Press, three: tuple[int, int, int]
) -> None:
    reader = press.app.reader()
    state(press.app, reader, "mute", Subject("word", "dam"))
    assert three[0] not in order(edition_of(press.app, reader))
    set_reading(press.app, reader, break_through=True)
    assert three[0] in order(edition_of(press.app, reader))


def test_a_story_that_was_hidden_by_hand_is_gone_until_it_is_shown_again(
    press: Press, three: tuple[int, int, int]
) -> None:
    reader = press.app.reader()
    give(press, "hide", three[1])
    assert three[1] not in order(edition_of(press.app, reader))
    assert [(each.story.id, each.rule) for each in hidden_stories(press.app, reader)] == [(three[1], None)]
    give(press, "unhide", three[1])
    assert three[1] in order(edition_of(press.app, reader))


def test_following_lists_what_is_followed_with_its_name(press: Press, three: tuple[int, int, int]) -> None:
    reader = press.app.reader()
    state(press.app, reader, "follow", Subject("word", "shipyard"))
    assert [(card.id, names) for card, names in following(press.app, reader)] == [(three[1], ("shipyard",))]


def test_a_followed_story_rises_and_says_why(press: Press, three: tuple[int, int, int]) -> None:
    reader = press.app.reader()
    before = {placed.story_id: placed.score for placed in edition_of(press.app, reader).places}
    state(press.app, reader, "follow", Subject("word", "shipyard"))
    page = edition_page(press.app, reader)
    (ferry,) = [shown for shown in page.shown if shown.story.id == three[1]]
    assert ferry.placed.score > before[three[1]]
    assert "You follow shipyard" in [told.words for told in ferry.told]
    whole = reasons_of(press.app, reader, page.edition.id, three[1])
    assert sum(told.reason.weight for told in whole) == pytest.approx(ferry.placed.score)


def test_what_if_tells_what_a_rule_would_do_and_stores_nothing(press: Press, three: tuple[int, int, int]) -> None:
    reader = press.app.reader()
    before = order(edition_of(press.app, reader))
    found = foresee(press.app, reader, "mute", Subject("word", "chess"))
    assert [(shift.story.id, shift.before, shift.after) for shift in found.go] == [
        (three[2], before.index(three[2]), None)
    ]
    assert found.hidden == 1
    assert order(edition_of(press.app, reader)) == before
    assert interests(press.app, reader) == ()


def test_the_same_token_is_one_signal(press: Press, three: tuple[int, int, int]) -> None:
    reader, given = press.app.reader(), signal(press, "open", three[0])
    once = record_signals(press.app, reader, [given, given])
    assert (once.new, once.known) == (1, 1)
    again = record_signals(press.app, reader, [given])
    assert (again.new, again.known) == (0, 1)


def test_replaying_the_log_gives_the_same_profile(press: Press, three: tuple[int, int, int]) -> None:
    reader = press.app.reader()
    state(press.app, reader, "follow", Subject("word", "shipyard"))
    give(press, "seen", three[0])
    give(press, "open", three[1])
    give(press, "dwell", three[1], seconds=55.0)
    record_signals(press.app, reader, [signal(press, "seen", each) for each in three])
    give(press, "less", three[2])
    once = profile_bytes(press)
    relearn(press.app, reader)
    assert profile_bytes(press) == once
    assert once != press.app.ranker.packed(press.app.ranker.fresh())


def test_what_is_taken_back_was_never_learned(press: Press, three: tuple[int, int, int]) -> None:
    reader = press.app.reader()
    give(press, "open", three[1])
    before = profile_bytes(press)
    give(press, "less", three[0])
    assert profile_bytes(press) != before
    wrong = profile_of(press.app, reader).recent[0]
    undo(press.app, reader, wrong.id)
    assert profile_bytes(press) == before


def test_a_reset_forgets_everything_and_keeps_what_was_stated(press: Press, three: tuple[int, int, int]) -> None:
    reader = press.app.reader()
    state(press.app, reader, "follow", Subject("word", "shipyard"))
    give(press, "more", three[1])
    reset(press.app, reader)
    assert profile_bytes(press) == press.app.ranker.packed(press.app.ranker.fresh())
    assert [each.subject.key for each in interests(press.app, reader)] == ["shipyard"]


def test_no_signal_of_one_reader_moves_the_edition_of_another(press: Press, three: tuple[int, int, int]) -> None:
    app = press.app
    with app.db.write() as tx:
        other = tx.readers.add("Other", app.now())
        rows = [
            {"reader_id": other.id, "source_id": source_id, "folder": ""}
            for source_id in tx.subscriptions.source_ids(app.reader().id)
        ]
        tx.subscriptions.add(rows, app.now())
    before = build_edition(app, other)
    for _ in range(5):
        give(press, "more", three[2])
        give(press, "less", three[0])
    state(app, app.reader(), "mute", Subject("word", "ferry"))
    after = build_edition(app, other)
    assert after.places == before.places


def test_signals_that_cannot_be_are_refused_and_nothing_is_learned(press: Press, three: tuple[int, int, int]) -> None:
    reader, good = press.app.reader(), signal(press, "open", three[0])
    before = profile_bytes(press)
    for bad in (
        signal(press, "open", 999_999),
        signal(press, "open", None),
        signal(press, "dwell", three[0], seconds=float("nan")),
        signal(press, "dwell", three[0], seconds=-1.0),
        signal(press, "seen", three[0], place=-1),
        signal(press, "seen", three[0], edition_id=12345),
        Signal("", "open", press.app.now(), three[0]),
        Signal("naive", "open", press.app.now().replace(tzinfo=None), three[0]),
    ):
        with pytest.raises((NotAllowed, NotFound)):
            record_signals(press.app, reader, [good, bad])
    with pytest.raises(NotAllowed, match="1,000,000 signals at once"):
        record_signals(press.app, reader, [good] * 1_000_000)
    assert MOST_SIGNALS < 1_000_000
    assert profile_bytes(press) == before
    assert profile_of(press.app, reader).counts == {}


def test_a_story_that_only_another_may_open_takes_no_signal(press: Press) -> None:
    app = press.app
    app.reader()
    with app.db.write() as tx:
        other = tx.readers.add("Other", app.now())
    secret = press.publish(press.paper("vault", reader=other), CHESS)
    press.understand()
    with pytest.raises(NotFound):
        give(press, "open", press.story_of(secret))
    assert order(edition_of(app, app.reader())) == []
    assert order(edition_of(app, other)) == [press.story_of(secret)]


def test_a_clock_that_runs_backwards_does_no_harm(press: Press, three: tuple[int, int, int]) -> None:
    give(press, "open", three[0])
    earlier = press.later(days=-3)
    give(earlier, "open", three[1])
    once = profile_bytes(press)
    relearn(press.app, press.app.reader())
    assert profile_bytes(press) == once
    assert sorted(order(build_edition(press.app, press.app.reader()))) == sorted(three)


def test_plain_chronological_is_a_switch_away(press: Press, three: tuple[int, int, int]) -> None:
    reader = press.app.reader()
    set_reading(press.app, reader, ranked=False)
    edition = edition_of(press.app, reader)
    assert order(edition) == [three[2], three[1], three[0]] or order(edition) == [three[2], three[0], three[1]]
    assert {placed.reasons[0].kind for placed in edition.places} == {"fresh"}


def test_a_profile_is_carried_to_another_reader(press: Press, three: tuple[int, int, int]) -> None:
    app, reader = press.app, press.app.reader()
    state(app, reader, "follow", Subject("word", "shipyard"))
    _, topic = a_topic(press, three)
    correct(app, reader, Subject("topic", topic), 2.0)
    exported = export_profile(app, reader)
    with app.db.write() as tx:
        other = tx.readers.add("Other", app.now())
    assert import_profile(app, other, exported) == ()
    assert [each.subject for each in interests(app, other)] == [each.subject for each in interests(app, reader)]
    carried, given = json.loads(export_profile(app, other)), json.loads(exported)
    assert carried["interests"] == given["interests"]
    assert [each["key"] for each in carried["learned"]] == [each["key"] for each in given["learned"]]
    assert carried["learned"][0]["liking"] == pytest.approx(given["learned"][0]["liking"], abs=0.1)


def test_a_signal_about_a_story_that_became_part_of_another_is_about_that_one(
    press: Press, three: tuple[int, int, int]
) -> None:
    reader = press.app.reader()
    merge(press.app, reader, three[0], three[1])
    give(press, "open", three[1])
    (logged,) = profile_of(press.app, reader).recent
    assert logged.signal.story_id == three[0]
    assert profile_bytes(press) != press.app.ranker.packed(press.app.ranker.fresh())


def test_what_is_taken_back_cannot_be_taken_back_again(press: Press, three: tuple[int, int, int]) -> None:
    reader = press.app.reader()
    give(press, "open", three[1])
    undo(press.app, reader, profile_of(press.app, reader).recent[0].id)
    with pytest.raises(NotAllowed):
        undo(press.app, reader, profile_of(press.app, reader).recent[0].id)
    with pytest.raises(NotFound):
        undo(press.app, reader, 999_999)


def test_a_ranker_whose_scores_are_no_numbers_is_told_and_changes_nothing(
    press: Press, three: tuple[int, int, int]
) -> None:
    give(press, "open", three[1])
    before = profile_bytes(press)

    class Broken(Popularity):
        def score(self, *given: object) -> OneReason:
            scored = super().score(*given)
            return replace(scored, total=scored.total * np.nan)

    broken = replace(press.app, ranker=Broken())
    with pytest.raises(RankerError, match="popularity 1"):
        build_edition(broken, press.app.reader())
    assert profile_bytes(press) == before


def test_what_was_read_is_not_offered_again_until_something_new_comes(
    press: Press, three: tuple[int, int, int]
) -> None:
    reader = press.app.reader()
    give(press, "open", three[1])
    assert three[1] not in order(edition_of(press.app, reader))
    later = press.later(hours=3)
    news = later.publish(later.paper("post"), FERRY_TOO, hours_ago=1)
    later.understand()
    assert later.story_of(news) == three[1]
    (again,) = [shown for shown in edition_page(later.app, reader).shown if shown.story.id == three[1]]
    assert any(reason.kind == "development" for reason in again.placed.reasons)


def test_major_news_stays_on_the_page_when_it_was_read(press: Press, three: tuple[int, int, int]) -> None:
    give(press, "open", three[0])
    page = edition_page(press.app, press.app.reader())
    (dam,) = [shown for shown in page.shown if shown.story.id == three[0]]
    assert dam.placed.slot == "must know" and dam.opened_at is not None
