"""Mail out, by the operator's own server."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, parseaddr
from typing import Literal

from mynews.model.channel import Mail
from mynews.model.errors import SendError

SECONDS = 30.0
# No address of a header is folded: some mail programs do not find the end of a List-Unsubscribe then.
_ON_THE_WIRE = SMTP.clone(max_line_length=900)
Security = Literal["starttls", "tls", "none"]


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """The server that takes our mail."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    security: Security = "starttls"


def send_mail(mail: Mail, server: SmtpServer, about_to: Callable[[], bool] = lambda: True) -> bool:
    """Hand a mail to the server; raises SendError.

    ``about_to`` is asked when all but the mail itself was said and agreed on; where it says no, nothing is sent and
    this gives False. Whatever fails before it was asked has certainly sent nothing.
    """
    content = written(mail)
    try:
        with _connection(server) as smtp:
            _greet(smtp, server)
            _agree(smtp, mail)
            if not about_to():
                return False
            _hand_over(smtp, content)
            return True
    except (smtplib.SMTPException, OSError, ValueError) as exc:
        raise SendError(_sentence(server, exc), permanent=_is_final(exc)) from exc


def written(mail: Mail) -> bytes:
    """A mail as it goes over the wire. Raises SendError where an address or a header cannot be written."""
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = mail.sender
        message["To"] = mail.to
        message["Subject"] = " ".join(mail.subject.split())
        message["Date"] = formatdate()
        message["Message-ID"] = f"<{mail.token}@{parseaddr(mail.sender)[1].rpartition('@')[2]}>"
        for name, value in mail.headers:
            message[name] = value
        message.set_content(mail.text, cte="quoted-printable")
        if mail.html:
            message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
        return message.as_bytes(policy=_ON_THE_WIRE)
    except (ValueError, MessageError) as exc:
        raise SendError("This mail cannot be written: check the addresses.", permanent=True) from exc


def _connection(server: SmtpServer) -> smtplib.SMTP:
    if server.security == "tls":
        return smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=ssl.create_default_context())
    return smtplib.SMTP(server.host, server.port, timeout=SECONDS)


def _greet(smtp: smtplib.SMTP, server: SmtpServer) -> None:
    smtp.ehlo_or_helo_if_needed()
    if server.security == "starttls":
        smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo()
    if server.user:
        smtp.login(server.user, server.password)


def _agree(smtp: smtplib.SMTP, mail: Mail) -> None:
    for code, said in (smtp.mail(parseaddr(mail.sender)[1]), smtp.rcpt(parseaddr(mail.to)[1])):
        if code not in (250, 251):
            raise smtplib.SMTPResponseException(code, said)


def _hand_over(smtp: smtplib.SMTP, content: bytes) -> None:
    try:
        code, said = smtp.data(content)
    except (smtplib.SMTPServerDisconnected, OSError) as exc:
        raise SendError("The mail server hung up while it took the mail.", uncertain=True) from exc
    if code != 250:
        raise smtplib.SMTPResponseException(code, said)


def _sentence(server: SmtpServer, error: Exception) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"The mail server {server.host} does not know our user and password (smtp_user, smtp_password)."
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return f"The mail server {server.host} does not offer what the settings ask for (smtp_security, smtp_user)."
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
        return f"The mail server {server.host} refused the mail: {error.smtp_code} {' '.join(words.split())[:200]}"
    if isinstance(error, ValueError) and not isinstance(error, OSError):
        return "The mail server cannot be told this: an address, the user or the password has signs beyond ASCII."
    if isinstance(error, ssl.SSLError):
        return f"The way to the mail server {server.host} could not be encrypted (smtp_security, smtp_port)."
    return f"The mail server {server.host}, port {server.port}, cannot be reached."


def _is_final(error: Exception) -> bool:
    if isinstance(error, ValueError) and not isinstance(error, OSError):
        return True
    return isinstance(error, smtplib.SMTPResponseException) and 500 <= error.smtp_code < 600
