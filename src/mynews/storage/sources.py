"""Sources, shared by their subscribers, and the state of fetching each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, exists, func, insert, select, update

from mynews.model.document import Validators
from mynews.model.errors import NotFound
from mynews.model.source import FETCHED_KINDS, Source, SourceKind, SourceState
from mynews.storage.hosts import Hosts
from mynews.storage.portions import portions
from mynews.storage.schema import sources, subscriptions
from mynews.storage.types import AnyRow

SHARED = 0
# Asked for with every edition, so built once: to build it takes six times as long as to run it.
_NAMES = select(sources.c.id, sources.c.title, sources.c.url).where(
    sources.c.id.in_(bindparam("sources", expanding=True)),
    sources.c.private_to.in_(bindparam("owners", expanding=True)),
)


class Sources:
    """The table of sources."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, source_id: int) -> Source:
        """The source of this number. Raises NotFound."""
        row = self._connection.execute(select(sources).where(sources.c.id == source_id)).first()
        if row is None:
            raise NotFound(f"There is no source number {source_id} here.")
        return source_of(row)

    def at(self, url: str, private_to: int | None = None) -> Source | None:
        """The source at this address: the shared one, or the one that this reader's login opens."""
        row = self._connection.execute(
            select(sources).where(sources.c.url == url, sources.c.private_to == (private_to or SHARED))
        ).first()
        return source_of(row) if row else None

    def shared_at(self, urls: Iterable[str]) -> dict[str, int]:
        """The ids of the shared sources at these addresses, by address."""
        found: dict[str, int] = {}
        for some in portions(urls):
            rows = self._connection.execute(
                select(sources.c.url, sources.c.id).where(sources.c.url.in_(some), sources.c.private_to == SHARED)
            )
            found |= {row.url: row.id for row in rows}
        return found

    def names(self, reader_id: int, source_ids: Iterable[int]) -> dict[int, str]:
        """What those of these sources are called that a reader may read, by number."""
        asked = {"sources": sorted(set(source_ids)), "owners": [SHARED, reader_id]}
        return {row.id: row.title or row.url for row in self._connection.execute(_NAMES, asked)}

    def all(self) -> tuple[Source, ...]:
        """Every source, by name."""
        rows = self._connection.execute(select(sources).order_by(func.lower(sources.c.title), sources.c.id))
        return tuple(source_of(row) for row in rows)

    def add(self, new: Sequence[Source], host_of: dict[str, str], now: datetime) -> tuple[Source, ...]:
        """Save sources that are not there yet, in order; each comes back with its id."""
        if not new:
            return ()
        rows = [
            _columns(source)
            | {
                "host": host_of[source.url],
                "kind": source.kind,
                "private_to": source.private_to or SHARED,
                "created_at": now,
            }
            for source in new
        ]
        ids = self._connection.execute(
            insert(sources).returning(sources.c.id, sort_by_parameter_order=True), rows
        ).scalars()
        return tuple(replace(source, id=source_id) for source, source_id in zip(new, ids, strict=True))

    def save(self, known: Sequence[Source]) -> None:
        """Keep what is known of sources now; their hosts stay."""
        if known:
            self._connection.execute(
                update(sources).where(sources.c.id == bindparam("saved")),
                [_columns(source) | {"saved": source.id} for source in known],
            )

    def move(self, source_id: int, url: str, host: str) -> None:
        """Give a source its new address."""
        self._connection.execute(update(sources).where(sources.c.id == source_id).values(url=url, host=host))

    def merge(self, source_id: int, into: int) -> None:
        """Hand a source's subscribers to another one that turned out to be the same, and stop fetching it.

        The articles of the former stay readable where they are.
        """
        there = select(subscriptions.c.reader_id).where(subscriptions.c.source_id == into)
        self._connection.execute(
            update(subscriptions)
            .where(subscriptions.c.source_id == source_id, subscriptions.c.reader_id.not_in(there))
            .values(source_id=into)
        )
        self._connection.execute(delete(subscriptions).where(subscriptions.c.source_id == source_id))
        self._connection.execute(update(sources).where(sources.c.id == source_id).values(next_fetch_at=None))

    def due(self, host: str, now: datetime, most: int) -> tuple[Source, ...]:
        """Up to ``most`` sources of one host whose time has come, the longest due first."""
        rows = self._connection.execute(
            select(sources)
            .where(sources.c.host == host, sources.c.next_fetch_at <= now)
            .order_by(sources.c.next_fetch_at, sources.c.id)
            .limit(most)
        )
        return tuple(source_of(row) for row in rows)

    def waiting(self, now: datetime) -> int:
        """How many sources are due."""
        return self._connection.execute(
            select(func.count()).select_from(sources).where(sources.c.next_fetch_at <= now)
        ).scalar_one()

    def fetch_at(self, when: datetime, source_ids: Iterable[int]) -> tuple[str, ...]:
        """Have these sources fetched at an instant; gives their hosts. Sources that are never fetched stay so."""
        wanted = list(source_ids)
        theirs = select(sources.c.host).where(sources.c.id.in_(wanted)).distinct()
        Hosts(self._connection).hold(self._connection.execute(theirs).scalars())
        changed = self._connection.execute(
            update(sources)
            .where(sources.c.id.in_(wanted), sources.c.kind.in_(FETCHED_KINDS))
            .values(next_fetch_at=when)
            .returning(sources.c.host)
        )
        return tuple(set(changed.scalars()))

    def rest_unfollowed(self, source_ids: Sequence[int]) -> None:
        """Fetch those of these sources no more that nobody follows; their articles stay."""
        followed = exists().where(subscriptions.c.source_id == sources.c.id)
        self._connection.execute(
            update(sources)
            .where(sources.c.id.in_(source_ids), sources.c.next_fetch_at.is_not(None), ~followed)
            .values(next_fetch_at=None)
        )

    def forget(self, kind: SourceKind) -> int:
        """Delete every source of a kind with its articles and subscriptions; gives how many sources."""
        return self._connection.execute(delete(sources).where(sources.c.kind == kind)).rowcount

    def forget_private(self, reader_id: int) -> None:
        """Delete every source that only this reader may read, with its articles."""
        self._connection.execute(delete(sources).where(sources.c.private_to == reader_id))


def source_of(row: AnyRow) -> Source:
    """A source from a row that has its columns."""
    kind: SourceKind = row.kind
    return Source(
        id=row.id,
        url=row.url,
        kind=kind,
        title=row.title,
        description=row.description,
        site_url=row.site_url,
        language=row.language,
        icon_url=row.icon_url,
        private_to=row.private_to or None,
        state=SourceState(
            next_fetch_at=row.next_fetch_at,
            fetched_at=row.fetched_at,
            changed_at=row.changed_at,
            validators=Validators(row.etag, row.last_modified),
            digest=row.digest,
            failures=row.failures,
            illness=row.illness,
            every_seconds=row.every_seconds,
            rhythm=row.rhythm,
        ),
    )


def _columns(source: Source) -> dict[str, Any]:
    state = source.state
    return {
        "url": source.url,
        "title": source.title,
        "description": source.description,
        "site_url": source.site_url,
        "language": source.language,
        "icon_url": source.icon_url,
        "next_fetch_at": state.next_fetch_at,
        "fetched_at": state.fetched_at,
        "changed_at": state.changed_at,
        "etag": state.validators.etag,
        "last_modified": state.validators.last_modified,
        "digest": state.digest,
        "failures": state.failures,
        "illness": state.illness,
        "every_seconds": state.every_seconds,
        "rhythm": state.rhythm,
    }
