from __future__ import annotations

import json
import shutil

import pytest
from benchmarks.paint import KINDS, PRESSES, Press, figures_of, main, shift_of


@pytest.mark.browser
def test_the_short_paint_benchmark_sees_every_kind_of_page(capfd: pytest.CaptureFixture[str]) -> None:
    if shutil.which("chromium") is None:
        pytest.skip("no browser")
    assert main(["--short"]) == 0
    figures = json.loads(capfd.readouterr().out.splitlines()[-1])
    phone = figures["phone"]
    assert (figures["articles"], figures["times"]) == (200, 1)
    assert set(phone) == {"nothing", *KINDS, "presses"}
    for kind in ("nothing", *KINDS):
        for how in ("cold", "warm"):
            told = phone[kind][how]
            assert 0 < told["server"][0] < told["first"][0] <= told["largest"][0]
    for kind in KINDS:  # what moves does so on any machine, however slow
        assert [phone[kind][how]["shift"][1] < 0.02 for how in ("cold", "warm")] == [True, True]
        assert [phone[kind][trouble] < 0.02 for trouble in ("late", "gone", "slow")] == [True, True, True]
    assert set(phone["presses"]) == set(PRESSES)
    assert all(told["answer"][0] > 0 and told["next"][0] >= 16 for told in phone["presses"].values())


def test_shifts_count_by_windows_of_five_seconds_that_end_with_a_second_of_calm() -> None:
    assert shift_of([]) == 0
    assert shift_of([(0, 0.1), (900, 0.2), (2000, 0.25)]) == pytest.approx(0.3)
    steady = [(float(at), 0.1) for at in range(0, 8000, 500)]  # 0 to 4500 are one window
    assert shift_of(steady) == pytest.approx(1.0)


def test_of_each_figure_the_median_and_the_worst_are_told() -> None:
    assert figures_of([Press(16, 20), Press(24, 30), Press(16, 90)]) == {"next": [16, 24], "answer": [30, 90]}
