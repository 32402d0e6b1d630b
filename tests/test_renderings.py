"""The utterance behind a claim as people see it: renderings, drift side by side, contested questions with silence."""

from datetime import date
from types import SimpleNamespace

from made import KURSK, claim, report

from geo.card import OriginCount
from geo.card.renderings import as_html, counted, drifted, renderings
from geo.charts import contested
from geo.filters import Filter
from geo.maps.scene import palette
from geo.origins import group
from geo.origins.disagreement import contests
from geo.snapshot import build
from geo.snapshot.echoes import echoes
from geo.snapshot.view import View
from geo.store.adding import save

SIDES = {side["code"]: side for side in palette({"UKR": 2, "RUS": 1})}
ELEVEN = (9900.0, 12100.0, "persons", "strength")


def said(source, day, text=None):
    return report(text or f"{source} says 11,000.", source=source, published=date(2024, 11, day))


def four_outlets():
    reports = [said(f"Wire {n}", 10 + n, "<b>Hostile</b> & {{7*7}}" if n == 3 else None) for n in range(4)]
    claims = [claim(one, quantity=ELEVEN, mode="hedged" if n == 2 else "asserted") for n, one in enumerate(reports)]
    return group(claims, reports), {one.id: one for one in reports}


def test_renderings_come_in_the_order_of_print_with_basis_and_drift():
    claims, reports = four_outlets()
    found = renderings(reversed(claims), reports)
    assert [one.report.source for one in found] == ["Wire 0", "Wire 1", "Wire 2", "Wire 3"]
    assert all(one.why.startswith("same utterance: the same claimant") for one in found)
    assert drifted(found) == ("doubt added",)


def test_the_words_of_a_report_are_escaped():
    claims, reports = four_outlets()
    made = as_html(renderings(claims, reports), chosen=claims[0].id)
    assert "<b>Hostile" not in made
    assert "{{" not in made
    assert made.count("<li") == 4
    assert made.count("rp-here") == 1


def test_a_count_says_origins_outlets_and_mentions():
    assert counted(OriginCount(1, 4, 6)) == "1 origin · 4 outlets · 6 mentions"


def test_outlets_and_mentions_are_counted_by_origin_and_not_from_replaced_versions(store):
    claims, reports = four_outlets()
    for one in claims:
        save(store, reports[one.report_id], (one,))
    page = {"url": "https://example.org/page", "title": "Page", "source": "Wire 9"}
    for day in (14, 15):
        version = report(f"Version of {day}.", published=date(2024, 11, day), **page)
        save(store, version, (claim(version, quantity=ELEVEN),))
    (origin,) = {one.origin for one in store.claims()}
    assert echoes(build(store)).of(origin) == (5, 5)
    assert View(build(store), Filter()).counts.origins == 1


def answered(*pairs):
    """The rows of the one contested question among claims that are given as (report, fields)."""
    reports = {one.id: one for one, _ in pairs}
    claims = group([claim(one, number, **fields) for number, (one, fields) in enumerate(pairs)], reports)
    lines = {
        name: SimpleNamespace(id=name, source=one.source, title=None, published=one.published)
        for name, one in reports.items()
    }
    (one,) = contests(claims, reports)
    return contested.rows(
        one, {each.id: each for each in claims}, contested.Setting(lines, SIDES, lambda origin: (2, 3))
    )


UKRAINE = {"claimant": "Petrenko", "country": "UKR", "subject": ("RUS",), "quantity": ELEVEN}
RUSSIA = {"claimant": "Ivanov", "country": "RUS", "subject": ("RUS",), "mode": "negated"}


def test_echoes_are_one_row_and_a_denial_is_marked_and_no_bar():
    found = answered((said("A", 10), UKRAINE), (said("B", 11), UKRAINE), (said("C", 11), RUSSIA))
    assert [row["mark"] for row in found["answers"]] == ["bar", "denies"]
    assert found["envelope"].startswith("2 origins · 3 outlets · 3 mentions.")
    assert found["contested"] == "denied"
    assert "2 outlets · 3 mentions" in found["answers"][0]["note"]


def test_a_wide_disagreement_has_a_logarithmic_scale_and_an_envelope_in_words():
    few = UKRAINE | {"claimant": "Rudenko", "quantity": (90.0, 110.0, "persons", "strength")}
    found = answered((said("A", 10), UKRAINE), (said("B", 11), few))
    assert found["logarithmic"]
    assert "90–12,100" in found["envelope"]
    assert "not a sum, not a mean" in found["envelope"]
    assert found["silence"] == "Ukraine has spoken; nothing here from Russia."
    assert KURSK.name in found["title"]
