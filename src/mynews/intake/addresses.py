"""Web addresses as written, made absolute."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from mynews.intake.clean import without_controls


def joined(base: str, written: str) -> str:
    """``written`` resolved against ``base``; as it stands where the two cannot be joined."""
    if not base:
        return written
    try:
        return urljoin(base, written)
    except ValueError:  # a bracket where a host should be
        return written


def http_address(written: str, base: str) -> str | None:
    """The absolute http address that ``written`` means at ``base``, or None where it means none.

    Line ends within are dropped and spaces escaped, as browsers do.
    """
    written = without_controls(written).strip()
    if not written:
        return None
    address = joined(base, written)
    if " " in address or "\n" in address or "\r" in address or "\t" in address:
        address = "".join(address.replace(" ", "%20").split())
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in ("http", "https") and parts.netloc else None
