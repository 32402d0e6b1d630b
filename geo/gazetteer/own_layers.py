"""A user's layers as places of the gazetteer: a name, a kind, ground, and where the layer comes from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import shapely

from geo import layers
from geo.errors import LayerError
from geo.gazetteer.build.entries import Entry, distance_km
from geo.gazetteer.dumps import Gathered, refused
from geo.gazetteer.names import normalise
from geo.model import PlaceKind

KINDS = {"Point": PlaceKind.SETTLEMENT, "LineString": PlaceKind.LINE, "MultiLineString": PlaceKind.LINE}
"""The kind of a place whose feature says none, by its geometry; anything else is a region."""


def read(path: Path, gathered: Gathered, *, date: str | None, source: str | None, licence: str | None) -> None:
    """Add a layer's features. Raises GazetteerError, also when one feature of it cannot be used."""
    try:
        layer = layers.read(path, date=date, source=source, licence=licence)
    except LayerError as error:
        raise refused(path, str(error).rpartition("nothing else was changed: ")[2]) from error
    said = {"date": layer.date, "source": layer.source, "licence": layer.licence}
    if missing := [word for word, value in said.items() if not value]:
        raise refused(
            path,
            f"it does not say its {', '.join(missing)}; add them beside its features as texts, or say "
            f"{' '.join(f'--{word} …' for word in missing)}.",
        )
    if layer.left_out:
        raise refused(path, layer.problems[0])
    for number, feature in enumerate(layer.features, start=1):
        entry = _entry(path, number, feature, layer)
        gathered.places[entry.id] = entry
        if feature.geometry.geom_type in {"Polygon", "MultiPolygon"}:
            gathered.polygons[entry.id] = [feature.geometry]
    origin = f"source {layer.source}, {layer.date}, {layer.licence}"
    gathered.notes += [f"{path.name}: {len(layer.features):,} places read ({origin}).", *layer.problems]


def _entry(path: Path, number: int, feature: layers.LayerFeature, layer: layers.Layer) -> Entry:
    name = feature.name or ""
    which = f"feature {number} ({name[:60]})"
    if len(normalise(name)) < 2:
        raise refused(path, f"feature {number} has no name.")
    written = feature.properties.get("kind")
    try:
        kind = PlaceKind(written) if written else KINDS.get(feature.geometry.geom_type, PlaceKind.REGION)
    except ValueError as error:
        known = ", ".join(kind.value for kind in PlaceKind)
        raise refused(path, f"{which} has the kind {(written or '')[:40]!r}; write one of {known}.") from error
    west, south, east, north = feature.geometry.bounds
    point = shapely.point_on_surface(feature.geometry)
    country = feature.properties.get("country", "")
    digest = sha256(f"{layer.source}|{layer.date}|{name}|{number}".encode("utf-8", "replace")).hexdigest()[:12]
    return Entry(
        id=f"layer:{digest}",
        name=name[:80],
        kind=kind,
        lat=point.y,
        lon=point.x,
        country=country.upper() if len(country) == 2 and country.isascii() and country.isalpha() else None,
        feature=f"layer {layer.date}",
        radius_km=max(1.0, distance_km(south, west, north, east) / 2),
        names={name[:80], *_other_names(feature.properties)},
    )


def _other_names(properties: Mapping[str, str]) -> set[str]:
    """Further names: the list `names` (JSON, or with | between them) and properties like name:uk or name_ru."""
    found = {text for key, text in properties.items() if key.casefold().startswith(("name:", "name_", "alt_name"))}
    listed = properties.get("names", "")
    try:
        read = json.loads(listed) if listed.startswith("[") else listed.split("|")
    except (ValueError, RecursionError):
        read = []
    return {n.strip()[:80] for n in (*found, *(x for x in read if isinstance(x, str))) if n.strip()}
