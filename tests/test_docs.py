"""What the docs say of themselves and of the pages is there: links lead somewhere, pages are listed, once."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from starlette.routing import Route

from mynews.delivery.web.face import web_face
from mynews.storage.database import open_database
from tests import make
from tests.fakes import FakeWeb

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted(
    path
    for some in ("*.md", "docs/**/*.md", "src/**/*.md", "benchmarks/*.md", "quality/*.md")
    for path in ROOT.glob(some)
)
PAGES = ROOT / "docs" / "reference" / "pages.md"
NOT_LISTED = {"GET /static/{}"}  # what pages are made of
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)|src=\"([^\"]+)\"")
_HEADING = re.compile(r"^#+ +(.*)$", re.MULTILINE)


def prose(path: Path) -> str:
    """A document without its examples."""
    return re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.DOTALL)


def links(path: Path) -> list[tuple[Path, str]]:
    """Where a document leads within the project, each with the heading that is meant."""
    found = [one or other for one, other in _LINK.findall(prose(path))]
    own = [each.partition("#") for each in found if not re.match(r"\w+:", each)]
    return [((path.parent / file).resolve() if file else path, heading) for file, _, heading in own]


def headings(path: Path) -> set[str]:
    """The headings of a document, as links name them."""
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in _HEADING.findall(prose(path))}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(document: Path) -> None:
    dead = [
        f"{target.name}#{heading}"
        for target, heading in links(document)
        if not target.exists() or (heading and heading not in headings(target))
    ]
    assert dead == []


def test_every_document_is_reached_from_the_readme() -> None:
    reached, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        path = waiting.pop()
        if path not in reached:
            reached.add(path)
            waiting += [target for target, _ in links(path) if target.suffix == ".md" and target.exists()]
    assert [path.name for path in DOCUMENTS if path.is_relative_to(ROOT / "docs") and path not in reached] == []


def plain(path: str) -> str:
    """An address with every part that changes made the same, as routes (``{number}``) and docs (``N``) write them."""
    return re.sub(r"\{[^}]*\}|\b[A-Z]+\b", "{}", path.partition("?")[0])


def told(row: str) -> set[str]:
    """The addresses of a line of the docs; ``/follow`` after ``/sources/N/change`` is ``/sources/N/follow`` too."""
    spans = re.findall(r"`((?:POST )?/[^`]*)`", row)
    if not spans:
        return set()
    method, _, first = spans[0].rpartition(" ")
    beside = plain(first).rpartition("/")[0]
    paths = {plain(each.rpartition(" ")[2]) for each in spans}
    return {f"{method or 'GET'} {each}" for path in paths for each in (path, beside + path)}


def test_every_page_and_form_stands_in_the_reference(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'mynews.db'}")
    with make.app(database, tmp_path, FakeWeb()) as app:
        ours = {
            f"{method} {plain(route.path)}"
            for route in web_face(app).routes
            if isinstance(route, Route)
            for method in (route.methods or set()) - {"HEAD"}
        }
    database.close()
    assert ours - NOT_LISTED - {each for row in PAGES.read_text("utf-8").splitlines() for each in told(row)} == set()


@pytest.mark.parametrize("name", ["pages", "settings", "commands", "glossary", "search", "keys"])
def test_nothing_stands_twice_in_a_table(name: str) -> None:
    rows = re.findall(r"^\| (.+?) \| ", (PAGES.parent / f"{name}.md").read_text("utf-8"), re.MULTILINE)
    assert [row for row, times in Counter(rows).items() if times > 1 and row not in {"---", "address"}] == []
