"""What can be looked at of a reader's own: their edition, why it is so, what is known about them. Nothing here changes
anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast, get_args

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mynews.delivery.web.addresses import is_number, number_of, place_of
from mynews.delivery.web.entrance import reader_of
from mynews.delivery.web.forms import typed
from mynews.delivery.web.look import Look
from mynews.delivery.web.notices import came_from, own_path
from mynews.delivery.web.views import by_rule
from mynews.model.errors import NotFound
from mynews.model.interest import InterestKind, Stance, Subject
from mynews.services.app import App
from mynews.services.personal.edition_hours import hours_of
from mynews.services.personal.editions import edition_page, following, hidden_stories, reasons_of, states_of
from mynews.services.personal.foresee import foresee
from mynews.services.personal.front_page import front_page
from mynews.services.personal.history import history
from mynews.services.personal.interests import LONGEST_WORDS, interests
from mynews.services.personal.keep import kept
from mynews.services.personal.profile import profile_of, reading_of
from mynews.services.stories.lists import shelf
from mynews.services.stories.reading import top_stories
from mynews.services.takeout.exporting import export_everything

_LATELY = 15
_MOST_SHIFTS = 12


@dataclass(frozen=True, slots=True)
class PersonalPages:
    """The endpoints of GET that differ from reader to reader."""

    app: App
    look: Look

    def for_you(self, request: Request) -> Response:
        """The edition, of everything or of one folder; the first steps for who follows no source yet."""
        reader = reader_of(request)
        folder = typed(request.query_params.get("folder", ""))
        own = shelf(self.app, reader)
        if not own.sources:
            return RedirectResponse("/welcome", 303)
        page = edition_page(self.app, reader, folder=folder)
        return self.look.page(
            request,
            "edition.html",
            page=page,
            edition=page.edition,
            front=front_page(self.app, reader, page),
            shelf=own,
            folder=folder,
            has_hours=hours_of(self.app, reader) is not None,
            has_stories=bool(page.shown or top_stories(self.app, reader, most=1).cards),
        )

    def why(self, request: Request) -> Response:
        """Every reason for and against one story of an edition: the whole sum."""
        reader = reader_of(request)
        edition_id, story_id = number_of(request, "edition"), number_of(request, "story", "story")
        told = reasons_of(self.app, reader, edition_id, story_id)
        page = edition_page(self.app, reader, edition_id=edition_id)
        shown = next((each for each in page.shown if each.story.id == story_id), None)
        if shown is None:
            raise NotFound("This story has no place in this edition.")
        if "drawn" in request.query_params:  # the front page's script draws it out below the story
            return self.look.page(request, "drawn.html", shown=shown, page=page)
        return self.look.page(request, "why.html", shown=shown, told=told, page=page, back=came_from(request))

    def saved(self, request: Request) -> Response:
        """What the reader keeps, the last first."""
        reader = reader_of(request)
        after = place_of(request)
        listing = kept(self.app, reader, after)
        return self.look.page(
            request, "saved.html", listing=listing, first=after is None, shelf=shelf(self.app, reader)
        )

    def following(self, request: Request) -> Response:
        """The newest stories of what is followed by name."""
        reader = reader_of(request)
        stated = [each for each in interests(self.app, reader) if each.stance == "follow"]
        found = following(self.app, reader)
        return self.look.page(
            request,
            "following.html",
            found=found,
            states=states_of(self.app, reader, [story.id for story, _ in found]),
            stated=stated,
            shelf=shelf(self.app, reader),
        )

    def hidden(self, request: Request) -> Response:
        """What is kept out of editions, and by which rule."""
        reader = reader_of(request)
        return self.look.page(request, "hidden.html", rules=by_rule(hidden_stories(self.app, reader)))

    def foresee(self, request: Request) -> Response:
        """What a rule would change, before it is saved."""
        asked = request.query_params
        stance, subject = stance_of(asked.get("stance", "")), subject_of(asked.get("kind", ""), asked.get("key", ""))
        folder = typed(asked.get("folder", ""))
        reader = reader_of(request)
        foresight = foresee(self.app, reader, stance, subject, folder=folder)
        changes = (
            ("Would go", foresight.go),
            ("Would come", foresight.come),
            ("Would rise", foresight.rise),
            ("Would sink", foresight.sink),
        )
        return self.look.page(
            request,
            "foresee.html",
            foresight=foresight,
            changes=[(heading, shifts[:_MOST_SHIFTS], len(shifts)) for heading, shifts in changes if shifts],
            folder=folder,
            shelf=shelf(self.app, reader),
            back=own_path(asked["back"]) if "back" in asked else came_from(request),
        )

    def edition_settings(self, request: Request) -> Response:
        """How editions are made, and when."""
        reader = reader_of(request)
        return self.look.page(
            request, "settings_editions.html", reading=reading_of(self.app, reader), hours=hours_of(self.app, reader)
        )

    def you(self, request: Request) -> Response:
        """What is known about the reader."""
        return self.you_with(request)

    def you_with(self, request: Request, status: int = 200, problem: str = "", refused: Iterable[str] = ()) -> Response:
        """What is known about the reader, with what was wrong with a file of theirs."""
        reader = reader_of(request)
        profile = profile_of(self.app, reader)
        return self.look.page(
            request,
            "you.html",
            status,
            profile=profile,
            lately=history(self.app, reader, most=_LATELY),
            problem=problem,
            refused=list(refused),
        )

    def history(self, request: Request) -> Response:
        """What the reader did, to be looked at, taken back and deleted."""
        asked = request.query_params.get("after", "")
        after = int(asked) if is_number(asked) else None
        page = history(self.app, reader_of(request), after)
        return self.look.page(request, "history.html", page=page, first=after is None)

    def export(self, request: Request) -> Response:
        """Everything of the reader as a file."""
        return Response(
            export_everything(self.app, reader_of(request)),
            media_type="application/json",
            headers={
                "content-disposition": 'attachment; filename="mynews.json"',
                "cache-control": "private, no-cache",
            },
        )


def stance_of(text: str) -> Stance:
    """Follow or mute. Raises NotFound for anything else."""
    for known in get_args(Stance):
        if text == known:
            return cast(Stance, known)
    raise NotFound("One can follow and mute, and nothing else.")


def subject_of(kind: str, key: str) -> Subject:
    """What somebody wants to follow or mute, as an address or a form says it. Raises NotFound."""
    for known in get_args(InterestKind):
        if kind == known and key.strip():
            return Subject(cast(InterestKind, known), typed(key, LONGEST_WORDS * 4))
    raise NotFound("This is nothing that one can follow or mute.")
