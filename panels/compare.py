"""The same question, every claimant's answer: contested ones with denials and silence first; never a sum."""

from __future__ import annotations

from typing import Any

import streamlit as st

from geo.charts import comparison
from geo.html import escape
from geo.interface import say
from panels import card, frame
from panels.seam import mount
from panels.shown import Shown
from panels.state import choose

_MOST = 40


def show(shown: Shown) -> None:
    """Questions at the left, contested ones first; the card of the picked answer at the right."""
    left, right = st.columns([1.75, 1], gap="medium")
    with left:
        st.caption(say("compare.hint"))
        contested = shown.contested[:_MOST]
        told = {answer["id"] for question in contested for answer in question["answers"]}
        others = [
            comparison.bars(question, shown.sides)
            for question in shown.questions[:_MOST]
            if not told & {answer.id for answer in question.answers}
        ]
        if not contested and not others:
            frame.empty(say("compare.empty"))
        _questions(shown, "contested", contested)
        _questions(shown, "agreed", others)
    with right:
        card.show(shown, listed=False)


def _questions(shown: Shown, name: str, questions: list[dict[str, Any]]) -> None:
    if not questions:
        return
    st.html(f'<div class="rp-list-title">{escape(say(f"compare.{name}_heading"))} · {len(questions)}</div>')
    mount(
        "compare",
        {"questions": questions, "chosen": shown.claim.id if shown.claim else ""},
        key=f"compare_{name}",
        pick=lambda one: choose(claim=one, spot=""),
    )
