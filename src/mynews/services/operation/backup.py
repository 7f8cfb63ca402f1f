"""Everything in one file, and back again: from SQLite to PostgreSQL too, and from one machine to the next."""

from __future__ import annotations

import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from cryptography.fernet import Fernet

from mynews.intake.clean import plain_text
from mynews.model.errors import NotStorable, StorageError
from mynews.services.app import KEY_FILE, App
from mynews.storage.articles import search_heading
from mynews.storage.database import Tx

FORMAT = 1
_PORTION = 500
_MANIFEST = "mynews.json"
_LAST = "last-backup.json"  # in the folder of the installation: when, and how many rows
_LONGEST_PART = 100_000  # bytes of the key and of what the backup says of itself
_LONGEST_ROW = 200_000_000  # some times what one fetch may bring; a file that unpacks to more is an attack
# All that a file can raise which is torn, was changed, or was never ours.
_DAMAGED = (
    OSError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, KeyError, ValueError, TypeError, AttributeError,
    NotStorable,
)  # fmt: skip

Progress = Callable[[str, int, int], None]


def no_progress(_what: str, _done: int, _of: int) -> None:
    """For callers who show none."""


def backup(app: App, file: Path, progress: Progress = no_progress) -> int:
    """Write every row, and the key of stored logins, to a file as of one instant; gives how many rows.

    A former file of that name is replaced only when the new one is whole. Keep it as safe as the database itself:
    whoever has it can read the stored logins. Raises StorageError.
    """
    unfinished = file.with_name(file.name + ".unfinished")
    try:
        with app.db.read() as tx, zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            counts = {table: tx.archive.count(table) for table in tx.archive.tables()}
            archive.writestr(
                _MANIFEST, json.dumps({"format": FORMAT, "schema": app.db.revision(), "rows": counts}, indent=1)
            )
            archive.writestr(KEY_FILE, app.key)
            for table, count in counts.items():
                with archive.open(f"{table}.jsonl", "w", force_zip64=True) as out:
                    _write_rows(out, table, tx.archive.rows(table), count, progress)
        unfinished.chmod(0o600)
        unfinished.replace(file)
        _note(app, sum(counts.values()))
    except OSError as exc:
        unfinished.unlink(missing_ok=True)
        raise StorageError(f"The backup cannot be written to {file}: {exc.strerror}.") from exc
    return sum(counts.values())


@dataclass(frozen=True, slots=True)
class Made:
    """The last backup that this machine made."""

    at: datetime
    rows: int


def last_backup(app: App) -> Made | None:
    """When this machine made a backup last; None where it never did, as far as it remembers."""
    try:
        told = json.loads((app.settings.data_dir / _LAST).read_text())
        return Made(datetime.fromisoformat(told["at"]), int(told["rows"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def restore(app: App, file: Path, progress: Progress = no_progress) -> int:
    """Read a backup into this installation, which must be empty; gives how many rows.

    All of it or nothing. The key of stored logins comes along. Raises StorageError in words.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest(archive, app.db.revision())
            key = _read(archive, KEY_FILE)
            Fernet(key)
            with app.db.write() as tx:
                if tx.readers.first() is not None:
                    raise StorageError("There is something here already. Restore into an empty installation.")
                for table in (each for each in tx.archive.tables() if each in manifest["rows"]):
                    with archive.open(f"{table}.jsonl") as rows:
                        _fill(tx, table, rows, manifest["rows"][table], progress)
                tx.archive.renumber()
                tx.readers.name_all()
                if "meanings" not in manifest["rows"]:  # made before articles were understood
                    tx.meanings.all_are_due(app.now())
                index_anew(tx, manifest["rows"]["articles"], progress)
    except FileNotFoundError as exc:
        raise StorageError(f"There is no file {file}.") from exc
    except _DAMAGED as exc:
        raise StorageError(f"{file} is not a whole backup of myNEWS. Nothing was changed.") from exc
    _take_key(app, key)
    return sum(manifest["rows"].values())


def index_anew(tx: Tx, count: int, progress: Progress = no_progress) -> None:
    """Build the search index from the stored articles."""
    tx.search.clear()
    done, last = 0, 0
    while articles := tx.articles.for_index(last, _PORTION):
        tx.search.index([(each.id, version, search_heading(each), plain_text(each.body)) for each, version in articles])
        done, last = done + len(articles), articles[-1][0].id
        progress("search index", done, count)


def _manifest(archive: zipfile.ZipFile, schema: str | None) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(_read(archive, _MANIFEST))
    if manifest["format"] > FORMAT or str(manifest["schema"]) > str(schema):
        raise StorageError("This backup was made by a newer myNEWS. Install that version to restore it.")
    return manifest


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(_LONGEST_PART)


def _write_rows(out: IO[bytes], table: str, rows: Iterator[dict[str, Any]], count: int, progress: Progress) -> None:
    for number, row in enumerate(rows, 1):
        out.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n")
        if number % _PORTION == 0 or number == count:
            progress(table, number, count)


def _fill(tx: Tx, table: str, lines: IO[bytes], count: int, progress: Progress) -> None:
    rows: list[dict[str, Any]] = []
    done = 0
    for line in iter(lambda: lines.readline(_LONGEST_ROW), b""):
        rows.append(json.loads(line))
        if len(rows) == _PORTION:
            tx.archive.fill(table, rows)
            done += len(rows)
            rows = []
            progress(table, done, count)
        if done + len(rows) > count:
            break
    tx.archive.fill(table, rows)
    if done + len(rows) != count:
        raise ValueError(f"{table} has {done + len(rows)} rows, not {count}")


def _note(app: App, rows: int) -> None:
    (app.settings.data_dir / _LAST).write_text(json.dumps({"at": app.now().isoformat(), "rows": rows}))


def _take_key(app: App, key: bytes) -> None:
    if app.settings.secret_key is None and key != app.key:
        file = app.settings.data_dir / KEY_FILE
        unfinished = file.with_name(f"{KEY_FILE}.{os.getpid()}")
        unfinished.touch(0o600)
        unfinished.write_bytes(key)
        unfinished.replace(file)
