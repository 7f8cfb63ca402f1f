from __future__ import annotations

import pytest

from mynews.model.errors import StorageError
from mynews.services.claimed import do_each


def test_one_trouble_stops_no_other_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    seen: list[int] = []

    def act(number: int) -> bool:
        seen.append(number)
        return 6 // number > 2

    assert do_each([0, 1, 2, 3], act, lambda number: f"piece {number}", lambda: False) == 2
    assert seen == [0, 1, 2, 3]
    assert [each.message for each in caplog.records] == ["piece 0 could not be done"]


def test_nothing_is_done_without_a_database() -> None:
    def act(_number: int) -> None:
        raise StorageError("The disk is full.")

    with pytest.raises(StorageError):
        do_each([1, 2], act, str, lambda: False)


def test_what_is_to_stop_does_no_more() -> None:
    seen: list[int] = []
    assert do_each([1, 2, 3], seen.append, str, lambda: len(seen) == 2) == 0
    assert seen == [1, 2]
