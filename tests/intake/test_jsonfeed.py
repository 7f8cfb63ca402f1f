"""JSON Feed in, a ``ParsedFeed`` out."""

import json
from typing import Any

import pytest

from mynews.intake.feeds import parse_feed
from mynews.model.article import Enclosure, ParsedArticle, ParsedFeed, Picture, RelatedLink
from mynews.model.errors import ParseError
from tests import make

VERSION = "https://jsonfeed.org/version/1.1"


def feed(*items: Any, **fields: Any) -> ParsedFeed:
    content = json.dumps({"version": VERSION, "title": "The Paper", "items": list(items), **fields})
    return parse_feed(make.document(content, "application/feed+json"))


def test_a_feed_and_its_articles_are_read() -> None:
    item = {
        "id": "1",
        "url": "https://paper.example/volcano",
        "title": "Volcano & smoke",
        "content_html": "<p>Smoke.</p><script>x()</script>",
        "summary": "Smoke",
        "image": "/v.jpg",
        "date_published": "2026-11-23T13:00:00+01:00",
        "authors": [{"name": "Ana Reyes"}, {"name": "Tom Ode"}],
        "tags": ["World"],
        "language": "en",
        "attachments": [{"url": "/v.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 99}],
    }
    read = feed(item, home_page_url="https://paper.example/", next_url="/2", language="en")
    assert read == make.feed(
        ParsedArticle(
            headline="Volcano & smoke",
            url="https://paper.example/volcano",
            identity="1",
            byline="Ana Reyes, Tom Ode",
            published_at=make.NOW,
            language="en",
            summary="<p>Smoke</p>",
            body="<p>Smoke.</p>",
            pictures=(Picture("https://paper.example/v.jpg"),),
            topics=("World",),
            enclosures=(Enclosure("https://paper.example/v.mp3", "audio/mpeg", 99),),
        ),
        next_url="https://paper.example/2",
    )


def test_version_1_0_names_one_author_and_numbers_its_items() -> None:
    (article,) = feed({"id": 7, "content_text": "Smoke & ash\n\nRain"}, author={"name": "Ana Reyes"}).articles
    assert (article.identity, article.byline) == ("7", "Ana Reyes")
    assert article.body == "<p>Smoke &amp; ash</p>\n<p>Rain</p>"


def test_items_that_are_none_are_left_out_and_told() -> None:
    read = feed({"id": "1", "title": "Volcano"}, "x", None)
    assert len(read.articles) == 1
    assert read.problem.startswith("2 ")


@pytest.mark.parametrize(
    "item",
    [
        {},
        {"id": None, "title": 3, "tags": "x", "authors": ["Ana"], "attachments": [1, {}], "url": {}, "language": True},
    ],
)
def test_fields_of_the_wrong_kind_are_passed_over(item: dict[str, Any]) -> None:
    assert len(feed(item).articles) == 1


def test_a_byte_order_mark_and_line_ends_in_texts_are_read() -> None:
    content = '\ufeff{"version": "https://jsonfeed.org/version/1", "items": [{"title": "Volcano\nwakes"}]}'
    assert parse_feed(make.document(content)).articles[0].headline == "Volcano wakes"


@pytest.mark.parametrize("content", ["[1, 2]", '{"items": {}}', "{", "[" * 100_000])
def test_json_that_is_no_feed_is_refused_with_a_sentence(content: str) -> None:
    with pytest.raises(ParseError, match=r"\.$"):
        parse_feed(make.document(content))


def test_our_own_extension_brings_the_parts_that_json_feed_has_no_word_for() -> None:
    own = {
        "kicker": "Traffic",
        "key_points": ["It opens <b>Monday</b>", 7],
        "pictures": [{"url": "/bridge.jpg", "caption": "The bridge", "credit": "Reyes"}, "no picture"],
        "related": [{"headline": "Why so late", "url": "javascript:alert(1)"}],
        "print_note": "Page 3",
    }
    item = {"id": "1", "title": "Bridge opens", "content_html": "<p>It is open.</p>", "_mynews": own}
    (article,) = feed(item).articles
    assert (article.kicker, article.key_points, article.print_note) == ("Traffic", ("It opens Monday",), "Page 3")
    assert article.pictures == (Picture("https://paper.example/bridge.jpg", "The bridge", "Reyes"),)
    assert article.related == (RelatedLink("Why so late", None),)
