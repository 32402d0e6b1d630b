"""Foreign names in Cyrillic letters: «Шиуре» for Chiure, «Киссанга» for Quissanga.

No list holds them, since writers of Russian and Ukrainian spell a foreign name as it sounds. Both spellings are folded
to one (`sounds.csv`), and only places of a country that the text names are compared: over the whole world some town
would sound like anything.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from geo.gazetteer import Gazetteer
from geo.gazetteer.names import nominatives, normalise, romanise, table_rows
from geo.model import Place

LEAST_LETTERS = 4
SURE_LETTERS = 6
"""Shorter sounds must agree in every letter; longer ones may differ in one letter of seven."""
LEAST_RATIO = 85.0


@cache
def _rules() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(row["pattern"]), row["to"]) for row in table_rows("sounds.csv"))


@lru_cache(maxsize=65_536)
def sound(key: str) -> str:
    """A Latin key, small and without accents, folded to how it sounds."""
    for pattern, to in _rules():
        key = pattern.sub(to, key)
    return key


@lru_cache(maxsize=32)
def _sounds_of(gazetteer: Gazetteer, country: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Sounds of the places of a country and where they stand, the more prominent place first."""
    found: dict[str, int] = {}
    for at in gazetteer.of_country(country):
        found.setdefault(sound(normalise(gazetteer.place_at(at).name)), at)
    return tuple(found), tuple(found.values())


@lru_cache(maxsize=4_096)
def sounding(
    gazetteer: Gazetteer, name: str, language: str, countries: tuple[str, ...], *, exact: bool = False
) -> Place | None:
    """The place of one of these countries (alpha-2) whose name sounds as this Cyrillic one does, in any case form.

    With `exact` every sound must agree, and there must be more than `LEAST_LETTERS` of them.
    """
    best: tuple[float, int] | None = None
    for form in nominatives(normalise(name), language):
        spelled = sound(normalise(romanise(form, language)))
        if len(spelled) < LEAST_LETTERS + exact:
            continue
        least = LEAST_RATIO if len(spelled) >= SURE_LETTERS and not exact else 100.0
        for country in countries:
            names, places = _sounds_of(gazetteer, country)
            hit = process.extractOne(spelled, names, scorer=fuzz.ratio, score_cutoff=least)
            if hit is not None and (best is None or hit[1] > best[0]):
                best = hit[1], places[hit[2]]
    return gazetteer.place_at(best[1]) if best else None
