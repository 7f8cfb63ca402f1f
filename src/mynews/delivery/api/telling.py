"""What can be said: follow and unfollow, follow and mute by name, signals, marks, the profile."""

from __future__ import annotations

from datetime import UTC

from fastapi import APIRouter, Response

from mynews.delivery.api.callers import Ours, Reading, Writing
from mynews.delivery.api.documents import (
    Change,
    EditionDocument,
    Follow,
    Followed,
    InterestDocument,
    RecordedDocument,
    Said,
    Signals,
    Statement,
)
from mynews.delivery.api.reading import Folder, Number
from mynews.model.interest import Subject
from mynews.model.signal import Signal
from mynews.services.app import App
from mynews.services.gathering.subscribe import Wish, rename, subscribe, unsubscribe
from mynews.services.personal.editions import edition_page
from mynews.services.personal.interests import state, withdraw
from mynews.services.personal.learn import record_signals
from mynews.services.personal.marks import mark_read, mark_unread
from mynews.services.personal.profile import export_profile
from mynews.services.personal.rank import build_edition

router = APIRouter()
FACE = "api"


@router.post("/editions", tags=["editions"], status_code=201)
def new_edition(app: Ours, reader: Writing, folder: Folder = "") -> EditionDocument:
    """A new edition now, whether or not one stands."""
    made = build_edition(app, reader, folder=folder)
    return EditionDocument.of(edition_page(app, reader, edition_id=made.id))


@router.post("/subscriptions", tags=["subscriptions"], status_code=201)
def follow(app: Ours, reader: Writing, wish: Follow) -> Followed:
    """Follow whatever lies at an address: a feed, a site, a page."""
    added = subscribe(app, reader, wish.address, Wish(wish.folder))
    return Followed(source=added.source.id, new=added.new)


@router.put("/subscriptions/{number}", tags=["subscriptions"], status_code=204)
def change(app: Ours, reader: Writing, number: Number, wanted: Change) -> None:
    """Give a followed source another name and folder."""
    rename(app, reader, number, title=wanted.title, folder=wanted.folder)


@router.delete("/subscriptions/{number}", tags=["subscriptions"], status_code=204)
def unfollow(app: Ours, reader: Writing, number: Number) -> None:
    """Follow a source no longer. Its articles stay."""
    unsubscribe(app, reader, number)


@router.post("/interests", tags=["interests"], status_code=201)
def say(app: Ours, reader: Writing, statement: Statement) -> InterestDocument:
    """Follow or mute a topic, an entity, a source, an author, a story or a word. The next edition shows it."""
    until = statement.until
    if until is not None and until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    stated = state(
        app, reader, statement.stance, Subject(statement.kind, statement.key), until=until, folder=statement.folder
    )
    return InterestDocument.of(stated)


@router.delete("/interests/{number}", tags=["interests"], status_code=204)
def take_back(app: Ours, reader: Writing, number: Number) -> None:
    """Follow or mute that no more."""
    withdraw(app, reader, number)


@router.post("/signals", tags=["signals"], status_code=201)
def signal(app: Ours, reader: Writing, said: Said) -> RecordedDocument:
    """Say one thing that the reader did."""
    return RecordedDocument.of(record_signals(app, reader, [_signal(app, said)]))


@router.post("/signals/batch", tags=["signals"], status_code=201)
def signals(app: Ours, reader: Writing, said: Signals) -> RecordedDocument:
    """Say many things that the reader did. All are kept, or none; what came before changes nothing."""
    return RecordedDocument.of(record_signals(app, reader, [_signal(app, each) for each in said.signals]))


@router.put("/articles/{number}/read", tags=["articles"], status_code=204)
def read(app: Ours, reader: Writing, number: Number) -> None:
    """Mark an article and its copies as read: bookkeeping, which teaches nothing. What was read is a signal "open"."""
    mark_read(app, reader, [number])


@router.delete("/articles/{number}/read", tags=["articles"], status_code=204)
def unread(app: Ours, reader: Writing, number: Number) -> None:
    """Mark an article as not read."""
    mark_unread(app, reader, [number])


@router.get(
    "/profile",
    tags=["profile"],
    response_class=Response,
    responses={200: {"description": "What was stated and learned", "content": {"application/json": {}}}},
)
def profile(app: Ours, reader: Reading) -> Response:
    """What was stated and learned, as any installation of myNEWS takes it."""
    return Response(export_profile(app, reader), media_type="application/json")


def _signal(app: App, said: Said) -> Signal:
    at = said.at or app.now()
    return Signal(
        token=said.token,
        kind=said.kind,
        at=at if at.tzinfo else at.replace(tzinfo=UTC),
        story_id=said.story,
        article_id=said.article,
        edition_id=said.edition,
        place=said.place,
        seconds=said.seconds,
        face=FACE,
    )
