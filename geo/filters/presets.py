"""Spans of event time that are asked for often, counted back from the newest day of publication."""

from __future__ import annotations

from datetime import date

from geo.filters import Filter, add_days
from geo.interface import say

DAYS = (1, 7, 30, 90)


def presets(newest: date | None) -> dict[str, tuple[date, date]]:
    """`7` → the seven days that end with the newest publication; empty without one."""
    return {str(days): (add_days(newest, 1 - days), newest) for days in DAYS} if newest else {}


def chosen_preset(chosen: Filter, newest: date | None) -> str | None:
    """The preset that the filter stands on, None for other spans."""
    span = (chosen.event_from, chosen.event_to)
    return next((name for name, days in presets(newest).items() if days == span), None)


def preset_label(name: str) -> str:
    """`7 days`."""
    return say("filters.one_day") if name == "1" else say("filters.days", days=name)
