from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from mynews.model.query import Filter, Query, Term, parse_query

_TYPED = st.lists(
    st.one_of(
        st.sampled_from(
            ["source:", "before:2026-11", "after:99999-99", "is:saved", "-", '"', "“", "”", ":", "lang:", "in:", " "]
        ),
        st.text(alphabet=st.characters(), max_size=8),
    ),
    max_size=12,
).map("".join)


@given(_TYPED)
def test_any_text_gives_a_query(text: str) -> None:
    query = parse_query(text)
    assert all(term.words.strip() and len(term.words) <= 200 for term in query.terms)
    for each in query.filters:
        assert each.value
        assert (each.at is not None) == (each.operator in ("before", "after"))
        assert len(parse_query(each.rest).filters) == len(query.filters) - 1


@given(_TYPED)
def test_a_query_without_its_filters_has_the_same_words(text: str) -> None:
    query = parse_query(text)
    for each in query.filters:
        assert parse_query(each.rest).terms == query.terms


def test_a_query_is_taken_apart() -> None:
    assert parse_query('Volcano “north pole” -film harb* Source:"The Paper" -is:read before:2026-11') == Query(
        terms=(
            Term("Volcano"),
            Term("north pole"),
            Term("film", without=True),
            Term("harb*", begins=True),
        ),
        filters=(
            Filter("source", "The Paper", False, 'Volcano "north pole" -film harb* -is:read before:2026-11'),
            Filter("is", "read", True, 'Volcano "north pole" -film harb* Source:"The Paper" before:2026-11'),
            Filter(
                "before",
                "2026-11",
                False,
                'Volcano "north pole" -film harb* Source:"The Paper" -is:read',
                datetime(2026, 11, 1, tzinfo=UTC),
            ),
        ),
        words='Volcano "north pole" -film harb*',
    )


def test_what_only_looks_like_an_operator_is_looked_for_as_words() -> None:
    assert parse_query("10:30 https://paper.example/ a:b C++") == Query(
        terms=(Term("10:30"), Term("https://paper.example/"), Term("a:b"), Term("C++")),
        words="10:30 https://paper.example/ a:b C++",
    )
    assert parse_query("re:zero").terms == (Term("re:zero"),)
    assert parse_query("re:zero").unclear == ("There is no “re:” to search by, so it was looked for as words.",)
