"""Claims → contested questions: who answers the same question in ways that exclude each other, and who is silent.

A question is what is counted (or done), whose forces, on ground of which one place holds the other, in one window of
days. Answers contradict when their intervals exclude each other and no rounding explains it, or when one denies what
the other asserts. Claims of one origin are one answer; one claimant's later figure updates his earlier one. Numbers
are never added or averaged: the envelope is the lowest low and the highest high, in words.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import chain, product

from geo import words
from geo.aspects import main_places
from geo.model import Claim, ClaimType, Mode, Report
from geo.origins.amounts import agree
from geo.origins.answers import Answer, answer
from geo.origins.utterances import Slots
from geo.phrases import count, country, interval

_ACTS = "events"
_DOING = ({"forces", "moves"},)
_ARRIVING = (ClaimType.MOVEMENT, ClaimType.INCURSION, ClaimType.TRANSFER)
_TALK = (ClaimType.STATEMENT, ClaimType.OPINION, ClaimType.DENIAL, ClaimType.INTENT)
_TOLD = (Mode.ASSERTED, Mode.HEDGED)


class RelationKind(StrEnum):
    """How one claim stands to another."""

    CONTRADICTS = "contradicts"
    DENIES = "denies"
    NON_DENIAL = "non_denial"
    UPDATES = "updates"


@dataclass(frozen=True, slots=True)
class Relation:
    """`claim` answers `other` in this way, with the reason in words."""

    kind: RelationKind
    claim: str
    other: str
    reason: str


@dataclass(frozen=True, slots=True)
class Contest:
    """One contested question. `claims` are ids in order of publication; parties are ISO 3166 alpha-3, sorted."""

    title: str
    claims: tuple[str, ...]
    relations: tuple[Relation, ...]
    envelope: str
    spoken: tuple[str, ...]
    silent: tuple[str, ...]
    evasive: tuple[str, ...]
    """Parties that have answered without confirming or denying."""

    @property
    def silence(self) -> str:
        """Who has spoken and who has not, as a sentence."""
        told = _listing(self.spoken)
        parts = [f"{told} {'has' if len(self.spoken) == 1 else 'have'} spoken" if self.spoken else "No side has spoken"]
        if self.evasive:
            parts.append(f"{_listing(self.evasive)} neither confirmed nor denied")
        if self.silent:
            parts.append(f"nothing here from {_listing(self.silent)}")
        return "; ".join(parts) + "."


def contests(claims: Iterable[Claim], reports: Mapping[str, Report]) -> tuple[Contest, ...]:
    """The contested questions among these claims, most answers first; the order of the claims does not matter."""
    answers = [answer(claim, reports.get(claim.report_id)) for claim in claims]
    related = sorted(_relations(answers), key=lambda one: (one.claim, one.other, one.kind.value))
    of_claim = {answer.claim.id: answer for answer in answers}
    counts = _counts(answers)
    found = []
    for members in _components(one for one in related if one.kind is not RelationKind.UPDATES):
        own = [one for one in related if one.claim in members and one.other in members]
        together = _with_agreeing([of_claim[name] for name in members], counts)
        found.append(_contest(together, own, answers))
    return tuple(sorted(found, key=lambda one: (-len(one.claims), one.title, one.claims)))


def contested(claims: Iterable[Claim], reports: Mapping[str, Report]) -> frozenset[str]:
    """The ids of the claims of all `contests`: what the filter “only where claimants disagree” shows."""
    answers = [answer(claim, reports.get(claim.report_id)) for claim in claims]
    of_claim = {answer.claim.id: answer for answer in answers}
    related = (one for one in _relations(answers) if one.kind is not RelationKind.UPDATES)
    names = {name for one in related for name in (one.claim, one.other)}
    together = _with_agreeing([of_claim[name] for name in sorted(names)], _counts(answers))
    return frozenset(one.claim.id for one in together)


def relations(claims: Iterable[Claim], reports: Mapping[str, Report]) -> tuple[Relation, ...]:
    """Every contradiction, denial, non-denial and update among these claims."""
    answers = [answer(claim, reports.get(claim.report_id)) for claim in claims]
    return tuple(sorted(_relations(answers), key=lambda one: (one.claim, one.other, one.kind.value)))


def envelope(claims: Iterable[Claim]) -> str:
    """The lowest low and the highest high anybody states, for each measure and unit; no sum, no mean."""
    stated: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.quantity is not None and claim.modality.mode in _TOLD:
            stated[claim.quantity.measure, claim.quantity.unit].append(claim)
    return "; ".join(_enveloped(key, members) for key, members in sorted(stated.items()))


def _enveloped(key: tuple[str, str], members: list[Claim]) -> str:
    quantities = [claim.quantity for claim in members if claim.quantity]
    lows, highs = [one.low for one in quantities], [one.high for one in quantities]
    low = None if None in lows else min(value for value in lows if value is not None)
    high = None if None in highs else max(value for value in highs if value is not None)
    origins = len({claim.origin for claim in members} - {""})
    measure, unit = (word.replace("_", " ").replace("km2", "km²") for word in key)
    told = f"{measure}: {interval(low, high)}" + (f" {unit}" if unit != measure else "")
    return f"{told}, by {count(len(members), 'claim')} of {count(origins, 'origin')}"


# -------------------------------------------------------------------------------------------- answers to one question


def _relations(answers: list[Answer]) -> Iterator[Relation]:
    yield from _bare_denials(answers)
    seen: set[tuple[str, str]] = set()
    for left, right in chain(_counts(answers).pairs(), _opposed(answers)):
        one, other = sorted((left, right), key=lambda each: (each.slots.day or 0, each.claim.id))
        pair = (one.claim.id, other.claim.id)
        if pair not in seen and (found := _relation(one, other)):
            seen.add(pair)
            yield found


class _Blocks:
    """Answers by what must be equal, so that only claims that may meet are compared."""

    def __init__(self) -> None:
        self.members: dict[Hashable, list[Answer]] = defaultdict(list)

    def pairs(self) -> Iterator[tuple[Answer, Answer]]:
        """Two of one block whose days meet."""
        for members in self.members.values():
            ordered = sorted(members, key=lambda one: (one.window, one.claim.id))
            for position, left in enumerate(ordered):
                for right in ordered[position + 1 :]:
                    if right.window[0] > left.window[1]:
                        break
                    yield left, right


def _counts(answers: Iterable[Answer]) -> _Blocks:
    """Numbers told as fact by what `_one_count` asks to be equal, under each place and area that they may share."""
    found = _Blocks()
    for one in answers:
        for key in _count_keys(one):
            found.members[key].append(one)
    return found


def _count_keys(one: Answer) -> Iterator[Hashable]:
    its = one.slots
    if its.counted is not None and not its.negative and one.claim.modality.mode in _TOLD:
        for area in its.within:
            yield area, its.counted.measure, its.counted.unit, its.subjects, its.party, its.against


def _opposed(answers: list[Answer]) -> Iterator[tuple[Answer, Answer]]:
    """A denial and what it may deny: acts of the same side on ground that may be the same."""
    told: dict[Hashable, list[Answer]] = defaultdict(list)
    denials = [one for one in answers if one.slots.negative and not one.answers]
    areas = {area for one in denials for area in one.slots.within}
    for one in answers:
        if not one.slots.negative and one.claim.modality.mode in _TOLD and one.claim.claim_type not in _TALK:
            for area in one.slots.within & areas:
                for side in one.slots.subjects:
                    told[area, side, one.slots.family].append(one)
    for denial in denials:
        families = {denial.slots.family} | (_DOING[0] if denial.slots.family == "forces" else set())
        for key in product(denial.slots.within, denial.slots.subjects, sorted(families)):
            yield from ((denial, one) for one in told.get(key, ()) if _meet(denial, one))


def _relation(earlier: Answer, later: Answer) -> Relation | None:
    """How the later claim answers the earlier one; a denial answers what it denies, whichever was printed first."""
    one, other = earlier.slots, later.slots
    if (earlier.claim.origin and earlier.claim.origin == later.claim.origin) or one.ahead or other.ahead:
        return None
    if one.negative != other.negative:
        denial, told = (earlier, later) if one.negative else (later, earlier)
        return _denial(denial, told) if _one_act(denial, told) else None
    if not _one_count(earlier, later) or not _exclude(earlier, later):
        return None
    words_ = f"{_interval(earlier.claim)} against {_interval(later.claim)}"
    if one.claimant and one.claimant == other.claimant:
        return Relation(RelationKind.UPDATES, later.claim.id, earlier.claim.id, f"the same claimant: {words_}")
    return Relation(RelationKind.CONTRADICTS, later.claim.id, earlier.claim.id, f"intervals that exclude: {words_}")


def _denial(denial: Answer, told: Answer) -> Relation:
    if denial.evades:
        return Relation(RelationKind.NON_DENIAL, denial.claim.id, told.claim.id, "neither confirmed nor denied")
    if denial.slots.claimant and denial.slots.claimant == told.slots.claimant:
        return Relation(RelationKind.UPDATES, denial.claim.id, told.claim.id, "the same claimant says the opposite")
    kind = RelationKind.DENIES if denial.slots.claimant else RelationKind.CONTRADICTS
    return Relation(kind, denial.claim.id, told.claim.id, "one denies what the other asserts")


def _one_count(left: Answer, right: Answer) -> bool:
    """One measure of one side on one ground, both told as fact."""
    one, other = left.slots, right.slots
    if one.counted is None or other.counted is None or one.negative or other.negative:
        return False
    if (one.counted.measure, one.counted.unit) != (other.counted.measure, other.counted.unit):
        return False
    if left.claim.modality.mode not in _TOLD or right.claim.modality.mode not in _TOLD or not _one_ground(one, other):
        return False
    families = {one.family, other.family}
    acts = one.kind == other.kind if one.counted.measure == _ACTS else len(families) == 1 or families in _DOING
    return acts and one.subjects == other.subjects and one.party == other.party and one.against == other.against


def _one_act(denial: Answer, told: Answer) -> bool:
    """What is denied is what is told: the same act of the same side there."""
    one, other = denial.slots, told.slots
    if told.claim.modality.mode not in _TOLD or told.claim.claim_type in _TALK:
        return False
    if denial.answers:  # what it answers stands before it: see `_bare_denials`
        return False
    if not one.subjects & other.subjects or not _one_ground(one, other):
        return False
    if one.party and other.party and one.party != other.party:
        return False
    if one.family == "forces" and other.kind in _ARRIVING:  # who has come is there
        return True
    if one.family == "moves":  # to arrive is not the opposite of to leave
        return one.kind == other.kind and bool(one.ends[0][0]) == bool(other.ends[0][0])
    return one.family == other.family


def _bare_denials(answers: list[Answer]) -> Iterator[Relation]:
    """A denial without content of its own ("Moscow disputes this") answers what its report told last before it."""
    told: dict[str, list[Answer]] = defaultdict(list)
    for one in answers:
        if one.claim.modality.mode in _TOLD and one.claim.claim_type not in _TALK:
            told[one.claim.report_id].append(one)
    for denial in answers:
        start = denial.claim.citation.start
        before = [
            one
            for one in told[denial.claim.report_id]
            if one.claim.citation.end <= start and one.slots.claimant != denial.slots.claimant
        ]
        if denial.answers and denial.speaks and before:
            yield _denial(denial, max(before, key=lambda one: (one.claim.citation.start, one.claim.id)))


def _name(one: Answer) -> str:
    return one.claim.subject.name if one.claim.subject else ""


def _one_ground(one: Slots, other: Slots) -> bool:
    """All places of one of them lie in those of the other."""
    return bool(one.ground and other.ground) and (one.ground <= other.within or other.ground <= one.within)


def _exclude(one: Answer, other: Answer) -> bool:
    """Neither overlapping nor one number told twice."""
    left, right = one.slots.counted, other.slots.counted
    if left is None or right is None or agree(left, right):
        return False
    lows = max(left.low or 0.0, right.low or 0.0)
    highs = [value for value in (left.high, right.high) if value is not None]
    return bool(highs) and lows > min(highs)


def _interval(claim: Claim) -> str:
    return interval(claim.quantity.low, claim.quantity.high) if claim.quantity else ""


# -------------------------------------------------------------------------------------------- one contested question


def _with_agreeing(contested: list[Answer], counts: _Blocks) -> list[Answer]:
    """Also those who answer the same question without excluding anybody."""
    names = {one.claim.id for one in contested}
    agreeing = {
        one.claim.id: one
        for other in contested
        for key in _count_keys(other)
        for one in counts.members[key]
        if one.claim.id not in names and _meet(one, other) and _one_count(one, other)
    }
    return [*contested, *agreeing.values()]


def _meet(one: Answer, other: Answer) -> bool:
    return one.window[0] <= other.window[1] and other.window[0] <= one.window[1]


def _components(related: Iterable[Relation]) -> list[list[str]]:
    """Claims that answer each other, directly or through others, as sorted ids."""
    near: dict[str, set[str]] = defaultdict(set)
    for one in related:
        near[one.claim].add(one.other)
        near[one.other].add(one.claim)
    found, seen = [], set[str]()
    for start in sorted(near):
        if start in seen:
            continue
        members, todo = {start}, [start]
        while todo:
            fresh = near[todo.pop()] - members
            members |= fresh
            todo += fresh
        seen |= members
        found.append(sorted(members))
    return found


def _contest(together: list[Answer], own: list[Relation], everything: list[Answer]) -> Contest:
    ordered = sorted(together, key=lambda one: (one.slots.day or 0, one.claim.id))
    claims = [one.claim for one in ordered]
    spoken = {one.slots.side for one in ordered if one.slots.side and one.slots.claimant and not one.evades}
    evasive = {side for one in ordered if one.evades for side in _evading(one)} - spoken
    concerned = spoken | evasive | {side for one in ordered for side in _concerned(one)}
    concerned |= {one.slots.side for one in everything if one.slots.side and _about(one, ordered)}
    return Contest(
        title=_title(claims),
        claims=tuple(claim.id for claim in claims),
        relations=tuple(own),
        envelope=envelope(claims),
        spoken=tuple(sorted(spoken)),
        silent=tuple(sorted(side for side in concerned - spoken - evasive if side)),
        evasive=tuple(sorted(evasive)),
    )


def _evading(one: Answer) -> tuple[str, ...]:
    return (one.slots.side,) if one.slots.side else one.claim.subject_countries if one.answers else ()


def _concerned(one: Answer) -> Iterator[str]:
    """Whose forces act, upon whom, and on whose ground."""
    yield from one.claim.subject_countries
    yield from one.claim.object_countries
    for place in main_places(one.claim):
        if place.place and place.place.country and place.place.country in _alpha3():
            yield _alpha3()[place.place.country]


def _about(one: Answer, ordered: list[Answer]) -> bool:
    """Speaks elsewhere of the same ground and the same side."""
    sides = {side for answer in ordered for side in answer.slots.subjects}
    ground = {area for answer in ordered for area in answer.slots.ground}
    families = {answer.slots.family for answer in ordered}
    same = one.slots.subjects & sides and one.slots.family in families
    return bool(one.slots.claimant and one.slots.ground & ground and same)


@cache
def _alpha3() -> dict[str, str]:
    return {row["alpha2"]: row["alpha3"] for row in words.rows("countries.csv")}


def _title(claims: list[Claim]) -> str:
    """What, whose, where: in the words of the first claim that says it."""
    told = [claim for claim in claims if claim.quantity and claim.modality.mode in _TOLD]
    told = told or [claim for claim in claims if claim.claim_type is not ClaimType.DENIAL] or claims
    what = told[0].quantity.measure if told[0].quantity else told[0].claim_type.value
    names = Counter(claim.subject.name for claim in told if claim.subject)
    who = min(names, key=lambda name: (-names[name], name), default="side not stated")
    placed = next((claim for claim in told if main_places(claim)), told[0])
    grounds = [p.footprint.label if p.footprint else p.place.name if p.place else "" for p in main_places(placed)]
    where = ", ".join(dict.fromkeys(filter(None, grounds))) or "place not stated"
    return f"{what.replace('_', ' ').capitalize()} · {who} · {where}"


def _listing(codes: tuple[str, ...]) -> str:
    named = [country(code) or code for code in codes]
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}" if named else ""
