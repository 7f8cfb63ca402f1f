"""Working stand-ins: a web without a network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from mynews.model.document import Document, NotModified, Post, Request
from mynews.model.errors import FetchError
from mynews.net.fetcher import Wants
from mynews.net.limits import Limits

Answer = Document | NotModified | FetchError


class FakeWeb:
    """Answers with what ``pages`` holds for an address, else that there is no such page; keeps every request."""

    def __init__(self, pages: Mapping[str, Answer | str | bytes] | None = None) -> None:
        self.pages = dict(pages or {})
        self.asked: list[Request] = []
        self.posted: list[Post] = []

    def fetch(
        self, request: Request, *, limits: Limits | None = None, wants: Wants | None = None
    ) -> Document | NotModified:
        """The answer for this address. Raises FetchError where that is the answer, or there is none."""
        self.asked.append(request)
        answer = self.pages.get(request.url, FetchError(request.url, "There is no such page (404).", status=404))
        if isinstance(answer, FetchError):
            raise answer
        if isinstance(answer, str | bytes):
            content = answer.encode() if isinstance(answer, str) else answer
            return Document(request.url, content)
        return answer

    def post(self, post: Post) -> None:
        """Taken where ``pages`` has something for this address. Raises FetchError where that is the answer."""
        self.posted.append(post)
        answer = self.pages.get(post.url, FetchError(post.url, "There is no such page (404).", status=404))
        if isinstance(answer, FetchError):
            raise answer

    def ask(self, post: Post) -> Document:
        """What ``pages`` holds for this address. Raises FetchError where that is the answer."""
        self.post(post)
        answer = self.fetch(Request(post.url))
        assert isinstance(answer, Document)
        return answer

    def fetch_many(self, requests: Iterable[Request]) -> Iterator[tuple[Request, Document | NotModified | FetchError]]:
        """Each request with its answer, in order."""
        for request in list(requests):
            try:
                yield request, self.fetch(request)
            except FetchError as error:
                yield request, error
