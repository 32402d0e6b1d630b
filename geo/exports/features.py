"""Claims as map features: GeoJSON, KML with time spans, GeoPackage. An area goes out as its area, never as a point.

One feature for each claim and each of its places that is not only context; claims without ground are features without
geometry, so that nothing is silently left out (KML and GeoPackage keep them too). Coordinates are WGS84 degrees,
longitude first as the formats want it, outlines simplified to about a kilometre.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree as Xml

import shapely

from geo.aspects import main_places
from geo.exports.about import About
from geo.exports.table import flat, printed
from geo.footprints import geometry
from geo.gazetteer import Gazetteer
from geo.model import Claim, Footprint, Report, Shape

TOLERANCE_DEGREES = 0.008
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STYLES = {
    "asserted": ("ff2b6cb0", "802b6cb0"),
    "hedged": ("ff2b6cb0", "402b6cb0"),
    "forecast": ("ff7a4fb0", "307a4fb0"),
    "negated": ("ff606060", "00606060"),
    "hypothetical": ("ff7a4fb0", "207a4fb0"),
    "opinion": ("ff606060", "20606060"),
}
"""Line and fill, KML's order of colours: opacity, blue, green, red."""


@dataclass(frozen=True, slots=True)
class Feature:
    """A claim at one of its places; `ground` is a shapely geometry (lon, lat) or None."""

    claim: Claim
    fields: dict[str, Any]
    ground: Any


class Grounds:
    """Footprints drawn and simplified once each."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._drawn: dict[str, Any] = {}

    def of(self, footprint: Footprint | None) -> Any:
        """The footprint's geometry, a settlement as its point; None where there is nothing to draw."""
        if footprint is None or footprint.lat is None or footprint.lon is None:
            return None
        if footprint.id not in self._drawn:
            self._drawn[footprint.id] = self._draw(footprint)
        return self._drawn[footprint.id]

    def _draw(self, footprint: Footprint) -> Any:
        if footprint.shape is Shape.POINT:
            return shapely.Point(round(footprint.lon or 0.0, 5), round(footprint.lat or 0.0, 5))
        ground = geometry(footprint, self._gazetteer)
        if ground is None or ground.is_empty:
            return None
        return shapely.set_precision(shapely.simplify(ground, TOLERANCE_DEGREES), 0.0001)


def features(claims: Sequence[Claim], reports: Mapping[str, Report], gazetteer: Gazetteer) -> Iterator[Feature]:
    """The features of claims, in their order."""
    grounds = Grounds(gazetteer)
    counted = printed(claims, reports)
    for claim in claims:
        row = flat(claim, reports[claim.report_id]) | counted(claim)
        drawn = False
        for place in main_places(claim) if claim.drawn else ():
            if (ground := grounds.of(place.footprint)) is not None:
                footprint = place.footprint
                own = {
                    "place": place.place.name if place.place else footprint.label if footprint else None,
                    "place_id": place.place.id if place.place else None,
                    "role": place.role.value,
                    "radius_km": footprint.radius_km if footprint else None,
                    "where_prec": footprint.where_prec if footprint else None,
                }
                yield Feature(claim, row | own, ground)
                drawn = True
        if not drawn:
            yield Feature(claim, row | dict.fromkeys(("place", "place_id", "role", "radius_km")), None)


def to_geojson(claims: Sequence[Claim], reports: Mapping[str, Report], said: About, gazetteer: Gazetteer) -> bytes:
    """A FeatureCollection (RFC 7946); `about` stands beside the features."""
    drawn: dict[int, str] = {}  # the same ground is the same object, written once
    lines = []
    for feature in features(claims, reports, gazetteer):
        if id(feature.ground) not in drawn:
            drawn[id(feature.ground)] = "null" if feature.ground is None else shapely.to_geojson(feature.ground)
        fields = json.dumps(feature.fields, ensure_ascii=False)
        lines.append(f'{{"type": "Feature", "properties": {fields}, "geometry": {drawn[id(feature.ground)]}}}')
    head = f'{{"type": "FeatureCollection", "about": {json.dumps(said.as_dict(), ensure_ascii=False)}, "features": [\n'
    return (head + ",\n".join(lines) + "\n]}\n").encode("utf-8", "replace")


def to_kml(claims: Sequence[Claim], reports: Mapping[str, Report], said: About, gazetteer: Gazetteer) -> bytes:
    """KML 2.2: a placemark with its time span for each claim and place, one style a modality."""
    root = Xml.Element("kml", xmlns="http://www.opengis.net/kml/2.2")
    document = Xml.SubElement(root, "Document")
    _leaf(document, "name", said.shown)
    _leaf(document, "description", f"{said.citation}\n{said.credit}\n{said.filters}")
    for mode, (line, fill) in _STYLES.items():
        style = Xml.SubElement(document, "Style", id=mode)
        _leaf(Xml.SubElement(style, "LineStyle"), "color", line)
        _leaf(Xml.SubElement(style, "PolyStyle"), "color", fill)
    for feature in features(claims, reports, gazetteer):
        _placemark(document, feature)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + bytes(Xml.tostring(root, encoding="utf-8"))


def _placemark(document: Xml.Element, feature: Feature) -> None:
    claim, fields = feature.claim, feature.fields
    mark = Xml.SubElement(document, "Placemark", id=f"c{claim.id}-{fields['role'] or 'none'}-{len(document)}")
    _leaf(mark, "name", f"{fields['claim_type']}: {fields['claimant'] or 'narrator'}")
    _leaf(mark, "description", str(fields["quote"]))
    if claim.when and (claim.when.first or claim.when.last):
        span = Xml.SubElement(mark, "TimeSpan")
        if claim.when.first:
            _leaf(span, "begin", claim.when.first.isoformat())
        if claim.when.last:
            _leaf(span, "end", claim.when.last.isoformat())
    _leaf(mark, "styleUrl", f"#{claim.modality.mode.value}")
    extended = Xml.SubElement(mark, "ExtendedData")
    for name, value in fields.items():
        if value not in (None, ""):
            _leaf(Xml.SubElement(extended, "Data", name=name), "value", str(value))
    if feature.ground is not None:
        _shape(mark, feature.ground)


def _shape(parent: Xml.Element, ground: Any) -> None:
    if ground.geom_type == "Point":
        _leaf(Xml.SubElement(parent, "Point"), "coordinates", f"{ground.x},{ground.y}")
    elif ground.geom_type == "LineString":
        _leaf(Xml.SubElement(parent, "LineString"), "coordinates", _path(ground))
    elif ground.geom_type == "Polygon":
        polygon = Xml.SubElement(parent, "Polygon")
        for name, ring in (("outerBoundaryIs", ground.exterior), *(("innerBoundaryIs", r) for r in ground.interiors)):
            _leaf(Xml.SubElement(Xml.SubElement(polygon, name), "LinearRing"), "coordinates", _path(ring))
    else:
        several = Xml.SubElement(parent, "MultiGeometry")
        for part in ground.geoms:
            _shape(several, part)


def _path(line: Any) -> str:
    return " ".join(f"{lon:g},{lat:g}" for lon, lat in line.coords)


def _leaf(parent: Xml.Element, name: str, text: str) -> None:
    Xml.SubElement(parent, name).text = _NOT_XML.sub("\ufffd", text)


def to_geopackage(claims: Sequence[Claim], reports: Mapping[str, Report], said: About, gazetteer: Gazetteer) -> bytes:
    """A GeoPackage with the layer `claims`; what it shows, citation and credit stand in the layer `about`."""
    import geopandas

    frame = _frame(claims, reports, gazetteer)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "claims.gpkg"
        frame.to_file(path, layer="claims", driver="GPKG", engine="pyogrio")
        note = geopandas.GeoDataFrame([said.as_dict()], geometry=[None], crs="EPSG:4326")
        note.to_file(path, layer="about", driver="GPKG", engine="pyogrio", mode="a")
        return path.read_bytes()


def to_geoparquet(claims: Sequence[Claim], reports: Mapping[str, Report], said: About, gazetteer: Gazetteer) -> bytes:
    """GeoParquet 1.0 (WKB geometry); what it shows, citation and credit stand in the file's metadata."""
    import io

    import pyarrow
    import pyarrow.parquet

    buffer = io.BytesIO()
    _frame(claims, reports, gazetteer).to_parquet(buffer)
    table = pyarrow.parquet.read_table(pyarrow.BufferReader(buffer.getvalue()))
    said_too = {key.encode(): value.encode("utf-8", "replace") for key, value in said.as_dict().items()}
    written = io.BytesIO()
    pyarrow.parquet.write_table(table.replace_schema_metadata((table.schema.metadata or {}) | said_too), written)
    return written.getvalue()


def _frame(claims: Sequence[Claim], reports: Mapping[str, Report], gazetteer: Gazetteer) -> Any:
    """Features as a GeoDataFrame; the claim's id is `claim_id`, since `id` means the row to the formats."""
    import geopandas

    found = list(features(claims, reports, gazetteer))
    fields = [{"claim_id" if name == "id" else name: value for name, value in one.fields.items()} for one in found]
    return geopandas.GeoDataFrame(fields, geometry=[one.ground for one in found], crs="EPSG:4326")
