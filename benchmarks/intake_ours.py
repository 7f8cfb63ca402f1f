"""myNEWS's side of the intake benchmark, one stage to a process: ``first``, ``unchanged`` or ``count``."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measure import measured, tell
from benchmarks.prose import landmark
from mynews.services.app import App, open_app
from mynews.services.gathering.refresh import refresh_due
from mynews.services.gathering.subscribe import import_opml, refresh_soon
from mynews.services.stories.lists import latest
from mynews.services.stories.search import search
from mynews.settings import Settings, read_settings


def first(settings: Settings, urls: Sequence[str]) -> None:
    """A new installation: every source followed and fetched, every article there to be read and found."""
    outlines = "".join(f'<outline type="rss" text="{url}" xmlUrl="{url}"/>' for url in urls)
    with measured() as meter, open_app(settings) as app:
        import_opml(app, app.reader(), f'<opml version="2.0"><body>{outlines}</body></opml>'.encode())
        _refresh_all(app)
    tell(meter.cost)


def unchanged(settings: Settings) -> None:
    """Every source made due, and fetched again."""
    with measured() as meter, open_app(settings) as app:
        refresh_soon(app, app.reader())
        _refresh_all(app)
    tell(meter.cost)


def count(settings: Settings, sources: int, articles: int) -> None:
    """How many articles a reader reaches by paging through the list, and how many by searching."""
    with open_app(settings) as app:
        reader = app.reader()
        page = latest(app, reader, most=500)
        listed = {card.id for card in page.cards}
        while page.after is not None:
            page = latest(app, reader, page.after, most=500)
            listed |= {card.id for card in page.cards}
        found = {
            hit.card.id for source in range(sources) for hit in search(app, reader, landmark(source), most=articles + 1)
        }
        print(json.dumps({"readable": len(listed), "findable": len(found & listed)}))


def _refresh_all(app: App) -> None:
    while list(refresh_due(app)):
        pass


def main(stage: str, folder: Path, database: str, *numbers: str) -> None:
    """Do one stage; the addresses of the sources come on standard input."""
    settings = read_settings(data_dir=folder, database=database, allow_private=("127.0.0.1",))
    if stage == "first":
        first(settings, json.load(sys.stdin))
    elif stage == "unchanged":
        unchanged(settings)
    else:
        count(settings, *map(int, numbers))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
