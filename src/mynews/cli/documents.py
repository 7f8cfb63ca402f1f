"""What is named on the command line as a document: a file, if there is one."""

from __future__ import annotations

from pathlib import Path

from mynews.model.document import Document
from mynews.model.errors import ParseError


def is_file(what: str) -> bool:
    """Whether what was typed is the name of a file that is there."""
    try:
        return Path(what).is_file()
    except (OSError, ValueError):  # an address longer than a file's name can be
        return False


def document_of(file: Path) -> Document:
    """A file as a document. Raises ParseError."""
    try:
        return Document(file.resolve().as_uri(), file.read_bytes())
    except OSError as exc:
        raise ParseError(f"The file {file} cannot be read: {exc.strerror}.") from exc
