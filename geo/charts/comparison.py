"""A question with its answers as values to draw: an interval bar a claimant on one scale, open ends fading."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from geo.charts import Answer, Question, axis
from geo.interface import label, say
from geo.phrases import count, interval, number

_TICKS = 5
MOST_ANSWERS = 30


def bars(question: Question, sides: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Title, envelope in words, scale and a bar an answer; lengths are shares of the scale from 0 to 1."""
    low, high = question.envelope
    envelope = say(
        "compare.envelope",
        claims=count(len(question.answers), "claim"),
        origins=count(question.origins, "origin"),
        span=interval(low, high) if high is not None else say("compare.and_more", low=number(low or 0)),
        unit=question.unit.replace("_", " ").replace("km2", "km²"),
    )
    return {
        "title": question.title,
        "envelope": envelope,
        "contested": say("compare.contested") if question.contested else "",
        "logarithmic": say("compare.logarithmic") if axis(question)[2] else "",
        "silence": "",
        "scale": scale(question),
        "answers": [bar(answer, question, sides) for answer in question.answers[:MOST_ANSWERS]],
    }


def place(value: float, question: Question) -> float:
    """Where a number stands on the question's scale, as a share of its width, held inside it."""
    left, right, logarithmic = axis(question)
    if logarithmic:
        share = math.log(max(value, left) / left) / math.log(right / left)
    else:
        share = (value - left) / (right - left)
    return round(min(1.0, max(0.0, share)), 4)


def bar(answer: Answer, question: Question, sides: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """One answer as a bar on the question's scale, its colours and its words."""
    side = sides.get(answer.side) or sides["*" if answer.side else ""]
    return {
        "id": answer.id,
        "claimant": answer.claimant,
        "low": place(answer.low, question) if answer.low is not None else 0.0,
        "high": place(answer.high, question) if answer.high is not None else 1.0,
        "opens": ("l" if not answer.low else "") + ("r" if answer.high is None else ""),
        "mode": answer.mode,
        "mark": "bar",
        "sign": "",
        "printed": "",
        "words": answer.words,
        "note": f"{label('modes', answer.mode)} · {answer.when}",
        "light": side["light"],
        "dark": side["dark"],
    }


def scale(question: Question) -> list[dict[str, Any]]:
    """The ticks of the scale: where they stand, and their numbers."""
    left, right, logarithmic = axis(question)
    steps = [step / (_TICKS - 1) for step in range(_TICKS)]
    values = [left * (right / left) ** step if logarithmic else left + (right - left) * step for step in steps]
    rounded = [_round(value) for value in values]
    return [{"at": place(value, question), "words": number(value)} for value in rounded]


def _round(value: float) -> float:
    """Two leading digits, so that a scale reads easily."""
    if value < 1e-9:
        return 0.0
    step = 10.0 ** (math.floor(math.log10(value)) - 1)
    return round(value / step) * step
