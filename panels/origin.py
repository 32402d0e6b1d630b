"""The utterance behind a claim: who printed it, what drifted on the way, and an analyst's say in what belongs to it."""

from __future__ import annotations

import streamlit as st

from geo import card
from geo.card import renderings
from geo.html import escape, plain
from geo.interface import say
from geo.model import Claim
from geo.phrases import day
from geo.store.judgements import ORIGIN, Judgement, origin_verdicts
from geo.store.judging import Hand
from panels import acting
from panels.shown import Shown

_LABEL = 90


def show(shown: Shown, claim: Claim) -> None:
    """The renderings with their drift, and the controls to split and join."""
    members = shown.renderings_of(claim)
    if not members and not claim.origin and claim.attribution.claimant is None:
        return
    counts = shown.origin_of(claim)
    heading = renderings.counted(counts) if counts else say("origin.none")
    drifted = renderings.drifted(members)
    words = f"{heading} · {say('origin.drift')}: {', '.join(drifted)}" if drifted else heading
    with st.expander(plain(words), expanded=bool(drifted)):
        if len(members) > 1:
            st.html(renderings.as_html(members, chosen=claim.id))
        elif counts:
            st.html(f'<p class="rp-faint">{escape(say("origin.alone"))}</p>')
        _controls(shown, claim, several=len(members) > 1)


def _controls(shown: Shown, claim: Claim, *, several: bool) -> None:
    joined = origin_verdicts(shown.store.judgements())
    if several and claim.id not in joined.apart:
        st.button(
            say("origin.split"),
            key=f"split_{claim.id}",
            on_click=_judge,
            args=(shown, claim, ""),
            help=say("origin.split_help"),
        )
    others = {one.id: one for one in shown.joinable(claim)}
    if not others:
        return
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    left.selectbox(
        say("origin.join_with"),
        list(others),
        index=None,
        key=f"join_{claim.id}",
        format_func=lambda name: _line(shown, others[name]) if name in others else name,
        placeholder=say("origin.choose"),
    )
    right.button(say("origin.join"), key=f"joined_{claim.id}", width="stretch", on_click=_join, args=(shown, claim))


def _line(shown: Shown, claim: Claim) -> str:
    line = shown.line_of(claim)
    printed = day(line.published) if line and line.published else say("card.undated")
    source = (line.source if line else None) or "–"
    words = " ".join(claim.citation.as_written.split())
    return plain(f"{printed} · {source} · {card.claimant_words(claim)}: {words}")[:_LABEL]


def _join(shown: Shown, claim: Claim) -> None:
    if other := st.session_state.get(f"join_{claim.id}"):
        _judge(shown, claim, other)


def _judge(shown: Shown, claim: Claim, value: str) -> None:
    def do(hand: Hand) -> object:
        row = Judgement(claim.id, hand.person, field=ORIGIN, value=value, note=hand.note)
        return shown.store.judge(row, seen=hand.seen)

    acting.act(claim.id, do, say("origin.join") if value else say("origin.split"))
