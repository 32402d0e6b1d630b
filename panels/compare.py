"""The same question, every claimant's answer: intervals side by side, never a sum."""

from __future__ import annotations

import streamlit as st

from geo import comparison
from geo.interface import say
from panels import card, frame
from panels.shown import Shown
from panels.state import choose


def show(shown: Shown) -> None:
    """Questions at the left, contested ones first; the card of the picked answer at the right."""
    left, right = st.columns([1.75, 1], gap="medium")
    with left:
        st.caption(say("compare.hint"))
        asked = shown.questions
        if not asked:
            frame.empty(say("compare.empty"))
        for number, question in enumerate(asked[:40]):
            st.html(comparison.page(question, shown.sides))
            ids = [answer.id for answer in question.answers]
            words = {answer.id: f"{answer.claimant} — {answer.words}" for answer in question.answers}
            st.selectbox(
                say("compare.read"),
                ids,
                index=None,
                key=f"answer_{number}_{ids[0]}",
                format_func=lambda one, words=words: words.get(one, one),
                placeholder=say("compare.read"),
                label_visibility="collapsed",
                on_change=_picked,
                args=(f"answer_{number}_{ids[0]}",),
            )
    with right:
        card.show(shown)


def _picked(key: str) -> None:
    if st.session_state[key]:
        choose(claim=st.session_state[key], spot="")
