"""Bytes of a page into one tree of elements, whatever the charset and however broken or deep the markup."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes
from lxml import etree, html
from lxml.html import HtmlElement

from mynews.model.document import Document
from mynews.model.errors import ParseError

MAX_BYTES = 8_000_000
"""What is read of a page; the longest of the 181 benchmark pages has 1.5 MB, and most of that is script."""

EMPTY = "The page is empty: it shows no text. Try again later or open the page in a browser."

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_NOT_IN_MARKUP = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def tree_of(document: Document) -> HtmlElement:
    """The page's root element; ParseError where there is nothing to read."""
    text = decode(document)
    if not text.strip():
        raise ParseError(EMPTY)
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser, ensure_head_body=True)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as exc:
        raise ParseError(EMPTY) from exc
    return root


def decode(document: Document) -> str:
    """The page as text: byte order mark, then UTF-8 where it fits, then what header or ``<meta>`` say, then a guess.

    UTF-8 comes before the declarations because bytes that happen to be valid UTF-8 are nothing else, while servers
    declare ISO-8859-1 for everything; only escape-coded charsets (ISO-2022-JP) are valid UTF-8 too.
    """
    content = document.content[:MAX_BYTES]
    for bom, name in _BOMS:
        if content.startswith(bom):
            return _without_controls(content[len(bom) :].decode(name, "replace"))
    header = _HEADER_CHARSET.search(document.headers.get("content-type", ""))
    declared = [header.group(1)] if header else []
    declared += [match.group(1).decode("ascii", "ignore") for match in _META_CHARSET.finditer(content[:4096])]
    for name in [*declared, "utf-8"] if b"\x1b" in content else ["utf-8", *declared]:
        text = _decoded(content, name)
        if text is not None:
            return _without_controls(text)
    guess = from_bytes(content[:65536]).best()
    return _without_controls(content.decode(guess.encoding if guess else "windows-1252", "replace"))


def _decoded(content: bytes, name: str) -> str | None:
    """``content`` in the charset ``name``; nothing where the name is unknown or more than a few bytes do not fit."""
    try:
        codec = codecs.lookup(name).name
        text = content.decode("cp1252" if codec in {"iso8859-1", "ascii"} else codec, "replace")
    except (LookupError, UnicodeError, ValueError):
        return None
    return None if text.count("\ufffd") > len(text) / 1000 + 1 else text


def _without_controls(text: str) -> str:
    return _NOT_IN_MARKUP.sub("", text)
