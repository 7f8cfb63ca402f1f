"""What can go wrong on the way, each in a sentence for the reader."""

from __future__ import annotations

import logging
import traceback
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp
from yarl import URL

from mynews.model.errors import AddressRefused, FetchError
from mynews.net.guard import ConnectionRefusedByGuard
from mynews.net.limits import Limits
from mynews.net.unpack import Damaged, TooDense, TooLarge

LONGEST_WAIT = 30 * 86_400.0  # seconds; who asks for more is mistaken, or wants to be forgotten

_LATER = "We will try again later."
_SENTENCES = {
    304: "The site {host} says that nothing has changed, but we have nothing of it yet. " + _LATER,
    400: "The site {host} did not understand our request. Check the address of this source.",
    401: "The site {host} lets only those in who have signed in. A login may be needed for this source.",
    402: "The site {host} asks for payment. A login may be needed for this source.",
    403: "The site {host} does not let us read this address. A login may be needed for this source.",
    404: "The site {host} has nothing at this address. Check whether it has moved.",
    410: "The site {host} has removed this address for good. Look for a new one, or end the subscription.",
    429: "The site {host} asks us to come less often. " + _LATER,
    451: "The site {host} may not show this here, for legal reasons.",
    503: "The site {host} is overloaded or being repaired. " + _LATER,
}

# The first kind that fits, so the particular stand before the general.
_SENTENCES_OF_EXCEPTIONS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
    (TimeoutError, "The site {host} did not answer within {limits.seconds:g} seconds. " + _LATER),
    (TooLarge, "The document at {host} is larger than {megabytes:g} MB, which is more than we read."),
    (TooDense, "The document at {host} is packed so densely that it looks like an attack, so we stopped reading it."),
    (Damaged, "The document from {host} arrived damaged. " + _LATER),
    (
        aiohttp.ClientConnectorCertificateError,
        "The site {host} could not prove that it is {host}: its certificate is not valid. "
        "Check the address, or wait until the site has mended it.",
    ),
    (aiohttp.ClientConnectorSSLError, "No secure connection to the site {host} could be made. Check the address."),
    (
        (aiohttp.ClientConnectorDNSError, UnicodeError),
        "No site named {host} could be found. Check the spelling of the address; if it is right, the site may be gone.",
    ),
    (aiohttp.ClientConnectorError, "The site {host} cannot be reached. " + _LATER),
    (aiohttp.ServerDisconnectedError, "The site {host} hung up without an answer. " + _LATER),
    (aiohttp.ClientPayloadError, "The site {host} broke off in the middle of its answer. " + _LATER),
    (aiohttp.ClientResponseError, "What answers at {host} does not speak like a web site. Check the address."),
    (aiohttp.InvalidURL, "This is not an address that can be fetched: check its spelling."),
    (aiohttp.ClientError, "The connection to the site {host} broke. " + _LATER),
)

log = logging.getLogger(__name__)


def fault_of_status(url: URL, status: int, retry_after: str | None, now: datetime) -> FetchError:
    """The error for an answer with this status, which is none of success."""
    if status >= 500:
        otherwise = "The site {host} has a fault of its own (status {status}). " + _LATER
    elif status < 400:
        otherwise = "The site {host} sends us on without saying where (status {status}). " + _LATER
    else:
        otherwise = "The site {host} refused to answer (status {status}). Check the address of this source."
    return FetchError(
        str(url),
        _SENTENCES.get(status, otherwise).format(host=url.host, status=status),
        status=status,
        retry_after=seconds_to_wait(retry_after, now) if retry_after else None,
        permanent=status == 410,
    )


def fault_of_exception(url: URL, error: Exception, limits: Limits) -> FetchError:
    """The error for what happened on the way to an answer, or within it."""
    if isinstance(error, aiohttp.ClientConnectorError) and isinstance(error.os_error, ConnectionRefusedByGuard):
        return AddressRefused(
            str(url),
            f"The site {url.host} lies on a private network, where we do not fetch. "
            "Who runs this server can allow it in the settings (allow_private).",
        )
    for kinds, sentence in _SENTENCES_OF_EXCEPTIONS:
        if isinstance(error, kinds):
            return FetchError(str(url), sentence.format(host=url.host, limits=limits, megabytes=limits.size / 1e6))
    return fault_unforeseen(str(url), error)


def fault_unforeseen(url: str, error: Exception) -> FetchError:
    """The error for what should not happen; the log tells the kind and the place, for us to mend it."""
    # Not the exception's text: it may quote an address or a header, and those may hold a reader's login.
    place = traceback.extract_tb(error.__traceback__)[-1]
    log.error("a fetch failed unforeseen: %s in %s, line %s", type(error).__name__, place.filename, place.lineno)
    return FetchError(url, f"This address could not be fetched, for a reason that we did not foresee. {_LATER}")


def seconds_to_wait(retry_after: str, now: datetime) -> float | None:
    """What a Retry-After header asks for, as seconds or a date (RFC 9110, 10.2.3); None where it says neither."""
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:20]), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    seconds = (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds()
    return min(max(seconds, 0.0), LONGEST_WAIT)
