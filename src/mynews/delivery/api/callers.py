"""Who calls: the token in the ``Authorization`` header says which reader, and what the program may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, get_args

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from mynews.model.access import Scope
from mynews.model.errors import NotAllowed
from mynews.model.source import Reader
from mynews.services.app import App
from mynews.services.household.app_passwords import Holder, holder_of_secret

_bearer = HTTPBearer(auto_error=False, description="An app password with the scope api:read or api:write")
Given = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


class NotKnown(NotAllowed):
    """Nobody has such a token."""


def app_of(request: Request) -> App:
    """The installation that is asked."""
    app: App = request.app.state.ours
    return app


Ours = Annotated[App, Depends(app_of)]


@dataclass(frozen=True, slots=True)
class HolderOf:
    """Asks for an app password with a scope; raises NotKnown and NotAllowed."""

    scope: Scope

    def __call__(self, app: Ours, given: Given) -> Holder:
        """Who holds it."""
        secret = given.credentials if given else ""
        found = holder_of_secret(app, secret, self.scope)
        if found is not None:
            return found
        if any(holder_of_secret(app, secret, each) for each in get_args(Scope)):
            raise NotAllowed(f"This app password may not do that: it lacks the scope {self.scope}.")
        raise NotKnown("Send an app password: Authorization: Bearer SECRET. Make one under Settings, Apps.")


@dataclass(frozen=True, slots=True)
class ReaderOf:
    """The reader whose app password has a scope."""

    holder: HolderOf

    def __call__(self, app: Ours, given: Given) -> Reader:
        """That reader."""
        return self.holder(app, given).reader


Known = Annotated[Holder, Depends(HolderOf("api:read"))]
Reading = Annotated[Reader, Depends(ReaderOf(HolderOf("api:read")))]
Writing = Annotated[Reader, Depends(ReaderOf(HolderOf("api:write")))]
