"""The packaged parts, loaded once for all tests of understanding: none of them changes."""

from __future__ import annotations

import pytest

from mynews.understanding.encoder import Encoder
from mynews.understanding.places import Gazetteer
from mynews.understanding.tagger import Tagger


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return Encoder.load()


@pytest.fixture(scope="session")
def tagger() -> Tagger:
    return Tagger.load()


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()
