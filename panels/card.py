"""The claims at the place picked, and the card of the claim picked: its words, its fields, its report, judgements."""

from __future__ import annotations

import streamlit as st

from geo import card
from geo.card import beside
from geo.html import escape, plain
from geo.interface import say
from geo.model import Claim
from panels import frame, judge, origin
from panels.seam import mount
from panels.shown import Shown
from panels.state import choose, current, narrow


def show(shown: Shown, *, listed: bool = True) -> None:
    """List, then card; without a choice, what to do."""
    if listed:
        _list(shown)
    claim = shown.claim
    if claim is None:
        frame.empty(say("errors.claim_gone") if current().claim else say("card.pick"))
        return
    _steps(shown)
    report = shown.report_of(claim)
    st.html(card.card(claim, report, origin=shown.origin_of(claim)))
    _beside(shown, claim)
    if report.url and report.url.startswith(("https://", "http://")):
        st.link_button(say("card.source"), report.url, type="tertiary", icon=":material/open_in_new:")
    with st.expander(f"{say('card.whole')} — {plain(card.line(report))}", expanded=True):
        st.html(card.whole(claim, report))
    judge.show(shown, claim)


def _list(shown: Shown) -> None:
    of = shown.position[1]
    place = shown.spot_label
    heading = say("card.list", claims=f"{of:,}", place=place) if current().spot else say("card.newest")
    left, middle, right = st.columns([3.4, 1.5, 0.9], vertical_alignment="center")
    left.html(f'<div class="rp-list-title">{escape(heading)}</div>')
    if shown.spot_places:
        middle.button(
            say("card.only_here"),
            key="only_here",
            type="tertiary",
            on_click=narrow,
            kwargs={"place": shown.spot_places},
        )
    if current().spot or current().claim:
        right.button(
            say("card.close"), key="close_spot", type="tertiary", on_click=choose, kwargs={"spot": "", "claim": ""}
        )
    rows = shown.listed(shown.listed_claims)
    chosen = shown.claim.id if shown.claim else ""
    mount(
        "claims",
        {"claims": rows, "chosen": chosen, "label": heading},
        key="claims",
        pick=lambda one: choose(claim=one),
    )


def _steps(shown: Shown) -> None:
    at, of = shown.position
    back, words, forth = st.columns([1, 1.4, 1], vertical_alignment="center")
    back.button("‹ " + say("card.previous"), key="previous", on_click=shown.step, args=(-1,), width="stretch", help="k")
    forth.button(say("card.next") + " ›", key="next", on_click=shown.step, args=(1,), width="stretch", help="j")
    words.html(
        f'<div style="text-align:center;font-size:12.5px">{say("card.position", at=f"{at:,}", of=f"{of:,}")}</div>'
    )


def _beside(shown: Shown, claim: Claim) -> None:
    """The utterance behind it, and the claims that answer it; a click reads one."""
    origin.show(shown, claim)
    answers = beside.answers_in(shown.store, shown.snapshot, claim)
    said = [row | {"what": one.how} for row, one in zip(shown.listed([a.claim for a in answers]), answers, strict=True)]
    if not said:
        return
    with st.expander(f"{say('card.answers')} · {len(said)}", expanded=True):
        mount(
            "claims",
            {"claims": said, "chosen": "", "label": say("card.answers")},
            key="beside_answers",
            pick=lambda one: choose(claim=one, spot=""),
        )
