from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mynews.model.agencies import AGENCIES
from mynews.model.dateline import LONGEST, without_dateline

LEAD = "The dockers of Port Ansel voted to end their strike."

DATELINES = [
    "LONDON (Reuters) - ",
    "(Reuters) - ",
    "(Reuters) — ",
    "LONDON, Oct 4 (Reuters) - ",
    "Oct 4 (Reuters) - ",
    "WASHINGTON (AP) — ",
    "WASHINGTON (AP)-- ",
    "ALLENTOWN, Pa. (AP) — ",
    "ST. JOSEPH, Mich. (AP) — ",
    "LONDON/PARIS (Reuters) - ",
    "GENEVA (Reuters/AFP) - ",
    "NEW DELHI, Oct 4 (PTI): ",
    "New Delhi [India], October 4 (ANI): ",
    "New Delhi, Oct 4 (IANS) ",
    "BEIJING, Oct. 4 (Xinhua) -- ",
    "WASHINGTON (CNN) -- ",
    "MOSCOW, October 4. /TASS/. ",
    "PARIS — ",
    "NEW YORK -- ",
    "BERLIN - ",
    "SEATTLE, Oct. 4 — ",
    "HARBOUR FALLS, N.Y. — ",
    "HARBOUR FALLS, Ohio – ",
    "PELLMOUTH, Norvane — ",
    "PORT ANSEL, Norvane (Lodestar) - ",
    "BERLIN, 4. Okt. (dpa) – ",
    "Berlin (dpa) - ",
    "Berlin (dpa/lno) - ",
    "Frankfurt/Main (dpa) – ",
    "Frankfurt am Main, 4. Oktober (dpa) – ",
    "Wien (APA) – ",
    "Wien/Graz (APA) – ",
    "Zürich (Keystone-SDA) - ",
    "PARIS, 4 oct (AFP) - ",
    "La Rochelle (AFP) – ",
    "MADRID, 4 oct. (EFE).- ",
    "Madrid, 4 oct (EFE) .- ",
    "MADRID 4 Oct. (EUROPA PRESS) - ",
    "Rio de Janeiro, 4 out (Lusa) – ",
    "LISBOA, 4 de outubro (Lusa) – ",
    "(ANSA) - ROMA, 04 OTT - ",
    "Stockholm (TT) – ",
    "МОСКВА, 4 окт — РИА Новости. ",
    "МОСКВА, 4 октября. /ТАСС/. ",
    "[東京 4日 ロイター] - ",
    "【ワシントン共同】",
    "【パリ時事】",
    "（中央社記者林小明台北4日電）",
    "新华社北京10月4日电（记者林小明）",
    "新华社北京10月4日电 ",
    "(서울=연합뉴스) 홍길동 기자 = ",
    "(서울=연합뉴스) ",
]


@pytest.mark.parametrize("dateline", DATELINES)
def test_a_dateline_is_taken_off(dateline: str) -> None:
    assert without_dateline(dateline + LEAD) == LEAD


@pytest.mark.parametrize(
    "text",
    [
        "NATO (founded 1949) - a treaty that ten more have signed since.",
        "NATO (Otan) - The alliance met in Pellmouth.",
        "NATO — The alliance met in Pellmouth.",
        "OPINION — The harbour needs no second crane.",
        "UPDATE - The harbour is open again.",
        "Associated Press (AP) - The agency has a new head.",
        "The Associated Press (AP) - The agency has a new head.",
        "Turbine Trust (TT) - The fund was closed.",
        "The mayor (Reuters) - The harbour is open again.",
        "The mayor told dpa (Berlin) - and nobody else - that she resigns.",
        "Protactinium (Pa) - The element is rare.",
        "PARIS — city of light, as it calls itself — was dark.",
        "PARIS — The city of light — was dark.",
        "PARIS - which had no mayor for a week - has one again.",
        "London - The second volume of the memoirs is out.",
        "Rosa Dunne - The mayor whom nobody wanted - won again.",
        "KESSARY, NORVANE — The two have signed.",
        "IBM, Norvane — The two have signed.",
        "COVID-19 — What to know before the winter.",
        "LONDON (Reuters) - ",
        "LONDON (Reuters) said nothing.",
        "LONDON",
        "(Optional) - The second course is free.",
        "(Berlin) The second course is free.",
        "WELCOME BACK (1998) - The film was shown again.",
        "東京の港は閉まった。",
        "東京 - 港は閉まった。",
        "【速報】港は閉まった。",
        "[東京] 港は閉まった。",
        "新华社说港口关闭。",
        "",
        "—",
        "()",
        " - ",
        "//",
    ],
)
def test_what_may_be_a_sentence_stays(text: str) -> None:
    assert without_dateline(text) == text


def test_dashes_and_agencies_within_a_text_stay() -> None:
    text = f"{LEAD}\n\nKESSARY (Reuters) - The others go on."
    assert without_dateline(text) == text


def test_what_stands_too_far_from_the_beginning_is_no_dateline() -> None:
    text = f"{'A B ' * LONGEST}(Reuters) - {LEAD}"
    assert without_dateline(text) == text


def test_a_quotation_may_follow() -> None:
    assert without_dateline("KESSARY, Norvane — “We go on,” they said.") == "“We go on,” they said."


CITIES = st.sampled_from(["KESSARY", "Kessary", "PORT ANSEL", "Grey Lock", "ÖSTERÅ", "Saint-Amel", "KESSARY/ORSOLO"])
DATES = st.sampled_from(["", ", Oct 4", ", 4 oct.", ", 4. Dezember", ", 4 août", " 4 dic"])
DASHES = st.sampled_from([" - ", " – ", " — ", ".- ", " -- ", "— "])


@given(CITIES, DATES, st.sampled_from(sorted(AGENCIES)), DASHES, st.sampled_from([LEAD, "«Nein», sagte sie.", "7 men"]))
def test_every_agency_signs_every_place_at_every_date(city: str, date: str, agency: str, dash: str, lead: str) -> None:
    assert without_dateline(f"{city}{date} ({agency}){dash}{lead}") == lead


@given(st.text(alphabet="AbC xY,.()-—–/:[]【】 \n0９共同ロイター", max_size=200) | st.text(max_size=200))
def test_only_the_beginning_of_a_text_is_ever_taken_and_never_all_of_it(text: str) -> None:
    left = without_dateline(text)
    assert text.endswith(left)
    assert len(text) - len(left) <= 2 * LONGEST
    assert bool(left.strip()) == bool(text.strip())


@given(st.lists(st.sampled_from("the mayor harbour of a strike (Reuters) - — (dpa) closed".split()), min_size=1))
def test_words_of_a_sentence_are_no_dateline(words: list[str]) -> None:
    text = " ".join(["The", "mayor", *words])
    assert without_dateline(text) == text
