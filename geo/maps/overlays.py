"""What a reader lays over or under the claims: layers that people bring, and tiles from a server that they name.

Neither is a claim. Names of a layer's features are a stranger's words: the map writes them with `textContent`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from shapely.geometry.base import BaseGeometry

from geo.errors import LayerError
from geo.maps.layers import packed
from geo.phrases import day, visible

_PLACEHOLDERS = ("{z}", "{x}", "{y}")
_TEMPLATE = re.compile(r"[A-Za-z0-9._~:/?&=%@+,{}-]{10,500}")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")


@dataclass(frozen=True, slots=True)
class Tiles:
    """A server of map tiles: `url` with {z}, {x} and {y}, the only host that is asked, and who is to be credited."""

    url: str
    host: str
    credit: str


def tiles(url: str, credit: str, *, allowed: Collection[str] = ()) -> Tiles:
    """Checked: https, a public name as host, all placeholders, a credit. `allowed` hosts, where given, are the only
    ones. Raises LayerError with one sentence."""
    url, credit = url.strip(), visible(" ".join(credit.split()))[:200]
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        sound = parts.scheme == "https" and not parts.username and parts.port in (None, 443)
    except ValueError:
        host, sound = "", False
    if not (sound and _HOST.fullmatch(host) and _TEMPLATE.fullmatch(url)):
        raise LayerError(
            "This address of map tiles was not taken: it must begin with https:// and a server's public name. "
            "The map is drawn without tiles."
        )
    if any(url.count(mark) != 1 for mark in _PLACEHOLDERS) or "{" in re.sub(r"\{[xyz]\}", "", url):
        raise LayerError(
            "This address of map tiles was not taken: it needs {z}, {x} and {y} once each and no other braces. "
            "The map is drawn without tiles."
        )
    if not credit:
        raise LayerError("Tiles need the credit that their server asks for; write it, and the map will show it.")
    if allowed and host not in allowed:
        raise LayerError(
            f"This page does not take tiles from “{host}”; whoever runs it names the hosts that are allowed."
        )
    return Tiles(url, host, credit)


def overlay(
    key: str,
    name: str,
    shapes: Iterable[tuple[str, BaseGeometry]],
    *,
    on: date | None = None,
    source: str | None = None,
    licence: str | None = None,
) -> dict[str, Any]:
    """A layer as the map draws it: its line for the legend, and each feature's name and outline."""
    said = ", ".join(visible(part)[:160] for part in (name, day(on) if on else "", source or "", licence or "") if part)
    return {"id": key, "said": said, "parts": [{"name": visible(word)} | _drawn(shape) for word, shape in shapes]}


def _drawn(shape: BaseGeometry) -> dict[str, Any]:
    """Points as latitude, longitude; lines and polygons packed; of a mixture the parts of the widest kind."""
    singles = [single for part in getattr(shape, "geoms", [shape]) for single in getattr(part, "geoms", [part])]
    for kind in ("Polygon", "LineString", "LinearRing"):
        chosen = [single for single in singles if single.geom_type == kind]
        if kind == "Polygon" and chosen:
            return {"parts": [ring for one in chosen for ring in packed(one)["parts"]]}
        if chosen:
            return {"line": True, "parts": [ring for one in chosen for ring in packed(one)["parts"]]}
    return {"points": [[round(one.y, 5), round(one.x, 5)] for one in singles if one.geom_type == "Point"]}
