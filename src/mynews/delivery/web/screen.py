"""How pages are read in one browser: the letters of articles, and whether keys do anything.

It is about the screen and the eyes before it, not about the reader, so it lies in the browser's own cookie.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from mynews.delivery.web.security import cookie, keep_cookie

SCREEN_COOKIE = "mynews_screen"
CHOICES: dict[str, tuple[str, ...]] = {
    "size": ("m", "s", "l", "xl", "xxl"),
    "width": ("m", "narrow", "wide"),
    "face": ("serif", "sans"),
    "keys": ("on", "off"),
}
"""What each can be, the usual first."""
_A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Screen:
    """How one browser shows pages."""

    size: str = "m"
    width: str = "m"
    face: str = "serif"
    keys: str = "on"


def screen_of(request: Request) -> Screen:
    """How the browser that asks shows pages; what its cookie does not say, or says wrongly, is as usual."""
    kept = cookie(request, SCREEN_COOKIE).split(".")
    return changed(Screen(), dict(zip(_NAMES, kept, strict=False)))


def changed(screen: Screen, chosen: Mapping[str, str]) -> Screen:
    """The screen with what was chosen, as far as it can be chosen."""
    return replace(screen, **{name: chosen[name] for name in _NAMES if chosen.get(name) in CHOICES[name]})


def keep_screen(response: Response, request: Request, screen: Screen) -> Response:
    """The answer, with the cookie that lets the browser remember."""
    keep_cookie(response, request, SCREEN_COOKIE, ".".join(getattr(screen, name) for name in _NAMES), _A_YEAR)
    return response


_NAMES = tuple(each.name for each in fields(Screen))
