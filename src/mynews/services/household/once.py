"""What is handed to a browser to be brought back once, within minutes: nothing is stored until then."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken

from mynews.model.errors import NotAllowed
from mynews.services.app import App

_TIME = timedelta(minutes=10)
_STALE = "This took too long, or was done already. Begin again."


def handed_out(app: App, purpose: str, browser: str, told: Mapping[str, str]) -> str:
    """Words for a browser to bring back, sealed: only that browser, for that purpose, within ten minutes."""
    content = {"purpose": purpose, "browser": browser, "once": secrets.token_hex(16), "told": dict(told)}
    return Fernet(app.key).encrypt_at_time(json.dumps(content).encode(), int(app.now().timestamp())).decode()


def brought_back(app: App, purpose: str, browser: str, sealed: str) -> Mapping[str, str]:
    """The words again, once. Raises NotAllowed."""
    try:
        now = int(app.now().timestamp())
        content = json.loads(Fernet(app.key).decrypt_at_time(sealed.encode(), int(_TIME.total_seconds()), now))
    except (InvalidToken, UnicodeError) as exc:
        raise NotAllowed(_STALE) from exc
    if (content.get("purpose"), content.get("browser")) != (purpose, browser):
        raise NotAllowed(_STALE)
    with app.db.write() as tx:
        if not tx.failed_logins.first_time(hashlib.sha256(content["once"].encode()).digest(), app.now()):
            raise NotAllowed(_STALE)
    told: Mapping[str, str] = content["told"]
    return told
