"""PolNeAR adapter: source, cue and content spans of `geo`, for the attribution scorer (`attr_score.py`).

Run from the repository's root, with PolNeAR's `data` folder exported beside it (its texts are never copied in):

    PYTHONPATH=. python attr_score.py <PolNeAR data> dev bench.attribution

All classes of cues count here (speech, belief, perception, plan, attitude), as PolNeAR annotates them; the claims
pipeline uses speech, belief and perception only. What the adapter leaves out was chosen by its precision on dev.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from geo.attribution.cues import Utterance
from geo.attribution.quotes import Quote, at
from geo.attribution.quotes import find as find_quotes
from geo.attribution.speech import find
from geo.blocks import split
from geo.language import Parsed, parse

_ADDRESSED = {"i", "we", "you"}


def _annotated(parsed: Parsed, utterance: Utterance, quotes: Sequence[Quote]) -> bool:
    """True for what PolNeAR counts.

    Not what stands inside a quotation, what nobody is named for, or what "I" and "you" see or want; of stances, plans
    and things talked about only what a finite verb says of its subject. A cue of punctuation alone (a colon, a dash)
    cannot be counted by the scorer, whose tokens hold none.
    """
    source = utterance.source.as_written.lower() if utterance.source else ""
    if not any(letter.isalnum() for letter in utterance.cue.as_written):
        return False
    if at(quotes, utterance.cue.start) is not None:
        return False
    if source in _ADDRESSED and utterance.kind not in ("belief", "speech"):
        return False
    if not source:
        return utterance.kind == "hearsay" and utterance.lemma != "apparently"
    if utterance.kind == "speech" and utterance.clause:
        return _form(parsed, utterance.verb) != "infinitive" or utterance.topic
    finite = _form(parsed, utterance.verb) == "finite"
    if utterance.kind == "perception":
        return finite and utterance.clause and utterance.lemma not in ("prove", "seem", "appear")
    return finite


def _form(parsed: Parsed, verb: int) -> str:
    kids = [parsed.tokens[k] for k in parsed.children(verb)]
    if any(kid.text.lower() == "to" and kid.dep == "aux" for kid in kids):
        return "infinitive"
    helped = any(kid.dep in ("aux", "auxpass") for kid in kids)
    return "participle" if parsed.tokens[verb].tag in ("VBG", "VBN") and not helped else "finite"


def _nested(utterance: Utterance, others: Sequence[Utterance]) -> bool:
    """True for stances, beliefs and objects inside another's words: PolNeAR leaves them to that other."""
    if utterance.kind == "speech" and utterance.clause:
        return False
    start = utterance.cue.start
    return any(one is not utterance and any(s.start <= start < s.end for s in one.content) for one in others)


def attribute(text: str) -> list[dict[str, Any]]:
    """Attributions of an English text as character spans, in the scorer's form."""
    parsed = parse(text, "en")
    blocks = split(text)
    quotes = find_quotes(text, [(block.body, block.end) for block in blocks])
    bodies = {block.start: block.body for block in blocks}
    found = [one for one in find(parsed, quotes, bodies) if one.content and _annotated(parsed, one, quotes)]
    return [
        {
            "source": (one.source.start, one.source.end) if one.source else None,
            "cue": (one.cue.start, one.cue.end),
            "content": [(span.start, span.end) for span in one.content],
        }
        for one in found
        if not _nested(one, found)
    ]
