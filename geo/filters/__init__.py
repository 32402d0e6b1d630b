"""What is shown, as one frozen value: its URL, its English sentence, and the plain conditions that the store turns into
SQL and the snapshot into a mask.

Values of one condition are alternatives, conditions add up: one more condition never adds claims. `NONE` among the
values asks for claims without one ("claimant=none" is the narrator). Days are inclusive.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from geo.errors import FilterError
from geo.model import ClaimType, Identification, Mode, PlaceRole

NONE = "none"

TYPE_GROUPS: dict[str, tuple[ClaimType, ...]] = {
    "forces": (ClaimType.PRESENCE, ClaimType.STRENGTH, ClaimType.BUILDUP, ClaimType.MATERIEL),
    "moves": (ClaimType.TRANSFER, ClaimType.MOVEMENT, ClaimType.INCURSION),
    "fighting": (
        ClaimType.CLASH,
        ClaimType.STRIKE,
        ClaimType.ATTACK_SERIES,
        ClaimType.OFFENSIVE,
        ClaimType.HOLDING,
    ),
    "ground": (ClaimType.CONTROL, ClaimType.CONTROL_CHANGE),
    "harm": (ClaimType.LOSSES, ClaimType.CIVILIAN_HARM),
    "words": (ClaimType.FORECAST, ClaimType.INTENT, ClaimType.STATEMENT, ClaimType.DENIAL, ClaimType.OPINION),
}
"""The tree of claim types; in a URL a group's name stands for all its types."""

VERDICTS = ("accepted", "conflict", "rejected", "unsure")
GRADES = ("A", "B", "C", "D", "E", "F")
CREDIBILITIES = ("1", "2", "3", "4", "5", "6")
PRECISIONS = ("1", "2", "3", "4", "5", "6", "7", "0")
PRECISION_WORDS = {
    "1": "exact place",
    "2": "within about 25 km",
    "3": "second-order area",
    "4": "first-order area",
    "5": "region or line",
    "6": "country",
    "7": "international",
    "0": "no place",
}
"""UCDP GED `where_prec` in words."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which claims are shown; the empty filter shows all. See `CONDITIONS` for what each field asks."""

    event_from: date | None = None
    event_to: date | None = None
    dated_only: bool = False
    published_from: date | None = None
    published_to: date | None = None
    as_of: date | None = None
    recorded_by: date | None = None
    claimant: tuple[str, ...] = ()
    identification: tuple[str, ...] = ()
    side: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    relay: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    mode: tuple[str, ...] = ()
    precision: tuple[str, ...] = ()
    measure: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    origins: int | None = None
    first_only: bool = False
    verdict: tuple[str, ...] = ()
    grade: tuple[str, ...] = ()
    credibility: tuple[str, ...] = ()
    judged_by: tuple[str, ...] = ()
    corrected: bool = False
    place: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    box: tuple[float, float, float, float] | None = None
    shape: tuple[tuple[float, float], ...] | None = None
    text: str = ""
    contested: bool = False
    report: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Same view, same value: alternatives are sorted, corners rounded to about a metre, spaces single."""
        for f in fields(self):
            value = getattr(self, f.name)
            if f.name == "box" and value is not None:
                object.__setattr__(self, f.name, tuple(round(float(corner), 5) + 0.0 for corner in value))
            elif f.name == "shape" and value is not None:
                object.__setattr__(
                    self, f.name, tuple((round(lat, 4) + 0.0, round(lon, 4) + 0.0) for lat, lon in value)
                )
            elif isinstance(value, tuple):
                object.__setattr__(self, f.name, tuple(sorted({_clean(word) for word in value} - {""})))
            elif isinstance(value, str):
                object.__setattr__(self, f.name, _clean(value))

    @property
    def active(self) -> tuple[str, ...]:
        """The names of the conditions that narrow the view, in the order of the fields."""
        return tuple(f.name for f in fields(self) if getattr(self, f.name) != f.default)

    def without(self, *names: str) -> Filter:
        """The same filter with these conditions taken out."""
        kept = {name: getattr(self, name) for name in self.active if name not in names}
        return Filter(**kept)

    def to_query(self) -> str:
        """The filter as a URL query, conditions in the order of the fields: same filter, same text."""
        return urlencode(self.to_params(), doseq=True)

    def to_params(self) -> dict[str, list[str]]:
        """The filter as URL parameters."""
        return {name: _written(name, getattr(self, name)) for name in self.active}


@dataclass(frozen=True, slots=True)
class Condition:
    """One row of the filter table: what a field asks, in words, and the values it knows (empty: any)."""

    name: str
    kind: str  # choice, day, flag, number, count, box, shape, text
    label: str
    asks: str
    known: tuple[str, ...] = ()


CONDITIONS: tuple[Condition, ...] = (
    Condition("event_from", "day", "event time", "The event may have happened on this day or later (ranges overlap)."),
    Condition("event_to", "day", "event time", "The event may have happened on this day or earlier (ranges overlap)."),
    Condition("dated_only", "flag", "event time", "Leaves out claims without an event time."),
    Condition("published_from", "day", "published", "The report was published on this day or later."),
    Condition("published_to", "day", "published", "The report was published on this day or earlier."),
    Condition("as_of", "day", "as of", "What had been published by the end of this day."),
    Condition("recorded_by", "day", "recorded", "What this store had recorded by the end of this day."),
    Condition("claimant", "choice", "claimant", "Who says it; `none` is the narrator."),
    Condition(
        "identification",
        "choice",
        "kind of claimant",
        "How the claimant is named.",
        tuple(k.value for k in Identification),
    ),
    Condition("side", "choice", "claimant's side", "The country the claimant speaks for, ISO 3166 alpha-3."),
    Condition("source", "choice", "source", "Who published the report."),
    Condition("relay", "choice", "relay", "Who passed it on between the claimant and the report."),
    Condition("country", "choice", "subject", "Whose forces act, ISO 3166 alpha-3."),
    Condition(
        "type",
        "choice",
        "claim type",
        "What is claimed; a group's name stands for its types.",
        tuple(t.value for t in ClaimType),
    ),
    Condition("mode", "choice", "modality", "How surely the claimant says it.", tuple(m.value for m in Mode)),
    Condition(
        "precision",
        "choice",
        "precision of place",
        "UCDP `where_prec` of its sharpest place; 0 is no place.",
        PRECISIONS,
    ),
    Condition("measure", "choice", "measure", "What is counted: strength, killed, area …"),
    Condition("least", "number", "quantity", "Its interval reaches this number or more."),
    Condition("most", "number", "quantity", "Its interval begins at this number or less."),
    Condition("origins", "count", "origins", "At least so many independent origins answer the same question."),
    Condition("first_only", "flag", "echoes", "Hides echoes: of each origin only the first claim is shown."),
    Condition("verdict", "choice", "judgement", "An analyst's verdict.", VERDICTS),
    Condition("grade", "choice", "reliability", "An analyst's grade of the source, NATO Admiralty code.", GRADES),
    Condition(
        "credibility", "choice", "credibility", "An analyst's grade of the content, NATO Admiralty code.", CREDIBILITIES
    ),
    Condition("judged_by", "choice", "judged by", "Who has judged or corrected it; `none` is nobody."),
    Condition("corrected", "flag", "by hand", "Only claims that a person has corrected, split or merged."),
    Condition(
        "place", "choice", "place", "Gazetteer id, or ISO alpha-2 of a country: the claim lies in it or is about it."
    ),
    Condition("role", "choice", "role of place", "The part the place plays.", tuple(r.value for r in PlaceRole)),
    Condition("box", "box", "map view", "A place lies in the box: south,west,north,east in degrees."),
    Condition("shape", "shape", "drawn shape", "A place lies in the shape: corners as lat,lon;lat,lon;… in degrees."),
    Condition(
        "text", "text", "search", 'All the words occur in quote, names or title; "in quotation marks" as they stand.'
    ),
    Condition("contested", "flag", "disagreement", "Only claims whose question has answers that exclude each other."),
    Condition("report", "choice", "report", "Claims of these reports, by id."),
)
"""The filter table, in the order of the page's left rail."""

BY_NAME = {condition.name: condition for condition in CONDITIONS}
_LIMIT = 200
MOST_CORNERS = 40
"""Of a drawn shape, so that it fits into an address."""


def from_query(query: str | Mapping[str, Iterable[str] | str]) -> Filter:
    """The filter in a URL query or its parameters. Raises FilterError, which names all that is wrong."""
    chosen, complaints = read_query(query)
    if complaints:
        raise FilterError(" ".join(complaints))
    return chosen


def read_query(query: str | Mapping[str, Iterable[str] | str]) -> tuple[Filter, tuple[str, ...]]:
    """What makes sense in a URL query, and one sentence for each part that does not and was left out."""
    values: dict[str, Any] = {}
    complaints: list[str] = []
    for name, written in _parts(query).items():
        condition = BY_NAME.get(name)
        if condition is None:
            complaints.append(f"There is no filter “{_shown(name)}”, so it was left out.")
            continue
        try:
            values[name] = _value(condition, written)
        except ValueError as error:
            complaints.append(f"The filter “{name}” was left out: {error}.")
    for low, high in (("event_from", "event_to"), ("published_from", "published_to"), ("least", "most")):
        if values.get(low) is not None and values.get(high) is not None and values[low] > values[high]:
            complaints.append(f"“{low}” lies after “{high}”, so both were left out.")
            del values[low], values[high]
    return Filter(**values), tuple(complaints)


def terms(text: str) -> tuple[str, ...]:
    """The folded words and quoted phrases of a search, each once. An open quotation mark quotes to the end."""
    from geo.aspects import fold

    found: list[str] = []
    for position, part in enumerate(text.replace("“", '"').replace("”", '"').split('"')):
        folded = fold(part)
        found += [folded] if position % 2 else folded.split()
    return tuple(dict.fromkeys(term for term in found if term))


def add_days(day: date, days: int) -> date:
    """The day so many days later, held inside the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


# ------------------------------------------------------------------------------------------------ values ↔ words


def _parts(query: str | Mapping[str, Iterable[str] | str]) -> dict[str, list[str]]:
    parts: dict[str, list[str]] = {}
    if isinstance(query, str):
        for name, written in parse_qsl(query.lstrip("?"), keep_blank_values=False, max_num_fields=None):
            parts.setdefault(name, []).append(written)
        return parts
    for name, value in query.items():
        words = [value] if isinstance(value, str) else list(value)
        if any(words):
            parts[name] = [word for word in words if word]
    return parts


def _value(condition: Condition, written: list[str]) -> Any:
    """The value of a condition. Raises ValueError with the end of a sentence."""
    if condition.kind == "choice":
        return _choices(condition, written)
    if len(written) > 1:
        raise ValueError("it stands there more than once")
    word = written[0].strip()
    if condition.kind == "day":
        try:
            return date.fromisoformat(word)
        except ValueError:
            raise ValueError(f"“{_shown(word)}” is not a day, write YYYY-MM-DD") from None
    if condition.kind == "flag":
        if word not in ("1", "0"):
            raise ValueError(f"“{_shown(word)}” is neither 1 nor 0")
        return word == "1"
    if condition.kind == "count":
        if not word.isascii() or not word.isdigit() or not 1 <= int(word[:7]) <= 1_000_000:
            raise ValueError(f"“{_shown(word)}” is not a count of one or more")
        return int(word[:7])
    if condition.kind == "number":
        return _number(word)
    if condition.kind == "box":
        return _box(word)
    if condition.kind == "shape":
        return _shape(word)
    return word


def _choices(condition: Condition, written: list[str]) -> tuple[str, ...]:
    chosen: list[str] = []
    for word in written:
        if condition.name == "type" and word in TYPE_GROUPS:
            chosen += [kind.value for kind in TYPE_GROUPS[word]]
        elif condition.known and word not in condition.known and word != NONE:
            raise ValueError(f"“{_shown(word)}” is none of its values")
        else:
            chosen.append(word)
    return tuple(chosen)


def _number(word: str) -> float:
    try:
        number = float(word)
    except ValueError:
        raise ValueError(f"“{_shown(word)}” is not a number") from None
    if not -1e15 < number < 1e15:
        raise ValueError(f"“{_shown(word)}” is not a number we count with")
    return number


def _box(word: str) -> tuple[float, float, float, float]:
    try:
        south, west, north, east = (float(corner) for corner in word.split(","))
    except ValueError:
        raise ValueError("a box is south,west,north,east in degrees") from None
    if not (-90 <= south <= north <= 90 and -180 <= west <= 180 and -180 <= east <= 180):
        raise ValueError("the box lies outside the earth")
    return south, west, north, east


def _shape(word: str) -> tuple[tuple[float, float], ...]:
    try:
        corners = tuple((float(lat), float(lon)) for lat, lon in (pair.split(",") for pair in word.split(";")))
    except ValueError:
        raise ValueError("a shape is lat,lon;lat,lon;… in degrees") from None
    if not 3 <= len(corners) <= MOST_CORNERS:
        raise ValueError(f"a shape has 3 to {MOST_CORNERS} corners")
    if not all(-90 <= lat <= 90 and -180 <= lon <= 180 for lat, lon in corners):
        raise ValueError("the shape lies outside the earth")
    return corners


def _written(name: str, value: Any) -> list[str]:
    if name == "shape":
        return [";".join(f"{lat:.4f},{lon:.4f}" for lat, lon in value)]
    if isinstance(value, tuple):
        return [",".join(f"{corner:.5f}" for corner in value)] if name == "box" else list(value)
    if isinstance(value, bool):
        return ["1" if value else "0"]
    if isinstance(value, date):
        return [value.isoformat()]
    return [repr(value)] if isinstance(value, float) else [str(value)]


def _clean(word: str) -> str:
    """One line that a URL can carry."""
    return " ".join(word.encode("utf-8", "replace").decode().replace("\0", "").split())[:_LIMIT].strip()


def _shown(word: str) -> str:
    """A stranger's word inside our sentence: short and printable."""
    return "".join(letter if letter.isprintable() else "�" for letter in word[:40])
