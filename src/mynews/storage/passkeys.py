"""Keys that a device holds in place of a password, and who an OpenID provider says that a reader is."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from mynews.model.account import Passkey
from mynews.model.errors import NotAllowed
from mynews.model.source import Reader
from mynews.storage.schema import identities, passkeys, readers


class Passkeys:
    """The table of passkeys."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, key: Passkey) -> None:
        """Keep a key of a reader's, under a number of its own. Raises NotAllowed for one that is here already."""
        values = {name: value for name, value in asdict(key).items() if name != "id"}
        try:
            self._connection.execute(insert(passkeys).values(values))
        except IntegrityError as exc:
            raise NotAllowed("This passkey is here already.") from exc

    def of(self, reader_id: int) -> tuple[Passkey, ...]:
        """All of a reader's, in the order in which they came."""
        rows = self._connection.execute(
            select(passkeys).where(passkeys.c.reader_id == reader_id).order_by(passkeys.c.id)
        )
        return tuple(Passkey(**row._mapping) for row in rows)

    def at(self, credential: bytes) -> Passkey | None:
        """The key that a device names so; None where it is not here."""
        row = self._connection.execute(select(passkeys).where(passkeys.c.credential == credential)).first()
        return Passkey(**row._mapping) if row else None

    def used(self, number: int, uses: int, now: datetime) -> None:
        """Note that a key was used, and how often it says that it was."""
        self._connection.execute(update(passkeys).where(passkeys.c.id == number).values(uses=uses, used_at=now))

    def remove(self, reader_id: int, number: int) -> bool:
        """Delete a key of a reader's; False where they have no such one."""
        mine = (passkeys.c.id == number, passkeys.c.reader_id == reader_id)
        return bool(self._connection.execute(delete(passkeys).where(*mine)).rowcount)


class Identities:
    """The table of who somebody else says that readers are."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def reader(self, issuer: str, subject: str) -> Reader | None:
        """The reader who is known to an issuer under this subject."""
        row = self._connection.execute(
            select(readers.c.id, readers.c.name)
            .join(identities)
            .where(identities.c.issuer == issuer, identities.c.subject == subject)
        ).first()
        return Reader(*row) if row else None

    def link(self, issuer: str, subject: str, reader_id: int, now: datetime) -> None:
        """Keep that this is who a reader is to an issuer."""
        self._connection.execute(
            insert(identities).values(issuer=issuer, subject=subject, reader_id=reader_id, created_at=now)
        )

    def linked_at(self, issuer: str, reader_id: int) -> datetime | None:
        """Since when a reader is known to an issuer; None where they are not."""
        found: datetime | None = self._connection.execute(
            select(identities.c.created_at).where(identities.c.issuer == issuer, identities.c.reader_id == reader_id)
        ).scalar()
        return found

    def unlink(self, issuer: str, reader_id: int) -> bool:
        """Forget who a reader is to an issuer; False where that is not known."""
        theirs = (identities.c.issuer == issuer, identities.c.reader_id == reader_id)
        return bool(self._connection.execute(delete(identities).where(*theirs)).rowcount)
