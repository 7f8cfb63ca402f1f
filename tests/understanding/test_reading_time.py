from __future__ import annotations

import pytest

from mynews.understanding.reading_time import minutes_to_read


@pytest.mark.parametrize(
    ("text", "language", "minutes"),
    [
        ("", "en", 0),
        (" \n", "", 0),
        ("Short.", "en", 1),
        ("word " * 2280, "en", 10),
        ("word " * 2280, "en-GB", 10),
        ("Wort " * 1790, "de", 10),
        ("mot " * 1840, "", 10),
        ("word " * 1840, "xx", 10),
        ("新" * 2550, "zh-Hant", 10),
        ("新聞 です " * 714, "ja", 8),
    ],
)
def test_the_same_story_takes_each_language_its_time(text: str, language: str, minutes: int) -> None:
    assert minutes_to_read(text, language) == minutes
