"""Claims → origins: which claims have one utterance behind them (decided pair by pair in `utterances`).

Unattributed and passive claims never add an origin: theirs stays empty, unless their words are copied from an
attributed claim; then they echo the first that has these words. A group is named after its own members, so the order
of reading does not matter, and claims that nothing links to it cannot change it. `keys` and `asked` are what a store
looks neighbours up by; `regroup` gives for a new report what `group` would give for everything.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from geo.model import Claim, Report
from geo.origins.marks import compatible, mark_of
from geo.origins.utterances import (
    COPIED_LETTERS,
    COPY,
    MANUAL,
    RECORD,
    RETELLING_DAYS,
    STRENGTH,
    Link,
    Slots,
    copied,
    link,
    slots,
)

COPIES = 0x7FFF << 48
"""Keys from here on are of copied words: all that share one are compared, whatever their marks."""
Reports = Iterable[Report] | Mapping[str, Report]
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What analysts have decided: claims that are one utterance, and claims that machine links must leave alone."""

    joined: tuple[Pair, ...] = ()
    apart: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Regrouped:
    """What new claims do to groups: themselves with origins, origins that get another name, other claims' new ones."""

    claims: tuple[Claim, ...]
    renamed: Mapping[str, str]
    changed: Mapping[str, Pair]


_NONE = Verdicts()


def group(claims: Iterable[Claim], reports: Reports, *, verdicts: Verdicts = _NONE) -> tuple[Claim, ...]:
    """The same claims in the same order, with `origin` and `origin_basis` filled; coded events keep theirs."""
    every = tuple(claims)
    claims = tuple(claim for claim in every if claim.origin_basis != RECORD)
    compared = _compared(claims, reports)
    joined = _Joined({claim.id: bool(one.claimant) for claim, one in zip(claims, compared, strict=True)})
    for left, right, why in _links(claims, compared, verdicts):
        joined.join(left, right, why.basis)
    origins = joined.named()
    for number, first in _echoes(claims, compared, verdicts):
        if not origins[claims[number].id][0]:  # joined by hand beats copied
            origins[claims[number].id] = (origins[claims[first].id][0], COPY)
    return tuple(claim if claim.origin_basis == RECORD else _filled(claim, origins) for claim in every)


def links(
    claims: Iterable[Claim], reports: Reports, *, verdicts: Verdicts = _NONE
) -> tuple[tuple[str, str, Link], ...]:
    """Every two claims, by id, that are directly linked, each with basis and reason; echoes after the others."""
    claims = tuple(claim for claim in claims if claim.origin_basis != RECORD)
    compared = _compared(claims, reports)
    found = list(_links(claims, compared, verdicts))
    echoes = (
        (claims[number].id, claims[first].id, Link(COPY, "an unattributed claim in the other's words"))
        for number, first in _echoes(claims, compared, verdicts)
    )
    return (*found, *echoes)


def regroup(
    new: Iterable[Claim], near: Iterable[Claim], reports: Reports, *, apart: frozenset[str] = frozenset()
) -> Regrouped:
    """What `group` over everything would change when these new claims come in.

    `near` are the stored claims, with their origins, that share a key with the new ones (`asked`, `keys`); `apart`
    those of them that an analyst has split off. An origin has the id of its least member, so no other is needed.
    """
    new, near = tuple(new), tuple(near)
    claims = (*near, *new)
    compared = _compared(claims, reports)
    told = {claim.id: bool(one.claimant) for claim, one in zip(claims, compared, strict=True)}
    joined = _Joined(told | {claim.origin: True for claim in near if claim.origin})
    for claim in near:
        joined.basis[claim.id] = claim.origin_basis
        if claim.origin and told[claim.id]:
            joined.together(claim.id, claim.origin)
    for left, right, why in _links(claims, compared, Verdicts(apart=apart), only={claim.id for claim in new}):
        joined.join(left, right, why.basis)
    origins = joined.named()
    renamed = {one: origins[one][0] for one in {claim.origin for claim in near} - {""} if origins[one][0] != one}
    held = {claim.id: (renamed.get(claim.origin, claim.origin), claim.origin_basis) for claim in near}
    origins |= {claim.id: held[claim.id] for claim in near if not told[claim.id]}
    for number, first in _echoes(claims, compared, Verdicts(apart=apart)):
        if origins[claims[number].id][1] != MANUAL:
            origins[claims[number].id] = (origins[claims[first].id][0], COPY)
    changed = {name: origins[name] for name, before in held.items() if origins[name] != before}
    return Regrouped(tuple(_filled(claim, origins) for claim in new), renamed, changed)


def keys(claim: Claim, report: Report) -> tuple[int, ...]:
    """What a claim is filed under, as signed 64-bit numbers; those of one three weeks lie together."""
    one = slots(claim, report)
    weeks = _weeks(one)
    at = () if weeks is None else (weeks,)
    told = {_number(f"{voice}|{topic}", when) for voice in _voices(one) for topic in _topics(one) for when in at}
    return tuple(sorted(told | {_number(text, None) for text in _texts(one)}))


def asked(claim: Claim, report: Report) -> tuple[int, ...]:
    """Under what to look for claims that may be linked to this one."""
    one = slots(claim, report)
    weeks = _weeks(one)
    near = (weeks - 1, weeks, weeks + 1) if weeks is not None else ()
    wanted = {_number(f"{voice}|{topic}", at) for voice in _listens(one) for topic in _topics(one) for at in near}
    return tuple(sorted(wanted | {_number(text, None) for text in _texts(one)}))


def _weeks(one: Slots) -> int | None:
    return one.day // RETELLING_DAYS if one.day is not None else None


def _compared(claims: Iterable[Claim], reports: Reports) -> list[Slots]:
    known = dict(reports) if isinstance(reports, Mapping) else {report.id: report for report in reports}
    return [slots(claim, known.get(claim.report_id)) for claim in claims]


def _filled(claim: Claim, origins: Mapping[str, Pair]) -> Claim:
    origin, basis = origins.get(claim.id, ("", ""))
    return (
        claim
        if (claim.origin, claim.origin_basis) == (origin, basis)
        else replace(claim, origin=origin, origin_basis=basis)
    )


# ------------------------------------------------------------------------------------------------ pairs worth comparing


def _links(
    claims: tuple[Claim, ...], compared: list[Slots], verdicts: Verdicts, *, only: set[str] | None = None
) -> Iterator[tuple[str, str, Link]]:
    """Direct links, each pair once; with `only`, those that touch one of these claims."""
    seen: set[tuple[int, int]] = set()
    marks = [mark_of(one) for one in compared]
    fresh = [only is None or claim.id in only for claim in claims]
    for left, right in _pairs(compared, fresh):
        pair = (left, right) if left < right else (right, left)
        one, other = claims[left].id, claims[right].id
        if one == other or one in verdicts.apart or other in verdicts.apart or pair in seen:
            continue
        if not compatible(marks[left], marks[right]):
            continue
        if why := link(compared[left], compared[right]):
            seen.add(pair)
            yield one, other, why
    here = {claim.id for claim in claims}
    yield from ((a, b, Link(MANUAL, "an analyst joined them")) for a, b in verdicts.joined if {a, b} <= here)


def _pairs(compared: list[Slots], fresh: list[bool]) -> Iterator[tuple[int, int]]:
    """Two claims that one voice may have uttered, about one count, ground or quotation, within days of each other.

    At least one of them is fresh. Who listens to a voice is also heard by it, so that one direction is enough.
    """
    told: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    heard: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for number, one in enumerate(compared):
        if one.claimant and one.day is not None:
            for about in _topics(one):
                for voice in _voices(one):
                    told[voice, about].append((one.day, number))
                for voice in _listens(one) if fresh[number] else ():
                    heard[voice, about].append((one.day, number))
    for key, listeners in heard.items():
        speakers = sorted(told.get(key, ()))
        if len(speakers) < 2 and speakers == listeners:
            continue
        begin = 0
        for day, number in sorted(listeners):
            while begin < len(speakers) and speakers[begin][0] < day - RETELLING_DAYS:
                begin += 1
            for other_day, other in speakers[begin:]:
                if other_day > day + RETELLING_DAYS:
                    break
                if number != other:
                    yield number, other


def _topics(one: Slots) -> Iterator[str]:
    """What two claims have to share besides the voice."""
    if one.quoted:
        yield '"' + one.quoted
    if one.counted:
        yield "#" + one.counted.unit
    else:
        yield from one.within or ("-",)


def _voices(one: Slots) -> Iterator[str]:
    """Under whose words a claim is filed: name by its first and last words, unnamed sources and outlets by outlet."""
    if not one.claimant:
        return
    yield from _called(one)
    if len(one.named) > 1 and not one.unnamed:
        yield "…" + one.named[-1]
    for outlet in one.chain:
        yield "@" + outlet
        if one.unnamed:
            yield "?" + outlet
    if one.outlet:
        yield "!" + one.outlet


def _called(one: Slots) -> set[str]:
    return {" ".join(one.named[:2]), " ".join(one.named[-2:])} if one.named else {one.claimant}


def _listens(one: Slots) -> Iterator[str]:
    """Under what its other renderings may be filed."""
    if not one.claimant:
        return
    yield from _called(one)
    if one.named and not one.unnamed:  # a surname alone, and whose surname it may be
        yield one.named[-1] if len(one.named) > 1 else "…" + one.named[0]
    yield from ("!" + outlet for outlet in one.chain)
    if one.unnamed:
        yield from ("?" + outlet for outlet in one.chain)
    if one.outlet:
        yield "@" + one.outlet


def _number(key: str, weeks: int | None) -> int:
    """A hash that begins with the time, so that a database writes what is new in few places."""
    chance = int.from_bytes(hashlib.blake2b(key.encode(), digest_size=6).digest())
    return COPIES | chance if weeks is None else (weeks % 0x7FFF) << 48 | chance


# ------------------------------------------------------------------------------------- copies without a claimant


def _texts(one: Slots) -> Iterator[str]:
    """Long citations by their four longest words, which stand in for the rarest: no other report is needed to tell."""
    if len(one.text) >= COPIED_LETTERS:
        yield "=" + " ".join(sorted(sorted(set(one.content.split()), key=lambda word: (-len(word), word))[:4]))


def _echoes(claims: tuple[Claim, ...], compared: list[Slots], verdicts: Verdicts) -> Iterator[tuple[int, int]]:
    """Unattributed claims in the words of attributed ones, by position, each with the first of these."""
    attributed: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(compared):
        for text in _texts(one) if one.claimant else ():
            attributed[text].append(number)
    for number, one in enumerate(compared):
        if one.claimant or claims[number].id in verdicts.apart:
            continue
        same = [other for text in _texts(one) for other in attributed[text] if copied(one, compared[other])]
        if same:
            yield number, min(same, key=lambda other: (compared[other].day or 0, claims[other].id))


# ------------------------------------------------------------------------------------------------ groups


class _Joined:
    """Groups that grow together (union-find over ids), with the surest basis of each member's links.

    `told` maps each id to whether its claim is attributed: only such a claim makes an origin and names it.
    """

    def __init__(self, told: Mapping[str, bool]) -> None:
        self.parent = {name: name for name in told}
        self.least = {name: name if attributed else "" for name, attributed in told.items()}
        self.basis: dict[str, str] = {}

    def root(self, name: str) -> str:
        while self.parent[name] != name:
            self.parent[name] = self.parent[self.parent[name]]
            name = self.parent[name]
        return name

    def join(self, left: str, right: str, basis: str) -> None:
        """One utterance, for this reason."""
        for name in (left, right):
            self.basis[name] = min(filter(None, (self.basis.get(name), basis)), key=STRENGTH.index)
        self.together(left, right)

    def together(self, left: str, right: str) -> None:
        """One group; it has the name of its least attributed member."""
        one, other = sorted((self.root(left), self.root(right)))
        if one != other:
            self.parent[other] = one
            self.least[one] = min(filter(None, (self.least[one], self.least[other])), default="")

    def named(self) -> dict[str, Pair]:
        """Id → (origin, basis); both empty where nobody in the group is named."""
        found = {name: (self.least[self.root(name)], self.basis.get(name, "")) for name in self.parent}
        return {name: pair if pair[0] else ("", "") for name, pair in found.items()}
