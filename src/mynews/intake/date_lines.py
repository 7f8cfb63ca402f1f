"""The instant in a line that tells when an article was published: "Published: 6:30pm, 17 Jan 2026"."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from mynews.intake.dates import parse_date

EARLIEST = datetime(1991, 1, 1, tzinfo=UTC)
"""Before the web there were no pages: an older "date of publication" is a default of some software."""

LATEST = datetime(2100, 1, 1, tzinfo=UTC)

_LEAD = re.compile(
    r"^(?:\s*(?:first|last|published|posted|created|updated|modified|date|on|at)\b\s*:?)+", re.IGNORECASE
)


def instant_in(line: str) -> datetime | None:
    """The instant that ``line`` names, in UTC; None where it names none or one that no page can have."""
    found = parse_date(_LEAD.sub("", line).strip())
    return found if found and EARLIEST <= found < LATEST else None
