from __future__ import annotations

import re

from mynews.services.app import App
from mynews.services.household.app_passwords import app_passwords, holder_of_secret, log_in, make_app_password
from tests.delivery.web.visitor import Visitor


def test_a_password_is_made_and_shown_once(app: App, visitor: Visitor) -> None:
    answer = visitor.send("/settings/apps", "/settings/apps/make", {"name": "My <b>phone"})
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert "My &lt;b&gt;phone" in answer.text
    secret = re.search(r'class="secret">([^<]+)<', answer.text)
    assert secret is not None
    assert log_in(app, "reader", secret[1])
    page = visitor.text("/settings/apps")
    assert secret[1] not in page
    assert "My &lt;b&gt;phone" in page
    assert "last used" in page
    assert "never used" not in page


def test_a_password_is_revoked(app: App, visitor: Visitor) -> None:
    made = make_app_password(app, app.reader(), "phone")
    action = f"/settings/apps/{made.password.id}/revoke"
    answer = visitor.send("/settings/apps", action)
    assert (answer.status_code, answer.headers["location"]) == (303, "/settings/apps?done=revoked")
    assert app_passwords(app, app.reader()) == ()
    assert "The app is out." in visitor.text("/settings/apps?done=revoked")
    assert holder_of_secret(app, made.secret, "client") is None


def test_what_cannot_be_made_is_told(app: App, visitor: Visitor) -> None:
    for fields in ({"name": " "}, {"name": "x", "scope": "all"}, {"name": "x", "scope": "api:read", "fever": "yes"}):
        answer = visitor.send("/settings/apps", "/settings/apps/make", fields)
        assert (answer.status_code, 'role="alert"' in answer.text) == (422, True), fields
    assert app_passwords(app, app.reader()) == ()


def test_nobody_revokes_what_is_another_readers(app: App, visitor: Visitor) -> None:
    app.reader()
    with app.db.write() as tx:
        other = tx.readers.add("other", app.now())
    theirs = make_app_password(app, other, "phone")
    token = visitor.send("/settings/apps", "/settings/apps/make").request.content.decode().partition("token=")[2]
    answer = visitor.client.post(f"/settings/apps/{theirs.password.id}/revoke", data={"token": token})
    assert answer.status_code == 404
    assert len(app_passwords(app, other)) == 1
    assert visitor.client.post("/settings/apps/make", data={"name": "x"}).status_code == 403
