from __future__ import annotations

from mynews.model.signal import Signal, SignalKind
from mynews.model.source import Reader
from mynews.services.app import App
from mynews.services.personal.learn import record_signals
from mynews.services.personal.marks import mark_read, mark_unread
from tests import make
from tests.delivery.web.visitor import follow, tell


def two_copies(app: App) -> tuple[int, int, int]:
    """A story of an article and its copy in another paper; gives the numbers of the story and of both."""
    one = follow(app, make.article(identity="a"), url="https://paper.example/feed.xml")
    other = follow(app, make.article(identity="b"), url="https://other.example/feed.xml")
    with app.db.read() as tx:
        (first,), (second,) = tx.articles.of_source(one, 9), tx.articles.of_source(other, 9)
    return tell(app, [first.id, second.id], copies=[second.id]), first.id, second.id


def say(app: App, kind: SignalKind, story: int, article: int | None = None) -> None:
    with app.db.read() as tx:
        token = str(tx.signals.last_id())
    record_signals(app, app.reader(), [Signal(f"{kind} {token}", kind, app.now(), story, article_id=article)])


def marked(app: App, *articles: int, reader: Reader | None = None) -> list[tuple[bool, bool]]:
    """Whether each was read, and whether it is kept."""
    with app.db.read() as tx:
        marks = tx.marks.of((reader or app.reader()).id, articles)
    return [
        (each in marks and marks[each].read_at is not None, each in marks and marks[each].saved_at is not None)
        for each in articles
    ]


def test_who_opens_an_article_has_read_its_copies_too(app: App) -> None:
    story, first, second = two_copies(app)
    say(app, "open", story, second)
    assert marked(app, first, second) == [(True, False), (True, False)]


def test_who_opens_a_story_has_read_what_leads_it(app: App) -> None:
    story, first, _ = two_copies(app)
    say(app, "open", story)
    assert marked(app, first) == [(True, False)]


def test_what_is_kept_and_given_up_is_not_kept(app: App) -> None:
    story, first, second = two_copies(app)
    say(app, "save", story, first)
    with app.db.read() as tx:
        assert tx.marks.saved(app.reader().id, 9) == [(first, app.now())]
        assert tx.marks.saved_stories(app.reader().id, [story, story + 1]) == {story}
    assert marked(app, first, second) == [(False, True), (False, False)]
    say(app, "unsave", story, first)
    assert marked(app, first) == [(False, False)]


def test_marking_teaches_nothing_and_leaves_alone_what_is_kept(app: App) -> None:
    story, first, second = two_copies(app)
    say(app, "save", story, first)
    with app.db.read() as tx:
        before = tx.signals.last_id()
    mark_read(app, app.reader(), [first, 999])
    assert marked(app, first, second) == [(True, True), (True, False)]
    mark_unread(app, app.reader(), [first, second])
    assert marked(app, first, second) == [(False, True), (False, False)]
    with app.db.read() as tx:
        assert tx.signals.last_id() == before


def test_nobody_marks_for_another_or_what_is_not_theirs_to_read(app: App) -> None:
    _, first, _ = two_copies(app)
    me = app.reader()
    with app.db.write() as tx:
        other = tx.readers.add("other", app.now())
    private = follow(app, make.article(identity="c"), url="https://paid.example/feed.xml", private_to=me.id)
    with app.db.read() as tx:
        (paid,) = tx.articles.of_source(private, 9)
    mark_read(app, other, [first, paid.id])
    assert marked(app, first, paid.id, reader=other) == [(True, False), (False, False)]
    assert marked(app, first, paid.id) == [(False, False), (False, False)]
