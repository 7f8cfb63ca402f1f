"""Lists of subscriptions as other readers write and read them (http://opml.org/spec2.opml)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from lxml import etree

from mynews.intake.addresses import http_address
from mynews.intake.clean import one_line, without_controls
from mynews.model.errors import ParseError

FOLDER_SEPARATOR = " / "

_DECLARATION = re.compile(rb"^\s*<\?xml[^>]*\?>")
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)")


@dataclass(frozen=True, slots=True)
class Outline:
    """One subscription of a list. ``folder`` is empty, or the folders from the outermost, joined by " / ".

    ``feed_url`` stands as written where it is no address, so that the reader can be told of it.
    """

    feed_url: str
    title: str = ""
    site_url: str | None = None
    folder: str = ""


def parse_opml(content: bytes) -> tuple[Outline, ...]:
    """The subscriptions in an OPML file, in its order; one that stands in two folders comes twice.

    Broken encodings, bare ampersands and attributes in any case are read. ParseError where it is no OPML.
    """
    if not content.strip(b"\0\t\n\r "):
        raise ParseError("The file is empty; there are no subscriptions in it.")
    if b"<!ENTITY" in content:
        raise ParseError("This file defines entities, as attacks do and lists of subscriptions do not. It is not read.")
    body = _body(content)
    if body is None:
        raise ParseError(
            "This is not an OPML file: it has no outlines. Export the list of feeds from the other reader again."
        )
    return tuple(_outlines(body, ()))


def write_opml(outlines: Iterable[Outline], title: str, now: datetime) -> bytes:
    """An OPML 2.0 file of these subscriptions that ``parse_opml`` and other readers read back."""
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = without_controls(title)
    etree.SubElement(head, "dateCreated").text = format_datetime(now)
    body = etree.SubElement(root, "body")
    folders: dict[tuple[str, ...], etree._Element] = {(): body}
    for outline in outlines:
        names = tuple(filter(None, outline.folder.split(FOLDER_SEPARATOR)))
        _write(_folder(folders, names), outline)
    etree.indent(root)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _body(content: bytes) -> etree._Element | None:
    """The element that holds the outlines, from the document as declared, or else as it can be read."""
    for text in (content, _readable(content)):
        root = _root(text)
        if root is not None and _local_name(root) == "opml":
            return next((child for child in root if _local_name(child) == "body"), root if len(root) else None)
    return None


def _root(content: bytes) -> etree._Element | None:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, LookupError, ValueError):
        return None


def _readable(content: bytes) -> bytes:
    """The document in UTF-8, with what breaks XML most often put right."""
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    text = _BARE_AMPERSAND.sub("&amp;", without_controls(text))
    return _DECLARATION.sub(b"", text.encode())


def _outlines(parent: etree._Element, folders: tuple[str, ...]) -> Iterator[Outline]:
    """The outlines below an element; the parser has refused what nests deeper than 256."""
    for element in parent:
        if _local_name(element) != "outline":
            continue
        attributes = {str(name).lower(): str(value) for name, value in element.attrib.items()}
        name = one_line(attributes.get("title") or attributes.get("text") or "")
        written = attributes.get("xmlurl") or _linked_feed(attributes)
        feed_url = http_address(written, "") or one_line(written)
        if feed_url:
            site_url = http_address(attributes.get("htmlurl", ""), "")
            yield Outline(feed_url, name, site_url, FOLDER_SEPARATOR.join(folders))
        if len(element):
            inner = (*folders, *_parts_of(name)) if not feed_url else folders
            yield from _outlines(element, inner)


def _parts_of(name: str) -> tuple[str, ...]:
    """A folder's name, itself joined where another reader had joined it."""
    return tuple(part.strip() for part in name.split(FOLDER_SEPARATOR) if part.strip())


def _linked_feed(attributes: dict[str, str]) -> str:
    """Some lists say type="rss" and give the feed's address as url."""
    return attributes.get("url", "") if attributes.get("type", "").lower() in ("rss", "atom", "feed") else ""


def _folder(folders: dict[tuple[str, ...], etree._Element], names: tuple[str, ...]) -> etree._Element:
    if names not in folders:
        name = without_controls(names[-1])
        folders[names] = etree.SubElement(_folder(folders, names[:-1]), "outline", text=name, title=name)
    return folders[names]


def _write(folder: etree._Element, outline: Outline) -> None:
    title = without_controls(outline.title)
    element = etree.SubElement(folder, "outline", type="rss", text=title or outline.feed_url, xmlUrl=outline.feed_url)
    if title:
        element.set("title", title)
    if outline.site_url:
        element.set("htmlUrl", outline.site_url)


def _local_name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2].lower()
