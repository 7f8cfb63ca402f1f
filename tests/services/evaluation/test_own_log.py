from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from mynews.model.signal import Signal, StoryTraits
from mynews.model.slate import Edition, Placed
from mynews.services.app import App
from mynews.services.evaluation.own_log import LEAST_PLACES, drawn_of, evaluate_log, report_of
from mynews.services.personal.learn import record_signals
from mynews.storage.editions import Impression
from tests import make
from tests.press import CHESS, DAM, FERRY, Press


def edition(*placed: Placed, number: int = 1) -> Edition:
    return Edition(number, 1, make.NOW, make.NOW + timedelta(hours=1), 0, "bayes 1", 0, "", placed)


def story(number: int, hours_ago: float, heat: float) -> StoryTraits:
    return StoryTraits(number, make.NOW - timedelta(hours=hours_ago), make.NOW, heat)


def test_each_policy_gives_a_story_the_chance_of_its_rank_among_those_that_were_left() -> None:
    places = (Placed(9, 5.0, ()), Placed(1, 0.5, (), "explored", 0.2), Placed(2, 0.9, ()), Placed(3, 0.1, ()))
    traits = {1: story(1, 1, 4.0), 2: story(2, 5, 8.0), 3: story(3, 9, 9.0)}
    drawn = drawn_of(Impression(1, 1, 1, places[1], read=True), edition(*places), traits)
    halves = np.array([1 / 2, 1 / 4, 1 / 8]) / (7 / 8)
    assert drawn.chances == pytest.approx({"ours": halves[1], "chronological": halves[0], "popularity": halves[2]})
    assert (drawn.read, drawn.propensity) == (True, 0.2)


def test_the_policy_that_would_have_drawn_what_readers_like_is_told_from_the_others() -> None:
    # Readers open one story in two of those that are young, and one in ten of the others; logged at random.
    rng = np.random.default_rng(0)
    drawn = []
    for number in range(2000):
        young = rng.permutation([1.0, 9.0])
        places = tuple(Placed(row, 0.0, (), "explored", 0.5) for row in range(2))
        traits = {row: story(row, hours, 0.0) for row, hours in enumerate(young)}
        read = bool(rng.random() < (0.5 if young[0] == 1.0 else 0.1))
        drawn.append(drawn_of(Impression(1, number, 0, places[0], read), edition(*places, number=number), traits))
    found = report_of(drawn).estimates
    assert found["chronological"].reward.low > found["logged"].reward.high
    # Of two it would draw the younger with 2/3.
    assert found["chronological"].reward.value == pytest.approx(0.5 * 2 / 3 + 0.1 / 3, abs=0.04)
    assert found["ours"].reward.value == pytest.approx(found["logged"].reward.value, abs=1e-9)


def test_too_few_places_are_said_plainly(app: App) -> None:
    report = evaluate_log(app)
    assert report.estimates == {}
    assert report.sentence.startswith(f"Only 0 randomised places were seen; {LEAST_PLACES} at least")


def test_places_that_were_drawn_and_seen_are_taken_from_the_log(press: Press) -> None:
    app, reader = press.app, press.app.reader()
    for paper in (DAM, FERRY, CHESS):
        press.publish(press.paper("courier"), paper, hours_ago=2)
    press.understand()
    with app.db.read() as tx:
        ids = [each.story_id for each in tx.live.traits(app.now() - timedelta(days=3), 10)]
    first, *rest = (Placed(each, 1.0, ()) for each in ids)
    drawn = replace(first, slot="explored", propensity=0.25)
    for number in range(LEAST_PLACES):
        with app.db.write() as tx:
            kept = tx.editions.save(replace(edition(drawn, *rest), id=0, reader_id=reader.id, made_at=app.now()))
        signals = [Signal(f"seen {number}", "seen", app.now(), ids[0], edition_id=kept.id, place=0)]
        if number % 2:
            signals.append(Signal(f"open {number}", "open", app.now(), ids[0], edition_id=kept.id, place=0))
        signals.append(Signal(f"below {number}", "seen", app.now(), ids[1], edition_id=kept.id, place=1))
        record_signals(app, reader, signals)
    report = evaluate_log(app)
    assert (report.places, report.editions, report.sentence) == (LEAST_PLACES, LEAST_PLACES, "")
    assert set(report.estimates) == {"logged", "ours", "chronological", "popularity"}
    assert report.estimates["logged"].reward.value == 0.5
