"""A person's judgement of a claim: verdict, grades and a note, saved beside the machine's reading; and its history."""

from __future__ import annotations

import streamlit as st

from geo.card import history
from geo.filters import GRADES
from geo.html import escape, plain
from geo.interface import say, section
from geo.model import Claim
from geo.phrases import moment
from geo.store.judgements import SENSITIVE, YES, Judgement, sensitive
from geo.store.judging import Hand, judge, take_back
from panels import acting, correct, person
from panels.shown import Shown, gazetteer

KEYS = {"a": "accepted", "r": "rejected", "c": "conflict", "u": "unsure"}


def show(shown: Shown, claim: Claim) -> None:
    """What became of the last action; verdict, grades and note; corrections; and what was done before."""
    if not shown.may_write:
        _history(shown, claim)
        return
    st.html(f'<div class="rp-list-title">{escape(say("card.judge"))}</div>')
    acting.told(claim.id)
    person.ask()
    for column, (key, verdict) in zip(st.columns(4), KEYS.items(), strict=True):
        words = section("card")["verdicts"][verdict]
        column.button(
            words, key=f"{verdict}_{claim.id}", width="stretch", help=key, on_click=press, args=(shown, claim.id, key)
        )
    _grades(shown, claim)
    correct.show(shown, claim)
    if shown.store.who.signed_in:
        _sensitive(shown, claim)
    _history(shown, claim)
    st.caption(say("card.keys"))
    acting.seen(shown, claim.id)


def press(shown: Shown, claim_id: str, key: str) -> None:
    """Saves the verdict of a key with the grades and note that stand in the form."""
    _save(shown, claim_id, KEYS[key])


def _grades(shown: Shown, claim: Claim) -> None:
    left, right = st.columns(2)
    for column, name, options in ((left, "reliability", GRADES), (right, "credibility", range(1, 7))):
        column.selectbox(
            say(f"card.{name}"),
            options,
            index=None,
            key=f"{name}_{claim.id}",
            placeholder=say(f"card.{name}"),
            label_visibility="collapsed",
        )
    words, button = st.columns([2, 1], vertical_alignment="bottom")
    words.text_input(
        say("card.note"),
        key=f"note_{claim.id}",
        placeholder=say("card.note"),
        label_visibility="collapsed",
        max_chars=2000,
    )
    button.button(say("card.save"), key=f"grade_{claim.id}", width="stretch", on_click=_save, args=(shown, claim.id))


def _save(shown: Shown, claim_id: str, verdict: str | None = None) -> None:
    grade, credibility = (st.session_state.get(f"{name}_{claim_id}") for name in ("reliability", "credibility"))
    note = str(st.session_state.get(f"note_{claim_id}") or "")
    if not (verdict or grade or credibility or note.strip()):
        return
    row = Judgement(claim_id, "", verdict, grade, credibility)
    acting.act(
        claim_id,
        lambda hand: judge(
            shown.store,
            Judgement(claim_id, hand.person, verdict, grade, credibility, note=hand.note),
            gazetteer(),
            seen=hand.seen,
        ),
        history.said(row, gazetteer().find),
        note=note,
    )


def _sensitive(shown: Shown, claim: Claim) -> None:
    """One button: viewers are spared this claim, or see it again."""
    marked = claim.id in sensitive(shown.store.judgements(claim.id))
    words = say("access.not_sensitive" if marked else "access.sensitive")
    value = "" if marked else YES

    def save(hand: Hand) -> int:
        row = Judgement(claim.id, hand.person, field=SENSITIVE, value=value, note=hand.note)
        return judge(shown.store, row, gazetteer(), seen=hand.seen)

    st.button(
        words,
        key=f"sensitive_{claim.id}",
        type="tertiary",
        help=say("access.sensitive_help"),
        on_click=acting.act,
        args=(claim.id, save, words),
    )


def _history(shown: Shown, claim: Claim) -> None:
    found = history.lines(shown.judgements_of(claim), gazetteer().find)
    if not found:
        return
    with st.expander(f"{say('card.history')} · {len(found)}", expanded=True):
        for one in found:
            words, button = st.columns([3, 1], vertical_alignment="center")
            taken = "" if one.standing else f" <em>{escape(say('judge.taken_back'))}</em>"
            note = f"<q>{escape(one.note)}</q> " if one.note else ""
            words.html(
                f'<div class="rp-card rp-done{"" if one.standing else " rp-undone"}"><b>{escape(one.words)}</b>{taken} '
                f"{note}<small>{escape(one.person)}, {escape(moment(one.at))}</small></div>"
            )
            if one.can_be_undone and shown.may_write:
                button.button(
                    say("judge.take_back"),
                    key=f"undo_{one.id}",
                    type="tertiary",
                    on_click=_take_back,
                    args=(shown, claim.id, one),
                )


def _take_back(shown: Shown, claim_id: str, line: history.Line) -> None:
    acting.act(
        claim_id,
        lambda hand: take_back(shown.store, claim_id, line.id, hand, gazetteer()),
        say("judge.took_back", what=plain(line.words)),
    )
