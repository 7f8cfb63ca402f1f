from __future__ import annotations

from datetime import timedelta

import pytest

from mynews.model.errors import NotFound
from mynews.services.app import App
from mynews.services.stories.compare import MOST_TELLERS, compare
from tests import make
from tests.delivery.web.visitor import follow, tell
from tests.make import NOW

BOTH = "The mountain above the harbour began to smoke on Monday and the council closed all the roads."
OWN = "Ana Reyes counted eleven goats on the lower slope before the guards sent her back."


def printed(app: App, paper: str, headline: str, hours: float, body: str = BOTH) -> int:
    """An article of a paper, so many hours old; gives its number."""
    url = f"https://{paper}.example/{headline}"
    article = make.article(
        identity=url, url=url, headline=headline, body=f"<p>{body}</p>", published_at=NOW - timedelta(hours=hours)
    )
    source = follow(app, article, url=f"https://{paper}.example/feed", title=paper.title())
    with app.db.read() as tx:
        return next(card.id for card in tx.articles.of_source(source, 99) if card.headline == headline)


def test_tellers_stand_in_the_order_in_which_they_began(app: App) -> None:
    late = printed(app, "courier", "Volcano smokes", 2, f"{BOTH} {OWN}")
    first = printed(app, "herald", "Volcano wakes", 5)
    again = printed(app, "herald", "Volcano sleeps", 1)
    copy = printed(app, "mirror", "Volcano wakes", 4)
    comparison = compare(app, app.reader(), tell(app, [first, late, again, copy], copies=[copy]))
    assert (comparison.owners, comparison.copies) == (2, 1)
    herald, courier = comparison.tellers
    assert (herald.owner, herald.card.id, herald.articles) == ("herald.example", first, 2)
    assert [card.id for card in herald.copies] == [copy]
    assert (courier.owner, courier.card.source_name, courier.copies) == ("courier.example", "Courier", ())
    assert [piece.text for piece in courier.headline if piece.own] == ["smokes"]
    assert (herald.alone, courier.alone) == ("", OWN)


def test_what_one_owner_tells_is_not_compared(app: App) -> None:
    numbers = [printed(app, "herald", headline, hours) for headline, hours in (("Volcano wakes", 2), ("Ash falls", 1))]
    comparison = compare(app, app.reader(), tell(app, numbers))
    assert (comparison.tellers, comparison.owners, comparison.copies) == ((), 1, 0)


def test_no_more_are_compared_than_can_be_read(app: App) -> None:
    numbers = [printed(app, f"paper{n}", f"Volcano wakes {n}", n) for n in range(MOST_TELLERS + 2)]
    comparison = compare(app, app.reader(), tell(app, numbers))
    assert (len(comparison.tellers), comparison.owners) == (MOST_TELLERS, MOST_TELLERS + 2)


def test_what_another_paid_for_is_not_compared(app: App) -> None:
    reader = app.reader()
    with app.db.write() as tx:
        other = tx.readers.add("other", NOW)
    own = printed(app, "herald", "Volcano wakes", 2)
    source = follow(app, make.article(identity="p"), reader=other, private_to=other.id, url="https://paid.example/feed")
    with app.db.read() as tx:
        (paid,) = tx.articles.of_source(source, 9)
    story = tell(app, [own, paid.id])
    assert compare(app, reader, story).owners == 1
    assert compare(app, other, story).owners == 2
    with pytest.raises(NotFound):
        compare(app, reader, tell(app, [paid.id]))
