from __future__ import annotations

import pytest

from mynews.model.errors import StorageError
from mynews.model.profile import StoredProfile
from mynews.model.signal import Signal
from mynews.storage.database import Database
from tests.make import NOW

READER, OTHER = 1, 2


@pytest.fixture
def known(db: Database) -> Database:
    """A database with two readers, the first of whom opened a story."""
    with db.write() as tx:
        for name in ("Reader", "Other"):
            tx.readers.add(name, NOW)
        tx.signals.record(READER, [(Signal("a", "open", NOW, story_id=7), None)], NOW)
    return db


def test_a_profile_is_saved_only_over_the_one_that_was_read(known: Database) -> None:
    with known.write() as tx:
        assert tx.profiles.get(READER, "bayes 1") is None
        tx.profiles.save(READER, "bayes 1", StoredProfile(b"one", 1, 0), NOW)
        read = tx.profiles.get(READER, "bayes 1")
        assert read == StoredProfile(b"one", 1, 1)
        tx.profiles.save(READER, "bayes 1", StoredProfile(b"two", 2, read.generation), NOW)
        with pytest.raises(StorageError, match="another process"):
            tx.profiles.save(READER, "bayes 1", StoredProfile(b"late", 2, read.generation), NOW)
        assert tx.profiles.get(READER, "bayes 1") == StoredProfile(b"two", 2, 2)
        assert tx.profiles.get(READER, "bayes 2") is None
        tx.profiles.forget(READER)
        assert tx.profiles.get(READER, "bayes 1") is None


def test_readers_with_signals_that_were_not_learned_from_are_behind(known: Database) -> None:
    with known.write() as tx:
        assert tx.profiles.behind("bayes 1", 9) == [READER]
        tx.profiles.save(READER, "bayes 1", StoredProfile(b"", tx.signals.last_id(READER), 0), NOW)
        assert tx.profiles.behind("bayes 1", 9) == []
        assert tx.profiles.behind("bayes 2", 9) == [READER]
        tx.signals.record(OTHER, [(Signal("a", "open", NOW), None)], NOW)
        assert tx.profiles.behind("bayes 2", 1) == [READER]
        assert tx.profiles.behind("bayes 2", 9) == [READER, OTHER]
