"""Instants as publishers write them."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any

from dateutil import parser as dateutil_parser
from feedparser.datetimes import _parse_date as feedparser_date  # the one door to all its handlers

_LONGEST = 100  # characters; the longest real form has some 60 (JavaScript's, with the zone's full name)

# Minutes east of Greenwich. Where two regions use one name, the region that publishes more news has it.
_ZONES = {
    **dict.fromkeys(("ut", "utc", "gmt", "z", "wet"), 0),
    **dict.fromkeys(("cet", "met", "mez", "bst", "west", "wat"), 60),
    **dict.fromkeys(("cest", "mest", "mesz", "eet", "sast", "cat"), 120),
    **dict.fromkeys(("eest", "msk", "eat", "trt"), 180),
    **{"irst": 210, "msd": 240, "gst": 240, "pkt": 300, "ist": 330, "npt": 345, "bdt": 360, "wib": 420, "ict": 420},
    **dict.fromkeys(("sgt", "hkt", "myt", "pht", "awst", "wita"), 480),
    **{"jst": 540, "kst": 540, "acst": 570, "aest": 600, "acdt": 630, "aedt": 660, "nzst": 720, "nzdt": 780},
    **{"ndt": -150, "nst": -210, "adt": -180, "brt": -180, "art": -180, "clt": -240, "ast": -240},
    **{"edt": -240, "est": -300, "et": -300, "cdt": -300, "cot": -300, "pet": -300, "cst": -360, "ct": -360},
    **{"mdt": -360, "mst": -420, "mt": -420, "pdt": -420, "pst": -480, "pt": -480, "akdt": -480, "akst": -540},
    **{"hst": -600},
}

# How the months' names begin, without accents, from January: Germanic, Romance and Nordic languages, Polish, Czech,
# Turkish, Indonesian, Finnish, Hungarian, Greek, Russian.
_MONTH_NAMES = (
    "jan gen ene sty led oca tammi ιαν янв",
    "feb fev lut uno sub helmi φεβ фев",
    "mar mae mrt mrz brez maalis μαρ мар",
    "apr avr abr avg kwi dub nis huhti απρ апр",
    "may mai mei maj mag kve touko μαι май мая",
    "jun giu juin cze cerven haz kesa ιουν июн",
    "jul lug juil lip cervenec tem heina ιουλ июл",
    "aug ago aou sie srp elo αυγ авг",
    "sep set wrz zar eyl syys σεπ сен",
    "oct okt ott out paz rij eki loka οκτ окт",
    "nov lis kas marras νοε ноε ноя",
    "dec dez des dic gru pro ara joulu δεκ дек",
)
_MONTHS = {start: number for number, names in enumerate(_MONTH_NAMES, 1) for start in names.split()}
_LONGEST_START = max(map(len, _MONTHS))

_RFC_822 = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?(\d{1,2})\s+([A-Za-z]{3})\s+(\d{4})\s+(\d\d):(\d\d):(\d\d)\s+(?:([A-Za-z]+)|([+-])(\d\d)(\d\d))$"
)
_EPOCH = re.compile(r"(\d{9,10})(\d{3})?$")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?)?Z?$")
_TIME = re.compile(r"(?<!\d)(\d{1,2})[:h](\d\d)(?::(\d\d)(?:[.,]\d+)?)?(?!\d)|(\d{1,2})[時시点點时]\s*(\d{1,2})[分분]")
_OFFSET = re.compile(r"(?:gmt|utc|ut|z)?\s*([+−-])\s*(\d\d?):?(\d\d)?\b")
_GLUED_HALF = re.compile(r"(?<=:)(\d\d)\s*([ap])\.?m\b\.?")
_LONE_HOUR = re.compile(r"(?<![:.\d])(\d{1,2})\s*([ap])\.?m\b\.?")
_AFTERNOON = re.compile(r"\bp\.?\s?m\b|오후|下午|午後|μμ")
_MORNING = re.compile(r"\ba\.?\s?m\b|오전|上午|午前|πμ")
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+")


def parse_date(text: str) -> datetime | None:
    """The instant that ``text`` names, in UTC, or None where it names none.

    Read are RFC 822 in its broken forms, ISO 8601, month names of many languages, East Asian dates, seconds since
    1970. A date without a zone is taken for UTC, one without a time for midnight, 11/12/2026 for November. Years are
    returned as read, however unlikely.
    """
    text = text.strip()
    if not text or len(text) > _LONGEST:
        return None
    for read in (_read_usual, _read_iso, _read_digits, _read_words, _read_by_feedparser, _read_by_dateutil):
        try:
            instant = read(text)
        except (ValueError, OverflowError):  # a 31st of November; the next reader may see it another way
            continue
        if instant:
            return instant
    return None


def _read_usual(text: str) -> datetime | None:
    """RFC 822 as most feeds write it, six times as fast as by words."""
    found = _RFC_822.match(text)
    month = _MONTHS.get(found[2].lower()) if found else None
    if not found or not month:
        return None
    if found[7]:
        zone = _ZONES.get(found[7].lower())
    else:
        zone = (int(found[9]) * 60 + int(found[10])) * (-1 if found[8] == "-" else 1)
    if zone is None:
        return None
    return _instant(int(found[3]), month, int(found[1]), (int(found[4]), int(found[5]), int(found[6])), zone)


def _read_iso(text: str) -> datetime | None:
    if text[4:5] != "-":
        return None
    instant = datetime.fromisoformat(text)
    return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)


def _read_digits(text: str) -> datetime | None:
    if seconds := _EPOCH.match(text):
        return datetime.fromtimestamp(int(seconds[1]), UTC)
    if parts := _COMPACT.match(text):
        year, month, day, hour, minute, second = (int(part or 0) for part in parts.groups())
        return _instant(year, month, day, (hour, minute, second), 0)
    return None


def _read_words(text: str) -> datetime | None:
    """Any order of a day, a month by name or number, a year, perhaps a time and a zone."""
    text = _LONE_HOUR.sub(r"\1:00 \2m", _GLUED_HALF.sub(r"\1 \2m", _plain(text)))
    found = _TIME.search(text)
    if not found:
        date = _date_of(text)
        return _instant(*date, (0, 0, 0), 0) if date else None
    before, after = text[: found.start()], text[found.end() :]
    zone, after = _zone_of(after)
    date = _date_of(before) or _date_of(f"{before} {after}")
    if not date:
        return None
    hour, minute, second = (int(found[i] or found[j] or 0) for i, j in ((1, 4), (2, 5), (3, 3)))
    if hour < 12 and _AFTERNOON.search(text):
        hour += 12
    elif hour == 12 and _MORNING.search(text):
        hour = 0
    return _instant(*date, (hour, minute, second), zone)


def _read_by_feedparser(text: str) -> datetime | None:
    parts: Any = feedparser_date(text)
    if not parts or f"{parts[0] % 100:02d}" not in _TIME.sub("", text):  # it fills a missing year from the clock
        return None
    return _instant(parts[0], parts[1], parts[2], parts[3:6], 0)


def _read_by_dateutil(text: str) -> datetime | None:
    zones = {name.upper(): minutes * 60 for name, minutes in _ZONES.items()}
    unlikely = datetime(1, 1, 1, tzinfo=UTC)
    instant = dateutil_parser.parse(text, tzinfos=zones, default=unlikely)
    return instant.astimezone(UTC) if instant.year > 1 else None  # a bare time or weekday is no date


def _plain(text: str) -> str:
    """Lower case, without accents."""
    if text.isascii():
        return text.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))


def _zone_of(after: str) -> tuple[int, str]:
    """The zone in minutes east of Greenwich, and what remains of the text after the time without it."""
    if found := _OFFSET.search(after):
        minutes = int(found[2]) * 60 + int(found[3] or 0)
        if minutes <= 14 * 60:
            return (minutes if found[1] == "+" else -minutes), after[: found.start()] + after[found.end() :]
    for word in _WORD.findall(after):
        if word in _ZONES:
            return _ZONES[word], after
    return 0, after


def _date_of(text: str) -> tuple[int, int, int] | None:
    """Year, month and day that a text without the time of day names."""
    numbers = _NUMBER.findall(text)
    months = [month for word in _WORD.findall(text) if (month := _month_of(word))]
    if months and len(numbers) >= 2:
        day, year = (numbers[1], numbers[0]) if len(numbers[0]) == 4 else (numbers[0], numbers[1])
        return _year_of(year), months[-1], int(day)  # the last: "mar. 24 nov." is a Tuesday in November
    if months or len(numbers) < 3:
        return None
    first, second, third = numbers[:3]
    if len(first) == 4:
        return int(first), int(second), int(third)
    if "/" in text and int(first) <= 12:
        return _year_of(third), int(first), int(second)  # the slash is American where it can be
    return _year_of(third), int(second), int(first)


def _month_of(word: str) -> int | None:
    return next((_MONTHS[word[:n]] for n in range(_LONGEST_START, 2, -1) if word[:n] in _MONTHS), None)


def _year_of(digits: str) -> int:
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (2000 if year < 70 else 1900)


def _instant(year: int, month: int, day: int, time: tuple[int, int, int], zone: int) -> datetime:
    hour, minute, second = time
    if hour > 24 or minute > 59 or second > 60:
        raise ValueError(time)
    # Added, not given: so that 24:00 is the next midnight and a leap second the next minute.
    return datetime(year, month, day, tzinfo=UTC) + timedelta(hours=hour, minutes=minute - zone, seconds=second)
