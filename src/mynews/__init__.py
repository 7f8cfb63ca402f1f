"""myNEWS: a personalised news feed of stories that matter to you.

What a program of somebody else's needs is offered here (docs/howto/library.md); each name is loaded when it is first
used, so that importing one room does not load the house.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_ROOM_OF = {
    "App": "services.app",
    "Reader": "model.source",
    "Settings": "settings",
    "Signal": "model.signal",
    "Subject": "model.interest",
    "article_page": "services.stories.lists",
    "edition_page": "services.personal.editions",
    "latest": "services.stories.lists",
    "open_app": "services.app",
    "profile_of": "services.personal.profile",
    "read_settings": "settings",
    "record_signals": "services.personal.learn",
    "refresh_due": "services.gathering.refresh",
    "state": "services.personal.interests",
    "story_page": "services.stories.reading",
    "subscribe": "services.gathering.subscribe",
    "top_stories": "services.stories.reading",
    "understand_all": "services.stories.understand",
    "withdraw": "services.personal.interests",
}
__all__ = sorted(_ROOM_OF)  # noqa: PLE0605  # the names are those of one table


def __getattr__(name: str) -> Any:
    if name not in _ROOM_OF:
        raise AttributeError(f"module 'mynews' has no attribute {name!r}")
    return getattr(import_module(f"mynews.{_ROOM_OF[name]}"), name)


def __dir__() -> list[str]:
    return list(__all__)
