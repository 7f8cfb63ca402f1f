"""What a reader did, on a page of its own."""

from __future__ import annotations

from mynews.services.app import App
from mynews.services.personal.history import history
from tests.delivery.web.test_personal import say, stories_in, token_of
from tests.delivery.web.visitor import Visitor


def test_one_thing_is_deleted_and_then_all(app: App, visitor: Visitor) -> None:
    stories = stories_in(app)
    assert "There is nothing here that you did." in visitor.text("/you/history")
    for story in stories.values():
        say(visitor, "/signal", story=story, kind="more")
    page = visitor.text("/you/history")
    assert page.count("More like <a") == 3
    assert "Chess at the harbour" in page
    (last, *_) = history(app, app.reader()).deeds
    assert f'action="/you/undo/{last.logged.id}"' in page
    on = visitor.send("/you/history", f"/you/history/{last.logged.id}/delete").headers["location"]
    page = visitor.text(on)
    assert "Nothing is known of it any more." in page
    assert page.count("More like <a") == 2
    assert visitor.client.post("/you/history/delete", data={"token": token_of(visitor)}).status_code == 403
    assert len(history(app, app.reader()).deeds) == 2
    assert "All that you did is deleted." in visitor.text(say(visitor, "/you/history/delete", sure="yes"))
    assert history(app, app.reader()).deeds == ()


def test_pages_go_on_and_nonsense_begins_anew(app: App, visitor: Visitor) -> None:
    stories = stories_in(app)
    for _ in range(52):
        say(visitor, "/signal", story=stories["Volcano wakes"], kind="share")
    page = visitor.text("/you/history")
    last = history(app, app.reader()).after
    assert f'rel="next" href="/you/history?after={last}"' in page
    assert visitor.text(f"/you/history?after={last}").count("Shared <a") == 2
    assert visitor.text("/you/history?after=x").count("Shared <a") == 50
    token = token_of(visitor)
    assert visitor.client.post("/you/history/99999/delete", data={"token": token}).status_code == 404
