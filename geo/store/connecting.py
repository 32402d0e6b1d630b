"""How a store is reached: its address, its engine, and its errors as one plain sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sql
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from geo.errors import StoreError
from geo.store.faults import sentence
from geo.store.home import spoken_by_psycopg
from geo.store.schema import DIALECT_TYPES


def address_of(url: str | Path) -> sql.URL:
    """A file path or a database's address. Raises StoreError."""
    if "://" not in str(url):
        return sql.URL.create("sqlite", database=str(Path(url).expanduser()))
    try:
        address = sql.make_url(spoken_by_psycopg(str(url)))
    except SQLAlchemyError:
        raise StoreError("The address of the store cannot be read; write a file path or postgresql://….") from None
    if address.get_backend_name() not in DIALECT_TYPES:
        raise StoreError("The store is a SQLite file or a PostgreSQL database; other databases are not supported.")
    return address


def engine_of(address: sql.URL, wait: float) -> sql.Engine:
    """Connections to the store; `wait`: seconds to wait for another writer."""
    if address.get_backend_name() == "postgresql":
        return sql.create_engine(address, pool_pre_ping=True, connect_args={"connect_timeout": max(2, int(wait))})
    engine = sql.create_engine(address, connect_args={"timeout": wait})

    @sql.event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver's own BEGIN would come too late for a consistent read
        # a claim takes about 3 kB: in pages of 4 kB each would have one to itself
        pragmas = "page_size=16384 journal_mode=WAL synchronous=NORMAL foreign_keys=ON cache_size=-64000"
        for pragma in [*pragmas.split(), f"busy_timeout={int(wait * 1000)}"]:
            connection.execute(f"PRAGMA {pragma}")

    @sql.event.listens_for(engine, "begin")
    def begin(connection: sql.Connection) -> None:
        # a reader that turns into a writer would be refused at once instead of waiting for its turn
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")

    return engine


@contextmanager
def plain_errors(name: str) -> Iterator[None]:
    """Database errors as one plain sentence."""
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        raise StoreError(sentence(str(error.orig if isinstance(error, DBAPIError) else error), name)) from error
