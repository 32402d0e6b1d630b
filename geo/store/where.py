"""A filter as the text of an SQL condition over `claims c JOIN reports r`, with its parameters; the store runs it.

The snapshot's mask answers the same questions over columns in memory; a property test holds the two together. What
needs the claims themselves (`contested`) the store asks afterwards. The text is the same for SQLite and PostgreSQL, and
no value ever stands in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from geo.filters import NONE, Filter, terms
from geo.store.judgements import BESIDE

_GONE = "SELECT number FROM amended WHERE gone = 1"
_QUESTION = "c.question <> '' AND c.question IN (SELECT question FROM claims WHERE question <> '' {more})"
_FIRST = """(c.origin = '' OR c.id IN (SELECT id FROM (SELECT k.id AS id, ROW_NUMBER() OVER (
    PARTITION BY k.origin ORDER BY COALESCE(s.published, '9999'), s.id, k.starts, k.id) AS nth
    FROM claims k JOIN reports s ON s.id = k.report_id
    WHERE k.origin <> '' AND k.number NOT IN (SELECT number FROM amended WHERE gone = 1)) ranked WHERE nth = 1))"""
_JUDGED = """(SELECT j.{column} FROM judgements j WHERE j.claim_id = c.id AND j.{column} IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM judgements u WHERE u.undoes = j.id) ORDER BY j.id DESC LIMIT 1)"""
_STANDS = """EXISTS (SELECT 1 FROM judgements j WHERE j.claim_id = c.id AND j.undoes IS NULL
    AND NOT EXISTS (SELECT 1 FROM judgements u WHERE u.undoes = j.id) {more})"""
_AREA = """(p.place_id IN ({ids}) OR p.admin1_id IN ({ids}) OR p.country IN ({ids}) OR p.footprint_id IN
    (SELECT footprint_id FROM footprint_places WHERE place_id IN ({ids})))"""

_SINGLE = {
    "claimant": "c.claimant",
    "identification": "c.identification",
    "side": "c.claimant_country",
    "source": "r.source",
    "type": "c.claim_type",
    "mode": "c.mode",
    "measure": "c.measure",
    "report": "c.report_id",
}
_LISTED = {"relay": "c.relays", "country": "c.subject_countries"}


class _Text:
    """Collects conditions and numbers their parameters."""

    def __init__(self) -> None:
        self.conditions: list[str] = []
        self.parameters: dict[str, Any] = {}

    def bind(self, value: Any) -> str:
        name = f"p{len(self.parameters)}"
        self.parameters[name] = value
        return f":{name}"

    def bind_all(self, values: Iterable[Any]) -> str:
        return ", ".join(map(self.bind, values)) or "NULL"


def where(chosen: Filter) -> tuple[str, dict[str, Any]]:
    """The condition and its parameters, beside the rules that replaced versions of a report and merged claims are not
    shown."""
    text = _Text()
    text.conditions.append(f"c.number NOT IN ({_GONE})")
    _clocks(text, chosen)
    _times(text, chosen)
    for name, column in _SINGLE.items():
        if values := getattr(chosen, name):
            text.conditions.append(_one_of(text, column, values))
    for name, column in _LISTED.items():
        if values := getattr(chosen, name):
            text.conditions.append(_listed_one_of(text, column, values))
    if chosen.precision:
        text.conditions.append(f"c.where_prec IN ({text.bind_all(int(value) for value in chosen.precision)})")
    _amount(text, chosen)
    _compared(text, chosen)
    _judged(text, chosen)
    _places(text, chosen)
    for term in terms(chosen.text):
        text.conditions.append(f"c.folded LIKE {text.bind(_within(term))} ESCAPE '\\'")
    return " AND ".join(text.conditions), text.parameters


def select(columns: str, chosen: Filter, order: str = "") -> tuple[str, dict[str, Any]]:
    """The whole statement: columns of claims c, their reports r and, where asked for, their bodies b."""
    condition, parameters = where(chosen)
    bodies = ""
    if "b." in columns:
        bodies = "JOIN bodies b ON b.number = c.number LEFT JOIN amended a ON a.number = c.number"
    joined = f"claims c JOIN reports r ON r.id = c.report_id {bodies}"
    return f"SELECT {columns} FROM {joined} WHERE {condition} {order}", parameters  # noqa: S608


def _clocks(text: _Text, chosen: Filter) -> None:
    """What was known by then; a report is hidden when a version that replaced it was known by then too."""

    def known(alias: str) -> str:
        parts = ["1 = 1"]
        if chosen.as_of:
            day = text.bind(chosen.as_of.isoformat())
            parts.append(f"COALESCE({alias}.published, SUBSTR({alias}.recorded, 1, 10)) <= {day}")
        if chosen.recorded_by:
            parts.append(f"SUBSTR({alias}.recorded, 1, 10) <= {text.bind(chosen.recorded_by.isoformat())}")
        return " AND ".join(parts)

    text.conditions.append(known("r"))
    newer = f"SELECT 1 FROM reports n WHERE n.id = r.superseded_by AND {known('n')}"  # noqa: S608
    text.conditions.append(f"(r.superseded_by IS NULL OR NOT EXISTS ({newer}))")
    if chosen.published_from:
        text.conditions.append(f"r.published >= {text.bind(chosen.published_from.isoformat())}")
    if chosen.published_to:
        text.conditions.append(f"r.published <= {text.bind(chosen.published_to.isoformat())}")


def _times(text: _Text, chosen: Filter) -> None:
    if chosen.event_from:
        text.conditions.append(f"(c.event_last IS NULL OR c.event_last >= {text.bind(chosen.event_from.isoformat())})")
    if chosen.event_to:
        text.conditions.append(f"(c.event_first IS NULL OR c.event_first <= {text.bind(chosen.event_to.isoformat())})")
    if chosen.dated_only:
        text.conditions.append("(c.event_first IS NOT NULL OR c.event_last IS NOT NULL)")


def _one_of(text: _Text, column: str, values: tuple[str, ...]) -> str:
    named = [value for value in values if value != NONE]
    alternatives = [f"{column} IS NULL"] if NONE in values else []
    if named:
        alternatives.append(f"{column} IN ({text.bind_all(named)})")
    return f"({' OR '.join(alternatives)})"


def _listed_one_of(text: _Text, column: str, values: tuple[str, ...]) -> str:
    alternatives = [
        f"{column} = ''"
        if value == NONE
        else f"{column} LIKE {text.bind(_within(chr(10) + value + chr(10)))} ESCAPE '\\'"
        for value in values
    ]
    return f"({' OR '.join(alternatives)})"


def _within(words: str) -> str:
    """The LIKE pattern for columns that contain these words as they stand."""
    return "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


def _amount(text: _Text, chosen: Filter) -> None:
    if chosen.least is not None:
        text.conditions.append(f"(c.measure IS NOT NULL AND (c.high IS NULL OR c.high >= {_real(text, chosen.least)}))")
    if chosen.most is not None:
        text.conditions.append(f"(c.measure IS NOT NULL AND (c.low IS NULL OR c.low <= {_real(text, chosen.most)}))")


def _real(text: _Text, number: float) -> str:
    return f"CAST({text.bind(number)} AS DOUBLE PRECISION)"


def _compared(text: _Text, chosen: Filter) -> None:
    if chosen.origins is not None:
        more = f"AND origin <> '' GROUP BY question HAVING COUNT(DISTINCT origin) >= {text.bind(chosen.origins)}"
        text.conditions.append(_QUESTION.format(more=more))
    if chosen.first_only:
        text.conditions.append(_FIRST)


def _judged(text: _Text, chosen: Filter) -> None:
    if chosen.verdict:
        text.conditions.append(_one_of(text, _JUDGED.format(column="verdict"), chosen.verdict))
    if chosen.grade:
        column = _JUDGED.format(column="grade")
        text.conditions.append(f"COALESCE({column}, 'F') IN ({text.bind_all(chosen.grade)})")
    if chosen.credibility:
        column = _JUDGED.format(column="credibility")
        text.conditions.append(f"COALESCE({column}, 6) IN ({text.bind_all(map(int, chosen.credibility))})")

    if chosen.judged_by:
        people = [person for person in chosen.judged_by if person != NONE]
        named = f"{_STANDS.format(more='AND j.person IN (' + text.bind_all(people) + ')')}"
        nobody = f" OR NOT {_STANDS.format(more='')}" if NONE in chosen.judged_by else ""
        text.conditions.append(f"({named}{nobody})")
    if chosen.corrected:
        beside = text.bind_all(tuple(filter(None, BESIDE)))
        text.conditions.append(_STANDS.format(more=f"AND j.field IS NOT NULL AND j.field NOT IN ({beside})"))


def _inside(text: _Text, corners: tuple[tuple[float, float], ...]) -> str:
    """Even-odd rule: a line to the east crosses the shape's sides an odd number of times."""
    crossed = []
    for (lat, lon), (next_lat, next_lon) in zip(corners, (*corners[1:], corners[0]), strict=True):
        if lat != next_lat:
            slope = (next_lon - lon) / (next_lat - lat)
            low, high = _real(text, min(lat, next_lat)), _real(text, max(lat, next_lat))
            at = f"{_real(text, slope)} * (p.lat - {_real(text, lat)}) + {_real(text, lon)}"
            crossed.append(f"CASE WHEN p.lat >= {low} AND p.lat < {high} AND p.lon < {at} THEN 1 ELSE 0 END")
    return f"({' + '.join(crossed) or '0'}) % 2 = 1"


def _places(text: _Text, chosen: Filter) -> None:
    """One place of the claim must meet place, role, box and shape together; `none` asks for claims without a place."""
    if not (chosen.place or chosen.role or chosen.box or chosen.shape):
        return
    wanted = ["p.number = c.number"]
    if chosen.place:
        ids = text.bind_all(value for value in chosen.place if value != NONE)
        wanted.append(_AREA.format(ids=ids))
    if chosen.role:
        wanted.append(f"p.role IN ({text.bind_all(value for value in chosen.role if value != NONE)})")
    if chosen.box:
        south, west, north, east = (_real(text, corner) for corner in chosen.box)
        between = "AND" if chosen.box[1] <= chosen.box[3] else "OR"
        wanted.append(f"p.lat BETWEEN {south} AND {north} AND (p.lon >= {west} {between} p.lon <= {east})")
    if chosen.shape:
        wanted.append(_inside(text, chosen.shape))
    alternatives = [f"EXISTS (SELECT 1 FROM claim_places p WHERE {' AND '.join(wanted)})"]  # noqa: S608
    without = all(NONE in values for values in (chosen.place, chosen.role) if values) and not (
        chosen.box or chosen.shape
    )
    if without:
        alternatives.append("NOT EXISTS (SELECT 1 FROM claim_places p WHERE p.number = c.number)")
    text.conditions.append(f"({' OR '.join(alternatives)})")
