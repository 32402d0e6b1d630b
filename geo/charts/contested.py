"""A contested question as values to draw: one row an utterance, its interval or its denial, the envelope, the silence.

Renderings of one utterance are one row with its count of outlets and mentions; no two numbers are ever added.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geo.card import claimant_words
from geo.charts import Answer, Question, axis, comparison
from geo.interface import label, say
from geo.model import Claim
from geo.origins.disagreement import Contest, RelationKind
from geo.phrases import count, day, interval, visible, when
from geo.snapshot.columns import ReportLine

Counted = Callable[[str], tuple[int, int]]
_ANSWERED = (RelationKind.DENIES, RelationKind.NON_DENIAL)


@dataclass(frozen=True, slots=True)
class Setting:
    """What rows need beside the claims: reports, colours of the sides, and outlets and mentions of an origin."""

    lines: Mapping[str, ReportLine]
    sides: Mapping[str, Mapping[str, str]]
    counted: Counted


def rows(contest: Contest, claims: Mapping[str, Claim], setting: Setting) -> dict[str, Any]:
    """What the comparison draws for one contested question."""
    lines = setting.lines
    members = [claims[name] for name in contest.claims if name in claims]
    told = _one_each(members)
    answered = {one.claim: one.kind for one in contest.relations if one.kind in _ANSWERED}
    origins = len({claim.origin for claim in members} - {""})
    outlets = len({lines[one.report_id].source or one.report_id for one in members if one.report_id in lines})
    question = Question(contest.title, "", tuple(_answer(claim) for claim in told if _stated(claim)))
    counts = " · ".join((count(origins, "origin"), count(outlets, "outlet"), count(len(members), "mention")))
    envelope = say("compare.envelope_words", envelope=contest.envelope) if contest.envelope else ""
    return {
        "title": visible(contest.title),
        "envelope": f"{counts}. {envelope}".strip(),
        "contested": _disagreement(contest),
        "silence": contest.silence,
        "logarithmic": say("compare.logarithmic") if question.answers and axis(question)[2] else "",
        "scale": comparison.scale(question) if question.answers else [],
        "answers": [
            _row(claim, question, answered.get(claim.id), setting) for claim in told[: comparison.MOST_ANSWERS]
        ],
    }


def _disagreement(contest: Contest) -> str:
    kinds = {one.kind for one in contest.relations}
    names = [
        say(f"compare.{kind.value}") for kind in RelationKind if kind in kinds and kind is not RelationKind.UPDATES
    ]
    return "; ".join(names)


def _one_each(members: Sequence[Claim]) -> list[Claim]:
    """The first rendering of each utterance; an unattributed claim stands for itself."""
    first: dict[str, Claim] = {}
    for claim in members:
        first.setdefault(claim.origin or claim.id, claim)
    return list(first.values())


def _stated(claim: Claim) -> bool:
    amount = claim.quantity
    return amount is not None and not (amount.low is None and amount.high is None)


def _answer(claim: Claim) -> Answer:
    said, amount = claim.attribution.claimant, claim.quantity
    assert amount is not None
    return Answer(
        claim.id,
        claimant_words(claim),
        (said.country or "") if said else "",
        amount.low,
        amount.high,
        _worded(interval(amount.low, amount.high), visible(amount.span.as_written)),
        when(claim.when),
        claim.modality.mode.value,
        claim.origin,
    )


def _worded(stated: str, written: str) -> str:
    return stated if stated == written else f"{stated} — “{written}”"


def _row(claim: Claim, question: Question, kind: RelationKind | None, setting: Setting) -> dict[str, Any]:
    line = setting.lines.get(claim.report_id)
    published = day(line.published) if line and line.published else say("card.undated")
    outlets, mentions = setting.counted(claim.origin) if claim.origin else (1, 1)
    source = (line.source or line.title or "") if line else ""
    printed = f"{published}, {source}" + (f" +{outlets - 1}" if outlets > 1 else "")
    if _stated(claim) and kind is None:
        drawn = comparison.bar(_answer(claim), question, setting.sides)
        mark = "bar"
    else:
        answer = Answer(
            claim.id, claimant_words(claim), _side(claim), None, None, "", "", claim.modality.mode.value, ""
        )
        drawn = comparison.bar(answer, question, setting.sides)
        mark = kind.value if kind else "negated" if claim.modality.mode == "negated" else "told"
        drawn["words"] = f"{say(f'compare.mark_{mark}')} — “{visible(claim.citation.as_written)}”"
    echoed = f"{count(outlets, 'outlet')} · {count(mentions, 'mention')}"
    drawn["claimant"] = visible(claimant_words(claim))
    drawn["note"] = f"{label('modes', claim.modality.mode.value)} · {when(claim.when)} · {printed} · {echoed}"
    return drawn | {"mark": mark, "sign": say(f"compare.sign_{mark}"), "printed": visible(printed)}


def _side(claim: Claim) -> str:
    said = claim.attribution.claimant
    return (said.country or "") if said else ""
