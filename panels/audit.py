"""Who did what, when: for those who run a hosted instance."""

from __future__ import annotations

import streamlit as st

from geo.interface import say, section
from geo.store.audit import ACTS, acts
from geo.trust.access import Role
from panels import frame
from panels.shown import Shown

_MOST = 500


def show(shown: Shown) -> None:
    """The choice of person, kind and days, and the rows, newest first. Raises AccessError for everybody else."""
    shown.store.who.need(Role.ADMIN)
    every = acts(shown.store, shown.store.who)
    st.caption(say("audit.hint"))
    who, what, since, until = st.columns(4)
    names = sorted({one.person for one in every})
    person = who.selectbox(
        say("audit.person"),
        names,
        index=None,
        key="audit_person",
        format_func=lambda name: name or say("audit.nobody"),
    )
    act = what.selectbox(
        say("audit.act"), ACTS, index=None, key="audit_act", format_func=section("audit")["acts"].__getitem__
    )
    first = since.date_input(say("audit.from"), value=None, key="audit_from", format="YYYY-MM-DD")
    last = until.date_input(say("audit.to"), value=None, key="audit_to", format="YYYY-MM-DD")
    found = acts(shown.store, shown.store.who, person=person, act=act, first=first, last=last)
    if not found:
        frame.empty(say("audit.empty"))
        return
    st.caption(say("audit.rows", count=f"{len(found):,}", most=f"{min(len(found), _MOST):,}"))
    columns = section("audit")["columns"]
    rows = found[:_MOST]
    st.dataframe(
        {
            columns["at"]: [f"{one.at:%Y-%m-%d %H:%M:%S}" for one in rows],
            columns["person"]: [one.person or say("audit.nobody") for one in rows],
            columns["act"]: [section("audit")["acts"].get(one.act, one.act) for one in rows],
            columns["subject"]: [one.subject for one in rows],
            columns["words"]: [one.words for one in rows],
        },
        hide_index=True,
        width="stretch",
        height=560,
        key="audit_rows",
    )
