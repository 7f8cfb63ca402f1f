"""Who may be fetched next, where many wait."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from mynews.model.document import Request
from mynews.net.lines import Lines

SLOW = [Request(f"https://slow.example/{number}") for number in range(10)]
QUICK = [Request(f"https://quick.example/{number}") for number in range(10)]


def test_host_at_the_front_of_the_list_leaves_room_for_the_others() -> None:
    lines = Lines(SLOW + QUICK, at_once=6, per_host=2)
    assert lines.next_batch() == [*SLOW[:2], *QUICK[:2]]
    assert lines.next_batch() == []


def test_next_of_a_host_follows_when_one_is_done() -> None:
    lines = Lines(SLOW, at_once=6, per_host=2)
    first, _ = lines.next_batch()
    lines.done(first)
    assert lines.next_batch() == [SLOW[2]]


def test_no_more_are_out_than_there_are_places() -> None:
    requests = [Request(f"https://{number}.example/") for number in range(10)]
    lines = Lines(requests, at_once=4, per_host=2)
    out = lines.next_batch()
    assert out == requests[:4]
    lines.done(out[0])
    assert lines.next_batch() == [requests[4]]


@settings(deadline=None)
@given(st.lists(st.builds("http://{}.example/{}".format, st.integers(0, 3), st.integers(0, 99))), st.integers(1, 5))
def test_every_request_has_its_turn_once(urls: list[str], at_once: int) -> None:
    lines = Lines([Request(url) for url in urls], at_once=at_once, per_host=1)
    seen: list[str] = []
    while batch := lines.next_batch():
        for request in batch:
            seen.append(request.url)
            lines.done(request)
    assert sorted(seen) == sorted(urls)
