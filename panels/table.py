"""The claims as a table: sorted and paged on the server, a row picked is a claim picked on the map."""

from __future__ import annotations

import streamlit as st

from geo.interface import say, section
from geo.maps.picture import SORTS
from panels import card, frame
from panels.shown import Shown
from panels.state import choose

_PAGE = 100
_WIDTHS = {
    **{"published": 92, "claimant": 140, "type": 104, "subject": 150, "where": 130, "quantity": 150},
    **{"when": 140, "sure": 96, "claim": 340, "source": 140, "by_hand": 110, "origin": 210},
}
"""Pixels."""


def show(shown: Shown) -> None:
    """Table at the left, the card of the picked row at the right."""
    left, right = st.columns([2.3, 1], gap="medium")
    with left:
        _table(shown)
    with right:
        card.show(shown, listed=False)


def _table(shown: Shown) -> None:
    total = shown.counts.claims
    if not total:
        frame.empty(say("table.empty"))
        return
    columns = section("table")["columns"]
    sort_by, order, page_at, words, which = st.columns([1.2, 1.5, 0.8, 1.2, 1.0], vertical_alignment="bottom")
    with which.popover(say("table.choose"), width="stretch"):
        kept = st.pills(
            say("table.choose"),
            list(columns),
            selection_mode="multi",
            default=st.session_state.get("columns_kept", list(columns)),
            format_func=columns.__getitem__,
            key="columns",
            label_visibility="collapsed",
        )
    st.session_state["columns_kept"] = list(kept)
    sort = sort_by.selectbox(say("table.sort"), SORTS, format_func=lambda name: columns[name], key="sort")
    falling = order.toggle(say("table.descending"), value=True, key="falling")
    pages = (total - 1) // _PAGE + 1
    st.session_state["page"] = min(max(1, st.session_state.get("page", 1)), pages)
    page = page_at.number_input(say("table.page"), 1, pages, key="page")
    first = (page - 1) * _PAGE
    words.caption(say("table.rows", first=f"{first + 1:,}", last=f"{min(first + _PAGE, total):,}", total=f"{total:,}"))
    rows = shown.table(sort, falling=falling, offset=first, limit=_PAGE)
    picked = st.dataframe(
        {columns[name]: values for name, values in rows.columns.items()},
        hide_index=True,
        column_order=[words for name, words in columns.items() if name in kept] or None,
        width="stretch",
        height=560,
        on_select="rerun",
        selection_mode="single-row",
        key=f"table_{shown.stamp}_{sort}_{falling}_{page}",
        column_config={columns[name]: st.column_config.TextColumn(width=width) for name, width in _WIDTHS.items()},
    )
    chosen = picked.selection.rows
    if chosen and chosen[0] < len(rows.ids) and st.session_state.get("row_seen") != rows.ids[chosen[0]]:
        st.session_state["row_seen"] = rows.ids[chosen[0]]
        choose(claim=rows.ids[chosen[0]], spot="")
        st.rerun()
