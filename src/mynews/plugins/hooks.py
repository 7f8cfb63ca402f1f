"""The hooks. A package that offers some names its module under the entry point group ``mynews``."""

from __future__ import annotations

from typing import Any

import pluggy

from mynews.model.article import ParsedArticle, ParsedFeed
from mynews.model.document import Document
from mynews.ranking.ranker import Ranker
from mynews.understanding.encoder import TextEncoder

hookspec = pluggy.HookspecMarker("mynews")
hookimpl = pluggy.HookimplMarker("mynews")


@hookspec(firstresult=True)
def mynews_parse(document: Document) -> ParsedFeed | ParsedArticle | None:
    """Read a document: give what it holds, or None where it is not of a kind that you read.

    Raise ParseError with a sentence for the reader where it is of your kind but broken. Later registered plug-ins are
    asked first, so yours can take a document before our own.
    """


@hookspec(firstresult=True)
def mynews_ranker(name: str) -> Ranker[Any] | None:
    """Give the ranker of this name, as the setting ``ranker`` has it; None where it is none of yours.

    What a ranker must do stands in ``tests/check_ranker.py``, which yours should pass.
    """


@hookspec(firstresult=True)
def mynews_encoder(threads: int) -> TextEncoder | None:
    """Give the encoder whose vectors articles are compared by, ready to use on so many threads; None to leave it be.

    It is asked for once in each process that understands articles. Later registered plug-ins are asked first, so yours
    takes the place of our own.
    """
