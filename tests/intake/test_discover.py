"""What a document is, and which feeds a site has."""

import pytest

from mynews.intake.discover import FoundFeed, Kind, find_feeds, kind_of, likely_feed_urls
from tests import make

SITE = "https://paper.example/"


@pytest.mark.parametrize(
    ("content", "media_type", "kind"),
    [
        ('<?xml version="1.0"?><!-- <html> --><rss version="2.0">', "text/html", "feed"),
        ('<feed xmlns="http://www.w3.org/2005/Atom">', "text/plain", "feed"),
        ('<?xml version="1.0"?><rdf:RDF>', "", "feed"),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": []}', "", "feed"),
        ("<!DOCTYPE html><html><head>", "application/rss+xml", "page"),
        ("<p>Sign in</p>", "", "page"),
        ("Sign in", "text/html; charset=utf-8", "page"),
        ('<?xml version="1.0"?><opml version="2.0">', "text/xml", "opml"),
        ("North wind, then sun.", "text/plain", "text"),
        ('{"error": "no"}', "application/json", "text"),
        ("", "", "text"),
    ],
)
def test_kind_is_told_by_content_first(content: str, media_type: str, kind: Kind) -> None:
    assert kind_of(make.document(content, media_type)) == kind


def test_kind_of_utf_16_is_told() -> None:
    assert kind_of(make.document('<?xml version="1.0"?><rss>'.encode("utf-16"))) == "feed"


def test_declared_feeds_come_first_and_comments_last() -> None:
    page = """<html><head><base href="/news/">
      <link rel="alternate" type="application/rss+xml" title="Comments" href="comments/feed">
      <link rel="ALTERNATE home" type="application/atom+xml; charset=utf-8" title="News" href="atom.xml">
      <link rel="alternate" type="application/feed+json" href="https://paper.example/feed.json#top">
      <link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">
      <link rel="alternate" hreflang="de" href="/de/">
      </head><body><a href="/sport/rss">Sport</a> <a href="atom.xml">Again</a>
      <a href="/feedback">Write</a></body></html>"""
    assert find_feeds(make.document(page, "text/html", SITE)) == (
        FoundFeed("https://paper.example/news/atom.xml", "News", "application/atom+xml"),
        FoundFeed("https://paper.example/feed.json", "", "application/feed+json"),
        FoundFeed("https://paper.example/sport/rss", "Sport"),
        FoundFeed("https://paper.example/news/comments/feed", "Comments", "application/rss+xml"),
    )


@pytest.mark.parametrize("content", [b"", b"\0\0", b"<", b"\xff\xfe", b"<!-- -->"])
def test_a_page_with_nothing_in_it_has_no_feeds(content: bytes) -> None:
    assert find_feeds(make.document(content)) == ()


def test_likely_addresses_begin_below_the_path() -> None:
    urls = likely_feed_urls("https://paper.example/blog?x=1")
    assert urls[0] == "https://paper.example/blog/feed"
    assert "https://paper.example/feed.json" in urls
    assert len(urls) == len(set(urls))
    assert likely_feed_urls("mailto:ana@paper.example") == ()
