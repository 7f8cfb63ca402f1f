"""The text of an article as a page of ours shows it. It was sanitised when it came in; here it finds its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from lxml import etree, html
from lxml.html import HtmlElement
from markupsafe import Markup

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_TAG = re.compile(r"<[^>]*>")
_FIRST_LEVEL = 2  # the headline above it is the page's only h1


def shown_body(body: str, picture: Callable[[str], str]) -> Markup:
    """A body whose pictures come through ``picture``, whose headings follow the headline, and that plays nothing.

    Sound and film become plain links: to play them here would tell their host who reads.
    """
    if "<" not in body:
        return Markup(f"<p>{body}</p>") if body.strip() else Markup()  # noqa: S704  # no tag, and entities as stored
    parser = html.HTMLParser(huge_tree=True)
    root = html.fragment_fromstring(body, create_parent="div", parser=parser)
    if parser.error_log.filter_from_fatals():  # nested beyond 2,048 levels, where the parser lets go: words alone
        return Markup(f"<p>{_TAG.sub(' ', body).strip()}</p>")  # noqa: S704  # no tag is left
    for element in root.xpath(".//img"):
        _settle_picture(element, picture)
    for element in root.xpath(".//audio | .//video"):
        _link_instead(element)
    for element in root.xpath(".//a[@href]"):
        element.set("rel", "noopener noreferrer")
        element.attrib.pop("target", None)
    _lower_headings(root)
    for element in root.xpath(".//table[not(ancestor::table)]"):
        _wrap(element, "scroll")
    inner = html.tostring(root, encoding="unicode")
    return Markup(inner[len("<div>") : -len("</div>")])  # noqa: S704  # sanitised by intake.clean when it came in


def _settle_picture(image: HtmlElement, picture: Callable[[str], str]) -> None:
    source = image.get("src", "")
    if not source.startswith(("http://", "https://")):
        image.drop_tree()
        return
    for name in ("srcset", "sizes"):
        image.attrib.pop(name, None)
    image.set("src", picture(source))
    image.set("alt", image.get("alt", ""))
    image.set("loading", "lazy")
    image.set("decoding", "async")
    for name in ("width", "height"):
        if not image.get(name, "").isdigit():
            image.attrib.pop(name, None)


def _link_instead(player: HtmlElement) -> None:
    sources = [player.get("src"), *(each.get("src") for each in player.iter("source"))]
    address = next((each for each in sources if each and each.startswith(("http://", "https://"))), None)
    if address is None:
        player.drop_tree()
        return
    kind = "Listen" if player.tag == "audio" else "Watch"
    link = etree.SubElement(html.Element("span"), "a", href=address)
    link.text = f"{kind} at {urlsplit(address).hostname or address}"
    link.tail = player.tail
    parent = player.getparent()
    if parent is not None:
        parent.replace(player, link)


def _lower_headings(root: HtmlElement) -> None:
    found = list(root.iter(*_HEADINGS))
    if not found:
        return
    shift = _FIRST_LEVEL - min(int(each.tag[1]) for each in found)
    for each in found:
        each.tag = f"h{min(6, int(each.tag[1]) + shift)}"


def _wrap(element: HtmlElement, kind: str) -> None:
    """Set an element into a box of its own, which may be wider inside than the page."""
    parent = element.getparent()
    if parent is None:
        return
    box = html.Element("div", {"class": kind, "tabindex": "0"})
    box.tail, element.tail = element.tail, None
    parent.replace(element, box)
    box.append(element)
