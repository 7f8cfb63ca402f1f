"""The pages as one ASGI application."""

from __future__ import annotations

from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mynews.delivery.web.access import Access
from mynews.delivery.web.account_pages import account_routes
from mynews.delivery.web.actions import Actions
from mynews.delivery.web.alerting import alert_routes
from mynews.delivery.web.assets import Assets
from mynews.delivery.web.beacons import beacons
from mynews.delivery.web.entrance import Entrance
from mynews.delivery.web.forms import posted_routes
from mynews.delivery.web.handing import handing_routes
from mynews.delivery.web.languages import Catalogues
from mynews.delivery.web.look import Look, load_look
from mynews.delivery.web.newsletters import newsletter_routes
from mynews.delivery.web.offline import offline_routes
from mynews.delivery.web.oidc_pages import oidc_routes
from mynews.delivery.web.operator_pages import operator_routes, operators_only
from mynews.delivery.web.outlets import outlet_routes
from mynews.delivery.web.pages import Pages
from mynews.delivery.web.passkey_pages import passkey_routes
from mynews.delivery.web.personal_actions import PersonalActions
from mynews.delivery.web.personal_pages import PersonalPages
from mynews.delivery.web.publishing import Publishing
from mynews.delivery.web.searching import Searching
from mynews.delivery.web.security import HEADERS, Guard
from mynews.delivery.web.signed import signed_routes
from mynews.delivery.web.welcome import Welcome
from mynews.model.errors import (
    FetchError,
    MyNewsError,
    NotAllowed,
    NotFound,
    NotLoggedIn,
    ParseError,
    SendError,
    StorageError,
    TooOften,
)
from mynews.services.app import App

_STATUS: dict[type[MyNewsError], int] = {
    NotFound: 404,
    NotAllowed: 403,
    NotLoggedIn: 401,
    TooOften: 429,
    ParseError: 422,
    FetchError: 502,
    SendError: 502,
    StorageError: 503,
}
_SENTENCES = {
    404: "There is no such page here.",
    405: "This page cannot do that.",
    500: "Something went wrong here: a fault in myNEWS. What happened is in its log.",
}


def web_face(app: App, catalogues: Catalogues | None = None) -> Starlette:
    """The pages of an installation."""
    assets = Assets()
    look = load_look(app, assets, catalogues)
    errors = Errors(look)
    return Starlette(
        routes=[
            *_pages(Pages(app, look)),
            *_personal(PersonalPages(app, look)),
            *_actions(Actions(app, look), app.key),
            *_personal_actions(PersonalActions(app, PersonalPages(app, look)), app.key),
            *_welcome(Welcome(app, look), app.key),
            *_searching(Searching(app, look), app.key),
            *_publishing(Publishing(app, look), app.key),
            *_access(Access(app, look), app.key),
            *outlet_routes(app, look),
            *signed_routes(app, look),
            *account_routes(app, look),
            *passkey_routes(app, look),
            *oidc_routes(app, look),
            *operator_routes(app, look),
            *handing_routes(app, look),
            *newsletter_routes(app, look),
            *alert_routes(app, look),
            *offline_routes(look, assets),
            Route("/signals", beacons(app), methods=["POST"]),
            Route("/static/{name}", assets.serve),
        ],
        middleware=[Middleware(Guard, settings=app.settings, refuse=errors.page), Middleware(Entrance, ours=app)],
        exception_handlers={MyNewsError: errors.foreseen, HTTPException: errors.refused, Exception: errors.fault},
    )


def _pages(pages: Pages) -> list[Route]:
    return [
        Route("/latest", pages.latest),
        Route("/sources", pages.sources),
        Route("/source/{number:int}", pages.source),
        Route("/article/{number:int}", pages.article),
        Route("/stories", pages.stories),
        Route("/story/{number:int}", pages.story),
        Route("/topics", pages.topics),
        Route("/topic/{code}", pages.topic),
        Route("/entity/{number:int}", pages.entity),
        Route("/add", pages.add),
        Route("/keys", pages.keys),
        Route("/export.opml", pages.export),
        Route("/picture/{signature}", pages.picture),
        Route("/healthz", pages.healthz),
    ]


def _personal(pages: PersonalPages) -> list[Route]:
    return [
        Route("/", pages.for_you),
        Route("/saved", pages.saved),
        Route("/following", pages.following),
        Route("/hidden", pages.hidden),
        Route("/foresee", pages.foresee),
        Route("/why/{number:int}/{story:int}", pages.why),
        Route("/settings/editions", pages.edition_settings),
        Route("/you", pages.you),
        Route("/you/history", pages.history),
        Route("/you/export.json", pages.export),
    ]


def _access(access: Access, key: bytes) -> list[Route]:
    acts = {"/settings/apps/make": access.make, "/settings/apps/{number:int}/revoke": access.revoke}
    return [Route("/settings/apps", access.apps), *posted_routes(acts, key)]


def _actions(actions: Actions, key: bytes) -> list[Route]:
    acts = {
        "/add": actions.add,
        "/import": actions.import_list,
        "/import/take-back": actions.take_back,
        "/refresh": actions.refresh_all,
        "/screen": actions.screen,
        "/sample/remove": operators_only(actions.remove_sample),
        "/sources/{number:int}/change": actions.change,
        "/sources/{number:int}/follow": actions.follow,
        "/sources/{number:int}/refresh": actions.refresh,
        "/sources/{number:int}/unfollow": actions.unfollow,
        "/story/{number:int}/merge": actions.merge,
        "/story/{number:int}/split": actions.split,
    }
    return posted_routes(acts, key)


def _personal_actions(actions: PersonalActions, key: bytes) -> list[Route]:
    acts = {
        "/signal": actions.signal,
        "/mark": actions.mark,
        "/follow": actions.follow,
        "/mute": actions.mute,
        "/interest/{number:int}/withdraw": actions.withdraw,
        "/edition/new": actions.new_edition,
        "/settings/editions/hours": actions.hours,
        "/you/correct": actions.correct,
        "/you/undo/{number:int}": actions.undo,
        "/you/history/{number:int}/delete": actions.delete,
        "/you/history/delete": actions.delete_all,
        "/you/reset": actions.reset,
        "/you/import": actions.import_profile,
        "/you/reading": actions.reading,
    }
    return posted_routes(acts, key)


def _publishing(publishing: Publishing, key: bytes) -> list[Route]:
    acts = {
        "/settings/feeds": publishing.publish,
        "/settings/feeds/{number:int}/take-back": publishing.take_back,
    }
    return [Route("/settings/feeds", publishing.page), *posted_routes(acts, key)]


def _welcome(welcome: Welcome, key: bytes) -> list[Route]:
    acts = {
        "/welcome/name": welcome.name,
        "/welcome/topics": welcome.choose_topics,
        "/welcome/sources": welcome.choose_sources,
        "/welcome/address": welcome.add,
        "/welcome/import": welcome.import_list,
        "/welcome/sample": welcome.sample,
    }
    return [
        Route("/welcome", welcome.start),
        Route("/welcome/topics", welcome.topics, methods=["GET"]),
        Route("/welcome/sources", welcome.sources, methods=["GET"]),
        Route("/welcome/progress", welcome.progress),
        Route("/welcome/events", welcome.events),
        *posted_routes(acts, key),
    ]


def _searching(searching: Searching, key: bytes) -> list[Route]:
    acts = {
        "/searches": searching.save,
        "/searches/{number:int}/open": searching.open,
        "/searches/{number:int}/follow": searching.follow,
        "/searches/{number:int}/unfollow": searching.unfollow,
        "/searches/{number:int}/remove": searching.remove,
    }
    return [Route("/search", searching.page), *posted_routes(acts, key)]


class Errors:
    """Errors as pages: a sentence and a status."""

    def __init__(self, look: Look) -> None:
        self._look = look

    def page(self, request: Request, status: int, sentence: str) -> Response:
        """A page that says what is wrong."""
        return self._look.page(request, "error.html", status, number=status, sentence=sentence)

    def foreseen(self, request: Request, error: Exception) -> Response:
        """An error that carries its own sentence."""
        status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 500)
        return self.page(request, status, str(error))

    def refused(self, request: Request, error: Exception) -> Response:
        """An error of the protocol."""
        if not isinstance(error, HTTPException):
            raise error
        told = error.detail != HTTPStatus(error.status_code).phrase
        sentence = error.detail if told else _SENTENCES.get(error.status_code, f"{error.detail}.")
        page = self.page(request, error.status_code, sentence)
        page.headers.update(error.headers or {})
        return page

    def fault(self, request: Request, _error: Exception) -> Response:
        """Our own fault; it is logged by the server. This answer never passes the guard, so it brings its headers."""
        page = self.page(request, 500, _SENTENCES[500])
        page.headers.update(HEADERS)
        return page
