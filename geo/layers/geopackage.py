"""GeoPackage (OGC 12-128): an SQLite file, read by SQLite with its own views, triggers and functions shut off."""

from __future__ import annotations

import sqlite3
import struct
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import shapely
from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry

from geo.layers.drafts import MOST_FEATURES, Draft, RefusedError
from geo.layers.ground import Lead, NoGroundError, to_degrees

MOST_TABLES = 40
MOST_STEPS = 2_000
"""Times a hundred thousand steps of SQLite's machine: some seconds of work."""

ENVELOPES = (0, 32, 48, 48, 64)
"""Bytes of the envelope in a geometry's header, by its code."""

_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}


def read(content: bytes) -> Draft:
    """The draft of a GeoPackage's feature tables. Raises RefusedError."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "layer.gpkg"
        path.write_bytes(content)
        try:
            connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
            try:
                _shut(connection)
                return _draft(connection)
            finally:
                connection.close()
        except (sqlite3.Error, OverflowError, UnicodeError) as error:
            raise RefusedError("it is no whole GeoPackage; save it again") from error


def _shut(connection: sqlite3.Connection) -> None:
    steps = iter(range(MOST_STEPS))
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 50_000_000)
    connection.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY)
    connection.set_progress_handler(lambda: next(steps, None) is None, 100_000)


def _draft(connection: sqlite3.Connection) -> Draft:
    schema = connection.execute("SELECT name, type, sql FROM sqlite_master").fetchmany(10_000)
    tables = {str(name) for name, kind, sql in schema if kind == "table" and "virtual" not in str(sql).casefold()[:40]}
    if not {"gpkg_contents", "gpkg_geometry_columns"} <= tables:
        raise RefusedError("it is an SQLite file, but no GeoPackage")
    titles = dict(connection.execute("SELECT table_name, identifier FROM gpkg_contents").fetchmany(10_000))
    columns = connection.execute("SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns").fetchmany(10_000)
    systems = _systems(connection) if "gpkg_spatial_ref_sys" in tables else {}
    draft = Draft()
    held = [row for row in columns if row[0] in tables and row[0] in titles]
    if not held:
        raise RefusedError("it is a GeoPackage without a table of features")
    for table, column, system in held[:MOST_TABLES]:
        lead = to_degrees(systems.get(system, system) if system not in (0, -1) else None)
        _features(connection, str(table), str(column), lead, draft, alone=len(held) == 1)
    if len(held) == 1 and titles.get(held[0][0]):
        draft.said["name"] = str(titles[held[0][0]])
    elif len(held) > 1:
        draft.problems.append(f"It holds {len(held)} layers; the first {min(len(held), MOST_TABLES)} are shown as one.")
    return draft


def _systems(connection: sqlite3.Connection) -> dict[int, int]:
    """Reference systems: the file's own number → EPSG's."""
    rows = connection.execute("SELECT srs_id, organization, organization_coordsys_id FROM gpkg_spatial_ref_sys")
    return {own: number for own, by, number in rows.fetchmany(10_000) if str(by).casefold() == "epsg"}


def _features(
    connection: sqlite3.Connection, table: str, column: str, lead: Lead, draft: Draft, *, alone: bool
) -> None:
    quoted = table.replace('"', '""')
    cursor = connection.execute(f'SELECT * FROM "{quoted}" LIMIT {MOST_FEATURES + 1}')  # noqa: S608 — the name is quoted
    names = [str(described[0]) for described in cursor.description]
    if column not in names:
        raise RefusedError("it is a GeoPackage whose table of features has no geometry")
    for row in cursor:
        properties: dict[str, Any] = {} if alone else {"layer": table}
        properties |= {name: value for name, value in zip(names, row, strict=True) if name != column}
        draft.add(partial(_ground, row[names.index(column)], lead), properties)


def _ground(blob: Any, lead: Lead) -> BaseGeometry:
    """A geometry from GeoPackage's binary (a header before well-known binary)."""
    if not isinstance(blob, bytes) or len(blob) < 8 or not blob.startswith(b"GP"):
        raise NoGroundError("it has no geometry")
    code = blob[3] >> 1 & 7
    if code >= len(ENVELOPES):
        raise NoGroundError("its geometry cannot be read")
    try:
        return lead(shapely.from_wkb(blob[8 + ENVELOPES[code] :]))
    except (GEOSException, ValueError, TypeError, struct.error) as error:
        raise NoGroundError("its geometry cannot be read") from error
