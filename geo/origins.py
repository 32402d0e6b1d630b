"""Claims → origins: which claims have one utterance behind them.

Decided on slots, never on how alike the words are: claimants that may be one party, subjects, measure and interval,
places and the day of speaking must all be compatible, and at least one of them besides the claimant must really be
shared. A verbatim quotation by the same party, and text copied from report to report, join claims too.
Unattributed and passive claims never add an origin: theirs stays empty, except for copies of an attributed claim.
A group is named after its own content, so the order of reading does not matter.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from geo.filters import TYPE_GROUPS
from geo.model import Claim, Mode, Report
from geo.rows import fold, main_places, named_claimant

SAME_UTTERANCE, QUOTE, COPY = "same utterance", "quote match", "copied text"
_SPEAKING_DAYS = 4
"""Two reports of one utterance come out within a few days of each other …"""
_RETELLING_DAYS = 21
"""… or within weeks, when both say on which day it was spoken."""
_COPIED_LETTERS = 60
_QUOTED_WORDS = 5
_NEGATIVE = (Mode.NEGATED,)
_GROUP_OF = {kind: group for group, kinds in TYPE_GROUPS.items() for kind in kinds}


@dataclass(frozen=True, slots=True)
class _Slots:
    """What is compared, taken out of a claim once."""

    claim: Claim
    claimant: str
    published: date | None
    asserted: tuple[date | None, date | None]
    kind: str
    negative: bool
    subjects: frozenset[str]
    counted: tuple[str, str, float, float] | None
    ground: frozenset[str]
    within: frozenset[str]
    quoted: str
    text: str


def group(claims: Iterable[Claim], reports: Iterable[Report] | Mapping[str, Report]) -> tuple[Claim, ...]:
    """The same claims in the same order, with `origin` and `origin_basis` filled."""
    claims = tuple(claims)
    known = dict(reports) if isinstance(reports, Mapping) else {report.id: report for report in reports}
    slots = [_slots(claim, known.get(claim.report_id)) for claim in claims]
    joined = _Joined(len(slots))
    for members in _blocks(slots).values():
        for left, right in _pairs(members, slots):
            if basis := link(slots[left], slots[right]):
                joined.join(left, right, basis)
    for members in _copies(slots).values():
        for other in members[1:]:
            joined.join(members[0], other, COPY)
    return tuple(joined.named(slots))


def link(left: _Slots, right: _Slots) -> str | None:
    """Why two claims of one claimant have one utterance behind them; None when they may have two."""
    if left.kind != right.kind or left.negative != right.negative or not _near(left, right):
        return None
    if left.quoted and left.quoted == right.quoted:
        return QUOTE
    one_ground = bool(left.ground & right.within or right.ground & left.within)
    if left.ground and right.ground and not one_ground:
        return None
    if not _agree(left.subjects, right.subjects) or not _counts_agree(left, right):
        return None
    return SAME_UTTERANCE if one_ground or (left.counted and right.counted) else None


def _near(left: _Slots, right: _Slots) -> bool:
    """Spoken on days that can be one; where it is not said when, published within a few days."""
    for one, other in ((left.asserted, right.asserted), (right.asserted, left.asserted)):
        if one[0] and other[1] and one[0] > other[1]:
            return False
    if left.published is None or right.published is None:
        return True
    both_dated = any(left.asserted) and any(right.asserted)
    return abs((left.published - right.published).days) <= (_RETELLING_DAYS if both_dated else _SPEAKING_DAYS)


def _agree(left: frozenset[str], right: frozenset[str]) -> bool:
    """Nothing said on one side, or something in common."""
    return not left or not right or bool(left & right)


def _counts_agree(left: _Slots, right: _Slots) -> bool:
    """Same measure and intervals that overlap; a claim with a number and one without are two things said."""
    if left.counted is None or right.counted is None:
        return left.counted is right.counted
    if left.counted[:2] != right.counted[:2]:
        return False
    return left.counted[2] <= right.counted[3] and right.counted[2] <= left.counted[3]


# ------------------------------------------------------------------------------------------------ slots, blocks


def _slots(claim: Claim, report: Report | None) -> _Slots:
    attribution, quantity = claim.attribution, claim.quantity
    claimant = named_claimant(attribution.claimant)
    asserted = attribution.asserted
    subjects = set(claim.subject_countries) or ({fold(claim.subject.name)} if claim.subject else set())
    ground: set[str] = set()
    within: set[str] = set()
    for place in main_places(claim):
        ground |= {place.place.id} if place.place else set()
        ground |= set(place.footprint.place_ids) if place.footprint else set()
        within |= {place.place.admin1_id} if place.place and place.place.admin1_id else set()
    text = fold(claim.citation.as_written)
    direct = attribution.quote_kind.value in ("direct", "mixed")
    return _Slots(
        claim=claim,
        claimant=fold(claimant.name) if claimant else "",
        published=report.published if report else None,
        asserted=(asserted.first, asserted.last) if asserted else (None, None),
        kind=_GROUP_OF[claim.claim_type],
        negative=claim.modality.mode in _NEGATIVE,
        subjects=frozenset(subjects),
        counted=_counted(claim) if quantity else None,
        ground=frozenset(ground),
        within=frozenset(ground | within),
        quoted=text if direct and len(text.split()) >= _QUOTED_WORDS else "",
        text=text,
    )


def _counted(claim: Claim) -> tuple[str, str, float, float] | None:
    quantity = claim.quantity
    if quantity is None:
        return None
    low = float("-inf") if quantity.low is None else quantity.low
    high = float("inf") if quantity.high is None else quantity.high
    return quantity.measure, quantity.unit, low, high


def _blocks(slots: list[_Slots]) -> dict[tuple[str, ...], list[int]]:
    """Pairs worth comparing: one claimant, one kind of claim, and one ground, quotation or measure."""
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, one in enumerate(slots):
        if not one.claimant:
            continue
        for area in one.within:
            blocks[one.claimant, one.kind, area].append(number)
        if one.counted:
            blocks[one.claimant, one.kind, "", *one.counted[:2]].append(number)
        if one.quoted:
            blocks[one.claimant, one.kind, "", one.quoted].append(number)
    return blocks


def _pairs(members: list[int], slots: list[_Slots]) -> Iterator[tuple[int, int]]:
    """Every two of a block that were published near enough; those without a date with all others."""
    undated = [number for number in members if slots[number].published is None]
    dated = sorted((day.toordinal(), number) for number in members if (day := slots[number].published))
    for position, (first, left) in enumerate(dated):
        for later, right in dated[position + 1 :]:
            if later - first > _RETELLING_DAYS:
                break
            yield left, right
    for position, left in enumerate(undated):
        yield from ((left, right) for right in undated[position + 1 :])
        yield from ((left, right) for _, right in dated)


def _copies(slots: list[_Slots]) -> dict[tuple[str, str], list[int]]:
    """Claims whose long citations are letter for letter the same, when at least one of them names its claimant."""
    copies: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, one in enumerate(slots):
        if len(one.text) >= _COPIED_LETTERS:
            copies[one.text, one.kind].append(number)
    return {
        key: sorted(members, key=lambda n: not slots[n].claimant)
        for key, members in copies.items()
        if any(slots[n].claimant for n in members) and len({slots[n].claimant for n in members} - {""}) == 1
    }


class _Joined:
    """Groups that grow together (union-find), with the reason of each member's first link."""

    def __init__(self, size: int) -> None:
        self.parent = list(range(size))
        self.basis: list[str] = [""] * size

    def root(self, number: int) -> int:
        while self.parent[number] != number:
            self.parent[number] = self.parent[self.parent[number]]
            number = self.parent[number]
        return number

    def join(self, left: int, right: int, basis: str) -> None:
        for number in (left, right):
            self.basis[number] = min(filter(None, (self.basis[number], basis)), key=_STRENGTH.index)
        self.parent[self.root(right)] = self.root(left)

    def named(self, slots: list[_Slots]) -> Iterable[Claim]:
        members: dict[int, list[str]] = defaultdict(list)
        for number, one in enumerate(slots):
            members[self.root(number)].append(one.claim.id)
        for number, one in enumerate(slots):
            together = members[self.root(number)]
            if not one.claimant and len(together) == 1:
                yield replace(one.claim, origin="", origin_basis="")
                continue
            name = hashlib.sha256(min(together).encode()).hexdigest()[:16]
            yield replace(one.claim, origin=name, origin_basis=self.basis[number])


_STRENGTH = (QUOTE, SAME_UTTERANCE, COPY)
