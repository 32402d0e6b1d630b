"""A question with its answers as escaped HTML: one interval bar a claimant on one scale, open ends fading."""

from __future__ import annotations

import math
from collections.abc import Mapping

from geo.charts import Answer, Question, axis
from geo.html import escape
from geo.interface import say
from geo.phrases import number

_TICKS = 5


def page(question: Question, sides: Mapping[str, Mapping[str, str]]) -> str:
    """The whole question: title, envelope in words, a bar an answer and the scale."""
    low, high = question.envelope
    envelope = say(
        "compare.envelope",
        claims=len(question.answers),
        origins=question.origins,
        low=number(low) if low is not None else "open",
        high=number(high) if high is not None else "open",
        unit=question.unit.replace("_", " ").replace("km2", "km²"),
    )
    contested = f" {say('compare.contested')}" if question.contested else ""
    bars = "".join(_bar(answer, question, sides) for answer in question.answers[:30])
    return (
        f'<div class="rp-question"><h4>{escape(question.title)}</h4><p>{escape(envelope)}<b>{escape(contested)}</b></p>'
        f"{bars}{_scale(question)}</div>"
    )


def place(value: float, question: Question) -> float:
    """Where a number stands on the question's scale, as a share of its width, held inside it."""
    left, right, logarithmic = axis(question)
    if logarithmic:
        share = math.log(max(value, left) / left) / math.log(right / left)
    else:
        share = (value - left) / (right - left)
    return min(1.0, max(0.0, share))


def _bar(answer: Answer, question: Question, sides: Mapping[str, Mapping[str, str]]) -> str:
    side = sides.get(answer.side) or sides["*" if answer.side else ""]
    low = place(answer.low, question) if answer.low is not None else 0.0
    high = place(answer.high, question) if answer.high is not None else 1.0
    kinds = ["span"]
    kinds += ["open"] if answer.high is None else []
    kinds += ["openleft"] if answer.low is None or answer.low == 0 else []
    kinds += ["denied"] if answer.mode == "negated" else ["soft"] if answer.mode != "asserted" else []
    ink = f"light-dark({side['light']}, {side['dark']})"
    paint = f"background:{ink};border-color:{ink}"
    width = max(0.4, (high - low) * 100)
    right = low * 100 + width
    at = f"left:{right:.1f}%;margin-left:8px" if right < 62 else f"right:{100 - low * 100:.1f}%;margin-right:8px"
    name = escape(answer.claimant)
    span = f'<span class="{" ".join(kinds)}" style="left:{low * 100:.1f}%;width:{width:.1f}%;{paint}"></span>'
    words = f'<span class="words" style="{at}">{escape(answer.words)}</span>'
    return (
        f'<div class="rp-interval"><span class="name" title="{name}"><bdi>{name}</bdi></span>'
        f'<span class="track">{span}{words}</span></div>'
    )


def _scale(question: Question) -> str:
    left, right, logarithmic = axis(question)
    steps = [step / (_TICKS - 1) for step in range(_TICKS)]
    values = [left * (right / left) ** step if logarithmic else left + (right - left) * step for step in steps]
    marks = "".join(
        f'<span style="left:{place(value, question) * 100:.1f}%">{number(_round(value))}</span>' for value in values
    )
    note = "log scale" if logarithmic else ""
    return f'<div class="rp-interval"><span class="rp-faint">{note}</span><span class="rp-scale">{marks}</span></div>'


def _round(value: float) -> float:
    if value <= 0:
        return 0.0
    step = 10.0 ** (math.floor(math.log10(value)) - 1)
    return round(value / step) * step
