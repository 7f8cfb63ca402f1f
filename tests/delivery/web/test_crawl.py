"""Odd words in every place where an address or a form has words: each gets an answer that was meant, never a fault."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from mynews.delivery.web import face
from mynews.delivery.web.face import web_face
from mynews.services.app import App
from mynews.services.household.readers import add_reader, give_password
from tests.delivery.web.household import PASSWORD, fill, logged_in, token_of
from tests.delivery.web.visitor import Visitor

ODD = (
    "", "0", "1", "-1", "2", str(2**63), "9" * 40, "1e9", "NaN", "٣", "é\u202e", "%", "\x00", "a\x00b", "' OR 1=1 --",
    '"', '"unended', "(", "*", "-", "a" * 2_000, "[]", "../../etc/passwd", "//evil.example", "http://[", "source:",
    "before:9999-99", "9999-12-31T23:59:59", "0001-01-01", "2026-13-45", "kind:", "source:1", "topic:01000000", "is:",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "🗞️" * 50,
)  # fmt: skip
NUMBERS = ("0", "1", "2", str(2**31), str(2**63 - 1), str(2**63), "9" * 30)
# They would end what the others need; each has tests of its own.
_LEFT_OUT = {"/logout", "/settings/devices/end-others", "/settings/account/password", "/settings/account/name"}
_STREAM = "/welcome/events"  # goes on for as long as sources load
_FOLDER = Path(face.__file__).parent


def names_in_code(pattern: str) -> list[str]:
    """All names of parameters that the web face reads, by its own code: a new one is tried as well."""
    return sorted({name for file in _FOLDER.glob("*.py") for name in re.findall(pattern, file.read_text())})


PARAMETERS = names_in_code(r'(?:query_params|asked)(?:\.get\(|\[)"(\w+)"')
FIELDS = names_in_code(r'(?:form\.(?:text|typed|numbers)\(|first\(form, )"(\w+)"')


@pytest.fixture
def crawler(app: App) -> Iterator[tuple[App, Visitor]]:
    """Somebody who operates and has something of everything."""
    give_password(app, app.reader(), PASSWORD)
    fill(app, add_reader(app, "Ana"), "ana")
    yield app, logged_in(app, app.reader(), raise_server_exceptions=False)


def paths_of(path: str, rng: random.Random) -> Iterator[str]:
    """A route with odd words in its places."""
    if "{" not in path:
        yield path
        return
    for number in NUMBERS:
        word = quote(rng.choice([each for each in ODD if each]), safe="")
        filled = re.sub(r"\{\w+:int\}", number, path)
        yield re.sub(r"\{\w+\}", word.replace("\\", ""), filled)


def test_parameters_are_known() -> None:
    assert {"q", "after", "folder", "since"} <= set(PARAMETERS)
    assert {"token", "kind", "title", "password", "name"} <= set(FIELDS)


def test_no_odd_address_is_a_fault(crawler: tuple[App, Visitor]) -> None:
    app, visitor = crawler
    rng = random.Random(5)
    for route in web_face(app).routes:
        if "POST" in (route.methods or ()) or route.path == _STREAM:  # type: ignore[attr-defined]
            continue
        for path in paths_of(route.path, rng):  # type: ignore[attr-defined]
            for words in rng.sample(ODD, 3):
                names = rng.sample(PARAMETERS, rng.randint(1, len(PARAMETERS)))
                answer = visitor.get(path, params=dict.fromkeys(names, words), follow_redirects=False)
                assert answer.status_code < 500, (path, names, words, answer.text[:300])
        for words in ODD:
            answer = visitor.get(path, params=dict.fromkeys(PARAMETERS, words), follow_redirects=False)
            assert answer.status_code < 500, (path, words)


def test_no_odd_form_is_a_fault(crawler: tuple[App, Visitor]) -> None:
    app, visitor = crawler
    rng = random.Random(6)
    token = token_of(visitor)
    for route in web_face(app).routes:
        path: str = route.path  # type: ignore[attr-defined]
        if "POST" not in (route.methods or ()) or path in _LEFT_OUT:  # type: ignore[attr-defined]
            continue
        for filled in paths_of(path, rng):
            for words in (*rng.sample(ODD, 3), None):
                chosen = rng.sample(FIELDS, rng.randint(1, len(FIELDS)))
                fields = {name: words if words is not None else rng.choice(ODD) for name in chosen} | {"token": token}
                answer = visitor.client.post(filled, data=fields, follow_redirects=False)
                assert answer.status_code < 500 or answer.status_code == 502, (filled, fields, answer.text[:300])


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=", b"--x--"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n\r\n--x--"),
        ("application/x-www-form-urlencoded", b"%%%=%&\xff\xfe=&;&=" * 9),
        ("application/x-www-form-urlencoded", b"a&" * 5_000),
        ("application/json", b'{"token": [' * 2_000),
        ("application/json", b'{"token": 1e999, "signals": null}'),
        ("", b"\x00"),
    ],
)
def test_no_odd_body_is_a_fault(crawler: tuple[App, Visitor], kind: str, content: bytes) -> None:
    _, visitor = crawler
    for path in ("/signal", "/signals", "/import", "/login", "/invitation/x", "/operator/readers"):
        answer = visitor.client.post(path, content=content, headers={"content-type": kind}, follow_redirects=False)
        assert 400 <= answer.status_code < 500, (path, answer.status_code)
