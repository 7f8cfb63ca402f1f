"""An edition as a message: for mail programs, for services that show a few lines, and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from mynews.model.channel import Message
from mynews.services.app import App
from mynews.services.hours import zone_of
from mynews.services.personal.editions import Shown
from mynews.services.personal.say import say_address
from mynews.services.sending.digests import Outgoing

LARGEST = 100_000
"""Bytes of HTML. Gmail cuts off what is beyond 102 kB, and with it the link that ends the digest."""

IN_SERVICES = 8
"""So many stories are told where a few lines are shown; each service has its own limit, 2,000 characters and more."""

LONGEST_TEASER = 280
_TEMPLATES = Path(__file__).with_name("templates")


@dataclass(frozen=True, slots=True)
class Line:
    """A story as a digest tells it."""

    headline: str
    kicker: str
    teaser: str
    language: str
    source: str
    others: int
    because: tuple[str, ...]
    is_fresh: bool
    address: str
    more: str
    less: str
    mute: str


def digest_message(app: App, outgoing: Outgoing) -> Message:
    """The message of an edition, whole for mail and short for everything else."""
    lines = [_line(app, outgoing, shown) for shown in outgoing.page.shown]
    zone = zone_of(outgoing.digest.schedule.time_zone)
    subject = f"{lines[0].headline}" if len(lines) == 1 else f"{lines[0].headline}, and {len(lines) - 1} more"
    edition = outgoing.page.edition
    is_mail = outgoing.channel.kind == "mail"
    return Message(
        kind="digest",
        subject=subject,
        text=_as_text(app, outgoing, lines, zone) if is_mail else _in_short(lines),
        token=f"digest-{outgoing.digest.id}-{edition.id}",
        html=_as_html(app, outgoing, lines, zone) if is_mail else "",
        link=f"{app.settings.public_url}/",
        headers=_headers(app, outgoing),
        detail={
            "edition": edition.id,
            "stories": [
                {
                    "id": shown.story.id,
                    "headline": line.headline,
                    "teaser": line.teaser,
                    "source": line.source,
                    "url": line.address,
                    "reasons": list(line.because),
                    "new": line.is_fresh,
                }
                for shown, line in zip(outgoing.page.shown, lines, strict=True)
            ],
        },
    )


def _line(app: App, outgoing: Outgoing, shown: Shown) -> Line:
    story = shown.story
    path = f"/story/{story.id}" if story.articles > 1 else f"/article/{story.lead_id}"
    return Line(
        headline=story.headline,
        kicker=story.kicker,
        teaser=_shortened(story.teaser),
        language=story.language,
        source=story.source_name,
        others=story.articles - 1,
        because=tuple(each.words for each in shown.told),
        is_fresh=story.id in outgoing.fresh,
        address=app.settings.public_url + path,
        more=say_address(app, outgoing.reader, "more", story.id),
        less=say_address(app, outgoing.reader, "less", story.id),
        mute=say_address(app, outgoing.reader, "mute", story.id),
    )


def _as_html(app: App, outgoing: Outgoing, lines: Sequence[Line], zone: ZoneInfo) -> str:
    """As many stories as fit below the size at which mail programs cut."""
    shown = len(lines)
    while True:
        html = _rendered("digest.html", app, outgoing, lines[:shown], zone, left_out=len(lines) - shown)
        size = len(html.encode())
        if size <= LARGEST or shown == 0:
            return html
        shown = min(shown - 1, shown * LARGEST // size)


def _as_text(app: App, outgoing: Outgoing, lines: Sequence[Line], zone: ZoneInfo) -> str:
    return _rendered("digest.txt", app, outgoing, lines, zone, left_out=0)


def _in_short(lines: Sequence[Line]) -> str:
    told = [f"{line.headline} ({line.source})\n{line.address}" for line in lines[:IN_SERVICES]]
    if len(lines) > IN_SERVICES:
        told.append(f"And {len(lines) - IN_SERVICES} more.")
    return "\n\n".join(told)


def _rendered(name: str, app: App, outgoing: Outgoing, lines: Sequence[Line], zone: ZoneInfo, *, left_out: int) -> str:
    at = outgoing.page.edition.made_at.astimezone(zone)
    return (
        _environment()
        .get_template(name)
        .render(
            lines=lines,
            left_out=left_out,
            day=f"{at:%A}, {at.day} {at:%B %Y}",
            home=f"{app.settings.public_url}/",
            settings=f"{app.settings.public_url}/settings/digests",
            stop=outgoing.stop_address,
            place=urlsplit(app.settings.public_url).netloc,
        )
    )


def _headers(app: App, outgoing: Outgoing) -> tuple[tuple[str, str], ...]:
    """How a mail program ends the digest (RFC 2369), by one click where our address allows it (RFC 8058 asks https)."""
    headers = [
        ("List-Unsubscribe", f"<{outgoing.stop_address}>"),
        ("List-Id", f"<digest-{outgoing.digest.id}.{urlsplit(app.settings.public_url).hostname}>"),
        ("Auto-Submitted", "auto-generated"),
    ]
    if outgoing.stop_address.startswith("https://"):
        headers.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return tuple(headers)


def _shortened(teaser: str) -> str:
    if len(teaser) <= LONGEST_TEASER:
        return teaser
    return teaser[:LONGEST_TEASER].rpartition(" ")[0].rstrip(",;:–-") + " …"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(["html"]),
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
