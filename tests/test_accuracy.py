"""The gate: fields may not fall below the floors in cases/floors.json, which only rise."""

import json
from collections import defaultdict
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from geo.claims import extract
from geo.exports import to_contract
from geo.gazetteer import open_gazetteer
from geo.reports import from_text
from tests.claim_scorer import count, rates, total

CASES = Path(__file__).parent / "cases"
FLOORS = json.loads((CASES / "floors.json").read_text(encoding="utf8"))
REPORTS = sorted((CASES / "reports" / "dev").glob("*.json"))
CEILINGS = ("never", "invented_pins", "wrong_pins")


@cache
def tallies():
    """Counts by language over the development reports."""
    found = defaultdict(list)
    for file in REPORTS:
        gold = json.loads(file.read_text(encoding="utf8"))
        report = from_text(
            gold["text"],
            published=date.fromisoformat(gold["published"]),
            source=gold["outlet"] or None,
            language=gold["language"],
        )
        claims = [to_contract(claim, report) for claim in extract(report, open_gazetteer())]
        found[gold["language"]].append(count(gold, claims))
    return found


@pytest.mark.parametrize(("language", "field"), [(a, b) for a, fields in FLOORS.items() for b in fields])
def test_no_field_falls_below_its_floor(language, field):
    measured = total(tallies()[language])[field]
    floor = FLOORS[language][field]
    if field in CEILINGS:
        assert measured <= floor, f"{field} in {language}: {measured:.0f}, allowed {floor}"
    else:
        assert measured >= floor, f"{field} in {language}: {measured:.3f}, floor {floor}"


def test_an_empty_answer_earns_nothing():
    gold = json.loads(REPORTS[0].read_text(encoding="utf8"))
    assert rates(count(gold, []))["f1"] == 0.0


def test_the_annotation_itself_earns_everything():
    gold = json.loads(next(f for f in REPORTS if "kursk-wire" in f.stem).read_text(encoding="utf8"))
    perfect = [
        {
            "start": claim["start"],
            "end": claim["end"],
            "claimant": claim["claimant"][0] if claim["claimant"] else None,
            "claimant_text": None,
            "subject_countries": claim["subject_countries"],
            "quantity": claim["quantity"],
            "places": [
                {"role": p["role"], "lat": p["lat"], "lon": p["lon"], "name": p["name"], "start": 0, "end": 0}
                for p in claim["places"]
            ],
            "event_start": claim["event"]["start"] if claim["event"] else None,
            "event_end": claim["event"]["end"] if claim["event"] else None,
            "modality": claim["modality"],
        }
        for claim in gold["claims"]
    ]
    scored = rates(count(gold, perfect))
    assert scored["f1"] == scored["strict_f1"] == 1.0
    assert scored["never"] == scored["wrong_pins"] == 0
