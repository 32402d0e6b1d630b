"""Forecasts → a ledger a claimant: which are due, and how an analyst says they came out.

The horizon is what the words give: “in the coming days” seven days, “in the coming weeks” twenty-eight (the dates of
the codebook). A forecast is due when its last day has passed. Only a person says whether it happened; renderings of
one utterance are one forecast.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from geo.aspects import named_claimant
from geo.model import Claim, ClaimType, Mode
from geo.snapshot.columns import ReportLine
from geo.snapshot.masks import one_of
from geo.snapshot.view import View
from geo.store.judgements import Judgement

MOST = 1_000
"""Forecasts that are read; the newest ones."""


class State(StrEnum):
    """Where a forecast stands. The last three are an analyst's word."""

    DUE = "due"
    OPEN = "open"
    NO_HORIZON = "no_horizon"
    HAPPENED = "happened"
    DID_NOT = "did_not"
    UNCLEAR = "unclear"


JUDGED = (State.HAPPENED, State.DID_NOT, State.UNCLEAR)


@dataclass(frozen=True, slots=True)
class Forecast:
    """One forecast: its first rendering, all its claims, its last day (None: no day in its words), and its state."""

    claim: Claim
    claims: tuple[str, ...]
    outlets: int
    due: date | None
    state: State
    judged: Judgement | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """What one claimant has foretold, due ones first. `side` is ISO 3166 alpha-3, empty where not known."""

    claimant: str
    side: str
    forecasts: tuple[Forecast, ...]

    def count(self, state: State) -> int:
        """How many of them stand there."""
        return sum(one.state is state for one in self.forecasts)


def foretold(view: View) -> tuple[str, ...]:
    """The ids of the claims shown that are forecasts, newest first, at most `MOST`."""
    taken = view.snapshot
    ahead = one_of(taken.single["mode"], (Mode.FORECAST.value,))
    ahead = ahead | one_of(taken.single["claim_type"], (ClaimType.FORECAST.value,))
    return taken.ids_of(view.rows[np.asarray(ahead)[view.rows]][:MOST])


def ledgers(
    claims: Iterable[Claim], lines: Mapping[str, ReportLine], judged: Mapping[str, Judgement], *, today: date
) -> tuple[Ledger, ...]:
    """A ledger a claimant, those with most due first. `judged` is the newest outcome by claim id."""
    renderings: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        renderings[claim.origin or claim.id].append(claim)
    by_claimant: dict[str, list[Forecast]] = defaultdict(list)
    sides: dict[str, str] = {}
    for members in renderings.values():
        first = min(members, key=lambda one: _printed(one, lines))
        said = named_claimant(first.attribution.claimant)
        name = said.name if said else ""
        sides[name] = sides.get(name) or (said.country if said else None) or ""
        by_claimant[name].append(_forecast(first, members, lines, judged, today))
    order = list(State)
    found = [
        Ledger(
            name,
            sides[name],
            tuple(sorted(own, key=lambda one: (order.index(one.state), one.due or date.max, one.claim.id))),
        )
        for name, own in by_claimant.items()
    ]
    return tuple(
        sorted(found, key=lambda one: (not one.claimant, -one.count(State.DUE), -len(one.forecasts), one.claimant))
    )


def _forecast(
    first: Claim,
    members: list[Claim],
    lines: Mapping[str, ReportLine],
    judged: Mapping[str, Judgement],
    today: date,
) -> Forecast:
    names = tuple(claim.id for claim in members)
    rows = [judged[name] for name in names if name in judged]
    newest = max(rows, key=lambda row: row.id or 0, default=None)
    due = next((day for one in (first, *members) if (day := _horizon(one, lines))), None)
    outlets = {lines[one.report_id].source or one.report_id for one in members if one.report_id in lines}
    return Forecast(first, names, len(outlets), due, _state(due, newest, today), newest)


def _horizon(claim: Claim, lines: Mapping[str, ReportLine]) -> date | None:
    """The last day that the words give; a day that had passed when it was printed is no horizon."""
    last = claim.when.last if claim.when else None
    line = lines.get(claim.report_id)
    printed = line.published if line else None
    return None if last is None or (printed is not None and last <= printed) else last


def _state(due: date | None, newest: Judgement | None, today: date) -> State:
    if newest is not None and newest.value in set(JUDGED):
        return State(newest.value)
    if due is None:
        return State.NO_HORIZON
    return State.DUE if due < today else State.OPEN


def _printed(claim: Claim, lines: Mapping[str, ReportLine]) -> tuple[date, int, str]:
    line = lines.get(claim.report_id)
    return (line.published if line and line.published else date.max), claim.citation.start, claim.id
