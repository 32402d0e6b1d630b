"""A claim as an answer to a question: its slots, the days it speaks of, and whether it answers at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from geo import words
from geo.aspects import fold
from geo.model import Claim, ClaimType, Identification, Report
from geo.origins.drift import LANGUAGES
from geo.origins.utterances import Slots, slots

_WINDOW = 14
"""Days by which an open or missing event time is bounded: a fortnight before it was said …"""
_TOLL_WINDOW = 7
"""… and a week for tolls, which are of one event, and a day for counts of acts, which are of one day."""
_ACTS, _HARM = "events", "harm"
_AROUND_CUE = 24  # characters
_UNTOLD = "Uu"  # FactBank: the claimant commits to neither


@dataclass(frozen=True, slots=True)
class Answer:
    """One claim among the answers. `window` are the first and last day (proleptic ordinals) it may speak of."""

    claim: Claim
    slots: Slots
    window: tuple[int, int]
    dodges: bool = False

    @property
    def speaks(self) -> bool:
        """True for a denial by somebody who can be told: of a side, or by name."""
        claimant = self.claim.attribution.claimant
        if claimant is None:
            return self.evades and bool(self.claim.subject_countries)
        return bool(self.slots.side) or claimant.identification is Identification.NAMED

    @property
    def evades(self) -> bool:
        """True for a claimant who says that he will not say, and for a narrator who reports that one has not."""
        return self.slots.negative and (
            self.dodges or self.claim.modality.factuality == _UNTOLD or (self.answers and not self.slots.claimant)
        )

    @property
    def answers(self) -> bool:
        """True for a denial that has no content of its own: it answers what stands before it."""
        return self.claim.claim_type is ClaimType.DENIAL


def answer(claim: Claim, report: Report | None) -> Answer:
    """The claim as an answer; without its report, of an unknown day."""
    one = slots(claim, report)
    first = claim.when.first if claim.when else None
    last = claim.when.last if claim.when else None
    end = last.toordinal() if last else one.day
    begin = first.toordinal() if first else None
    dodges = _dodges(claim, report)
    if begin is None and end is None:
        return Answer(claim, one, (0, date.max.toordinal()), dodges)
    days = _room(one)
    begin = begin if begin is not None else (end or 0) - days
    return Answer(claim, one, (begin, max(begin, end if end is not None else begin + days)), dodges)


def _dodges(claim: Claim, report: Report | None) -> bool:
    """Whether the words around the cue, or without one the citation, neither confirm nor deny."""
    cue = claim.attribution.cue
    said = claim.citation.as_written
    if cue is not None and report is not None:
        said = report.text[max(0, cue.start - _AROUND_CUE) : cue.end + _AROUND_CUE]
    return any(phrase in fold(said) for phrase in _evasions())


@cache
def _evasions() -> tuple[str, ...]:
    return tuple(fold(line) for language in LANGUAGES for line in words.lines("evasions.txt", language))


def _room(one: Slots) -> int:
    """By how many days an open event time is bounded."""
    if one.counted is not None and one.counted.measure == _ACTS:
        return 1
    return _TOLL_WINDOW if one.family == _HARM else _WINDOW
