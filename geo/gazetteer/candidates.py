"""What a search finds: a place a name may mean, how the name led there, and why, in English."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.gazetteer.names import normalise
from geo.model import Place

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer

SCORES = {"code": 100.0, "exact": 100.0, "other": 99.0, "case form": 97.0, "designator": 97.0, "loose": 90.0}
LAST = {"loose": 1, "fuzzy": 2}
"""Readings that come after all others, however near."""


class Candidate(NamedTuple):
    """A place a name may mean. `how` is code, exact, case form, designator, loose or fuzzy. Place, score and reasons
    are made when they are asked for: most candidates are only counted or filtered."""

    gazetteer: Gazetteer
    at: int
    how: str
    key: str
    text: str
    similarity: float = 100.0

    @property
    def place(self) -> Place:
        """The place."""
        return self.gazetteer.place_at(self.at)

    @property
    def score(self) -> float:
        """0–100, about the spelling only."""
        if self.how == "fuzzy":
            return self.similarity
        return SCORES["other" if self.how == "exact" and not self._own else self.how]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the name may mean this place."""
        if self.how == "exact":
            return ("its name" if self._own else "one of its other names",)
        if self.how == "code":
            return (f'"{self.text[1:].upper()}" is an abbreviation of it',)
        if self.how == "case form":
            return (f'"{self.key}" is a case form of "{self.text}"',)
        if self.how == "designator":
            return (f'"{self.key}" names the kind of place and "{self.text}"',)
        if self.how == "loose":
            return (f'"{self.key}" is another spelling of a name it has',)
        likeness = f'"{self.text}" is spelled like it ({self.similarity:.0f} of 100)'
        return (f'no place is called "{self.key}"; {likeness}',)

    @property
    def _own(self) -> bool:
        return normalise(self.place.name) == self.text


def chosen_from(found: list[Candidate], near: tuple[float, float] | None, country: str | None) -> list[Candidate]:
    """The candidates of one country, those nearer to (latitude, longitude) first among readings of one kind."""
    if country:
        found = [c for c in found if c.place.country == country.upper()]
    if near is None:
        return found
    lat, lon = near
    squeeze = np.cos(np.radians(lat))

    def far(candidate: Candidate) -> float:
        place = candidate.place
        across = (place.lon - lon + 180) % 360 - 180
        return float(np.hypot(place.lat - lat, across * squeeze))

    return sorted(found, key=lambda c: (LAST.get(c.how, 0), far(c)))
