"""Secrets of client programs: digests alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from mynews.model.access import AppPassword
from mynews.model.source import Reader
from mynews.storage.schema import app_passwords, readers
from mynews.storage.types import AnyRow


class AppPasswords:
    """The table of app passwords."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: AppPassword, digest: bytes, fever: bytes | None) -> AppPassword:
        """Keep a new one with the digests of its secret; gives it with its number."""
        added = self._connection.execute(
            insert(app_passwords)
            .values(
                reader_id=new.reader_id,
                name=new.name,
                scope=new.scope,
                digest=digest,
                fever=fever,
                created_at=new.created_at,
            )
            .returning(app_passwords.c.id)
        )
        return replace(new, id=added.scalar_one())

    def of(self, reader_id: int) -> tuple[AppPassword, ...]:
        """All of one reader's, the newest first."""
        rows = self._connection.execute(
            select(app_passwords)
            .where(app_passwords.c.reader_id == reader_id)
            .order_by(app_passwords.c.created_at.desc(), app_passwords.c.id.desc())
        )
        return tuple(map(_password, rows))

    def count(self, reader_id: int) -> int:
        """How many a reader has."""
        mine = app_passwords.c.reader_id == reader_id
        return self._connection.execute(select(func.count()).select_from(app_passwords).where(mine)).scalar_one()

    def by_digest(self, digest: bytes) -> tuple[AppPassword, Reader] | None:
        """The one with this digest, and whose it is."""
        found = self._one(app_passwords.c.digest == digest)
        return found and found[:2]

    def by_fever(self, digest: bytes) -> tuple[AppPassword, Reader] | None:
        """The one with this digest for the Fever API, and whose it is."""
        found = self._one(app_passwords.c.fever == digest)
        return found and found[:2]

    def numbered(self, number: int) -> tuple[AppPassword, Reader, bytes] | None:
        """The one of this number, whose it is, and its digest."""
        return self._one(app_passwords.c.id == number)

    def used(self, number: int, at: datetime) -> None:
        """Note that one was used."""
        self._connection.execute(update(app_passwords).where(app_passwords.c.id == number).values(used_at=at))

    def remove(self, reader_id: int, number: int) -> bool:
        """Delete one of a reader's; False where it is not theirs."""
        mine = (app_passwords.c.id == number, app_passwords.c.reader_id == reader_id)
        return self._connection.execute(delete(app_passwords).where(*mine)).rowcount == 1

    def _one(self, which: ColumnElement[bool]) -> tuple[AppPassword, Reader, bytes] | None:
        row = self._connection.execute(
            select(app_passwords, readers.c.name.label("reader_name"))
            .join(readers, readers.c.id == app_passwords.c.reader_id)
            .where(which)
        ).first()
        return (_password(row), Reader(row.reader_id, row.reader_name), row.digest) if row else None


def _password(row: AnyRow) -> AppPassword:
    return AppPassword(
        id=row.id,
        reader_id=row.reader_id,
        name=row.name,
        scope=row.scope,
        created_at=row.created_at,
        used_at=row.used_at,
        for_fever=row.fever is not None,
    )
