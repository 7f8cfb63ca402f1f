"""The sample edition: invented news to look around in, before there are sources, and offline."""

from __future__ import annotations

from dataclasses import replace

from mynews.model.source import Reader, Source, SourceState
from mynews.sample import sample_feed, sample_names
from mynews.services.app import App
from mynews.services.gathering.refresh import host_of, plan_document, save_plan
from mynews.services.stories.arrange import gazetteer
from mynews.services.stories.summaries import summed_up

FOLDER = "Sample"


def load_sample(app: App, reader: Reader) -> int:
    """Have a reader follow the sample edition, dated as of now; gives how many articles came.

    None where it is there already.
    """
    now = app.now()
    saved = 0
    for name in sample_names():
        document = sample_feed(name, now)
        with app.db.write() as tx:
            there = tx.sources.at(document.url)
            if there is not None:
                tx.subscriptions.add([{"reader_id": reader.id, "source_id": there.id, "folder": FOLDER}], now)
                continue
        plan = plan_document(app, Source(0, document.url, "sample"), document, now)
        still = replace(plan.source, state=SourceState(fetched_at=now, changed_at=now))
        with app.db.write() as tx:
            tx.hosts.add([host_of(document.url)])
            (source,) = tx.sources.add([still], {document.url: host_of(document.url)}, now)
            save_plan(tx, replace(plan, source=source), now)
            tx.subscriptions.add([{"reader_id": reader.id, "source_id": source.id, "folder": FOLDER}], now)
        saved += len(plan.new)
    return saved


def forget_sample(app: App) -> int:
    """Take the sample edition out again, articles and all; gives how many sources went."""
    with app.db.write() as tx:
        tx.desk.lock()
        stories = tx.stories.with_articles_of("sample")
        gone = tx.sources.forget("sample")
        if stories:
            tx.desk.touch()
            tx.stories.save(summed_up(tx, stories, gazetteer(), app.now()))
        return gone


def has_sources(app: App) -> bool:
    """Whether anything at all is followed here."""
    with app.db.read() as tx:
        return bool(tx.sources.all())
