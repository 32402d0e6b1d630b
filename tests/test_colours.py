"""Contrast and colour-blindness, computed from the theme, the palette, the style files and the base map's colours."""

import re
from pathlib import Path

import pytest

from bench.colours import SIGHTS, THEMES, contrast, differences, ground, seen, sides, theme

STATIC = Path(__file__).resolve().parent.parent / "static"
AA_TEXT, AA_GRAPHIC = 4.5, 3.0
LEAST_DIFFERENCE = 8.0
"""CIEDE2000: about eight times what a trained eye can just tell side by side."""
GROUNDS = ("backgroundColor", "secondaryBackgroundColor", "sidebar.backgroundColor")


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("words", ["textColor", "grayTextColor", "linkColor", "primaryColor"])
def test_words_are_readable_on_every_ground(name, words):
    tokens = theme(name)
    assert min(contrast(tokens[words], tokens[back]) for back in GROUNDS) >= AA_TEXT


@pytest.mark.parametrize("name", THEMES)
def test_words_on_a_button_that_is_pressed_are_readable(name):
    tokens = theme(name)
    assert contrast(tokens["backgroundColor"], tokens["primaryColor"]) >= AA_TEXT


def faded() -> list[tuple[str, float]]:
    """Every rule of our style files that makes words paler, with how opaque they stay."""
    found = []
    for file in ("page.css", "parts.css", "map.css"):
        for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", (STATIC / file).read_text(encoding="utf-8")):
            if (opacity := re.search(r"(?<![-\w])opacity: (0?\.\d+)", body)) and not re.search(
                r"\.(out|bin|brush)\b", selector
            ):
                found.append((selector.strip(), float(opacity[1])))
    return found


@pytest.mark.parametrize("name", THEMES)
def test_words_that_are_made_paler_stay_readable(name):
    tokens = theme(name)
    assert len(faded()) > 10
    pale = {
        selector: least
        for selector, opacity in faded()
        if (least := min(contrast(tokens["textColor"], tokens[b], opacity=opacity) for b in GROUNDS)) < AA_TEXT
    }
    assert not pale


@pytest.mark.parametrize("name", THEMES)
def test_names_on_the_base_map_are_readable(name):
    base, style = ground(name), (STATIC / "map.css").read_text(encoding="utf-8")
    before = ".dark " if name == "dark" else ""
    for kind, back in (("", "land"), (".sea", "sea")):
        rule = re.search(rf"^{re.escape(before)}\.rp-name{re.escape(kind)} \{{[^}}]*color: (#\w+)|\}} {re.escape(before)}\.rp-name{re.escape(kind)} \{{ color: (#\w+)", style, re.MULTILINE)  # fmt: skip  # noqa: E501
        assert rule
        assert contrast(rule[1] or rule[2], base[back]) >= AA_TEXT, kind


@pytest.mark.parametrize("name", THEMES)
def test_outlines_stripes_and_dots_of_every_side_stand_out_from_the_ground(name):
    base = ground(name)
    for code, colour in sides(name).items():
        assert contrast(colour, base["land"], opacity=0.95) >= AA_GRAPHIC, code
        assert contrast(colour, base["paper"]) >= AA_GRAPHIC, code


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("sight", SIGHTS)
def test_two_sides_never_look_alike_to_any_eye(name, sight):
    found = differences(name, sight)
    assert len(found) == 66
    assert not {pair: least for pair, least in found.items() if least < LEAST_DIFFERENCE}


def test_the_simulation_takes_colour_away():
    red, green = (seen(colour, "deutan").convert("lab") for colour in ("#b3471d", "#5e7a1d"))
    assert red.delta_e(green, method="2000") < 20 < seen("#b3471d", "full").delta_e("#5e7a1d", method="2000")


def test_sides_keep_one_order_in_both_themes():
    assert list(sides("light")) == list(sides("dark"))
    assert len(set(sides("light").values())) == len(sides("light"))
