from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from mynews.model.channel import Mail
from mynews.model.errors import SendError
from mynews.net.smtp import SmtpServer, send_mail, written
from tests.mailserver import Postbox, mail_server

MAIL = Mail(
    sender="myNEWS <news@home.example>",
    to="ana@home.example",
    subject="Dämme brechen",
    text="Grüße\n" + "lang " * 400,
    token="digest-1-2",
    html="<p>Grüße</p>",
    headers=(("List-Unsubscribe", "<https://home.example/stop/1>"),),
)


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with mail_server() as postbox:
        yield postbox


def server_of(postbox: Postbox) -> SmtpServer:
    return SmtpServer("127.0.0.1", postbox.port, security="none")


def test_a_mail_arrives_as_it_was_written(postbox: Postbox) -> None:
    assert send_mail(MAIL, server_of(postbox))
    (mail,) = postbox.mails
    assert (mail["From"], mail["To"], mail["Subject"]) == (MAIL.sender, MAIL.to, MAIL.subject)
    assert (mail["Message-ID"], mail["List-Unsubscribe"]) == ("<digest-1-2@home.example>", MAIL.headers[0][1])
    text, html = mail.iter_parts()
    assert text.get_content().split() == MAIL.text.split()
    assert html.get_content().strip() == MAIL.html
    assert postbox.to == [MAIL.to]
    assert max(map(len, postbox.raw[0].split(b"\r\n"))) <= 998


def test_where_the_last_word_is_no_nothing_is_sent(postbox: Postbox) -> None:
    assert not send_mail(MAIL, server_of(postbox), lambda: False)
    assert postbox.raw == []


def test_what_fails_before_the_mail_is_under_way_fails_before_the_last_word(postbox: Postbox) -> None:
    asked = []
    postbox.refuse_to = "550 no such person"
    with pytest.raises(SendError, match="550 no such person") as refused:
        send_mail(MAIL, server_of(postbox), lambda: not asked.append(True))
    assert refused.value.permanent
    assert asked == []
    with pytest.raises(SendError, match="cannot be reached"):
        send_mail(MAIL, replace(server_of(postbox), port=1), lambda: not asked.append(True))
    assert asked == []


def test_signs_that_mail_servers_do_not_take_are_said(postbox: Postbox) -> None:
    with pytest.raises(SendError, match="beyond ASCII") as refused:
        send_mail(replace(MAIL, to="jürgen@home.example"), server_of(postbox))
    assert refused.value.permanent
    assert postbox.raw == []


def test_a_full_postbox_may_be_empty_later(postbox: Postbox) -> None:
    postbox.refuse = "452 too full"
    with pytest.raises(SendError, match="452 too full") as refused:
        send_mail(MAIL, server_of(postbox))
    assert not refused.value.permanent
    assert not refused.value.uncertain


def test_encryption_that_is_wanted_is_not_done_without(postbox: Postbox) -> None:
    with pytest.raises(SendError, match="smtp_security"):
        send_mail(MAIL, replace(server_of(postbox), security="starttls"))
    assert postbox.raw == []


@pytest.mark.parametrize("to", ["ana@home.example\nBcc: eve@home.example", "<ana", ""])
def test_an_address_cannot_bring_headers_along(to: str) -> None:
    try:
        content = written(replace(MAIL, to=to))
    except SendError:
        return
    assert b"\nBcc" not in content


def test_a_subject_of_two_lines_is_one() -> None:
    assert b"Subject: one two\r\n" in written(replace(MAIL, subject="one\r\n two"))
