"""The left rail: every filter with the number of claims each choice would leave, and the one filter they make."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from geo.filters import TYPE_GROUPS, presets
from geo.filters.labels import TYPE_ORDER, value_label
from geo.interface import label, say
from geo.snapshot import choices
from panels.shown import Shown
from panels.state import choose, current, narrow

_OPEN = ("when", "what", "sure")
"""The groups that are open at first."""


def show(shown: Shown) -> None:
    """All filters, in the order of the questions an analyst asks; a closed group is neither counted nor sent."""
    _text()
    groups = {"when": _when, "what": _what, "sure": _sure, "who": _who, "where": _where}
    for name, group in (groups | {"numbers": _how_many, "judged": _judged}).items():
        box = st.expander(say(f"filters.group_{name}"), expanded=name in _OPEN, key=f"group_{name}", on_change="rerun")
        if box.open:
            with box:
                group(shown)


def _when(shown: Shown) -> None:
    _days("event_from", "event_to", "filters.event")
    _presets(shown)
    _flag("dated_only", "filters.undated", opposite=True)
    _as_of()
    _days("published_from", "published_to", "filters.published")


def _what(shown: Shown) -> None:
    _pick(shown, "country")
    _tree(shown)


def _sure(shown: Shown) -> None:
    _pills(shown, "mode")
    _least_origins()
    _flag("first_only", "filters.first_only")
    _flag("contested", "filters.contested")


def _who(shown: Shown) -> None:
    for name in ("claimant", "side", "identification", "relay", "source", "report"):
        _pick(shown, name)


def _where(shown: Shown) -> None:
    for name in ("place", "precision", "role"):
        _pick(shown, name)
    st.caption(say("filters.on_map"))


def _how_many(shown: Shown) -> None:
    _pick(shown, "measure")
    _numbers()


def _judged(shown: Shown) -> None:
    for name in ("verdict", "grade", "credibility"):
        _pills(shown, name)
    _pick(shown, "judged_by")
    _flag("corrected", "filters.corrected")


def _seeded(name: str, value: Any) -> str:
    """The widget's key, holding the filter's value: the filter is the one truth, the widget follows."""
    key = f"filter_{name}"
    st.session_state[key] = value
    return key


def _set(name: str, read: Callable[[Any], Any] = lambda value: value) -> Callable[[], None]:
    def changed() -> None:
        narrow(**{name: read(st.session_state[f"filter_{name}"])})

    return changed


def _text() -> None:
    st.text_input(
        say("filters.text"),
        key=_seeded("text", current().filter.text),
        placeholder=say("filters.text_hint"),
        on_change=_set("text", lambda value: " ".join(str(value).split())[:200]),
        icon=":material/search:",
    )


def _options(shown: Shown, name: str) -> tuple[list[str], dict[str, str]]:
    """The values of a condition, most claims first, what is chosen always among them, and their labels."""
    chosen: Sequence[str] = getattr(current().filter, name)
    counts = choices.offered(shown.view, name, words=_found(shown, name), named=shown.named)
    depth = choices.as_tree(shown.snapshot, counts) if name == "place" else dict.fromkeys(counts, 0)
    values = [*depth, *(value for value in chosen if value not in depth)]
    words = {value: f"{value_label(name, value, shown.named)} · {counts.get(value, 0):,}" for value in values}
    return values, {value: choices.INDENT * depth.get(value, 0) + said for value, said in words.items()}


def _found(shown: Shown, name: str) -> str:
    """The words to find a value by, where there are more than a list can hold."""
    if not choices.has_more(shown.snapshot, name):
        return ""
    many = len(choices.known(shown.snapshot, name))
    return st.text_input(
        say(f"filters.{name}"), key=f"find_{name}", placeholder=say("filters.find", many=f"{many:,}"), max_chars=100
    )


def _pick(shown: Shown, name: str) -> None:
    values, words = _options(shown, name)
    st.multiselect(
        say(f"filters.{name}"),
        values,
        key=_seeded(name, list(getattr(current().filter, name))),
        format_func=lambda value: words.get(value, value),
        placeholder=say("filters.choose"),
        on_change=_set(name, lambda picked: tuple(sorted(picked))),
    )


def _pills(shown: Shown, name: str) -> None:
    values, words = _options(shown, name)
    if not values:
        return
    st.pills(
        say(f"filters.{name}"),
        values,
        selection_mode="multi",
        key=_seeded(name, list(getattr(current().filter, name))),
        format_func=lambda value: words.get(value, value),
        on_change=_set(name, lambda picked: tuple(sorted(picked))),
    )


def _tree(shown: Shown) -> None:
    """Claim types, the groups of the tree first: choosing a group chooses its types."""
    counts = shown.facet("type")
    chosen = set(current().filter.type)
    groups = {group: {kind.value for kind in kinds} for group, kinds in TYPE_GROUPS.items()}
    types = [value for value in TYPE_ORDER if counts.get(value) or value in chosen]
    whole = [group for group, kinds in groups.items() if kinds <= chosen]
    alone = [value for value in types if value in chosen and not any(value in groups[group] for group in whole)]

    def words(option: str) -> str:
        if option.startswith("+"):
            claims = sum(counts.get(kind, 0) for kind in groups[option[1:]])
            return f"{label('type_groups', option[1:])}, all · {claims:,}"
        return f"{label('types', option)} · {counts.get(option, 0):,}"

    def read(picked: list[str]) -> tuple[str, ...]:
        kinds = {kind for option in picked for kind in (groups[option[1:]] if option[0] == "+" else {option})}
        return tuple(sorted(kinds))

    st.multiselect(
        say("filters.type"),
        [f"+{group}" for group in groups] + types,
        key=_seeded("type", [f"+{group}" for group in whole] + alone),
        format_func=words,
        placeholder=say("filters.choose"),
        on_change=_set("type", read),
    )


def _days(first: str, last: str, heading: str) -> None:
    st.caption(say(heading))
    left, right = st.columns(2)
    with left:
        _day(first, f"filters.{first}")
    with right:
        _day(last, f"filters.{last}")


def _day(name: str, words: str) -> None:
    st.date_input(
        say(words),
        key=_seeded(name, getattr(current().filter, name)),
        value=None,
        format="YYYY-MM-DD",
        on_change=_set(name),
        min_value="1900-01-01",
        max_value="2100-12-31",
    )


def _as_of() -> None:
    """One day and the clock that it is read by: publication, or our own recording."""
    clocks = {"as_of": "publication", "recorded_by": "recording"}
    if current().filter.recorded_by:
        st.session_state["clock"] = "recorded_by"
    elif current().filter.as_of:
        st.session_state["clock"] = "as_of"
    clock = st.session_state.setdefault("clock", "as_of")
    _day(clock, "filters.as_of")
    st.session_state["filter_clock"] = clock
    st.segmented_control(
        say("changes.clock"),
        list(clocks),
        key="filter_clock",
        format_func=lambda name: label("clock_names", clocks[name]),
        label_visibility="collapsed",
        on_change=_turn,
    )


def _turn() -> None:
    """The same day by the other clock."""
    clock = st.session_state["filter_clock"] or st.session_state["clock"]
    st.session_state["clock"] = clock
    day = current().filter.as_of or current().filter.recorded_by
    if day is not None:
        narrow(**{"as_of": None, "recorded_by": None} | {clock: day})


def _presets(shown: Shown) -> None:
    """Spans that end with the newest publication."""
    newest = max((line.published for line in shown.snapshot.reports if line.published), default=None)
    spans = presets.presets(newest)
    if not spans:
        return

    def set_span() -> None:
        first, last = spans.get(st.session_state["filter_preset"], (None, None))
        narrow(event_from=first, event_to=last)

    st.pills(
        say("filters.preset"),
        list(spans),
        key=_seeded("preset", presets.chosen_preset(current().filter, newest)),
        format_func=presets.preset_label,
        on_change=set_span,
    )


def _flag(name: str, words: str, *, opposite: bool = False) -> None:
    st.checkbox(
        say(words),
        key=_seeded(name, getattr(current().filter, name) != opposite),
        on_change=_set(name, lambda value: value != opposite),
    )


def _least_origins() -> None:
    st.number_input(
        say("filters.origins"),
        min_value=1,
        max_value=1_000_000,
        step=1,
        key=_seeded("origins", current().filter.origins or 1),
        on_change=_set("origins", lambda value: int(value) if value and value > 1 else None),
    )


def _numbers() -> None:
    left, right = st.columns(2)
    for column, name in ((left, "least"), (right, "most")):
        with column:
            st.number_input(
                say(f"filters.{name}"),
                value=None,
                min_value=0.0,
                step=100.0,
                format="%.0f",
                key=_seeded(name, getattr(current().filter, name)),
                on_change=_number(name),
            )


def _number(name: str) -> Callable[[], None]:
    def changed() -> None:
        value = st.session_state[f"filter_{name}"]
        chosen = replace(current().filter, **{name: value})
        if chosen.least is not None and chosen.most is not None and chosen.least > chosen.most:
            chosen = replace(chosen, **{"most" if name == "least" else "least": None})
        choose(remember=True, filter=chosen)

    return changed
