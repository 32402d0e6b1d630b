"""What changed since a day: new, corrected and withdrawn claims, by publication or by our own recording."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from geo import card
from geo.changes import MOST, Change, ChangeKind, Changes, Clock
from geo.html import escape
from geo.interface import label, say, section
from geo.phrases import day
from panels import card as claim_card
from panels import frame
from panels.seam import mount
from panels.shown import Shown
from panels.state import choose

_SINCE_DAYS = 7
_LISTED = 60


def show(shown: Shown) -> None:
    """The day and the clock, the sentence, and the claims by what became of them."""
    left, right = st.columns([1.75, 1], gap="medium")
    with left:
        since, clock = _ask(shown)
        st.caption(say("changes.hint"))
        found = shown.changes(since, clock)
        st.html(f'<p class="rp-ledger-head">{escape(found.sentence)}</p>')
        if not found.told:
            frame.empty(say("changes.empty"))
        for kind in (ChangeKind.CORRECTED, ChangeKind.WITHDRAWN):
            _told(kind, [one for one in found.told if one.kind is kind])
        _new(shown, found)
    with right:
        claim_card.show(shown, listed=False)


def _ask(shown: Shown) -> tuple[date, Clock]:
    first, second = st.columns([1, 1.6], vertical_alignment="bottom")
    newest = shown.newest_day
    since = first.date_input(
        say("changes.since"),
        value=newest - timedelta(days=_SINCE_DAYS),
        key="changed_since",
        format="YYYY-MM-DD",
        min_value="1900-01-01",
        max_value="2100-12-31",
    )
    clock = second.segmented_control(
        say("changes.clock"),
        [one.value for one in Clock],
        default=Clock.PUBLICATION.value,
        key="changed_clock",
        format_func=lambda value: label("clocks", value),
    )
    return since or newest, Clock(clock or Clock.PUBLICATION.value)


def _told(kind: ChangeKind, found: list[Change]) -> None:
    if not found:
        return
    st.html(f'<div class="rp-list-title">{escape(_name(kind))} · {len(found)}</div>')
    for one in found:
        words, act = st.columns([5, 0.5], vertical_alignment="center")
        words.html(_side_by_side(one))
        act.button(
            "",
            key=f"changed_{one.kind.value}_{one.claim.id}_{one.on}",
            icon=":material/article:",
            type="tertiary",
            help=say("forecasts.read"),
            on_click=choose,
            kwargs={"claim": one.claim.id, "spot": ""},
        )


def _side_by_side(one: Change) -> str:
    by = say("changes.by", person=one.by) if one.by else say("changes.by_report")
    head = f"<small>{escape(day(one.on))} · {escape(by)} · {escape(card.claimant_words(one.claim))}</small>"
    what = f"<b>{escape('; '.join(one.what))}</b>" if one.what else ""
    before = one.before or (one.claim if one.kind is ChangeKind.WITHDRAWN else None)
    old = _quoted(say("changes.was"), before.citation.as_written) if before else ""
    new = (
        f"<div>{escape(say('changes.gone'))}</div>"
        if one.kind is ChangeKind.WITHDRAWN
        else _quoted(say("changes.now") if before else "", one.claim.citation.as_written)
    )
    return f'<div class="rp-change rp-{one.kind.value}">{head}{what}{old}{new}</div>'


def _quoted(name: str, words: str) -> str:
    tag = f"<em>{escape(name)}</em> " if name else ""
    return f'<div>{tag}<q dir="auto">{escape(words)}</q></div>'


def _new(shown: Shown, found: Changes) -> None:
    fresh = [one.claim for one in found.told if one.kind is ChangeKind.NEW]
    if not fresh:
        return
    every = found.counted[ChangeKind.NEW]
    st.html(f'<div class="rp-list-title">{escape(_name(ChangeKind.NEW))} · {every:,}</div>')
    chosen = shown.claim.id if shown.claim else ""
    mount(
        "claims",
        {"claims": shown.listed(fresh[:_LISTED]), "chosen": chosen, "label": _name(ChangeKind.NEW)},
        key="changes_new",
        pick=lambda one: choose(claim=one, spot=""),
    )
    if every > min(_LISTED, MOST):
        st.caption(say("changes.more", more=f"{every - _LISTED:,}"))


def _name(kind: ChangeKind) -> str:
    return str(section("changes")["kinds"][kind.value])
