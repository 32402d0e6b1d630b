"""Who did what when: judgements and what is no judgement, newest first. Nothing here is ever changed or removed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sql

from geo.interface import label
from geo.store import Store
from geo.store.judgements import ORIGIN, OUTCOME, SENSITIVE, Judgement
from geo.store.writing import TABLES
from geo.trust.access import COMMAND_LINE, Person, Role

_A = TABLES["acts"]
ACTS = ("added", "judged", "corrected", "taken_back", ORIGIN, OUTCOME, SENSITIVE, "restored")


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that somebody did. `subject` is the id of a claim or report, empty for several; `at` is UTC."""

    at: datetime
    person: str
    act: str
    subject: str
    words: str


def acts(
    store: Store,
    asking: Person = COMMAND_LINE,
    *,
    person: str | None = None,
    act: str | None = None,
    first: date | None = None,
    last: date | None = None,
) -> tuple[Act, ...]:
    """What was done, by whom, of which kind, between two days, both inclusive. Raises AccessError for others."""
    asking.need(Role.ADMIN)
    with store._read() as connection:
        rows = connection.execute(sql.select(_A).order_by(_A.c.id)).all()
    found = [Act(datetime.fromisoformat(row.at), row.person, row.act, row.subject, row.words) for row in rows]
    found += _judged(store.judgements())
    return tuple(
        one
        for one in sorted(found, key=lambda one: one.at, reverse=True)
        if (person is None or one.person == person)
        and (act is None or one.act == act)
        and (first is None or one.at.date() >= first)
        and (last is None or one.at.date() <= last)
    )


def _judged(judgements: Iterable[Judgement]) -> list[Act]:
    return [Act(one.at, one.person, _kind(one), one.claim_id, _words(one)) for one in judgements if one.at is not None]


def _kind(judgement: Judgement) -> str:
    if judgement.undoes is not None:
        return "taken_back"
    if judgement.field is None:
        return "judged"
    return judgement.field if judgement.field in (ORIGIN, OUTCOME, SENSITIVE) else "corrected"


def _words(judgement: Judgement) -> str:
    graded = f"{judgement.grade or ''}{judgement.credibility or ''}"
    told = [label("verdicts", judgement.verdict) if judgement.verdict else "", graded]
    if judgement.field is not None:
        told.append(f"{judgement.field.replace('_', ' ')}: {judgement.value or '–'}")
    if judgement.undoes is not None:
        told.append(f"#{judgement.undoes}")
    return " · ".join(filter(None, [*told, judgement.note or ""]))
