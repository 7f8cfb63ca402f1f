from __future__ import annotations

import pytest

from mynews.delivery.web.acts import act_as_html, acts_on, stated_on
from mynews.model.interest import Interest, Subject
from mynews.model.slate import Reason, ReasonKind
from tests.make import NOW

CHESS = Subject("topic", "20000001", "chess")
FOLLOWS = Interest(7, 1, "follow", CHESS, NOW)


def words(reason: Reason, *interests: Interest) -> list[str]:
    return [act.words for act in acts_on(reason, interests)]


@pytest.mark.parametrize(
    ("reason", "offered"),
    [
        (Reason("followed", 1.0, CHESS), ["Unfollow"]),
        (Reason("topic", 1.0, CHESS), ["Less of this", "Forget it", "Mute …"]),
        (Reason("source", -1.0, Subject("source", "3", "The Paper")), ["More of this", "Forget it", "Follow …"]),
        (Reason("like", 1.0), ["Less like this"]),
        (Reason("unlike", -1.0), ["More like this"]),
        (Reason("must know", 0.0, count=5), ["Hide this story"]),
        (Reason("coverage", 1.0, count=5), ["Hide this story"]),
        (Reason("different", 0.0), ["More like this", "Less like this"]),
        (Reason("quiet source", 0.0, Subject("source", "3", "The Paper")), ["Mute …"]),
        (Reason("base", 1.0), []),
    ],
)
def test_each_reason_has_what_changes_it(reason: Reason, offered: list[str]) -> None:
    assert words(reason, FOLLOWS) == offered


def test_what_is_not_followed_any_more_cannot_be_unfollowed() -> None:
    assert words(Reason("followed", 1.0, CHESS)) == []


def test_an_act_says_what_it_changes() -> None:
    less, forget, mute = acts_on(Reason("topic", 1.0, CHESS), ())
    assert (less.to, less.name, less.value) == ("/you/correct", "less", "topic:20000001")
    assert (forget.name, forget.value, forget.is_link) == ("forget", "topic:20000001", False)
    assert (mute.to, mute.is_link) == ("/foresee?stance=mute&kind=topic&key=20000001", True)


@pytest.mark.parametrize("kind", ["fresh", "development", "seen before", "length", "time of day", "popular"])
def test_every_other_reason_is_answered_by_more_or_less(kind: ReasonKind) -> None:
    assert words(Reason(kind, 0.5)) == ["Less like this"]


def test_what_is_stated_everywhere_comes_before_what_is_stated_in_a_folder() -> None:
    in_folder = Interest(8, 1, "mute", Subject("word", "chess", "Chess"), NOW, folder="Games")
    everywhere = Interest(9, 1, "follow", Subject("word", "chess", "Chess"), NOW)
    assert stated_on([in_folder, everywhere], Subject("word", "  CHESS ")) == everywhere
    assert stated_on([in_folder], Subject("word", "chess")) == in_folder
    assert stated_on([in_folder], CHESS) is None


def test_an_act_on_a_hostile_name_is_words() -> None:
    hostile = Subject("author", '"><script>alert(1)</script>')
    for act in acts_on(Reason("author", 1.0, hostile), ()):
        assert "<script" not in act_as_html(act)
        assert '">' not in act_as_html(act).partition('value="')[2].partition('">')[0]
