"""So many requests are worked on at once, in order, and none that waits long holds up the others."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from starlette.types import Message, Receive, Scope, Send

from mynews.delivery.turns import Turns

NEVER = 3600.0


class Shop:
    """Answers nothing until it is told to, and remembers who was let in."""

    def __init__(self) -> None:
        self.inside: list[str] = []
        self.came: list[str] = []
        self.may_leave: dict[str, asyncio.Future[None]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = scope["path"]
        self.came.append(name)
        self.inside.append(name)
        self.may_leave[name] = asyncio.get_running_loop().create_future()
        try:
            await self.may_leave[name]
        finally:
            self.inside.remove(name)


async def nothing() -> Message:
    return {"type": "http.disconnect"}


async def nowhere(message: Message) -> None:
    del message


def asked(turns: Turns, *names: str, kind: str = "http") -> list[asyncio.Task[None]]:
    return [asyncio.create_task(turns({"type": kind, "path": each}, nothing, nowhere)) for each in names]


async def settled(*tasks: asyncio.Task[None]) -> None:
    for _ in range(10):
        await asyncio.sleep(0)
    for each in tasks:
        each.cancel()


def at(patience_seconds: float, play: Callable[[Shop, Turns], Awaitable[None]]) -> None:
    async def course() -> None:
        shop = Shop()
        await play(shop, Turns(shop, at_once=2, patience_seconds=patience_seconds))

    asyncio.run(course())


def test_so_many_are_let_in_and_the_next_in_order_when_one_has_gone() -> None:
    async def play(shop: Shop, turns: Turns) -> None:
        tasks = asked(turns, "a", "b", "c", "d")
        await settled()
        assert shop.inside == ["a", "b"]
        shop.may_leave["a"].set_result(None)
        await settled()
        assert shop.inside == ["b", "c"]
        await settled(*tasks)

    at(NEVER, play)


def test_one_that_takes_long_lets_the_next_in_and_goes_on() -> None:
    async def play(shop: Shop, turns: Turns) -> None:
        tasks = asked(turns, "a", "b", "c", "d", "e")
        while len(shop.came) < 5:
            await asyncio.sleep(0.001)
        assert shop.inside == ["a", "b", "c", "d", "e"]
        await settled(*tasks)

    at(0.001, play)


def test_who_had_lost_patience_does_not_let_two_in() -> None:
    async def play(shop: Shop, turns: Turns) -> None:
        tasks = asked(turns, "a", "b", "c", "d", "e", "f")
        while len(shop.came) < 4:
            await asyncio.sleep(0.001)
        turns.patience_seconds = NEVER
        while len(shop.came) < 6:
            await asyncio.sleep(0.001)
        for each in "abcd":
            shop.may_leave[each].set_result(None)
        tasks += asked(turns, "g", "h")
        await settled()
        assert shop.inside == ["e", "f"]
        await settled(*tasks)

    at(0.01, play)


def test_a_fault_and_a_browser_that_leaves_give_their_turn_back() -> None:
    async def play(shop: Shop, turns: Turns) -> None:
        first, second, *others = asked(turns, "a", "b", "c", "d", "e")
        await settled()
        shop.may_leave["a"].set_exception(ValueError("a fault"))
        second.cancel()
        others[2].cancel()  # has not had its turn
        await settled()
        assert shop.inside == ["c", "d"]
        with pytest.raises(ValueError, match="a fault"):
            await first
        shop.may_leave["c"].set_result(None)
        await settled()
        others += asked(turns, "f")
        await settled()
        assert shop.inside == ["d", "f"]
        await settled(*others)

    at(NEVER, play)


def test_what_is_no_request_waits_for_nobody() -> None:
    async def play(shop: Shop, turns: Turns) -> None:
        tasks = asked(turns, "a", "b") + asked(turns, "begin", kind="lifespan")
        await settled()
        assert shop.inside == ["a", "b", "begin"]
        await settled(*tasks)

    at(NEVER, play)
