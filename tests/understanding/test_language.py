from __future__ import annotations

import pytest

from mynews.understanding.language import is_encoded, language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The prime minister resigned on Monday after weeks of protests in the capital.", "en"),
        ("Der Fluss trat am Montag über die Ufer, und die Stadt wurde geräumt.", "de"),
        ("Le gouvernement a présenté mardi sa réforme devant les députés.", "fr"),
        ("El volcán entró en erupción el lunes por la noche y cubrió la ciudad.", "es"),
        ("Правительство ушло в отставку после недели протестов в столице.", "ru"),
    ],
)
def test_the_language_of_a_text_is_told(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("text", ["", "   ", "🌋🔥", "4,000", "Trump", "BMW i8"])
def test_what_cannot_be_told_has_no_language(text: str) -> None:
    assert language_of(text) == ""


@pytest.mark.parametrize(
    ("text", "language"),
    [("الميناء مغلق", "ar"), ("港口关闭", "zh"), ("Закрыт порт", "ru"), ("항구 폐쇄", "ko"), ("बंदरगाह बंद", "hi")],
)
def test_in_other_letters_even_two_words_are_not_taken_for_english(text: str, language: str) -> None:
    assert language_of(text) == language
    assert not is_encoded(language_of(f"{text} (BMW)"))


def test_a_book_is_judged_by_its_beginning() -> None:
    assert language_of("The mountain above the harbour began to smoke on Monday. " * 20_000) == "en"


@pytest.mark.parametrize(
    ("language", "known"), [("en", True), ("en-GB", True), ("", True), ("de", False), ("zh-CN", False)]
)
def test_the_encoder_knows_english(language: str, known: bool) -> None:
    assert is_encoded(language) is known
