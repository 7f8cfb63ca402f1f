from __future__ import annotations

import pytest

from mynews.delivery.web.notices import Undo, notice, own_path


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("/", "/"),
        ("/hidden", "/hidden"),
        ("/?folder=A+b&done=less&signal=7", "/?folder=A+b"),
        ("/foresee?stance=mute&kind=word&key=a", "/foresee?stance=mute&kind=word&key=a"),
        ("/you#told", "/you#told"),
        ("", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("/a\\b", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/a\nLocation: https://evil.example/", "/"),
        ("evil", "/"),
    ],
)
def test_a_way_back_stays_within_our_pages(text: str, path: str) -> None:
    assert own_path(text) == path


def test_nobody_can_put_words_into_a_notice() -> None:
    assert notice({"done": "You won!"}) is None
    said = notice({"done": "imported", "n": "<b>"})
    assert said is not None
    assert said.words == "The list was read: some new. Their articles arrive in the next minutes."


@pytest.mark.parametrize(
    ("said", "undo"),
    [
        ({"signal": "7"}, Undo("/you/undo/7")),
        ({"interest": "3"}, Undo("/interest/3/withdraw")),
        ({"signal": "7/../../add"}, None),
        ({"interest": ""}, None),
        ({"stance": "sample/remove"}, None),
        (
            {"stance": "mute", "kind": "word", "key": "chess", "in": "Games"},
            Undo("/mute", {"kind": "word", "key": "chess", "until": "", "folder": "Games"}),
        ),
    ],
)
def test_what_was_done_can_be_undone_and_nothing_else(said: dict[str, str], undo: Undo | None) -> None:
    told = notice({"done": "less", **said})
    assert told is not None
    assert told.undo == undo


@pytest.mark.parametrize(
    ("said", "undo"),
    [
        ({"done": "imported", "n": "0"}, None),
        ({"done": "imported", "n": "3", "at": "T"}, Undo("/import/take-back", {"at": "T"})),
        ({"done": "unfollowed"}, None),
        ({"done": "unfollowed", "source": "../you/reset"}, None),
        ({"done": "unfollowed", "source": "5", "in": "A"}, Undo("/sources/5/follow", {"folder": "A", "title": ""})),
        ({"done": "search-saved", "search": "4"}, Undo("/searches/4/remove")),
        ({"done": "search-saved", "search": "4/.."}, None),
    ],
)
def test_each_thing_done_to_sources_and_searches_has_its_own_way_back(said: dict[str, str], undo: Undo | None) -> None:
    told = notice(said)
    assert told is not None
    assert told.undo == undo
