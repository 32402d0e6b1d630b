"""Our geoparser behind the scorer's adapter protocol: `geoparse(text)`, `resolve(text, spans)`, `warmup()`.

The corpora count metonyms and datelines as names (LGL, TR-News, GeoVirus) or grade them apart (GeoWebNews), where
the product gives them no place. The adapter therefore answers with the referent of every name that the recogniser
takes for a place, whatever its class ("US" in "US troops" too); mere adjectives, anaphors and vague words are left
out, as nobody annotated them.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from geo.gazetteer import open_gazetteer
from geo.language import parse
from geo.model import Span, Toponym, ToponymClass
from geo.resolution import resolve as decide
from geo.toponyms import find

THRESHOLD = 0.5  # surer than the product asks: annotators of news left out what a war reader would want
LEFT_OUT = {ToponymClass.ANAPHOR, ToponymClass.VAGUE}
reader = parse


def point(resolution):
    if resolution.place is not None:
        return resolution.place
    return resolution.alternatives[0] if resolution.alternatives else None


def predictions(resolutions):
    out = []
    for resolution in resolutions:
        toponym = resolution.toponym
        if toponym.toponym_class in LEFT_OUT or toponym.score < THRESHOLD:
            continue
        place = point(resolution)
        out.append(
            (
                toponym.span.start,
                toponym.span.end,
                toponym.span.as_written,
                place.lat if place else None,
                place.lon if place else None,
            )
        )
    return out


def geoparse(text: str):
    parsed, gazetteer = reader(text, "en"), open_gazetteer()
    return predictions(decide(find(parsed, gazetteer), parsed, gazetteer))


def resolve(text: str, spans):
    """Resolution on gold spans: our own toponym where it overlaps, else the bare words."""
    parsed, gazetteer = reader(text, "en"), open_gazetteer()
    found = [t for t in find(parsed, gazetteer, threshold=0.0) if t.toponym_class not in LEFT_OUT and t.score > 0]
    chosen: list[Toponym] = []
    for start, end in spans:
        over = [t for t in found if t.span.start < end and start < t.span.end]
        best = max(over, key=lambda t: min(end, t.span.end) - max(start, t.span.start), default=None)
        words = Span(start, end, text[start:end])
        chosen.append(best or Toponym(words, " ".join(words.as_written.split()), ToponymClass.LITERAL))
    rest = [t for t in found if t.score >= THRESHOLD and t not in chosen]
    answers = decide([*chosen, *rest], parsed, gazetteer)[: len(chosen)]
    places = [point(answer) for answer in answers]
    return [(p.lat, p.lon) if p else None for p in places]


def warmup() -> None:
    geoparse("Troops crossed the border near Sumy.")
