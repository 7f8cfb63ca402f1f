"""The plug-ins that are here: ours, and those that other installed packages offer."""

from __future__ import annotations

from typing import Any, Protocol, cast

import pluggy

from mynews.model.article import ParsedArticle, ParsedFeed
from mynews.model.document import Document
from mynews.model.errors import ParseError, SettingsError
from mynews.plugins import hooks, parsers
from mynews.plugins.encoders import PackagedEncoder
from mynews.plugins.rankers import OwnRankers
from mynews.ranking.ranker import Ranker
from mynews.understanding.encoder import TextEncoder

OWN = (PackagedEncoder(), OwnRankers(), *parsers.OWN)


class Plugins(Protocol):
    """What the rest of the house asks of plug-ins."""

    def parse(self, document: Document) -> ParsedFeed | ParsedArticle:
        """What a document holds. Raises ParseError."""

    def encoder(self, threads: int) -> TextEncoder:
        """What the vectors of articles are made by, on so many threads."""

    def ranker(self, name: str) -> Ranker[Any]:
        """The ranker of this name. Raises SettingsError."""


class Registry:
    """Plug-ins behind :class:`Plugins`."""

    def __init__(self, manager: pluggy.PluginManager) -> None:
        self._manager = manager

    def parse(self, document: Document) -> ParsedFeed | ParsedArticle:
        """What the first plug-in that reads such a document makes of it. Raises ParseError."""
        parsed = cast(ParsedFeed | ParsedArticle | None, self._manager.hook.mynews_parse(document=document))
        if parsed is None:
            raise ParseError("This is neither a feed nor a page nor a text that we can read. Check the address.")
        return parsed

    def encoder(self, threads: int) -> TextEncoder:
        """The first encoder that a plug-in offers; ours where there is no other."""
        return cast(TextEncoder, self._manager.hook.mynews_encoder(threads=threads))

    def ranker(self, name: str) -> Ranker[Any]:
        """The ranker of this name. Raises SettingsError where there is none."""
        found = cast(Ranker[Any] | None, self._manager.hook.mynews_ranker(name=name))
        if found is None:
            raise SettingsError(f"There is no ranker named {name!r}. Take bayes, or install the plug-in that has it.")
        return found


def load_plugins(*more: object) -> Registry:
    """Register our own plug-ins, then those of other packages (entry point group ``mynews``), at last ``more``."""
    manager = pluggy.PluginManager("mynews")
    manager.add_hookspecs(hooks)
    for own in OWN:
        manager.register(own)
    manager.load_setuptools_entrypoints("mynews")
    for one in more:
        manager.register(one)
    return Registry(manager)
