"""How readers come in: passwords, invitations, and who looks after the installation."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Select, bindparam, exists, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from mynews.model.account import Account, Asker, Session
from mynews.model.source import Reader
from mynews.storage.schema import accounts, readers, sessions
from mynews.storage.types import AnyRow

# Who came first looks after the installation, until somebody says otherwise.
_FIRST = select(func.min(readers.c.id)).scalar_subquery()
_OPERATES = func.coalesce(accounts.c.operates, readers.c.id == _FIRST)
_ASKERS = select(readers.c.id, readers.c.name, _OPERATES.label("operates")).outerjoin_from(readers, accounts)
_CLOSED = exists(select(accounts.c.reader_id).where(accounts.c.password.is_not(None)))
# Asked for with every page, so built once.
_ANYBODY = _ASKERS.where(~_CLOSED).order_by(readers.c.id).limit(1)
_LOGGED_IN = (
    _ASKERS.add_columns(sessions.c.id.label("number"), sessions.c.agent, sessions.c.created_at, sessions.c.seen_at)
    .join(sessions, sessions.c.reader_id == readers.c.id)
    .where(sessions.c.digest == bindparam("secret"), sessions.c.seen_at >= bindparam("since"))
)


class Accounts:
    """The table of accounts. A reader without a row has no password."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = postgresql if connection.dialect.name == "postgresql" else sqlite

    def anybody(self) -> Asker | None:
        """The first reader, as long as no reader has a password; None from then on, and where nobody reads yet."""
        row = self._connection.execute(_ANYBODY).first()
        return Asker(Reader(row.id, row.name), bool(row.operates)) if row else None

    def logged_in(self, digest: bytes, since: datetime) -> Asker | None:
        """Whose session this is, if it was used since then."""
        row = self._connection.execute(_LOGGED_IN, {"secret": digest, "since": since}).first()
        if row is None:
            return None
        session = Session(row.number, row.id, row.agent, row.created_at, row.seen_at)
        return Asker(Reader(row.id, row.name), bool(row.operates), session)

    def closed(self) -> bool:
        """Whether some reader has a password, so that nobody comes in without."""
        return bool(self._connection.execute(select(_CLOSED)).scalar_one())

    def all(self) -> tuple[Account, ...]:
        """Every reader's account, in the order in which they came."""
        return tuple(map(_account, self._connection.execute(_accounts().order_by(readers.c.id))))

    def of(self, reader_id: int) -> Account:
        """The account of a reader who is here."""
        return _account(self._connection.execute(_accounts().where(readers.c.id == reader_id)).one())

    def password(self, reader_id: int) -> str | None:
        """The hash of a reader's password; None where they have none."""
        found: str | None = self._connection.execute(
            select(accounts.c.password).where(accounts.c.reader_id == reader_id)
        ).scalar()
        return found

    def set_password(self, reader_id: int, hashed: str | None) -> None:
        """Keep the hash of a reader's password; an invitation of theirs is used up with it."""
        self._keep(reader_id, password=hashed, invitation=None, invited_until=None)

    def invite(self, reader_id: int, digest: bytes, until: datetime) -> None:
        """Let who has the link of this digest set the reader's password, in place of any former link."""
        self._keep(reader_id, invitation=digest, invited_until=until)

    def invited(self, digest: bytes, now: datetime) -> Reader | None:
        """Whom a link invites; None where it is used up, too old, or was never given."""
        row = self._connection.execute(
            select(readers.c.id, readers.c.name)
            .join(accounts)
            .where(accounts.c.invitation == digest, accounts.c.invited_until > now)
        ).first()
        return Reader(*row) if row else None

    def set_operates(self, reader_id: int, *, operates: bool) -> None:
        """Say whether a reader looks after the installation."""
        self._keep(reader_id, operates=operates)

    def _keep(self, reader_id: int, **values: object) -> None:
        first = self._connection.execute(select(readers.c.id == _FIRST).where(readers.c.id == reader_id)).scalar()
        made = {"operates": bool(first)} | values
        self._connection.execute(
            self._dialect.insert(accounts)
            .values(reader_id=reader_id, **made)
            .on_conflict_do_update(index_elements=["reader_id"], set_=values)
        )


class Sessions:
    """The table of browsers in which readers are logged in."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, reader_id: int, digest: bytes, agent: str, now: datetime) -> None:
        """Log a reader in."""
        self._connection.execute(
            sessions.insert().values(reader_id=reader_id, digest=digest, agent=agent, created_at=now, seen_at=now)
        )

    def of(self, reader_id: int, since: datetime) -> tuple[Session, ...]:
        """A reader's that were used since then, the latest first."""
        columns = (sessions.c.id, sessions.c.reader_id, sessions.c.agent, sessions.c.created_at, sessions.c.seen_at)
        rows = self._connection.execute(
            select(*columns)
            .where(sessions.c.reader_id == reader_id, sessions.c.seen_at >= since)
            .order_by(sessions.c.seen_at.desc(), sessions.c.id.desc())
        )
        return tuple(Session(*row) for row in rows)

    def seen(self, session_id: int, now: datetime) -> None:
        """Note that a session is in use."""
        self._connection.execute(update(sessions).where(sessions.c.id == session_id).values(seen_at=now))

    def end(self, reader_id: int, session_id: int) -> bool:
        """Log one browser of a reader's out; False where they have no such one."""
        return bool(
            self._connection.execute(
                sessions.delete().where(sessions.c.reader_id == reader_id, sessions.c.id == session_id)
            ).rowcount
        )

    def end_digest(self, digest: bytes) -> None:
        """Log out the browser that holds this secret, if one does."""
        self._connection.execute(sessions.delete().where(sessions.c.digest == digest))

    def end_all(self, reader_id: int, *, but: int | None = None) -> int:
        """Log all browsers of a reader's out, but for one if it is told; gives how many."""
        return self._connection.execute(
            sessions.delete().where(sessions.c.reader_id == reader_id, sessions.c.id != (but or 0))
        ).rowcount

    def forget(self, before: datetime) -> None:
        """Delete what was not used since then."""
        self._connection.execute(sessions.delete().where(sessions.c.seen_at < before))


def _accounts() -> Select[tuple[object, ...]]:
    latest = select(func.max(sessions.c.seen_at)).where(sessions.c.reader_id == readers.c.id).scalar_subquery()
    return _ASKERS.add_columns(
        accounts.c.password.is_not(None).label("has_password"), accounts.c.invited_until, latest.label("seen_at")
    )


def _account(row: AnyRow) -> Account:
    return Account(Reader(row.id, row.name), bool(row.operates), bool(row.has_password), row.invited_until, row.seen_at)
