"""PolNeAR adapter: source, cue and content spans of `geo`, for the attribution scorer (`attr_score.py`).

Run from the repository's root, with PolNeAR's `data` folder exported beside it (its texts are never copied in):

    PYTHONPATH=. python attr_score.py <PolNeAR data> dev bench.attribution

All classes of cues count here (speech, belief, perception, plan, attitude), as PolNeAR annotates them; the claims
pipeline uses speech, belief and perception only.
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

    Not what stands inside a quotation, what nobody is named for, or what "I" and "you" think; nor plans; of stances and
    things talked about only what a finite verb says of its subject.
    """
    source = utterance.source.as_written.lower() if utterance.source else ""
    if at(quotes, utterance.cue.start) is not None or source in _ADDRESSED or utterance.cue.as_written == ":":
        return False
    if not source:
        return utterance.kind == "hearsay" and utterance.lemma != "apparently"
    if utterance.kind == "speech" and utterance.clause:
        return _form(parsed, utterance.verb) != "infinitive" or utterance.topic
    finite = _form(parsed, utterance.verb) == "finite"
    if utterance.kind == "perception":
        return finite and utterance.clause and utterance.lemma not in ("prove", "seem", "appear")
    return finite and utterance.kind != "plan"


def _form(parsed: Parsed, verb: int) -> str:
    kids = [parsed.tokens[k] for k in parsed.children(verb)]
    if any(kid.text.lower() == "to" and kid.dep == "aux" for kid in kids):
        return "infinitive"
    helped = any(kid.dep in ("aux", "auxpass") for kid in kids)
    return "participle" if parsed.tokens[verb].tag in ("VBG", "VBN") and not helped else "finite"


def attribute(text: str) -> list[dict[str, Any]]:
    """Attributions of an English text as character spans, in the scorer's form."""
    parsed = parse(text, "en")
    blocks = split(text)
    quotes = find_quotes(text, [(block.body, block.end) for block in blocks])
    bodies = {block.start: block.body for block in blocks}
    rows = []
    for utterance in find(parsed, quotes, bodies):
        if not utterance.content or not _annotated(parsed, utterance, quotes):
            continue
        rows.append(
            {
                "source": (utterance.source.start, utterance.source.end) if utterance.source else None,
                "cue": (utterance.cue.start, utterance.cue.end),
                "content": [(span.start, span.end) for span in utterance.content],
            }
        )
    return rows
