"""The face of fetching: plain calls from any thread, one event loop behind them."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable, Coroutine, Iterable, Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from functools import partial
from types import TracebackType
from typing import Any, Self, TypeVar

from mynews.model.document import Document, NotModified, Post, Request
from mynews.model.errors import FetchError
from mynews.net.faults import fault_unforeseen
from mynews.net.fetcher import Fetcher, Resolve, Wants, addresses_of
from mynews.net.guard import Guard
from mynews.net.limits import LIMITS, Limits
from mynews.net.lines import Lines

USER_AGENT = "myNEWS/0.1 (+https://mynews.example; feed reader)"
NAME_LOOKUPS = 32  # threads; the lookup of a dead name blocks its thread for ten seconds and more

Outcome = Document | NotModified | FetchError
T = TypeVar("T")


class Web:
    """Fetches documents, guarded and within limits; all threads may share one.

    ``close`` it, or use it in a ``with`` statement. ``allow_private`` names the hosts and networks that the operator
    trusts although they are not public: "nas.local", "nas.local:8080", "10.0.0.0/8". ``resolve`` gives the IP
    addresses of a host name, and is there to be replaced in tests.
    """

    def __init__(
        self,
        *,
        limits: Limits = LIMITS,
        allow_private: Iterable[str] = (),
        user_agent: str = USER_AGENT,
        resolve: Resolve = addresses_of,
    ) -> None:
        guard = Guard.allowing(allow_private)
        self._limits = limits
        self._gate = threading.Lock()
        self._closed = False
        self._loop = asyncio.new_event_loop()
        self._loop.set_default_executor(ThreadPoolExecutor(NAME_LOOKUPS, thread_name_prefix="mynews-names"))
        self._thread = threading.Thread(target=self._loop.run_forever, name="mynews-net", daemon=True)
        self._thread.start()
        self._fetcher = self._run(Fetcher.open(guard, limits, user_agent, resolve))

    def fetch(
        self, request: Request, *, limits: Limits | None = None, wants: Wants | None = None
    ) -> Document | NotModified:
        """The document that was asked for, or that it did not change; raises ``FetchError`` or ``AddressRefused``.

        ``limits`` holds for this fetch in place of the usual ones; ``wants`` says what kind of thing is hoped for,
        by default a page for a request of a page and a feed for any other.
        """
        try:
            outcome = self._run(self._outcome_of(request, limits or self._limits, wants))
        except CancelledError:
            raise _stopped(request) from None
        if isinstance(outcome, FetchError):
            raise outcome
        return outcome

    def post(self, post: Post) -> None:
        """Hand bytes over to an address; raises ``FetchError`` or ``AddressRefused`` where they were not taken."""
        try:
            self._run(self._fetcher.post(post, self._limits))
        except CancelledError:
            raise _stopped(post) from None

    def ask(self, post: Post) -> Document:
        """What an address answers to bytes that are handed over; raises ``FetchError`` or ``AddressRefused``."""
        try:
            return self._run(self._fetcher.ask(post, self._limits))
        except CancelledError:
            raise _stopped(post) from None

    def fetch_many(self, requests: Iterable[Request]) -> Iterator[tuple[Request, Outcome]]:
        """Each request with what came of it, as they complete; a ``FetchError`` is given, not raised.

        They take their turns host by host, and wait where the caller is slow to take them: what was fetched and not
        yet taken never grows beyond twice the connections.
        """
        limits = self._limits
        lines = Lines(requests, at_once=2 * limits.connections, per_host=2 * limits.per_host)
        done: queue.SimpleQueue[tuple[Request, Outcome]] = queue.SimpleQueue()
        running: set[asyncio.Task[Outcome]] = set()

        def begin(batch: list[Request]) -> None:
            for request in batch:
                task = self._loop.create_task(self._outcome_of(request, limits))
                running.add(task)
                task.add_done_callback(partial(finish, request))

        def finish(request: Request, task: asyncio.Task[Outcome]) -> None:
            running.discard(task)
            done.put((request, _stopped(request) if task.cancelled() else task.result()))

        def abandon() -> None:
            for task in running:
                task.cancel()

        untaken = 0
        try:
            while (batch := lines.next_batch()) or untaken:
                untaken += len(batch)
                if batch and not self._hand_over(begin, batch):
                    for request in batch:
                        done.put((request, _stopped(request)))
                request, outcome = done.get()
                untaken -= 1
                lines.done(request)
                yield request, outcome
        finally:
            if untaken:
                self._hand_over(abandon)

    def close(self) -> None:
        """Stop all that is under way and close every connection; doing it twice does nothing."""
        with self._gate:
            if self._closed:
                return
            self._closed = True
        asyncio.run_coroutine_threadsafe(self._fetcher.close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        with self._gate:
            if self._closed:
                work.close()
                raise CancelledError
            future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()  # an interrupt from the keyboard stops the fetch too; what is done cannot be cancelled
            raise

    def _hand_over(self, act: Callable[..., object], *arguments: object) -> bool:
        """Have this called in the loop's thread; False where it never will be, as we are closed."""
        with self._gate:
            if not self._closed:
                self._loop.call_soon_threadsafe(act, *arguments)
            return not self._closed

    async def _outcome_of(self, request: Request, limits: Limits, wants: Wants | None = None) -> Outcome:
        try:
            return await self._fetcher.fetch(request, limits, wants)
        except FetchError as error:
            return error
        except Exception as error:  # a mistake of ours, which is to spoil this fetch and no other
            return fault_unforeseen(request.url, error)


def _stopped(request: Request | Post) -> FetchError:
    return FetchError(request.url, "The fetch was stopped, as myNEWS is shutting down. It will be tried again later.")
