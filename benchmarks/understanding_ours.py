"""One stage of the understanding benchmark to a process: ``parts``, ``whole``, ``names`` or ``growth``."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measure import measured
from mynews.model.meaning import ArticleText
from mynews.model.story import Origin, Placeable
from mynews.model.vector import packed
from mynews.services.app import open_app
from mynews.services.stories.understand import article_texts, understand_due, understanding
from mynews.settings import Settings, read_settings
from mynews.storage.database import Tx
from mynews.understanding.annotator import Annotator
from mynews.understanding.duplicates import fingerprint
from mynews.understanding.encoder import opening
from mynews.understanding.entities import find_entities
from mynews.understanding.keypoints import key_points
from mynews.understanding.language import language_of
from mynews.understanding.stories import traits_of
from mynews.understanding.window import Window
from mynews.understanding.words import TermVector

_WIDTH = 384
_STEP = 10_000


def parts(settings: Settings, articles: int) -> dict[str, Any]:
    """The CPU milliseconds that an article costs each part, and the wall time of the same."""
    with open_app(settings) as app, app.db.read() as tx:
        texts = _texts(tx, articles)
    annotator = Annotator.load(settings.threads)
    annotator.annotate(texts[:2])  # some parts read their tables at first need
    vectors = annotator.encoder.encode([opening(each) for each in texts[:8]])
    steps: dict[str, Callable[[], object]] = {
        "language": lambda: [language_of(f"{each.headline}\n{each.text[:300]}") for each in texts],
        "vector": lambda: annotator.encoder.encode([opening(each) for each in texts]),
        "terms": lambda: [traits_of(each, vectors[0]) for each in texts],
        "fingerprint": lambda: [fingerprint(each) for each in texts],
        "topics": lambda: [annotator.topics.topics_of(each, vectors[0]) for each in texts],
        "names in headlines": lambda: [_named(annotator, replace(each, text="")) for each in texts],
        "names in whole texts": lambda: [_named(annotator, each) for each in texts],
        "key points": lambda: [key_points(each) for each in texts],
    }
    return {name: _cost(step, len(texts)) for name, step in steps.items()}


def whole(settings: Settings) -> dict[str, Any]:
    """Every article understood and placed: articles a second, the CPU of each, memory."""
    with measured() as meter, open_app(settings) as app, understanding(app) as steps:
        while steps["articles"].take() + steps["stories"].take():
            pass
    with open_app(settings) as app, app.db.read() as tx:
        articles, stories = tx.articles.count(), tx.stories.count()
    return {
        "articles": articles,
        "stories": stories,
        "per_second": articles / meter.cost.wall,
        "cpu_ms": 1000 * meter.cost.cpu / articles,
        "peak_mb": meter.cost.peak_mb,
    }


def names(settings: Settings, articles: int) -> dict[str, Any]:
    """The names in the whole texts of so many articles, saved: articles a second."""
    with open_app(settings) as app, understanding(app) as steps:
        began, cpu, done = time.perf_counter(), time.process_time(), 0
        while done < articles and (batch := understand_due(steps)):
            done += batch
        return {
            "articles": done,
            "per_second": done / (time.perf_counter() - began),
            "cpu_ms": 1000 * (time.process_time() - cpu) / done,
        }


def growth(articles: int) -> dict[str, Any]:
    """Placing article after article: how many a second among so many open ones, and the memory in the end."""
    window = Window(1)
    rates = []
    with measured() as meter:
        made = _reports(articles)
        for start in range(0, articles, _STEP):
            some = [next(made) for _ in range(min(_STEP, articles - start))]
            began = time.process_time()
            for each in some:
                window.take(each)
            rates.append(len(some) / (time.process_time() - began))
    return {"rates": rates, "stories": len(window), "peak_mb": meter.cost.peak_mb}


def _reports(articles: int) -> Iterator[Placeable]:
    """Reports of made events, three in ten of an event that was reported before, all within ten days."""
    rng = np.random.default_rng(7)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    events: list[tuple[Any, Any]] = []
    for number in range(articles):
        if events and rng.random() < 0.3:
            own, centre = events[int(rng.integers(max(0, len(events) - 3000), len(events)))]
        else:
            own, centre = rng.integers(0, 2**32, 60, dtype=np.uint32), rng.standard_normal(_WIDTH).astype(np.float32)
            events.append((own, centre))
        # Words that all share, as rare as words are: some are everywhere.
        common = (rng.zipf(1.3, 36) % 20_000).astype(np.uint32)
        terms = np.unique(np.concatenate([rng.permutation(own)[:40], common]))
        weights = rng.uniform(0.5, 2, len(terms)).astype(np.float32)
        weights /= np.linalg.norm(weights)
        vector = centre + 0.4 * rng.standard_normal(_WIDTH).astype(np.float32)
        yield Placeable(
            article_id=number + 1,
            headline=f"Report {number} of an event that was made",
            at=at + timedelta(days=10) * number / articles,
            origin=Origin(f"https://paper{number % 200}.example/{number}", f"https://paper{number % 200}.example/feed"),
            kind="text",
            vector=packed(vector / np.linalg.norm(vector)),
            terms=TermVector(terms, weights).to_bytes(),
            fingerprint=rng.bytes(66),
        )


def _texts(tx: Tx, articles: int) -> list[ArticleText]:
    return article_texts(tx, range(1, articles + 1))


def _named(annotator: Annotator, article: ArticleText) -> object:
    return find_entities(article, annotator.encoder, annotator.tagger, annotator.gazetteer)


def _cost(step: Callable[[], object], articles: int) -> dict[str, float]:
    began, cpu = time.perf_counter(), time.process_time()
    step()
    return {
        "per_second": articles / (time.perf_counter() - began),
        "cpu_ms": 1000 * (time.process_time() - cpu) / articles,
    }


def main(stage: str, folder: Path, number: int) -> None:
    """Do one stage, and print what it measured."""
    settings = read_settings(data_dir=folder, full_text=False)
    stages: dict[str, Callable[[], dict[str, Any]]] = {
        "parts": lambda: parts(settings, number),
        "whole": lambda: whole(settings),
        "names": lambda: names(settings, number),
        "growth": lambda: growth(number),
    }
    print(json.dumps(stages[stage]()))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
