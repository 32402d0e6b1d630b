"""Bringing the tables of a database forward, step by step, inside the transaction of who calls."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sql

from geo.errors import StoreError
from geo.store.schema import DIALECT_TYPES
from geo.store.writing import TABLES

_META = TABLES["meta"]


def schema_version(connection: sql.Connection) -> int:
    """How many steps a database has taken; 0 for an empty one."""
    if not sql.inspect(connection).has_table("meta"):
        return 0
    return int(connection.execute(sql.select(_META.c.value).where(_META.c.key == "schema")).scalar() or 0)


def is_current(connection: sql.Connection, steps: Sequence[tuple[str, ...]], name: str) -> bool:
    """Whether nothing is to be done. Raises StoreError for a database of a newer program."""
    done = schema_version(connection)
    if done > len(steps):
        raise StoreError(
            f"The store “{name}” was written by a newer version of this program; "
            "update the program. Nothing was changed."
        )
    return done == len(steps)


def migrate(connection: sql.Connection, steps: Sequence[tuple[str, ...]], name: str) -> None:
    """Takes the steps that are missing. Raises StoreError for a database of a newer program."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7025551)")
    if is_current(connection, steps, name):
        return
    connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)")
    connection.exec_driver_sql(
        "INSERT INTO meta VALUES ('schema', '0'), ('version', '0'), ('contents', '0') ON CONFLICT DO NOTHING"
    )
    for step in steps[schema_version(connection) :]:
        for statement in step:
            connection.exec_driver_sql(statement.format(**DIALECT_TYPES[connection.dialect.name]))
    connection.execute(sql.text("UPDATE meta SET value = :v WHERE key = 'schema'"), {"v": str(len(steps))})
