"""PolNeAR adapter: source, cue and content spans of `geo`, for the attribution scorer (`attr_score.py`).

Run from the repository's root, with PolNeAR's `data` folder exported beside it (its texts are never copied in):

    PYTHONPATH=. python attr_score.py <PolNeAR data> dev bench.attribution

All classes of cues count here (speech, belief, perception, plan, attitude), as PolNeAR annotates them; the claims
pipeline uses speech, belief and perception only.
"""

from __future__ import annotations

from typing import Any

from geo.language import parse
from geo.quotes import find as find_quotes
from geo.sentences import paragraphs
from geo.speech import find


def attribute(text: str) -> list[dict[str, Any]]:
    """Attributions of an English text as character spans, in the scorer's form."""
    parsed = parse(text, "en")
    quotes = find_quotes(text, paragraphs(text))
    rows = []
    for utterance in find(parsed, quotes):
        if not utterance.content:
            continue
        rows.append(
            {
                "source": (utterance.source.start, utterance.source.end) if utterance.source else None,
                "cue": (utterance.cue.start, utterance.cue.end),
                "content": [(span.start, span.end) for span in utterance.content],
            }
        )
    return rows
