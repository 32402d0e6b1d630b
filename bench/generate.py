"""Plausible claims from the gazetteer, for measuring: `python bench/generate.py 100000 STORE` fills a store with them.

The same number always gives the same claims. Twenty claims a report; the quote stands in the report's text; places
are drawn from 5,000 of the gazetteer, a few of them very often, as news does.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from geo.gazetteer import Gazetteer, open_gazetteer
from geo.model import (
    Actor,
    Attribution,
    Claim,
    ClaimPlace,
    ClaimType,
    DateBasis,
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
from geo.reports import report_id

PER_REPORT = 20
PLACES = 5_000
FIRST = date(2022, 2, 24)
DAYS = 1_000
AREAS = {PlaceKind.COUNTRY: 6, PlaceKind.ADM1: 4, PlaceKind.REGION: 5}
COUNTRIES = ("RUS", "UKR", "PRK", "SDN", "SYR", "COD", "RWA", "ISR", "LBN", "TWN", "CHN", "MLI")
MODES = ("asserted",) * 70 + ("hedged",) * 12 + ("forecast",) * 8 + ("negated",) * 6 + ("opinion",) * 4
FACTUALITY = {"asserted": "CT+", "hedged": "PR+", "forecast": "PS+", "negated": "CT-", "opinion": "Uu"}
MEASURES = (("strength", "persons"), ("killed", "persons"), ("area", "km2"), ("settlements", "settlements"))
TYPES = tuple(ClaimType)
WHY = ("the only place of this name",)


def reports(claims: int, gazetteer: Gazetteer, seed: int = 1) -> Iterator[tuple[Report, tuple[Claim, ...]]]:
    """So many claims in reports of twenty."""
    chance = random.Random(seed)
    places = places_of(gazetteer, chance)
    parties = [
        Party(f"Official {n}", None, chance.choice(tuple(Identification)[:4]), chance.choice((*COUNTRIES, None)))
        for n in range(400)
    ]
    actors = {country: Actor(f"Armed forces of {country}", None, country, 1) for country in COUNTRIES}
    for number in range(-(-claims // PER_REPORT)):
        size = min(PER_REPORT, claims - number * PER_REPORT)
        yield one_report(number, size, chance, places, parties, actors)


def places_of(gazetteer: Gazetteer, chance: random.Random) -> list[tuple[Place, Footprint]]:
    found = []
    for at in sorted(chance.sample(range(len(gazetteer)), min(len(gazetteer), PLACES * 2))):
        place = gazetteer.place_at(at)
        if place.kind in (PlaceKind.SETTLEMENT, *AREAS):
            area = place.kind in AREAS
            ground = Footprint(
                id=f"g{at}",
                shape=Shape.AREA if area else Shape.POINT,
                place_ids=(place.id,),
                lat=place.lat,
                lon=place.lon,
                where_prec=AREAS.get(place.kind, 1),
                radius_km=0.0 if area else 2.0,
                label=place.name,
            )
            found.append((place, ground))
    chance.shuffle(found)
    return found[:PLACES]


def one_report(number, size, chance, places, parties, actors) -> tuple[Report, tuple[Claim, ...]]:
    published = FIRST + timedelta(days=number * 7919 % DAYS)
    outlet = f"Outlet {number * 31 % 60}"
    sentences, facts, at = [], [], 0
    for _ in range(size):
        place, ground = places[int(len(places) * chance.random() ** 3)]
        party = parties[int(400 * chance.random() ** 2)]
        country = COUNTRIES[int(12 * chance.random() ** 2)]
        low = 10.0 * int(1 + 400 * chance.random() ** 4)
        words = f"About {low:.0f} from {country} were seen in {place.name}, said {party.name} of report {number}."
        sentences.append(words)
        facts.append((at, words, place, ground, party, country, low))
        at += len(words) + 1
    report = Report("", "\n".join(sentences), outlet, f"Report {number}", None, published)
    report = Report(report_id(report), report.text, outlet, report.title, None, published)
    return report, tuple(one_claim(report, position, chance, actors, fact) for position, fact in enumerate(facts))


def one_claim(report, position, chance, actors, fact) -> Claim:
    at, words, place, ground, party, country, low = fact
    citation = Span(at, at + len(words), words)
    number = Span(at, at + 6 + len(f"{low:.0f}"), f"About {low:.0f}")
    name = Span(at + words.rindex(place.name), at + words.rindex(place.name) + len(place.name), place.name)
    mode = MODES[int(100 * chance.random())]
    last = report.published - timedelta(days=int(5 * chance.random()))
    measure, unit = MEASURES[int(4 * chance.random())]
    placed = chance.random() < 0.9
    narrated = chance.random() < 0.2
    return Claim(
        id=f"{report.id}{position:03d}",
        report_id=report.id,
        citation=citation,
        claim_type=TYPES[int(len(TYPES) * chance.random())],
        attribution=Attribution(
            content=(citation,),
            claimant=None if narrated else party,
            relays=(Party(f"Outlet {position}", None, Identification.OUTLET),) if chance.random() < 0.3 else (),
            quote_kind=QuoteKind.NARRATOR if narrated else QuoteKind.INDIRECT,
        ),
        subject=actors[country],
        subject_countries=(country,),
        quantity=Quantity(number, low * 0.9, low * 1.1, unit, measure, "about") if chance.random() < 0.6 else None,
        places=(
            (
                ClaimPlace(
                    name, PlaceRole.LOCATION, ToponymClass.LITERAL, place, ground, reasons=("the only such place",)
                ),
            )
            if placed
            else ()
        ),
        when=DayRange(last, last, True, 1, DateBasis.PUBLICATION, None, last.isoformat())
        if chance.random() < 0.8
        else None,
        modality=Modality(Mode(mode), FACTUALITY[mode]),
        origin="" if narrated else f"o{party.name[9:]}-{country}-{ground.id}-{low:.0f}",
        origin_basis="" if narrated else "same utterance",
        not_drawn_because=None if placed else "no place is named",
    )


def main() -> None:
    from geo.store import Store

    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("claims", type=int)
    asked.add_argument("store")
    chosen = asked.parse_args()
    store = Store(chosen.store)
    began = time.perf_counter()
    store.add_many(
        reports(chosen.claims, open_gazetteer()),
        progress=lambda many, claims: print(f"\r{many} reports, {claims} claims", end="", file=sys.stderr),
    )
    print(f"\n{chosen.claims} claims in {time.perf_counter() - began:.1f} s", file=sys.stderr)
    store.close()


if __name__ == "__main__":
    main()
