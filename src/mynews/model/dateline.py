"""The dateline of a text: where, by whom and when it was reported, as agencies set it before the first sentence.

It is told by its own marks: an agency's name, a date, or capitals before a dash. Where none of them is sure, what may
be a dateline stays: to lose the beginning of a sentence is worse than to show a place.
"""

from __future__ import annotations

import re

from mynews.model.agencies import AGENCIES

LONGEST = 120
"""In characters: "AUF DEM WEG NACH NIEDERNDORF AN DER SARROW, 4. Dezember (Keystone-SDA/APA/dpa) – " is 84."""

MOST_WORDS = 9

# They sign datelines but are nobody's copies to us, or stand in none of their partners' credit lines.
_ALSO = """
    CNN|CNA|VOA|BBC|Efe|Europa Press|Keystone-SDA|Kyodo|Thomson Reuters Foundation|Reuters Breakingviews|Reuters Health
    |Sputnik|RIA Novosti|WAFA|KUNA|Petra|MTI|CTK|ČTK|PAP|STA|HINA|BTA|Agerpres|Tanjug|NPR|AdnKronos|Agência Brasil
    |Agencia EFE|ATS|ТАСС|РИА Новости|Интерфакс
"""
_KNOWN = frozenset(
    written
    for name in (*AGENCIES, *(each.strip() for each in _ALSO.split("|")))
    for written in (name, name.upper(), name.lower())
)
# By style books of the trade these stand in a dateline without their country; written in capitals, so compared.
_ALONE = frozenset(
    each.strip()
    for each in """
    AMSTERDAM|ATHENS|ATLANTA|BAGHDAD|BALTIMORE|BANGKOK|BARCELONA|BEIJING|BEIRUT|BERLIN|BERN|BOSTON|BRASILIA|BRASÍLIA
    |BRUSSELS|BRÜSSEL|BRUXELLES|BUCHAREST|BUDAPEST|BUENOS AIRES|CAIRO|CANBERRA|CHICAGO|CINCINNATI|CLEVELAND|COPENHAGEN
    |DALLAS|DENVER|DETROIT|DUBAI|DUBLIN|EDINBURGH|FRANKFURT|GENEVA|GENF|GENÈVE|GIBRALTAR|GUATEMALA CITY|HAMBURG|HANOI
    |HAVANA|HELSINKI|HONG KONG|HONOLULU|HOUSTON|INDIANAPOLIS|ISLAMABAD|ISTANBUL|JAKARTA|JERUSALEM|JOHANNESBURG|KABUL
    |KUALA LUMPUR|KYIV|LA PAZ|LAS VEGAS|LISBOA|LISBON|LONDON|LONDRES|LOS ANGELES|LUXEMBOURG|MADRID|MANILA|MELBOURNE
    |MEXICO CITY|MIAMI|MILAN|MILANO|MILWAUKEE|MINNEAPOLIS|MONACO|MONTEVIDEO|MONTREAL|MOSCOW|MÜNCHEN|MUMBAI|MUNICH
    |NAIROBI|NEW DELHI|NEW ORLEANS|NEW YORK|NICOSIA|OKLAHOMA CITY|OSLO|OTTAWA|PANAMA CITY|PARIS|PHILADELPHIA|PHOENIX
    |PITTSBURGH|PRAGUE|RIO DE JANEIRO|ROMA|ROME|SALT LAKE CITY|SAN ANTONIO|SAN DIEGO|SAN FRANCISCO|SANTIAGO|SAO PAULO
    |SÃO PAULO|SEATTLE|SEOUL|SHANGHAI|SINGAPORE|SOFIA|ST. LOUIS|STOCKHOLM|SYDNEY|TAIPEI|TEHRAN|TEL AVIV|THE HAGUE|TOKYO
    |TORONTO|TUNIS|UNITED NATIONS|VATICAN CITY|VIENNA|WARSAW|WASHINGTON|WIEN|ZURICH|ZÜRICH
    """.split("|")
)
_MONTHS = frozenset(
    "jan feb fév mar mär mrt maa apr avr abr may mai mag mei maj jun jui giu jul lug aug aoû ago sep set oct okt out"
    " ott nov dec dez déc dic ene gen янв фев мар апр мая май июн июл авг сен окт ноя дек".split()
)
# "Rio de Janeiro", "Frankfurt am Main", "Newcastle upon Tyne".
_WITHIN_NAMES = frozenset(
    "de da do dos das del della di du la le les el al am an im in bei ob der den upon on of".split()
)

_DASH = r"\s*\.?\s*(?:[-–—‒―]+)\s*"
_HEAD = rf"(?P<head>[^()\n:;!?]{{0,{LONGEST}}}?)"
_REPORTED = re.compile(
    rf"{_HEAD}\s*\((?P<agency>[^()\n]{{2,50}})\)(?P<end>{_DASH}|\s*:\s+|\s+)"
    rf"|(?P<place>[^()\n/:;!?]{{0,{LONGEST}}}?)\s*/(?P<slashed>[^/\n]{{2,30}})/(?:\.\s+|{_DASH})"
)
# Those of Russia follow their dash: "МОСКВА, 4 окт — РИА Новости. "
_PLACED = re.compile(
    rf"{_HEAD}(?:\s+[-–—]+\s+|\s*(?:—|--)\s*)(?:(?:РИА Новости|ТАСС|Интерфакс|RIA Novosti|Sputnik)\.\s+)?"
)
# Agencies of the East set theirs in brackets or close it with a word for "wires".
_EASTERN = re.compile(
    r"【[^】\n]{0,20}(?:共同|時事|AFP|ロイター|聯合|中央社)[^】\n]{0,6}】\s*"
    r"|[\[［][^\]］\n]{0,30}ロイター[\]］]\s*[-－ー―–—]*\s*"
    r"|（中央社[^）\n]{1,30}電）\s*"
    r"|新华社[^，。\s]{1,25}电\s*(?:（[^）\n]{1,40}）\s*)?"
    r"|\([가-힣·]{1,12}=(?:연합뉴스|뉴시스|뉴스1)\)\s*(?:[가-힣]{2,4}(?:\s[가-힣]{2,5})?\s*(?:기자|특파원)\s*=\s*)?"
)
_BETWEEN_AGENCIES = re.compile(r"\s*[/,;=&+]\s*|\s+(?:and|und|et|y|e|en|och)\s+")
_SECOND_DASH = re.compile(r"\s[-–—]+\s|—|--")
_TIMES = 2  # "(ANSA) - ROMA, 04 OTT - " has two parts


def without_dateline(text: str) -> str:
    """A text without the dateline that it begins with ("VIENNA, Oct 4 (Reuters) - "); as it is where none is sure."""
    for _ in range(_TIMES):
        length = _length(text[: 2 * LONGEST])
        if not length:
            return text
        text = text[length:]
    return text


def _length(text: str) -> int:
    """How many characters the dateline takes; 0 for none."""
    for form, is_sure in ((_EASTERN, _always), (_REPORTED, _is_reported), (_PLACED, _is_placed)):
        found = form.match(text)
        if found and found.end() <= LONGEST and text[found.end() :].strip() and is_sure(found):
            return found.end()
    return 0


def _always(_found: re.Match[str]) -> bool:
    return True


def _is_reported(found: re.Match[str]) -> bool:
    """Whether an agency in parentheses or between strokes ends a dateline here."""
    agency = found["agency"] or found["slashed"]
    head = (found["head"] if found["agency"] else found["place"]).strip(" ,.")
    if not _names_only(head) or _is_name_of(head, agency):
        return False
    after = found.string[found.end() :]
    closed = found["slashed"] is not None or bool(found["end"].strip())
    if any(each in _KNOWN for each in _BETWEEN_AGENCIES.split(agency.strip())):
        return closed or (_has_date(head) and _begins(after))
    # An agency that nobody here knows, where all else is as agencies write it: "PORT ANSEL, Norvane (Lodestar) - ".
    return closed and agency[0].isupper() and _is_set_as_place(head) and _begins(after)


def _is_placed(found: re.Match[str]) -> bool:
    """Whether a place before a dash, that no agency signs, is a dateline: "PARIS — ", "SPRINGFIELD, Ill. — "."""
    head, after = found["head"].strip(" ,."), found.string[found.end() :]
    if not _names_only(head) or not _begins(after) or _SECOND_DASH.search(_sentence(after)):
        return False
    return head in _ALONE or _is_set_as_place(head)


def _is_set_as_place(head: str) -> bool:
    """A city in capitals with its country or the day behind it; four letters at the least, since NASA is no city."""
    city, comma, rest = head.partition(",")
    letters = sum(map(str.isalpha, city))
    if not comma or letters < 4 or not city.isupper() or any(map(str.isdigit, city)):
        return False
    return _has_date(rest) or "." in rest or not rest.isupper()


def _names_only(head: str) -> bool:
    words = head.replace("[", " ").replace("]", " ").replace("/", " ").replace(",", " ").split()
    dated = any(map(str.isdigit, head))
    return len(words) <= MOST_WORDS and all(
        not word[0].islower() or word in _WITHIN_NAMES or (dated and word[:3] in _MONTHS) for word in words
    )


def _has_date(head: str) -> bool:
    return any(map(str.isdigit, head)) and any(word[:3].casefold() in _MONTHS for word in re.findall(r"[^\W\d]+", head))


def _is_name_of(head: str, agency: str) -> bool:
    """Whether the parentheses explain the words before them: "Associated Press (AP) - The"."""
    if head.partition(",")[0].isupper():
        return False
    return head in _KNOWN or "".join(word[0] for word in head.split() if word[0].isupper()).endswith(agency.upper())


def _begins(text: str) -> bool:
    """Whether a sentence may begin here."""
    first = text.lstrip("\"'“”„«»‘’([¿¡ ")[:1]
    return bool(first) and not first.islower() and first.isalnum()


def _sentence(text: str) -> str:
    return re.split(r"[.!?](?:\s|$)", text, maxsplit=1)[0]
