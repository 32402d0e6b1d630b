"""The values that a filter offers: the most frequent ones or those that match some words, places as a tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from geo.aspects import fold
from geo.filters import NONE, TYPE_GROUPS, Filter
from geo.filters.labels import value_label
from geo.snapshot.columns import Snapshot
from geo.snapshot.masks import SEVERAL, SINGLE
from geo.snapshot.view import View

MOST = 120
"""Values offered at once; the others are found by their words."""
INDENT = "\u2003"

Named = Callable[[str, str], str | None]


def offered(view: View, name: str, *, words: str = "", named: Named | None = None) -> dict[str, int]:
    """value → claims it would leave, most first; with `words` only values in whose label all of them occur."""
    wanted = fold(words).split()
    if not wanted:
        return dict(view.facet(name, MOST))
    found: dict[str, int] = {}
    for value, claims in view.facet(name):
        label = fold(value_label(name, value, named))
        if all(word in label for word in wanted):
            found[value] = claims
            if len(found) == MOST:
                break
    return found


def has_more(snapshot: Snapshot, name: str) -> bool:
    """Whether a condition has more values than are offered at once."""
    return len(known(snapshot, name)) > MOST


def known(snapshot: Snapshot, name: str) -> tuple[str, ...]:
    """Every value of a condition that the store has; empty for conditions with values of their own."""
    if name in SINGLE:
        return snapshot.single[SINGLE[name]].names
    if name in SEVERAL:
        return snapshot.several[SEVERAL[name]].names
    if name == "place":
        return snapshot.areas.names
    if name == "judged_by":
        return snapshot.judged_by.names
    return tuple(line.id for line in snapshot.reports) if name == "report" else ()


def as_tree(snapshot: Snapshot, places: Mapping[str, int]) -> dict[str, int]:
    """The same places in the order of a tree, each with its depth: a country, its areas, their places."""
    above = _above(snapshot)
    below: dict[str | None, list[str]] = {}
    for place in places:
        parent = above.get(place)
        while parent is not None and parent not in places:
            parent = above.get(parent)
        below.setdefault(parent, []).append(place)
    ordered: dict[str, int] = {}

    def walk(parent: str | None, depth: int) -> None:
        for place in below.get(parent, ()):
            if place not in ordered:
                ordered[place] = depth
                walk(place, depth + 1)

    walk(None, 0)
    return ordered


def unknown(chosen: Filter, snapshot: Snapshot) -> tuple[str, ...]:
    """One sentence for each value asked for that no claim of the store has."""
    types = {kind.value for kinds in TYPE_GROUPS.values() for kind in kinds}
    found = []
    for name in (*SINGLE, *SEVERAL, "place", "judged_by", "report"):
        if name in ("type", "mode", "identification"):
            continue
        names = set(known(snapshot, name)) | types | {NONE}
        for value in getattr(chosen, name):
            if value not in names:
                found.append(f"No claim in this store has the {_noun(name)} “{value[:60]}”; take it out to see more.")
    return tuple(found)


def _noun(name: str) -> str:
    from geo.filters import BY_NAME

    return BY_NAME[name].label


@lru_cache(maxsize=4)
def _above(snapshot: Snapshot) -> dict[str, str]:
    """Place → the area that holds it, first-order area → its country."""
    found: dict[str, str] = {}
    for ground in snapshot.grounds:
        if ground.admin1_id and ground.country:
            found.setdefault(ground.admin1_id, ground.country)
        if ground.place_id and ground.place_id != ground.admin1_id:
            over = ground.admin1_id or (ground.country if ground.kind != "country" else None)
            if over and over != ground.place_id:
                found.setdefault(ground.place_id, over)
    return found
