"""Letters as they arrive."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

HTML = """<!doctype html><html lang="en-GB"><head><title>x</title><style>.a{color:red}</style></head>
<body><div style="display:none;max-height:0">Preheader that only lists show &zwnj;&nbsp;</div>
<table role="presentation" width="100%"><tr><td align="center"><table width="600">
<tr><td style="font-size:11px"><a
href="https://click.harbour.example/CL0/?url=https%3A%2F%2Fharbour.example%2Fissues%2F7%3Futm_source%3Dmail">View this
email in your browser</a></td></tr>
<tr><td><h1>The harbour opens</h1></td></tr>
<tr><td><p>After nine years the new harbour opens on Monday, and the
<a href="https://www.google.com/url?q=https://paper.example/harbour%3Fid%3D7%26utm_campaign%3Dx&amp;sa=D">ferries</a>
come back.
The mayor cut the ribbon twice, because the first time nobody had looked.</p>
<p>Tickets cost four crowns; children and dogs travel free until the end of the month.</p>
<img src="https://harbour.example/pier.jpg" alt="The pier" width="560" height="300"></td></tr>
<tr><td><table><tr><th>Line</th><th>Crowns</th></tr><tr><td>North</td><td>4</td></tr></table></td></tr>
<tr><td><table><tr><td style="color:#999">You receive this letter because you subscribed at harbour.example.<br>
12 Quay Street, Upper Tarn.<br><a href="https://harbour.example/unsubscribe?id=123">Unsubscribe</a> |
<a href="https://harbour.example/prefs">Update your preferences</a></td></tr></table></td></tr>
</table></td></tr></table>
<img src="https://click.harbour.example/wf/open?upn=abc" alt="" width="1" height="1" border="0">
</body></html>"""


def letter(
    number: int = 1,
    *,
    sender: str = "Harbour Letter <letter@harbour.example>",
    subject: str = "The harbour opens",
    text: str = "Plain words of the same letter.",
    html: str = HTML,
    to_many: bool = True,
) -> bytes:
    """A newsletter; each number gives another one."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = "ana@home.example"
    message["Subject"] = subject
    message["Date"] = "Mon, 23 Nov 2026 09:00:00 +0100"
    message["Message-ID"] = f"<{number}@harbour.example>"
    if to_many:
        message["List-Id"] = "Harbour Letter <letter.harbour.example>"
        message["List-Unsubscribe"] = "<https://harbour.example/unsubscribe>"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
        message.set_boundary(f"letter-{number}")
    return message.as_bytes()
