"""Correcting a claim by hand: one small form a field; each save is a row beside the program's reading."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from geo.aspects import main_places
from geo.card import history, offers
from geo.filters.labels import TYPE_ORDER
from geo.html import plain
from geo.interface import label, say, section
from geo.model import Claim, Mode, PlaceRole
from geo.phrases import visible
from geo.store.judgements import Judgement
from geo.store.judging import correct, merge, split
from geo.store.parting import cuts, likely_cut
from panels import acting
from panels.shown import Shown, gazetteer
from panels.state import choose

_MOST_NAMES = 400


def show(shown: Shown, claim: Claim) -> None:
    """The fields that can be corrected; the form of the one chosen."""
    fields: dict[str, str] = section("correct")["fields"]
    with st.container(key="correct"):
        st.pills(
            say("correct.heading"),
            list(fields),
            format_func=fields.__getitem__,
            key="correcting",
            help=say("correct.hint"),
        )
        chosen = st.session_state.get("correcting")
        if chosen is None:
            st.session_state.pop("point", None)
            return
        _FORMS[chosen](shown, claim)


def _save(shown: Shown, claim: Claim, read: Callable[[], Mapping[str, str]]) -> None:
    """A button that saves what the form says, as far as it differs from what is shown."""
    st.button(
        say("correct.save"),
        key=f"correct_save_{claim.id}",
        type="primary",
        width="stretch",
        on_click=lambda: _correct(shown, claim, read()),
    )


def _correct(shown: Shown, claim: Claim, wanted: Mapping[str, str]) -> None:
    values = offers.changed(claim, wanted)
    if not values:
        st.toast(say("correct.same"))
        return
    rows = [Judgement(claim.id, "", field=name, value=value) for name, value in values.items()]
    saved = acting.act(
        claim.id,
        lambda hand: correct(shown.store, claim.id, values, hand, gazetteer()),
        ", ".join(history.said(row, gazetteer().find) for row in rows),
        note=str(st.session_state.get(f"note_{claim.id}") or ""),
    )
    if saved:
        st.session_state["correcting"] = None
        st.session_state.pop("point", None)


def _kept(name: str, claim: Claim) -> str:
    return f"correct_{name}_{claim.id}"


def _now(name: str, claim: Claim) -> Any:
    """What the form holds at the moment of the click, which the last run may not have seen."""
    return st.session_state.get(_kept(name, claim))


# ------------------------------------------------------------------------------------------------ where


def _place(shown: Shown, claim: Claim) -> None:
    main = main_places(claim)
    names = [place.span.as_written for place in main] + [say("correct.another")]
    at = 0
    if main:
        at = st.selectbox(
            say("correct.which"), range(len(names)), format_func=lambda n: visible(names[n]), key=_kept("which", claim)
        )
    nth = "" if at == 0 else str(at + 1)
    asked = st.text_input(
        say("correct.find"),
        value=main[at].span.as_written if at < len(main) else "",
        key=_kept(f"find{nth}", claim),
        max_chars=100,
    )
    point = st.session_state.get("point")
    st.toggle(say("correct.point"), key="pointing", on_change=lambda: st.session_state.pop("point", None))
    if point:
        st.caption(say("correct.point_at"))
        found = offers.by_point(gazetteer(), *point)
    else:
        if st.session_state.get("pointing"):
            st.caption(say("correct.pointing"))
        found = offers.by_name(gazetteer(), asked, claim) if asked.strip() else []
    if not found and (asked.strip() or point):
        st.caption(say("correct.nothing_found"))
    names_of = {one.place_id: one for one in found} | {"": offers.Offer("", say("correct.no_place"), "")}
    offered = f"place{nth} {point or asked}"  # other words, other choice
    st.radio(
        say("card.where"),
        list(names_of),
        format_func=lambda one: plain(names_of[one].name),
        captions=[plain(one.why) for one in names_of.values()],
        key=_kept(offered, claim),
        label_visibility="collapsed",
    )
    roles = [role.value for role in PlaceRole if role is not PlaceRole.CONTEXT]
    held = main[at].role.value if at < len(main) else PlaceRole.LOCATION.value
    st.selectbox(
        say("correct.role"),
        roles,
        index=roles.index(held),
        format_func=lambda one: label("roles", one),
        key=_kept(f"role{nth}", claim),
    )

    def read() -> dict[str, str]:
        picked, role = str(_now(offered, claim) or ""), str(_now(f"role{nth}", claim))
        return {f"place{nth}": picked} | ({f"role{nth}": role} if picked and at < len(main) else {})

    _save(shown, claim, read)


def pointed(corners: str) -> None:
    """The map tells a point: latitude and longitude."""
    lat, lon = (float(part) for part in corners.split(","))
    st.session_state["point"] = (lat, lon)
    st.session_state["pointing"] = False


# ------------------------------------------------------------------------------------------------ who, what, how many


def _claimant(shown: Shown, claim: Claim) -> None:
    now = claim.attribution.claimant
    names = list(dict.fromkeys([*([now.name] if now else []), *list(shown.facet("claimant"))[:_MOST_NAMES]]))
    names = ["", *(name for name in names if name != "none")]
    st.selectbox(
        say("correct.claimant"),
        names,
        index=names.index(now.name) if now else 0,
        format_func=lambda name: visible(name) or say("correct.narrator"),
        accept_new_options=True,
        placeholder=say("correct.claimant_hint"),
        key=_kept("claimant", claim),
    )
    _save(shown, claim, lambda: {"claimant": " ".join(str(_now("claimant", claim) or "").split())[:200]})


def _number(shown: Shown, claim: Claim) -> None:
    now = offers.written(claim)
    amount = claim.quantity
    for column, name in zip(st.columns(2), ("low", "high"), strict=True):
        column.number_input(
            say(f"correct.{name}"),
            value=getattr(amount, name) if amount else None,
            min_value=0.0,
            step=1.0,
            format="%g",
            key=_kept(name, claim),
        )
    st.caption(say("correct.open"))
    for column, name, usual in zip(st.columns(2), ("unit", "measure"), ("persons", "strength"), strict=True):
        known = dict.fromkeys([now[name] or usual, *shown.snapshot.single[name].names])
        column.selectbox(
            say(f"correct.{name}"),
            list(known),
            format_func=lambda one: visible(one.replace("_", " ")),
            key=_kept(name, claim),
        )

    def read() -> dict[str, str]:
        bounds = {name: _now(name, claim) for name in ("low", "high")}
        words = {name: str(_now(name, claim)) for name in ("unit", "measure")}
        given = {name: "" if value is None else f"{value:.15g}" for name, value in bounds.items()}
        same = all(value is None for value in bounds.values()) and amount is None
        return {} if same else _bounds_that_differ(claim, given) | words

    _save(shown, claim, read)


def _bounds_that_differ(claim: Claim, given: dict[str, str]) -> dict[str, str]:
    amount = claim.quantity
    now = {"low": amount.low if amount else None, "high": amount.high if amount else None}
    return {name: value for name, value in given.items() if (float(value) if value else None) != now[name]}


def _date(shown: Shown, claim: Claim) -> None:
    for column, name in zip(st.columns(2), ("first", "last"), strict=True):
        column.date_input(
            say(f"correct.{name}"),
            value=getattr(claim.when, name) if claim.when else None,
            format="YYYY-MM-DD",
            min_value="1900-01-01",
            max_value="2100-12-31",
            key=_kept(name, claim),
        )
    st.caption(say("correct.open"))

    def read() -> dict[str, str]:
        return {name: day.isoformat() if (day := _now(name, claim)) else "" for name in ("first", "last")}

    _save(shown, claim, read)


def _type(shown: Shown, claim: Claim) -> None:
    _one_of(shown, claim, "claim_type", TYPE_ORDER, "types")


def _mode(shown: Shown, claim: Claim) -> None:
    _one_of(shown, claim, "mode", tuple(mode.value for mode in Mode), "modes")


def _one_of(shown: Shown, claim: Claim, name: str, values: tuple[str, ...], group: str) -> None:
    st.selectbox(
        label("fields", name),
        values,
        index=values.index(offers.written(claim)[name]),
        format_func=lambda one: label(group, one),
        key=_kept(name, claim),
    )
    _save(shown, claim, lambda: {name: str(_now(name, claim))})


def _country(shown: Shown, claim: Claim) -> None:
    names = offers.countries()
    st.multiselect(
        say("card.subject"),
        list(names),
        default=[code for code in claim.subject_countries if code in names],
        format_func=names.__getitem__,
        key=_kept("country", claim),
    )
    _save(shown, claim, lambda: {"country": " ".join(_now("country", claim) or ())})


# ------------------------------------------------------------------------------------------------ parting and joining


def _split(shown: Shown, claim: Claim) -> None:
    found = cuts(claim)
    if not found:
        st.caption(say("correct.one_word"))
        return
    words = {cut: offers.halves(claim, cut)[1].split()[0][:24] for cut in found}
    cut = st.select_slider(
        say("correct.cut"),
        found,
        value=likely_cut(claim),
        format_func=lambda one: visible(words[one]),
        key=_kept("cut", claim),
    )
    for name, part in zip(("one", "two"), offers.halves(claim, cut), strict=True):
        st.caption(say(f"correct.{name}"))
        st.text(part)
    st.caption(say("correct.split_hint"))
    st.button(
        say("correct.split"),
        key=f"split_{claim.id}",
        type="primary",
        width="stretch",
        on_click=_part,
        args=(shown, claim),
    )


def _part(shown: Shown, claim: Claim) -> None:
    cut = int(_now("cut", claim))
    _done(claim, lambda hand: split(shown.store, claim.id, cut, hand, gazetteer()), label("fields", "split"))


def _merge(shown: Shown, claim: Claim) -> None:
    others = {one.id: one for one in offers.siblings(claim, shown.report_claims(claim.report_id)[1])}
    if not others:
        st.caption(say("correct.alone"))
        return
    st.selectbox(
        say("correct.into"),
        list(others),
        format_func=lambda one: visible(others[one].citation.as_written[:140]),
        key=_kept("into", claim),
    )
    st.caption(say("correct.merge_hint"))

    def join() -> None:
        into = str(_now("into", claim))
        if _done(
            claim, lambda hand: merge(shown.store, claim.id, into, hand, gazetteer()), label("fields", "merged_into")
        ):
            choose(claim=into)

    st.button(say("correct.merge"), key=f"merge_{claim.id}", type="primary", width="stretch", on_click=join)


def _done(claim: Claim, do: acting.Act, mine: str) -> bool:
    saved = acting.act(claim.id, do, mine, note=str(st.session_state.get(f"note_{claim.id}") or ""))
    if saved:
        st.session_state["correcting"] = None
    return saved


_FORMS: dict[str, Callable[[Shown, Claim], None]] = {
    "place": _place,
    "claimant": _claimant,
    "number": _number,
    "date": _date,
    "type": _type,
    "country": _country,
    "mode": _mode,
    "split": _split,
    "merge": _merge,
}
