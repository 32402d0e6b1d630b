"""The sentence says exactly what is shown."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from made import KURSK, SUDZHA, claim, report
from varied import fill, filters

from geo.filters import Filter
from geo.filters.sentence import sentence
from geo.snapshot import build
from geo.snapshot.view import View


@pytest.fixture
def snapshot(store):
    said = report(title="A title")
    store.add(
        said,
        [
            claim(said, 1, origin="o-1", first=date(2024, 11, 5), last=date(2024, 11, 6)),
            claim(said, 2, origin="o-1", place=SUDZHA, mode="hedged"),
            claim(said, 3, place=None, claimant=None),
        ],
    )
    return build(store)


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        (Filter(), "3 claims from 1 report (1 origin · 1 outlet · 2 mentions); 1 not drawn: 1 no place is named."),
        (Filter(place=(KURSK.id,)), "2 of 3 claims from 1 report (1 origin · 1 outlet · 2 mentions), in Kursk Oblast."),
        (Filter(place=("RU",)), "in Russia"),
        (
            Filter(event_from=date(2024, 11, 4), event_to=date(2024, 11, 15), dated_only=True),
            "1 of 3 claims from 1 report (1 origin · 1 outlet · 1 mention), event time 4–15 Nov 2024, "
            "dated events only.",
        ),
        (Filter(mode=("hedged", "negated")), "hedged or negated only"),
        (Filter(claimant=("none",)), "said by the narrator"),
        (Filter(type=("control", "control_change", "clash")), "of type ground or clash"),
        (Filter(country=("PRK",)), "about forces of North Korea"),
        (Filter(least=50, most=900), "quantity possibly at least 50 and at most 900"),
        (Filter(text="=1+1 \u202e"), "matching “=1+1 ⟨U+202E⟩”"),
        (
            Filter(as_of=date(2024, 11, 14)),
            "0 of 3 claims from 0 reports (0 origins · 0 outlets · 0 mentions), as published by 14 Nov 2024.",
        ),
    ],
)
def test_each_condition_is_said(snapshot, chosen, words):
    assert words in sentence(View(snapshot, chosen))


def test_the_title_of_a_report_stands_for_its_id(snapshot):
    assert "in the report “A title”" in sentence(View(snapshot, Filter(report=(snapshot.reports[0].id,))))


def test_an_empty_store_says_what_to_do(store):
    assert sentence(View(build(store))) == "No claims yet: add a report."


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    store = fill(str(tmp_path_factory.mktemp("filled") / "store.db"))
    yield build(store)
    store.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filters())
def test_every_view_has_one_line_that_begins_with_its_count(filled, chosen):
    view = View(filled, chosen)
    words = sentence(view)
    assert words.startswith(f"{view.counts.claims} ")
    assert words.endswith(".")
    assert words.isprintable()
