"""The plug-ins that are here: ours, and those that other installed packages offer."""

from __future__ import annotations

from typing import Protocol, cast

import pluggy

from mynews.model.article import ParsedArticle, ParsedFeed
from mynews.model.document import Document
from mynews.model.errors import ParseError
from mynews.plugins import hooks
from mynews.plugins.parsers import OWN


class Plugins(Protocol):
    """What the rest of the house asks of plug-ins."""

    def parse(self, document: Document) -> ParsedFeed | ParsedArticle:
        """What a document holds. Raises ParseError."""


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


def load_plugins() -> Registry:
    """Register our own plug-ins, then those of other packages (entry point group ``mynews``)."""
    manager = pluggy.PluginManager("mynews")
    manager.add_hookspecs(hooks)
    for own in OWN:
        manager.register(own)
    manager.load_setuptools_entrypoints("mynews")
    return Registry(manager)
