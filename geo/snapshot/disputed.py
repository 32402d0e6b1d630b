"""Which claims belong to contested questions: one definition for the filter, the comparison and the command line.

The definition is `geo.origins.disagreement.contested`; it needs the claims themselves. They are read once for each
state of the store and pair of clocks, and only those that can answer a question differently.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from geo.model import ClaimType, Mode
from geo.origins.disagreement import contested
from geo.snapshot.columns import Flags, Snapshot

_KEPT = 8
"""Pairs of clocks of which the answer is kept."""


def disputed(snapshot: Snapshot, known: Flags, clocks: tuple[date | None, date | None]) -> Flags:
    """True for the claims of contested questions among those that are `known` by these clocks."""
    held = snapshot.disputes.get(clocks)
    if held is None:
        if len(snapshot.disputes) >= _KEPT:
            snapshot.disputes.clear()
        held = snapshot.disputes[clocks] = _found(snapshot, known)
    return held


def _found(snapshot: Snapshot, known: Flags) -> Flags:
    rows = np.flatnonzero(known & _may_answer(snapshot))
    if snapshot.said is None or not len(rows):
        return np.zeros(len(snapshot), dtype=np.bool_)
    names = contested(*snapshot.said(snapshot.ids_of(rows)))
    wanted = np.array(sorted(name.encode() for name in names), dtype=snapshot.ids.dtype)
    return np.isin(snapshot.ids, wanted)


def _may_answer(snapshot: Snapshot) -> Flags:
    """Numbers on some ground, denials, and what a denial of the same area or report may deny."""

    def has(name: str, *values: str) -> Flags:
        column = snapshot.single[name]
        return np.array([*(value in values for value in column.names), False], dtype=np.bool_)[column.codes]

    told = has("mode", Mode.ASSERTED.value, Mode.HEDGED.value)
    bare = has("claim_type", ClaimType.DENIAL.value)
    denies = has("mode", Mode.NEGATED.value) | bare
    placed = np.zeros(len(snapshot), dtype=np.bool_)
    placed[snapshot.place_row] = True
    of_report = np.zeros(len(snapshot.reports), dtype=np.bool_)
    of_report[snapshot.report[bare]] = True
    areas = np.zeros(len(snapshot.areas.names), dtype=np.bool_)
    areas[snapshot.areas.codes[denies[snapshot.areas.rows]]] = True
    near = np.zeros(len(snapshot), dtype=np.bool_)
    near[snapshot.areas.rows[areas[snapshot.areas.codes]]] = True
    counted = (snapshot.single["measure"].codes >= 0) & placed
    return np.asarray(denies | (told & (counted | near | of_report[snapshot.report])))
