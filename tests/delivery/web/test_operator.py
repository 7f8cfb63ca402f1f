from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest

from mynews.services.app import App
from mynews.services.gathering.sample import load_sample
from mynews.services.household.accounts import open_session
from mynews.services.household.readers import accounts, add_reader, give_password, set_operates
from mynews.storage.database import Tx
from tests import make
from tests.delivery.web.visitor import Visitor, follow

PASSWORD = "three words suffice"


def ill(tx: Tx, source_id: int, sentence: str) -> None:
    source = tx.sources.get(source_id)
    state = replace(source.state, fetched_at=make.NOW, failures=9, illness=sentence)
    tx.sources.save([replace(source, state=state)])


def as_reader(app: App, name: str) -> Visitor:
    """A visitor who is logged in; the first reader has a password."""
    give_password(app, app.reader(), PASSWORD)
    visitor = Visitor(app)
    visitor.client.cookies["mynews_login"] = open_session(app, app.reader(name), agent="")
    return visitor


def test_what_is_ill_stands_first_and_what_is_private_is_only_counted(app: App, visitor: Visitor) -> None:
    ana = add_reader(app, "Ana")
    follow(app, make.article(), title="A well paper", url="https://well.example/")
    sick = follow(app, title="Z ill paper", url="https://ill.example/")
    secret = follow(app, reader=ana, private_to=ana.id, title="Secret paper", url="https://secret.example/")
    with app.db.write() as tx:
        ill(tx, sick, "The server is away (503).")
        ill(tx, secret, "The login was refused.")
    page = visitor.text("/operator")
    assert page.index("Z ill paper") < page.index("The server is away (503).") < page.index("A well paper")
    assert "Secret paper" not in page and "secret.example" not in page and "login was refused" not in page
    assert "And 1 of readers' own logins, 1 of them not well; they alone see which." in page
    assert "SQLite 3." in page and "0004" in page


def test_only_operators_get_in(app: App) -> None:
    add_reader(app, "Ana")
    ana = as_reader(app, "Ana")
    assert ana.get("/operator").status_code == 403
    assert "/operator" not in ana.text("/settings/devices")
    for action in ("/operator/readers", "/operator/readers/1/invite", "/operator/readers/1/remove", "/operator/backup"):
        fields = {"name": "Eve", "sure": "yes", "password": PASSWORD}
        page = ana.text("/settings/devices")
        token = page.partition('name="token" value="')[2].partition('"')[0]
        assert ana.client.post(action, data={"token": token, **fields}).status_code == 403, action
    assert [each.reader.name for each in accounts(app)] == ["reader", "Ana"]
    set_operates(app, app.reader("Ana"), operates=True)
    assert ana.get("/operator").status_code == 200


def test_the_sample_edition_of_all_is_removed_by_operators_alone(app: App) -> None:
    add_reader(app, "Ana")
    load_sample(app, app.reader("Ana"))
    ana = as_reader(app, "Ana")
    page = ana.text("/sources")
    assert "/sample/remove" not in page and "The sample edition" in page
    token = page.partition('name="token" value="')[2].partition('"')[0]
    assert ana.client.post("/sample/remove", data={"token": token}).status_code == 403
    assert as_reader(app, "reader").send("/operator", "/operator/readers", {"name": "Bob"}).status_code == 200
    assert "The sample edition" in ana.text("/sources")


def test_a_reader_is_added_with_a_link_that_is_shown_once(app: App, visitor: Visitor) -> None:
    answer = visitor.send("/operator", "/operator/readers", {"name": "Ana"})
    link = answer.text.partition('value="http://127.0.0.1:8080/invitation/')[2].partition('"')[0]
    assert len(link) == 43
    assert "/invitation/" not in visitor.text("/operator")
    assert "Welcome, Ana" in visitor.text(f"/invitation/{link}")
    again = visitor.send("/operator", "/operator/readers", {"name": "ana"})
    assert (again.status_code, "a reader named Ana here already" in again.text) == (422, True)
    visitor.send("/operator", "/operator/readers/2/invite")
    assert visitor.get(f"/invitation/{link}").status_code == 404, "a new link ends the former one"


def test_a_reader_becomes_operator_and_is_removed(app: App, visitor: Visitor) -> None:
    ana = add_reader(app, "Ana")
    last = visitor.send("/operator", "/operator/readers/1/operates", {"operates": "no"})
    assert (last.status_code, "Nobody but reader" in last.text) == (422, True)
    visitor.send("/operator", f"/operator/readers/{ana.id}/operates", {"operates": "yes"})
    assert [each.operates for each in accounts(app)] == [True, True]
    unsure = visitor.send("/operator", f"/operator/readers/{ana.id}/remove")
    assert (unsure.status_code, "Tick the box first" in unsure.text) == (422, True)
    visitor.send("/operator", f"/operator/readers/{ana.id}/remove", {"sure": "yes"})
    assert [each.reader.name for each in accounts(app)] == ["reader"]
    assert visitor.client.post("/operator/readers/99/invite").status_code == 403


def test_a_backup_is_downloaded_by_who_proves_themselves_once_more(app: App) -> None:
    follow(app, make.article(headline="Volcano"))
    operator = as_reader(app, "reader")
    assert "No backup was made" in operator.text("/operator")
    wrong = operator.send("/operator", "/operator/backup", {"password": "wrong"})
    assert (wrong.status_code, "Your password is wrong" in wrong.text) == (401, True)
    answer = operator.send("/operator", "/operator/backup", {"password": PASSWORD})
    assert answer.headers["content-type"] == "application/zip"
    assert "no-store" in answer.headers["cache-control"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert b"Volcano" in archive.read("articles.jsonl")
    assert not list(app.settings.data_dir.glob("backup-*")), "nothing of it stays here"
    assert "The last backup was made" in operator.text("/operator")


@pytest.mark.parametrize("path", ["/operator", "/settings/devices"])
def test_an_installation_on_either_database_tells_of_itself(either: App, path: str) -> None:
    assert ("SQLite" in Visitor(either).text("/operator")) == (either.db.dialect == "sqlite")
