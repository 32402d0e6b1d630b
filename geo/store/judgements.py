"""What people say about claims: rows beside the machine's, appended and never overwritten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from geo.origins import Verdicts

DEFAULT_GRADE, DEFAULT_CREDIBILITY = "F", 6
"""NATO Admiralty code: reliability and truth cannot be judged."""
ORIGIN, OUTCOME = "origin", "outcome"
"""Fields that are no corrections: which utterance a claim belongs to (the id of another claim, or nothing for its
own), and how a forecast came out."""
OUTCOMES = ("happened", "did_not", "unclear")


@dataclass(frozen=True, slots=True)
class Judgement:
    """A person's verdict, grade, correction or note on a claim: a row beside the machine's, never an overwrite.

    `grade` A–F and `credibility` 1–6 are the NATO Admiralty code. `undoes` is the id of an earlier judgement that
    this one takes back. None means that the person left it open.
    """

    claim_id: str
    person: str
    verdict: str | None = None
    grade: str | None = None
    credibility: int | None = None
    field: str | None = None
    value: str | None = None
    note: str | None = None
    undoes: int | None = None
    id: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds for one claim after all its judgements: the newest of each kind that was not taken back."""

    verdict: str | None = None
    grade: str = DEFAULT_GRADE
    credibility: int = DEFAULT_CREDIBILITY
    corrections: tuple[tuple[str, str], ...] = ()
    newest: int = 0
    """Id of the newest judgement: what `Store.judge(seen=…)` compares."""


def origin_verdicts(judgements: Iterable[Judgement]) -> Verdicts:
    """Which claims analysts have joined or split, from judgements in the order they were made.

    Who splits a claim takes back every earlier joining of it, by whichever of the two claims it was made.
    """
    judgements = tuple(judgements)
    undone = {judgement.undoes for judgement in judgements if judgement.undoes is not None}
    joined: dict[tuple[str, str], None] = {}
    apart: set[str] = set()
    for one in judgements:
        if one.field != ORIGIN or one.id in undone:
            continue
        if one.value:
            joined[one.claim_id, one.value] = None
        else:
            apart.add(one.claim_id)
            joined = {pair: None for pair in joined if one.claim_id not in pair}
    return Verdicts(tuple(joined), frozenset(apart))


def outcomes(judgements: Iterable[Judgement]) -> dict[str, Judgement]:
    """Claim id → the newest judgement of how its forecast came out that was not taken back."""
    judgements = tuple(judgements)
    undone = {judgement.undoes for judgement in judgements if judgement.undoes is not None}
    return {one.claim_id: one for one in judgements if one.field == OUTCOME and one.value and one.id not in undone}


def standing(judgements: Iterable[Judgement]) -> dict[str, Standing]:
    """Claim id → what holds for it, from judgements in the order they were made."""
    judgements = tuple(judgements)
    undone = {judgement.undoes for judgement in judgements if judgement.undoes is not None}
    found: dict[str, Standing] = {}
    for judgement in judgements:
        before = found.get(judgement.claim_id, Standing())
        newest = judgement.id or before.newest
        if judgement.id in undone:
            found[judgement.claim_id] = Standing(
                before.verdict, before.grade, before.credibility, before.corrections, newest
            )
            continue
        corrections = dict(before.corrections)
        if judgement.field not in (None, ORIGIN, OUTCOME):
            corrections[str(judgement.field)] = judgement.value or ""
        found[judgement.claim_id] = Standing(
            verdict=judgement.verdict or before.verdict,
            grade=judgement.grade or before.grade,
            credibility=judgement.credibility or before.credibility,
            corrections=tuple(sorted(corrections.items())),
            newest=newest,
        )
    return found
