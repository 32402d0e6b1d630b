"""What a person is offered who corrects a claim: places with reasons, and the claim's fields as they can be written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geo import words
from geo.aspects import main_places
from geo.gazetteer import Gazetteer
from geo.gazetteer.nearby import nearby
from geo.interface import label
from geo.model import Claim, Place
from geo.phrases import country, number

MOST = 8


@dataclass(frozen=True, slots=True)
class Offer:
    """A place that may be meant: its id, its name with what it is, and why it is offered."""

    place_id: str
    name: str
    why: str


def by_name(gazetteer: Gazetteer, name: str, claim: Claim, *, language: str | None = None) -> list[Offer]:
    """The places that these words may mean, the likeliest and then the nearest to the claim's ground first."""
    near = next(((p.footprint.lat, p.footprint.lon) for p in claim.places if p.footprint and p.footprint.lat), None)
    spot = (near[0], near[1]) if near and near[0] is not None and near[1] is not None else None
    found = gazetteer.search(name[:100], language=language, near=spot, limit=MOST)
    return [Offer(one.place.id, title(one.place), _why(one.place, one.reasons)) for one in found]


def by_point(gazetteer: Gazetteer, lat: float, lon: float) -> list[Offer]:
    """The places around a point of the map, and the areas that hold it."""
    return [Offer(one.place.id, title(one.place), _why(one.place, one.reasons)) for one in nearby(gazetteer, lat, lon)]


def title(place: Place) -> str:
    """`Sudzha, settlement in Kursk Oblast, Russia`."""
    nation = country(_alpha3(place.country)) or ""
    inside = ", ".join(part for part in dict.fromkeys((place.admin1, nation)) if part and part != place.name)
    kind = label("place_kinds", place.kind.value)
    return f"{place.name}, {kind}" + (f" in {inside}" if inside else "")


def written(claim: Claim) -> dict[str, str]:
    """The correctable fields of a claim as corrections write them; what equals this is no change."""
    amount, when, said = claim.quantity, claim.when, claim.attribution.claimant
    fields = {
        "claim_type": claim.claim_type.value,
        "mode": claim.modality.mode.value,
        "claimant": said.name if said else "",
        "country": " ".join(claim.subject_countries),
        "low": _plain(amount.low if amount else None),
        "high": _plain(amount.high if amount else None),
        "unit": amount.unit if amount else "",
        "measure": amount.measure if amount else "",
        "first": when.first.isoformat() if when and when.first else "",
        "last": when.last.isoformat() if when and when.last else "",
    }
    for at, place in enumerate(main_places(claim)[:9], 1):
        fields["place" if at == 1 else f"place{at}"] = place.place.id if place.place else ""
        fields["role" if at == 1 else f"role{at}"] = place.role.value
    return fields


def changed(claim: Claim, wanted: Mapping[str, str]) -> dict[str, str]:
    """Only the fields that differ from the claim as it is shown."""
    now = written(claim)
    return {name: value for name, value in wanted.items() if value != now.get(name, "")}


def countries() -> dict[str, str]:
    """ISO 3166 alpha-3 code → English name, by name."""
    found = {row["alpha3"]: country(row["alpha3"]) or row["alpha3"] for row in words.rows("countries.csv")}
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def halves(claim: Claim, cut: int) -> tuple[str, str]:
    """The words before and after a cut."""
    at = cut - claim.citation.start
    return claim.citation.as_written[:at].strip(), claim.citation.as_written[at:].strip()


def siblings(claim: Claim, others: Sequence[Claim]) -> list[Claim]:
    """The other claims of the report, the nearest in the text first."""
    own = [one for one in others if one.report_id == claim.report_id and one.id != claim.id]
    return sorted(own, key=lambda one: abs(one.citation.start - claim.citation.start))


def _why(place: Place, reasons: Sequence[str]) -> str:
    people = f"{number(place.population)} people" if place.population else ""
    return " · ".join(filter(None, (*reasons, people)))


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:g}" if abs(value) < 1e6 else f"{value:.0f}"


def _alpha3(alpha2: str | None) -> str | None:
    return next((row["alpha3"] for row in words.rows("countries.csv") if row["alpha2"] == alpha2), None)
