"""The words of the pages: all in one catalogue, from which any language can be made."""

from __future__ import annotations

import io
import re
from functools import cache
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from lxml import html
from starlette.requests import Request
from starlette.testclient import TestClient
from tools.catalogue import TEMPLATE, gathered, written

from mynews.delivery.web.face import web_face
from mynews.delivery.web.languages import direction_of, language_of, load_catalogues
from mynews.model.article import Picture
from mynews.model.meaning import Entity
from mynews.services.app import App
from tests import make
from tests.delivery.web.visitor import HOME, Visitor, follow, tell

LANGUAGE = "qps"  # no language has this name: every word of ours stands in brackets
# What has no other name in any language.
NAMES = re.compile(r"\b(?:myNEWS|my|NEWS|OPML|JSON|FreshRSS|Miniflux|Google Reader API|Fever)\b|[\w.-]+\.example\S*")
PAGES = (
    "/", "/latest", "/saved", "/following", "/hidden", "/stories", "/story/1", "/article/1", "/you", "/add",
    "/search?q=%CE%91%CE%92", "/settings/editions", "/settings/channels", "/settings/devices", "/why/1/1", "/offline",
)  # fmt: skip


@cache
def in_brackets() -> GNUTranslations:
    """A translation of everything."""
    made = Catalog(locale="en")
    for message in gathered():
        if message.id:
            one = message.id if isinstance(message.id, str) else message.id[0]
            text = tuple(f"⟦{each}⟧" for each in message.id) if not isinstance(message.id, str) else f"⟦{one}⟧"
            made.add(message.id, text)
    file = io.BytesIO()
    write_mo(file, made)
    file.seek(0)
    return GNUTranslations(file)


@pytest.fixture
def stranger(app: App) -> Visitor:
    """Somebody whose browser asks for that language, with news in Greek letters before them."""
    pictures = (Picture("https://paper.example/x.jpg", "ΘΙ", "ΚΛ"),)
    told = {"body": "<p>ΑΒΓ ΔΕΖ.</p>", "byline": "ΑΒ ΓΔ", "language": "el", "pictures": pictures}
    articles = [make.article(identity=str(each), headline=f"ΑΒ {each}", **told) for each in range(8)]
    follow(app, *articles, title="ΕΦΗΜ", folder="ΦΑΚ")
    tell(app, [1, 2], entities=(Entity("person", "ΑΒ ΓΔ"),))
    for number in range(3, 9):
        tell(app, [number])
    visitor = Visitor(app)
    words = {**load_catalogues(), LANGUAGE: in_brackets()}
    visitor.client = TestClient(
        web_face(app, words), base_url=HOME, headers={"accept-language": f"{LANGUAGE}, en;q=.5"}
    )
    return visitor


def english_in(page: str) -> list[str]:
    """Words of a page that no catalogue knows."""
    root = html.fromstring(page)
    for each in root.xpath("//script | //style | //code | //time | //*[@translate='no']"):
        each.drop_tree()
    said = [root.text_content()]
    said += root.xpath("//@aria-label | //@title | //@placeholder | //@alt | //main/@*[starts-with(name(), 'data-')]")
    found = []
    for text in said:
        left = text
        while (fewer := re.sub(r"⟦[^⟦⟧]*⟧", " ", left)) != left:
            left = fewer
        found += [each.strip() for each in re.findall(r"[A-Za-z][A-Za-z' ]+", NAMES.sub(" ", left)) if each.strip()]
    return found


@pytest.mark.parametrize("path", PAGES)
def test_no_english_is_left_where_another_language_is_spoken(stranger: Visitor, path: str) -> None:
    stranger.text("/")
    page = stranger.text(path)
    assert f'<html lang="{LANGUAGE}"' in page
    assert not (left := english_in(page)), left


def test_words_that_no_catalogue_knows_are_found() -> None:
    assert english_in("<main><p>⟦Known ⟦twice⟧⟧ <b>Unknown</b> myNEWS</p></main>") == ["Unknown"]


def test_the_template_for_translators_is_up_to_date() -> None:
    assert TEMPLATE.read_bytes() == written(gathered()), "make catalogue"


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-AT, en;q=.5", "de"),
        ("fr, ar;q=.4, de;q=.9", "de"),
        ("en, de", "en"),
        ("de;q=0", "en"),
        ("de;q=x", "en"),
        ("*", "en"),
    ],
)
def test_the_language_is_what_a_browser_likes_best(asked: str, spoken: str) -> None:
    there = {each: load_catalogues()["en"] for each in ("en", "de", "ar")}
    request = Request({"type": "http", "headers": [(b"accept-language", asked.encode())]})
    assert language_of(request, there) == spoken


def test_catalogues_are_read_from_their_folder_and_say_from_which_side_they_are_read(tmp_path: Path, app: App) -> None:
    made = Catalog(locale="ar")
    made.add("Saved", "محفوظ")
    with (tmp_path / "ar.mo").open("wb") as file:
        write_mo(file, made)
    there = load_catalogues(tmp_path)
    assert set(there) == {"en", "ar"}
    client = TestClient(web_face(app, there), base_url=HOME)
    page = client.get("/saved", headers={"accept-language": "ar"}).text
    assert '<html lang="ar" dir="rtl"' in page
    assert "محفوظ" in page
    assert 'dir="rtl"' not in client.get("/saved").text
    assert (direction_of("ar"), direction_of("de")) == ("rtl", "ltr")
