"""The title of a feed as a source's name on pages: without what says only that it is a feed, or the whole of a site.

Sections stay, so that two feeds of one paper stay apart: "The Harbour Post: World". What might be a name is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

LONGEST_SECTION = 30
"""In characters: what is longer beside a name is a motto, and stands as its owner set it."""

_BETWEEN = re.compile(r"(\s+(?:[|·•»›>/]|::|[-–—]+|:)\s+|(?<=\S)::?\s+)")
_LOOSE = re.compile(r"^(?:[|»›:–—-]+\s+)+|(?:\s+[|»›:–—-]+)+$")
_FEED = (
    r"(?:(?:rss|atom|xml|webfeed)(?:[ -]?(?:feeds?|channel|kanal))?(?: \d(?:\.\d+)?)?"
    r"|(?:news|nieuws|nyhets|flux|fluxo|fil|canal)[ -]?(?:feeds?|rss)|feeds?)"
)
_FRONT = """
    home|home ?page|front ?page|main ?page|headlines|latest|most recent|all posts
    |startseite|hauptseite|titelseite|übersicht|aktuell|aktuelles|schlagzeilen|alle artikel|alle meldungen
    |accueil|à la une|a la une|la une|dernière minute|toute l['’]actualité|en continu
    |inicio|portada|titulares|lo último|última hora
    |início|página inicial|destaques|últimas
    |prima pagina|ultim['’]ora|in evidenza
    |voorpagina|forside|forsiden|förstasidan|startsidan|etusivu|strona główna|titulní strana|kezdőlap
    |главная|главное|все новости|последние новости|trang chủ|ana sayfa
    |トップ|ホーム|新着|最新|首页|首頁|最新消息|主页
"""
_LATEST = (
    r"(?:(?:the )?(?:latest|top|breaking|recent|newest|all|current)(?: (?:breaking|blog|top|online))?"
    r" (?:news|stories|headlines|articles|posts|updates|content|entries|items)"
    r"|(?:neueste|aktuelle|alle|letzte) (?:nachrichten|meldungen|artikel|beiträge|news)"
    r"|(?:les )?(?:dernières|derniers) (?:nouvelles|actualités|articles|infos)"
    r"|(?:las )?(?:últimas|ultimas) (?:noticias|notícias)|(?:ultime|ultimi) (?:notizie|articoli)|laatste nieuws"
    r"|siste nytt|senaste nytt|seneste nyt)"
)
_SAYS_FEED = re.compile(rf"\(?{_FEED}\)?", re.IGNORECASE)
_SAYS_WHOLE = "|".join(each.strip() for each in _FRONT.split("|"))
_SAYS_NOTHING = re.compile(rf"\(?(?:{_FEED}|{_SAYS_WHOLE}|{_LATEST}(?:,.*| (?:and|&) .*| from .*)?)\)?", re.IGNORECASE)
_ANNOUNCES = re.compile(
    rf"(?:the )?(?:rss|atom)[ -]?(?:feed )?(?:for|of|from|von|für|de|du|des|di|van) "
    rf"|feed (?:for|of|von) |flux rss (?:de|du|des) "
    rf"|{_LATEST} (?:from|by|at|von|aus|de|du|di|van) |home on |recent content (?:on|in) ",
    re.IGNORECASE,
)
# Behind a name the bare word says it in small letters alone: "Chicken Feed" is a name.
_TAIL = re.compile(r"\s+(?:\(?(?i:(?:rss|atom|xml)(?:[ -]?feeds?)?(?: \d(?:\.\d+)?)?)\)?|(?i:rss) \S{1,3}|feed)$")
_SECTIONS = frozenset(
    each.strip()
    for each in """
    news|world|world news|international|national|politics|business|economy|markets|money|technology|tech|science|health
    |culture|arts|sport|sports|opinion|comment|entertainment|lifestyle|travel|environment|climate|education|books|africa
    |americas|asia|europe|middle east|us|uk|blog|press releases
    |nachrichten|politik|wirtschaft|kultur|wissenschaft|wissen|panorama|ausland|inland|meinung|gesundheit|netzwelt|digital
    |monde|politique|économie|sports|sciences|santé|société|actualités
    |noticias|mundo|política|economía|deportes|cultura|ciencia|notícias|economia|esportes|desporto
    |notizie|mondo|politica|scienza|nieuws|buitenland|binnenland|новости|мир|политика|экономика
    """.split("|")
)


def plain_title(title: str, site_url: str | None, known_as: str = "") -> str:
    """What to call a source whose feed has this title: "Startseite - ORF.at" is "ORF.at".

    A title that names nobody leaves what the source is ``known_as`` from a list; else one that says nothing at all
    becomes the site's host, and one that is a bare section stands behind it.
    """
    host = _host(site_url)
    kept = _telling(title, host)
    if not _name_somebody(kept):
        is_listed = _name_somebody(_telling(known_as, host)) and not (host and known_as.startswith(host))
        return known_as if is_listed else _of_host(kept, host) or title.strip()
    whole = "".join(part + between for part, between in kept[:-1]) + kept[-1][0]
    if len(kept) != 2 or kept[0][1].strip() == ":":
        return whole
    return _with_section(kept[0][0], kept[1][0], host) or whole


def _name_somebody(parts: Sequence[tuple[str, str]]) -> bool:
    return len(parts) > 1 or any(part.casefold() not in _SECTIONS for part, _ in parts)


def _of_host(parts: Sequence[tuple[str, str]], host: str) -> str:
    return ": ".join([host, *(part for part, _ in parts)]) if host else ""


def _telling(title: str, host: str) -> list[tuple[str, str]]:
    """The parts of a title that say something, bare of what announces or ends them, each once, with what stands behind
    it."""
    parts = _BETWEEN.split(_LOOSE.sub("", " ".join(title.split())))
    found: dict[str, tuple[str, str]] = {}
    for part, between in zip(parts[::2], [*parts[1::2], ""], strict=True):
        # "Home: a magazine" names itself, "RSS: The Harbour Post" does not.
        says_nothing = _SAYS_FEED if between.strip() == ":" else _SAYS_NOTHING
        if part and (not says_nothing.fullmatch(part) or _names(part, host)):
            bare = _bare(part)
            found.setdefault(bare.casefold(), (bare, between))
    # "Latest news from The Harbour Post" is a motto beside a name, and alone has the name.
    return list(found.values()) or [(_bare(part), "") for part in parts[::2] if _ANNOUNCES.match(part)]


def _bare(part: str) -> str:
    bare = _TAIL.sub("", _ANNOUNCES.sub("", part, count=1) if _ANNOUNCES.match(part) else part)
    return bare if sum(map(str.isalnum, bare)) > 1 else part


def _with_section(first: str, second: str, host: str) -> str:
    """The paper, then its section, where the site's address tells which is which; else nothing."""
    if _names(first, host) == _names(second, host):
        return ""
    paper, section = (first, second) if _names(first, host) else (second, first)
    return f"{paper}: {section}" if len(section) <= LONGEST_SECTION and "," not in section else ""


def _names(part: str, host: str) -> bool:
    """Whether a host is that of what ``part`` names: "The Harbour Post", harbourpost.example."""
    name = _letters(part).removeprefix("the")
    label = _letters(host.partition(".")[0]).removeprefix("the")
    return len(name) > 2 and len(label) > 2 and (label.startswith(name) or name.startswith(label))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _host(site_url: str | None) -> str:
    """A site's host as one says it; empty for what is no host of the public."""
    try:
        host = urlsplit(site_url or "").hostname or ""
    except ValueError:
        return ""
    host = re.sub(r"^(?:www\d?|m|feeds?|rss|amp)\.(?=[^.]+\.)", "", host)
    return host if re.fullmatch(r"(?:[\w-]+\.)+[^\W\d][\w-]+", host) else ""
