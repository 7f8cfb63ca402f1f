from __future__ import annotations

import re

import pytest

from mynews.services.app import App
from mynews.services.personal.interests import interests
from mynews.services.personal.say import Word, say_address
from tests import make
from tests.delivery.web.visitor import HOME, Visitor, follow, tell


@pytest.mark.parametrize("word", ["more", "less", "mute", "hide"])
def test_a_link_asks_first_and_its_button_does_it(app: App, visitor: Visitor, word: Word) -> None:
    follow(app, make.article())
    story = tell(app, [1])
    path = say_address(app, app.reader(), word, story).removeprefix(HOME)
    page = visitor.text(path)
    assert "Volcano wakes" in page
    with app.db.read() as tx:
        assert tx.signals.last_id() == 0
    token = re.search(r'name="token" value="(\w+)"', page)
    assert token is not None
    answer = visitor.client.post(path, data={"token": token[1], "what": "source:1"})
    assert answer.status_code == 200
    assert "<button" not in answer.text.partition("<main")[2]
    stated = [(each.subject.kind, each.subject.key) for each in interests(app, app.reader())]
    with app.db.read() as tx:
        kinds = [each.signal.kind for each in tx.signals.after(app.reader().id, 0, 9)]
    assert (stated, kinds) == ([("source", "1")], []) if word == "mute" else ([], [word])


def test_a_link_without_its_signature_leads_nowhere(app: App, visitor: Visitor) -> None:
    follow(app, make.article())
    path = say_address(app, app.reader(), "more", tell(app, [1])).removeprefix(HOME)
    for wrong in (path[:-1], path.replace("more", "less"), "/say/x"):
        assert visitor.get(wrong).status_code == 404
        assert visitor.client.post(wrong, data={}).status_code == 403
