"""Gathers the English words of the pages into ``catalogue/mynews.pot`` and makes translations ready to be used.

``python -m tools.catalogue`` (``make catalogue``) writes the template anew, carries its changes over into each
``LANG.po`` beside it, and compiles those into the ``LANG.mo`` that the pages read. ``--check`` writes nothing and
fails where the template is out of date.
"""

from __future__ import annotations

import calendar
import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from mynews.delivery.web import acts, notices, views

SOURCE = Path(__file__).parents[1] / "src" / "mynews"
FOLDER = SOURCE / "delivery" / "web" / "catalogue"
TEMPLATE = FOLDER / "mynews.pot"
METHODS = [
    ("delivery/web/templates/**.html", "jinja2"),
    ("delivery/web/*.py", "python"),
    ("ranking/reasons.py", "python"),
]
OPTIONS = {"delivery/web/templates/**.html": {"trimmed": "false", "newstyle_gettext": "true", "silent": "false"}}
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
# Words that are chosen from a table before they are put into a language.
_COUNTED = re.compile(r'counted\("([^"]+)", "([^"]+)"\)')
_SAID = re.compile(r'_(?:said|learned)\(((?:\s*"[^"]*",?\s*)+)\)')
_STRING = re.compile(r'"([^"]*)"')
_NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)  # a date of its own would make every template another one


def gathered() -> Catalog:
    """All words of the pages, in the order of their files."""
    catalog = Catalog(project="myNEWS", copyright_holder="the myNEWS authors", creation_date=_NO_DATE)
    found = extract_from_dir(SOURCE, METHODS, OPTIONS, keywords=KEYWORDS)
    for file, _line, message, comments, _context in sorted(found, key=lambda each: (each[0], each[1])):
        catalog.add(message, locations=[(file, 1)], auto_comments=comments)
    for file, message in _from_tables():
        catalog.add(message, locations=[(file, 1)])
    return catalog


def _from_tables() -> Iterator[tuple[str, str | tuple[str, str]]]:
    for file in sorted((SOURCE / "delivery" / "web" / "templates").glob("*.html")):
        for one, many in _COUNTED.findall(file.read_text()):
            yield f"delivery/web/templates/{file.name}", (one, many)
    for words in notices.DONE.values():
        yield "delivery/web/notices.py", words
    for words in acts.WORDS:
        yield "delivery/web/acts.py", words
    for words in views.HEADINGS:
        yield "delivery/web/views.py", words
    for name in (*calendar.day_name, *list(calendar.month_name)[1:], *list(calendar.month_abbr)[1:]):
        yield "delivery/web/views.py", name
    for listed in _SAID.findall((SOURCE / "ranking" / "reasons.py").read_text()):
        words = _STRING.findall(listed)
        if len(words) == 4:  # what is learned: seldom, likes, and how many stories
            yield "ranking/reasons.py", words[0]
            yield "ranking/reasons.py", words[1]
            yield "ranking/reasons.py", (words[2], words[3])
        else:
            yield from (("ranking/reasons.py", each) for each in words)


def written(catalog: Catalog) -> bytes:
    """A catalogue as a file."""
    file = io.BytesIO()
    write_po(file, catalog, width=120, omit_header=False, include_lineno=False)
    return file.getvalue()


def main() -> int:
    """Write, or check; gives the status of the command."""
    template = gathered()
    content = written(template)
    if "--check" in sys.argv[1:]:
        return 0 if TEMPLATE.exists() and TEMPLATE.read_bytes() == content else 1
    FOLDER.mkdir(exist_ok=True)
    TEMPLATE.write_bytes(content)
    print(f"{TEMPLATE.name}: {len(template)} messages")
    for file in sorted(FOLDER.glob("*.po")):
        with file.open("rb") as opened:
            translation = read_po(opened, locale=file.stem.replace("-", "_"))
        translation.update(template)
        file.write_bytes(written(translation))
        with file.with_suffix(".mo").open("wb") as opened:
            write_mo(opened, translation)
        done = sum(bool(each.string) for each in translation if each.id)
        print(f"{file.name}: {done} of {len(translation)} are translated")
    return 0


if __name__ == "__main__":
    sys.exit(main())
