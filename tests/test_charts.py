"""Lanes, bars and intervals: open ends, packing, and never a sum."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from made import claim, report

from geo.charts import Bar, bar, bin_days, comparison, day_number, lanes, questions, window
from geo.maps.scene import palette

SIDES = {side["code"]: side for side in palette({"UKR": 2, "RUS": 1})}
EARLY, LATE = 20000, 20100


def answer(number: int, low, high, *, said=report(), mode="asserted", origin=""):  # noqa: B008
    return claim(said, number, quantity=(low, high, "persons", "strength"), mode=mode, origin=origin)


def test_an_open_beginning_fades_to_the_left_and_stays_in_view():
    drawn = bar(
        claim(report(), last=date(2024, 11, 14)),
        earliest=day_number(date(2024, 11, 1)),
        latest=day_number(date(2024, 12, 1)),
    )
    assert drawn.fade == "l"
    assert drawn.a >= day_number(date(2024, 10, 31))
    assert drawn.b == day_number(date(2024, 11, 14))


def test_a_precise_day_does_not_fade():
    day = date(2024, 11, 14)
    assert bar(claim(report(), first=day, last=day), earliest=EARLY, latest=LATE).fade == ""


def test_a_claim_without_a_date_has_no_bar():
    assert bar(claim(report()), earliest=EARLY, latest=LATE) is None


@given(st.lists(st.tuples(st.integers(EARLY, LATE), st.integers(0, 30)), min_size=1, max_size=40))
def test_bars_in_one_row_never_cover_each_other(spans):
    bars = [Bar(str(n), "UKR", a, a + long, "", "asserted", "") for n, (a, long) in enumerate(spans)]
    (lane,) = lanes(bars, SIDES)
    rows = max(each["row"] for each in lane["bars"]) + 1
    if rows < 10:  # beyond ten rows they are folded
        for one in lane["bars"]:
            for other in lane["bars"]:
                if one["id"] != other["id"] and one["row"] == other["row"]:
                    assert one["b"] < other["a"] or other["b"] < one["a"]


def test_one_far_day_does_not_stretch_the_axis():
    first, last = window([0, *range(20000, 20100)])
    assert first > 19000
    assert last <= 20101


def test_the_bins_of_a_long_time_are_few():
    assert (20000 - 1) / bin_days(1, 20000) <= 121


def test_answers_that_exclude_each_other_are_contested_and_come_first():
    other = report("Another text says so.")
    agreed = [answer(10, 5, 10, said=other), answer(11, 7, 12, said=other)]
    agreed = [one.__class__(**{**_fields(one), "subject_countries": ("RUS",)}) for one in agreed]
    found = questions([*agreed, answer(1, 900, 1000), answer(2, 2000, 3000)])
    assert [one.contested for one in found] == [True, False]


def _fields(one):
    return {name: getattr(one, name) for name in one.__slots__}


def test_the_envelope_is_the_widest_interval_and_open_where_somebody_leaves_it_open():
    (closed,) = questions([answer(1, 10, 20), answer(2, 15, 40)])
    assert closed.envelope == (10, 40)
    (left_open,) = questions([answer(1, 10, None), answer(2, 15, 40)])
    assert left_open.envelope == (10, None)


def test_claims_without_an_origin_add_none():
    (one,) = questions([answer(1, 10, 20, origin="o"), answer(2, 15, 40, origin="o"), answer(3, 1, 2)])
    assert one.origins == 1


def test_a_wide_span_is_drawn_on_a_logarithmic_scale_that_rises():
    (one,) = questions([answer(1, 2, 3), answer(2, 50_000, 60_000)])
    drawn = comparison.bars(one, SIDES)
    assert drawn["logarithmic"]
    at = [tick["at"] for tick in drawn["scale"]]
    assert at == sorted(at)


@given(st.lists(st.tuples(st.floats(0, 1e6), st.floats(0, 1e6)), min_size=2, max_size=8))
def test_every_bar_lies_inside_its_track(intervals):
    said = [answer(n, min(pair), max(pair)) for n, pair in enumerate(intervals)]
    for question in questions(said):
        for each in comparison.bars(question, SIDES)["answers"]:
            assert 0 <= each["low"] <= each["high"] <= 1
