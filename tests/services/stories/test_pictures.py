from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from mynews.model.errors import FetchError, NotFound
from mynews.services.app import App
from mynews.services.stories.pictures import make_room, picture, signature
from tests.fakes import FakeWeb

URL = "https://paper.example/bridge.jpg"
JPEG = b"\xff\xd8\xff\xe0" + b"x" * 100


def test_a_picture_is_fetched_once_and_kept(app: App, web: FakeWeb) -> None:
    web.pages[URL] = JPEG
    for _ in range(2):
        shown = picture(app, URL, signature(app, URL))
        assert (shown.content, shown.media_type) == (JPEG, "image/jpeg")
    assert len(web.asked) == 1


def test_an_address_that_stands_on_no_page_of_ours_is_not_fetched(app: App, web: FakeWeb) -> None:
    web.pages[URL] = JPEG
    for signed in ("", "0" * 20, signature(app, URL + "?")):
        with pytest.raises(NotFound):
            picture(app, URL, signed)
    assert web.asked == []


@pytest.mark.parametrize("content", [b"<html>no picture</html>", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b""])
def test_what_is_no_picture_is_not_shown(app: App, web: FakeWeb, content: bytes) -> None:
    web.pages[URL] = content
    with pytest.raises(NotFound):
        picture(app, URL, signature(app, URL))


def test_a_picture_that_cannot_be_had_is_an_error_in_words(app: App) -> None:
    with pytest.raises(FetchError):
        picture(app, URL, signature(app, URL))


@pytest.mark.parametrize("name", ["bridge.svg", "../__init__.py", "nothing.svg"])
def test_the_sample_editions_drawings_and_nothing_else_come_from_the_package(app: App, name: str) -> None:
    url = f"sample:pictures/{name}"
    if name == "bridge.svg":
        assert picture(app, url, signature(app, url)).media_type == "image/svg+xml"
    else:
        with pytest.raises(NotFound):
            picture(app, url, signature(app, url))


def test_the_pictures_looked_at_longest_ago_make_room(app: App, tmp_path: Path) -> None:
    folder = app.settings.data_dir / "pictures"
    folder.mkdir(parents=True)
    for number in range(10):
        file = folder / str(number)
        file.write_bytes(b"x" * 200_000)
        os.utime(file, (number, number))
    small = replace(app, settings=app.settings.model_copy(update={"picture_megabytes": 1}))
    assert make_room(small) == 6
    assert sorted(file.name for file in folder.iterdir()) == ["6", "7", "8", "9"]
    assert make_room(app) == 0
