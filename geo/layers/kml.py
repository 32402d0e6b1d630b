"""KML 2.2 and 2.3: placemarks with their extended data and times. Links are not followed; entities are not read."""

from __future__ import annotations

from functools import partial
from typing import Any

import shapely
from lxml import etree
from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry

from geo.layers.drafts import Draft, RefusedError, as_text
from geo.layers.ground import NoGroundError, built, collected

SIMPLE = {"Point": 0, "LineString": 1, "LinearRing": 1}


def read(content: bytes) -> Draft:
    """The draft of a KML document. Raises RefusedError."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise RefusedError("it is no KML (it cannot be read as XML)") from error
    if root.getroottree().docinfo.doctype:
        raise RefusedError("it defines entities of its own, which no KML needs")
    if _tag(root) != "kml":
        raise RefusedError("it is XML, but no KML")
    draft = Draft()
    document = next((child for child in root if _tag(child) == "Document"), None)
    if document is not None and (name := _text(document, "name")):
        draft.said["name"] = name
    links = 0
    for element in root.iter():
        if _tag(element) == "Placemark":
            draft.add(partial(_ground, element), _properties(element))
        elif _tag(element) in {"NetworkLink", "GroundOverlay", "ScreenOverlay", "PhotoOverlay"}:
            links += 1
    if links:
        draft.problems.append(f"{links} links and pictures in it were left out; only what it draws itself is shown.")
    return draft


def _tag(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _text(element: Any, tag: str) -> str:
    found = next((child for child in element if _tag(child) == tag), None)
    return as_text("".join(found.itertext())) if found is not None else ""


def _properties(placemark: Any) -> dict[str, str]:
    found = {key: text for key in ("name", "description") if (text := _text(placemark, key))}
    for element in placemark.iter():
        tag = _tag(element)
        if tag in {"begin", "end", "when"}:
            found.setdefault(tag, as_text(element.text))
        elif tag == "Data":
            found.setdefault(element.get("name") or "", _text(element, "value"))
        elif tag == "SimpleData":
            found.setdefault(element.get("name") or "", as_text(element.text))
    return found


def _ground(placemark: Any) -> BaseGeometry:
    return collected([_shape(child) for child in _outermost(placemark)])


def _outermost(element: Any) -> list[Any]:
    """The simple geometries and polygons below an element, without the rings of polygons."""
    found = []
    for child in element:
        tag = _tag(child)
        if tag in SIMPLE or tag == "Polygon":
            found.append(child)
        elif tag == "MultiGeometry":
            found += _outermost(child)
    return found


def _shape(element: Any) -> BaseGeometry:
    tag = _tag(element)
    if tag != "Polygon":
        points = _coordinates(element)
        return built("Point", points[0]) if tag == "Point" else built("LineString", points)
    rings: dict[str, list[Any]] = {"outerBoundaryIs": [], "innerBoundaryIs": []}
    for boundary in element:
        if _tag(boundary) in rings:
            rings[_tag(boundary)] += [_coordinates(ring) for ring in boundary if _tag(ring) == "LinearRing"]
    try:
        return shapely.Polygon(rings["outerBoundaryIs"][0], rings["innerBoundaryIs"])
    except (IndexError, ValueError, TypeError, GEOSException) as error:
        raise NoGroundError("its coordinates cannot be read") from error


def _coordinates(element: Any) -> list[list[float]]:
    text = next((child.text or "" for child in element if _tag(child) == "coordinates"), "")
    try:
        points = [[float(number) for number in triple.split(",")[:2]] for triple in text.split()]
    except ValueError as error:
        raise NoGroundError("its coordinates cannot be read") from error
    if not points or any(len(point) != 2 for point in points):
        raise NoGroundError("its coordinates cannot be read")
    return points
