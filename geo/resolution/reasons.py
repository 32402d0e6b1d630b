"""Why a candidate won, in sentences for a reader."""

from __future__ import annotations

from collections.abc import Sequence

from geo.model import Place, PlaceKind
from geo.resolution.ranker import AROUND_KM, FEATURES, NEAR_KM, Ranking, distance_km

MOST_REASONS = 4
SURE = 0.5


def explain(ranking: Ranking, row: int, others: Sequence[tuple[str, Place]]) -> tuple[str, ...]:
    """The strongest reasons for candidate `row`, most telling first; `others` are the `winners` of the report."""
    place, group = ranking.group.candidates[row], ranking.group
    has = dict(zip(FEATURES, ranking.features[row].tolist(), strict=True))
    found: list[str] = []
    if len(group.candidates) == 1:
        found.append("the only place of this name in the gazetteer")
    if has["inside what follows the comma"] and group.within:
        found.append(f"the words beside it put it in {group.within[0].name}")
    if has["admin-1 named in the sentence"] > SURE:
        found.append(f"{place.admin1} is named in the same sentence")
    elif has["admin-1 named"] > SURE:
        found.append(f"{place.admin1} is named in the report")
    near = _neighbours(group.name, place, others, NEAR_KM)
    around = near or _neighbours(group.name, place, others, AROUND_KM)
    if around:
        km = NEAR_KM if near else AROUND_KM
        lie = "other place of this report lies" if around == 1 else "other places of this report lie"
        found.append(f"{around} {lie} within {km:.0f} km")
    if has["country named"] > SURE and place.kind is not PlaceKind.COUNTRY:
        found.append(f"its country ({place.country}) is named in the report")
    elif has["country share"] > 0.3:
        found.append(f"most places of this report lie in its country ({place.country})")
    if has["most populous"] and len(group.candidates) > 1:
        found.append(f"the most populous place of this name ({place.population:,} people)")
    if has["primary name"] and len(group.candidates) > 1 and len(found) < MOST_REASONS:
        found.append("this is its first name, not an alternate one")
    if has["focus"] > SURE:
        found.append("it lies near the focus you set")
    return tuple(found[:MOST_REASONS]) or (f"the best of {len(group.candidates)} places of this name",)


def winners(rankings: Sequence[Ranking]) -> tuple[tuple[str, Place], ...]:
    """The likeliest place of every name, towns and districts only: what a reader would call near."""
    best = (
        (ranking.group.name, ranking.group.candidates[int(ranking.scores.argmax())])
        for ranking in rankings
        if len(ranking.scores)
    )
    small = {PlaceKind.SETTLEMENT, PlaceKind.ADM2, PlaceKind.FACILITY}
    return tuple((name, place) for name, place in best if place.kind in small)


def _neighbours(name: str, place: Place, others: Sequence[tuple[str, Place]], km: float) -> int:
    degrees = km / 110.0
    return sum(
        other != name and abs(best.lat - place.lat) <= degrees and distance_km(best, place) <= km
        for other, best in others
    )
