"""What is kept: from the front page, from lists, and on the page that shows it."""

from __future__ import annotations

import re
from datetime import timedelta

from mynews.model.signal import Signal
from mynews.services.app import App
from mynews.services.personal.keep import kept
from mynews.services.personal.learn import record_signals
from tests import make
from tests.delivery.web.test_personal import say, stories_in, undo
from tests.delivery.web.test_stories import headlines_on, told
from tests.delivery.web.visitor import Visitor, follow
from tests.make import NOW


def test_a_story_is_kept_from_the_front_page_and_given_up_again(app: App, visitor: Visitor) -> None:
    stories = stories_in(app)
    assert "Nothing saved yet" in visitor.text("/saved")
    edition = re.findall(r'data-edition="(\d+)"', visitor.text("/"))[0]
    on = say(visitor, "/signal", edition=edition, save=f"{stories['Volcano wakes']}-1")
    assert "Saved." in visitor.text(on)
    assert headlines_on(visitor.text("/saved")) == ["Volcano wakes"]
    button = re.findall(r'<button name="unsave" value="\d+-\d+">Saved<', visitor.text("/"))
    assert len(button) == 1
    assert undo(visitor, on) == "/?done=undone"
    assert headlines_on(visitor.text("/saved")) == []
    say(visitor, "/signal", save=f"{stories['Volcano wakes']}-0")
    say(visitor, "/signal", unsave=f"{stories['Volcano wakes']}-0")
    assert headlines_on(visitor.text("/saved")) == []


def test_what_is_given_up_on_the_page_comes_back_with_undo_on_either_database(either: App) -> None:
    visitor = Visitor(either)
    placed = stories_in(either)
    (loose,) = told(either, "In no story yet", of="https://loose.example/feed")
    reader = either.reader()
    say(visitor, "/signal", save=f"{placed['Chess at the harbour']}-0")
    say(visitor, "/mark", back="/latest", kind="save", article=loose)
    assert sorted(headlines_on(visitor.text("/saved"))) == ["Chess at the harbour", "In no story yet"]
    for each in kept(either, reader).kept:
        on = say(visitor, "/mark", back="/saved", kind="unsave", article=each.card.id)
        assert each.card.headline not in headlines_on(visitor.text(on))
        assert undo(visitor, on).startswith("/saved?done=")
        assert each.card.headline in headlines_on(visitor.text("/saved"))


def test_what_is_kept_has_pages_the_last_first(app: App) -> None:
    articles = [make.article(identity=str(n), headline=f"Report {n}") for n in range(5)]
    follow(app, *articles)
    reader = app.reader()
    with app.db.write() as tx:
        numbers = [card.id for card in tx.articles.latest(reader.id, 9)]
        for minutes, number in enumerate(numbers):
            tx.marks.save(reader.id, [number], NOW + timedelta(minutes=minutes // 2))
    seen: list[int] = []
    after = None
    while True:
        listing = kept(app, reader, after, most=2)
        seen += [each.card.id for each in listing.kept]
        after = listing.after
        if after is None:
            break
    with app.db.read() as tx:
        assert seen == [number for number, _ in tx.marks.saved(reader.id, 9)]
    assert sorted(seen) == sorted(numbers)


def test_lists_show_what_was_read_and_kept(app: App, visitor: Visitor) -> None:
    placed = stories_in(app)
    (loose,) = told(app, "In no story yet", of="https://loose.example/feed")
    say(visitor, "/follow", kind="word", key="volcano")
    for page in ("/latest", "/source/1", "/following"):
        assert '<span class="new">Read</span>' not in visitor.text(page), page
        assert ">Saved<" not in visitor.text(page).partition("<h1")[2] or page == "/following"
    with app.db.read() as tx:
        volcano = tx.marks.leads([placed["Volcano wakes"]])[placed["Volcano wakes"]]
    on = say(visitor, "/mark", back="/latest", save=volcano)
    assert "Saved." in visitor.text(on)
    assert undo(visitor, on) == f"/latest?done=unsave&mark=save&article={volcano}"
    say(visitor, "/mark", back="/latest", save=loose)
    record_signals(app, app.reader(), [Signal("o", "open", app.now(), placed["Volcano wakes"])])
    for page, kept_here in (("/latest", [loose]), ("/source/1", [])):
        text = visitor.text(page)
        assert text.count('<span class="new">Read</span>') == 1, page
        assert [int(each) for each in re.findall(r'name="unsave" value="(\d+)"', text)] == kept_here
    assert '<span class="new">Read</span>' in visitor.text("/following")
    say(visitor, "/mark", back="/latest", unsave=loose)
    assert headlines_on(visitor.text("/saved")) == []
