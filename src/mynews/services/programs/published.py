"""A reader's edition and lists as feeds, under addresses that nobody can guess and the reader can take back."""

from __future__ import annotations

import hashlib
import hmac
import html
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from mynews.model.article import Article, authors_of
from mynews.model.errors import NotAllowed, NotFound
from mynews.model.published import FeedContent, PublishedEntry, PublishedFeed, PublishedKind
from mynews.model.source import Reader
from mynews.services.app import App
from mynews.services.personal.editions import Shown, edition_page, following
from mynews.services.stories.lists import latest
from mynews.services.stories.reading import topic_page
from mynews.services.stories.search import search
from mynews.storage.database import Tx
from mynews.understanding.vocabulary import load_terms

MOST = 100
MOST_FEEDS = 100
LONGEST_KEY = 500
_SECRET_CHARACTERS = 32
_USED_AGAIN = timedelta(minutes=10)
_KEYED: frozenset[PublishedKind] = frozenset({"folder", "search", "topic"})
_WORDS: dict[PublishedKind, str] = {
    "edition": "My News", "following": "Following", "saved": "Saved", "folder": "", "search": "", "topic": "",
}  # fmt: skip


def publish(app: App, reader: Reader, kind: PublishedKind, key: str = "") -> PublishedFeed:
    """A feed of the reader's, the one that is there where there is one. Raises NotFound and NotAllowed."""
    key = key.strip() if kind in _KEYED else ""
    if kind in _KEYED and not key:
        raise NotAllowed("Say which: a folder, what to search for, or a topic.")
    if len(key) > LONGEST_KEY:
        raise NotAllowed(f"This is too long: give at most {LONGEST_KEY} characters.")
    if kind == "topic" and key not in load_terms().terms:
        raise NotFound(f"There is no topic {key} here.")
    with app.db.write() as tx:
        if kind == "folder" and key not in {each.folder for each in tx.subscriptions.of(reader.id)}:
            raise NotFound(f"You have no folder “{key}”.")
        if len(tx.published_feeds.of(reader.id)) >= MOST_FEEDS:
            raise NotAllowed(f"You have {MOST_FEEDS} feeds already. Take some of them back first.")
        return tx.published_feeds.add(reader.id, kind, key, app.now())


def published(app: App, reader: Reader) -> tuple[PublishedFeed, ...]:
    """The feeds of a reader."""
    with app.db.read() as tx:
        return tx.published_feeds.of(reader.id)


def take_back(app: App, reader: Reader, number: int) -> PublishedFeed:
    """Let the address of a feed lead nowhere, for good; gives what it was. Raises NotFound."""
    with app.db.write() as tx:
        return tx.published_feeds.remove(reader.id, number)


def secret_of(app: App, feed: PublishedFeed) -> str:
    """What stands in the address of a feed, so that nobody can guess it."""
    told = f"feed {feed.id} {feed.reader_id} {feed.created_at.timestamp()}".encode()
    return hmac.new(app.key, told, hashlib.sha256).hexdigest()[:_SECRET_CHARACTERS]


def title_of(feed: PublishedFeed) -> str:
    """What a feed is called."""
    if feed.kind == "topic":
        terms = load_terms()
        return terms[feed.key].name if feed.key in terms.terms else feed.key
    return _WORDS[feed.kind] or feed.key


def feed_at(app: App, number: int, secret: str) -> FeedContent:
    """The feed at an address, as it is now. Raises NotFound for one that was taken back or never was."""
    with app.db.read() as tx:
        feed = tx.published_feeds.get(number)
        reader = tx.readers.get(feed.reader_id)
    if not hmac.compare_digest(secret_of(app, feed).encode(), secret.encode()):
        raise NotFound("There is no such feed here: its reader may have taken it back.")
    now = app.now()
    if feed.used_at is None or now - feed.used_at > _USED_AGAIN:
        with app.db.write() as tx:
            tx.published_feeds.was_used(feed.id, now)
    return content_of(app, reader, feed)


def content_of(app: App, reader: Reader, feed: PublishedFeed) -> FeedContent:
    """What a feed of this reader's holds now."""
    if feed.kind == "edition":
        page = edition_page(app, reader)
        made_at = page.edition.made_at
        entries = _of_edition(app, page.shown, made_at)
    else:
        entries = _of_articles(app, _article_ids(app, reader, feed))
        made_at = max((each.updated_at for each in entries), default=datetime.fromtimestamp(0, UTC))
    return FeedContent(
        identity=f"urn:mynews:feed:{feed.id}",
        title=f"{title_of(feed)} · myNEWS",
        subtitle=_SUBTITLES[feed.kind],
        home_url=app.settings.public_url + home_of(feed),
        updated_at=made_at,
        entries=entries,
    )


def home_of(feed: PublishedFeed) -> str:
    """The page that shows what a feed holds."""
    if feed.kind == "folder":
        return f"/latest?{urlencode({'folder': feed.key})}"
    if feed.kind == "search":
        return f"/search?{urlencode({'q': feed.key})}"
    return {"edition": "/", "following": "/following", "saved": "/saved", "topic": f"/topic/{feed.key}"}[feed.kind]


_SUBTITLES: dict[PublishedKind, str] = {
    "edition": "Stories that matter to you, each with its reason, the first ones first.",
    "following": "The newest stories of what you follow by name.",
    "saved": "What you keep.",
    "folder": "Every article of this folder, the latest first.",
    "search": "What is found for these words, the best first.",
    "topic": "The newest stories about this topic.",
}


def _article_ids(app: App, reader: Reader, feed: PublishedFeed) -> Sequence[int]:
    if feed.kind == "following":
        return [card.lead_id for card, _ in following(app, reader)]
    if feed.kind == "topic":
        return [card.lead_id for card in topic_page(app, reader, feed.key, most=MOST).listing.cards]
    if feed.kind == "search":
        return [hit.card.id for hit in search(app, reader, feed.key)]
    if feed.kind == "folder":
        return [card.id for card in latest(app, reader, folder=feed.key, most=MOST).cards]
    with app.db.read() as tx:
        return [article_id for article_id, _ in tx.marks.saved(reader.id, MOST)]


def _of_edition(app: App, shown: Sequence[Shown], made_at: datetime) -> tuple[PublishedEntry, ...]:
    with app.db.read() as tx:
        articles = _articles(tx, [each.story.lead_id for each in shown])
    return tuple(
        _entry(
            articles[each.story.lead_id],
            identity=f"urn:mynews:story:{each.story.id}",
            published_at=made_at - timedelta(seconds=each.place),
            updated_at=each.story.latest_at,
            why=" · ".join(told.words for told in each.told),
            told_by=each.story.articles,
            story_url=f"{app.settings.public_url}/story/{each.story.id}",
        )
        for each in shown
        if each.story.lead_id in articles
    )


def _of_articles(app: App, article_ids: Sequence[int]) -> tuple[PublishedEntry, ...]:
    with app.db.read() as tx:
        articles = _articles(tx, article_ids)
    found = [articles[each] for each in article_ids if each in articles]
    return tuple(
        _entry(
            each,
            identity=f"urn:mynews:article:{each.id}",
            published_at=each.sort_at,
            updated_at=each.changed_at or each.sort_at,
        )
        for each in found
    )


def _articles(tx: Tx, article_ids: Sequence[int]) -> dict[int, Article]:
    return {each.id: each for each in tx.articles.many(article_ids)}


def _entry(
    article: Article,
    *,
    identity: str,
    published_at: datetime,
    updated_at: datetime,
    why: str = "",
    told_by: int = 1,
    story_url: str = "",
) -> PublishedEntry:
    picture = next((each.url for each in article.pictures if each.url and each.url.startswith("http")), None)
    head = [f"<p><em>{html.escape(why)}</em></p>"] if why else []
    if article.key_points:
        head.append("<ul>" + "".join(f"<li>{html.escape(point)}</li>" for point in article.key_points) + "</ul>")
    tail = []
    if told_by > 1:
        tail.append(f'<p><a href="{html.escape(story_url)}">{told_by} articles tell this story</a></p>')
    return PublishedEntry(
        identity=identity,
        title=article.headline,
        url=article.url or story_url,
        published_at=published_at,
        updated_at=updated_at,
        html="".join([*head, article.body or article.summary, *tail]),
        summary=why,
        authors=authors_of(article.byline),
        source_name=article.source_name,
        topics=article.topics,
        picture=picture,
        language=article.language,
    )
