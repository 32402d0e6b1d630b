"""Who says what, in Russian and Ukrainian."""

from __future__ import annotations

from collections.abc import Sequence

from geo.language import Parsed
from geo.parties import Cast
from geo.quotes import Quote
from geo.speech import Utterance


def find(parsed: Parsed, quotes: Sequence[Quote], cast: Cast) -> tuple[Utterance, ...]:
    return ()
