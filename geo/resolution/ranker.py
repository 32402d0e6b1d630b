"""The ranker: which of the places that bear a name is meant? A small linear model whose features are all in words.

A conditional logit over the candidates of each name (weights in `data/ranker.json`, by `bench/train_ranker.py`).
Two passes: the first looks at the candidate and the words beside the name, the second also at what the other names of
the report probably mean (shares of country and first-order area, proximity), so that names help each other.
Distances in km, coordinates latitude first.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path

import numpy as np
import numpy.typing as npt

from geo.gazetteer.names import loose, normalise
from geo.model import Place, PlaceKind

Array = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
WEIGHTS = Path(__file__).resolve().parents[2] / "data" / "ranker.json"
EARTH_KM = 6371.0
NEAR_KM, AROUND_KM = 40.0, 150.0
MOST_CANDIDATES = 80
MOST_POINTS = 400
LEAST_CHANCE = 0.05
PASSES = 2

KINDS = (
    PlaceKind.COUNTRY,
    PlaceKind.ADM1,
    PlaceKind.ADM2,
    PlaceKind.REGION,
    PlaceKind.WATER,
    PlaceKind.FACILITY,
    PlaceKind.LINE,
    PlaceKind.CONTINENT,
)
LOCAL = (
    *(f"is {kind.value}" for kind in KINDS),
    "log population",
    "most populous",
    "known population",
    "primary name",
    "capital",
    "seat",
    "words ask for this kind",
    "words ask for another kind",
    "inside what follows the comma",
    "not inside what follows the comma",
)
SHARED = (
    "country share",
    "admin-1 share",
    "country named",
    "admin-1 named",
    "admin-1 named in the sentence",
    "country named in the sentence",
    "is the area of others",
    "others within 40 km",
    "others within 150 km",
    "nearest neighbour in the text",
    "focus",
    "focus country",
)
FEATURES = LOCAL + SHARED


@dataclass(frozen=True, slots=True)
class Group:
    """All mentions of one name in one sense. `within`: the places that the words beside it may mean."""

    name: str
    candidates: tuple[Place, ...]
    wanted: tuple[PlaceKind, ...] = ()
    within: tuple[Place, ...] = ()
    sentences: tuple[int, ...] = ()
    mentions: int = 1


@dataclass(frozen=True, slots=True)
class Ranking:
    """Scores (ranker units) and probabilities of a group's candidates, and the features behind them."""

    group: Group
    scores: Array
    chances: Array
    features: Array


@dataclass(frozen=True, slots=True)
class Weights:
    first: Array
    full: Array


@cache
def weights(path: Path = WEIGHTS) -> Weights:
    """The trained weights; a feature that the file does not know weighs nothing."""
    kept = json.loads(path.read_text(encoding="utf-8"))["ranker"]
    return Weights(
        np.array([kept["first"].get(name, 0.0) for name in LOCAL]),
        np.array([kept["full"].get(name, 0.0) for name in FEATURES]),
    )


def shortlist(places: Sequence[Place]) -> tuple[Place, ...]:
    """At most `MOST_CANDIDATES` candidates, areas and the populous first."""
    if len(places) <= MOST_CANDIDATES:
        return tuple(places)
    small = (PlaceKind.SETTLEMENT, PlaceKind.FACILITY)
    return tuple(sorted(places, key=lambda p: (p.kind in small, -p.population))[:MOST_CANDIDATES])


def rank(
    groups: Sequence[Group], *, focus: Place | None = None, using: Weights | None = None, passes: int = PASSES
) -> tuple[Ranking, ...]:
    """Scores for every group of a report. Groups without candidates get empty arrays."""
    table = Table.build(groups)
    if not len(table.owner):
        return tuple(Ranking(group, np.zeros(0), np.zeros(0), np.zeros((0, len(FEATURES)))) for group in groups)
    using = using or weights()
    features = np.zeros((len(table.owner), len(FEATURES)))
    features[:, : len(LOCAL)] = table.local()
    scores = features[:, : len(LOCAL)] @ using.first
    for _ in range(passes):
        features[:, len(LOCAL) :] = table.shared(table.softmax(scores), focus)
        scores = features @ using.full
    chances = table.softmax(scores)
    ends = list(accumulate(len(group.candidates) for group in groups))
    cuts = [slice(start, end) for start, end in zip([0, *ends], ends, strict=False)]
    return tuple(
        Ranking(group, scores[cut], chances[cut], features[cut]) for group, cut in zip(groups, cuts, strict=True)
    )


@dataclass(frozen=True, slots=True)
class Pairs:
    """Candidates (`inner`) that lie in the country, or first-order area, that another name's candidate (`outer`) is;
    `together` where both names stand in one sentence."""

    inner: npt.NDArray[np.int64]
    outer: npt.NDArray[np.int64]
    together: npt.NDArray[np.bool_]

    @classmethod
    def build(cls, groups: Sequence[Group], owner: Codes, codes: Codes, areas: Codes, lower: Codes) -> Pairs:
        """`areas`: rows of countries or of first-order areas; `lower`: rows of anything else; `codes` of each row."""
        order = lower[np.argsort(codes[lower], kind="stable")]
        ordered = codes[order]
        low, high = np.searchsorted(ordered, codes[areas]), np.searchsorted(ordered, codes[areas], side="right")
        counts = np.where(codes[areas] > 0, high - low, 0)
        outer = np.repeat(areas, counts)
        inner = order[np.repeat(low - np.cumsum(counts) + counts, counts) + np.arange(len(outer))]
        apart = owner[inner] != owner[outer]
        inner, outer = inner[apart], outer[apart]
        where = [frozenset(group.sentences) for group in groups]
        both = zip(owner[inner].tolist(), owner[outer].tolist(), strict=True)
        together = np.array([not where[a].isdisjoint(where[b]) for a, b in both], dtype=np.bool_)
        return cls(inner, outer, together)


@dataclass(frozen=True, slots=True)
class Held:
    """Which candidates lie in which others, by country and by first-order area."""

    countries: Pairs
    admins: Pairs

    @classmethod
    def build(
        cls, groups: Sequence[Group], places: Sequence[Place], owner: Codes, countries: Codes, admins: Codes
    ) -> Held:
        kinds = [place.kind for place in places]
        is_country = np.array([kind is PlaceKind.COUNTRY for kind in kinds], dtype=np.bool_)
        is_admin = np.array([kind is PlaceKind.ADM1 for kind in kinds], dtype=np.bool_)
        rows = np.arange(len(places))
        return cls(
            Pairs.build(groups, owner, countries, rows[is_country], rows[~is_country]),
            Pairs.build(groups, owner, admins, rows[is_admin], rows[~is_admin]),
        )


@dataclass(frozen=True, slots=True)
class Table:
    """One row a candidate, groups one after the other."""

    groups: tuple[Group, ...]
    places: tuple[Place, ...]
    owner: npt.NDArray[np.int64]
    country: npt.NDArray[np.int64]
    admin1: npt.NDArray[np.int64]
    vectors: Array
    weight: Array
    held: Held

    @classmethod
    def build(cls, groups: Sequence[Group]) -> Table:
        places = tuple(place for group in groups for place in group.candidates)
        owner = np.repeat(np.arange(len(groups)), [len(group.candidates) for group in groups]).astype(np.int64)
        countries = _codes([place.country for place in places])
        admins = _codes([place.id if place.kind is PlaceKind.ADM1 else place.admin1_id for place in places])
        lat = np.radians([place.lat for place in places])
        lon = np.radians([place.lon for place in places])
        vectors = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=-1)
        weight = np.array([1.0 + np.log(max(1, group.mentions)) for group in groups])
        held = Held.build(groups, places, owner, countries, admins)
        return cls(tuple(groups), places, owner, countries, admins, vectors, weight, held)

    def softmax(self, scores: Array) -> Array:
        top = np.full(len(self.groups), -np.inf)
        np.maximum.at(top, self.owner, scores)
        raised = np.exp(scores - top[self.owner])
        total = np.bincount(self.owner, raised, len(self.groups))
        shares: Array = raised / total[self.owner]
        return shares

    def local(self) -> Array:
        """Features that a candidate has by itself and by the words beside the name."""
        out = np.zeros((len(self.places), len(LOCAL)))
        owner, base = self.owner, len(KINDS)
        population = np.array([place.population for place in self.places], dtype=np.float64)
        most = np.zeros(len(self.groups))
        np.maximum.at(most, owner, population)
        keys = [_key(group.name) for group in self.groups]
        out[:, base] = np.log10(population + 1.0)
        out[:, base + 1] = (population > 0) & (population == most[owner])
        out[:, base + 2] = population > 0
        primary = zip(self.places, owner.tolist(), strict=True)
        out[:, base + 3] = [_key(place.name) == keys[of] for place, of in primary]
        for row, place in enumerate(self.places):
            if place.kind is not PlaceKind.SETTLEMENT:
                out[row, KINDS.index(place.kind)] = 1.0
            feature = place.feature
            if feature is not None and feature.startswith("PPL"):
                out[row, base + 4] = feature == "PPLC"
                out[row, base + 5] = feature.startswith("PPLA")
        asked = [group.wanted or group.within for group in self.groups]
        for row, place in enumerate(self.places) if any(asked) else ():
            group = self.groups[owner[row]]
            if group.wanted:
                out[row, base + 6 if place.kind in group.wanted else base + 7] = 1.0
            if group.within:
                inside = any(lies_in(place, outer) for outer in group.within)
                out[row, base + 8 if inside else base + 9] = 1.0
        return out

    def shared(self, chances: Array, focus: Place | None) -> Array:
        """Features from what the other names of the report probably mean."""
        out = np.zeros((len(self.places), len(SHARED)))
        mass = chances * self.weight[self.owner]
        total = self.weight.sum() - self.weight[self.owner] + 1.0
        out[:, 0] = self._others(self.country, mass) / total
        out[:, 1] = self._others(self.admin1, mass) / total
        self._named(out, chances)
        self._near(out, chances)
        if focus is not None:
            out[:, 10] = [_closeness(place, focus) for place in self.places]
            out[:, 11] = [float(place.country is not None and place.country == focus.country) for place in self.places]
        return out

    def _others(self, codes: npt.NDArray[np.int64], mass: Array) -> Array:
        """Mass that other groups lay on the same code; code 0 (none) gets nothing."""
        size = int(codes.max(initial=0)) + 1
        everyone = np.bincount(codes, mass, size)
        pairs = self.owner * size + codes
        kinds, back = np.unique(pairs, return_inverse=True)
        own = np.bincount(back, mass, len(kinds))[back]
        others: Array = np.where(codes > 0, everyone[codes] - own, 0.0)
        return others

    def _named(self, out: Array, chances: Array) -> None:
        """Is the candidate's country or first-order area itself named in the report, or in the same sentence?"""
        likely = np.where(chances >= LEAST_CHANCE, chances, 0.0)
        for pairs, named, beside in ((self.held.countries, 2, 5), (self.held.admins, 3, 4)):
            np.maximum.at(out[:, named], pairs.inner, likely[pairs.outer])
            near = pairs.together
            np.maximum.at(out[:, beside], pairs.inner[near], likely[pairs.outer[near]])
            sums = np.bincount(pairs.outer, likely[pairs.inner], len(out))
            out[pairs.outer, 6] = np.log1p(sums[pairs.outer])

    def _near(self, out: Array, chances: Array) -> None:
        """How many other names probably lie within 40 and 150 km; and how near the next name in the text lies."""
        best = self.tops(chances)
        small = [row for row in best if self.places[row].kind is not PlaceKind.CONTINENT]
        rows = np.array(sorted(small, key=lambda row: -self.weight[self.owner[row]])[:MOST_POINTS], dtype=np.int64)
        if not len(rows):
            return
        cosine = np.clip(self.vectors @ self.vectors[rows].T, -1.0, 1.0)
        foreign = (self.owner[:, None] != self.owner[rows][None, :]) * chances[rows][None, :]
        out[:, 7] = np.log1p(((cosine >= np.cos(NEAR_KM / EARTH_KM)) * foreign).sum(axis=1))
        out[:, 8] = np.log1p(((cosine >= np.cos(AROUND_KM / EARTH_KM)) * foreign).sum(axis=1))
        beside = self._beside(rows)
        beside &= self.owner[rows][None, :] != np.arange(len(self.groups))[:, None]
        closest = np.where(beside[self.owner], cosine, -2.0).max(axis=1)
        km = np.arccos(np.clip(closest, -1.0, 1.0)) * EARTH_KM
        out[:, 9] = np.where(closest >= -1.0, 1.0 / (1.0 + km / 100.0), 0.0)

    def _beside(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Which names (lines) stand in the same or a neighbouring sentence as the name of each of `rows` (columns)."""
        at_sentence: dict[int, list[int]] = {}
        for at, owner in enumerate(self.owner[rows].tolist()):
            for sentence in self.groups[owner].sentences:
                at_sentence.setdefault(sentence, []).append(at)
        found = np.zeros((len(self.groups), len(rows)), dtype=np.bool_)
        for owner, group in enumerate(self.groups):
            for sentence in group.sentences:
                for step in (-1, 0, 1):
                    if sentence + step in at_sentence:
                        found[owner, at_sentence[sentence + step]] = True
        return found

    def tops(self, chances: Array) -> list[int]:
        """The likeliest row of every group that has one."""
        best: dict[int, int] = {}
        for row, owner in enumerate(self.owner.tolist()):
            if owner not in best or chances[row] > chances[best[owner]]:
                best[owner] = row
        return list(best.values())


@lru_cache(maxsize=200_000)
def _key(name: str) -> str:
    """A name with the differences between romanisations folded together."""
    return loose(normalise(name))


def _codes(values: Sequence[str | None]) -> npt.NDArray[np.int64]:
    """0 for None, then a number for every distinct value."""
    book: dict[str, int] = {}
    return np.array([0 if v is None else book.setdefault(v, len(book) + 1) for v in values], dtype=np.int64)


def distance_km(a: Place, b: Place) -> float:
    """Great-circle distance between two places' points."""
    p, q = math.radians(a.lat), math.radians(b.lat)
    step = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, step)))


def _closeness(place: Place, focus: Place) -> float:
    return 1.0 / (1.0 + distance_km(place, focus) / 200.0)


def lies_in(inner: Place, outer: Place) -> bool:
    """Whether the hierarchy (or, for a settlement or district, nearness) puts one place inside another."""
    if inner.id == outer.id:
        return False
    tests: Mapping[PlaceKind, Callable[[], bool]] = {
        PlaceKind.COUNTRY: lambda: inner.country == outer.country,
        PlaceKind.ADM1: lambda: inner.admin1_id == outer.id,
        PlaceKind.ADM2: lambda: (
            inner.country == outer.country and (inner.admin2 == outer.name or distance_km(inner, outer) < 40.0)
        ),
        PlaceKind.SETTLEMENT: lambda: (
            inner.kind in {PlaceKind.SETTLEMENT, PlaceKind.FACILITY} and distance_km(inner, outer) < 40.0
        ),
        PlaceKind.REGION: lambda: distance_km(inner, outer) < max(150.0, outer.radius_km),
    }
    return outer.kind in tests and tests[outer.kind]()
