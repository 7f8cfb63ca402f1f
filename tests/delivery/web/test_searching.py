"""The search page: filters as links, order, pages, and the searches that are kept."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from urllib.parse import quote

from mynews.services.app import App
from mynews.services.stories.saved_searches import saved_searches
from tests import make
from tests.delivery.web.visitor import Visitor, follow, tell

_CHIP = re.compile(r'<ul class="chips".*?</ul>', re.DOTALL)


def smoke(app: App, number: int = 3) -> int:
    pieces = (
        make.article(identity=str(each), url=f"https://paper.example/{each}", headline=f"Smoke report {each}")
        for each in range(number)
    )
    return follow(app, *pieces)


def test_each_filter_is_a_link_to_the_query_without_it(app: App, visitor: Visitor) -> None:
    smoke(app)
    page = visitor.text("/search?q=" + quote('smoke source:"The Paper" -lang:de') + "&order=newest")
    (chips,) = _CHIP.findall(page)
    assert re.findall(r'<span dir="auto">(.*?)</span>', chips) == ["Source The Paper", "Not: Language de"]
    links = [unescape(each) for each in re.findall(r'href="([^"]+)"', chips)]
    assert links == ["/search?q=smoke+-lang%3Ade&order=newest", "/search?q=smoke+source%3A%22The+Paper%22&order=newest"]
    assert "3 articles" in visitor.text(links[0])


def test_an_operator_that_is_not_understood_is_told(app: App, visitor: Visitor) -> None:
    smoke(app)
    page = visitor.text("/search?q=smoke+source:%3Cscript%3E+before:never")
    assert "You follow no source called “&lt;script&gt;”." in page
    assert "before: “never” is not a day." in page
    assert "3 articles" in page


def test_all_that_is_found_is_reached_by_the_link_at_the_end(app: App, visitor: Visitor) -> None:
    smoke(app, 40)
    page = visitor.text("/search?q=smoke&order=newest")
    assert "25 articles and more below" in page
    on = re.search(r'rel="next" href="([^"]+)"', page)
    assert on
    rest = visitor.text(unescape(on[1]))
    assert len(set(re.findall(r"/article/\d+", page)) | set(re.findall(r"/article/\d+", rest))) == 40
    assert 'href="/search?q=smoke&amp;order=newest">First page' in rest


def test_a_place_that_no_page_gave_is_not_found(app: App, visitor: Visitor) -> None:
    smoke(app)
    for after in ("", "x", "0_1e400_1", "0_-9e99_1", "1__", "0__0; DROP TABLE articles"):
        assert visitor.get(f"/search?q=smoke&after={quote(after)}").status_code == 404, after
        assert visitor.get(f"/search?q=source:1&after={quote(after)}").status_code == 404, after
    assert visitor.get("/search?q=source:1&after=0_-3.5_7").status_code == 200


def test_a_story_stands_above_its_articles(app: App, visitor: Visitor) -> None:
    smoke(app)
    with app.db.read() as tx:
        ids = [card.id for card in tx.articles.latest(app.reader().id, 9)]
    story = tell(app, ids[:2], language="en")
    page = visitor.text("/search?q=smoke")
    assert f'<a href="/story/{story}">' in page
    assert "2 of the 2 articles of this story" in page
    assert page.index(f"/story/{story}") < page.index(f"/article/{ids[0]}")


def test_a_search_is_saved_followed_opened_and_removed_each_with_undo(app: App, visitor: Visitor) -> None:
    smoke(app)
    reader = app.reader()
    done = visitor.send("/search?q=smoke+is:unread", "/searches", {"q": "smoke is:unread"}, headers=_from("smoke"))
    assert done.status_code == 303
    (kept,) = saved_searches(app, reader)
    page = visitor.text(done.headers["location"])
    assert "Saved. It stands on the search page" in page
    assert f'action="/searches/{kept.search.id}/remove"' in page
    listed = visitor.text("/search")
    assert "smoke is:unread" in listed
    assert "nothing new" in listed
    followed = visitor.send("/search", f"/searches/{kept.search.id}/follow")
    assert saved_searches(app, reader)[0].search.followed
    assert f'action="/searches/{kept.search.id}/unfollow"' in visitor.text(followed.headers["location"])
    opened = visitor.send("/search", f"/searches/{kept.search.id}/open")
    assert opened.headers["location"] == "/search?q=smoke+is%3Aunread&order=newest"
    gone = visitor.send("/search", f"/searches/{kept.search.id}/remove", headers=_from(""))
    assert saved_searches(app, reader) == ()
    back = visitor.text(gone.headers["location"])
    assert 'name="q" value="smoke is:unread"><input type="hidden" name="followed" value="yes">' in back
    visitor.send("/search?done=search-removed&again=smoke&followed=yes", "/searches", {"q": "smoke", "followed": "yes"})
    (again,) = saved_searches(app, reader)
    assert (again.search.query, again.search.followed) == ("smoke", True)


def test_nothing_of_a_saved_search_is_another_readers(app: App, visitor: Visitor) -> None:
    smoke(app)
    with app.db.write() as tx:
        ben = tx.readers.add("ben", make.NOW)
        theirs = tx.saved_searches.save(ben.id, "secret plan", make.NOW - timedelta(days=1))
    assert "secret plan" not in visitor.text("/search")
    page = visitor.text("/search?q=smoke")
    token = re.search(r'name="token" value="(\w+)"', page)
    assert token
    for act in ("open", "follow", "unfollow", "remove"):
        answer = visitor.client.post(f"/searches/{theirs.id}/{act}", data={"token": token[1]}, follow_redirects=False)
        assert answer.status_code == 404, act
    with app.db.read() as tx:
        assert tx.saved_searches.of(ben.id) == (theirs,)


def test_what_finds_nothing_at_all_is_not_saved(app: App, visitor: Visitor) -> None:
    smoke(app)
    refused = visitor.send("/search?q=smoke", "/searches", {"q": "-smoke"})
    assert refused.status_code == 403
    assert "There is nothing to look for in this" in refused.text


def _from(query: str) -> dict[str, str]:
    return {"referer": f"http://127.0.0.1:8080/search?q={query}" if query else "http://127.0.0.1:8080/search"}
