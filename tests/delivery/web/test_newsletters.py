from __future__ import annotations

from mynews.services.app import App
from mynews.services.gathering.newsletters import mailboxes, senders, take_in
from tests.delivery.web.visitor import Visitor
from tests.letters import letter

PAGE = "/settings/newsletters"
MAILBOX = {"host": "imap.home.example", "port": "993", "security": "tls", "user": "ana", "password": "s3cret"}


def test_a_sender_is_approved_read_and_refused(app: App, visitor: Visitor) -> None:
    take_in(app, app.reader(), letter())
    page = visitor.text(PAGE)
    assert "Do you want these?" in page
    assert "The harbour opens" in page
    (waiting,) = senders(app, app.reader())
    action = f"{PAGE}/senders/{waiting.sender.id}"
    approved = visitor.send(PAGE, f"{action}/approve")
    assert approved.headers["location"] == f"{PAGE}?done=sender-approved&n=1"
    assert "Of the letters that waited came 1." in visitor.text(approved.headers["location"])
    (read,) = senders(app, app.reader())
    source = visitor.text(f"/source/{read.sender.source_id}")
    assert "The harbour opens" in source
    assert "Arrives by mail." in source
    visitor.send(PAGE, f"{action}/refuse")
    assert "You do not read" in visitor.text(PAGE)


def test_a_mailbox_that_cannot_be_opened_is_said_and_no_password_comes_back(app: App, visitor: Visitor) -> None:
    local = MAILBOX | {"host": "127.0.0.1"}
    answer = visitor.send(PAGE, f"{PAGE}/mailboxes/add", local)
    assert answer.status_code == 422
    assert "lies on a private network" in answer.text
    assert "s3cret" not in answer.text
    for wrong in ({"port": "0"}, {"port": "x"}, {"security": "rot13"}, {"password": ""}, {"host": ""}):
        assert visitor.send(PAGE, f"{PAGE}/mailboxes/add", local | wrong).status_code == 422
    assert mailboxes(app, app.reader()) == ()
