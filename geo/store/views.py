"""Views that people keep by name: a filter, a tab and a map window, as the address of the page holds them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sql

from geo.errors import StoreError
from geo.store.rows import moment
from geo.store.writing import TABLES

LONGEST_NAME, LONGEST_ADDRESS = 80, 8_000
_V = TABLES["views"]


@dataclass(frozen=True, slots=True)
class SavedView:
    """`address` is the part of the page's address after the question mark."""

    name: str
    address: str
    person: str
    at: datetime | None = None


def every(connection: sql.Connection) -> tuple[SavedView, ...]:
    """All views by name."""
    return tuple(map(_view_of, connection.execute(sql.select(_V).order_by(_V.c.name))))


def keep(connection: sql.Connection, view: SavedView, now: datetime, *, instead_of: str | None = None) -> None:
    """Writes a view; `instead_of` is the name that it had before. Raises StoreError when the name is taken or empty."""
    name = " ".join(view.name.split())
    if not name or len(name) > LONGEST_NAME:
        raise StoreError(f"A view needs a name of 1 to {LONGEST_NAME} characters, so nothing was saved.")
    if len(view.address) > LONGEST_ADDRESS:
        raise StoreError("This view has more conditions than an address can hold, so it was not saved; take some out.")
    if name != instead_of and (held := _held(connection, name)):
        raise StoreError(
            f"There is a view called “{name}” already, by {held.person or 'somebody'}, so nothing was saved; "
            "choose another name or delete that one first."
        )
    if instead_of is not None:
        drop(connection, instead_of)
    row = {"name": name, "address": view.address, "person": view.person, "at": moment(now)}
    connection.execute(sql.insert(_V).values(row))


def drop(connection: sql.Connection, name: str) -> None:
    """Deletes a view. Raises StoreError when it is gone already."""
    if not connection.execute(sql.delete(_V).where(_V.c.name == name)).rowcount:
        raise StoreError(f"The view “{name}” is not in the store any more; nothing was changed.")


def _held(connection: sql.Connection, name: str) -> SavedView | None:
    found = connection.execute(sql.select(_V).where(_V.c.name == name)).first()
    return _view_of(found) if found else None


def _view_of(row: Any) -> SavedView:
    return SavedView(row.name, row.address, row.person, datetime.fromisoformat(row.at))
