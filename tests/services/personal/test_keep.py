from __future__ import annotations

import pytest

from mynews.model.errors import NotFound
from mynews.services.app import App
from mynews.services.personal.keep import Marked, Marking, set_mark
from mynews.services.personal.profile import profile_of
from tests import make
from tests.delivery.web.visitor import follow, tell


def three(app: App) -> list[int]:
    """Three articles of one source; gives their numbers."""
    source = follow(app, *(make.article(identity=each, headline=f"Headline {each}") for each in "abc"))
    with app.db.read() as tx:
        return sorted(card.id for card in tx.articles.of_source(source, 9))


def say(app: App, kind: Marking, article: int | None = None, story: int | None = None) -> None:
    set_mark(app, app.reader(), kind, Marked(article, story))


def saved(app: App) -> list[int]:
    with app.db.read() as tx:
        return [article for article, _ in tx.marks.saved(app.reader().id, 9)]


def read(app: App) -> list[int]:
    with app.db.read() as tx:
        marks = tx.marks.of(app.reader().id, range(99))
    return sorted(article for article, mark in marks.items() if mark.read_at is not None)


def learned(app: App) -> list[str]:
    return [each.signal.kind for each in reversed(profile_of(app, app.reader()).recent)]


def test_of_a_story_its_lead_is_saved_and_all_is_given_up(app: App) -> None:
    articles = three(app)
    story = tell(app, articles)
    say(app, "save", story=story)
    with app.db.read() as tx:
        assert saved(app) == [tx.marks.leads([story])[story]]
    for each in articles:
        say(app, "save", article=each)
    assert sorted(saved(app)) == articles
    say(app, "unsave", story=story)
    assert saved(app) == []
    assert learned(app) == ["save"] * 4 + ["unsave"] * 3


def test_an_article_without_a_story_is_saved_and_teaches_nothing(app: App) -> None:
    (article, *_) = three(app)
    say(app, "save", article=article)
    assert saved(app) == [article]
    say(app, "unsave", article=article)
    assert saved(app) == []
    assert learned(app) == []


def test_a_story_is_read_with_all_its_articles_and_none_of_it_teaches(app: App) -> None:
    articles = three(app)
    story = tell(app, articles[:2])
    say(app, "read", story=story)
    assert read(app) == articles[:2]
    say(app, "unread", article=articles[0])
    assert read(app) == articles[1:2]
    assert learned(app) == []


@pytest.mark.parametrize("kind", ["save", "unsave", "read", "unread"])
def test_nothing_of_another_reader_can_be_marked(app: App, kind: Marking) -> None:
    app.reader()
    with app.db.write() as tx:
        other = tx.readers.add("other", app.now())
    source = follow(
        app, make.article(identity="secret"), reader=other, private_to=other.id, url="https://paid.example/"
    )
    with app.db.read() as tx:
        (card,) = tx.articles.of_source(source, 9)
    story = tell(app, [card.id])
    for about in (Marked(card.id), Marked(story_id=story), Marked(99), Marked(story_id=99), Marked()):
        with pytest.raises(NotFound):
            set_mark(app, app.reader(), kind, about)
