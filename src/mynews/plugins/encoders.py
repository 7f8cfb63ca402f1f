"""Our own encoder, a plug-in."""

from __future__ import annotations

from mynews.plugins.hooks import hookimpl
from mynews.understanding.encoder import Encoder


class PackagedEncoder:
    """all-MiniLM-L6-v2, for English."""

    @hookimpl
    def mynews_encoder(self, threads: int) -> Encoder:
        """The encoder in the package."""
        return Encoder.load(threads)
