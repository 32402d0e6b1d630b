"""Which column of a table of events means what: the known data sets in `data/events/`, or a user's own choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

import msgspec

from geo.errors import ReportError
from geo.words import ROOT

FIELDS = (
    "id",
    "first",
    "last",
    "date_precision",
    "kind",
    "wider_kind",
    "subject",
    "object",
    "subject_country",
    "object_country",
    "place",
    "admin2",
    "admin1",
    "country",
    "lat",
    "lon",
    "precision",
    "low",
    "best",
    "high",
    "source",
    "notes",
)
"""What a column can mean; the order in which a row is written out."""

_FOLDER = ROOT / "data" / "events"


@dataclass(frozen=True, slots=True)
class Measure:
    """What the numbers of a table count. `zero_is_unknown`: it writes 0 both for nobody and for nothing known."""

    measure: str = "killed"
    unit: str = "persons"
    zero_is_unknown: bool = False


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a row is that does not say: its claim type, and UCDP's where_prec of its coordinates."""

    kind: str = "statement"
    precision: int = 2


@dataclass(frozen=True, slots=True)
class Coding:
    """How a table codes events, as its file in `data/events/` says it.

    `marks` are the headings it is known by, `headings` those of a table that is published without; `columns` field →
    heading; `precision` its code → UCDP where_prec; `date_precision` → UCDP date_prec; `kinds` its word or code →
    claim type; `day_format` as strptime has it, None for ISO 8601 and its like.
    """

    name: str
    title: str
    marks: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    columns: dict[str, str] = field(default_factory=dict)
    precision: dict[str, int] = field(default_factory=dict)
    date_precision: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    guesses: dict[str, tuple[str, ...]] = field(default_factory=dict)
    quantity: Measure = field(default_factory=Measure)
    defaults: Defaults = field(default_factory=Defaults)
    day_format: str | None = None
    left_out: tuple[str, ...] = ()


@cache
def _read(name: str) -> Coding:
    return msgspec.toml.decode((_FOLDER / f"{name}.toml").read_bytes(), type=Coding)


@cache
def known() -> tuple[Coding, ...]:
    """The data sets that need no questions."""
    return tuple(_read(path.stem) for path in sorted(_FOLDER.glob("*.toml")) if path.stem != "generic")


def recognised(headings: Sequence[str]) -> Coding | None:
    """The coding of a known data set whose marks all stand among the headings; None for any other table."""
    return next((coding for coding in known() if set(coding.marks) <= set(headings)), None)


def headings_of(width: int) -> tuple[str, ...]:
    """The headings of a known data set that is published without them, by its number of columns; empty for none."""
    return next((coding.headings for coding in known() if width == len(coding.headings) > 1), ())


def guessed(headings: Sequence[str]) -> dict[str, str]:
    """Field → heading for a table nobody knows, as a first proposal."""
    folded = {heading.strip().casefold().replace(" ", "_"): heading for heading in reversed(headings)}
    found: dict[str, str] = {}
    for meaning, words in _read("generic").guesses.items():
        heading = next((folded[word] for word in words if word in folded), None)
        if heading is not None and heading not in found.values():
            found[meaning] = heading
    return found


def chosen(columns: Mapping[str, str], headings: Sequence[str], *, name: str, kind: str | None = None) -> Coding:
    """The coding that a person chose: field → heading. Raises ReportError when it cannot place or name anything."""
    unknown = sorted(set(columns) - set(FIELDS)) + sorted(set(columns.values()) - set(headings))
    if unknown:
        raise ReportError(f"The table has no such field or column: {', '.join(unknown)}. Nothing was added.")
    if not {"place", "admin1", "admin2", "country"} & set(columns) and not {"lat", "lon"} <= set(columns):
        raise ReportError("Choose a column of places, or one of latitudes and one of longitudes. Nothing was added.")
    generic = _read("generic")
    defaults = replace(generic.defaults, kind=kind or generic.defaults.kind)
    return replace(generic, name=name, columns=dict(columns), defaults=defaults)
