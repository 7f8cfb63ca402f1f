"""Links by which a reader says something of a story from a mail or another program: signed, and nothing by themselves.

Mail programs and guards against viruses open every link, so a link only shows what it would do; a button there does it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import Literal, cast
from uuid import uuid4

from mynews.model.errors import NotFound
from mynews.model.interest import Subject
from mynews.model.signal import Signal
from mynews.model.source import Reader
from mynews.model.story import StoryCard
from mynews.services.app import App
from mynews.services.interests import state
from mynews.services.learn import record_signals
from mynews.services.stories import story_cards

Word = Literal["more", "less", "mute"]
_SAID = re.compile(
    r"(?P<said>(?P<word>more|less|mute)-(?P<reader>\d{1,17})-(?P<story>\d{1,17}))-(?P<signature>[\w-]{22})", re.ASCII
)
_GONE = "This link leads nowhere: it is broken, or what it was about is gone."


@dataclass(frozen=True, slots=True)
class Saying:
    """What a link says: one word of one reader's about one story."""

    word: Word
    reader: Reader
    story: StoryCard


def say_address(app: App, reader: Reader, word: Word, story_id: int) -> str:
    """The whole address of a page on which the reader can say this."""
    said = f"{word}-{reader.id}-{story_id}"
    return f"{app.settings.public_url}/say/{said}-{_signature(app, said)}"


def saying_of(app: App, token: str) -> Saying:
    """What the last part of such an address says. Raises NotFound where it is none of ours, or its story is gone."""
    parts = _SAID.fullmatch(token)
    if parts is None or not hmac.compare_digest(parts["signature"], _signature(app, parts["said"])):
        raise NotFound(_GONE)
    word, reader_id, story_id = parts["word"], int(parts["reader"]), int(parts["story"])
    with app.db.read() as tx:
        reader = tx.readers.get(reader_id)
        current = tx.stories.current(story_id)
    cards = story_cards(app, reader, [current])
    if not cards:
        raise NotFound(_GONE)
    return Saying(cast(Word, word), reader, cards[0])


def say(app: App, saying: Saying, face: str) -> None:
    """Have it said: a story muted is in no edition any more, and teaches nothing; the others are signals."""
    if saying.word == "mute":
        state(app, saying.reader, "mute", Subject("story", str(saying.story.id)))
        return
    signal = Signal(token=uuid4().hex, kind=saying.word, at=app.now(), story_id=saying.story.id, face=face)
    record_signals(app, saying.reader, [signal])


def _signature(app: App, said: str) -> str:
    digest = hmac.new(app.key, b"say " + said.encode(), hashlib.sha256).digest()[:16]
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
