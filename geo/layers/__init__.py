"""Maps that a user brings (control lines, districts, damage) as dated layers with source and licence.

`read` takes GeoJSON, GeoPackage, KML, KMZ and zipped Shapefiles. Files are hostile input: the kind is told by the
content, never by the name; each is parsed by a reader that opens nothing but these bytes (no GDAL, no links, no
entities, no SQL of the file's own), with limits on size, features and vertices.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from shapely.geometry.base import BaseGeometry

from geo.errors import LayerError
from geo.layers.drafts import Draft, RefusedError
from geo.layers.ground import NoGroundError, Vertices, name_of, sound

LARGEST = 50_000_000
"""Bytes of a file."""

MOST_PROBLEMS = 12


@dataclass(frozen=True, slots=True)
class LayerFeature:
    """One feature. `geometry` is a valid shapely geometry in WGS84 degrees (x longitude, y latitude); properties are
    plain text as the file has them, not escaped."""

    geometry: BaseGeometry
    name: str | None
    properties: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer as read. `id` is a hash of its bytes and of what it is called; `bounds` are south, west, north, east in
    degrees; `problems` are sentences on what was repaired or left out, `left_out` counts the latter. None: neither
    file nor user says."""

    id: str
    name: str
    features: tuple[LayerFeature, ...]
    bounds: tuple[float, float, float, float]
    date: datetime.date | None = None
    source: str | None = None
    licence: str | None = None
    problems: tuple[str, ...] = ()
    left_out: int = 0


def read(
    file: Path | str | bytes,
    *,
    filename: str | None = None,
    name: str | None = None,
    date: datetime.date | str | None = None,
    source: str | None = None,
    licence: str | None = None,
) -> Layer:
    """The layer in a file (a path, or its bytes with their `filename`). What the user says of name, date (ISO 8601),
    source and licence goes before what the file says. Raises LayerError with one sentence; nothing is written."""
    called = filename or ("layer" if isinstance(file, bytes) else Path(file).name)
    try:
        content = file if isinstance(file, bytes) else _bytes(Path(file))
        if len(content) > LARGEST:
            raise RefusedError(f"it is larger than {LARGEST // 1_000_000} MB; cut it to the area you need")
        draft = _draft(content)
        features, problems = _features(draft)
        day, unread = _day(date, draft.said.get("date") or _common(features, "date"))
    except RefusedError as error:
        raise LayerError(f"“{called[:80]}” was not added and nothing else was changed: {error}.") from error
    problems += unread
    source = source or draft.said.get("source") or _common(features, "source")
    licence = licence or draft.said.get("licence") or _common(features, "licence") or _common(features, "license")
    shown = name or draft.said.get("name") or Path(called).stem
    said = "|".join((shown, str(day), source or "", licence or ""))
    boxes = [f.geometry.bounds for f in features]
    return Layer(
        id=sha256(said.encode("utf-8", "replace") + content).hexdigest()[:16],
        name=shown[:200],
        features=features,
        bounds=(min(b[1] for b in boxes), min(b[0] for b in boxes), max(b[3] for b in boxes), max(b[2] for b in boxes)),
        date=day,
        source=source,
        licence=licence,
        problems=problems,
        left_out=len(draft.features) - len(features),
    )


def _bytes(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise RefusedError("there is no such file; check its path")
        with path.open("rb") as stream:
            return stream.read(LARGEST + 1)
    except OSError as error:
        raise RefusedError(f"it cannot be read ({error.strerror})") from error


def _draft(content: bytes) -> Draft:
    """The reader that the first bytes ask for."""
    from geo.layers import archives, geojson, geopackage, kml

    start = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if content.startswith(b"SQLite format 3\0"):
        return geopackage.read(content)
    if content.startswith(b"PK\x03\x04"):
        return archives.read(content)
    if start.startswith(b"<"):
        return kml.read(content)
    if start.startswith((b"{", b"[")):
        return geojson.read(content)
    raise RefusedError("it is no GeoJSON, GeoPackage, KML, KMZ or zipped Shapefile")


def _features(draft: Draft) -> tuple[tuple[LayerFeature, ...], tuple[str, ...]]:
    """The sound features, and sentences on the others."""
    kept: list[LayerFeature] = []
    problems: list[str] = []
    seen = Vertices()
    for number, rough in enumerate(draft.features, start=1):
        name = name_of(rough.properties)
        which = f"Feature {number}" + (f" ({name[:60]})" if name else "")
        try:
            geometry, repaired = sound(rough.ground())
        except NoGroundError as error:
            problems.append(f"{which} was left out: {error}.")
            continue
        seen.count(geometry)
        if repaired:
            problems.append(f"{which} had an outline that crosses itself; it was repaired.")
        kept.append(LayerFeature(geometry, name, rough.properties))
    if not kept:
        why = problems[0].split(": ", 1)[-1].rstrip(".") if problems else "it holds no features"
        raise RefusedError(f"none of its features can be drawn ({why})" if problems else why)
    if len(problems) > MOST_PROBLEMS:
        more = len(problems) - MOST_PROBLEMS
        problems = [*problems[:MOST_PROBLEMS], f"{more} more features were repaired or left out likewise."]
    return tuple(kept), (*draft.problems, *problems)


def _common(features: tuple[LayerFeature, ...], wanted: str) -> str | None:
    """The value that every feature gives this property, or None."""
    first = {key.casefold(): value for key, value in features[0].properties.items()}.get(wanted)
    same = all(first == {k.casefold(): v for k, v in f.properties.items()}.get(wanted) for f in features)
    return first if first and same else None


def _day(chosen: datetime.date | str | None, written: str | None) -> tuple[datetime.date | None, tuple[str, ...]]:
    if isinstance(chosen, datetime.date):
        return chosen, ()
    if chosen:
        try:
            return datetime.date.fromisoformat(chosen[:10]), ()
        except ValueError as error:
            raise RefusedError(f"the date {chosen[:40]!r} is no day; write it as 2024-11-15") from error
    try:
        return (datetime.date.fromisoformat(written[:10]), ()) if written else (None, ())
    except ValueError:
        return None, (f"Its date {(written or '')[:40]!r} is no day and was not taken over.",)
