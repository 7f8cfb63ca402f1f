"""What a reader tells about a story or about themselves. Each is done once; the browser goes back to where it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast, get_args
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response

from mynews.delivery.web.addresses import end_of, is_number, number_of
from mynews.delivery.web.entrance import reader_of
from mynews.delivery.web.forms import Form
from mynews.delivery.web.notices import OPPOSITE, go_back, go_on, taken_back
from mynews.delivery.web.personal_pages import PersonalPages, subject_of
from mynews.model.errors import NotAllowed, ParseError
from mynews.model.interest import Stance, Subject
from mynews.model.signal import Signal, SignalKind
from mynews.model.source import Reader
from mynews.services.app import App
from mynews.services.personal.edition_hours import end_edition, set_hours
from mynews.services.personal.history import erase, erase_all
from mynews.services.personal.interests import state, withdraw
from mynews.services.personal.keep import Marked, Marking, set_mark
from mynews.services.personal.learn import record_signals
from mynews.services.personal.profile import MOST_LIKING, correct, profile_of, reset, set_reading, undo
from mynews.services.takeout.importing import import_everything

_BY_HAND = ("more", "less", "hide", "unhide", "share", "save", "unsave")
_STEP = 1.0
"""In log-odds, what "more of this" and "less of this" change: two or three times as likely, or as unlikely."""
_SWITCH = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class PersonalActions:
    """The endpoints of POST that change what a reader sees, and nobody else."""

    app: App
    pages: PersonalPages

    def signal(self, request: Request, form: Form) -> Response:
        """Keep what a reader says of a story: in ``kind``, ``story`` and ``place``, or in one ``KIND=STORY-PLACE``."""
        kind, story, place = form.text("kind"), first(form, "story"), first(form, "place")
        named = next((each for each in _BY_HAND if each in form.fields), None)
        if named is not None:
            kind, (story, place) = named, _numbers(form.text(named))
        if kind not in _BY_HAND:
            raise NotAllowed("A story can be asked for more or less, kept, hidden, and shown again.")
        if story is None:
            raise NotAllowed("Say which story this is about.")
        signal = Signal(
            token=uuid4().hex,
            kind=cast(SignalKind, kind),
            at=self.app.now(),
            story_id=story,
            edition_id=first(form, "edition"),
            place=place,
        )
        (number,) = record_signals(self.app, reader_of(request), [signal]).ids
        return go_back(request, form, done=kind, **_undo_of(kind, story, number))

    def mark(self, request: Request, form: Form) -> Response:
        """Save, give up, mark as read or as not read: one article, in one ``KIND=ARTICLE`` too, or a whole story."""
        named = next((each for each in get_args(Marking) if each in form.fields), "")
        kind = _marking(form.text("kind") or named)
        article = first(form, named or "article")
        about = Marked(article, first(form, "story"), first(form, "edition"), first(form, "place"))
        set_mark(self.app, reader_of(request), kind, about)
        told = {"article": about.article_id} if about.article_id is not None else {"story": about.story_id or 0}
        return go_back(request, form, done=kind, mark=OPPOSITE[kind], **told)

    def follow(self, request: Request, form: Form) -> Response:
        """Follow something, everywhere or in a folder."""
        return self._state(request, form, "follow", "following")

    def mute(self, request: Request, form: Form) -> Response:
        """Mute something, for good or for a time."""
        return self._state(request, form, "mute", "muted")

    def withdraw(self, request: Request, form: Form) -> Response:
        """Follow or mute something no more."""
        interest = withdraw(self.app, reader_of(request), number_of(request, "interest"))
        return go_back(request, form, done="withdrawn", **taken_back(interest))

    def correct(self, request: Request, form: Form) -> Response:
        """Say what was learned wrongly: ``more``, ``less`` or ``forget``, each of ``KIND:KEY``."""
        way = next((each for each in ("more", "less", "forget") if form.text(each)), None)
        if way is None:
            raise NotAllowed("Say what is wrong: more, less or forget.")
        kind, _, key = form.text(way).partition(":")
        subject = subject_of(kind, key)
        liking = (
            None if way == "forget" else self._changed(reader_of(request), subject, _STEP if way == "more" else -_STEP)
        )
        number = correct(self.app, reader_of(request), subject, liking)
        return go_back(request, form, done="forgotten" if way == "forget" else "corrected", signal=number)

    def undo(self, request: Request, form: Form) -> Response:
        """Take back one thing that was done."""
        undo(self.app, reader_of(request), number_of(request, "signal"))
        return go_back(request, form, done="undone")

    def delete(self, request: Request, _form: Form) -> Response:
        """Delete one thing that the reader did."""
        erase(self.app, reader_of(request), number_of(request, "signal"))
        return go_on("/you/history", done="deleted")

    def delete_all(self, request: Request, form: Form) -> Response:
        """Delete everything that the reader did."""
        if not form.text("sure"):
            raise NotAllowed("Tick the box first: what is deleted does not come back.")
        erase_all(self.app, reader_of(request))
        return go_on("/you/history", done="all-deleted")

    def reset(self, request: Request, form: Form) -> Response:
        """Forget all that was learned."""
        if not form.text("sure"):
            raise NotAllowed("Tick the box first: what was learned is gone afterwards.")
        reset(self.app, reader_of(request))
        return go_on("/you", done="reset")

    def import_profile(self, request: Request, form: Form) -> Response:
        """Take over what was exported: everything, or a profile alone."""
        try:
            content = form.files.get("profile", b"")
            if not content:
                raise ParseError("Choose a file first.")
            refused = import_everything(self.app, reader_of(request), content.decode("utf-8-sig"))
        except UnicodeDecodeError:
            return self.pages.you_with(request, 422, problem="This is not a file that myNEWS exported.")
        except ParseError as exc:
            return self.pages.you_with(request, 422, problem=str(exc))
        if refused:
            return self.pages.you_with(request, refused=refused)
        return go_on("/you", done="profile-read")

    def reading(self, request: Request, form: Form) -> Response:
        """Change how the reader reads; what the form does not say stays."""
        set_reading(
            self.app,
            reader_of(request),
            ranked=_SWITCH.get(form.text("ranked")),
            break_through=_SWITCH.get(form.text("break_through")),
            edition_size=first(form, "edition_size"),
        )
        return go_back(request, form, done="reading")

    def hours(self, request: Request, form: Form) -> Response:
        """Choose the hours of new editions; none for whenever there is something new."""
        set_hours(self.app, reader_of(request), form.schedule() if form.text("when") == "hours" else None)
        return go_on("/settings/editions", done="hours")

    def new_edition(self, request: Request, form: Form) -> Response:
        """Make a new edition now."""
        end_edition(self.app, reader_of(request))
        return go_back(request, form, done="new-edition")

    def _state(self, request: Request, form: Form, stance: Stance, done: str) -> Response:
        kind, _, key = form.text("subject").partition(":")
        subject = subject_of(form.text("kind") or kind, form.text("key") or key)
        told = form.text("until")
        until = end_of(form.text("date") or told if told == "date" else told, self.app.now())
        interest = state(self.app, reader_of(request), stance, subject, until=until, folder=form.text("folder"))
        return go_back(request, form, done=done, interest=interest.id)

    def _changed(self, reader: Reader, subject: Subject, step: float) -> float:
        """What is believed of a subject, moved beyond the reader's usual in the direction of a step."""
        known = profile_of(self.app, reader).known
        likings = {(each.subject.kind, each.subject.key): each.belief.liking for each in known}
        liking = likings.get((subject.kind, subject.key), 0.0)
        moved = (max(liking, 0.0) if step > 0 else min(liking, 0.0)) + step
        return max(-MOST_LIKING, min(MOST_LIKING, moved))


def first(form: Form, name: str) -> int | None:
    """The first number of a field; None where there is none."""
    return next(iter(form.numbers(name)), None)


def _marking(kind: str) -> Marking:
    for known in get_args(Marking):
        if kind == known:
            return cast(Marking, known)
    raise NotAllowed("Things can be saved, given up, and marked as read or as not read.")


def _numbers(text: str) -> tuple[int | None, int | None]:
    story, _, place = text.partition("-")
    return int(story) if is_number(story) else None, int(place) if is_number(place) else None


def _undo_of(kind: str, story: int, number: int) -> dict[str, int]:
    return {} if kind == "unhide" else {"signal": number}
