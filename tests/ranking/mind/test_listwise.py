from __future__ import annotations

import numpy as np

from mynews.ranking.mind.listwise import train

RNG = np.random.default_rng(3)


def lists(count: int) -> np.ndarray:
    """What is read is the one whose first two columns go together best, whatever the other ones say."""
    rows = RNG.standard_normal((count, 9, 6)).astype(np.float32)
    best = (rows[..., 0] * rows[..., 1]).argmax(axis=1)
    chosen = rows[np.arange(count), best].copy()
    rows[np.arange(count), best] = rows[:, 0]
    rows[:, 0] = chosen
    return rows


def share_first(network: object, rows: np.ndarray) -> float:
    scores = network.scores(rows.reshape(-1, 6)).reshape(-1, 9)
    return float((scores.argmax(axis=1) == 0).mean())


def test_it_learns_what_no_single_column_tells() -> None:
    kept = lists(500)
    network = train(lists(6000), lambda each: share_first(each, kept))
    assert share_first(network, kept) > 0.6


def test_the_same_lists_and_seed_give_the_same_network() -> None:
    rows = lists(300)
    one, other = (train(rows, lambda _: 0.0, seed=1) for _ in range(2))
    assert all(np.array_equal(*each) for each in zip(one.weights, other.weights, strict=True))


def test_a_column_that_never_changes_does_no_harm() -> None:
    rows = lists(100)
    rows[..., 5] = 7
    assert np.isfinite(train(rows, lambda _: 0.0).scores(rows.reshape(-1, 6))).all()
