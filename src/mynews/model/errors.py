"""One tree of errors. Each message is a sentence for the reader: what is wrong, and what to do."""

from __future__ import annotations


class MyNewsError(Exception):
    """Anything that went wrong in a way we foresaw; ``str(error)`` is fit for the reader's eyes."""


class FetchError(MyNewsError):
    """An address could not be fetched.

    ``status`` is the HTTP status where one was received, ``retry_after`` the seconds the host asked us to wait,
    and ``permanent`` tells that trying again will not help (gone, refused by the guard, not an address).
    """

    def __init__(
        self,
        url: str,
        reason: str,
        *,
        status: int | None = None,
        retry_after: float | None = None,
        permanent: bool = False,
    ) -> None:
        super().__init__(reason)
        self.url = url
        self.status = status
        self.retry_after = retry_after
        self.permanent = permanent


class AddressRefused(FetchError):
    """The guard refused to connect: the address is private, or is none that we may fetch."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(url, reason, permanent=True)


class ParseError(MyNewsError):
    """Bytes that are not what they should be: not a feed, an empty page, broken OPML."""


class SendError(MyNewsError):
    """A message could not be handed over.

    ``permanent`` tells that trying again will not help; ``uncertain`` that it may have arrived all the same, so that
    who must not tell it twice does not try again.
    """

    def __init__(self, reason: str, *, permanent: bool = False, uncertain: bool = False) -> None:
        super().__init__(reason)
        self.permanent = permanent
        self.uncertain = uncertain


class NotFound(MyNewsError):
    """Nothing of that name or number is here."""


class NotAllowed(MyNewsError):
    """The thing belongs to another reader."""


class TooOften(MyNewsError):
    """Something was tried too often; ``seconds`` is how long to wait."""

    def __init__(self, sentence: str, seconds: float) -> None:
        super().__init__(sentence)
        self.seconds = seconds


class NotLoggedIn(MyNewsError):
    """Nobody is known to ask, or what they gave to come in is wrong."""


class SettingsError(MyNewsError):
    """The configuration cannot be used; the sentence says which setting and why."""


class StorageError(MyNewsError):
    """The database cannot do what was asked: too old, too new, full, or not ours."""


class NotStorable(StorageError):
    """The database works, and refuses these very values: to try them again will not help."""


class RankerError(MyNewsError):
    """A ranker does not do what rankers do: its scores are no numbers, its profile cannot be read."""
