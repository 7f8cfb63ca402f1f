"""What a feed's entries mean: the one step from raw to parsed, the same for every format."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from mynews.intake.addresses import http_address, joined
from mynews.intake.clean import clean_html, one_line, plain_text, without_controls
from mynews.intake.dates import parse_date
from mynews.intake.entries.pictures import is_picture, pictures_from, with_pictures_apart
from mynews.intake.entries.raw import RawEntry, RawFeed, RawLink, RawMedia, RawText
from mynews.model.article import Enclosure, ParsedArticle, ParsedFeed

_LOOKS_LIKE_HTML = re.compile(
    r"</(?:a|abbr|b|blockquote|center|cite|code|dd|del|div|dl|dt|em|figure|font|h[1-6]|i|ins|li|ol|p|pre|s|small|span|strong"
    r"|sub|sup|table|td|tr|tt|u|ul|video)>|<(?:br|img)\b[^<>]*>|&#?\w+;",
    re.I,
)
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")

# A teaser longer than this, in a feed without full texts, is taken for the whole text unless it ends in a mark of
# being cut. Read off ../shared/data/feeds: cut descriptions cluster below 400 characters.
_SHORT = 500
_END = 150  # characters at the end of a text, among which a mark of being cut stands
_CUT = re.compile(
    r"(?:\[\s*(?:…|\.\.\.)\s*\]|…|\.\.\.|\b(?:read (?:more|the rest|the full|on|full)|(?:continue|keep) reading"
    r"|full story|weiterlesen|mehr lesen|zum artikel|lire (?:la suite|l.article|plus)|leer m[áa]s|seguir leyendo"
    r"|leggi tutto|continua a leggere|l(?:er|eia) mais|lees (?:meer|verder)|czytaj (?:więcej|dalej)|l(?:äs|es|æs) mere?"
    r"|читать (?:далее|дальше))\b.{0,120})[\s»›→>.)\]]*$",
    re.I,
)
# What WordPress sets below each article it syndicates: a line about itself, in the site's language.
_SYNDICATION_LINE = re.compile(
    r"<p>(?:The post|Der Beitrag|L[’']article|La entrada|L[’']articolo|Het bericht|O post|Wpis|Inlägget|Artiklen)\s+"
    r"<a [^>]*>(?:(?!</?p).)*</a>\s*[^<]{3,40}<a [^>]*>(?:(?!</?p).)*</a>\.?\s*</p>\s*$",
    re.S,
)

_EMAIL = re.compile(r"[\w.+-]+@(?:[\w-]+\.)+[a-zA-Z]{2,}(?:\?subject=\S+)?")
_PERIODS = {"hourly": 3600, "daily": 86400, "weekly": 604800, "monthly": 2592000, "yearly": 31536000}


def feed_from(raw: RawFeed, url: str) -> ParsedFeed:
    """The parsed feed that a document at ``url`` holds."""
    language = _language(raw.language)
    return ParsedFeed(
        articles=tuple(_article(entry, raw, url, language) for entry in raw.entries),
        title=one_line(raw.title),
        description=one_line(raw.description),
        site_url=http_address(raw.link, url),
        feed_url=_first_address(raw.links, "self", url),
        next_url=_first_address(raw.links, "next", url),
        language=language,
        icon_url=http_address(raw.icon, url),
        every_seconds=_rhythm(raw),
        problem=raw.problem,
    )


def _article(entry: RawEntry, feed: RawFeed, url: str, language: str) -> ParsedArticle:
    address = _link_of(entry, url)
    enclosures = tuple(_enclosures(entry, url))
    full, teaser = _full_and_teaser(entry)
    body, summary = _html(full, address or url), _html(teaser, address or url)
    body, pictures = with_pictures_apart(body, pictures_from(_pictures(entry, enclosures, address or url)))
    return ParsedArticle(
        headline=one_line(entry.title or entry.media_title),
        url=address,
        identity=without_controls(entry.identity).strip() or None,
        byline=", ".join(_names(entry.authors or feed.authors)),
        published_at=parse_date(entry.published) or parse_date(entry.created) or parse_date(entry.updated),
        updated_at=parse_date(entry.updated),
        language=_language(entry.language or (full.language if full else entry.title_language)) or language,
        summary=summary if summary != body else "",
        body=body,
        pictures=pictures,
        topics=tuple(dict.fromkeys(_topics(entry.topics))),
        enclosures=tuple(enclosure for enclosure in enclosures if not enclosure.media_type.startswith("image/")),
        comments_url=http_address(entry.comments, url) or _first_address(entry.links, "replies", url),
        complete=_is_complete(entry, full, body, address, enclosures),
    )


def _full_and_teaser(entry: RawEntry) -> tuple[RawText | None, RawText | None]:
    """The longest text, and the teaser beside it where there is one."""
    texts = [text for text in (*entry.contents, entry.teaser) if text and text.value.strip()]
    if not texts:
        return (RawText(entry.media_description, plain=True) if entry.media_description else None), None
    full = max(texts, key=lambda text: len(text.value))
    others = [text for text in reversed(texts) if text.value != full.value]
    return full, (others[0] if others else None)


def _html(text: RawText | None, address: str) -> str:
    """The text as sanitised HTML, relative addresses resolved against the feed's xml:base or else the article."""
    if text is None:
        return ""
    if text.plain and not _LOOKS_LIKE_HTML.search(text.value):
        return _paragraphs(text.value)
    html = clean_html(text.value, joined(address, text.base))
    return _SYNDICATION_LINE.sub("", html).rstrip()


def _paragraphs(text: str) -> str:
    """Plain text as HTML: blank lines part paragraphs, line ends stay."""
    paragraphs = _BLANK_LINE.split(escape(without_controls(text).strip(), quote=False))
    return "\n".join(f"<p>{'<br>'.join(paragraph.splitlines())}</p>" for paragraph in paragraphs if paragraph)


def _is_complete(
    entry: RawEntry, full: RawText | None, body: str, address: str | None, enclosures: tuple[Enclosure, ...]
) -> bool:
    """False where a feed gives a stub, and there is a page to read the rest on."""
    if not address or any(enclosure.media_type.startswith(("audio/", "video/")) for enclosure in enclosures):
        return True
    if full is None or _CUT.search(plain_text(body[-_SHORT:])[-_END:]):
        return False
    return full in entry.contents or len(plain_text(body)) > _SHORT


def _names(authors: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(filter(None, (name_beside_address(one_line(author)) for author in authors)))


def name_beside_address(author: str) -> str:
    """RSS writes "mail@paper.example (Ana Reyes)"; the address alone where there is no name."""
    if not (found := _EMAIL.search(author)):
        return author
    name = author.replace(found[0], "").replace("()", "").replace("<>", "").strip()
    return name.removeprefix("(").removesuffix(")").strip() or found[0]


def _topics(terms: Iterable[str]) -> Iterable[str]:
    """The publisher's terms without those that are addresses of a scheme."""
    return (name for term in terms if (name := one_line(term)) and "://" not in name)


def _enclosures(entry: RawEntry, url: str) -> Iterable[Enclosure]:
    """Files that come with the entry, each once; sound and film that only the media module names among them."""
    links = [
        RawLink(m.url, "enclosure", m.media_type) for m in entry.media if _is_sound_or_film(m.media_type, m.medium)
    ]
    seen: set[str] = set()
    for link in (*entry.links, *links):
        address = http_address(link.href, url) if link.rel == "enclosure" else None
        if address and address not in seen:
            seen.add(address)
            length = int(link.length) if link.length.isascii() and link.length.isdigit() else None
            media_type = link.media_type.strip().lower()
            yield Enclosure(address, media_type if media_type != "text/html" else "", length)  # feedparser's guess


def _pictures(entry: RawEntry, enclosures: tuple[Enclosure, ...], url: str) -> list[RawMedia]:
    """The pictures that stand beside the text, from the best place that has any; their addresses absolute."""
    named = [media for media in entry.media if is_picture(media)] or list(entry.thumbnails)
    named = named or [RawMedia(enclosure.url) for enclosure in enclosures if enclosure.media_type.startswith("image/")]
    named = named or ([RawMedia(entry.image)] if entry.image else [])
    has_text = entry.teaser or entry.contents  # else the words beside the picture became the text
    return [
        media._replace(url=address, caption=media.caption if has_text else "")
        for media in named
        if (address := http_address(media.url, url))
    ]


def _link_of(entry: RawEntry, url: str) -> str | None:
    """The page of the article: its link, else an identity that is an address."""
    is_address = entry.identity.lower().startswith(("http://", "https://", "/"))
    return http_address(entry.link or (entry.identity if is_address else ""), url)


def _is_sound_or_film(media_type: str, medium: str) -> bool:
    return media_type.startswith(("audio/", "video/")) or (medium in ("audio", "video") and not media_type)


def _first_address(links: Iterable[RawLink], rel: str, url: str) -> str | None:
    return next((http_address(link.href, url) for link in links if link.rel == rel), None)


def _language(tag: str) -> str:
    """A language tag as browsers write it ("en", "pt-BR"), or nothing where it is none."""
    tag = tag.strip().replace("_", "-")
    return tag if 2 <= len(tag) <= 35 and tag.replace("-", "").isalnum() and tag.isascii() else ""


def _rhythm(raw: RawFeed) -> int | None:
    """Seconds between fetches by ttl (minutes) or the syndication module, where they are a sensible number."""
    period = _PERIODS.get(raw.update_period.strip().lower())
    if period:
        frequency = raw.update_frequency.strip()
        return period // max(1, int(frequency)) if frequency.isdecimal() else period
    ttl = raw.ttl.strip()
    return int(ttl) * 60 or None if ttl.isdecimal() and len(ttl) < 7 else None
