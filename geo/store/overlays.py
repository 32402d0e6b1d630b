"""Maps that people bring (`geo.layers`), kept for everybody: simplified for drawing, each with its day and source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import msgspec
import shapely
import sqlalchemy as sql
from shapely.geometry.base import BaseGeometry

from geo.errors import StoreError
from geo.layers import Layer
from geo.store.guarded import beside_claims
from geo.store.rows import moment
from geo.store.writing import TABLES

if TYPE_CHECKING:
    from geo.store import Store

MOST_LAYERS = 60
MOST_VERTICES = 20_000
"""Of one layer, as kept; an outline is made coarser until it fits."""

_L = TABLES["layers"]
Shapes = list[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class KeptLayer:
    """What the page says of a layer. None: nobody has said. `person` brought it."""

    id: str
    name: str
    day: date | None
    source: str | None
    licence: str | None
    person: str


def every(store: Store) -> tuple[KeptLayer, ...]:
    """All layers, by name and day."""
    query = sql.select(_L.c.id, _L.c.name, _L.c.day, _L.c.source, _L.c.licence, _L.c.person)
    if (open_store := beside_claims(store)) is None:
        return ()
    with open_store._read() as connection:
        rows = connection.execute(query.order_by(_L.c.name, _L.c.day, _L.c.id)).all()
    return tuple(
        KeptLayer(
            row.id, row.name, date.fromisoformat(row.day) if row.day else None, row.source, row.licence, row.person
        )
        for row in rows
    )


def keep(store: Store, layer: Layer, person: str = "") -> bool:
    """Adds a layer; False when the same one is there already. Raises StoreError when there are too many."""
    row = {
        **{"id": layer.id, "name": layer.name, "day": layer.date.isoformat() if layer.date else None},
        **{"source": layer.source, "licence": layer.licence, "person": person},
        **{"at": moment(store._clock()), "body": msgspec.msgpack.encode(_plain(layer))},
    }
    with store._write("layers") as connection:
        if connection.execute(sql.select(_L.c.id).where(_L.c.id == layer.id)).first():
            return False
        if connection.execute(sql.select(sql.func.count()).select_from(_L)).scalar_one() >= MOST_LAYERS:
            raise StoreError(f"There are {MOST_LAYERS} layers already, so this one was not added; take one away first.")
        connection.execute(sql.insert(_L).values(row))
    return True


def drop(store: Store, layer_id: str) -> None:
    """Takes a layer away for everybody. Raises StoreError when it is gone already."""
    with store._write("layers") as connection:
        if not connection.execute(sql.delete(_L).where(_L.c.id == layer_id)).rowcount:
            raise StoreError("This layer is not in the store any more; nothing was changed.")


def shapes(store: Store, layer_id: str) -> tuple[tuple[str, BaseGeometry], ...]:
    """The names and geometries (longitude, latitude) of a layer; nothing for a layer that is not there."""
    if (open_store := beside_claims(store)) is None:
        return ()
    with open_store._read() as connection:
        body = connection.execute(sql.select(_L.c.body).where(_L.c.id == layer_id)).scalar()
    return tuple(
        (name, shapely.from_wkb(ground)) for name, ground in msgspec.msgpack.decode(body or b"\x90", type=Shapes)
    )


def _plain(layer: Layer) -> Shapes:
    """Names and outlines, about 50 m fine, or as coarse as it takes to be few enough vertices for a browser."""
    grounds = [feature.geometry for feature in layer.features]
    tolerance = 0.0005
    while True:
        plain = [ground.simplify(tolerance, preserve_topology=True) for ground in grounds]
        if sum(int(shapely.get_num_coordinates(ground)) for ground in plain) <= MOST_VERTICES or tolerance > 1:
            break
        tolerance *= 2
    return [
        ((feature.name or "")[:200], shapely.to_wkb(ground))
        for feature, ground in zip(layer.features, plain, strict=True)
    ]
