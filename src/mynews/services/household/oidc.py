"""Logging in with an account at an OpenID provider that the operator names.

The authorisation code flow with PKCE, state and nonce (OpenID Connect Core 1.0, 3.1; RFC 7636; RFC 9207). What we ask
the provider goes through the guarded fetcher as all else does: one inside the operator's own network must be allowed.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from authlib.common.security import generate_token
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from mynews.model.document import Document, Post, Request
from mynews.model.errors import FetchError, NotAllowed, NotFound, NotLoggedIn
from mynews.model.source import Reader
from mynews.services.app import App
from mynews.services.household.once import brought_back, handed_out
from mynews.services.household.readers import LONGEST_NAME, new_reader
from mynews.storage.database import Tx

BACK = "/login/oidc/back"
_PURPOSE = "an account elsewhere"
# Signatures of a key that the provider alone has. "none", and those by a shared secret, are none.
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
_LEEWAY_SECONDS = 60
_MOST_NAMES = 50
_REASON = re.compile(r"[a-z_]{1,40}")
_STRANGE = "The provider's answer is not one that can be trusted. Nobody was logged in."


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Who came back from the provider: to log in, or to be linked (``reader_id``); ``to`` is where they go then."""

    issuer: str
    subject: str
    names: tuple[str, ...]
    to: str
    reader_id: int | None


def provider_name(app: App) -> str:
    """What to call the provider on a page: its host; empty where there is none."""
    if not (app.settings.oidc_issuer and app.settings.oidc_client_id):
        return ""
    return urlsplit(app.settings.oidc_issuer).hostname or ""


def linked_at(app: App, reader: Reader) -> datetime | None:
    """Since when a reader can log in with an account at the provider; None where they cannot."""
    with app.db.read() as tx:
        return tx.identities.linked_at(_issuer(app), reader.id)


def begin(app: App, browser: str, to: str, reader: Reader | None = None) -> str:
    """The address at the provider where one says who one is, to log in or to link a reader; then one comes back.

    Raises NotFound where no provider is set, and FetchError where it cannot be asked.
    """
    provider = _metadata(app)
    verifier, nonce = generate_token(64), generate_token(32)
    told = {"nonce": nonce, "verifier": verifier, "to": to, "reader": str(reader.id) if reader else ""}
    asked = {
        "response_type": "code",
        "client_id": app.settings.oidc_client_id,
        "redirect_uri": app.settings.public_url + BACK,
        "scope": "openid profile",
        "state": handed_out(app, _PURPOSE, browser, told),
        "nonce": nonce,
        "code_challenge": create_s256_code_challenge(verifier),
        "code_challenge_method": "S256",
    }
    address = _address(app, provider, "authorization_endpoint")
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


def confirm(app: App, browser: str, said: Mapping[str, str]) -> Confirmed:
    """Who came back, as the provider says with its signature; ``said`` is what stands in the address.

    Raises NotAllowed where this browser did not begin it, NotLoggedIn where the provider does not confirm anybody, and
    FetchError where it cannot be asked.
    """
    told = brought_back(app, _PURPOSE, browser, said.get("state", ""))
    if "error" in said:
        reason = said["error"] if _REASON.fullmatch(said["error"]) else "no reason told"
        raise NotLoggedIn(f"The provider did not confirm who you are ({reason}).")
    provider = _metadata(app)
    if said.get("iss", provider["issuer"]) != provider["issuer"] or not said.get("code"):
        raise NotLoggedIn(_STRANGE)
    claims = _claims(app, provider, _token(app, provider, said["code"], told["verifier"]), told["nonce"])
    names = (claims.get(name) for name in ("preferred_username", "name", "nickname"))
    return Confirmed(
        _issuer(app),
        str(claims["sub"]),
        tuple(each for each in names if isinstance(each, str) and each.strip()),
        told["to"],
        int(told["reader"]) if told["reader"] else None,
    )


def reader_at(app: App, who: Confirmed) -> Reader:
    """The reader who has this account at the provider; a new one where the operator allows that. Raises NotLoggedIn."""
    with app.db.write() as tx:
        known = tx.identities.reader(who.issuer, who.subject)
        if known is not None:
            return known
        if not (app.settings.oidc_new_readers and tx.accounts.closed()):
            raise NotLoggedIn(
                "No reader here is linked to this account. Log in with your password, and link it under Devices."
            )
        reader = new_reader(tx, app, _free_name(tx, who.names))
        tx.identities.link(who.issuer, who.subject, reader.id, app.now())
        return reader


def link(app: App, reader: Reader, who: Confirmed) -> None:
    """Let a reader log in with this account, in place of another of theirs there. Raises NotAllowed."""
    if who.reader_id != reader.id:
        raise NotAllowed("Another reader began this here. Log in as yourself, and begin again.")
    with app.db.write() as tx:
        if not tx.accounts.closed():
            raise NotAllowed("Set a password first: until then nobody needs to log in.")
        known = tx.identities.reader(who.issuer, who.subject)
        if known is not None and known.id != reader.id:
            raise NotAllowed("This account is linked to another reader here.")
        tx.identities.unlink(who.issuer, reader.id)
        tx.identities.link(who.issuer, who.subject, reader.id, app.now())


def unlink(app: App, reader: Reader) -> None:
    """Let that account open the door no more. Raises NotFound, and NotAllowed for who would stay outside."""
    with app.db.write() as tx:
        if tx.accounts.password(reader.id) is None:
            raise NotAllowed("Set a password first, or you could not log in any more.")
        if not tx.identities.unlink(_issuer(app), reader.id):
            raise NotFound("You are not linked to an account there.")


def _issuer(app: App) -> str:
    return app.settings.oidc_issuer.rstrip("/")


def _metadata(app: App) -> dict[str, Any]:
    if not provider_name(app):
        raise NotFound("No provider is set with whose accounts one could log in.")
    told = _json(app.web.fetch(Request(f"{_issuer(app)}/.well-known/openid-configuration")))
    if str(told.get("issuer", "")).rstrip("/") != _issuer(app):
        raise NotLoggedIn(_STRANGE)
    return told


def _address(app: App, provider: Mapping[str, Any], name: str) -> str:
    """One of the provider's addresses: https as the provider itself is, unless the operator named it by http."""
    address = str(provider.get(name, ""))
    if urlsplit(address).scheme not in ("https", urlsplit(_issuer(app)).scheme):
        raise NotLoggedIn(_STRANGE)
    return address


def _token(app: App, provider: Mapping[str, Any], code: str, verifier: str) -> str:
    settings = app.settings
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": settings.public_url + BACK,
        "code_verifier": verifier,
    }
    headers = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
    secret = settings.oidc_client_secret.get_secret_value() if settings.oidc_client_secret else ""
    ways = provider.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if secret and "client_secret_basic" in ways:
        pair = f"{quote(settings.oidc_client_id, safe='')}:{quote(secret, safe='')}"  # RFC 6749, 2.3.1
        headers["authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    else:
        fields["client_id"] = settings.oidc_client_id
        if secret:
            fields["client_secret"] = secret
    post = Post(_address(app, provider, "token_endpoint"), urlencode(fields).encode(), headers)
    try:
        return str(_json(app.web.ask(post)).get("id_token", ""))
    except FetchError as exc:
        if exc.status in (400, 401):
            raise NotLoggedIn("The provider did not accept this login. Begin again.") from exc
        raise


def _claims(app: App, provider: Mapping[str, Any], id_token: str, nonce: str) -> dict[str, Any]:
    """What the provider says of who came back, checked as OpenID Connect Core 1.0, 3.1.3.7 asks."""
    client = app.settings.oidc_client_id
    keys = _json(app.web.fetch(Request(_address(app, provider, "jwks_uri"))))
    rules = jwt.JWTClaimsRegistry(
        now=int(app.now().timestamp()),
        leeway=_LEEWAY_SECONDS,
        iss={"essential": True, "value": provider["issuer"]},
        aud={"essential": True, "value": client},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        claims = jwt.decode(id_token, KeySet.import_key_set({"keys": keys["keys"]}), algorithms=_ALGORITHMS).claims
        rules.validate(claims)
    except (JoseError, ValueError, KeyError, TypeError) as exc:
        raise NotLoggedIn(_STRANGE) from exc
    if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != client:
        raise NotLoggedIn(_STRANGE)
    return claims


def _json(answer: object) -> dict[str, Any]:
    try:
        told = json.loads(answer.content) if isinstance(answer, Document) else None
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise NotLoggedIn(_STRANGE)
    return told


def _free_name(tx: Tx, names: tuple[str, ...]) -> str:
    """What a new reader is called: as the provider calls them, with a number where that is taken."""
    wanted = next(("".join(filter(str.isprintable, each)) for each in names), "Reader")[: LONGEST_NAME - 4] or "Reader"
    for name in (wanted, *(f"{wanted} {number}" for number in range(2, _MOST_NAMES))):
        try:
            tx.readers.named(name)
        except NotFound:
            return name
    raise NotAllowed("There are too many readers of this name here.")
