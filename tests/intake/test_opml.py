"""Lists of subscriptions in and out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mynews.intake.opml import Outline, parse_opml, write_opml
from mynews.model.errors import ParseError
from tests.make import NOW


def opml(body: str, declaration: str = '<?xml version="1.0" encoding="utf-8"?>') -> bytes:
    return f'{declaration}<opml version="2.0"><head><title>Mine</title></head><body>{body}</body></opml>'.encode()


HARBOUR = Outline("https://harbour.example/feed", "Harbour News", "https://harbour.example/", "")


def test_outlines_are_read_with_nested_folders() -> None:
    content = opml(
        '<outline text="World"><outline text="Asia">'
        '<outline type="rss" text="Harbour News" xmlUrl="https://harbour.example/feed" htmlUrl="https://harbour.example/"/>'
        "</outline></outline>"
        '<outline text="Hill" xmlUrl="https://hill.example/rss"/>'
    )
    assert parse_opml(content) == (
        Outline("https://harbour.example/feed", "Harbour News", "https://harbour.example/", "World / Asia"),
        Outline("https://hill.example/rss", "Hill"),
    )


def test_attributes_in_any_case_are_read() -> None:
    content = opml('<OUTLINE TEXT="Hill" XMLURL="https://hill.example/rss" HtmlUrl="https://hill.example/"/>')
    assert parse_opml(content) == (Outline("https://hill.example/rss", "Hill", "https://hill.example/"),)


def test_bare_ampersands_and_a_wrong_encoding_are_read() -> None:
    body = '<outline text="Café & Bar" xmlUrl="https://cafe.example/feed?a=1&b=2"/>'
    content = f'<?xml version="1.0" encoding="utf-8"?><opml><body>{body}</body></opml>'.encode("cp1252")
    assert parse_opml(content) == (Outline("https://cafe.example/feed?a=1&b=2", "Café & Bar"),)


def test_nul_bytes_are_passed_over() -> None:
    content = opml('<outline text="Hi\0ll" xmlUrl="https://hill.example/rss"/>')
    assert parse_opml(content) == (Outline("https://hill.example/rss", "Hill"),)


def test_markup_in_a_name_is_removed() -> None:
    content = opml('<outline text="&lt;script&gt;x()&lt;/script&gt;Hill" xmlUrl="https://hill.example/rss"/>')
    assert parse_opml(content)[0].title == "Hill"


def test_what_is_no_web_address_is_given_as_written_so_that_the_reader_can_be_told() -> None:
    outlines = parse_opml(opml('<outline text="x" xmlUrl="javascript:alert(1)"/><outline text="y" xmlUrl="/feed"/>'))
    assert [outline.feed_url for outline in outlines] == ["javascript:alert(1)", "/feed"]


def test_folders_nested_beyond_reason_are_refused() -> None:
    def nested(depth: int) -> bytes:
        return opml('<outline text="f">' * depth + '<outline xmlUrl="https://a.example/"/>' + "</outline>" * depth)

    assert len(parse_opml(nested(200))) == 1
    with pytest.raises(ParseError):
        parse_opml(nested(100_000))


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b" \n\0", "empty"),
        (b"<html><body>Sign in</body></html>", "not an OPML"),
        (b"hello", "not an OPML"),
        (b'<rss version="2.0"><channel/></rss>', "not an OPML"),
        (b'<!DOCTYPE opml [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><opml><body>&c;</body></opml>', "entities"),
    ],
)
def test_what_is_no_opml_is_refused_with_a_sentence(content: bytes, word: str) -> None:
    with pytest.raises(ParseError, match=word):
        parse_opml(content)


def test_ten_thousand_outlines_are_read() -> None:
    outlines = [Outline(f"https://s{n}.example/feed", f"Source {n}", None, f"Folder {n % 40}") for n in range(10_000)]
    assert set(parse_opml(write_opml(outlines, "Many", NOW))) == set(outlines)


def test_one_feed_in_two_folders_comes_twice() -> None:
    twice = (
        Outline("https://hill.example/rss", "Hill", None, "A"),
        Outline("https://hill.example/rss", "Hill", None, "B"),
    )
    assert parse_opml(write_opml(twice, "Mine", NOW)) == twice


NAME = st.text(st.characters(exclude_categories=("C", "Z", "S", "P")), min_size=1, max_size=12)
OUTLINES = st.lists(
    st.builds(
        Outline,
        feed_url=st.integers(0, 99).map("https://s{}.example/feed?a=1&b=2".format),
        title=NAME,
        site_url=st.none() | st.just("https://s.example/"),
        folder=st.lists(NAME, max_size=3).map(" / ".join),
    ),
    max_size=12,
)


@given(OUTLINES)
def test_what_was_written_is_read_back(outlines: list[Outline]) -> None:
    read = parse_opml(write_opml(outlines, "Mine & <yours>", NOW))
    assert sorted(read, key=repr) == sorted(outlines, key=repr)


@given(st.binary(max_size=200) | st.binary(max_size=80).map(lambda noise: opml("")[:60] + noise))
def test_nothing_but_parse_errors_is_raised(content: bytes) -> None:
    try:
        parse_opml(content)
    except ParseError as error:
        assert str(error).endswith(".")
