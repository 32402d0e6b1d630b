"""The values of a filter in the page's words, and its active conditions as chips."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from geo.filters import BY_NAME, NONE, TYPE_GROUPS, Filter
from geo.interface import label, say
from geo.model import ClaimType
from geo.phrases import country, day, number, visible

Named = Callable[[str, str], str | None]
"""(condition, value) → the name of a place or report behind an id, None where there is none."""

_GROUPS = {
    "role": "roles",
    "identification": "identification",
    "type": "types",
    "mode": "modes",
    "precision": "precision",
    "verdict": "verdicts",
}
TYPE_ORDER = tuple(kind.value for kinds in TYPE_GROUPS.values() for kind in kinds)


def value_label(condition: str, value: str, named: Named | None = None) -> str:
    """One value of a condition as a reader says it; `none` becomes “not stated”."""
    if value == NONE:
        nothing = {"claimant": "card.narrator", "verdict": "filters.not_judged", "judged_by": "filters.not_judged"}
        return say(nothing.get(condition, "card.nobody"))
    if condition in _GROUPS:
        return label(_GROUPS[condition], value)
    if condition in {"country", "side"}:
        return country(value) or value
    known = named(condition, value) if named else None
    return visible(known or value.replace("_", " ") if condition == "measure" else known or value)


@dataclass(frozen=True, slots=True)
class Chip:
    """An active condition: `name` is the filter's field, `condition` and `value` its words."""

    name: str
    condition: str
    value: str


def chips(chosen: Filter, named: Named | None = None) -> tuple[Chip, ...]:
    """The active conditions, in the order of the rail."""
    return tuple(Chip(name, BY_NAME[name].label, _said(chosen, name, named)) for name in chosen.active)


def _said(chosen: Filter, name: str, named: Named | None) -> str:
    value = getattr(chosen, name)
    if name == "type":
        return _types(value)
    if name in {"box", "shape"}:
        return say(f"filters.{name}")
    if isinstance(value, tuple):
        words = [value_label(name, each, named) for each in value]
        return ", ".join(words[:3]) + (f" +{len(words) - 3}" if len(words) > 3 else "")
    if isinstance(value, bool):
        return say("filters.yes")
    if isinstance(value, date):
        direction = {"from": "from", "to": "until"}.get(name.rpartition("_")[2], "")
        return f"{direction} {day(value)}".strip()
    if name == "text":
        return f"“{visible(value)}”"
    if name in {"least", "origins"}:
        return f"≥ {number(value)}"
    return f"≤ {number(value)}"


def _types(values: tuple[str, ...]) -> str:
    left = set(values)
    words = []
    for group, kinds in TYPE_GROUPS.items():
        names = {ClaimType(kind).value for kind in kinds}
        if names <= left:
            words.append(label("type_groups", group))
            left -= names
    words += [label("types", value) for value in sorted(left)]
    return ", ".join(words[:3]) + (f" +{len(words) - 3}" if len(words) > 3 else "")
