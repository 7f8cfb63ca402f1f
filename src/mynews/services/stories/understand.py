"""Understanding what came: each article by itself first, then which story it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from mynews.intake.clean import plain_text
from mynews.model.article import Article
from mynews.model.meaning import ArticleText, DueMeaning
from mynews.model.source import Source
from mynews.model.story import Desk, Move, Origin
from mynews.services.app import App
from mynews.services.queues import waiting
from mynews.services.stories.summaries import summed_up
from mynews.storage.database import Tx
from mynews.understanding.annotator import Annotator
from mynews.understanding.duplicates import original_of
from mynews.understanding.owners import owner_of
from mynews.understanding.places import Gazetteer
from mynews.understanding.stories import CLOSES_AFTER
from mynews.understanding.window import Window

ARTICLES_AT_ONCE = 128
NAMED_AT_ONCE = 16
PLACED_AT_ONCE = 100
_LEASE = timedelta(minutes=10)
_DESK_HELD = timedelta(minutes=2)
# What a new story may follow up: at most a year old, and of several articles.
_REMEMBERED = timedelta(days=365)
# Feeds bring articles of any age at their first fetch: so many stories are known however old their articles are.
_NEWEST_STORIES = 20_000
# By so many stories the window may grow before it is read anew, without those that have closed.
_GROWN = 50_000


def annotate_due(app: App, annotator: Annotator) -> int:
    """Understand a batch of articles that are due, as far as their stories need it; gives how many were taken.

    What changed meanwhile, or was claimed by another because we took too long, is not saved: it is due again.
    """
    with app.db.write() as tx:
        claimed = tx.meanings.claim(app.now(), _LEASE, ARTICLES_AT_ONCE)
    if claimed:
        with _given_back(app, claimed):
            understood = annotator.annotate(_texts(app, claimed))
        with app.db.write() as tx:
            tx.desk.lock()
            done = tx.meanings.save(understood, claimed[0].claimed_until, app.now())
            stories = tx.stories.of_articles(done)
            tx.stories.save(summed_up(tx, stories, annotator.gazetteer, app.now()))
    return len(claimed)


def name_due(app: App, annotator: Annotator) -> int:
    """Read the names in the whole text of a batch of articles, when there is leisure; gives how many were taken."""
    with app.db.write() as tx:
        claimed = tx.meanings.claim(app.now(), _LEASE, NAMED_AT_ONCE, at_leisure=True)
    if claimed:
        with _given_back(app, claimed):
            named = annotator.entities_of(_texts(app, claimed))
        with app.db.write() as tx:
            tx.desk.lock()
            done = tx.meanings.save_entities(named, claimed[0].claimed_until)
            stories = tx.stories.of_articles(done)
            tx.stories.save(summed_up(tx, stories, annotator.gazetteer, app.now()))
    return len(claimed)


def understand_anew(app: App) -> int:
    """Have every article understood anew; gives how many wait. Their stories stay as they are."""
    with app.db.write() as tx:
        return tx.meanings.all_are_due(app.now())


@dataclass(frozen=True, slots=True)
class Step:
    """One line of understanding: how many articles wait for it, and doing a batch of them, which gives how many."""

    waiting: Callable[[], int]
    take: Callable[[], int]


@contextmanager
def understanding(app: App) -> Iterator[dict[str, Step]]:
    """The lines of understanding by name, in the order in which an article passes them.

    To load the parts takes about a second and some 200 MB.
    """
    annotator = load_annotator(app)
    placer = Placer(app, annotator.gazetteer)
    try:
        yield {
            "articles": Step(lambda: waiting(app).articles, lambda: annotate_due(app, annotator)),
            "stories": Step(lambda: waiting(app).unplaced, placer.place_due),
            "names": Step(lambda: waiting(app).names, lambda: name_due(app, annotator)),
        }
    finally:
        placer.close()


def understand_due(steps: Mapping[str, Step]) -> int:
    """Do a batch of what is due, names only when there is nothing else; gives how many articles were worked on."""
    return steps["articles"].take() + steps["stories"].take() or steps["names"].take()


def understand_all(app: App) -> int:
    """Do all that is due; gives how many articles were worked on."""
    with understanding(app) as steps:
        return sum(iter(lambda: understand_due(steps), 0))


def load_annotator(app: App) -> Annotator:
    """The parts that understand. Where they are others than before, every article becomes due anew."""
    threads = app.settings.threads
    annotator = Annotator.load(threads, app.plugins.encoder(threads))
    with app.db.write() as tx:
        if tx.desk.use_parts(annotator.version):
            tx.meanings.all_are_due(app.now(), annotator.version)
    return annotator


class Placer:
    """Places articles into stories, as long as this process holds the desk.

    It keeps the live window in memory between batches, and reads it anew when someone else changed stories.
    """

    def __init__(self, app: App, gazetteer: Gazetteer) -> None:
        self._app = app
        self._gazetteer = gazetteer
        self._holder = uuid4().hex
        self._window: Window | None = None
        self._version = -1
        self._read = 0

    def place_due(self) -> int:
        """Place a batch of articles; gives how many. None where another process holds the desk, or none waits."""
        app = self._app
        with app.db.read() as tx:
            if not tx.desk.waiting():
                return 0
        now = app.now()
        with app.db.write() as tx:
            held = tx.desk.hold(self._holder, now, now + _DESK_HELD)
        if held is None:
            return 0
        with app.db.read() as tx:  # only now: who had the desk before may have placed what waited
            waiting = tx.desk.unplaced(PLACED_AT_ONCE)
        if not waiting:
            return 0
        try:
            window = self._window_of(held)
            moves = [window.take(article) for article in sorted(waiting, key=lambda each: (each.at, each.article_id))]
            if self._carry_out(held, moves, window.next_story_id):
                self._version = held.version + 1
                return len(moves)
        except BaseException:
            self._window = None  # it holds what was decided and not saved
            raise
        self._window = None
        return 0

    def close(self) -> None:
        """Let another process have the desk."""
        with self._app.db.write() as tx:
            tx.desk.leave(self._holder)

    def _window_of(self, held: Desk) -> Window:
        if self._window is None or self._version != held.version or len(self._window) - self._read > _GROWN:
            now = self._app.now()
            with self._app.db.read() as tx:
                self._window = Window(held.next_story_id, tx.desk.apart())
                self._window.remember(tx.desk.placed(now - CLOSES_AFTER, now - _REMEMBERED, _NEWEST_STORIES))
            self._read = len(self._window)
        return self._window

    def _carry_out(self, held: Desk, moves: Sequence[Move], next_story_id: int) -> bool:
        """Save what was decided, unless the desk is not as it was."""
        app = self._app
        with app.db.write() as tx:
            if not tx.desk.advance(self._holder, held, next_story_id):
                return False
            tx.desk.carry_out(moves)
            for versions in _texts_in_several(moves):
                _note_original(tx, versions)
            touched = {move.story_id for move in moves}
            tx.stories.save(summed_up(tx, touched, self._gazetteer, app.now()))
        return True


@contextmanager
def _given_back(app: App, claimed: Sequence[DueMeaning]) -> Iterator[None]:
    """Whatever stops the work, what was claimed for it is due again."""
    try:
        yield
    except BaseException:
        with app.db.write() as tx:
            tx.meanings.give_back(claimed, app.now())
        raise


def _texts(app: App, claimed: Sequence[DueMeaning]) -> list[ArticleText]:
    with app.db.read() as tx:
        return article_texts(tx, [each.article_id for each in claimed])


def article_texts(tx: Tx, article_ids: Iterable[int]) -> list[ArticleText]:
    """Stored articles as understanding reads them, in order of number; those that are gone are left out."""
    return texts_of(tx, tx.articles.many(list(article_ids)))


def texts_of(tx: Tx, articles: Sequence[Article]) -> list[ArticleText]:
    """The same of articles that were read already."""
    sources = {each: tx.sources.get(each) for each in {article.source_id for article in articles}}
    return [text_of(article, sources[article.source_id]) for article in articles]


def text_of(article: Article, source: Source) -> ArticleText:
    """A stored article as understanding reads it."""
    return ArticleText(
        id=article.id,
        headline=article.headline,
        text=plain_text(article.body or article.summary),
        key_points=article.key_points,
        captions=tuple(each.caption for each in article.pictures if each.caption),
        byline=article.byline,
        language=article.language,
        published_at=article.sort_at,
        source_id=article.source_id,
        owner=owner_of(Origin(article.url, source.url, source.site_url)),
        sections=article.topics,
    )


def _texts_in_several(moves: Iterable[Move]) -> list[set[int]]:
    """The numbers of articles that are versions of one text, each text once however many of them came."""
    texts: list[set[int]] = []
    for move in moves:
        if move.copies:
            versions = {move.article_id, *move.copies}
            same = [text for text in texts if not text.isdisjoint(versions)]
            texts = [*(text for text in texts if text.isdisjoint(versions)), versions.union(*same)]
    return texts


def _note_original(tx: Tx, article_ids: Iterable[int]) -> None:
    versions = article_texts(tx, tx.desk.versions(article_ids))
    tx.desk.note_copies(original_of(versions).id, [each.id for each in versions])
