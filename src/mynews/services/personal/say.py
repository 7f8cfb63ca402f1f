"""Links by which a reader says something of a story from a mail or another program: signed, and nothing by themselves.

Mail programs and guards against viruses open every link, so a link only shows what it would do; a button there does it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, cast
from uuid import uuid4

from mynews.model.errors import NotFound
from mynews.model.interest import Subject
from mynews.model.signal import Signal
from mynews.model.source import Reader
from mynews.model.story import StoryCard
from mynews.services.app import App
from mynews.services.personal.interests import state
from mynews.services.personal.learn import record_signals
from mynews.services.stories.reading import article_context, story_cards

Word = Literal["more", "less", "mute", "hide"]
_SAID = re.compile(
    r"(?P<said>(?P<word>more|less|mute|hide)-(?P<reader>\d{1,17})-(?P<story>\d{1,17})"
    r"(?:-(?P<until>\d{1,11})-(?P<edition>\d{1,17})-(?P<place>\d{1,4}))?)-(?P<signature>[\w-]{22})",
    re.ASCII,
)
_GONE = "This link leads nowhere: it is broken, or what it was about is gone."
_OVER = "This link is too old. Take the one that the article has now, or say it on the page of the story."
_OF_EACH_KIND = 3  # topics, people, organisations, places that one can choose to mute
FROM_PROGRAMS = timedelta(days=30)
"""So long a link in a client program is good; programs get a new one whenever they get the article anew."""


@dataclass(frozen=True, slots=True)
class Stood:
    """Where a story stood when a link about it was given to a client program, and until when the link is good."""

    edition_id: int
    place: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Saying:
    """What a link says: one word of one reader's about one story. ``stood`` is None where the link came by mail."""

    word: Word
    reader: Reader
    story: StoryCard
    stood: Stood | None = None


def say_address(app: App, reader: Reader, word: Word, story_id: int, stood: Stood | None = None) -> str:
    """The whole address of a page on which the reader can say this."""
    said = f"{word}-{reader.id}-{story_id}"
    if stood is not None:
        said += f"-{int(stood.until.timestamp())}-{stood.edition_id}-{stood.place}"
    return f"{app.settings.public_url}/say/{said}-{_signature(app, said)}"


def saying_of(app: App, token: str) -> Saying:
    """What the last part of such an address says.

    Raises NotFound where it is none of ours, too old, or about a story that is gone.
    """
    parts = _SAID.fullmatch(token)
    if parts is None or not hmac.compare_digest(parts["signature"], _signature(app, parts["said"])):
        raise NotFound(_GONE)
    stood = None
    if parts["until"] is not None:
        until = datetime.fromtimestamp(int(parts["until"]), UTC)
        if until <= app.now():
            raise NotFound(_OVER)
        stood = Stood(int(parts["edition"]), int(parts["place"]), until)
    word, reader_id, story_id = parts["word"], int(parts["reader"]), int(parts["story"])
    with app.db.read() as tx:
        reader = tx.readers.get(reader_id)
        current = tx.stories.current(story_id)
    cards = story_cards(app, reader, [current])
    if not cards:
        raise NotFound(_GONE)
    return Saying(cast(Word, word), reader, cards[0], stood)


def mutable(app: App, saying: Saying) -> tuple[Subject, ...]:
    """What a reader may mean who wants to mute because of a story: the story, its source, what and whom it is about."""
    story = saying.story
    about = article_context(app, saying.reader, story.lead_id).about
    named = (*about.people[:_OF_EACH_KIND], *about.organisations[:_OF_EACH_KIND], *about.places[:_OF_EACH_KIND])
    return (
        Subject("story", str(story.id), story.headline),
        Subject("source", str(story.source_id), story.source_name),
        *(Subject("topic", each.code, each.name) for each in about.topics[:_OF_EACH_KIND]),
        *(Subject("entity", str(each.id), each.name) for each in named),
    )


def say(app: App, saying: Saying, muted: str = "") -> None:
    """Have it said: more, less and hide are signals; what is muted is in no edition any more, and teaches nothing.

    ``muted`` says what, as in ``topic:CODE``; the story itself where it says nothing that was offered.
    """
    if saying.word == "mute":
        offered = mutable(app, saying) if muted else ()
        found = next((each for each in offered if f"{each.kind}:{each.key}" == muted), None)
        state(app, saying.reader, "mute", found or Subject("story", str(saying.story.id)))
        return
    stood = saying.stood if saying.stood and _is_kept(app, saying.reader, saying.stood) else None
    signal = Signal(
        token=uuid4().hex,
        kind=saying.word,
        at=app.now(),
        story_id=saying.story.id,
        edition_id=stood.edition_id if stood else None,
        place=stood.place if stood else None,
        face="greader" if saying.stood else "mail",
    )
    record_signals(app, saying.reader, [signal])


def _is_kept(app: App, reader: Reader, stood: Stood) -> bool:
    """Whether the edition is still known: those of which nobody did anything are forgotten."""
    try:
        with app.db.read() as tx:
            tx.editions.get(reader.id, stood.edition_id)
    except NotFound:
        return False
    return True


def _signature(app: App, said: str) -> str:
    digest = hmac.new(app.key, b"say " + said.encode(), hashlib.sha256).digest()[:16]
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
