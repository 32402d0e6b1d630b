"""GeoJSON (RFC 7946, and the older `crs` member of 2008)."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import msgspec
from shapely.geometry.base import BaseGeometry

from geo.layers.drafts import Draft, RefusedError, as_text
from geo.layers.ground import Lead, NoGroundError, built, collected, to_degrees

GEOMETRIES = ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection")
DEEPEST = 8
_EPSG = re.compile(r"EPSG:{1,2}(\d{1,6})$")


def read(content: bytes) -> Draft:
    """The draft of a FeatureCollection, a Feature or a bare geometry. Raises RefusedError."""
    try:
        root = msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RefusedError("it is no GeoJSON (it cannot be read as JSON)") from error
    kind = root.get("type") if isinstance(root, dict) else None
    if kind == "Topology":
        raise RefusedError("it is TopoJSON; save it as GeoJSON")
    if kind == "FeatureCollection" and isinstance(root.get("features"), list):
        features = root["features"]
    elif kind == "Feature":
        features = [root]
    elif kind in GEOMETRIES:
        features = [{"geometry": root, "properties": {}}]
    else:
        raise RefusedError("it is JSON, but no GeoJSON")
    lead = to_degrees(_system(root.get("crs")))
    draft = Draft()
    for feature in features:
        known = feature if isinstance(feature, dict) else {}
        properties = known.get("properties")
        draft.add(partial(_ground, known.get("geometry"), lead), properties if isinstance(properties, dict) else {})
    for key in ("name", "date", "source", "licence", "license"):
        text = as_text(root.get(key)) if kind == "FeatureCollection" else ""
        if text:
            draft.said.setdefault("licence" if key == "license" else key, text)
    return draft


def _ground(geometry: Any, lead: Lead) -> BaseGeometry:
    return lead(_built(geometry, 0))


def _built(geometry: Any, depth: int) -> BaseGeometry:
    if not isinstance(geometry, dict) or depth > DEEPEST:
        raise NoGroundError("it has no geometry")
    if geometry.get("type") == "GeometryCollection":
        parts = geometry.get("geometries")
        return collected([_built(part, depth + 1) for part in parts] if isinstance(parts, list) else [])
    return built(geometry.get("type"), geometry.get("coordinates"))


def _system(crs: Any) -> int | None:
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str) or name.endswith("CRS84"):
        return None
    match = _EPSG.search(name)
    if match is None:
        raise RefusedError("its reference system is unknown; save it in WGS84 degrees (EPSG:4326)")
    return int(match[1])
