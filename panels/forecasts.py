"""The ledger of forecasts: by claimant, due ones first, and an analyst's word on how each came out."""

from __future__ import annotations

from datetime import UTC, date, datetime

import streamlit as st

from geo import card
from geo.forecasts import JUDGED, Forecast, Ledger, State
from geo.html import escape, plain
from geo.interface import say, section
from geo.phrases import country, day, moment
from geo.store.judgements import OUTCOME, Judgement
from geo.store.judging import Hand
from panels import acting, frame, person
from panels import card as claim_card
from panels.shown import Shown
from panels.state import choose, current


def show(shown: Shown) -> None:
    """Ledgers at the left, the card of the forecast picked at the right."""
    left, right = st.columns([1.75, 1], gap="medium")
    with left:
        today = _today()
        st.caption(say("forecasts.hint"))
        found = shown.ledgers(today)
        if not found:
            frame.empty(say("forecasts.empty"))
        else:
            st.html(_head(found))
            person.ask("who_foretells")
        for ledger in found:
            _ledger(shown, ledger)
    with right:
        claim_card.show(shown, listed=False)


def _today() -> date:
    """The day by which they are due: the as-of day of the view, otherwise today."""
    chosen = current().filter
    return chosen.as_of or chosen.recorded_by or datetime.now(UTC).date()


def _head(found: tuple[Ledger, ...]) -> str:
    counts = {state.value: f"{sum(ledger.count(state) for ledger in found):,}" for state in State}
    return f'<p class="rp-ledger-head">{escape(say("forecasts.counts", **counts))}</p>'


def _ledger(shown: Shown, ledger: Ledger) -> None:
    name = ledger.claimant or say("forecasts.narrator")
    side = country(ledger.side) or ""
    parts = [f"{ledger.count(state)} {label_of(state)}" for state in State if ledger.count(state)]
    title = f"<b><bdi>{escape(name)}</bdi></b> {escape(side)} <small>{escape(' · '.join(parts))}</small>"
    st.html(f'<div class="rp-ledger">{title}</div>')
    for one in ledger.forecasts:
        _forecast(shown, one)


def label_of(state: State) -> str:
    """The state in the interface's words."""
    return str(section("forecasts")["states"][state.value])


def _forecast(shown: Shown, one: Forecast) -> None:
    words, acts = st.columns([3, 1.6], vertical_alignment="center")
    chosen = " rp-here" if current().claim in one.claims else ""
    due = say("forecasts.due_on", day=day(one.due)) if one.due else label_of(State.NO_HORIZON)
    judged = say("forecasts.judged", person=one.judged.person, at=moment(one.judged.at)) if one.judged else ""
    state = f'<span class="rp-state rp-{one.state.value}">{escape(label_of(one.state))}</span>'
    notes = " · ".join(filter(None, (card.headline(one.claim), due if one.due else "", judged)))
    words.html(
        f'<div class="rp-forecast{chosen}">{state} <q dir="auto">{escape(one.claim.citation.as_written)}</q>'
        f"<small>{escape(notes)}</small></div>"
    )
    with acts:
        read, *marks = st.columns([0.8, 1, 1, 1], gap="small")
        read.button(
            "",
            key=f"read_{one.claim.id}",
            icon=":material/article:",
            help=say("forecasts.read"),
            on_click=choose,
            kwargs={"claim": one.claim.id, "spot": ""},
            type="tertiary",
        )
        for column, state_ in zip(marks, JUDGED, strict=True):
            column.button(
                "",
                icon={State.HAPPENED: ":material/check:", State.DID_NOT: ":material/close:"}.get(
                    state_, ":material/question_mark:"
                ),
                key=f"{state_.value}_{one.claim.id}",
                help=plain(str(section("forecasts")["mark"][state_.value])),
                type="primary" if one.state is state_ else "secondary",
                on_click=_mark,
                args=(shown, one, state_),
            )
    acting.told(one.claim.id)
    acting.seen(shown, one.claim.id)


def _mark(shown: Shown, one: Forecast, state: State) -> None:
    def do(hand: Hand) -> object:
        row = Judgement(one.claim.id, hand.person, field=OUTCOME, value=state.value, note=hand.note)
        return shown.store.judge(row, seen=hand.seen)

    acting.act(one.claim.id, do, label_of(state))
