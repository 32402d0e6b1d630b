"""English totals: what a bare number counts where the noun stands elsewhere ("the number of dead climbed to 47")."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo import words
from geo.quantities.counted import loss_word, unit_at
from geo.quantities.numbers import Number, following

if TYPE_CHECKING:
    from geo.language import Parsed

_STEPS = 4
_NEAR = 400
_ARGUMENTS = frozenset(("nsubj", "nsubjpass", "dobj", "attr"))


def totalled(parsed: Parsed, number: Number) -> tuple[str, str] | None:
    """Unit and measure of a bare number by the total beside it: "puts the number of fighters at 3,000"."""
    at = following(parsed, number.start)
    totals = words.lemmas("totals.txt", "en")
    for _ in range(_STEPS):
        if at >= len(parsed.tokens) or parsed.tokens[at].head == at:
            return None
        at = parsed.tokens[at].head
        if parsed.tokens[at].pos not in ("VERB", "AUX"):
            continue
        for child in parsed.children(at):
            token = parsed.tokens[child]
            if token.dep in _ARGUMENTS and child < following(parsed, number.start) and token.lemma.casefold() in totals:
                return _counted(parsed, child)
    return None


def _counted(parsed: Parsed, total: int) -> tuple[str, str] | None:
    """What a total counts, by the words that hang on it."""
    below = parsed.subtree(total)
    if parsed.tokens[total].lemma.casefold() in words.lemmas("troop_totals.txt", "en"):
        return "persons", "strength"
    harm = next((measure for i in below if (measure := loss_word(parsed, i))), None)
    if harm:
        return "persons", harm
    return next(((unit, measure) for i in below if i > total and (found := unit_at(parsed, i))
                 for unit, measure in (found,) if measure != "skip"), None)  # fmt: skip


def grown(parsed: Parsed, number: Number) -> Number | None:
    """ "Rose from 50,000 to 59,000": the figure now; None for the earlier one, which has no claim of its own."""
    at = following(parsed, number.start)
    before = [token.lemma.casefold() for token in parsed.tokens[max(0, at - 4) : at + 1]]
    if "from" not in before or not words.lemmas("changes.txt", "en") & set(before):
        return number
    if number.kind == "range" and number.high is not None:
        return replace(number, low=number.high, kind="digits")
    return None


def of_before(parsed: Parsed, number: Number, previous: int) -> bool:
    """True for "some 1,000 of them", "50 to 100 of those", told soon after the figure that ends at `previous`."""
    after = parsed.text[number.end : number.end + 24].casefold().lstrip()
    return number.start - previous < _NEAR and after.startswith(tuple(words.lines("of_those.txt", parsed.language)))
