"""What the reader does to claims, in their name: saved, or told in a sentence, or held when somebody was faster."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from geo.card import history
from geo.errors import GeoError
from geo.html import plain
from geo.interface import say
from geo.phrases import moment
from geo.store.judgements import EditConflict, Judgement
from geo.store.judging import Hand
from panels.person import person
from panels.shown import Shown, gazetteer

Act = Callable[[Hand], object]


@dataclass(frozen=True, slots=True)
class Held:
    """An action that was not saved because somebody else had answered the same question."""

    claim_id: str
    act: Act
    mine: str
    theirs: Judgement


def act(claim_id: str, do: Act, mine: str, *, note: str = "") -> bool:
    """Does it in the reader's name, comparing with what they have seen; `mine` says in words what it is.

    False when nothing was saved; the page says why.
    """
    name = person()
    if not name:
        _tell("warning", say("card.no_name"))
        return False
    try:
        do(Hand(name, " ".join(note.split())[:2000] or None, st.session_state.get("seen", {}).get(claim_id)))
    except EditConflict as conflict:
        st.session_state["held"] = Held(claim_id, do, mine, conflict.theirs[-1])
    except GeoError as error:
        _tell("warning", str(error))
    else:
        st.session_state.pop("held", None)
        st.session_state.pop("seen", None)
        st.session_state[f"note_{claim_id}"] = ""
        _tell("toast", say("card.saved"))
        return True
    return False


def seen(shown: Shown, claim_id: str) -> None:
    """Remembers what the reader saw when they opened the claim, or after their own last action on it.

    A rerun shows what others have done since, but nobody has to notice that while they fill in a form.
    """
    if claim_id not in st.session_state.get("seen", {}):
        st.session_state["seen"] = {claim_id: shown.newest_judgement(claim_id)}


def told(claim_id: str) -> None:
    """What became of the last action, and both versions where somebody was faster."""
    for kind, words in st.session_state.pop("told", []):
        if kind == "toast":
            st.toast(words)
        else:
            st.warning(plain(words))
    held = st.session_state.get("held")
    if held is None or held.claim_id != claim_id:
        return
    theirs = history.said(held.theirs, gazetteer().find)
    words = say("judge.conflict", person=held.theirs.person, theirs=theirs, at=moment(held.theirs.at), mine=held.mine)
    st.warning(plain(words), icon=":material/group:")
    left, right = st.columns(2)
    left.button(say("judge.theirs"), key="held_theirs", width="stretch", on_click=_let_go)
    right.button(say("judge.mine"), key="held_mine", width="stretch", type="primary", on_click=_again, args=(held,))


def _again(held: Held) -> None:
    st.session_state.pop("held", None)
    st.session_state["seen"] = {held.claim_id: held.theirs.id or 0}
    if act(held.claim_id, held.act, held.mine):
        st.session_state["correcting"] = None


def _let_go() -> None:
    st.session_state.pop("held", None)
    st.session_state.pop("seen", None)
    st.session_state["correcting"] = None


def _tell(kind: str, words: str) -> None:
    st.session_state["told"] = [*st.session_state.get("told", []), (kind, words)]
