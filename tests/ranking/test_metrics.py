from __future__ import annotations

import numpy as np
import pytest

from mynews.ranking.metrics import interval, qualities, ratio_interval, snips


def test_figures_of_a_known_order_are_those_that_one_reckons_by_hand() -> None:
    # The order of scores is c, a, b, d; a and d were read.
    found = qualities(np.array([0.5, 0.3, 0.9, 0.1]), np.array([1, 0, 0, 1], bool), np.array([0, 4]))
    assert found.auc[0] == pytest.approx(1 / 4)
    assert found.mrr[0] == pytest.approx((1 / 2 + 1 / 4) / 2)
    gained, best = 1 / np.log2(3) + 1 / np.log2(5), 1 + 1 / np.log2(3)
    assert found.ndcg5[0] == found.ndcg10[0] == pytest.approx(gained / best)


def test_equal_scores_are_worth_one_half_wherever_the_file_has_what_was_read() -> None:
    starts = np.arange(0, 4001, 4)
    read = np.tile([True, False, False, False], 1000)
    found = qualities(np.zeros(4000), read, starts)
    assert set(found.auc) == {0.5}
    assert found.mrr.mean() == pytest.approx(np.mean([1, 1 / 2, 1 / 3, 1 / 4]), abs=0.03)


def test_impressions_read_wholly_or_not_at_all_do_not_count() -> None:
    read = np.array([1, 1, 0, 0, 1, 0], bool)
    found = qualities(np.arange(6.0), read, np.array([0, 2, 4, 6]))
    assert np.isnan(found.auc).tolist() == [True, True, False]
    assert interval(found.auc, np.arange(3)).value == 0.0


def test_an_impression_is_not_ranked_by_the_scores_of_another() -> None:
    together = qualities(np.array([9, 8, 1, 2.0]), np.array([1, 0, 0, 1], bool), np.array([0, 2, 4]))
    assert together.auc.tolist() == [1.0, 1.0]


def test_an_interval_over_readers_is_wider_where_theirs_hang_together() -> None:
    values = np.repeat(np.random.default_rng(0).normal(0, 1, 40), 25)
    by_reader = interval(values, np.repeat(np.arange(40), 25))
    by_value = interval(values, np.arange(1000))
    assert by_reader.value == pytest.approx(by_value.value)
    assert by_reader.high - by_reader.low > 3 * (by_value.high - by_value.low)


def test_an_interval_holds_the_truth_nineteen_times_in_twenty() -> None:
    rng = np.random.default_rng(1)
    held = 0
    for seed in range(100):
        found = interval(rng.normal(0.5, 1, 60), np.arange(60), seed)
        held += found.low <= 0.5 <= found.high
    assert 88 <= held <= 100


def test_nothing_to_divide_by_has_no_figure() -> None:
    assert np.isnan(ratio_interval(np.zeros(3), np.zeros(3)).value)


def test_snips_tells_what_another_policy_would_have_earned() -> None:
    # A bandit whose truth is known: the logged policy likes arm 0, the other one likes arm 3.
    rng = np.random.default_rng(2)
    worth = np.array([0.1, 0.2, 0.3, 0.6])
    logged, other = np.array([0.6, 0.2, 0.1, 0.1]), np.array([0.1, 0.1, 0.2, 0.6])
    arms = rng.choice(4, 6000, p=logged)
    rewards = (rng.random(6000) < worth[arms]).astype(float)
    found = snips(rewards, logged[arms], other[arms], np.arange(6000))
    assert found.reward.low < worth @ other < found.reward.high
    assert found.reward.value == pytest.approx(worth @ other, abs=0.04)
    assert rewards.mean() < found.reward.low
    assert found.effective < 6000 / 2
    same = snips(rewards, logged[arms], logged[arms], np.arange(6000))
    assert same.reward.value == pytest.approx(rewards.mean())
    assert same.effective == pytest.approx(6000)
