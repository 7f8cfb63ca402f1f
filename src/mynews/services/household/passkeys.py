"""Passkeys (WebAuthn): a device proves who its reader is, after looking at a face, a finger or a number."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from mynews.model.account import Passkey
from mynews.model.errors import NotAllowed, NotFound, NotLoggedIn
from mynews.model.source import Reader
from mynews.services.app import App
from mynews.services.household.once import brought_back, handed_out

MOST_PASSKEYS = 20
LONGEST_NAME = 60
_LONGEST = 20_000
_VERIFIED = UserVerificationRequirement.REQUIRED
_UNKNOWN = "This passkey is not known here. Log in with your password."
_REFUSED = "The device's answer could not be verified. Nothing was done."
# What the library raises for an answer that is none of a device's.
_WRONG = (WebAuthnException, ValueError, KeyError, TypeError)


@dataclass(frozen=True, slots=True)
class Ceremony:
    """What a browser asks its device, as JSON, and the sealed words that it brings back with the answer."""

    options: str
    state: str


def are_possible(app: App) -> bool:
    """Whether browsers make passkeys for this address: one with a name, by https or on this machine."""
    url = urlsplit(app.settings.public_url)
    host = url.hostname or ""
    try:
        ip_address(host)
    except ValueError:
        return url.scheme == "https" or host == "localhost"
    return False


def passkeys(app: App, reader: Reader) -> tuple[Passkey, ...]:
    """A reader's passkeys."""
    with app.db.read() as tx:
        return tx.passkeys.of(reader.id)


def begin_to_add(app: App, reader: Reader, browser: str) -> Ceremony:
    """Ask a device for a new key. Raises NotAllowed where the reader could not come in without the device."""
    with app.db.read() as tx:
        known, password = tx.passkeys.of(reader.id), tx.accounts.password(reader.id)
    if password is None:
        raise NotAllowed("Set a password first: with it you come in when the device is lost.")
    if len(known) >= MOST_PASSKEYS:
        raise NotAllowed(f"You have {MOST_PASSKEYS} passkeys already. Remove one first.")
    options = generate_registration_options(
        rp_id=_host(app),
        rp_name="myNEWS",
        user_name=reader.name,
        user_id=hmac.new(app.key, f"passkeys of {reader.id}".encode(), hashlib.sha256).digest(),
        exclude_credentials=[PublicKeyCredentialDescriptor(each.credential) for each in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_VERIFIED
        ),
    )
    state = handed_out(app, f"passkey {reader.id}", browser, {"challenge": _text(options.challenge)})
    return Ceremony(options_to_json(options), state)


def add(app: App, reader: Reader, browser: str, state: str, answer: str, *, name: str) -> None:
    """Keep the key that a device made. Raises NotAllowed."""
    told = brought_back(app, f"passkey {reader.id}", browser, state)
    try:
        made = verify_registration_response(
            credential=_read(answer),
            expected_challenge=base64url_to_bytes(told["challenge"]),
            expected_rp_id=_host(app),
            expected_origin=_origin(app),
            require_user_verification=True,
        )
    except _WRONG as exc:
        raise NotAllowed(_REFUSED) from exc
    called = " ".join(name.split())[:LONGEST_NAME] or "Passkey"
    new = Passkey(0, reader.id, made.credential_id, made.credential_public_key, made.sign_count, called, app.now())
    with app.db.write() as tx:
        tx.passkeys.add(new)


def remove(app: App, reader: Reader, number: int) -> None:
    """Forget a passkey. Raises NotFound, also for another reader's."""
    with app.db.write() as tx:
        if not tx.passkeys.remove(reader.id, number):
            raise NotFound("You have no such passkey here.")


def begin_to_log_in(app: App, browser: str) -> Ceremony:
    """Ask a device for any key that it has of this place."""
    options = generate_authentication_options(rp_id=_host(app), user_verification=_VERIFIED)
    state = handed_out(app, "login by passkey", browser, {"challenge": _text(options.challenge)})
    return Ceremony(options_to_json(options), state)


def proven(app: App, browser: str, state: str, answer: str) -> Reader:
    """Whose device it is that answered. Raises NotLoggedIn and NotAllowed."""
    told = brought_back(app, "login by passkey", browser, state)
    try:
        credential = _read(answer)
        with app.db.read() as tx:
            known = tx.passkeys.at(base64url_to_bytes(credential["rawId"]))
        if known is None:
            raise NotLoggedIn(_UNKNOWN)
        proof = verify_authentication_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(told["challenge"]),
            expected_rp_id=_host(app),
            expected_origin=_origin(app),
            credential_public_key=known.public_key,
            credential_current_sign_count=known.uses,
            require_user_verification=True,
        )
    except _WRONG as exc:
        raise NotLoggedIn(_REFUSED) from exc
    with app.db.write() as tx:
        tx.passkeys.used(known.id, proof.new_sign_count, app.now())
        return tx.readers.get(known.reader_id)


def _read(answer: str) -> dict[str, str]:
    credential = json.loads(answer[:_LONGEST])
    if not isinstance(credential, dict):
        raise TypeError("not an object")
    return credential


def _host(app: App) -> str:
    return urlsplit(app.settings.public_url).hostname or ""


def _origin(app: App) -> str:
    url = urlsplit(app.settings.public_url)
    return f"{url.scheme}://{url.netloc}"


def _text(challenge: bytes) -> str:
    return base64.urlsafe_b64encode(challenge).decode().rstrip("=")
