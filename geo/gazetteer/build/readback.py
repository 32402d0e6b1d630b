"""The built files as entries again, so that an import can add to them. Names come back as the keys they are filed
under."""

from __future__ import annotations

from typing import Any

from geo.gazetteer import Gazetteer
from geo.gazetteer.build.entries import Entry


def entries(gazetteer: Gazetteer) -> list[Entry]:
    """One entry for each place of the gazetteer, in its order."""
    found = []
    for place in gazetteer.places():
        found.append(
            Entry(
                id=place.id,
                name=place.name,
                kind=place.kind,
                lat=place.lat,
                lon=place.lon,
                country=place.country,
                admin1=place.admin1_id,
                admin2=gazetteer.admin2_id(place.id),
                population=place.population,
                feature=place.feature or "",
                radius_km=place.radius_km,
                parts=gazetteer.parts(place.id),
            )
        )
    for key, places in gazetteer.names.everything():
        for at in places:
            if key.startswith("^"):
                found[at].codes.add(key[1:].upper() if "." not in key else key[1:].capitalize())
            elif not key.startswith("~"):
                found[at].names.add(key)
    return found


def polygons(gazetteer: Gazetteer, listed: list[Entry]) -> dict[str, list[Any]]:
    """The polygons that places hold themselves (not those composed of parts), by id."""
    found = {}
    for entry in listed:
        own = gazetteer.own_polygon(entry.id)
        if own is not None:
            found[entry.id] = [own]
    return found
