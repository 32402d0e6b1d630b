"""Toponyms → resolutions: which place is meant, why, and how surely. Unresolved is a decision too.

One sense a report: mentions of one name with the same words beside it are decided together by the `ranker`. Codebook
rule 3: the bare name of a seat takes its first-order area where the words speak of forces, and is flagged
ambiguous; a lookup never sharpens what the report left vague. Classes that yield no place keep `place` None and name
their referent as the first alternative.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile

from geo.gazetteer import Gazetteer
from geo.language import Parsed
from geo.model import Place, PlaceKind, Resolution, Toponym, ToponymClass
from geo.resolution.ranker import Group, Ranking, distance_km, lies_in, rank, shortlist
from geo.resolution.reasons import explain, winners
from geo.resolution.seats import Seats
from geo.toponyms.scan import lookup

PLACING = frozenset({ToponymClass.LITERAL, ToponymClass.VAGUE, ToponymClass.ANAPHOR, ToponymClass.INHERITED})
SURE = 0.42
CLOSE = 0.25
ALTERNATIVES = 4
SAME_GROUND_KM = 40.0
CERTAIN = frozenset({PlaceKind.ADM1, PlaceKind.WATER, PlaceKind.LINE, PlaceKind.REGION})
"""Kinds that, where the words ask for them, no other kind can stand in for ("the Nile", "Kursk region")."""
_Key = tuple[str, tuple[PlaceKind, ...], str]


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided for one name in one sense."""

    place: Place | None
    ambiguous: bool
    margin: float
    reasons: tuple[str, ...]
    alternatives: tuple[Place, ...]


def resolve(
    toponyms: Sequence[Toponym], parsed: Parsed, gazetteer: Gazetteer, *, focus: Place | None = None
) -> tuple[Resolution, ...]:
    """One resolution a toponym, in the same order. `focus` is a soft prior ("I work on Sudan"), never a filter."""
    decisions = _decide(toponyms, parsed, gazetteer, focus)
    seats = Seats.of(parsed, toponyms, {key: d.place for key, d in decisions.items() if d.place}, gazetteer)
    resolved: dict[int, Resolution] = {}
    for at, toponym in enumerate(toponyms):
        if _mere_adjective(toponym):
            resolved[at] = Resolution(toponym, None, reasons=toponym.reasons)
        elif toponym.toponym_class is not ToponymClass.ANAPHOR:
            resolved[at] = _one(toponym, decisions[_key(toponym)], seats, parsed, gazetteer)
    by_start = {toponyms[at].span: resolution for at, resolution in resolved.items()}
    for at, toponym in enumerate(toponyms):
        if toponym.toponym_class is ToponymClass.ANAPHOR:
            before = by_start.get(toponym.antecedent) if toponym.antecedent else None
            resolved[at] = _stand_in(toponym, before, gazetteer)
    return tuple(resolved[at] for at in range(len(toponyms)))


def _mere_adjective(toponym: Toponym) -> bool:
    """ "Russian", not "US" in "US troops", which is a country's name too."""
    return toponym.toponym_class is ToponymClass.DEMONYM and toponym.score == 0.0


def _key(toponym: Toponym) -> _Key:
    return toponym.name.casefold(), toponym.wanted, (toponym.within or "").casefold()


def _decide(
    toponyms: Sequence[Toponym], parsed: Parsed, gazetteer: Gazetteer, focus: Place | None
) -> dict[_Key, Decision]:
    named: dict[_Key, list[Toponym]] = defaultdict(list)
    for toponym in toponyms:
        if toponym.toponym_class is not ToponymClass.ANAPHOR and not _mere_adjective(toponym):
            named[_key(toponym)].append(toponym)
    groups = [_group(mentions, parsed, gazetteer) for mentions in named.values()]
    rankings = rank(groups, focus=focus)
    best = winners(rankings)
    decided = {key: _decision(ranking, best, gazetteer) for key, ranking in zip(named, rankings, strict=True)}
    bound = {key: ranking for key, ranking in zip(named, rankings, strict=True) if any(m.bound for m in named[key])}
    return _one_sense(decided | {key: _inside(decided[key], key, ranking, decided) for key, ranking in bound.items()})


def _inside(decision: Decision, key: _Key, ranking: Ranking, decided: Mapping[_Key, Decision]) -> Decision:
    """ "Padan in Magway Region": a place there, else the region itself, never a namesake elsewhere."""
    holders = [d.place for (name, _, _), d in decided.items() if name == key[2] and d.place is not None]
    outer = next(iter((*holders, *ranking.group.within)), None)
    if outer is None:
        return decision
    fitting = [row for row, place in enumerate(ranking.group.candidates) if lies_in(place, outer)]
    if fitting:
        place = ranking.group.candidates[max(fitting, key=lambda row: float(ranking.scores[row]))]
        return decision if place == decision.place else replace(decision, place=place, reasons=_beside(outer))
    why = f"no place called “{ranking.group.name}” is known in {outer.name}, so {outer.name} is taken"
    namesakes = (decision.place, *decision.alternatives) if decision.place else decision.alternatives
    return Decision(outer, True, decision.margin, (why,), namesakes)


def _beside(outer: Place) -> tuple[str, ...]:
    return (f"the words beside it put it in {outer.name}",)


def _group(mentions: Sequence[Toponym], parsed: Parsed, gazetteer: Gazetteer) -> Group:
    first = mentions[0]
    known = lookup(gazetteer, first.name, parsed.language)
    if not any(place.kind in first.wanted and place.kind is not PlaceKind.SETTLEMENT for place in known):
        known = _districts(first, parsed, gazetteer) or known
    if first.wanted and CERTAIN.issuperset(first.wanted):
        known = tuple(place for place in known if place.kind in first.wanted) or known
    candidates = shortlist(known)
    within = tuple(gazetteer.candidates(first.within, language=parsed.language)) if first.within else ()
    holding = {PlaceKind.COUNTRY, PlaceKind.ADM1, PlaceKind.ADM2} | ({PlaceKind.SETTLEMENT} if first.bound else set())
    outer = tuple(p for p in within if p.kind in holding)
    found = (parsed.sentence_at(mention.span.start) for mention in mentions)
    sentences = tuple(sorted({sentence.index for sentence in found if sentence is not None}))
    return Group(first.name, candidates, first.wanted, outer, sentences, len(mentions))


def _districts(toponym: Toponym, parsed: Parsed, gazetteer: Gazetteer) -> tuple[Place, ...]:
    """ "Kharkiv district": the district named after the town, where the words ask for one and it is known."""
    written = " ".join(toponym.span.as_written.split())
    if toponym.bound or PlaceKind.ADM2 not in toponym.wanted or written == toponym.name:
        return ()
    known = gazetteer.candidates(written, language=parsed.language)
    return tuple(place for place in known if place.kind is PlaceKind.ADM2)


def _decision(ranking: Ranking, winning: Sequence[tuple[str, Place]], gazetteer: Gazetteer) -> Decision:
    places = ranking.group.candidates
    if not places:
        why = (f"“{ranking.group.name}” is not in the gazetteer",) if ranking.group.name else ()
        return Decision(None, False, 0.0, why, ())
    order = sorted(range(len(places)), key=lambda row: -ranking.scores[row])
    best = _town_first(ranking, order)
    others = [row for row in order[1:] if distance_km(places[row], places[best]) > SAME_GROUND_KM]
    margin = float(ranking.scores[best] - ranking.scores[others[0]]) if others else 10.0
    alternatives = tuple(places[row] for row in order if row != best)[:ALTERNATIVES]
    reasons = explain(ranking, best, winning)
    if others and margin < CLOSE and ranking.chances[best] < SURE:
        return _larger(places[best], places[others[0]], margin, (places[best], *alternatives), gazetteer)
    return Decision(places[best], margin < CLOSE, margin, reasons, alternatives)


def _town_first(ranking: Ranking, order: Sequence[int]) -> int:
    """A bare name is the town's before the district's that is named after it."""
    places, best = ranking.group.candidates, order[0]
    if ranking.group.wanted or places[best].kind is not PlaceKind.ADM2:
        return best
    around = places[best].admin1_id
    towns = (row for row in order[1:] if places[row].kind is PlaceKind.SETTLEMENT and places[row].admin1_id == around)
    return next((row for row in towns if lies_in(places[row], places[best])), best)


def _larger(best: Place, second: Place, margin: float, all_: tuple[Place, ...], gazetteer: Gazetteer) -> Decision:
    """Too close to call: the area that holds both, else unresolved."""
    why = f"{best.name} ({_where(best)}) and {second.name} ({_where(second)}) fit about equally well"
    if best.admin1_id and best.admin1_id == second.admin1_id:
        area = gazetteer.find(best.admin1_id)
        if area is not None:
            return Decision(area, True, margin, (why, f"so {area.name}, which holds both, is taken"), all_)
    return Decision(None, True, margin, (why, "left unresolved"), all_)


def _where(place: Place) -> str:
    return ", ".join(part for part in (place.admin1, place.country) if part) or place.kind.value


def _one_sense(decisions: dict[_Key, Decision]) -> dict[_Key, Decision]:
    """A bare name means what the report's fuller words for it meant ("Pokrovsk, Donetsk Oblast … Pokrovsk")."""
    told: dict[str, Decision] = {}
    for (name, wanted, within), decision in decisions.items():
        place = decision.place
        if place is not None and (within or wanted) and place.kind is not PlaceKind.ADM1:
            told.setdefault(name, decision)
    out = dict(decisions)
    for key, decision in decisions.items():
        name, wanted, within = key
        fuller = told.get(name)
        if wanted or within or fuller is None or fuller.place is None or fuller.place == decision.place:
            continue
        reason = f"the report speaks of {fuller.place.name} ({_where(fuller.place)}) in fuller words"
        if fuller.place in decision.alternatives or decision.place is None:
            out[key] = replace(fuller, reasons=(reason, *fuller.reasons))
    return out


def _one(toponym: Toponym, decision: Decision, seats: Seats, parsed: Parsed, gazetteer: Gazetteer) -> Resolution:
    if toponym.toponym_class not in PLACING:
        referents = (decision.place, *decision.alternatives) if decision.place else decision.alternatives
        return Resolution(toponym, None, reasons=toponym.reasons, alternatives=referents)
    reasons = (*toponym.reasons, *decision.reasons)
    place, ambiguous = decision.place, decision.ambiguous
    if place is not None and not toponym.bound:
        choice = seats.choose(toponym, place)
        if choice is not None:
            other = (place,) if choice.place != place else ()
            return Resolution(
                toponym,
                choice.place,
                choice.ambiguous,
                decision.margin,
                (*toponym.reasons, choice.reason, *decision.reasons),
                (*other, *decision.alternatives),
            )
    return Resolution(toponym, place, ambiguous, decision.margin, reasons, decision.alternatives)


@lru_cache(maxsize=512)
def _country(code: str | None, gazetteer: Gazetteer) -> Place | None:
    """The country with this ISO 3166 code. Countries come first among a gazetteer's places."""
    nations = takewhile(lambda place: place.kind is PlaceKind.COUNTRY, gazetteer.places())
    return next((place for place in nations if code and place.country == code), None)


def _stand_in(toponym: Toponym, before: Resolution | None, gazetteer: Gazetteer) -> Resolution:
    """An anaphor is its antecedent, or the area around it when the words ask for one ("Sudzha … the region")."""
    if before is None or before.place is None:
        return Resolution(toponym, None, reasons=(*toponym.reasons, "what it stands for is not resolved"))
    place, reasons = before.place, toponym.reasons
    if toponym.wanted and place.kind not in toponym.wanted:
        fitting = next(
            (p for p in before.alternatives if p.kind in toponym.wanted and p.country == place.country), None
        )
        area = gazetteer.find(place.admin1_id) if place.admin1_id and PlaceKind.ADM1 in toponym.wanted else None
        country = _country(place.country, gazetteer) if PlaceKind.COUNTRY in toponym.wanted else None
        chosen = area or country or fitting
        if chosen is None:
            return Resolution(toponym, None, reasons=(*reasons, f"{place.name} is no such place"))
        reasons, place = (*reasons, f"{chosen.name} is the area meant"), chosen
    return Resolution(toponym, place, before.ambiguous, before.margin, reasons, before.alternatives)
