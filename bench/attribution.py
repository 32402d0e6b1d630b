"""PolNeAR adapter: source, cue and content spans of `geo`, for the attribution scorer (`attr_score.py`).

Run from the repository's root, with PolNeAR's `data` folder exported beside it (its texts are never copied in):

    PYTHONPATH=. python attr_score.py <PolNeAR data> dev bench.attribution

All classes of cues count here (speech, belief, perception, plan, attitude), as PolNeAR annotates them; the claims
pipeline uses speech, belief and perception only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from geo.blocks import split
from geo.language import Parsed, parse
from geo.quotes import Quote, at
from geo.quotes import find as find_quotes
from geo.speech import Utterance, find


_ADDRESSED = {"i", "we", "you"}


def _annotated(parsed: Parsed, utterance: Utterance, quotes: Sequence[Quote]) -> bool:
    """True for what PolNeAR counts: not what "I" or "you" think, want or see, seldom what stands inside a quotation."""
    quoted = at(quotes, utterance.cue.start) is not None
    source = utterance.source.as_written.lower() if utterance.source else ""
    if utterance.kind == "speech" and utterance.clause:
        return not (quoted and (not source or source in _ADDRESSED))
    if utterance.kind == "hearsay":
        return not quoted and utterance.lemma != "apparently"
    if quoted or source in _ADDRESSED:
        return False
    return True


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
