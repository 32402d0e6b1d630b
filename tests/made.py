"""Reports and claims made by hand for tests of what comes after reading. The text quotes itself, as real ones do."""

from datetime import date

from geo.model import (
    Actor,
    Attribution,
    Claim,
    ClaimPlace,
    ClaimType,
    DayRange,
    Footprint,
    Identification,
    Modality,
    Mode,
    Party,
    Place,
    PlaceKind,
    PlaceRole,
    Quantity,
    QuoteKind,
    Report,
    Shape,
    Span,
    ToponymClass,
)
from geo.reports import from_text

KURSK = Place("ua-ru-1", "Kursk Oblast", PlaceKind.ADM1, 51.7, 36.2, "RU", "Kursk Oblast", "ua-ru-1")
SUDZHA = Place("p-2", "Sudzha", PlaceKind.SETTLEMENT, 51.19, 35.27, "RU", "Kursk Oblast", "ua-ru-1")
POKROVSK = Place("p-3", "Pokrovsk", PlaceKind.SETTLEMENT, 48.28, 37.18, "UA", "Donetsk Oblast", "ua-4")
KHARTOUM = Place("p-5", "Khartoum", PlaceKind.SETTLEMENT, 15.55, 32.53, "SD", "Khartoum", "sd-6")
DONBAS = Place("r-7", "Donbas", PlaceKind.REGION, 48.5, 38.0, "UA")
PARTS = {"r-7": ("ua-4", "ua-8")}
PLACES = (KURSK, SUDZHA, POKROVSK, KHARTOUM, DONBAS)


def report(text: str = "Some 11,000 troops are in Kursk Oblast, Ivan Petrenko said.", **more) -> Report:
    return from_text(text, **{"language": "en", "published": date(2024, 11, 15), "source": "Example Wire"} | more)


def footprint(place: Place) -> Footprint:
    area = place.kind in (PlaceKind.ADM1, PlaceKind.REGION)
    return Footprint(
        id=f"f-{place.id}",
        shape=Shape.AREA if area else Shape.POINT,
        place_ids=PARTS.get(place.id, (place.id,)),
        lat=place.lat,
        lon=place.lon,
        where_prec={PlaceKind.ADM1: 4, PlaceKind.REGION: 5}.get(place.kind, 1),
        label=place.name,
    )


def claim(
    said_in: Report,
    number: int = 0,
    *,
    start: int = 0,
    end: int | None = None,
    kind: str = "presence",
    claimant: str | None = "Ivan Petrenko",
    country: str | None = "UKR",
    identification: str = "named",
    relays: tuple[str, ...] = (),
    subject: tuple[str, ...] = ("PRK",),
    quantity: tuple[float | None, float | None, str, str] | None = None,
    place: Place | None = KURSK,
    role: str = "location",
    first: date | None = None,
    last: date | None = None,
    mode: str = "asserted",
    origin: str = "",
) -> Claim:
    end = len(said_in.text) if end is None else end
    span = Span(start, end, said_in.text[start:end])
    party = Party(claimant, span, Identification(identification), country) if claimant else None
    when = DayRange(first, last, precise=first == last, date_prec=1, span=span) if first or last else None
    places = (
        ()
        if place is None
        else (ClaimPlace(span, PlaceRole(role), ToponymClass.LITERAL, place, footprint(place), reasons=("named",)),)
    )
    return Claim(
        id=f"{said_in.id}-{number}",
        report_id=said_in.id,
        citation=span,
        claim_type=ClaimType(kind),
        attribution=Attribution(
            content=(span,),
            claimant=party,
            relays=tuple(Party(name, span, Identification.OUTLET) for name in relays),
            quote_kind=QuoteKind.INDIRECT if party else QuoteKind.NARRATOR,
        ),
        subject=Actor(f"Armed forces of {subject[0]}", span, subject[0], 1) if subject else None,
        subject_countries=subject,
        quantity=Quantity(span, quantity[0], quantity[1], quantity[2], quantity[3]) if quantity else None,
        places=places,
        when=when,
        modality=Modality(Mode(mode)),
        origin=origin,
        not_drawn_because=None if place else "no place is named",
    )
