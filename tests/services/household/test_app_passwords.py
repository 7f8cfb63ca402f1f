from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from mynews.model.errors import NotAllowed, NotFound
from mynews.services.app import App
from mynews.services.household.app_passwords import (
    MOST_PASSWORDS,
    app_passwords,
    holder_of_fever_key,
    holder_of_secret,
    holder_of_token,
    log_in,
    make_app_password,
    revoke,
)


def test_a_program_logs_in_with_name_and_secret_and_is_known_by_its_token(app: App) -> None:
    reader = app.reader()
    made = make_app_password(app, reader, "  My  phone ")
    assert made.password.name == "My phone"
    assert re.fullmatch(r"(?:[a-km-np-z2-9]{5}-){3}[a-km-np-z2-9]{5}", made.secret)
    token = log_in(app, "READER", f" {made.secret}\n")
    assert token is not None
    assert re.fullmatch(r"\d+/[0-9a-f]{64}", token)
    holder = holder_of_token(app, token)
    assert holder is not None
    assert (holder.reader, holder.password.name) == (reader, "My phone")
    assert made.secret not in token


def test_no_secret_is_stored(app: App) -> None:
    made = make_app_password(app, app.reader(), "phone", for_fever=True)
    key = hashlib.md5(f"reader:{made.secret}".encode()).hexdigest()
    with app.db.read() as tx:
        (row,) = tx.archive.rows("app_passwords")
    for told in (made.secret, key, base64.b64encode(bytes.fromhex(key)).decode()):
        assert told not in str(row)


def test_whoever_does_not_know_both_stays_out(app: App) -> None:
    reader = app.reader()
    with app.db.write() as tx:
        other = tx.readers.add("other", app.now())
    mine, theirs = make_app_password(app, reader, "phone"), make_app_password(app, other, "phone")
    assert log_in(app, "reader", theirs.secret) is None
    assert log_in(app, "other", mine.secret) is None
    assert log_in(app, "reader", "") is None
    assert log_in(app, "reader", "é\ud800") is None
    token = log_in(app, "reader", mine.secret)
    assert token is not None
    for wrong in ("", "1", "1/", f"{token}0", token[:-1], token.replace("1/", "2/"), "é/1", f"{'9' * 30}/0", "²/0"):
        assert holder_of_token(app, wrong) is None, wrong


def test_a_scope_opens_no_other_door(app: App) -> None:
    reader = app.reader()
    secrets = {
        scope: make_app_password(app, reader, scope, scope).secret for scope in ("client", "api:read", "api:write")
    }
    opened = {
        scope: [each for each in secrets if holder_of_secret(app, secret, each)] for scope, secret in secrets.items()
    }
    assert opened == {"client": ["client"], "api:read": ["api:read"], "api:write": ["api:read", "api:write"]}
    assert log_in(app, "reader", secrets["api:write"]) is None


def test_a_revoked_password_opens_nothing_any_more(app: App) -> None:
    reader = app.reader()
    made, kept = make_app_password(app, reader, "lost", for_fever=True), make_app_password(app, reader, "kept")
    token = log_in(app, "reader", made.secret)
    with app.db.write() as tx:
        other = tx.readers.add("other", app.now())
    with pytest.raises(NotFound):
        revoke(app, other, made.password.id)
    revoke(app, reader, made.password.id)
    assert holder_of_token(app, token or "") is None
    assert holder_of_secret(app, made.secret, "client") is None
    assert [each.name for each in app_passwords(app, reader)] == ["kept"]
    assert log_in(app, "reader", kept.secret)
    with pytest.raises(NotFound):
        revoke(app, reader, made.password.id)


def test_fever_is_opened_only_where_that_was_asked_for(app: App) -> None:
    reader = app.reader()
    with_it, without = (
        make_app_password(app, reader, "old app", for_fever=True),
        make_app_password(app, reader, "phone"),
    )
    keys = [hashlib.md5(f"reader:{each.secret}".encode()).hexdigest() for each in (with_it, without)]
    found = holder_of_fever_key(app, keys[0].upper())
    assert found is not None
    assert found.reader == reader
    assert holder_of_fever_key(app, keys[1]) is None
    with pytest.raises(NotAllowed):
        make_app_password(app, reader, "script", "api:read", for_fever=True)


def test_the_last_use_is_known_to_ten_minutes(app: App) -> None:
    made = make_app_password(app, app.reader(), "phone")

    def used_at(minutes: int) -> object:
        later = replace(app, clock=lambda: app.now() + timedelta(minutes=minutes))
        holder_of_secret(later, made.secret, "client")
        return app_passwords(app, app.reader())[0].used_at

    assert app_passwords(app, app.reader())[0].used_at is None
    assert used_at(0) == app.now()
    assert used_at(9) == app.now()
    assert used_at(10) == app.now() + timedelta(minutes=10)


def test_a_name_is_asked_for_and_there_is_an_end_of_passwords(app: App) -> None:
    reader = app.reader()
    for name in ("", " \n", "x" * 101):
        with pytest.raises(NotAllowed):
            make_app_password(app, reader, name)
    for number in range(MOST_PASSWORDS):
        make_app_password(app, reader, str(number))
    with pytest.raises(NotAllowed, match="Revoke some first"):
        make_app_password(app, reader, "one more")
