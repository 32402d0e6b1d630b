"""What one run of the page shows: the reader's choice over a snapshot of the store, counted when asked.

Nothing here is state: all of it follows from the choice (the URL) and the store's version.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import streamlit as st

from geo import card, charts, footprints, snapshot
from geo.card import OriginCount, beside
from geo.card.renderings import Rendering, renderings
from geo.changes import Changes, Clock, changes
from geo.charts import contested
from geo.exports import columns as tabled
from geo.filters import Filter
from geo.filters.sentence import sentence
from geo.forecasts import Ledger, foretold, ledgers
from geo.gazetteer import Gazetteer, open_gazetteer
from geo.interface import label, say
from geo.maps import picture, scene
from geo.maps.layers import Window, simplified
from geo.model import Claim, Footprint, Report
from geo.origins.disagreement import contests
from geo.phrases import when
from geo.snapshot.columns import Codes, ReportLine, Snapshot
from geo.snapshot.echoes import echoes
from geo.snapshot.past import known_on
from geo.snapshot.view import Counts, View
from geo.store import Store, open_default
from geo.store.guarded import Guarded
from geo.store.home import default_store
from geo.store.judgements import Judgement, origin_verdicts, outcomes
from geo.trust.access import Role
from panels import entry
from panels.state import choose, current

_LISTED = 40


def the_store() -> Store:
    """The one store of this server: a secret's address, the environment's, or the user's own file; samples at first."""
    return _opened(_address() or default_store())


@st.cache_resource(show_spinner=say("page.opening"))
def _opened(address: str) -> Store:
    store = open_default(address)
    if store.count() == (0, 0):
        from geo.store import samples

        samples.ensure(store, gazetteer())
    return store


def _address() -> str | None:
    """The address in the deployment's secrets (`[connections.claims] url = …`); None without one."""
    if not st.secrets.load_if_toml_exists():
        return None
    connection = st.secrets.get("connections", {}).get("claims", {})
    return str(connection["url"]) if "url" in connection else None


@st.cache_resource(show_spinner=False)
def gazetteer() -> Gazetteer:
    """The gazetteer, opened once."""
    return open_gazetteer()


def extract(report: Report) -> tuple[Claim, ...]:
    """The claims of a report."""
    from geo.store.adding import read_claims

    return read_claims(report, gazetteer())


@dataclass(slots=True)
class _Latest:
    snapshot: Snapshot | None = None
    footprints: dict[str, Footprint] | None = None
    contents: int = -1


@st.cache_resource(show_spinner=False)
def _latest(address: str) -> _Latest:
    return _Latest()


def _snapshot(store: Store) -> tuple[Snapshot, dict[str, Footprint]]:
    """The snapshot of the store's present version, shared by all users, and its footprints."""
    held = _latest(str(store.url))
    held.snapshot = snapshot.build(store, held.snapshot)
    if held.footprints is None or held.contents != held.snapshot.contents:
        held.footprints, held.contents = store.footprints(), held.snapshot.contents
    return held.snapshot, held.footprints


@st.cache_resource(show_spinner=False, max_entries=24)
def _view(chosen: Filter, version: str, _taken: Snapshot) -> View:
    return View(_taken, chosen)


@st.cache_resource(show_spinner=False, max_entries=24)
def _scene(chosen: Filter, version: str, window: Window | None, _shown: Shown) -> dict[str, Any]:
    spots = _shown.footprints
    return scene.scene(
        picture.grounds(_shown.view, spots),
        picture.moves(_shown.view, spots),
        sides=list(_shown.sides.values()),
        outline=_outline,
        window=window,
        stamp=f"{_shown.stamp}.{window or ''}",
    )


@st.cache_resource(show_spinner=False, max_entries=24)
def _timeline(chosen: Filter, version: str, _shown: Shown) -> tuple[picture.Days | None, list[dict[str, Any]]]:
    """A bar a claim for few claims, claims a bin of days for many; None and nothing without any date."""
    found = picture.days(_view(chosen, version, _shown.snapshot))
    if found is None:
        return None, []
    if len(found.dated) > charts.MOST_BARS:
        return found, charts.histogram_lanes(found.counts, _shown.sides)
    dated = _shown.claims_by_id(_shown.snapshot.ids_of(found.dated))
    bars = (charts.bar(claim, earliest=found.first, latest=found.last) for claim in dated)
    return found, charts.lanes([bar for bar in bars if bar is not None], _shown.sides)


@st.cache_resource(show_spinner=False)
def _outlines() -> dict[str, Any]:
    return {}


def _outline(spot: Footprint) -> Any:
    """The outline of a footprint at the map's detail, drawn once a server."""
    held = _outlines()
    if spot.id not in held:
        drawn = footprints.geometry(spot, gazetteer())
        held[spot.id] = None if drawn is None else simplified(drawn)
    return held[spot.id]


@st.cache_resource(show_spinner=False, max_entries=12)
def _contested(chosen: Filter, version: str, _shown: Shown) -> list[dict[str, Any]]:
    found = _shown.claims_by_id(_shown.view.compared(picture.MOST_COMPARED))
    reports = {report.id: report for report in _shown.store.reports({claim.report_id for claim in found})}
    lines = {line.id: line for line in _shown.snapshot.reports}
    by_id = {claim.id: claim for claim in found}
    setting = contested.Setting(lines, _shown.sides, echoes(_shown.snapshot).of)
    return [contested.rows(one, by_id, setting) for one in contests(found, reports)]


@st.cache_resource(show_spinner=False, max_entries=12)
def _changes(chosen: Filter, version: str, since: date, clock: Clock, until: date | None, _shown: Shown) -> Changes:
    return changes(_shown.store, _shown.snapshot, since=since, until=until, clock=clock, chosen=chosen)


class Shown:
    """The reader's choice over one snapshot."""

    def __init__(self, store: Guarded, taken: Snapshot, spots: dict[str, Footprint]) -> None:
        self.store, self.snapshot, self.footprints = store, taken, spots
        self.version = f"{store.url}.{store.face}{taken.version}"
        if current().spot and not self.spot_label:
            choose(spot="")  # a place of an old link that is not in this store any more
        self.view = _view(current().filter, self.version, taken)

    @property
    def may_write(self) -> bool:
        """Whether the visitor may judge, correct and add; what was known on an earlier day is only read."""
        return self.store.who.role >= Role.ANALYST and current().filter.recorded_by is None

    def claims_by_id(self, ids: Iterable[str]) -> tuple[Claim, ...]:
        """These claims as they stand, or stood by the day of recording that is asked for."""
        if current().filter.recorded_by is None or self.snapshot.said is None:
            return self.store.claims_by_id(ids)
        return self.snapshot.said(tuple(ids))[0]

    def judgements_of(self, claim: Claim) -> tuple[Judgement, ...]:
        """What people have said of a claim, by the day of recording that is asked for."""
        every, day = self.store.judgements(claim.id), current().filter.recorded_by
        return known_on(day, every) if day else every

    @property
    def may_audit(self) -> bool:
        """Whether the visitor runs a hosted instance."""
        return self.store.who.signed_in and self.store.who.role is Role.ADMIN

    @property
    def stamp(self) -> str:
        """Names the state of the store and the filter: what is drawn follows from it."""
        return f"{self.store.face}{self.snapshot.version}.{current().filter.to_query()}"

    # ------------------------------------------------------------------------------------ counts and words

    @property
    def counts(self) -> Counts:
        """Claims, reports, origins and what is drawn."""
        return self.view.counts

    @property
    def sentence(self) -> str:
        """The English sentence that says exactly what is shown."""
        return sentence(self.view)

    def facet(self, name: str) -> dict[str, int]:
        """The values of a condition with the claims that each would leave, most first."""
        return dict(self.view.facet(name))

    def named(self, condition: str, value: str) -> str | None:
        """The name behind an id in a filter: an area's or a report's."""
        if condition == "place":
            return self.snapshot.area_names.get(value)
        if condition == "report":
            return next((card.line(one) for one in self.snapshot.reports if one.id == value), None)
        return None

    @cached_property
    def sides(self) -> dict[str, dict[str, str]]:
        """Colours and names of the sides by code; the same through every filter."""
        return {side["code"]: side for side in scene.palette(picture.sides(self.snapshot))}

    # ------------------------------------------------------------------------------------ picked

    @cached_property
    def claim(self) -> Claim | None:
        """The claim picked, or the first at the place picked."""
        wanted = current().claim
        if not wanted and current().spot and len(self._spot_rows):
            wanted = self.snapshot.ids_of(self._spot_rows[:1])[0]
        found = self.claims_by_id([wanted]) if wanted else ()
        return found[0] if found else None

    @property
    def selected_grounds(self) -> list[str]:
        """Footprints to highlight: the place picked and those of the claim picked."""
        spots = [current().spot] if current().spot else []
        if self.claim is not None:
            spots += [place.footprint.id for place in self.claim.places if place.footprint and place.role != "context"]
        return list(dict.fromkeys(spots))

    @cached_property
    def _spot_rows(self) -> Codes:
        return picture.at_spot(self.view, current().spot) if current().spot else self.view.rows

    @property
    def around(self) -> Codes:
        """The rows that previous and next walk through: those of the place picked, or all that are shown."""
        return self._spot_rows

    @property
    def listed_claims(self) -> tuple[Claim, ...]:
        """The first claims at the place picked, or the newest ones."""
        return self.claims_by_id(self.snapshot.ids_of(self._spot_rows[:_LISTED]))

    @property
    def spot_label(self) -> str:
        """What the place or movement picked is called; empty when it is not known."""
        names = [self.footprints[name].label for name in current().spot.split(">") if name in self.footprints]
        return " → ".join(names)

    @property
    def spot_places(self) -> tuple[str, ...]:
        """Gazetteer ids of the place picked, for the filter; empty for a movement and when it is the filter already."""
        spot = self.footprints.get(current().spot)
        found = tuple(sorted(spot.place_ids)) if spot else ()
        return () if found == current().filter.place else found

    @cached_property
    def position(self) -> tuple[int, int]:
        """Which of how many claims the picked one is, from 1; 0 when it is not among them."""
        row = self.snapshot.row_of(self.claim.id) if self.claim else None
        found = (self._spot_rows == row).nonzero()[0] if row is not None else ()
        return (int(found[0]) + 1 if len(found) else 0), len(self._spot_rows)

    def step(self, by: int) -> None:
        """Picks the next or previous claim."""
        at, of = self.position
        if of:
            row = self._spot_rows[max(0, min(of - 1, at - 1 + by))]
            choose(claim=self.snapshot.ids_of([row])[0])

    def report_of(self, claim: Claim) -> Report:
        """The report that makes a claim."""
        return self.store.reports([claim.report_id])[0]

    def origin_of(self, claim: Claim) -> OriginCount | None:
        """How often the utterance behind a claim was printed; None without an origin."""
        outlets, mentions = echoes(self.snapshot).of(claim.origin)
        return OriginCount(1, outlets, mentions, claim.origin_basis) if mentions else None

    def renderings_of(self, claim: Claim) -> tuple[Rendering, ...]:
        """Every claim of the utterance behind a claim, first print first."""
        rows = beside.of_origin(self.snapshot, claim)
        members = self.claims_by_id(self.snapshot.ids_of(rows))
        reports = {report.id: report for report in self.store.reports({one.report_id for one in members})}
        return renderings(members, reports, verdicts=origin_verdicts(self.store.judgements()))

    def joinable(self, claim: Claim) -> tuple[Claim, ...]:
        """Claims of other origins that may be the same utterance: same forces, same kind, nearest in time first."""
        found = self.claims_by_id(self.snapshot.ids_of(beside.comparable(self.snapshot, claim)))
        line = self.line_of(claim)
        day = line.published.toordinal() if line and line.published else 0

        def far(one: Claim) -> tuple[int, str]:
            other = self.line_of(one)
            return abs((other.published.toordinal() if other and other.published else 0) - day), one.id

        return tuple(sorted((one for one in found if one.origin != claim.origin or not one.origin), key=far))[:_LISTED]

    def line_of(self, claim: Claim) -> ReportLine | None:
        """What lists need of the report that makes a claim."""
        return next((line for line in self.snapshot.reports if line.id == claim.report_id), None)

    def newest_judgement(self, claim_id: str) -> int:
        """The id of the newest judgement of a claim that this run has seen; 0 for none."""
        return max((one.id or 0 for one in self.store.judgements(claim_id)), default=0)

    # ------------------------------------------------------------------------------------ views

    @property
    def scene(self) -> dict[str, Any]:
        """What the map draws."""
        return _scene(current().filter, self.version, st.session_state.get("window"), self)

    @cached_property
    def timeline(self) -> tuple[picture.Days | None, list[dict[str, Any]]]:
        """The days and lanes of what the other filters show: a span picked keeps its surroundings in sight."""
        return _timeline(current().filter.without("event_from", "event_to"), self.version, self)

    def table(self, sort: str, *, falling: bool, offset: int, limit: int) -> tabled.Page:
        """One page of the table."""
        rows = picture.sorted_rows(self.view, sort, falling=falling)[offset : offset + limit]
        found = self.claims_by_id(self.snapshot.ids_of(rows))
        reports = {line.id: line for line in self.snapshot.reports}
        return tabled.page(found, reports, echoes(self.snapshot).of)

    @property
    def questions(self) -> list[charts.Question]:
        """The questions that several of the claims shown answer with a number."""
        return charts.questions(self.claims_by_id(self.snapshot.ids_of(picture.comparable(self.view))))

    @property
    def contested(self) -> list[dict[str, Any]]:
        """The contested questions among the newest claims shown, as rows to draw, most answers first."""
        return _contested(current().filter, self.version, self)

    def ledgers(self, today: date) -> tuple[Ledger, ...]:
        """The forecasts shown, a ledger a claimant."""
        claims = self.claims_by_id(foretold(self.view))
        lines = {line.id: line for line in self.snapshot.reports}
        return ledgers(claims, lines, outcomes(self.store.judgements()), today=today)

    def changes(self, since: date, clock: Clock) -> Changes:
        """What changed since a day among what is shown; the view's own as-of day is where it ends."""
        chosen = current().filter
        until = chosen.as_of or chosen.recorded_by
        return _changes(chosen, self.version, since, clock, until, self)

    @property
    def newest_day(self) -> date:
        """The newest day on which a report of the store was published, or recorded where none says it."""
        return max((line.published or line.recorded for line in self.snapshot.reports), default=date(2000, 1, 1))

    def not_drawn(self, reason: str) -> tuple[Claim, ...]:
        """The first claims that are off the map for a reason."""
        return self.claims_by_id(self.snapshot.ids_of(picture.not_drawn(self.view, reason)[:_LISTED]))

    def listed(self, found: Sequence[Claim]) -> list[dict[str, str]]:
        """Claims as rows of the list part."""
        return [
            {
                "id": claim.id,
                "who": card.claimant_words(claim),
                "when": when(claim.when).replace(", imprecise", ""),
                "mode": label("modes", claim.modality.mode.value),
                "what": card.headline(claim),
                "quote": claim.citation.as_written[:200],
                "light": self._side(claim)["light"],
                "dark": self._side(claim)["dark"],
            }
            for claim in found
        ]

    def _side(self, claim: Claim) -> dict[str, str]:
        codes = claim.subject_countries
        return self.sides.get(codes[0] if len(codes) == 1 else "*" if codes else "", self.sides["*"])

    def report_claims(self, report_id: str) -> tuple[Report, tuple[Claim, ...]]:
        """A whole report with all its claims."""
        return self.store.reports([report_id])[0], self.store.claims(Filter(report=(report_id,)))

    def report_lines(self) -> dict[str, str]:
        """Reports with claims in this view, newest first, as lines with their number of claims."""
        counts = dict(self.view.facet("report"))
        lines = sorted(
            self.snapshot.reports,
            key=lambda one: (one.published is None, one.published and -one.published.toordinal(), one.id),
        )
        return {one.id: f"{card.line(one)} · {counts.get(one.id, 0):,}" for one in lines[:2000]}


def look() -> Shown:
    """The store as it is now, or as it was recorded by the day asked for, through the reader's choice."""
    store = the_store()
    taken, spots = _snapshot(store)
    own, seen, spots = entry.guarded(store, taken, spots, gazetteer())
    day = current().filter.recorded_by
    if day is not None and seen is taken:  # who sees a part of the store sees it with the corrections of today
        seen = _recorded(f"{store.url}.{taken.version}", day, store, taken)
    return Shown(own, seen, spots)


@st.cache_resource(show_spinner=False, max_entries=4)
def _recorded(version: str, day: date, _store: Store, _taken: Snapshot) -> Snapshot:
    return snapshot.as_recorded(_store, _taken, day, gazetteer().find)
