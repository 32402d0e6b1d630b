"""A name → candidate places, offline. Latitude first, degrees WGS84; x, y (longitude, latitude) only inside polygons.

`open_gazetteer()` reads `data/gazetteer/` once. A name is looked up exactly (normalised), then in its case forms
(Russian, Ukrainian), then without its designator ("Kursk region" → the oblast), then by loose spelling; `search` adds
a fuzzy fall-back that says it is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geo.errors import GazetteerError
from geo.gazetteer.candidates import Candidate, chosen_from
from geo.gazetteer.index import DEGREE, KINDS, Names, Rows, Shapes, lines, read_arrays
from geo.gazetteer.names import TABLES, code_key, is_cyrillic, loose, nominatives, normalise, table_rows
from geo.model import Place, PlaceKind

__all__ = ["IMPORTED", "KINDS", "Candidate", "Gazetteer", "open_gazetteer"]

UKRAINIAN_LETTERS = frozenset("іїєґІЇЄҐ")
FUZZY_LEAST = 80.0
IMPORTED = "imported"
"""Folder, inside the gazetteer's, of the files that an import wrote; they hold everything and are read instead."""


@dataclass(frozen=True, slots=True)
class Designator:
    """A word that says what kind of place a name means ("region", "район", "city of")."""

    words: str
    kinds: tuple[PlaceKind, ...]
    before: bool


@cache
def designators() -> dict[tuple[str, bool], tuple[Designator, ...]]:
    """The rows of `designators.csv` by the word they touch the edge of a name with, and whether that is its
    beginning."""
    found: dict[tuple[str, bool], list[Designator]] = {}
    for row in table_rows("designators.csv"):
        words, before = normalise(row["words"]), row["position"] == "before"
        edge = words.split()[0 if before else -1]
        kinds = tuple(PlaceKind(kind) for kind in row["kinds"].split("|"))
        found.setdefault((edge, before), []).append(Designator(words, kinds, before))
    return {key: tuple(rows) for key, rows in found.items()}


class Gazetteer:
    """The places of the world and their names. Made by `open_gazetteer`; safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        columns = read_arrays(folder / "places.npz")
        try:
            self._read(columns)
            self.names = Names(read_arrays(folder / "names.npz"), read_arrays(folder / "index.npz"))
        except (KeyError, IndexError, ValueError, UnicodeDecodeError) as error:
            raise GazetteerError(
                "The gazetteer's files do not fit together, so places cannot be looked up; your reports and claims are "
                "untouched: restore data/gazetteer from the project or run `python -m geo gazetteer build`."
            ) from error
        self.place_at = lru_cache(maxsize=65_536)(self._make)

    def _read(self, columns: dict[str, Any]) -> None:
        self._rows = Rows(columns)
        self._countries = [None, *lines(columns["countries"])]
        self._features = [text or None for text in lines(columns["features"])]
        numbers = columns["geonameid"]
        self._by_number = np.argsort(numbers, kind="stable").astype(np.uint32)
        self._sorted_numbers = numbers[self._by_number]
        self._own_ids = dict(zip(np.flatnonzero(numbers == 0).tolist(), lines(columns["ids"]), strict=True))
        self._own_index = {text: at for at, text in self._own_ids.items()}
        self._parts: dict[int, list[int]] = {}
        for whole, part in zip(columns["part_of"].tolist(), columns["part"].tolist(), strict=True):
            self._parts.setdefault(whole, []).append(part)
        self._areas: dict[int, tuple[str | None, str | None]] = {0: (None, None)}

    def __len__(self) -> int:
        return len(self._rows)

    # ------------------------------------------------------------------------------------------------ places

    def _id(self, at: int) -> str:
        number = self._rows[at][2]
        return f"gn:{number}" if number else self._own_ids[at]

    def _area(self, number: int) -> tuple[str | None, str | None]:
        """Name and id of the area that a row calls `number` (its index + 1)."""
        self._areas[number] = found = self._rows.name(number - 1), self._id(number - 1)
        return found

    def _kind(self, at: int) -> PlaceKind:
        return KINDS[self._rows[at][3]]

    def _index(self, place_id: str) -> int:
        """Index of a place, or -1."""
        if place_id.startswith("gn:") and place_id[3:].isdecimal() and len(place_id) < 13:
            number = int(place_id[3:])
            at = int(np.searchsorted(self._sorted_numbers, number))
            if number and at < len(self._by_number) and int(self._sorted_numbers[at]) == number:
                return int(self._by_number[at])
        return self._own_index.get(place_id, -1)

    def _make(self, at: int) -> Place:
        start, end, number, kind, lat, lon, country, admin1, admin2, population, feature, radius = self._rows[at]
        areas = self._areas
        first, first_id = areas.get(admin1) or self._area(admin1)
        return Place(
            f"gn:{number}" if number else self._own_ids[at],
            self._rows.text(start, end),
            KINDS[kind],
            lat / DEGREE,
            lon / DEGREE,
            self._countries[country],
            first,
            first_id,
            (areas.get(admin2) or self._area(admin2))[0],
            population,
            self._features[feature],
            radius / 10,
        )

    def places(self) -> Iterator[Place]:
        """Every place, the more prominent kinds and larger populations first."""
        return (self._make(at) for at in range(len(self)))

    def of_country(self, country: str) -> list[int]:
        """Positions of the places of a country (ISO 3166 alpha-2), in the order of `places`; empty for others."""
        if country not in self._countries:
            return []
        found: list[int] = np.flatnonzero(self._rows.columns["country"] == self._countries.index(country)).tolist()
        return found

    def admin2_id(self, place_id: str) -> str | None:
        """Id of the second-order area that holds a place, or None."""
        at = self._index(place_id)
        admin2 = self._rows[at][8] if at >= 0 else 0
        return self._id(admin2 - 1) if admin2 else None

    def find(self, place_id: str) -> Place | None:
        """The place with this id, or None."""
        at = self._index(place_id)
        return None if at < 0 else self.place_at(at)

    def place(self, place_id: str) -> Place:
        """The place with this id. Raises GazetteerError when there is none."""
        found = self.find(place_id)
        if found is None:
            raise GazetteerError(
                f"The gazetteer has no place with the id {place_id[:80]!r}; nothing was changed: search for the "
                "place by its name."
            )
        return found

    def parts(self, place_id: str) -> tuple[str, ...]:
        """Ids of the places that a composed one (Donbas, a country) is made of; empty for others."""
        return tuple(self._id(at) for at in self._parts.get(self._index(place_id), ()))

    def within(self, inner_id: str, outer_id: str) -> bool:
        """True when the first place lies in the second by the hierarchy (or is it); borders are not asked."""
        inner, outer = self._index(inner_id), self._index(outer_id)
        return inner >= 0 and outer >= 0 and self._holds(outer, inner, depth=0)

    def _holds(self, outer: int, inner: int, *, depth: int) -> bool:
        row = self._rows[inner]
        if outer in {inner, row[7] - 1, row[8] - 1}:
            return True
        if self._kind(outer) is PlaceKind.COUNTRY:
            if row[6] and row[6] == self._rows[outer][6]:
                return True
        elif depth < 4 and any(self._holds(part, inner, depth=depth + 1) for part in self._parts.get(outer, ())):
            return True
        own = self._parts.get(inner, ())
        is_composed = KINDS[row[3]] is PlaceKind.REGION
        return depth < 4 and is_composed and bool(own) and all(self._holds(outer, p, depth=depth + 1) for p in own)

    @cached_property
    def _shapes(self) -> Shapes:
        return Shapes(read_arrays(self.folder / "shapes.npz"))

    def own_polygon(self, place_id: str) -> Any:
        """As `polygon`, but None for places that are only composed of others."""
        at = self._index(place_id)
        return None if at < 0 else self._shapes.polygon(at)

    def polygon(self, place_id: str) -> Any:
        """The place's ground as a shapely (multi)polygon in longitude and latitude, or None where only a point is
        known."""
        at = self._index(place_id)
        return None if at < 0 else self._polygon_at(at)

    @lru_cache(maxsize=512)  # noqa: B019 — one Gazetteer lives as long as the program
    def _polygon_at(self, at: int) -> Any:
        own = self._shapes.polygon(at)
        if own is not None:
            return own
        pieces = [p for p in map(self._polygon_at, self._parts.get(at, ())) if p is not None]
        if not pieces:
            return None
        whole = shapely.coverage_union_all(pieces)  # neighbours share their vertices, so this is exact and fast
        return whole if whole.is_valid else shapely.union_all(pieces, grid_size=1 / DEGREE)

    # ------------------------------------------------------------------------------------------------ names

    @lru_cache(maxsize=32_768)  # noqa: B019 — one Gazetteer lives as long as the program
    def candidates(self, name: str, *, language: str | None = None) -> tuple[Place, ...]:
        """The places a name may mean, as written in a text in any case form: exact names, else looser readings.
        Ordered by kind, then population. Empty when the gazetteer has none; never fuzzy."""
        key = normalise(name)
        found = self.names.places(key)
        if found and _plain(name, key):
            return tuple([self.place_at(at) for at in found])
        return tuple(dict.fromkeys(self.place_at(at) for at, _, _ in self._read_written(name, key, language)))

    def _read_written(self, name: str, key: str, language: str | None) -> list[tuple[int, str, str]]:
        """As `_read_name`, with abbreviations (which only capitals or a full stop make) before the rest."""
        code = code_key(name) if len(name) < 9 else ""
        coded = [(at, "code", code) for at in self.names.places(code)] if code else []
        known = {at for at, _, _ in coded}
        return coded + [found for found in self._read_name(key, language) if found[0] not in known]

    def _read_name(self, key: str, language: str | None) -> list[tuple[int, str, str]]:
        """(index, how, key that matched), the surest reading first."""
        found = dict.fromkeys(self.names.places(key), ("exact", key)) if key else {}
        if key and is_cyrillic(key):
            for tongue in self._tongues(key, language):
                for form in nominatives(key, tongue)[1:]:
                    for at in self.names.places(form):
                        found.setdefault(at, ("case form", form))
        if not found and key.startswith("the "):
            return self._read_name(key[4:], language)
        if not found:
            found = {at: ("designator", text) for at, text in self._designated(key, language)}
        if not found and len(key) > 4 and key.isascii():
            spelled = loose(key)
            found = dict.fromkeys(self.names.places(f"~{spelled}"), ("loose", spelled))
        exact = [(at, *how) for at, how in found.items() if how[0] == "exact"]  # the postings are ranked
        rest = [(at, *how) for at, how in found.items() if how[0] != "exact"]
        return exact + sorted(rest, key=lambda f: (f[1] == "loose", f[0]))

    @staticmethod
    def _tongues(key: str, language: str | None) -> tuple[str, ...]:
        if language in {"ru", "uk"}:
            return (language,)
        return ("uk",) if UKRAINIAN_LETTERS & set(key) else ("ru", "uk")

    def _designated(self, key: str, language: str | None) -> list[tuple[int, str]]:
        first, _, _ = key.partition(" ")
        _, _, last = key.rpartition(" ")
        if first == key:
            return []
        words = designators()
        for word in (*words.get((last, False), ()), *words.get((first, True), ())):
            rest = _without(key, word)
            if not rest:
                continue
            found = [(at, how, text) for at, how, text in self._read_name(rest, language) if how != "loose"]
            fitting = [(at, text) for at, _, text in found if self._kind(at) in word.kinds]
            if PlaceKind.ADM2 in word.kinds and not fitting:
                fitting = self._districts([at for at, _, _ in found], rest)
            if fitting:
                return fitting
        return []

    def _districts(self, seats: list[int], key: str) -> list[tuple[int, str]]:
        """Second-order areas named after one of these settlements ("Sudzha district")."""
        found = []
        for at in seats:
            district = self._rows[at][8] - 1
            name = normalise(self._rows.name(at))[:4]
            if district >= 0 and normalise(self._rows.name(district))[:4] == name:
                found.append((district, key))
        return sorted(set(found))

    def knows(self, name: str) -> bool:
        """True when some place bears exactly this name (normalised) or abbreviation (as written)."""
        if self.names.find(normalise(name)) >= 0:
            return True
        code = code_key(name)
        return bool(code) and self.names.find(code) >= 0

    @lru_cache(maxsize=65_536)  # noqa: B019 — one Gazetteer lives as long as the program
    def name_starts(self, first_word: str, *, language: str | None = None) -> int:
        """Words of the longest name that begins with this word (in any case form for `ru` and `uk`); 0 when none
        does."""
        key = normalise(first_word)
        if not key:
            return 0
        code = code_key(first_word)
        coded = 1 if code and self.names.find(code) >= 0 else 0
        if not is_cyrillic(key):
            return max(coded, self.names.most_words(key))
        forms = {form for tongue in self._tongues(key, language) for form in nominatives(key, tongue)}
        return max(coded, *(self.names.most_words(form) for form in forms))

    def search(
        self,
        name: str,
        *,
        language: str | None = None,
        near: tuple[float, float] | None = None,
        country: str | None = None,
        limit: int = 20,
    ) -> list[Candidate]:
        """Places a name may mean, with reasons: exact and looser readings first, then fuzzy spellings when there are
        none. `near` is (latitude, longitude) and orders equals by distance; `country` (ISO 3166 alpha-2) keeps one
        country."""
        key = normalise(name)
        exact = self.names.places(key)
        if exact and _plain(name, key):
            if near is None and country is None:
                return [Candidate(self, at, "exact", key, key) for at in exact[:limit]]
            found = [Candidate(self, at, "exact", key, key) for at in exact]
        else:
            found = [Candidate(self, at, how, key, text) for at, how, text in self._read_written(name, key, language)]
        chosen = chosen_from(found, near, country)
        if not chosen and len(key) >= 3:
            chosen = chosen_from(self._fuzzy(key, limit), near, country)
        return chosen[:limit]

    def _fuzzy(self, key: str, limit: int) -> list[Candidate]:
        found: dict[int, Candidate] = {}
        for text, score in self.names.similar(key, least=FUZZY_LEAST, limit=limit):
            for at in self.names.places(text)[:5]:
                found.setdefault(at, Candidate(self, at, "fuzzy", key, text, score))
        return list(found.values())


def _plain(name: str, key: str) -> bool:
    """Latin letters and no abbreviation: the name that the gazetteer holds is the only reading."""
    return key.isascii() and not (len(name) < 9 and (name.isupper() or name.endswith(".")))


def _without(key: str, word: Designator) -> str:
    if word.before and key.startswith(f"{word.words} "):
        return key[len(word.words) + 1 :]
    if not word.before and key.endswith(f" {word.words}"):
        return key[: -len(word.words) - 1]
    return ""


@cache
def _opened(folder: Path) -> Gazetteer:
    return Gazetteer(folder)


def open_gazetteer(folder: Path | None = None) -> Gazetteer:
    """The gazetteer in `folder` (default: the project's), read once a process; with what was imported into it, if
    anything was. Raises GazetteerError when a file is missing or damaged."""
    folder = (folder or TABLES).resolve()
    imported = folder / IMPORTED
    return _opened(imported if (imported / "places.npz").exists() else folder)
