"""The sample edition is a believable little world, valid to the letter and safe to show."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest

from mynews.model.errors import NotFound
from mynews.sample import NEWEST_AT, sample_feed, sample_names, sample_picture, shifted
from tests.make import NOW

Json = dict[str, Any]

SOURCES_OF_EVENT = {
    "caldermere-mayor": 3,
    "comet": 3,
    "cup-semi-final": 2,
    "dock-strike": 6,
    "eelgrass": 2,
    "face-scan-ruling": 5,
    "flood": 6,
    "gull-bank": 2,
    "lantern-night": 1,
    "leonora-vance": 3,
    "night-train": 5,
    "ostovia-quake": 4,
    "penny-outage": 2,
    "tidewell-results": 2,
}
PICTURE = "sample:pictures/"
WIRE = "https://lodestar.example/"
END = NEWEST_AT + timedelta(minutes=20)  # at this instant no date is moved


def feed_of(name: str, now: datetime = NOW) -> Json:
    return json.loads(sample_feed(name, now).content)


def items() -> Iterator[tuple[str, Json]]:
    for name in sample_names():
        for item in feed_of(name)["items"]:
            yield name, item


def item_at(url: str) -> Json:
    return next(item for _, item in items() if item["url"] == url)


def instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    assert moment.utcoffset() == timedelta(0)
    return moment


def dates(item: Json) -> list[datetime]:
    return [instant(item[field]) for field in ("date_published", "date_modified") if field in item]


def plain(item: Json) -> str:
    return re.sub(r"<[^>]+>", " ", item["content_html"])


def picture_names() -> set[str]:
    addresses = {feed_of(name)["icon"] for name in sample_names()}
    addresses |= {picture["url"] for _, item in items() for picture in item["_mynews"].get("pictures", [])}
    assert all(address.startswith(PICTURE) for address in addresses)
    return {address.removeprefix(PICTURE) for address in addresses}


@pytest.mark.parametrize("name", sample_names())
def test_every_feed_is_valid_json_feed_with_all_we_promise(name: str) -> None:
    feed = feed_of(name)

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["home_page_url"] == f"https://{name}.example/"
    assert feed["feed_url"] == f"sample:{name}"
    assert feed["icon"] == f"{PICTURE}icon-{name}.svg"
    assert feed["language"] == ("de" if name == "sarrowtaler-bote" else "en")
    assert feed["title"] and all(author["name"] for author in feed["authors"])
    assert re.search(r"An invented .+ that comes with myNEWS\.$", feed["description"])
    for item in feed["items"]:
        assert item["id"] == item["url"] and item["url"].startswith(feed["home_page_url"])
        assert item["title"] and item["authors"] and all(author["name"] for author in item["authors"])
        assert item["tags"][-1] == "Sample" and len(item["tags"]) > 1


@pytest.mark.parametrize("name", sample_names())
def test_newest_article_stands_first_and_edits_come_after_publication(name: str) -> None:
    feed = feed_of(name)

    published = [instant(item["date_published"]) for item in feed["items"]]
    assert published == sorted(published, reverse=True)
    assert all(earlier < later for item in feed["items"] for earlier, later in pairwise(dates(item)))


def test_ten_sources_publish_some_eighty_articles_on_five_days() -> None:
    ids = [item["id"] for _, item in items()]
    days = {instant(item["date_published"]).date() for name in sample_names() for item in feed_of(name, END)["items"]}

    assert len(sample_names()) == 10
    assert 80 <= len(ids) <= 90
    assert len(set(ids)) == len(ids)
    assert len(days) == 5


def test_articles_are_short_and_use_plain_markup() -> None:
    for _, item in items():
        assert 90 <= len(plain(item).split()) <= 260, item["url"]
        assert set(re.findall(r"</?(\w+)[^>]*>", item["content_html"])) <= {"p", "h3", "ul", "ol", "li", "em"}, item[
            "url"
        ]


def test_no_article_names_a_day_that_moving_the_dates_would_make_wrong() -> None:
    days = (
        "(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(Janu|Febru)ary|April|June|July|August|(Septem|Octo|Novem|Decem)ber"
        "|(Mon|Diens|Donners|Frei|Sams|Sonn)tag|Mittwoch|Januar|Dezember"
    )

    for _, item in items():
        assert not re.search(rf"\b({days})\b", plain(item)), item["url"]


def test_events_are_covered_by_several_sources_over_time() -> None:
    sources: dict[str, set[str]] = defaultdict(set)
    moments: dict[str, set[datetime]] = defaultdict(set)
    for name, item in items():
        if event := item["_mynews"].get("event"):
            sources[event].add(name)
            moments[event].add(instant(item["date_published"]))

    assert {event: len(names) for event, names in sources.items()} == SOURCES_OF_EVENT
    assert sum(2 <= count <= 6 for count in SOURCES_OF_EVENT.values()) >= 8
    assert all(max(times) - min(times) > timedelta(hours=1) for times in moments.values())
    assert max(moments["flood"]) - min(moments["flood"]) > timedelta(days=4)


@pytest.mark.parametrize("paper", ["harbour-post", "national-courier"])
def test_two_papers_carry_the_wire_text_with_its_credit(paper: str) -> None:
    wire = item_at(f"{WIRE}ostovia-quake")
    copy = item_at(f"https://{paper}.example/ostovia-quake")

    assert copy["content_html"] == wire["content_html"] + "\n<p>Text: Lodestar Agency</p>"
    assert copy["title"] != wire["title"]


def test_a_third_paper_carries_a_wire_text_cut_short() -> None:
    wire = item_at(f"{WIRE}night-train")["content_html"].split("\n")
    copy = item_at("https://ledger.example/night-train")["content_html"].split("\n")

    assert copy == [*wire[:3], "<p>Text: Lodestar Agency</p>"]
    assert len(wire) > 3


def test_edited_articles_are_three_corrections_and_one_live_page() -> None:
    edited = {item["url"]: item for _, item in items() if "date_modified" in item}
    live = edited.pop("https://harbour-post.example/live-flood-wave")

    assert re.findall(r"<h3>Update (\d)", live["content_html"]) == ["5", "4", "3", "2", "1"]
    assert len(edited) == 3
    assert all(re.search(r"\n<p>Correction: [^\n]+</p>$", item["content_html"]) for item in edited.values())


def test_related_links_lead_to_articles_that_were_there() -> None:
    everything = {item["url"]: item for _, item in items()}

    linked = [(item, link) for item in everything.values() for link in item["_mynews"].get("related", [])]
    assert len(linked) > 20
    for item, link in linked:
        target = everything[link["url"]]
        assert link["headline"] == target["title"]
        assert instant(target["date_published"]) < instant(item["date_published"])


def test_the_edition_shows_every_part_that_an_article_can_have() -> None:
    parts = [set(item["_mynews"]) | ({"summary"} & item.keys()) for _, item in items()]

    for part, at_least in {"kicker": 80, "pictures": 50, "key_points": 20, "summary": 10, "print_note": 4}.items():
        assert sum(part in have for have in parts) >= at_least, part
    assert any({"kicker", "key_points", "pictures", "related", "print_note", "summary"} <= have for have in parts)


def test_pictures_have_caption_and_credit_and_the_first_is_the_image() -> None:
    for _, item in items():
        pictures = item["_mynews"].get("pictures", [])
        assert item.get("image") == (pictures[0]["url"] if pictures else None)
        assert all(picture["caption"] and picture["credit"] for picture in pictures)


@pytest.mark.parametrize("name", sorted(picture_names()))
def test_every_picture_is_a_small_still_drawing(name: str) -> None:
    content = sample_picture(name)
    root = ElementTree.fromstring(content)

    assert len(content) < 6000
    assert root.attrib["viewBox"] == ("0 0 512 512" if name.startswith("icon-") else "0 0 1200 800")
    assert {element.tag.removeprefix("{http://www.w3.org/2000/svg}") for element in root.iter()} <= {
        "svg", "g", "rect", "circle", "ellipse", "path",
    }  # fmt: skip
    assert not any((element.text or "").strip() for element in root.iter())
    attributes = {key: value for element in root.iter() for key, value in element.attrib.items()}
    assert not any(key.startswith("on") or "href" in key or key == "style" for key in attributes)
    assert b"url(" not in content and content.count(b"://") == 1  # the namespace alone


def test_newest_article_is_twenty_minutes_old() -> None:
    assert max(moment for _, item in items() for moment in dates(item)) == NOW - timedelta(minutes=20)


def test_moving_the_dates_keeps_order_intervals_and_everything_else() -> None:
    for name in sample_names():
        kept, moved = feed_of(name, END), feed_of(name, END + timedelta(days=400, hours=7))
        for before, after in zip(kept["items"], moved["items"], strict=True):
            assert [moment + timedelta(days=400, hours=7) for moment in dates(before)] == dates(after)
            for field in {"date_published", "date_modified"} & before.keys():
                after[field] = before[field]
        assert kept == moved


def test_dates_move_in_whole_seconds_and_stay_in_utc() -> None:
    feed = {"items": [{"date_published": "2026-11-20T18:00:00Z"}]}

    moved = json.loads(shifted(json.dumps(feed).encode(), datetime(2030, 1, 1, 0, 20, 0, 999999, tzinfo=UTC)))

    assert moved == {"items": [{"date_published": "2030-01-01T00:00:00+00:00"}]}


def test_sample_feed_is_a_document_like_any_other() -> None:
    document = sample_feed("harbour-post", NOW)

    assert document.url == "sample:harbour-post"
    assert document.media_type == "application/feed+json"


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", ".svg", "harbour-cranes", "HARBOUR-CRANES.SVG", "../feeds/ledger.json", "../pictures/flask.svg",
     "/etc/passwd", "./flask.svg", "..\\pictures\\flask.svg", "flask.svg\0", "sample:pictures/flask.svg"],
)  # fmt: skip
def test_a_picture_that_is_not_there_is_not_found(name: str) -> None:
    with pytest.raises(NotFound, match="has no picture"):
        sample_picture(name)


@pytest.mark.parametrize("name", ["", "..", "nobody", "ledger.json", "../feeds/ledger", "sample:ledger"])
def test_a_source_that_is_not_there_is_not_found(name: str) -> None:
    with pytest.raises(NotFound, match=r"has no source .*choose one of far-window, "):
        sample_feed(name, NOW)
