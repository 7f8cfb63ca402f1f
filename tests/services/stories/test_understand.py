from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from mynews.model.article import Card
from mynews.model.meaning import ArticleText, Meaning
from mynews.model.plan import ChangedArticle
from mynews.model.story import Placeable
from mynews.services.gathering.sample import forget_sample, load_sample
from mynews.services.queues import waiting
from mynews.services.stories.arrange import merge, split
from mynews.services.stories.lists import latest, source_page
from mynews.services.stories.reading import story_page
from mynews.services.stories.search import search
from mynews.services.stories.understand import (
    Placer,
    annotate_due,
    name_due,
    understand_anew,
    understand_due,
    understanding,
)
from mynews.storage.desk import StoryDesk
from mynews.understanding.annotator import Annotator
from tests import make
from tests.press import CHESS, DAM, DAM_AGAIN, DAM_TOO, FERRY, FERRY_TOO, Press, together

MONTHS = 150


def ids(cards: tuple[Card, ...]) -> set[int]:
    return {card.id for card in cards}


def put_full_text(press: Press, article_id: int, text: str) -> None:
    """The article's own page came, and says more than its feed."""
    with press.app.db.write() as tx:
        article = tx.articles.get(article_id)
        stub = make.ready(make.article(headline=article.headline, url=article.url, complete=False))
        due = replace(stub, page_due_at=press.app.now())
        tx.articles.change(ChangedArticle(article_id, due), press.app.now())
        (claimed,) = tx.articles.claim_pages(press.app.now(), timedelta(minutes=5), 1)
        page = make.article(headline=article.headline, url=article.url, body=f"<p>{text}</p>")
        assert tx.articles.complete(claimed, make.ready(page, press.app.now()), press.app.now())


def test_two_papers_reports_of_one_event_are_one_story(press: Press) -> None:
    dam = [press.publish(press.paper(name), DAM_TOO if name == "herald" else DAM_AGAIN) for name in ("herald", "post")]
    ferry = [press.publish(press.paper("herald"), FERRY), press.publish(press.paper("courier"), FERRY_TOO)]
    chess = press.publish(press.paper("post"), CHESS)
    press.understand()
    assert together(press.stories().values()) == sorted([dam, ferry, [chess]])


def test_a_copy_joins_its_originals_story_and_is_listed_once(press: Press) -> None:
    original = press.publish(press.paper("courier", folder="World"), DAM, hours_ago=3)
    copy = press.publish(press.paper("herald", folder="World"), ("Rain breaks a dam", DAM[1]), hours_ago=1)
    elsewhere = press.publish(press.paper("post", folder="Home"), ("A dam is no more", DAM[1]), hours_ago=2)
    press.understand()
    reader = press.app.reader()
    assert list(press.stories().values()) == [{original, copy, elsewhere}]
    assert ids(latest(press.app, reader).cards) == {original}
    assert ids(latest(press.app, reader, folder="World").cards) == {original}
    assert ids(latest(press.app, reader, folder="Home").cards) == {elsewhere}
    assert ids(source_page(press.app, reader, press.paper("herald").id).listing.cards) == {copy}
    assert [hit.card.id for hit in search(press.app, reader, "Brennick")] == [original]
    assert [hit.card.id for hit in search(press.app, reader, "rain breaks a dam brennick")] == [original]
    (story,) = press.cards()
    assert (story.articles, story.owners, story.lead_id) == (3, 1, original)


def test_a_copy_alone_in_the_words_that_are_looked_for_is_found(press: Press) -> None:
    press.publish(press.paper("courier"), DAM, hours_ago=3)
    copy = press.publish(press.paper("herald"), ("Catastrophe", DAM[1]))
    press.understand()
    assert [hit.card.id for hit in search(press.app, press.app.reader(), "catastrophe")] == [copy]


def test_one_article_in_two_feeds_of_a_paper_is_listed_once(press: Press) -> None:
    address = "https://www.courier.example/dam?utm_source=rss"
    short = "The wall broke at noon."
    first = press.publish(press.paper("courier"), (DAM[0], short), url=address)
    press.publish(press.paper("courier", "world.xml"), ("The dam is gone", short), url="https://courier.example/dam")
    press.publish(press.paper("courier", "home.xml"), (DAM[0].upper(), ""), url="https://courier.example/other")
    press.understand()
    assert ids(latest(press.app, press.app.reader()).cards) == {first}
    assert len(press.stories()) == 1


@pytest.mark.parametrize("page", ["https://courier.example/", "https://courier.example/news/"])
def test_a_front_page_that_a_feed_gives_for_every_article_makes_no_copies(press: Press, page: str) -> None:
    everything = {press.publish(press.paper("courier"), report, url=page) for report in (DAM, FERRY, CHESS)}
    press.understand()
    everything |= {press.publish(press.paper("courier", "b.xml"), report, url=page) for report in (DAM_TOO, FERRY_TOO)}
    press.understand()
    assert ids(latest(press.app, press.app.reader()).cards) == everything


def test_an_article_that_changed_while_it_was_read_is_read_again(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    article_id = press.publish(press.paper("courier"), DAM)
    read = Annotator.annotate

    def reading(self: Annotator, articles: list[ArticleText]) -> list[Meaning]:
        with press.app.db.write() as tx:
            parsed = make.article(headline="Dam holds", body=f"<p>{DAM[1]}</p>")
            tx.articles.change(ChangedArticle(article_id, make.ready(parsed), keep_body=False), press.app.now())
        return read(self, articles)

    with monkeypatch.context() as patched:
        patched.setattr(Annotator, "annotate", reading)
        assert annotate_due(press.app, press.annotator) == 1
    assert (waiting(press.app).articles, waiting(press.app).unplaced) == (1, 0)
    press.understand()
    assert [card.headline for card in press.cards()] == ["Dam holds"]


def test_two_who_understand_at_once_take_different_articles(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(20):
        press.publish(press.paper("courier"), (f"Council meets, day {number}", ""))
    monkeypatch.setattr("mynews.services.stories.understand.ARTICLES_AT_ONCE", 3)
    read: list[int] = []
    annotate = Annotator.annotate

    def noting(self: Annotator, articles: list[ArticleText]) -> list[Meaning]:
        read.extend(each.id for each in articles)
        return annotate(self, articles)

    monkeypatch.setattr(Annotator, "annotate", noting)
    with ThreadPoolExecutor(2) as pool:
        taken = list(pool.map(lambda _: annotate_due(press.app, press.annotator), range(8)))
    assert sum(taken) == 20
    assert sorted(read) == list(range(1, 21))
    assert waiting(press.app).unplaced == 20


def test_what_stops_the_reading_makes_articles_due_again(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    press.publish(press.paper("courier"), DAM)

    def stopped(*_: object) -> list[Meaning]:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Annotator, "annotate", stopped)
        with pytest.raises(KeyboardInterrupt):
            annotate_due(press.app, press.annotator)
    assert waiting(press.app).articles == 1


def test_names_in_whole_texts_are_read_at_leisure_and_found_in_the_story(press: Press) -> None:
    press.publish(press.paper("courier"), (DAM[0], DAM[1]))
    press.understand()
    (story,) = press.cards()
    assert waiting(press.app).names == 1
    assert "Ilse Marlow" not in [each.name for each in story_page(press.app, press.app.reader(), story.id).about.people]
    press.understand(names=True)
    assert waiting(press.app).names == 0
    assert "Ilse Marlow" in [each.name for each in story_page(press.app, press.app.reader(), story.id).about.people]


def test_names_wait_until_nothing_else_does(press: Press) -> None:
    press.publish(press.paper("courier"), DAM)
    with understanding(press.app) as steps:
        assert understand_due(steps) == 2  # understood and placed
        press.publish(press.paper("courier"), FERRY)
        assert understand_due(steps) == 2
        assert waiting(press.app).names == 2
        assert understand_due(steps) == 2
        assert understand_due(steps) == 0


def test_what_was_understood_but_not_placed_before_a_kill_is_placed_after_it(press: Press) -> None:
    press.publish(press.paper("courier"), DAM)
    annotate_due(press.app, press.annotator)
    assert press.stories() == {}
    press.place()
    assert len(press.stories()) == 1


def test_a_kill_while_placing_changes_nothing_and_loses_nothing(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    dam = {press.publish(press.paper(name), report) for name, report in (("courier", DAM_TOO), ("post", DAM_AGAIN))}
    annotate_due(press.app, press.annotator)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    placer = Placer(press.app, press.annotator.gazetteer)
    with monkeypatch.context() as patched:
        patched.setattr(StoryDesk, "versions", killed)
        patched.setattr("mynews.services.stories.understand.summed_up", killed)
        with pytest.raises(KeyboardInterrupt):
            placer.place_due()
    assert press.stories() == {}
    assert placer.place_due() == 2
    assert list(press.stories().values()) == [dam]
    placer.close()


def test_two_never_place_at_once_and_the_desk_passes_on_when_the_time_runs_out(press: Press) -> None:
    press.publish(press.paper("courier"), DAM)
    annotate_due(press.app, press.annotator)
    first, second = (Placer(press.app, press.annotator.gazetteer) for _ in range(2))
    assert (first.place_due(), second.place_due()) == (1, 0)
    ferry = press.publish(press.paper("courier"), FERRY)
    annotate_due(press.app, press.annotator)
    assert second.place_due() == 0
    soon = press.later(minutes=3)
    third = Placer(soon.app, press.annotator.gazetteer)
    assert third.place_due() == 1
    press.publish(press.paper("post"), FERRY_TOO)
    annotate_due(press.app, press.annotator)
    assert first.place_due() == 0, "the first one's time ran out, and another has the desk"
    third.close()
    assert first.place_due() == 1
    assert len(press.stories()[press.story_of(ferry)]) == 2
    first.close()


def test_who_takes_the_desk_over_does_not_place_again_what_the_former_holder_placed(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    press.publish(press.paper("courier"), DAM)
    annotate_due(press.app, press.annotator)
    other = Placer(press.app, press.annotator.gazetteer)
    waits = StoryDesk.waiting

    def placed_meanwhile(self: StoryDesk) -> int:
        number = waits(self)
        monkeypatch.setattr(StoryDesk, "waiting", waits)
        assert other.place_due() == 1
        other.close()
        return number

    before = Placer(press.app, press.annotator.gazetteer)
    monkeypatch.setattr(StoryDesk, "waiting", placed_meanwhile)
    assert before.place_due() == 0
    before.close()
    assert list(press.stories()) == [1]


def test_a_placer_whose_desk_a_reader_changed_reads_the_window_anew(press: Press) -> None:
    first = press.publish(press.paper("courier"), DAM_TOO)
    press.publish(press.paper("post"), DAM_AGAIN)
    annotate_due(press.app, press.annotator)
    placer = Placer(press.app, press.annotator.gazetteer)
    placer.place_due()
    parted = split(press.app, press.app.reader(), press.story_of(first), [first])
    copy = press.publish(press.paper("herald"), ("The valley is empty", DAM_TOO[1]))
    press.publish(press.paper("herald"), FERRY)
    annotate_due(press.app, press.annotator)
    assert placer.place_due() == 2
    assert press.story_of(copy) == parted
    assert len(press.stories()) == 3, "no number was given twice"
    placer.close()


def test_a_split_at_the_very_moment_of_placing_wins(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    first = press.publish(press.paper("courier"), DAM_TOO)
    press.publish(press.paper("post"), DAM_AGAIN)
    press.understand()
    ferry = press.publish(press.paper("herald"), FERRY)
    annotate_due(press.app, press.annotator)
    placer = Placer(press.app, press.annotator.gazetteer)
    waits = StoryDesk.unplaced

    def split_meanwhile(self: StoryDesk, most: int) -> list[Placeable]:
        found = waits(self, most)
        monkeypatch.setattr(StoryDesk, "unplaced", waits)
        split(press.app, press.app.reader(), press.story_of(first), [first])
        return found

    monkeypatch.setattr(StoryDesk, "unplaced", split_meanwhile)
    assert placer.place_due() == 0
    assert placer.place_due() == 1
    placer.close()
    assert sorted(press.stories()) == [1, 2, 3]
    assert press.stories()[3] == {ferry}


def test_understanding_everything_anew_leaves_every_story_as_it_is(press: Press) -> None:
    for name in ("courier", "herald", "post"):
        for hours, report in enumerate((DAM, DAM_TOO, DAM_AGAIN, FERRY, FERRY_TOO, CHESS)):
            if (len(name) + hours) % 3:
                press.publish(press.paper(name), report, hours_ago=hours)
    press.understand(names=True)
    before, cards, shown = press.stories(), press.cards(), latest(press.app, press.app.reader())
    for _ in range(2):
        assert understand_anew(press.app) == 12
        press.understand(names=True)
        assert press.stories() == before
        assert press.cards() == cards
        assert latest(press.app, press.app.reader()) == shown


def test_everything_is_understood_anew_also_while_names_are_still_to_be_read(press: Press) -> None:
    press.publish(press.paper("courier"), DAM)
    press.understand()
    assert waiting(press.app).names == 1
    understand_anew(press.app)
    assert (waiting(press.app).articles, waiting(press.app).names) == (1, 0)


def test_other_parts_make_every_article_due_and_the_same_parts_none(press: Press) -> None:
    press.publish(press.paper("courier"), DAM)
    press.publish(press.paper("courier"), FERRY)
    with understanding(press.app):
        pass
    press.understand()
    with understanding(press.app):
        assert waiting(press.app).articles == 0
    with press.app.db.write() as tx:
        tx._connection.exec_driver_sql("UPDATE desk SET parts = 1")
        tx._connection.exec_driver_sql("UPDATE meanings SET version = 1 WHERE article_id = 1")
    with understanding(press.app):
        assert (waiting(press.app).articles, waiting(press.app).names) == (1, 1)


def test_an_article_alone_that_gets_its_full_text_joins_another_and_its_address_leads_there(press: Press) -> None:
    stub = press.publish(press.paper("courier"), ("What we know so far", "It is early."))
    dam = press.publish(press.paper("herald"), DAM_TOO)
    press.understand()
    alone, story = press.story_of(stub), press.story_of(dam)
    assert alone != story
    put_full_text(press, stub, DAM[1] + " " + DAM_AGAIN[1])
    press.understand()
    assert press.stories() == {story: {stub, dam}}
    assert story_page(press.app, press.app.reader(), alone).story.id == story
    assert press.cards() == (story_page(press.app, press.app.reader(), story).story,)


def test_an_article_that_another_joined_meanwhile_stays_with_it(press: Press) -> None:
    first = press.publish(press.paper("courier"), DAM_TOO, hours_ago=1)
    annotate_due(press.app, press.annotator)
    placer = Placer(press.app, press.annotator.gazetteer)
    placer.place_due()
    put_full_text(press, first, FERRY[1] * 3)
    second = press.publish(press.paper("herald"), DAM_AGAIN, hours_ago=5)
    annotate_due(press.app, press.annotator)
    placer.place_due()
    third = press.publish(press.paper("post"), DAM, hours_ago=0)
    annotate_due(press.app, press.annotator)
    placer.place_due()
    placer.close()
    assert list(press.stories().values()) == [{first, second, third}]


def test_the_addresses_of_absorbed_stories_lead_on_through_chains(press: Press) -> None:
    articles = [press.publish(press.paper("courier"), report) for report in (DAM, FERRY, CHESS)]
    press.understand()
    reader = press.app.reader()
    one, two, three = map(press.story_of, articles)
    merge(press.app, reader, two, one)
    merge(press.app, reader, three, two)
    assert {story_page(press.app, reader, each).story.id for each in (one, two, three)} == {three}
    assert list(press.stories().values()) == [set(articles)]


def test_a_follow_up_months_later_opens_a_story_that_names_the_old_one(press: Press) -> None:
    press.publish(press.paper("courier"), DAM_TOO)
    old = press.publish(press.paper("post"), DAM)
    press.understand()
    later = press.later(days=MONTHS)
    new = later.publish(later.paper("courier"), DAM_AGAIN)
    later.understand()
    assert press.story_of(new) != press.story_of(old)
    page = story_page(later.app, press.app.reader(), press.story_of(new))
    assert page.earlier is not None
    assert page.earlier.id == press.story_of(old)
    old_page = story_page(later.app, press.app.reader(), press.story_of(old))
    assert [each.id for each in old_page.later] == [page.story.id]


def test_a_reader_who_takes_the_sample_out_finds_no_empty_story(press: Press) -> None:
    reader = press.app.reader()
    load_sample(press.app, reader)
    own = press.publish(press.paper("courier"), CHESS)
    press.understand()
    assert len(press.stories()) > 10
    forget_sample(press.app)
    assert list(press.stories().values()) == [{own}]
    assert [card.articles for card in press.cards()] == [1]
    with press.app.db.read() as tx:
        assert tx.stories.count() == 1
    press.publish(press.paper("post"), FERRY)
    press.understand()
    assert len(press.stories()) == 2


def test_copies_whose_original_is_gone_are_still_shown(press: Press) -> None:
    original = press.publish(press.paper("courier"), DAM, hours_ago=3)
    copies = [press.publish(press.paper(name), (f"Read in {name}", DAM[1])) for name in ("herald", "post")]
    press.understand()
    with press.app.db.write() as tx:
        tx._connection.exec_driver_sql(f"DELETE FROM articles WHERE id = {original}")
    press.publish(press.paper("courier"), DAM_TOO, hours_ago=0)
    press.understand()
    (story,) = press.cards()
    assert (story.articles, story.owners) == (3, 2)
    assert copies[0] in ids(latest(press.app, press.app.reader()).cards)


def test_naming_and_placing_at_the_same_time_do_not_collide(press: Press) -> None:
    papers = [press.paper(f"paper{number}") for number in range(12)]
    for paper in papers:
        for report in (DAM_TOO, FERRY):
            press.publish(paper, (f"{paper.title}: {report[0]}", report[1] + f" So says {paper.title}."))
    press.understand()
    for paper in papers:
        press.publish(paper, (f"More on it in {paper.title}", DAM_AGAIN[1] + f" So says {paper.title}."))
    placer = Placer(press.app, press.annotator.gazetteer)
    jobs = [lambda: name_due(press.app, press.annotator)] * 3 + [
        lambda: annotate_due(press.app, press.annotator) + placer.place_due() + placer.place_due()
    ]
    with ThreadPoolExecutor(4) as pool:
        done = [future.result() for future in [pool.submit(job) for job in jobs]]
    placer.close()
    press.understand(names=True)
    assert sum(done) > 12
    assert sum(len(each) for each in press.stories().values()) == 36
