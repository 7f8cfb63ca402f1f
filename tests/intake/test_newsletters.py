from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mynews.intake.newsletters import MOST_BYTES, parse_letter
from mynews.intake.tracking import direct
from mynews.model.article import ParsedArticle
from mynews.model.errors import ParseError
from mynews.model.letter import ParsedLetter
from tests.letters import letter

HEAD = b"From: a@b.example\r\nSubject: S\r\n"


def test_a_letter_is_an_article() -> None:
    assert parse_letter(letter()) == ParsedLetter(
        sender="letter.harbour.example",
        sender_name="Harbour Letter",
        identity="<1@harbour.example>",
        is_to_many=True,
        article=ParsedArticle(
            headline="The harbour opens",
            url="https://harbour.example/issues/7",
            identity="<1@harbour.example>",
            published_at=datetime(2026, 11, 23, 8, 0, tzinfo=UTC),
            language="en",
            body=parse_letter(letter()).article.body,
        ),
    )


def test_the_text_stays_and_all_else_goes() -> None:
    body = parse_letter(letter()).article.body
    kept = ("After nine years", "The mayor cut the ribbon twice", "children and dogs", "pier.jpg", "<th>Line</th>")
    gone = "The harbour opens|Preheader|browser|Unsubscribe|preferences|Quay Street|wf/open|utm_|google|style".split(
        "|"
    )
    assert [each for each in kept if each not in body] == []
    assert [each for each in gone if each in body] == []
    assert 'href="https://paper.example/harbour?id=7"' in body
    assert body.count("<table") == 1


def test_a_letter_in_plain_text_keeps_its_paragraphs_and_links() -> None:
    text = (
        "The harbour opens.\n\nRead https://paper.example/a?id=1&utm_source=x, it is short.\nNext line.\n\n"
        "To unsubscribe go to https://harbour.example/u\n\n-- \nHarbour Letter\n"
    )
    parsed = parse_letter(letter(text=text, html=""))
    assert parsed.article.body == (
        "<p>The harbour opens.</p><p>Read "
        '<a href="https://paper.example/a?id=1" rel="noopener noreferrer">https://paper.example/a?id=1</a>'
        ", it is short.<br>Next line.</p>"
    )


def test_a_short_letter_does_not_go_with_its_small_print() -> None:
    html = "<body><div><p>We open on Monday. <a href='https://x.example/unsubscribe'>Unsubscribe</a></p></div></body>"
    assert parse_letter(letter(html=html)).article.body == "<p>We open on Monday. </p>"


def test_without_a_list_the_address_is_the_sender_and_without_an_id_the_content_is_the_identity() -> None:
    raw = b"From: =?utf-8?q?J=C3=BCrgen?= <J@B.example>\r\nSubject: =?utf-8?b?R3LDvMOfZQ==?=\r\n\r\nHallo\r\n"
    parsed = parse_letter(raw)
    assert (parsed.sender, parsed.sender_name, parsed.article.headline) == ("j@b.example", "Jürgen", "Grüße")
    assert not parsed.is_to_many
    assert parsed.identity == parse_letter(raw).identity != parse_letter(raw + b".").identity


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("iso-8859-1", "Grüße aus Köln"),
        ("windows-1251", "Привет из порта"),
        ("shift_jis", "港が開く月曜日"),
        ("nonsense", "Hafen"),
    ],
)
def test_a_letter_is_read_in_its_charset(charset: str, text: str) -> None:
    encoded = text.encode(charset if charset != "nonsense" else "ascii")
    raw = HEAD + f"Content-Type: text/plain; charset={charset}\r\n\r\n".encode() + encoded
    assert text in parse_letter(raw).article.body


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"Subject: S\r\n\r\nHello", "who sent it"),
        (b"From: <>\r\n\r\nHello", "who sent it"),
        (HEAD + b"\r\n", "no text"),
        (HEAD + b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA", "no text"),
        (b"X-A: " + b"a" * 300_000 + b"\r\n" + HEAD + b"\r\nHello", "headers without end"),
        (HEAD + b'Content-Type: multipart/mixed; boundary="a"' + b";x" * 9_000 + b"\r\n\r\nHello", "beyond measure"),
        (HEAD + b"\r\n" + b"\n" * 300_000, "too many lines"),
    ],
)
def test_what_cannot_be_read_is_said(content: bytes, sentence: str) -> None:
    with pytest.raises(ParseError, match=sentence):
        parse_letter(content)


def is_read(content: bytes) -> bool:
    """Whether a letter can be read; any other error than a sentence is a fault."""
    try:
        return bool(parse_letter(content).sender)
    except ParseError:
        return False


def nested(depth: int) -> bytes:
    """A letter of so many layers, each within the one before."""
    raw = HEAD
    for level in range(depth):
        raw += f'Content-Type: multipart/mixed; boundary="b{level}"\r\n\r\n--b{level}\r\n'.encode()
    return raw + b"Content-Type: text/plain\r\n\r\nHello at the bottom\r\n"


def test_layers_are_read_to_a_depth_and_refused_beyond() -> None:
    assert "Hello at the bottom" in parse_letter(nested(20)).article.body
    with pytest.raises(ParseError, match="too many layers"):
        parse_letter(nested(5_000))


@pytest.mark.parametrize(
    ("bomb", "read"),
    [
        (nested(55) + b"a\r\n" * 150_000, True),
        (HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 200_000 + b"Hello", False),
        (HEAD + b"Content-Type: text/html\r\n\r\n" + b"<table><tr><td>" * 60_000 + b"Hello", False),
        (
            HEAD
            + b"Content-Type: text/html\r\n\r\n"
            + b"<a href='https://x.example/unsubscribe'>unsubscribe</a>" * 30_000,
            True,
        ),
        (HEAD + b"Content-Type: text/html\r\n\r\n" + b"<p>Hello <a href=x>" + b"view in browser " * 90_000, True),
        (HEAD + b"Subject: " + b"=?utf-8?q?=41" * 9_000 + b"\r\n\r\nHello", True),
        (b"From: " + b'"<' * 60_000 + b"a@b.example\r\n\r\nHello", False),
        (HEAD + b"\r\n" + b"https://" * 200_000, True),
    ],
    ids=["layers", "divs", "tables", "links", "view", "encoded", "from", "addresses"],
)
def test_a_bomb_comes_to_an_end(bomb: bytes, read: bool) -> None:
    # Three seconds for the worst; whatever grows with the square of these would go on for minutes or hours.
    assert is_read(bomb) == read


def test_what_comes_after_two_megabytes_is_not_looked_at() -> None:
    attachment = (
        b"\r\n--b\r\nContent-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b"QUJD" * 2_000_000
    )
    raw = (
        HEAD
        + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nHello'
        + attachment
    )
    assert len(raw) > MOST_BYTES
    assert parse_letter(raw).article.body == "<p>Hello</p>"


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_whatever_comes_is_a_letter_or_a_sentence(content: bytes) -> None:
    for raw in (content, HEAD + content, HEAD + b"\r\n" + content, HEAD + b"Content-Type: text/html\r\n\r\n" + content):
        try:
            parsed = parse_letter(raw)
        except ParseError:
            continue
        assert parsed.sender
        assert parsed.identity
        parsed.article.body.encode()
        parsed.article.headline.encode()


HEADER = st.sampled_from(
    [
        "From",
        "Subject",
        "Date",
        "Message-ID",
        "List-Id",
        "Content-Type",
        "Content-Transfer-Encoding",
        "Content-Disposition",
    ]
)
VALUE = st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=60) | st.sampled_from(
    [
        "multipart/mixed; boundary=x",
        "text/html; charset=\x00",
        "base64",
        "=?utf-8?b?////?=",
        "attachment; filename*=a'b'c",
        "uuencode",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(HEADER, VALUE), max_size=8), st.binary(max_size=200))
def test_whatever_headers_say_is_a_letter_or_a_sentence(headers: list[tuple[str, str]], rest: bytes) -> None:
    raw = b"From: a@b.example\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers).encode("latin-1")
    assert is_read(raw + b"\r\n" + rest) in (True, False)


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("https://paper.example/a?id=1&utm_source=x&fbclid=y", "https://paper.example/a?id=1"),
        ("https://paper.example/a?utm_source=x#part", "https://paper.example/a#part"),
        ("https://paper.example/a?id=1", "https://paper.example/a?id=1"),
        ("https://www.google.com/url?q=https%3A%2F%2Fpaper.example%2Fa&sa=D", "https://paper.example/a"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fpaper.example%2F%3Fa%3D1&h=x", "https://paper.example/?a=1"),
        (
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fpaper.example%2Fa&data=05",
            "https://paper.example/a",
        ),
        ("https://urldefense.com/v3/__https://paper.example/a__;!!x!y$", "https://paper.example/a"),
        (
            "https://x.r.us-east-1.awstrack.me/L0/https:%2F%2Fpaper.example%2Fa%3Fid=7/1/010001/abc=1",
            "https://paper.example/a?id=7",
        ),
        (
            "https://substack.com/redirect/2/eyJlIjoiaHR0cHM6Ly9wYXBlci5leGFtcGxlL2E_dXRtX3NvdXJjZT14In0",
            "https://paper.example/a",
        ),
        # A search or a share names an address too, and is what was meant.
        (
            "https://paper.example/search?q=https://other.example/",
            "https://paper.example/search?q=https://other.example/",
        ),
        ("https://paper.example/login?url=/a", "https://paper.example/login?url=/a"),
        ("https://click.example/click?url=javascript:alert(1)", "https://click.example/click?url=javascript:alert(1)"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("http://[", "http://["),
    ],
)
def test_a_link_leads_where_it_was_meant_to(link: str, target: str) -> None:
    assert direct(link) == target


@given(st.text(max_size=200))
def test_any_link_leads_somewhere_and_is_settled_then(link: str) -> None:
    assert direct(direct(link)) == direct(link)
