"""What changes between two renderings of one utterance: the field is named and both wordings are shown."""

from datetime import date

import pytest

from geo.claims import extract
from geo.gazetteer import open_gazetteer
from geo.origins import group
from geo.origins.drift import DriftField, drift, drifts
from geo.reports import from_text

FIRST = "Ukrainian forces hold 800 square miles in Kursk region, Syrskyi said."


def read(text, source, day=12):
    report = from_text(text, source=source, published=date(2024, 11, day), language="en")
    return report, extract(report, open_gazetteer())


def renderings(first, second):
    """The drift between the first claims of two sentences, as (field, sentence), and the claims with their reports."""
    (one, claims), (other, later) = read(first, "Wire A"), read(second, "Daily B", 13)
    return drift(claims[0], later[0]), (one, claims[0]), (other, later[0])


@pytest.mark.parametrize(
    ("first", "second", "field", "words"),
    [
        (
            FIRST,
            "Syrskyi said Ukrainian forces hold 800 square kilometers in Kursk region.",
            "unit",
            "square miles became",
        ),
        (
            "Syrskyi said 300 soldiers were killed in Kursk region.",
            "Syrskyi said 300 soldiers were killed or wounded in Kursk region.",
            "scope",
            "killed",
        ),
        (
            "Syrskyi said Russian and North Korean troops attacked Sudzha.",
            "Syrskyi said Russian troops attacked Sudzha.",
            "subject",
            "PRK",
        ),
        (
            "Syrskyi said 7,905 Russian soldiers were killed in Kursk region.",
            "Syrskyi said about 7,900 Russian soldiers were killed in Kursk region.",
            "number",
            "7,905",
        ),
        (
            "Syrskyi said Russian troops attacked Sudzha on Monday.",
            "Syrskyi said Russian troops attacked Sudzha on Tuesday.",
            "date",
            "11 Nov 2024 became 12 Nov 2024",
        ),
        (
            "Russian troops attacked Sudzha, Oleksandr Syrskyi said.",
            "Russian troops attacked Sudzha, Syrskyi's deputy said.",
            "name",
            "Oleksandr Syrskyi became",
        ),
        (
            "Syrskyi said Russian troops attacked Sudzha.",
            "Syrskyi said Russian troops attacked Kursk region.",
            "place",
            "Sudzha became Kursk Oblast",
        ),
        (
            "Syrskyi said about 300 soldiers were killed in Kursk region.",
            "Syrskyi said 300 soldiers were killed in Kursk region.",
            "hedge lost",
            "is left out",
        ),
        (
            "Syrskyi said Russian troops attacked Sudzha.",
            "Syrskyi said Russian troops probably attacked Sudzha.",
            "hedge added",
            "probably",
        ),
    ],
    ids=lambda value: value if " " not in str(value)[:12] or value.startswith("hedge") else "",
)
def test_each_kind_of_drift_is_named_with_both_wordings(first, second, field, words):
    found, (one, _), (other, _) = renderings(first, second)
    kinds = {each.field.value: each for each in found}
    assert field in kinds, [each.words for each in found]
    assert words in kinds[field].words
    for each in found:
        if each.before:
            assert one.text[each.before.start : each.before.end] == each.before.as_written
        if each.after:
            assert other.text[each.after.start : each.after.end] == each.after.as_written


def test_the_same_words_drift_nowhere():
    found, _, _ = renderings(FIRST, FIRST)
    assert found == ()


def test_a_converted_and_rounded_number_is_a_drift_of_unit_alone():
    found, _, _ = renderings(
        "Ukrainian forces hold about 500 square miles in Kursk region, Syrskyi said.",
        "Syrskyi said Ukrainian forces hold about 1,300 square kilometres in Kursk region.",
    )
    assert [each.field for each in found] == [DriftField.UNIT]


def test_drift_is_looked_for_within_an_origin_against_its_first_print():
    pairs = [
        read(FIRST, "Wire A"),
        read("Syrskyi said Ukrainian forces hold 800 square kilometers in Kursk region.", "Daily B", 13),
    ]
    reports = {report.id: report for report, _ in pairs}
    claims = group([claim for _, found in pairs for claim in found], reports)
    (changed,) = drifts(claims, reports).values()
    assert (changed[0].earlier, changed[0].later) == (claims[0].id, claims[1].id)
