"""A whole store in one file, and back: the same for SQLite and PostgreSQL, so that a store can also move between them.

The file is gzip around lines of JSON: a head (schema, tables, columns), portions of rows, and a foot with the counts
and a SHA-256 of everything before it. It is taken at one consistent moment while others work. A restore reads the
file to its foot first, and then writes everything in one transaction; an older schema is brought up to date.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import sqlalchemy as sql

from geo import __version__
from geo.errors import StoreError
from geo.store import Store
from geo.store.connecting import address_of, engine_of, plain_errors
from geo.store.migrating import migrate
from geo.store.rows import moment
from geo.store.schema import COLUMNS, STEPS

KIND = "reported-positions backup"
MOST_LINE = 512_000_000
"""Bytes of one line of the file; a longer one is no backup of ours."""
_ROWS = 500
_COUNTED = ("judgements", "acts")
_BLOBS = {"bodies": ("body",), "footprints": ("body",), "amended": ("body",), "layers": ("body",)}
Progress = Callable[[str, int], None]


class Head(msgspec.Struct):
    """The first line: what the rest is."""

    kind: str
    schema: int
    program: str
    made: str
    tables: dict[str, list[str]]


class Portion(msgspec.Struct):
    """Some rows of one table; bytes are base64."""

    table: str
    rows: list[list[Any]]


class Foot(msgspec.Struct):
    """The last line: how many rows each table has, and the hash of all lines before this one."""

    counts: dict[str, int]
    sha256: str


@dataclass(frozen=True, slots=True)
class Copied:
    """What a backup holds: reports, claims and judgements."""

    reports: int
    claims: int
    judgements: int


_head = msgspec.json.Decoder(Head)


def backup(store: Store, file: Path, *, progress: Progress | None = None) -> Copied:
    """Writes the store to a file, wholly or not at all. Raises StoreError."""
    part = file.with_name(f".{file.name}.part")
    counts: dict[str, int] = dict.fromkeys(COLUMNS, 0)
    try:
        with plain_errors(str(file)), part.open("wb") as raw, store.tables() as (_, rows):
            hashed = hashlib.sha256()
            with gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=5, mtime=0) as out:

                def write(value: Any) -> None:
                    words = msgspec.json.encode(value) + b"\n"
                    hashed.update(words)
                    out.write(words)

                tables = {name: list(columns) for name, columns in COLUMNS.items()}
                write(Head(KIND, len(STEPS), __version__, moment(store.now()), tables))
                for table, columns in COLUMNS.items():
                    found = rows(table, *columns)
                    while some := list(islice(found, _ROWS)):
                        write(Portion(table, [list(row) for row in some]))
                        counts[table] += len(some)
                        if progress:
                            progress(table, counts[table])
                out.write(msgspec.json.encode(Foot(counts, hashed.hexdigest())) + b"\n")
            raw.flush()
            os.fsync(raw.fileno())
        with plain_errors(str(file)):
            part.replace(file)
    finally:
        with suppress(OSError):  # it has its own name by now, or could not be made
            part.unlink()
    return _copied(counts)


def restore(file: Path, url: str | Path, *, progress: Progress | None = None) -> Copied:
    """Writes a backup into a store that is empty or not there yet, wholly or not at all. Raises StoreError."""
    foot = checked(file)
    address = address_of(url)
    if address.get_backend_name() == "sqlite":
        target = Path(address.database or "")
        if target.exists():
            raise StoreError(
                f"There is a store at “{target}” already, so nothing was restored; move it away or name another path."
            )
        part = target.with_name(f".{target.name}.restoring")
        try:
            _fill(file, address_of(part), foot, progress)
            with plain_errors(str(target)):
                part.replace(target)
        finally:
            for left in ("", "-wal", "-shm"):
                with suppress(OSError):
                    Path(f"{part}{left}").unlink()
    else:
        _fill(file, address, foot, progress)
    Store(url).close()  # an older schema is brought up to date
    return _copied(foot.counts)


def checked(file: Path) -> Foot:
    """The foot of a backup that is whole. Raises StoreError for everything else."""
    hashed, counts, foot = hashlib.sha256(), dict.fromkeys(COLUMNS, 0), None
    head = None
    for words in _lines(file):
        if foot is not None:
            raise _damaged(file)
        try:
            if head is None:
                head = _known(file, words)
            elif b'"sha256":' in words[-100:] and words.startswith(b'{"counts"'):
                foot = msgspec.json.decode(words, type=Foot)
                continue
            else:
                portion = msgspec.json.decode(words, type=Portion)
                counts[portion.table] += len(portion.rows)
        except (msgspec.MsgspecError, KeyError):
            raise _damaged(file) from None
        hashed.update(words)
    told = {name: many for name, many in foot.counts.items() if many} if foot else None
    if foot is None or foot.sha256 != hashed.hexdigest() or told != {name: n for name, n in counts.items() if n}:
        raise _damaged(file)
    return foot


def _known(file: Path, words: bytes) -> Head:
    try:
        head = _head.decode(words)
    except msgspec.MsgspecError:
        raise StoreError(f"“{file.name}” is no backup of a store; nothing was changed.") from None
    if head.kind != KIND:
        raise StoreError(f"“{file.name}” is no backup of a store; nothing was changed.")
    if head.schema > len(STEPS):
        raise StoreError(f"“{file.name}” was made by a newer version of this program; update it. Nothing was changed.")
    if not all(name in COLUMNS and set(columns) <= set(COLUMNS[name]) for name, columns in head.tables.items()):
        raise _damaged(file)
    return head


def _lines(file: Path) -> Iterator[bytes]:
    try:
        with file.open("rb") as raw:
            yield from _unpacked(raw, file)
    except FileNotFoundError:
        raise StoreError(f"There is no file “{file}”; check the path. Nothing was changed.") from None
    except gzip.BadGzipFile:
        raise StoreError(f"“{file.name}” is no backup of a store; nothing was changed.") from None
    except (OSError, EOFError, zlib.error):
        raise _damaged(file) from None


def _unpacked(raw: BinaryIO, file: Path) -> Iterator[bytes]:
    with gzip.GzipFile(fileobj=raw) as packed:
        while words := packed.readline(MOST_LINE):
            if not words.endswith(b"\n"):
                raise _damaged(file)
            yield words


def _fill(file: Path, address: sql.URL, foot: Foot, progress: Progress | None) -> None:
    engine = engine_of(address, 10.0)
    name = address.database or "the store"
    done: dict[str, int] = {}
    try:
        with plain_errors(name), engine.connect().execution_options(writes=True) as connection:
            lines = _lines(file)
            head = _known(file, next(lines))
            migrate(connection, STEPS[: head.schema], name)
            if connection.execute(sql.text("SELECT 1 FROM reports LIMIT 1")).first():
                raise StoreError(f"The store “{name}” is not empty, so nothing was restored; name an empty one.")
            for table in reversed(head.tables):
                connection.execute(sql.text(f"DELETE FROM {table}"))  # noqa: S608 — a name of our own schema
            for words in lines:
                if words.startswith(b'{"counts"'):
                    break
                portion = msgspec.json.decode(words, type=Portion)
                _insert(connection, portion, head.tables[portion.table])
                done[portion.table] = done.get(portion.table, 0) + len(portion.rows)
                if progress:
                    progress(portion.table, done[portion.table])
            if connection.dialect.name == "postgresql":
                for table in _COUNTED:
                    if table in head.tables:
                        connection.execute(sql.text(_NEXT.format(table=table)))
            if {name: n for name, n in foot.counts.items() if n} != done:
                raise _damaged(file)
            connection.commit()
    finally:
        engine.dispose()


_NEXT = "SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT COALESCE(MAX(id), 0) + 1 FROM {table}), false)"


def _insert(connection: sql.Connection, portion: Portion, columns: list[str]) -> None:
    blobs = [columns.index(name) for name in _BLOBS.get(portion.table, ()) if name in columns]
    rows = [tuple(msgspec.convert(one, bytes | None, builtin_types=()) if at in blobs else one
                  for at, one in enumerate(row)) for row in portion.rows]  # fmt: skip
    sqlite = connection.dialect.name == "sqlite"
    marks = ", ".join(["?" if sqlite else "%s"] * len(columns))
    own = " OVERRIDING SYSTEM VALUE" if not sqlite and portion.table in _COUNTED else ""
    connection.exec_driver_sql(
        f"INSERT INTO {portion.table} ({', '.join(columns)}){own} VALUES ({marks})",  # noqa: S608
        rows,
    )


def _copied(counts: dict[str, int]) -> Copied:
    return Copied(counts.get("reports", 0), counts.get("claims", 0), counts.get("judgements", 0))


def _damaged(file: Path) -> StoreError:
    return StoreError(f"The backup “{file.name}” is damaged or cut off; nothing was restored. Take an older one.")
