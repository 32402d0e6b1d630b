"""What people have done to a claim, in words: one line a judgement, newest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from geo.interface import label, say
from geo.model import Place
from geo.phrases import country
from geo.store.judgements import ORIGIN, OUTCOME, SENSITIVE, Judgement


@dataclass(frozen=True, slots=True)
class Line:
    """One judgement: who, when, what in words; `standing` False once it is taken back."""

    id: int
    person: str
    at: datetime | None
    words: str
    note: str
    standing: bool
    can_be_undone: bool


Find = Callable[[str], Place | None]


def lines(judgements: Iterable[Judgement], find: Find) -> tuple[Line, ...]:
    """The judgements of one claim, newest first; `find` looks a gazetteer id up."""
    rows = tuple(judgements)
    by_id = {row.id: row for row in rows}
    undone = {row.undoes for row in rows if row.undoes is not None}
    found = [
        Line(
            id=row.id or 0,
            person=row.person,
            at=row.at,
            words=_undoing(by_id.get(row.undoes), find) if row.undoes is not None else said(row, find),
            note=row.note or "",
            standing=row.id not in undone,
            can_be_undone=row.undoes is None and row.id not in undone,
        )
        for row in rows
    ]
    return tuple(reversed(found))


def said(row: Judgement, find: Find) -> str:
    """What one judgement says: `Place: Sudzha`, `Accepted`, `Source B, claim 2`."""
    if row.field is not None:
        if row.field == SENSITIVE:
            return say("access.sensitive" if row.value else "access.not_sensitive")
        name = label("fields", row.field.rstrip("23456789"))
        return f"{name}: {_value(row.field, row.value or '', find)}".rstrip(": ")
    parts = [label("verdicts", row.verdict)] if row.verdict else []
    parts += [say("judge.source_graded", grade=row.grade)] if row.grade else []
    parts += [say("judge.claim_graded", grade=row.credibility)] if row.credibility else []
    return ", ".join(parts) or say("judge.only_note")


def _undoing(row: Judgement | None, find: Find) -> str:
    return say("judge.took_back", what=said(row, find) if row else "–")


def _value(field: str, value: str, find: Find) -> str:
    kind = field.rstrip("23456789")
    if field == ORIGIN:
        return say("judge.joined") if value else say("judge.own_origin")
    if kind in ("split", "part_of", "merged", "merged_into"):
        return ""
    if not value:
        return say("card.open") if kind in ("low", "high", "first", "last") else say("card.nobody")
    if kind == "place":
        known = find(value)
        return known.name if known else value
    if kind == "country":
        return " and ".join(country(code) or code for code in value.split())
    groups = {"claim_type": "types", "mode": "modes", "role": "roles", OUTCOME: "outcomes"}
    return label(groups[kind], value) if kind in groups else value
