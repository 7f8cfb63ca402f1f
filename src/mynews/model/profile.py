"""What was learned of a reader, as it is stored."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoredProfile:
    """A ranker's bytes for one reader, and the number of the last signal that they know.

    ``generation`` counts the changes: who saves another one must have read this one.
    """

    content: bytes
    learned_up_to: int
    generation: int
