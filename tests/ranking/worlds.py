"""Small worlds of simulated readers, and our ranker for them."""

from __future__ import annotations

import numpy as np

from mynews.ranking.bayes import Bayes
from mynews.ranking.candidates import WIDTH
from mynews.ranking.prior import WordSpace, shared_by
from mynews.ranking.simulate import World

WORDS = "opera chess cycling wine films gardens trains storms banks courts boats bread".split()


def world(count: int = 240, sections: int = 12, *, sure: float = 0.9) -> World:
    """Articles of which a classifier is so sure; every third it takes for the next section's."""
    rng = np.random.default_rng(count)
    true = np.arange(count) % sections
    told = np.where(rng.random(count) < 1 / 3, (true + 1) % sections, true)
    chances = np.full((count, sections), (1 - sure) / max(sections - 1, 1), np.float32)
    chances[np.arange(count), told] = sure
    vectors = rng.standard_normal((count, WIDTH)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    texts = [f"{WORDS[section % len(WORDS)]} {' '.join(rng.choice(WORDS, 4))}" for section in true]
    return World.of(texts, vectors, true, chances)


def ours() -> Bayes:
    return Bayes(shared_by(WordSpace.of([f"{first} {second}" for first in WORDS for second in WORDS], 4)))
