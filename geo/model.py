"""The values that flow through the pipeline: frozen, without I/O, and each with the words that made it.

Axis order is latitude first everywhere in this module (x, y only inside shapely). Character offsets are half-open
and count Python characters of `Report.text`; `report.text[span.start:span.end] == span.as_written` for every span.
None means "the report does not say". Enumerations name the codebook they follow.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

# ------------------------------------------------------------------------------------------------ reports


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a report's text (W3C Web Annotation: text position and quote selector in one)."""

    start: int
    end: int
    as_written: str


@dataclass(frozen=True, slots=True)
class Report:
    """One document as received. `id` is a hash of its text, source and publication date."""

    id: str
    text: str
    source: str | None = None
    title: str | None = None
    url: str | None = None
    published: date | None = None
    retrieved: datetime | None = None
    language: str = "en"
    notes: tuple[str, ...] = ()
    """Plain sentences for the user: what was assumed or left out while reading."""


# ------------------------------------------------------------------------------------------------ places


class PlaceKind(StrEnum):
    COUNTRY = "country"
    ADM1 = "adm1"
    ADM2 = "adm2"
    SETTLEMENT = "settlement"
    REGION = "region"  # composed or natural regions: Donbass, Sahel, Black Sea …
    WATER = "water"
    FACILITY = "facility"  # airfields, plants, crossings
    LINE = "line"  # borders, rivers, front lines
    CONTINENT = "continent"


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the gazetteer. `lat`/`lon` are degrees WGS84; for an area, a point inside it."""

    id: str
    name: str
    kind: PlaceKind
    lat: float
    lon: float
    country: str | None = None  # ISO 3166 alpha-2
    admin1: str | None = None  # name, English
    admin1_id: str | None = None  # gazetteer id of the first-order area that holds it
    admin2: str | None = None
    population: int = 0
    feature: str | None = None  # GeoNames feature code where known
    radius_km: float = 0.0  # uncertainty or extent where there is no polygon


class ToponymClass(StrEnum):
    """How a place name is used. Only the first four can yield a place."""

    LITERAL = "literal"
    VAGUE = "vague"
    ANAPHOR = "anaphor"
    INHERITED = "inherited"
    METONYM = "metonym"
    DEMONYM = "demonym"
    EMBEDDED = "embedded"
    HISTORICAL = "historical"


@dataclass(frozen=True, slots=True)
class Toponym:
    """A place name as it stands in the text. `name` is what to look up: the words without "the city of", "region" …"""

    span: Span
    name: str
    toponym_class: ToponymClass
    wanted: tuple[PlaceKind, ...] = ()  # kinds the words ask for ("Kursk region" → ADM1); empty = any
    within: str | None = None  # "Pokrovsk, Donetsk Oblast": the words that narrow it
    antecedent: Span | None = None  # for anaphors: the toponym it stands for
    reasons: tuple[str, ...] = ()
    score: float = 1.0  # the recogniser's chance that these words name a place at all
    bound: bool = False  # the words put it inside `within` ("X in Magway Region"): no place elsewhere will do


@dataclass(frozen=True, slots=True)
class Resolution:
    """The decision about one toponym, with reasons. `place` None is a decision too (unresolved or no place)."""

    toponym: Toponym
    place: Place | None
    ambiguous: bool = False
    margin: float = 0.0  # score distance to the runner-up, ranker units
    reasons: tuple[str, ...] = ()
    alternatives: tuple[Place, ...] = ()


class Shape(StrEnum):
    """What ground is drawn, by the words."""

    POINT = "point"  # settlement or better, with radius of uncertainty
    AREA = "area"  # polygon(s) of one or more gazetteer places
    SECTOR = "sector"  # "southwest of X", "20 km north of X"
    CORRIDOR = "corridor"  # "between A and B", "from A towards B"
    RING = "ring"  # "around X", "outskirts of X"
    LINE = "line"  # border, river
    NONE = "none"  # "the front line"


@dataclass(frozen=True, slots=True)
class Footprint:
    """The ground a claim covers, as parameters; `footprints.geometry` draws it. Same words, same `id`.

    `where_prec` is UCDP GED's: 1 exact, 2 within ~25 km, 3 second-order admin, 4 first-order admin, 5 region or line,
    6 country, 7 international, 0 none. `lat`/`lon` lie inside the footprint. Bearings in degrees clockwise from north.
    """

    id: str
    shape: Shape
    place_ids: tuple[str, ...]
    lat: float | None
    lon: float | None
    where_prec: int
    radius_km: float = 0.0  # uncertainty radius, or outer radius for sector and ring, half-width for corridor
    inner_km: float = 0.0
    bearing: float | None = None
    half_angle: float | None = None
    label: str = ""  # "Kursk Oblast", "southwest of Pokrovsk"


class PlaceRole(StrEnum):
    LOCATION = "location"
    ORIGIN = "origin"
    DESTINATION = "destination"
    TARGET = "target"
    CONTEXT = "context"


@dataclass(frozen=True, slots=True)
class ClaimPlace:
    """One place of a claim: the words, their role, the decision and the ground."""

    span: Span
    role: PlaceRole
    toponym_class: ToponymClass
    place: Place | None
    footprint: Footprint | None
    ambiguous: bool = False
    reasons: tuple[str, ...] = ()


# ------------------------------------------------------------------------------------------------ who


class Identification(StrEnum):
    NAMED = "named"
    ROLE_ONLY = "role_only"
    ANONYMOUS = "anonymous"
    COLLECTIVE = "collective"
    PASSIVE = "passive"
    OUTLET = "outlet"
    AUTHOR = "author"


@dataclass(frozen=True, slots=True)
class Party:
    """A claimant or relay: `name` is the canonical label, `span` the words (None for the author)."""

    name: str
    span: Span | None
    identification: Identification
    country: str | None = None  # ISO 3166 alpha-3 of the side it speaks for, where known
    written: str | None = None  # an outlet's own name in the report's language, where the canonical label is another


class QuoteKind(StrEnum):
    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"
    NARRATOR = "narrator"


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who said a stretch of text, through whom, with what cue. `claimant` None: the narrator, or a passive."""

    content: tuple[Span, ...]
    claimant: Party | None
    relays: tuple[Party, ...] = ()
    cue: Span | None = None
    quote_kind: QuoteKind = QuoteKind.NARRATOR
    hearsay: bool = False  # "are said to", "reportedly": a passive source, never an origin
    asserted: DayRange | None = None  # when it was said
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Actor:
    """Whose forces. `actor_type` is ACLED's 1–8 (1 state forces, 2 rebels, 3 militias, 7 civilians, 8 external)."""

    name: str
    span: Span | None
    country: str | None = None  # ISO 3166 alpha-3 of the side
    actor_type: int | None = None
    echelon: str | None = None
    reasons: tuple[str, ...] = ()


# ---------------------------------------------------------------------------------- what, how many, when, how sure


class ClaimType(StrEnum):
    """Codebook of 2-claims (presence to opinion); the mapping to ACLED event types is `data/words/acled.csv`."""

    PRESENCE = "presence"
    STRENGTH = "strength"
    BUILDUP = "buildup"
    TRANSFER = "transfer"
    MOVEMENT = "movement"
    INCURSION = "incursion"
    CLASH = "clash"
    STRIKE = "strike"
    ATTACK_SERIES = "attack_series"
    HOLDING = "holding"
    OFFENSIVE = "offensive"
    CONTROL = "control"
    CONTROL_CHANGE = "control_change"
    LOSSES = "losses"
    MATERIEL = "materiel"
    CIVILIAN_HARM = "civilian_harm"
    FORECAST = "forecast"
    INTENT = "intent"
    STATEMENT = "statement"
    DENIAL = "denial"
    OPINION = "opinion"


@dataclass(frozen=True, slots=True)
class Quantity:
    """How many, as an interval [low, high]; None is open. Conventions of the codebook, version `QUANTITY_RULES`."""

    span: Span
    low: float | None
    high: float | None
    unit: str  # persons, km2, settlements, vehicles, aircraft, pieces, units, fraction …
    measure: (
        str  # strength, killed, wounded, captured, killed_or_wounded, area, settlements, materiel, events, distance …
    )
    modifier: str | None = None  # the words that widen it: "nearly", "some", "up to"
    derived: bool = False  # from a unit-size table, not from a number in the text
    rule: str = ""


class DateBasis(StrEnum):
    EXPLICIT = "explicit"
    PUBLICATION = "relative to publication"
    UTTERANCE = "relative to utterance"
    INHERITED = "inherited"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class DayRange:
    """When, as first and last day, both inclusive; None is open. `date_prec` is UCDP's 1 day … 5 more than a month."""

    first: date | None
    last: date | None
    precise: bool = False
    date_prec: int = 5
    basis: DateBasis = DateBasis.NONE
    span: Span | None = None
    edtf: str = ""  # ISO 8601-2
    rule: str = ""


class Mode(StrEnum):
    ASSERTED = "asserted"
    HEDGED = "hedged"
    FORECAST = "forecast"
    NEGATED = "negated"
    HYPOTHETICAL = "hypothetical"
    OPINION = "opinion"


@dataclass(frozen=True, slots=True)
class Modality:
    """How sure the claimant is. `factuality` is FactBank's: CT+ PR+ PS+ CT- PR- PS- Uu."""

    mode: Mode = Mode.ASSERTED
    factuality: str = "CT+"
    hedge: Span | None = None
    hedge_scope: str | None = None  # event, place, time, quantity, attribution
    reasons: tuple[str, ...] = ()


# ------------------------------------------------------------------------------------------------ the claim


@dataclass(frozen=True, slots=True)
class Correction:
    """One field as a person has set it. `was` and `now` are words for a reader; the machine's own claim is kept."""

    field: str
    was: str
    now: str
    person: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One assertion by one claimant in one report, evidenced by a citation (Security Force Monitor's sense).

    `id` is a hash of the report id, the citation's offsets and the fields: the same bytes give the same id.
    """

    id: str
    report_id: str
    citation: Span
    claim_type: ClaimType
    attribution: Attribution
    subject: Actor | None = None
    subject_countries: tuple[str, ...] = ()
    object: Actor | None = None
    object_countries: tuple[str, ...] = ()
    quantity: Quantity | None = None
    places: tuple[ClaimPlace, ...] = ()
    when: DayRange | None = None
    modality: Modality = field(default_factory=Modality)
    predicate: Span | None = None
    origin: str = ""
    origin_basis: str = ""
    not_drawn_because: str | None = None
    reasons: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    """What people have changed; empty for a claim as the machine read it."""

    @property
    def drawn(self) -> bool:
        """True when the claim has ground to show and is not kept off the map by its reason."""
        return self.not_drawn_because is None
