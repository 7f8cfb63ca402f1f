from __future__ import annotations

import numpy as np
import pytest

from mynews.ranking.plain_learners import Components, SixFeatures, Weights, learning, shared_prior
from mynews.ranking.rivals import all_of
from mynews.ranking.simulate import World, courses
from mynews.understanding.encoder import WIDTH

SECTIONS = "opera chess cycling wine films gardens trains storms banks courts boats bread".split()
READERS = range(500, 508)
EARLY = slice(1, 10)


@pytest.fixture(scope="module")
def world() -> World:
    """Articles of twelve sections: their vectors lie about a middle each, and six in ten are told apart."""
    rng = np.random.default_rng(0)
    words = "old new quick slow loud quiet bright dim tall short early late".split()
    sections = np.arange(1200) % len(SECTIONS)
    texts = [f"{SECTIONS[section]} {' '.join(rng.choice(words, 3))}" for section in sections]
    middles = rng.standard_normal((len(SECTIONS), WIDTH))
    vectors = (middles[sections] + 2 * rng.standard_normal((len(sections), WIDTH))).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    chances = np.full((len(sections), len(SECTIONS)), 0.4 / len(SECTIONS), np.float32)
    chances[np.arange(len(sections)), sections] += np.float32(0.6)
    return World.of(texts, vectors, sections, chances)


def share(world: World, makes: object, prior: Weights, variant: str = "cold") -> float:
    found = courses(world, learning(makes, prior), READERS, variant)
    return float(np.mean([course.shares[EARLY].mean() for course in found]))


def test_a_prior_from_other_readers_knows_which_features_count(world: World) -> None:
    prior = shared_prior(world, SixFeatures, SixFeatures.START, ["cold", "stated"])
    nothing = Weights(np.zeros(7), SixFeatures.START.covariance)
    assert share(world, SixFeatures, prior) > share(world, SixFeatures, nothing) + 0.05
    assert share(world, SixFeatures, prior, "stated") > share(world, SixFeatures, prior) + 0.05
    assert np.linalg.eigvalsh(prior.covariance).min() > 0


def test_weights_move_towards_what_was_read() -> None:
    prior = Weights(np.zeros(2), np.eye(2))
    after = prior.after(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([True, False]))
    assert after.mean[0] > 0 > after.mean[1]
    assert (np.diag(after.covariance) < 1).all()


def test_oracles_stand_above_all_that_learn_and_chance_below(world: World) -> None:
    found = {}
    for rival in all_of(world, world.vectors):
        for variant in rival.variants:
            runs = courses(world, rival.contestants, READERS, variant)
            found[rival.name, variant] = float(np.mean([run.shares[20:].mean() for run in runs]))
    best = found.pop(("tastes known, sections known", "cold"))
    random = found.pop(("random", "cold"))
    assert random < min(found.values()) < max(found.values()) < best <= 1
    assert {("six named features, shared prior", variant) for variant in ("cold", "stated")} < set(found)
    assert sum("48 components" in name for name, _ in found) == 2


def test_components_are_alike_for_every_reader_of_a_world(world: World) -> None:
    makes = Components.turned_by(world.vectors)
    one, other = makes(world, []), makes(world, [3])
    rows = np.arange(10)
    assert (one.of(rows) == other.of(rows)).all()
    assert one.of(rows).shape == (10, 49)
