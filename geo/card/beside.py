"""What stands beside a claim on its card: the other claims of its origin, and those that answer it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from geo.interface import label
from geo.model import Claim, Report
from geo.origins.disagreement import relations
from geo.snapshot.columns import Codes, Flags, Snapshot
from geo.store import Store

MOST_COMPARED = 300
MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Answer:
    """Another claim and how it stands to the one on the card, in words."""

    claim: Claim
    how: str


def same_origin(snapshot: Snapshot, claim: Claim) -> Codes:
    """The other rows of the utterance behind a claim, in reading order."""
    column = snapshot.single["origin"]
    if claim.origin not in column.names:
        return np.zeros(0, dtype=np.int32)
    found = (column.codes == column.names.index(claim.origin)) & ~snapshot.gone
    return _others(snapshot, claim, found)[:MOST_SHOWN]


def of_origin(snapshot: Snapshot, claim: Claim) -> Codes:
    """All rows of the utterance behind a claim, its own among them, in reading order, at most `MOST_COMPARED`."""
    column = snapshot.single["origin"]
    if claim.origin not in column.names:
        return np.zeros(0, dtype=np.int32)
    found = (column.codes == column.names.index(claim.origin)) & ~snapshot.gone
    rows: Codes = snapshot.order[found[snapshot.order]][:MOST_COMPARED]
    return rows


def comparable(snapshot: Snapshot, claim: Claim) -> Codes:
    """The rows that may answer a claim's question: the same forces, and the same measure or kind of claim."""
    single = snapshot.single
    name, value = ("measure", claim.quantity.measure) if claim.quantity else ("claim_type", claim.claim_type.value)
    if value not in single[name].names:
        return np.zeros(0, dtype=np.int32)
    found = (single[name].codes == single[name].names.index(value)) & ~snapshot.gone
    if "denial" in single["claim_type"].names:
        found |= single["claim_type"].codes == single["claim_type"].names.index("denial")
    forces = snapshot.several["subject_countries"]
    for code in claim.subject_countries:
        if code in forces.names:
            about = np.zeros(len(snapshot), dtype=np.bool_)
            about[forces.rows[forces.codes == forces.names.index(code)]] = True
            found &= about
    return _others(snapshot, claim, found)[:MOST_COMPARED]


def answers(claim: Claim, others: Iterable[Claim], reports: Mapping[str, Report]) -> tuple[Answer, ...]:
    """Who contradicts, denies or updates a claim, each with the reason in words."""
    by_id = {one.id: one for one in others}
    found: dict[str, Answer] = {}
    for relation in relations((claim, *by_id.values()), reports):
        if claim.id not in (relation.claim, relation.other):
            continue
        other = relation.other if relation.claim == claim.id else relation.claim
        turned = "" if relation.other == claim.id or relation.kind == "contradicts" else "_by"
        how = f"{label('relations', relation.kind.value + turned)}: {relation.reason}"
        if other in by_id:
            found.setdefault(other, Answer(by_id[other], how))
    return tuple(found.values())[:MOST_SHOWN]


def answers_in(store: Store, snapshot: Snapshot, claim: Claim) -> tuple[Answer, ...]:
    """Those in the store who contradict, deny or update a claim."""
    names = snapshot.ids_of(comparable(snapshot, claim))
    others = snapshot.said(names)[0] if snapshot.said else store.claims_by_id(names)
    wanted = {one.report_id for one in (claim, *others)}
    reports = {
        line.id: Report(line.id, "", line.source, published=line.published)
        for line in snapshot.reports
        if line.id in wanted
    }
    return answers(claim, others, reports)


def _others(snapshot: Snapshot, claim: Claim, found: Flags) -> Codes:
    row = snapshot.row_of(claim.id)
    if row is not None:
        found[row] = False
    others: Codes = snapshot.order[found[snapshot.order]]
    return others
