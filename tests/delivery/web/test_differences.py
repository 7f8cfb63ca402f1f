from __future__ import annotations

from itertools import chain

from mynews.delivery.web.differences import Stretch, differences


def shown(before: str, after: str) -> str:
    signs = {"same": "{}", "gone": "[-{}-]", "new": "[+{}+]"}
    return "\n".join(
        "".join(signs[each.kind].format(each.text) for each in some) for some in differences(before, after)
    )


def test_a_changed_word_is_marked_in_its_sentence() -> None:
    assert shown("Nine were hurt on Monday.", "Ten were hurt on Monday.") == "[-Nine-][+Ten+] were hurt on Monday."


def test_paragraphs_that_stayed_are_left_out() -> None:
    assert shown("One.\n\nTwo.\n\nThree.", "One.\n\nThree.\n\nFour.") == "[-Two.-]\n[+Four.+]"


def test_paragraphs_that_have_little_in_common_stand_whole() -> None:
    assert (
        shown("The sun shines.", "Nobody knew why rain fell.") == "[-The sun shines.-]\n[+Nobody knew why rain fell.+]"
    )


def test_no_difference_is_none() -> None:
    assert differences("One.", "One.") == ()


def test_very_long_texts_are_not_compared_word_by_word() -> None:
    before, after = "a b " * 100_000, "b a " * 100_000
    assert differences(before, after) == ((Stretch("gone", before),), (Stretch("new", after),))
    many = differences("\n\n".join(map(str, range(5000))), "\n\n".join(map(str, range(5000, 0, -1))))
    assert {each.kind for each in chain(*many)} == {"gone", "new"}
