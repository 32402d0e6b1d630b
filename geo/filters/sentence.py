"""A view as one English sentence that says exactly what is shown, and what is not drawn and why."""

from __future__ import annotations

from geo.filters import NONE, PRECISION_WORDS, TYPE_GROUPS, Filter
from geo.phrases import count, country, day, days, number, visible
from geo.snapshot.columns import Snapshot
from geo.snapshot.view import Counts, View

_PHRASES = {
    "claimant": "said by {}",
    "identification": "claimants {}",
    "side": "claimants speaking for {}",
    "source": "published by {}",
    "relay": "passed on by {}",
    "country": "about forces of {}",
    "type": "of type {}",
    "mode": "{} only",
    "precision": "places: {}",
    "measure": "counting {}",
    "verdict": "judged {}",
    "grade": "source graded {}",
    "credibility": "content graded {}",
    "judged_by": "judged by {}",
    "place": "in {}",
    "role": "as {}",
    "report": "in the report {}",
}
_NOTHING = {
    "claimant": "the narrator",
    "place": "no place",
    "verdict": "not yet",
    "judged_by": "nobody",
    "role": "no place",
}
_SHOWN = 3


def sentence(view: View) -> str:
    """“22 of 33 claims from 3 reports (9 origins · 4 outlets · 20 mentions), in Kursk Oblast; 11 not drawn: …”."""
    counts = view.counts
    many = f"{counts.claims:,} of {counts.of:,} claims" if view.chosen.active else count(counts.claims, "claim")
    if not counts.of:
        return "No claims yet: add a report."
    said = ((counts.origins, "origin"), (counts.outlets, "outlet"), (counts.mentions, "mention"))
    origins = " · ".join(count(many_, noun) for many_, noun in said)
    first = f"{many} from {count(counts.reports, 'report')} ({origins})"
    parts = ", ".join([first, *conditions(view.chosen, view.snapshot)])
    by_hand = f"{number(counts.corrected)} corrected by hand" if counts.corrected else ""
    return "; ".join(filter(None, (parts, not_drawn(counts), by_hand))) + "."


def not_drawn(counts: Counts) -> str:
    """“11 not drawn: 7 forecast without a place, 4 no place in the words”; empty when all are drawn."""
    hidden = counts.claims - counts.drawn
    if not hidden:
        return ""
    reasons = ", ".join(f"{number(many)} {visible(reason)}" for reason, many in counts.not_drawn[:_SHOWN])
    more = f" and {count(len(counts.not_drawn) - _SHOWN, 'other reason')}" if len(counts.not_drawn) > _SHOWN else ""
    return f"{number(hidden)} not drawn: {reasons}{more}"


def conditions(chosen: Filter, snapshot: Snapshot | None = None) -> list[str]:
    """Each active condition in words; ids become names where the snapshot knows them."""
    found = []
    if chosen.event_from or chosen.event_to:
        found.append(f"event time {days(chosen.event_from, chosen.event_to)}")
    if chosen.dated_only:
        found.append("dated events only")
    if chosen.published_from or chosen.published_to:
        found.append(f"published {days(chosen.published_from, chosen.published_to)}")
    for clock, words in (("as_of", "as published by"), ("recorded_by", "as recorded by")):
        if getattr(chosen, clock):
            found.append(f"{words} {day(getattr(chosen, clock))}")
    for name, phrase in _PHRASES.items():
        if getattr(chosen, name):
            found.append(phrase.format(_values(name, chosen, snapshot)))
    if chosen.least is not None or chosen.most is not None:
        low = f"at least {number(chosen.least)}" if chosen.least is not None else ""
        high = f"at most {number(chosen.most)}" if chosen.most is not None else ""
        found.append(f"quantity possibly {' and '.join(filter(None, (low, high)))}")
    if chosen.origins is not None:
        found.append(f"with {count(chosen.origins, 'origin')} or more")
    found += ["without echoes"] if chosen.first_only else []
    found += ["corrected by hand"] if chosen.corrected else []
    found += ["in the map view"] if chosen.box else []
    found += ["in the drawn shape"] if chosen.shape else []
    found += [f"matching “{visible(chosen.text)}”"] if chosen.text else []
    found += ["contested only"] if chosen.contested else []
    return found


def _values(name: str, chosen: Filter, snapshot: Snapshot | None) -> str:
    values = list(getattr(chosen, name))
    if name == "type":
        values = _grouped(values)
    words = [_named(name, value, snapshot) for value in values]
    more = f" or {len(words) - _SHOWN} more" if len(words) > _SHOWN else ""
    return " or ".join(words[:_SHOWN]) + more


def _grouped(types: list[str]) -> list[str]:
    """A whole group of types by its name."""
    left = list(types)
    found = []
    for group, members in TYPE_GROUPS.items():
        names = [member.value for member in members]
        if set(names) <= set(left):
            found.append(group)
            left = [kind for kind in left if kind not in names]
    return found + left


def _named(name: str, value: str, snapshot: Snapshot | None) -> str:
    if value == NONE:
        return _NOTHING.get(name, "none stated")
    if name in ("country", "side"):
        return country(value) or value
    if name == "precision":
        return PRECISION_WORDS[value]
    if name == "place" and snapshot is not None:
        return visible(snapshot.area_names.get(value, value))
    if name == "report" and snapshot is not None:
        titles = {line.id: line.title or line.source or line.id for line in snapshot.reports}
        return f"“{visible(titles.get(value, value))}”"
    return visible(value.replace("_", " ") if name in ("type", "mode", "measure", "identification") else value)
