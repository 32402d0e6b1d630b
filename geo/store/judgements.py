"""What people say about claims: rows beside the machine's, appended and never overwritten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from geo.errors import StoreError
from geo.origins import Verdicts

DEFAULT_GRADE, DEFAULT_CREDIBILITY = "F", 6
"""NATO Admiralty code: reliability and truth cannot be judged."""
ORIGIN, OUTCOME, SENSITIVE = "origin", "outcome", "sensitive"
"""Fields that are no corrections: which utterance a claim belongs to (the id of another claim, or nothing for its
own), how a forecast came out, and whether viewers are spared the claim (`YES`, or nothing)."""
BESIDE = (None, ORIGIN, OUTCOME, SENSITIVE)
"""Fields of judgements that change nothing about the claim that is shown."""
YES = "yes"
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


class EditConflict(StoreError):  # noqa: N818 — it is no defect: two people answered one question
    """Somebody has answered the same question since the person looked; `theirs` are those judgements, newest last."""

    def __init__(self, theirs: tuple[Judgement, ...]) -> None:
        self.theirs = theirs
        super().__init__(
            f"{theirs[-1].person or 'Somebody'} has judged this in the meantime, so yours was not saved; "
            "look at theirs and save again if yours shall stand."
        )


def asks(judgement: Judgement) -> frozenset[str]:
    """The questions that a judgement answers: a field that it corrects, a verdict, a grade."""
    if judgement.field is not None:
        return frozenset({judgement.field})
    return frozenset(name for name in ("verdict", "grade", "credibility") if getattr(judgement, name) is not None)


def same_question(one: Judgement, other: Judgement, past: Iterable[Judgement]) -> bool:
    """Whether both answer one question, and differently; taking back answers what it takes back."""
    by_id = {each.id: each for each in past}
    whole = [by_id.get(each.undoes, each) if each.undoes else each for each in (one, other)]
    common = asks(whole[0]) & asks(whole[1])
    if one.undoes or other.undoes:
        return bool(common) and one.undoes != other.undoes
    said = ("value", "verdict", "grade", "credibility")
    return bool(common) and any(getattr(one, name) != getattr(other, name) for name in said)


def overtaking(past: Iterable[Judgement], mine: Iterable[Judgement], seen: int | None) -> tuple[Judgement, ...]:
    """The judgements of one claim, newer than `seen`, that answer a question of mine differently."""
    past, mine = tuple(past), tuple(mine)
    if seen is None:
        return ()
    newer = [one for one in past if (one.id or 0) > seen]
    return tuple(one for one in newer if any(same_question(one, other, past) for other in mine))


def standing_corrections(judgements: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """Of one claim's judgements, the newest correction of each field that was not taken back."""
    judgements = tuple(judgements)
    undone = {judgement.undoes for judgement in judgements if judgement.undoes is not None}
    kept: dict[str, Judgement] = {}
    for one in judgements:
        if one.field not in BESIDE and (one.id is None or one.id not in undone):
            kept[str(one.field)] = one
    return tuple(kept.values())


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


def sensitive(judgements: Iterable[Judgement]) -> frozenset[str]:
    """The claims that viewers are spared: the newest word about it that was not taken back."""
    judgements = tuple(judgements)
    undone = {judgement.undoes for judgement in judgements if judgement.undoes is not None}
    newest = {one.claim_id: one.value for one in judgements if one.field == SENSITIVE and one.id not in undone}
    return frozenset(name for name, value in newest.items() if value)


def people(judgements: Iterable[Judgement]) -> dict[str, tuple[str, ...]]:
    """Claim id → who has judged it, by judgements that were not taken back."""
    judgements = tuple(judgements)
    undone = {judgement.undoes for judgement in judgements if judgement.undoes is not None}
    found: dict[str, dict[str, None]] = {}
    for one in judgements:
        if one.undoes is None and one.id not in undone:
            found.setdefault(one.claim_id, {})[one.person] = None
    return {name: tuple(persons) for name, persons in found.items()}


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
        if judgement.field not in BESIDE:
            corrections[str(judgement.field)] = judgement.value or ""
        found[judgement.claim_id] = Standing(
            verdict=judgement.verdict or before.verdict,
            grade=judgement.grade or before.grade,
            credibility=judgement.credibility or before.credibility,
            corrections=tuple(sorted(corrections.items())),
            newest=newest,
        )
    return found
