"""Articles, their bodies, and what changed in them."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, exists, func, insert, or_, select, update

from mynews.model.article import Article, Card, Change, Enclosure, ParsedArticle, Picture, Place, RelatedLink
from mynews.model.errors import NotFound
from mynews.model.plan import ChangedArticle, DuePage, KnownArticle, ReadyArticle
from mynews.storage.meanings import Meanings
from mynews.storage.portions import parted, portions
from mynews.storage.schema import articles, bodies, changes, sources, stories, story_articles, subscriptions
from mynews.storage.search import Search
from mynews.storage.types import AnyRow

# A feed whose ids change is recognised by address and headline among this many of its latest articles.
_RECENT = 500
_READABLE_AT_ONCE = 500
# An article that waits for its own page is understood by what its feed gave, if the page does not come by then.
_PATIENCE = timedelta(minutes=15)
_CARD = (
    articles.c.id,
    articles.c.source_id,
    articles.c.headline,
    articles.c.kicker,
    articles.c.teaser,
    articles.c.byline,
    articles.c.language,
    articles.c.picture,
    articles.c.url,
    articles.c.sort_at,
    articles.c.changed_at,
    sources.c.title.label("source_title"),
    sources.c.url.label("source_url"),
    story_articles.c.story_id,
    stories.c.articles.label("in_story"),
)


# Asked for with every signal, so built once: to build it takes six times as long as to run it.
_READABLE = (
    select(articles.c.id)
    .join(sources, sources.c.id == articles.c.source_id)
    .where(
        articles.c.id.in_(bindparam("articles", expanding=True)),
        sources.c.private_to.in_(bindparam("owners", expanding=True)),
    )
)


class Articles:
    """The tables of articles, bodies and changes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def known(self, source_id: int, identities: Sequence[bytes], urls: Iterable[str]) -> tuple[KnownArticle, ...]:
        """The stored articles of a source with one of these identities, and recent ones at one of these addresses."""
        columns = (
            articles.c.id,
            articles.c.identity,
            articles.c.digest,
            articles.c.url,
            articles.c.headline,
            articles.c.from_page,
        )
        found: dict[int, KnownArticle] = {}
        for some in parted(identities):
            rows = self._connection.execute(
                select(*columns).where(articles.c.source_id == source_id, articles.c.identity.in_(some))
            )
            found |= {row.id: KnownArticle(*row) for row in rows}
        if len(found) < len(identities):
            wanted = set(urls)
            recent = self._connection.execute(
                select(*columns)
                .where(articles.c.source_id == source_id)
                .order_by(articles.c.sort_at.desc(), articles.c.id.desc())
                .limit(_RECENT)
            )
            found |= {row.id: KnownArticle(*row) for row in recent if row.url in wanted}
        return tuple(found.values())

    def numbers(self, source_id: int, identities: Sequence[bytes]) -> dict[bytes, int]:
        """The numbers of the articles of a source that have one of these identities, by identity."""
        found: dict[bytes, int] = {}
        for portion in parted(identities):
            rows = self._connection.execute(
                select(articles.c.identity, articles.c.id).where(
                    articles.c.source_id == source_id, articles.c.identity.in_(portion)
                )
            )
            found |= {row.identity: row.id for row in rows}
        return found

    def save(self, source_id: int, new: Iterable[ReadyArticle]) -> tuple[int, ...]:
        """Save articles of one source that were not here, findable at once; gives their ids, in order."""
        return self.save_all([(source_id, ready) for ready in new])

    def save_all(self, new: Sequence[tuple[int, ReadyArticle]]) -> tuple[int, ...]:
        """The same for articles of several sources, each with its source's id.

        One call for all that is to be saved is much the cheapest: SQLite writes what was indexed so far to the disk,
        and merges it, whenever another table is inserted into.
        """
        if not new:
            return ()
        ids = tuple(
            self._connection.execute(
                insert(articles).returning(articles.c.id, sort_by_parameter_order=True),
                [
                    _columns(ready)
                    | {
                        "source_id": source_id,
                        "identity": ready.identity,
                        "arrived_at": ready.arrived_at,
                        "sort_at": ready.sort_at,
                    }
                    for source_id, ready in new
                ],
            ).scalars()
        )
        numbered = [(article_id, ready) for article_id, (_source_id, ready) in zip(ids, new, strict=True)]
        self._connection.execute(
            insert(bodies), [{"article_id": article_id, "html": ready.parsed.body} for article_id, ready in numbered]
        )
        Search(self._connection).index(
            [(article_id, 0, search_heading(ready.parsed), ready.text) for article_id, ready in numbered]
        )
        now = max(ready.arrived_at for _, ready in numbered)
        meanings = Meanings(self._connection)
        meanings.are_due([article_id for article_id, ready in numbered if ready.page_due_at is None], now)
        meanings.are_due([article_id for article_id, ready in numbered if ready.page_due_at], now + _PATIENCE)
        return ids

    def change(self, changed: ChangedArticle, now: datetime, kept_text: str = "") -> None:
        """Save what an article says now, and keep what it said before.

        Where its body came from its page, so did other parts: what the source does not say itself stays as it is.
        ``kept_text`` is the plain text of a body that is kept, to find it by its new headline too.
        """
        old = self.get(changed.id)
        parsed = _with_parts_of(old, changed.now.parsed) if changed.keep_body else changed.now.parsed
        before = _differences(old, parsed, with_body=not changed.keep_body)
        values = _columns(replace(changed.now, parsed=parsed)) | {"identity": changed.now.identity}
        if changed.now.page_due_at is None:
            del values["page_due_at"]  # its page may be due, or be read at this moment
        if before:
            values["changed_at"] = now
            self._connection.execute(
                insert(changes).values(
                    article_id=changed.id, changed_at=now, before=json.dumps(before, ensure_ascii=False)
                )
            )
            Meanings(self._connection).are_due([changed.id], now)
        self._connection.execute(update(articles).where(articles.c.id == changed.id).values(values))
        if not changed.keep_body:
            self._set_body(changed.id, parsed, changed.now.text)
        elif before:
            self._index_again(changed.id, parsed, kept_text)

    def complete(self, due: DuePage, page: ReadyArticle, now: datetime) -> bool:
        """Give an article the text of its own page. False where the claim ran out and another has it now."""
        done = self._connection.execute(
            update(articles)
            .where(articles.c.id == due.article_id, articles.c.page_due_at == due.claimed_until)
            .values(
                page_due_at=None,
                from_page=True,
                complete=page.parsed.complete,
                kicker=page.parsed.kicker,
                byline=page.parsed.byline,
                language=page.parsed.language,
                picture=_lead(page.parsed),
                teaser=page.teaser,
                parts=_parts(page.parsed),
            )
        )
        if done.rowcount != 1:
            return False
        self._set_body(due.article_id, page.parsed, page.text)
        Meanings(self._connection).are_due([due.article_id], now)
        return True

    def put_off(self, due: DuePage, again_at: datetime | None) -> None:
        """Read an article's page later, or never again with None, unless the claim ran out."""
        self._connection.execute(
            update(articles)
            .where(articles.c.id == due.article_id, articles.c.page_due_at == due.claimed_until)
            .values(page_due_at=again_at, page_tries=due.tries + 1)
        )

    def give_back(self, due: Iterable[DuePage], now: datetime) -> None:
        """Let claimed pages that nobody got to be due again, as far as the claims still hold."""
        for page in due:
            self._connection.execute(
                update(articles)
                .where(articles.c.id == page.article_id, articles.c.page_due_at == page.claimed_until)
                .values(page_due_at=now)
            )

    def claim_pages(self, now: datetime, lease: timedelta, most: int) -> tuple[DuePage, ...]:
        """Take up to ``most`` articles whose own page is due; the lease is their new due time."""
        due = (
            select(articles.c.id)
            .where(articles.c.page_due_at <= now)
            .order_by(articles.c.page_due_at)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        until = now + lease
        taken = self._connection.execute(
            update(articles)
            .where(articles.c.id.in_(due))
            .values(page_due_at=until)
            .returning(articles.c.id, articles.c.source_id, articles.c.url, articles.c.page_tries)
        )
        return tuple(DuePage(row.id, row.source_id, row.url or "", row.page_tries, until) for row in taken)

    def pages_waiting(self, now: datetime) -> int:
        """How many articles wait for their own page to be read."""
        return self._connection.execute(
            select(func.count()).select_from(articles).where(articles.c.page_due_at <= now)
        ).scalar_one()

    def get(self, article_id: int) -> Article:
        """One article, whole. Raises NotFound."""
        row = self._connection.execute(_whole().where(articles.c.id == article_id)).first()
        if row is None:
            raise NotFound(f"There is no article number {article_id} here.")
        return _article(row)

    def many(self, article_ids: Sequence[int]) -> list[Article]:
        """These articles, whole, in order of number; those that are gone are left out."""
        rows = self._connection.execute(_whole().where(articles.c.id.in_(list(article_ids))).order_by(articles.c.id))
        return [_article(row) for row in rows]

    def readable_by(self, reader_id: int, article_id: int) -> bool:
        """Whether a reader may open an article: every one of a shared source, of a private one only its own reader."""
        return article_id in self.readable(reader_id, [article_id])

    def readable(self, reader_id: int, article_ids: Collection[int]) -> frozenset[int]:
        """Those of these articles that a reader may open."""
        found: set[int] = set()
        for portion in portions(article_ids, _READABLE_AT_ONCE):
            asked = {"articles": portion, "owners": [0, reader_id]}
            found |= set(self._connection.execute(_READABLE, asked).scalars())
        return frozenset(found)

    def changes_of(self, article_id: int) -> tuple[Change, ...]:
        """What an article said before each of its changes, the latest first."""
        rows = self._connection.execute(
            select(changes.c.changed_at, changes.c.before)
            .where(changes.c.article_id == article_id)
            .order_by(changes.c.id.desc())
        )
        return tuple(Change(row.changed_at, json.loads(row.before)) for row in rows)

    def latest(self, reader_id: int, most: int, after: Place | None = None, folder: str | None = None) -> list[Card]:
        """The newest articles of all that a reader follows, or of one folder; from a place on, or from the top.

        Of several versions of one text that belong in the list only the original is in it, else the first that came.
        """

        # Asked row by row: given the list of sources, SQLite reads every article of each and sorts them all (10 ms with
        # 10,000 articles, and growing; this takes 0.2 ms off the index of time).
        def followed(source_id: ColumnElement[int]) -> ColumnElement[bool]:
            mine = exists().where(subscriptions.c.reader_id == reader_id, subscriptions.c.source_id == source_id)
            return mine if folder is None else mine.where(subscriptions.c.folder == folder)

        listed = _cards(after, most).where(followed(articles.c.source_id), _is_no_copy_where(followed))
        return [_card(row) for row in self._connection.execute(listed)]

    def of_source(self, source_id: int, most: int, after: Place | None = None) -> list[Card]:
        """The newest articles of one source, each text once."""
        listed = _cards(after, most).where(
            articles.c.source_id == source_id, _is_no_copy_where(lambda other: other == source_id)
        )
        return [_card(row) for row in self._connection.execute(listed)]

    def cards(self, article_ids: Sequence[int]) -> list[Card]:
        """These articles, in this order; those that are gone are left out."""
        rows = self._connection.execute(_listed().where(articles.c.id.in_(article_ids)))
        found = {row.id: _card(row) for row in rows}
        return [found[each] for each in article_ids if each in found]

    def bodies(self, article_ids: Sequence[int]) -> dict[int, str]:
        """The bodies of these articles, as HTML."""
        rows = self._connection.execute(
            select(bodies.c.article_id, bodies.c.html).where(bodies.c.article_id.in_(article_ids))
        )
        return {row.article_id: row.html for row in rows}

    def latest_instants(self, source_id: int, most: int) -> list[datetime]:
        """Where the latest articles of a source stand in time, the newest first."""
        return list(
            self._connection.execute(
                select(articles.c.sort_at)
                .where(articles.c.source_id == source_id)
                .order_by(articles.c.sort_at.desc(), articles.c.id.desc())
                .limit(most)
            ).scalars()
        )

    def arrived(self, reader_id: int, most: int) -> tuple[int, int]:
        """How many articles the sources of a reader have, and in how many stories those are; counted up to ``most``."""
        mine = select(subscriptions.c.source_id).where(subscriptions.c.reader_id == reader_id)
        counted = select(articles.c.id).where(articles.c.source_id.in_(mine)).limit(most).subquery()
        row = self._connection.execute(
            select(func.count(), func.count(story_articles.c.story_id.distinct()))
            .select_from(counted)
            .outerjoin(story_articles, story_articles.c.article_id == counted.c.id)
        ).one()
        return row[0], row[1]

    def count(self) -> int:
        """How many articles are stored."""
        return self._connection.execute(select(func.count()).select_from(articles)).scalar_one()

    def for_index(self, after_id: int, most: int) -> list[tuple[Article, int]]:
        """Articles in order of id, whole, each with its version in the search index, to build that anew."""
        rows = self._connection.execute(_whole().where(articles.c.id > after_id).order_by(articles.c.id).limit(most))
        return [(_article(row), row.search_version) for row in rows]

    def _set_body(self, article_id: int, parsed: ParsedArticle, text: str) -> None:
        self._connection.execute(update(bodies).where(bodies.c.article_id == article_id).values(html=parsed.body))
        self._index_again(article_id, parsed, text)

    def _index_again(self, article_id: int, parsed: ParsedArticle, text: str) -> None:
        row = self._connection.execute(
            update(articles)
            .where(articles.c.id == article_id)
            .values(search_version=articles.c.search_version + 1)
            .returning(articles.c.search_version, articles.c.headline)
        ).one()
        heading = search_heading(replace(parsed, headline=row.headline))
        Search(self._connection).index([(article_id, row.search_version, heading, text)])


def search_heading(parsed: ParsedArticle) -> str:
    """The words of an article that count most when it is looked for."""
    return " ".join(part for part in (parsed.headline, parsed.kicker, parsed.byline) if part)


def _whole() -> Select[Any]:
    return (
        select(
            articles,
            bodies.c.html,
            sources.c.title.label("source_title"),
            sources.c.url.label("source_url"),
        )
        .join(bodies, bodies.c.article_id == articles.c.id)
        .join(sources, sources.c.id == articles.c.source_id)
    )


def _cards(after: Place | None, most: int) -> Select[Any]:
    listed = _listed().order_by(articles.c.sort_at.desc(), articles.c.id.desc()).limit(most)
    if after is None:
        return listed
    # The row value alone leaves SQLite no range on the index; the plain comparison gives it one.
    return listed.where(
        articles.c.sort_at <= after.sort_at,
        or_(articles.c.sort_at < after.sort_at, articles.c.id < after.id),
    )


def _listed() -> Select[Any]:
    return (
        select(*_CARD)
        .join(sources, sources.c.id == articles.c.source_id)
        .outerjoin(story_articles, story_articles.c.article_id == articles.c.id)
        .outerjoin(stories, stories.c.id == story_articles.c.story_id)
    )


def _is_no_copy_where(belongs: Callable[[ColumnElement[int]], ColumnElement[bool]]) -> ColumnElement[bool]:
    """Whether no better version of an article's text belongs in the same list: the original, or an earlier copy."""
    version, other = story_articles.alias("version"), articles.alias("other")
    better = exists().where(
        or_(
            version.c.article_id == story_articles.c.copy_of,
            and_(version.c.copy_of == story_articles.c.copy_of, version.c.article_id < articles.c.id),
        ),
        other.c.id == version.c.article_id,
        belongs(other.c.source_id),
    )
    return or_(story_articles.c.copy_of.is_(None), ~better)


def _card(row: AnyRow) -> Card:
    return Card(
        id=row.id,
        source_id=row.source_id,
        source_name=row.source_title or row.source_url,
        headline=row.headline,
        kicker=row.kicker,
        teaser=row.teaser,
        byline=row.byline,
        language=row.language,
        picture=row.picture,
        url=row.url,
        sort_at=row.sort_at,
        changed_at=row.changed_at,
        story_id=row.story_id,
        in_story=row.in_story or 1,
    )


def _columns(ready: ReadyArticle) -> dict[str, Any]:
    parsed = ready.parsed
    return {
        "digest": ready.digest,
        "url": parsed.url,
        "headline": parsed.headline,
        "kicker": parsed.kicker,
        "teaser": ready.teaser,
        "byline": parsed.byline,
        "language": parsed.language,
        "picture": _lead(parsed),
        "published_at": parsed.published_at,
        "updated_at": parsed.updated_at,
        "complete": parsed.complete,
        "page_due_at": ready.page_due_at,
        "parts": _parts(parsed),
    }


def _lead(parsed: ParsedArticle) -> str | None:
    return next((picture.url for picture in parsed.pictures if picture.url), None)


def _parts(parsed: ParsedArticle) -> dict[str, Any]:
    """The parts that no list shows and no query asks for, without the empty ones."""
    parts = {
        "key_points": list(parsed.key_points),
        "pictures": [asdict(each) for each in parsed.pictures],
        "related": [asdict(each) for each in parsed.related],
        "enclosures": [asdict(each) for each in parsed.enclosures],
        "topics": list(parsed.topics),
        "print_note": parsed.print_note,
        "summary": parsed.summary,
        "comments_url": parsed.comments_url,
        "not_free": not parsed.free,
    }
    return {name: part for name, part in parts.items() if part}


def _article(row: AnyRow) -> Article:
    parts = row.parts
    return Article(
        id=row.id,
        source_id=row.source_id,
        source_name=row.source_title or row.source_url,
        arrived_at=row.arrived_at,
        sort_at=row.sort_at,
        changed_at=row.changed_at,
        headline=row.headline,
        url=row.url,
        kicker=row.kicker,
        byline=row.byline,
        published_at=row.published_at,
        updated_at=row.updated_at,
        language=row.language,
        body=row.html,
        complete=row.complete,
        key_points=tuple(parts.get("key_points", ())),
        pictures=tuple(Picture(**each) for each in parts.get("pictures", ())),
        related=tuple(RelatedLink(**each) for each in parts.get("related", ())),
        enclosures=tuple(Enclosure(**each) for each in parts.get("enclosures", ())),
        topics=tuple(parts.get("topics", ())),
        print_note=parts.get("print_note", ""),
        summary=parts.get("summary", ""),
        comments_url=parts.get("comments_url"),
        free=not parts.get("not_free", False),
    )


def _with_parts_of(old: Article, new: ParsedArticle) -> ParsedArticle:
    return replace(
        new,
        body=old.body,
        complete=old.complete,
        free=old.free,
        kicker=new.kicker or old.kicker,
        key_points=new.key_points or old.key_points,
        byline=new.byline or old.byline,
        language=new.language or old.language,
        pictures=new.pictures if len(new.pictures) >= len(old.pictures) else old.pictures,
        related=new.related or old.related,
        topics=new.topics or old.topics,
        print_note=new.print_note or old.print_note,
        summary=new.summary or old.summary,
    )


def _differences(old: Article, new: ParsedArticle, *, with_body: bool) -> dict[str, str]:
    before = {
        name: getattr(old, name)
        for name in ("headline", "kicker", "byline")
        if getattr(old, name) != getattr(new, name)
    }
    if old.key_points != new.key_points:
        before["key_points"] = "\n".join(old.key_points)
    if with_body and old.body != new.body:
        before["body"] = old.body
    return before
