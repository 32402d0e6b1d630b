"""A person's judgement of a claim: verdict, grades and a note, saved beside the machine's reading."""

from __future__ import annotations

import streamlit as st

from geo.errors import StoreError
from geo.filters import GRADES
from geo.html import escape
from geo.interface import label, say, section
from geo.model import Claim
from geo.phrases import moment
from geo.store.judgements import Judgement
from panels.shown import Shown

_KEYS = {"accepted": "a", "rejected": "r", "conflict": "c", "unsure": "u"}


def show(shown: Shown, claim: Claim) -> None:
    """The verdict buttons, grades and note, and what was judged before."""
    pressed = st.session_state.pop("verdict_pressed", None)
    st.markdown(f"**{say('card.judge')}**")
    name = st.text_input(say("card.name"), key="person", placeholder=say("card.name"), label_visibility="collapsed")
    note = st.text_input(
        say("card.note"), key=f"note_{claim.id}", placeholder=say("card.note"), label_visibility="collapsed"
    )
    left, right = st.columns(2)
    grade = left.selectbox(
        say("card.reliability"),
        GRADES,
        index=None,
        key=f"grade_{claim.id}",
        placeholder=say("card.reliability"),
        label_visibility="collapsed",
    )
    credibility = right.selectbox(
        say("card.credibility"),
        range(1, 7),
        index=None,
        key=f"credibility_{claim.id}",
        placeholder=say("card.credibility"),
        label_visibility="collapsed",
    )
    chosen = pressed
    for column, (verdict, words) in zip(st.columns(4), section("card")["verdicts"].items(), strict=True):
        if column.button(words, key=f"{verdict}_{claim.id}", width="stretch", help=_KEYS[verdict]):
            chosen = verdict
    if chosen:
        _save(shown, Judgement(claim.id, " ".join(name.split()), chosen, grade, credibility, note=note or None))
    _history(shown, claim)


def _save(shown: Shown, judgement: Judgement) -> None:
    if not judgement.person:
        st.warning(say("card.no_name"))
        return
    try:
        shown.store.judge(judgement, seen=shown.newest_judgement(judgement.claim_id))
    except StoreError as error:
        st.warning(str(error).replace("`", "'"))
        return
    st.toast(say("card.saved"))
    st.rerun()


def _history(shown: Shown, claim: Claim) -> None:
    past = shown.store.judgements(claim.id)
    if not past:
        return
    rows = "".join(
        f"<li><b>{escape(label('verdicts', one.verdict) if one.verdict else '')}</b> "
        f"{escape(' '.join(filter(None, (one.grade, str(one.credibility) if one.credibility else '', one.note))))} "
        f"<small>{escape(one.person)}, {escape(moment(one.at))}</small></li>"
        for one in reversed(past)
    )
    st.html(f'<div class="rp-card"><small>{escape(say("card.history"))}</small><ul>{rows}</ul></div>')
