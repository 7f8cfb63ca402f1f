from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

from mynews.intake.starter import load_starter
from mynews.services.gathering.subscribe import full_address


def test_every_starter_is_a_whole_address_over_https_and_stands_once() -> None:
    sources = load_starter().sources
    for each in sources:
        parts = urlsplit(each.url)
        assert (parts.scheme, parts.username, parts.port, parts.fragment) == ("https", None, None, ""), each
        assert full_address(each.url) == each.url, each
        assert "." in (parts.hostname or ""), each
        assert each.title == each.title.strip() != "", each
    assert [url for url, times in Counter(each.url for each in sources).items() if times > 1] == []
    assert [title for title, times in Counter(each.title for each in sources).items() if times > 1] == []
    assert len({each.key for each in sources}) == len(sources)


def test_starters_have_subject_country_and_language_of_the_list_and_none_is_empty() -> None:
    starter = load_starter()
    assert {each.subject for each in starter.sources} == set(starter.subjects)
    assert {each.country for each in starter.sources} == set(starter.countries)
    assert {each.language for each in starter.sources} == set(starter.languages)
    assert len(starter.subjects) == 12
    assert len(starter.sources) >= 120
    assert len(starter.countries) >= 20


def test_starters_are_narrowed_by_each_and_all() -> None:
    starter = load_starter()
    found = starter.narrowed(subject="science", country="fr", language="fr")
    assert [each.title for each in found] == ["Le Monde Sciences"]
    assert starter.narrowed() == starter.sources
    assert all(each.country == "at" for each in starter.narrowed(country="at"))
    assert starter.narrowed(country="at", language="ja") == ()
