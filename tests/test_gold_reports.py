"""The hand-annotated reports and the samples are well formed: a slip in gold would be graded as a slip of ours."""

from __future__ import annotations

import json
import re
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from geo.reports import read

ROOT = Path(__file__).resolve().parent.parent
GOLD = sorted((ROOT / "tests" / "cases" / "reports").glob("**/*.json"))
SAMPLES = sorted((ROOT / "data" / "reports").glob("*.md"))
FAMILIES = {"presence", "movement", "attack", "control", "losses", "materiel", "forecast", "statement", "other"}
ROLES = {"location", "target", "origin", "destination", "context"}
LEVELS = {"point", "adm2", "adm1", "region", "country"}
MODALITIES = {"asserted", "hedged", "forecast", "negated", "hypothetical", "opinion"}


def load(path: Path) -> dict[str, Any]:
    gold: dict[str, Any] = json.loads(path.read_text(encoding="utf8"))
    return gold


@pytest.fixture(params=GOLD, ids=lambda path: path.stem)
def gold(request: pytest.FixtureRequest) -> dict[str, Any]:
    return load(request.param)


def test_gold_spans_quote_the_text(gold: dict[str, Any]) -> None:
    for span in [*gold["claims"], *gold["non_claims"]]:
        assert gold["text"][span["start"] : span["end"]] == span["quote"]
    for trap in gold["never_place"]:
        assert gold["text"][trap["start"] : trap["end"]] == trap["text"]
        assert trap["why"]


def test_gold_uses_the_words_of_the_codebook(gold: dict[str, Any]) -> None:
    for claim in gold["claims"]:
        assert {claim["claim_type_family"], *claim.get("type_alt", [])} <= FAMILIES
        assert {claim["modality"], *claim.get("modality_alt", [])} <= MODALITIES
        for country in [*claim["subject_countries"], *chain(*claim.get("subject_alt", []))]:
            assert re.fullmatch("[A-Z]{3}", country)
        for place in claim["places"]:
            assert {place["role"], *place.get("role_alt", [])} <= ROLES
            assert place["level"] in LEVELS
            assert -90 <= place["lat"] <= 90
            assert -180 <= place["lon"] <= 180


def test_gold_events_that_are_not_forecasts_end_by_publication(gold: dict[str, Any]) -> None:
    published = date.fromisoformat(gold["published"])
    for claim in gold["claims"]:
        if claim["event"] is None or claim["claim_type_family"] == "forecast" or "forecast" in claim["modality"]:
            continue
        if claim["modality"] in {"negated", "hypothetical"}:
            continue
        for event in [claim["event"], *claim.get("event_alt", [])]:
            first, last = (None if day is None else date.fromisoformat(day) for day in (event["start"], event["end"]))
            assert first is None or last is None or first <= last
            assert last is None or last <= published, claim["quote"]


def test_gold_quantities_are_intervals(gold: dict[str, Any]) -> None:
    for claim in gold["claims"]:
        for quantity in [claim["quantity"], *claim.get("quantity_alt", [])]:
            if quantity is None:
                continue
            low, high = quantity["low"], quantity["high"]
            assert low is not None or high is not None
            assert low is None or high is None or low <= high


def test_non_claims_hold_no_claim(gold: dict[str, Any]) -> None:
    for idle in gold["non_claims"]:
        for claim in gold["claims"]:
            assert min(idle["end"], claim["end"]) <= max(idle["start"], claim["start"])


def test_gold_ids_are_unique_and_name_their_file() -> None:
    assert [load(path)["id"] for path in GOLD] == [path.stem for path in GOLD]
    claims = [claim["cid"] for path in GOLD for claim in load(path)["claims"]]
    assert len(claims) == len(set(claims))


def test_development_gold_covers_theatres_and_languages() -> None:
    development = [load(path) for path in GOLD if path.parent.name == "dev"]
    languages = [gold["language"] for gold in development]
    assert len(development) >= 24
    assert languages.count("ru") >= 3
    assert languages.count("uk") >= 3


def test_held_out_gold_is_as_wide_and_shares_no_sentence_with_development() -> None:
    held_out = [load(path) for path in GOLD if path.parent.name == "held_out"]
    development = "\n".join(load(path)["text"] for path in GOLD if path.parent.name == "dev")
    languages = [gold["language"] for gold in held_out]
    assert len(held_out) >= 22
    assert languages.count("ru") >= 4
    assert languages.count("uk") >= 4
    assert len({gold["style"] for gold in held_out}) == len(held_out)
    sentences = [line for gold in held_out for line in re.split(r"[.!?]\s|\n", gold["text"]) if len(line) > 25]
    assert [sentence for sentence in sentences if sentence in development] == []
    for gold in held_out:
        assert 6 <= sum(claim["must_have"] for claim in gold["claims"]) <= 14


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_sample_report_says_who_published_it_and_when(path: Path) -> None:
    (report,) = read(path)
    assert report.source
    assert report.title
    assert report.published is not None
    assert path.stem.startswith(report.published.isoformat())
    assert report.language in {"en", "ru", "uk"}
    assert re.fullmatch(r"https://([^/]+/([a-z]+/)?|[^/]+\.example\.org/[a-z0-9/-]+)", report.url or "")
    assert "---" not in report.text


def test_sample_reports_show_the_theatre_and_two_others() -> None:
    text = "\n".join(path.read_text(encoding="utf8") for path in SAMPLES)
    assert len(SAMPLES) >= 20
    for name in ("Kursk", "Belgorod", "Donbas", "Sudan", "Syria", "Курск", "Суми"):
        assert name in text
