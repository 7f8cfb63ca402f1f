from __future__ import annotations

import pytest

from mynews.model.story import Origin
from mynews.understanding.owners import owner_of

SOURCE = "https://feeds.paper.example/all.xml"


@pytest.mark.parametrize(
    ("url", "owner"),
    [
        ("https://www.paper.co.uk/news/1", "paper.co.uk"),
        ("https://world.paper.com/a", "paper.com"),
        ("https://PAPER.com./a", "paper.com"),
        ("http://paper.com:8080/a", "paper.com"),
        ("https://user:secret@paper.com/a", "paper.com"),
        ("http://127.0.0.1:8000/a", "127.0.0.1"),
        ("http://[::1]/a", "::1"),
        ("http://localhost/a", "localhost"),
        ("https://co.uk/", "co.uk"),
        ("https://zeitung.xn--mnchen-3ya.de/a", "xn--mnchen-3ya.de"),
    ],
)
def test_the_owner_is_the_registered_domain_of_an_articles_address(url: str, owner: str) -> None:
    assert owner_of(Origin(url, SOURCE)) == owner


def test_sections_of_one_paper_have_one_owner() -> None:
    sections = (Origin(f"https://{section}.paper.com/1", SOURCE) for section in ("www", "sport", "m", "edition"))
    assert {owner_of(each) for each in sections} == {"paper.com"}


@pytest.mark.parametrize(
    "url", [None, "", "https://t.co/x", "https://news.google.com/rss/articles/x", "http://[broken"]
)
def test_an_address_that_tells_no_owner_leaves_it_to_the_source(url: str | None) -> None:
    assert owner_of(Origin(url, "https://feeds.feedburner.com/x", "https://www.paper.com/")) == "paper.com"
    assert owner_of(Origin(url, "https://rss.paper.com/x")) == "paper.com"


@pytest.mark.parametrize("source_url", ["file:///home/me/paper.xml", "https://feeds.feedburner.com/paper", "sample:a"])
def test_a_source_that_is_nobodys_is_its_own_owner(source_url: str) -> None:
    assert owner_of(Origin(None, source_url)) == source_url


def test_strange_hosts_have_some_owner() -> None:
    for host in ("a" * 300, "..", "-", "xn--", "%41.com", "a b", "é.example", "💥.example"):
        assert isinstance(owner_of(Origin(f"https://{host}/", SOURCE)), str)
