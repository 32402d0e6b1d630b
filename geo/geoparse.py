"""Text → toponyms → resolutions, in one call."""

from __future__ import annotations

from geo.gazetteer import Gazetteer
from geo.language import Parsed
from geo.model import Place, Resolution
from geo.resolution import resolve
from geo.toponyms import find


def geoparse(parsed: Parsed, gazetteer: Gazetteer, *, focus: Place | None = None) -> tuple[Resolution, ...]:
    """Every toponym of a text with its decision, in text order."""
    return resolve(find(parsed, gazetteer), parsed, gazetteer, focus=focus)
