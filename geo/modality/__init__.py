"""How sure the claimant is of one predicate: FactBank factuality, mode, and the hedge with what it hedges.

Factuality is relative to the claimant: saying verbs ("said", "claimed") add no doubt of ours, denying ones negate.
CT certain, PR probable, PS possible; + and - polarity; Uu undetermined. A hedge on a place, a time or a number leaves
the event asserted (codebook rule 7).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from geo import words
from geo.model import Attribution, Modality, Mode, Span

if TYPE_CHECKING:
    from geo.language import Parsed, Token

STRENGTHS = ("CT", "PR", "PS")


@dataclass(slots=True)
class Evidence:
    """What was found on the way from the predicate up to its claimant; `reading` turns it into a Modality."""

    parsed: Parsed
    negative: bool = False
    strength: str = "CT"
    ahead: bool = False
    condition: bool = False
    opinion: bool = False
    open_: bool = False
    detached: bool = False
    withheld: bool = False
    hedge: Span | None = None
    scope: str | None = None
    reasons: list[str] = field(default_factory=list)

    def note(self, why: str, token: Token) -> None:
        """Adds a reason with the word that gave it."""
        self.reasons.append(f"{why}: {token.text}")

    def doubt(self, strength: str, first: Token, last: Token | None = None, scope: str = "event") -> None:
        """A hedge; on the event it weakens, elsewhere it is only recorded. The strongest doubt wins."""
        span = Span(first.start, (last or first).end, self.parsed.text[first.start : (last or first).end])
        if scope == "event":
            if STRENGTHS.index(strength) > STRENGTHS.index(self.strength):
                self.strength = strength
            if self.scope != "event":
                self.hedge, self.scope = span, scope
        elif self.hedge is None:
            self.hedge, self.scope = span, scope
        self.reasons.append(f"hedge on the {scope}: {span.as_written}")

    def negate(self, token: Token, why: str = "negated") -> None:
        """Turns the polarity round."""
        self.negative = not self.negative
        self.note(why, token)


def judge(parsed: Parsed, predicate_index: int, attribution: Attribution | None = None) -> Modality:
    """The modality of the predicate at token `predicate_index`, for the claimant of `attribution` (None: the narrator).

    English walks the dependency tree up to the saying verb; Russian and Ukrainian read the words of the clause.
    """
    evidence = Evidence(parsed)
    if parsed.language == "en":
        from geo.modality.factuality import weigh

        weigh(evidence, predicate_index, attribution)
    else:
        from geo.modality.shallow import weigh_clause

        weigh_clause(evidence, predicate_index, attribution)
    heard = attribution is not None and attribution.hearsay and not evidence.detached
    if attribution is not None and heard and evidence.strength == "CT" and not evidence.negative:
        evidence.strength = "PR"
        evidence.reasons.append("hearsay without a source")
        if attribution.cue is not None and evidence.hedge is None:
            evidence.hedge, evidence.scope = attribution.cue, "event"
    return reading(evidence)


def reading(evidence: Evidence) -> Modality:
    """The mode in the order condition, duty and judgement, future, negation, doubt; factuality beside it."""
    sign = "-" if evidence.negative else "+"
    factuality = evidence.strength + sign
    if evidence.condition:
        mode, factuality = Mode.HYPOTHETICAL, "Uu"
    elif evidence.opinion and not evidence.ahead:
        mode = Mode.OPINION
    elif evidence.ahead:
        mode = Mode.FORECAST
    elif evidence.negative:
        mode = Mode.NEGATED
    elif evidence.withheld:
        mode, factuality = Mode.NEGATED, "Uu"
    elif evidence.open_:
        mode, factuality = Mode.HEDGED, "Uu"
    elif evidence.strength != "CT":
        mode = Mode.HEDGED
    else:
        mode = Mode.ASSERTED
    return Modality(mode, factuality, evidence.hedge, evidence.scope, tuple(evidence.reasons))


@cache
def table(name: str, language: str, key: str, value: str) -> dict[str, str]:
    """A two-column view of a word table, casefolded keys."""
    return {row[key].casefold(): row[value] for row in words.rows(name, language)}


@cache
def hedges(language: str, kind: str) -> dict[str, str]:
    """Hedge lemma → strength (PR, PS) for one kind of hedge."""
    rows = words.rows("hedges.csv", language)
    return {row["hedge"].casefold(): row["strength"] for row in rows if row["kind"] == kind}


@cache
def negators(language: str, kind: str) -> frozenset[str]:
    """Negating lemmas of one kind."""
    rows = words.rows("negators.csv", language)
    return frozenset(row["negator"].casefold() for row in rows if row["kind"] == kind)


@cache
def opinions(language: str, kind: str) -> frozenset[str]:
    """Judging words of one kind (predicate, duty, phrase)."""
    rows = words.rows("opinion_cues.csv", language)
    return frozenset(row["cue"].casefold() for row in rows if row["kind"] == kind)
