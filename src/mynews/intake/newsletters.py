"""A mail into an article: the text without layout, counters of readers and the small print below it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import HeaderParseError, MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from html import escape

from lxml import etree
from lxml.html import HtmlElement

from mynews.intake.addresses import http_address
from mynews.intake.clean import clean_html, one_line, plain_text
from mynews.intake.date_lines import EARLIEST, LATEST
from mynews.intake.pages.tree import decode, tree_of
from mynews.intake.tracking import direct
from mynews.model.article import ParsedArticle
from mynews.model.document import Document
from mynews.model.errors import ParseError
from mynews.model.letter import ParsedLetter

MOST_BYTES = 2_000_000
"""What is read of a letter. Its text comes first; beyond are pictures and other attachments."""

_MOST_HEADERS = 256_000  # bytes; honest ones have some 10 kB
_MOST_PARTS = 60
_MOST_LINES = 200_000
_LONGEST_HEADER = 2_000  # characters of one that is decoded
# The parser of the standard library takes time that grows with the square of such a header.
_LONGEST_TYPE = 8_000
_TYPE_HEADER = re.compile(
    rb"^content-(?:type|disposition)[ \t]*:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE
)
_BOUNDARY = re.compile(rb"boundary\s{0,9}=|message/rfc822", re.IGNORECASE)
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_LIST_ID = re.compile(r"<([^<>\s]{1,200})>")
_BULK = frozenset({"bulk", "list", "junk"})
_FORWARDED = re.compile(r"^(?:(?:fwd?|wg|tr|rv|i)\s*:\s*)+", re.IGNORECASE)

_HIDDEN = re.compile(
    r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden|max-height\s*:\s*0|font-size\s*:\s*[01](?:px)?\s*(?:;|$)",
    re.IGNORECASE,
)
_TINY_STYLE = re.compile(r"(?:^|[;\s])(?:width|height)\s*:\s*[0-2](?:px)?\s*(?:!important\s*)?(?:;|$)", re.IGNORECASE)
_COUNTS_OPENS = re.compile(
    r"/open(?:\.php|\.gif|\.aspx|/|\?|$)|/o\.gif|/wf/open|/track/open|/trk\?|/ss/o/|/pixel|pixel\.gif|/beacon|/e/o/"
    r"|spacer\.gif|/oo/|email-?open",
    re.IGNORECASE,
)
_TINY = frozenset({"0", "1", "2", "0px", "1px", "2px"})
_VIEW = re.compile(
    r"\b(?:(?:view|read|open|see)\b.{0,30}\b(?:browser|online|web\b|webpage|website|app)|web ?version|online ?version"
    r"|im browser|in ihrem browser|webansicht|onlineversion|online ansehen"
    r"|dans (?:votre|le) navigateur|version en ligne|en (?:su|el|tu) navegador|ver en línea"
    r"|nel (?:tuo )?browser|versione online|in (?:je|uw) browser|no (?:seu )?navegador|i (?:din )?webbläsare"
    r"|w przeglądarce)",
    re.IGNORECASE,
)
_SMALL_PRINT = re.compile(
    r"unsubscribe|opt[- ]?out|email preferences"
    r"|(?:manage|update|change|edit|email)\b.{0,20}\b(?:preferences|subscription|settings)"
    r"|abbestellen|abmelden|austragen|newsletter verwalten|désabonn|désinscri|se désinscrire"
    r"|darse de baja|cancelar (?:la )?suscripción|disiscri|annulla l.iscrizione|uitschrijven|afmelden"
    r"|cancelar inscri|avprenumerera|wypisz|отписаться|退订|購読解除|配信停止",
    re.IGNORECASE,
)
_SMALL_PRINT_ADDRESS = re.compile(
    r"unsubscri|/optout|opt-out|/preferences|list-manage\.com/(?:profile|unsub)", re.IGNORECASE
)
_LARGEST_PRINT = 900  # characters of a block of small print
_LARGEST_VIEW = 200
_LEAST_LEFT = 0.4  # a block that is more of a letter than that is no small print
_MOST_CLIMBED = 60
_MOST_LINKS_LOOKED_AT = 2_000
_TABLE_PARTS = frozenset({"table", "tbody", "thead", "tfoot", "tr", "td", "center"})
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
_PARTED = re.compile(r"\n[ \t]*\n")


def parse_letter(content: bytes) -> ParsedLetter:
    """What a mail says, as an article. Raises ParseError where it is none, or holds nothing to read.

    Whatever it is made of, this takes bounded time: layers, headers and lines beyond measure are refused.
    """
    content = content[:MOST_BYTES]
    _check(content)
    try:
        message = message_from_bytes(content)
        return _letter(message, content)
    except ParseError:
        raise
    except (MessageError, RecursionError, ValueError, LookupError, AttributeError, TypeError, AssertionError) as exc:
        # What the standard library makes of broken headers differs from one version to the next.
        raise ParseError("This letter is broken: its headers or parts cannot be told apart.") from exc


def _check(content: bytes) -> None:
    if not content.strip():
        raise ParseError("This letter is empty.")
    end = _HEADER_END.search(content, 0, _MOST_HEADERS)
    if end is None and len(content) > _MOST_HEADERS:
        raise ParseError("This letter has headers without end, so it is not read.")
    if len(_BOUNDARY.findall(content)) > _MOST_PARTS:
        raise ParseError("This letter is made of too many layers, so it is not read.")
    if content.count(b"\n") > _MOST_LINES:
        raise ParseError("This letter has too many lines, so it is not read.")
    if any(len(found) > _LONGEST_TYPE for found in _TYPE_HEADER.findall(content)):
        raise ParseError("This letter has a header beyond measure, so it is not read.")


def _letter(message: Message, content: bytes) -> ParsedLetter:
    name, address = parseaddr(str(message.get("From", ""))[:_LONGEST_HEADER])
    address = address.strip().lower()
    if "@" not in address or not address.isprintable() or " " in address:
        raise ParseError("This letter does not say who sent it.")
    named = _LIST_ID.search(_header(message, "List-Id"))
    headline = _FORWARDED.sub("", _header(message, "Subject"))
    html, language, url = _body(message, headline)
    text = plain_text(html)
    if not text and "<img" not in html:
        raise ParseError("This letter holds no text that can be read.")
    identity = _header(message, "Message-Id") or hashlib.sha256(content).hexdigest()
    at = _instant(message)
    article = ParsedArticle(
        headline=headline or " ".join(text.split())[:80],
        url=url,
        identity=identity[:500],
        published_at=at,
        language=_header(message, "Content-Language").partition(",")[0][:20] or language,
        body=html,
    )
    return ParsedLetter(
        sender=named[1].lower() if named else address,
        sender_name=_decoded(name) or address,
        identity=identity[:500],
        article=article,
        is_to_many=_is_to_many(message),
    )


def _is_to_many(message: Message) -> bool:
    if message.get("List-Id") or message.get("List-Unsubscribe"):
        return True
    return str(message.get("Precedence", "")).strip().lower() in _BULK


def _instant(message: Message) -> datetime | None:
    try:
        at = parsedate_to_datetime(str(message.get("Date", ""))[:200])
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    try:
        at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return None
    return at if EARLIEST <= at < LATEST else None


def _header(message: Message, name: str) -> str:
    return _decoded(str(message.get(name, "")))


def _decoded(raw: str) -> str:
    raw = raw[:_LONGEST_HEADER]
    try:
        text = str(make_header(decode_header(raw)))
    except (HeaderParseError, ValueError, LookupError):
        text = raw
    return one_line(text)[:500]


def _body(message: Message, headline: str) -> tuple[str, str, str | None]:
    """The text of a letter as clean HTML, its language as the markup says it, and where it can be read on the web."""
    texts = list(_texts(message))
    for part in texts:
        if part.get_content_subtype() == "html":
            content = _content(part)
            if content.strip():
                return _from_html(content, headline)
    for part in texts:
        content = _content(part)
        if content.strip():
            return _from_text(content), "", None
    raise ParseError("This letter holds no text that can be read.")


def _texts(message: Message) -> Iterator[Message]:
    for part in message.walk():
        if part.is_multipart() or part.get_content_type() not in ("text/html", "text/plain"):
            continue
        if part.get_content_disposition() != "attachment":
            yield part


def _content(part: Message) -> str:
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    charset = part.get_content_charset("")
    return decode(Document("", raw, {"content-type": f"{part.get_content_type()}; charset={charset}"}))


def _from_html(content: str, headline: str) -> tuple[str, str, str | None]:
    root = tree_of(Document("", content.encode("utf-8", "replace"), {"content-type": "text/html; charset=utf-8"}))
    body = root.find("body")
    if body is None:
        raise ParseError("This letter holds no text that can be read.")
    _drop_hidden(body)
    for image in list(body.iter("img")):
        if _counts(image):
            image.drop_tree()
    url = _settle_links(body)
    _drop_repeated(body, headline)
    _dissolve_layout(body)
    html = clean_html(etree.tostring(body, encoding="unicode", method="html"))
    return html, (root.get("lang") or "").partition("-")[0][:20], url


def _drop_hidden(body: HtmlElement) -> None:
    for element in list(body.iter(etree.Element)):
        if element is body or element.getparent() is None:
            continue
        if element.get("hidden") is not None or _HIDDEN.search(element.get("style") or ""):
            element.drop_tree()


def _drop_repeated(body: HtmlElement, headline: str) -> None:
    """Take out the first heading where it says what the subject says."""
    first = next(body.iter("h1", "h2", "h3"), None)
    if first is not None and " ".join("".join(first.itertext()).split()).casefold() == headline.casefold():
        first.drop_tree()


def _counts(image: HtmlElement) -> bool:
    """Whether a picture is there to tell that the letter was opened."""
    sizes = {image.get("width", "").strip(), image.get("height", "").strip()} - {""}
    if sizes and sizes <= _TINY:
        return True
    if sizes & {"0", "1", "0px", "1px"} or _TINY_STYLE.search(image.get("style") or ""):
        return True
    return bool(_COUNTS_OPENS.search(image.get("src") or "")) and not image.get("alt", "").strip()


def _settle_links(body: HtmlElement) -> str | None:
    """Have links lead where they were meant to, and take the small print out; gives where the letter is on the web."""
    url: str | None = None
    whole = _length(body, MOST_BYTES)
    for link in list(body.iter("a"))[:_MOST_LINKS_LOOKED_AT]:
        address = http_address(link.get("href") or "", "")
        words = " ".join("".join(link.itertext()).split())[:200]
        if address:
            link.set("href", direct(address))
        if _VIEW.search(words):
            url = url or (direct(address) if address else None)
            _take_out(link, body, _LARGEST_VIEW, whole)
        elif _SMALL_PRINT.search(words) or _SMALL_PRINT_ADDRESS.search(link.get("href") or ""):
            _take_out(link, body, _LARGEST_PRINT, whole)
    return url


def _take_out(link: HtmlElement, body: HtmlElement, largest: int, whole: int) -> None:
    """Take the widest block around a link out that is small, in itself and beside the whole letter."""
    most = min(largest, int(whole * _LEAST_LEFT))
    block = link
    for _ in range(_MOST_CLIMBED):
        above = block.getparent()
        if above is None or above is body or _length(above, most + 1) > most:
            break
        block = above
    if block.getparent() is not None:
        block.drop_tree()


def _length(element: HtmlElement, most: int) -> int:
    length = 0
    for text in element.itertext():
        length += len(text.strip())
        if length > most:
            break
    return length


def _dissolve_layout(body: HtmlElement) -> None:
    """Make plain blocks of the tables by which mail is laid out; tables of data have headings or lines."""
    kept = {part for table in body.iter("table") if _holds_data(table) for part in table.iter()}
    for element in list(body.iter(*_TABLE_PARTS)):
        if element not in kept:
            element.tag = "div"
            for name in list(element.attrib):
                del element.attrib[name]
    _drop_empty(body)


def _holds_data(table: HtmlElement) -> bool:
    has_headings = next(table.iter("th", "caption"), None) is not None
    is_nest = next((inner for inner in table.iter("table") if inner is not table), None) is not None
    return has_headings and not is_nest and (table.get("role") or "").lower() != "presentation"


def _drop_empty(body: HtmlElement) -> None:
    """Drop blocks that hold nothing, and those that only hold another one."""
    for element in reversed(list(body.iter("div", "p", "span"))):  # from the inside out
        if not len(element) and not (element.text or "").strip():
            element.drop_tree()
        elif element.tag == "div" and len(element) == 1 and not (element.text or element[0].tail or "").strip():
            element.drop_tag()


def _from_text(content: str) -> str:
    """Plain text as HTML, up to the signature and without the paragraphs of small print at its end."""
    text = content.replace("\r\n", "\n").replace("\r", "\n")
    signature = _SIGNATURE.search(text)
    if signature and signature.start() > len(text) * _LEAST_LEFT:
        text = text[: signature.start()]
    paragraphs = [each.strip() for each in _PARTED.split(text) if each.strip()]
    kept = [
        each for place, each in enumerate(paragraphs) if place < len(paragraphs) // 2 or not _SMALL_PRINT.search(each)
    ]
    return clean_html("".join(f"<p>{_linked(each)}</p>" for each in kept))


def _linked(paragraph: str) -> str:
    pieces: list[str] = []
    end = 0
    for found in _WEB_ADDRESS.finditer(paragraph):
        address = escape(direct(found[0]))
        pieces += [escape(paragraph[end : found.start()]), f'<a href="{address}">{address}</a>']
        end = found.end()
    pieces.append(escape(paragraph[end:]))
    return "".join(pieces).replace("\n", "<br>")
