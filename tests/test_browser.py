"""What only a browser can see: the map, clicks, keys, themes, requests, hostile text."""

import json
import re
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pytest
from browser import Watched, chromium, served
from made import claim, report
from playwright.sync_api import expect

from geo.gazetteer import open_gazetteer
from geo.model import PlaceKind
from geo.store import Store

HOSTILE = (Path(__file__).parent / "cases" / "hostile" / "report.md").read_text(encoding="utf-8")
NASTY = '<img src=x onerror="window.pwned=1"> {{ 7*7 }} ${window.pwned=1} ![x](http://hostile.invalid/p.png) \u202eevil'
SENTENCE = ".rp-sentence"
expect.set_options(timeout=30_000)


def place(name: str, kind: PlaceKind):
    return next(one for one in open_gazetteer().candidates(name) if one.kind is kind)


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> Path:
    """Claims over an oblast, two towns, and one whose every word is hostile."""
    path = tmp_path_factory.mktemp("browser") / "store.db"
    kept = Store(path)
    oblast, town = place("Kursk Oblast", PlaceKind.ADM1), place("Sudzha", PlaceKind.SETTLEMENT)
    first = report("Some 11,000 troops are in Kursk Oblast, Ivan Petrenko said. " + "More words follow. " * 60)
    days = {"first": date(2024, 11, 10), "last": date(2024, 11, 14)}
    kept.add(
        first,
        [
            claim(first, end=60, place=oblast, quantity=(9900, 12100, "persons", "strength"), **days),
            claim(
                first, 1, end=60, place=oblast, mode="hedged", subject=("RUS",), claimant="Second Source", country="RUS"
            ),
            claim(first, 2, end=60, place=town, mode="forecast", subject=("UKR",), origin="o-1"),
        ],
    )
    second = report("About 300 men are there. " + NASTY, source=NASTY, title=NASTY, published=date(2024, 11, 16))
    kept.add(
        second,
        [
            claim(
                second, place=town, claimant=NASTY, subject=("RUS",), quantity=(300, 300, "persons", "strength"), **days
            )
        ],
    )
    kept.close()
    return path


@pytest.fixture(scope="module")
def address(store, tmp_path_factory):
    with served(store, tmp_path_factory.mktemp("log") / "server.log") as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started


@pytest.fixture
def watched(browser, address):
    """A fresh visitor; afterwards nothing may have gone elsewhere, complained, or run from a report."""
    visitor = Watched(browser, address)
    yield visitor
    assert visitor.strangers == []
    assert visitor.complaints == []
    assert visitor.page.evaluate("window.pwned") is None
    visitor.context.close()


def label(page, name: str):
    return page.locator(".rp-label-holder", has_text=name).first


def test_a_click_on_the_map_opens_the_card_with_its_words(watched):
    page = watched.open()
    label(page, "Kursk Oblast").click()
    expect(page.locator(".rp-card h3").first).to_contain_text("Kursk Oblast")
    expect(page.locator(".rp-whole mark.rp-claimant").first).to_be_visible()
    expect(page.locator(".rp-claims .row")).to_have_count(2)
    page.wait_for_url(re.compile("spot="))


def test_a_filter_is_in_the_address_and_a_reload_shows_the_same(watched):
    page = watched.open()
    page.get_by_test_id("stSidebar").get_by_role("button", name=re.compile("hedged")).click()
    expect(page.locator(SENTENCE)).to_contain_text("1 of 4 claims")
    page.wait_for_url(re.compile("mode=hedged"))
    before = page.locator(SENTENCE).inner_text()
    page.reload()
    page.wait_for_selector(".rp-map[data-drawn]")
    expect(page.locator(SENTENCE)).to_have_text(before)
    page.locator(".chip", has_text="hedged").click()
    expect(page.locator(SENTENCE)).to_contain_text("4 claims")


def test_pan_and_zoom_survive_a_filter_and_are_in_the_link(watched):
    page = watched.open()
    page.locator(".leaflet-control-zoom-in").click()
    page.wait_for_url(re.compile("at="))
    view = unquote(re.search(r"at=([^&]+)", page.url).group(1))
    page.get_by_test_id("stSidebar").get_by_role("button", name=re.compile("forecast")).click()
    expect(page.locator(SENTENCE)).to_contain_text("1 of 4 claims")
    page.wait_for_url(re.compile("mode=forecast"))
    assert unquote(re.search(r"at=([^&]+)", page.url).group(1)) == view


def test_an_area_is_a_shape_and_never_a_point(watched):
    page = watched.open()
    kinds = page.locator(".rp-map").evaluate("map => [...map.querySelectorAll('path.rp-area')].length")
    assert kinds == 1
    hatched = page.locator(".rp-map").evaluate("map => map.querySelectorAll(\"path[fill^='url(#hatch']\").length")
    assert hatched == 1


def test_hostile_words_are_shown_as_text_and_run_nowhere(watched):
    page = watched.open()
    label(page, "Sudzha").click()
    expect(page.locator(".rp-card blockquote").first).to_contain_text("{{ 7*7 }}")
    expect(page.locator(".rp-card").first).to_contain_text("⟨U+202E⟩")
    for view in ("table", "compare", "reports", "not_drawn"):
        watched.open(f"?view={view}", wait="[data-testid=stButtonGroup]")
        expect(page.locator(SENTENCE)).to_be_visible()
        assert page.locator("img[src*='hostile']").count() == 0
        assert page.locator("[onerror]").count() == 0


def test_a_pasted_report_is_read_looked_at_saved_and_seen(watched):
    page = watched.open("?view=reports", wait="textarea")
    for last in ("1 report added with", "1 in the store already"):
        page.locator("textarea").first.fill(HOSTILE)
        page.locator("textarea").first.press("Control+Enter")
        page.get_by_role("button", name="Read", exact=True).click()
        if last.startswith("1 report"):
            expect(page.locator(".rp-whole mark").first).to_be_visible(timeout=60_000)
            expect(page.locator(".rp-whole")).to_contain_text("{{ cycler")
            page.get_by_role("button", name=re.compile("^Save 1 reports")).click()
        expect(page.get_by_text(last)).to_be_visible(timeout=60_000)
        page.get_by_role("button", name="Add more").click()
    expect(page.locator(SENTENCE)).not_to_contain_text("from 2 reports")


@pytest.mark.parametrize("kind", ["csv", "geojson", "html"])
def test_an_export_opens_and_reads_back(watched, browser, tmp_path, kind):
    page = watched.open("?country=RUS")
    page.get_by_role("button", name="Export").click()
    words = {"csv": "CSV", "geojson": "GeoJSON", "html": "One HTML page"}[kind]
    page.get_by_test_id("stPopoverBody").get_by_text(words).first.click()
    page.get_by_role("button", name="Make the file").click()
    with page.expect_download(timeout=60_000) as waiting:
        page.get_by_role("button", name="Save reported-positions").click()
    file = tmp_path / f"view.{kind}"
    waiting.value.save_as(file)
    text = file.read_text(encoding="utf-8-sig")
    if kind == "csv":
        assert "\n=" not in text
        assert "Crimea shown as Ukraine" in text
    elif kind == "geojson":
        assert json.loads(text)["features"]
    else:
        offline = Watched(browser, file.as_uri(), offline=True)
        offline.open("", wait=".rp-map[data-drawn]")
        assert offline.page.locator(".rp-label").count() >= 1
        assert offline.complaints == []
        assert offline.page.evaluate("window.pwned") is None
        offline.context.close()


def test_keys_walk_through_the_claims_and_find_the_search(watched):
    page = watched.open()
    label(page, "Kursk Oblast").click()
    expect(page.get_by_text("1 of 2")).to_be_visible()
    page.keyboard.press("j")
    expect(page.get_by_text("2 of 2")).to_be_visible()
    page.keyboard.press("k")
    expect(page.get_by_text("1 of 2")).to_be_visible()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.tagName") == "INPUT"


def test_a_place_can_be_reached_and_opened_with_the_keyboard_alone(watched):
    page = watched.open()
    label(page, "Sudzha").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".rp-card h3").first).to_be_visible()


@pytest.mark.parametrize(("scheme", "dark"), [("light", False), ("dark", True)])
def test_the_map_follows_the_theme(browser, address, scheme, dark):
    visitor = Watched(browser, address, color_scheme=scheme)
    page = visitor.open()
    assert page.locator(".rp-map").evaluate("map => map.classList.contains('dark')") is dark
    assert visitor.complaints == []
    visitor.context.close()


def test_the_page_works_below_a_base_path(browser, store, tmp_path):
    with served(store, tmp_path / "log", base_path="desk/positions") as address:
        visitor = Watched(browser, address)
        visitor.open()
        assert visitor.strangers == []
        assert visitor.complaints == []
        visitor.context.close()


def test_at_the_width_of_a_tablet_nothing_is_cut_off(browser, address):
    visitor = Watched(browser, address, viewport={"width": 768, "height": 1024})
    page = visitor.open()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    visitor.context.close()
