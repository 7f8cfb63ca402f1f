from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from mynews.delivery.attempts import MOST
from mynews.services.app import App
from mynews.services.household.app_passwords import app_passwords, make_app_password, revoke
from mynews.services.stories.lists import subscriptions
from tests import make
from tests.delivery.greader.conftest import Press
from tests.delivery.greader.program import API, FORM, STATE, Program

READS = ("user-info", "token", "subscription/list", "subscription/export", "tag/list", "unread-count",
         "stream/items/ids", "stream/items/contents", "stream/contents", "stream/contents/feed%2F1",
         "preference/list", "preference/stream/list")  # fmt: skip
CHANGES = ("edit-tag", "mark-all-as-read", "subscription/edit", "subscription/quickadd", "subscription/import",
           "rename-tag", "disable-tag")  # fmt: skip


@pytest.mark.parametrize("base", ["", "/api/greader.php", "//", "/api/greader.php/", "//api//greader.php//"])
def test_a_program_logs_in_wherever_it_looks_for_us(press: Press, program: Program, base: str) -> None:
    sent = {"Email": "reader", "Passwd": program.secret, "service": "reader", "accountType": "HOSTED_OR_GOOGLE"}
    address = f"http://127.0.0.1:8080{base}/accounts/ClientLogin"
    answer = program.client.post(address, data=sent)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    found = re.fullmatch(r"SID=(\d+/[0-9a-f]+)\nLSID=null\nAuth=(\d+/[0-9a-f]+)\n", answer.text)
    assert found is not None
    assert found[1] == found[2]
    headers = {"authorization": f"GoogleLogin auth={found[2]}"}
    told = program.client.get(f"http://127.0.0.1:8080{base}/reader/api/0/user-info", headers=headers)
    assert (told.status_code, told.json()["userName"]) == (200, "reader")
    assert program.client.get(address, params=sent).status_code == 200


def test_a_login_can_be_answered_in_json(program: Program) -> None:
    sent = {"Email": "reader", "Passwd": program.secret, "output": "json"}
    told = program.client.post("/accounts/ClientLogin", data=sent).json()
    assert told == {"SID": program.token, "LSID": program.token, "Auth": program.token}


def test_who_does_not_know_the_secret_stays_out_and_has_to_wait(press: Press, program: Program) -> None:
    for number in range(MOST):
        answer = program.client.post("/accounts/ClientLogin", data={"Email": "reader", "Passwd": f"guess {number}"})
        assert (answer.status_code, answer.text) == (401, "Error=BadAuthentication\n")
    right = {"Email": "reader", "Passwd": program.secret}
    answer = program.client.post("/accounts/ClientLogin", data=right)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "600")
    assert program.get("user-info").status_code == 200  # who is in stays in


def test_who_failed_may_try_again_later(press: Press) -> None:
    minutes = [0]
    program = Program(replace(press.app, clock=lambda: make.NOW + timedelta(minutes=minutes[0])))
    for number in range(MOST):
        program.client.post("/accounts/ClientLogin", data={"Passwd": str(number)})
    right = {"Email": "reader", "Passwd": program.secret}
    assert program.client.post("/accounts/ClientLogin", data=right).status_code == 429
    minutes[0] = 11
    assert program.client.post("/accounts/ClientLogin", data=right).status_code == 200


def test_a_program_with_an_old_secret_shuts_nobody_out(press: Press, program: Program) -> None:
    for _ in range(2 * MOST):
        program.client.post("/accounts/ClientLogin", data={"Email": "reader", "Passwd": "the old one"})
    right = {"Email": "reader", "Passwd": program.secret}
    assert program.client.post("/accounts/ClientLogin", data=right).status_code == 200


@pytest.mark.parametrize("call", [*READS, *CHANGES])
def test_every_call_needs_its_own_readers_token(press: Press, program: Program, call: str) -> None:
    wrong = ("", "GoogleLogin", "GoogleLogin auth=", "GoogleLogin auth=1/0", "GoogleLogin auth=9/" + program.token[2:],
             f"Bearer {program.token}", f"GoogleLogin auth={program.token}0", "Basic cmVhZGVyOnB3")  # fmt: skip
    methods = ("POST",) if call in CHANGES else ("GET", "POST")
    for method in methods:
        for header in wrong:
            answer = program.client.request(method, f"{API}/{call}", headers={"authorization": header})
            told = (answer.headers.get("x-reader-google-bad-token"), answer.headers.get("google-bad-token"))
            assert (answer.status_code, told) == (401, ("true", "true")), (method, header)
        assert program.client.request(method, f"{API}/{call}").status_code == 401
    if call in CHANGES:
        assert program.client.get(f"{API}/{call}", headers=program.headers).status_code == 405


def test_a_cookie_opens_nothing(press: Press, program: Program) -> None:
    program.client.get("/add")
    assert program.client.cookies
    assert program.client.get(f"{API}/user-info").status_code == 401


def test_a_revoked_program_is_out(press: Press, program: Program) -> None:
    revoke(press.app, program.reader, app_passwords(press.app, program.reader)[0].id)
    assert program.get("user-info").status_code == 401
    sent = {"Email": "reader", "Passwd": program.secret}
    assert program.client.post("/accounts/ClientLogin", data=sent).status_code == 401


def test_a_secret_of_the_api_is_none_of_a_program(press: Press, program: Program) -> None:
    made = make_app_password(press.app, program.reader, "script", "api:write")
    sent = {"Email": "reader", "Passwd": made.secret}
    assert program.client.post("/accounts/ClientLogin", data=sent).status_code == 401


def test_liferea_of_debian_sends_its_login_token_in_the_body(press: Press, program: Program) -> None:
    sent = f"output=json&mediaRss=true&T={program.token}&i=1&i=2"
    answer = program.client.post(f"{API}/stream/items/contents", content=sent, headers=FORM)
    assert [each["title"][9] for each in answer.json()["items"]] == ["1", "2"]
    assert program.client.get(f"{API}/stream/items/contents?{sent}").status_code == 401


@pytest.mark.parametrize("token", ["", "x", "unknown", None])
def test_changes_need_no_further_token(press: Press, program: Program, token: str | None) -> None:
    sent = {} if token is None else {"T": token}
    program.say("edit-tag", i="1", a=f"{STATE}/read", **sent)


def test_the_token_of_changes_is_plain(program: Program) -> None:
    answer = program.get("token")
    assert re.fullmatch(r"[0-9a-f]{32}", answer.text)
    assert answer.headers["content-type"].startswith("text/plain")


def test_answers_are_for_this_reader_alone_and_for_programs_in_browsers_too(program: Program) -> None:
    answer = program.client.get(f"{API}/user-info", headers={**program.headers, "origin": "https://app.example"})
    assert answer.headers["cache-control"] == "no-store, private"
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.headers["access-control-allow-origin"] == "*"
    asked = {"origin": "https://app.example", "access-control-request-method": "GET",
             "access-control-request-headers": "authorization"}  # fmt: skip
    assert program.client.options(f"{API}/user-info", headers=asked).status_code == 200


def test_what_is_not_spoken_is_not_found(program: Program) -> None:
    for path in ("/reader/", f"{API}/friend/list", f"{API}/", "/accounts/", "/api/greader.php/nowhere"):
        assert program.client.get(path, headers=program.headers).status_code == 404, path
    assert program.client.get("/api/greader.php").text == "OK"
    assert program.client.get("/api/greader.php/check/compatibility").text == "PASS"


def test_the_pages_are_still_there(press: Press, program: Program) -> None:
    for path in ("/", "/sources", "/healthz", "/api"):
        assert program.client.get(path).status_code == (404 if path == "/api" else 200)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"i=%ff&a=%00", b"=&=&&", b"<xml", b"{}", b"i=1;a=2"])
def test_broken_bodies_harm_nothing(press: Press, program: Program, content: bytes) -> None:
    for call in (*READS, *CHANGES):
        for kind in ("application/x-www-form-urlencoded", "", "application/json", "multipart/form-data; boundary=x"):
            answer = program.client.post(
                f"{API}/{call}", content=content, headers={**program.headers, "content-type": kind}
            )
            assert answer.status_code in (200, 400, 403, 404, 413), (call, kind, answer.text)
    assert len(subscriptions(press.app, program.reader)) == 2


def test_two_readers_have_their_own_marks(either: App) -> None:
    from tests.delivery.greader.conftest import printed

    printed(either)
    with either.db.write() as tx:
        other = tx.readers.add("other", either.now())
        tx.subscriptions.add([{"reader_id": other.id, "source_id": 1}], either.now())
    mine, theirs = Program(either), Program(either, other)
    mine.say("edit-tag", i="1", a=[f"{STATE}/read", f"{STATE}/starred", "user/-/label/x"])
    assert theirs.numbers("feed/1", xt=f"{STATE}/read") == [3, 2, 1]
    assert theirs.numbers(f"{STATE}/starred") == theirs.numbers("user/-/label/x") == []
    assert theirs.numbers("feed/2") == []
