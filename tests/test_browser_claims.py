"""Working with claims in a real browser: judging, correcting, keeping views, adding reports, and what may go wrong."""

import re
from datetime import date
from pathlib import Path

import pytest
from browser import Watched, chromium, served
from made import claim, report
from playwright.sync_api import expect

from geo.gazetteer import open_gazetteer
from geo.model import PlaceKind
from geo.store import Store

NASTY = '=1+1 <img src=x onerror="window.pwned=1"> {{ 7*7 }} ${window.pwned=1} \u202eevil'
SENTENCE = ".rp-sentence"
expect.set_options(timeout=30_000)


def place(name: str, kind: PlaceKind):
    return next(one for one in open_gazetteer().candidates(name) if one.kind is kind)


@pytest.fixture(scope="module")
def path(tmp_path_factory) -> Path:
    """Seven reports of one claim each, all about one oblast, told apart by a word; one report of two claims."""
    path = tmp_path_factory.mktemp("claims") / "store.db"
    kept = Store(path)
    oblast = place("Kursk Oblast", PlaceKind.ADM1)
    for word in ("alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf"):
        said = report(
            f"Some 300 soldiers of {word} are in Kursk Oblast, and 12 tanks of {word} were seen, a source said."
        )
        kept.add(said, [claim(said, place=oblast, first=date(2024, 11, 10), last=date(2024, 11, 12))])
    said = report("Two claims of hotel: troops entered Sudzha. They were led by hotel to Kursk Oblast.")
    both = [claim(said, n, start=a, end=b, place=oblast) for n, (a, b) in enumerate(((0, 42), (43, 84)))]
    kept.add(said, both)
    kept.close()
    return path


@pytest.fixture(scope="module")
def address(path, tmp_path_factory):
    with served(path, tmp_path_factory.mktemp("log") / "server.log") as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started


@pytest.fixture
def watched(browser, address):
    visitor = Watched(browser, address)
    yield visitor
    assert visitor.strangers == []
    assert visitor.complaints == []
    assert visitor.page.evaluate("window.pwned") is None
    visitor.context.close()


def opened(visitor: Watched, word: str, *, name: str = "Ada", view: str = ""):
    """The card of the claim told by a word, with the reader's name written."""
    page = visitor.open(f"?text={word}{view}", wait=".rp-claims .row" if not view else "[data-testid=stDataFrame]")
    page.locator(".rp-claims .row").first.click()
    expect(page.locator(".rp-card h3").first).to_be_visible()
    sign(page, name)
    return page


def sign(page, name: str) -> None:
    field = page.get_by_placeholder("Your name").last
    field.fill(name)
    field.press("Enter")
    field.blur()
    page.wait_for_function("name => localStorage.getItem('reported-positions.person') === name", arg=name)


def field_of(page, name: str):
    page.locator(".st-key-correct button", has_text=name).first.click()
    return page.locator(".st-key-correct")


def kept(path: Path, word: str):
    """The claim told by a word as it stands in the store, and its judgements."""
    store = Store(path)
    (found,) = [one for one in store.claims() if word in one.citation.as_written][:1]
    rows = store.judgements(found.id)
    store.close()
    return found, rows


def test_a_corrected_place_moves_on_the_map_and_is_taken_back(watched, path):
    page = opened(watched, "alpha")
    expect(page.locator(".rp-label-holder", has_text="Kursk Oblast")).to_be_visible()
    form = field_of(page, "Place")
    form.get_by_label("Find a place by name").fill("Sudzha")
    form.get_by_label("Find a place by name").press("Enter")
    expect(form.get_by_text(re.compile("Sudzha, settlement in Kursk Oblast"))).to_be_visible()
    page.get_by_role("button", name="Save the correction").click()
    expect(page.locator(".rp-label-holder", has_text="Sudzha ✎")).to_be_visible()
    expect(page.locator(".rp-hand").first).to_contain_text("Ada")
    expect(page.locator(".rp-hand").first).to_contain_text("Kursk Oblast")
    expect(page.locator(SENTENCE)).to_contain_text("1 corrected by hand")
    shown, rows = kept(path, "alpha")
    assert [place.place.name for place in shown.places] == ["Sudzha"]
    assert [(row.person, row.field) for row in rows] == [("Ada", "place")]
    page.get_by_role("button", name="Take back").click()
    expect(page.locator(".rp-label-holder", has_text="Kursk Oblast")).to_be_visible()
    expect(page.locator(SENTENCE)).not_to_contain_text("corrected")


def test_a_place_is_corrected_by_pointing_at_the_map(watched, path):
    page = opened(watched, "bravo")
    form = field_of(page, "Place")
    form.get_by_text("Or point at it on the map").click()
    page.wait_for_selector(".rp-map-canvas.pointing")
    page.locator(".rp-map-canvas").click(position={"x": 300, "y": 300})
    expect(form.get_by_text("Around the point you clicked")).to_be_visible()
    expect(form.get_by_text(re.compile("km from the point")).first).to_be_visible()
    page.get_by_role("button", name="Save the correction").click()
    expect(page.locator(".rp-hand").first).to_contain_text("Ada")
    shown, _ = kept(path, "bravo")
    assert shown.places[0].place.kind is PlaceKind.SETTLEMENT


def test_a_claimant_a_number_a_date_and_a_type_are_corrected_and_shown_everywhere(watched, path):
    page = opened(watched, "charlie")
    form = field_of(page, "Number")
    form.get_by_label("At least").fill("250")
    form.get_by_label("At most").fill("350")
    page.get_by_role("button", name="Save the correction").click()
    expect(page.locator(".rp-card dl").first).to_contain_text("250–350 persons")
    form = field_of(page, "Claimant")
    form.locator("input").first.fill(NASTY)
    form.locator("input").first.press("Enter")
    page.get_by_role("button", name="Save the correction").click()
    expect(page.locator(".rp-chain").first).to_contain_text("{{ 7*7 }}")
    form = field_of(page, "Date")
    form.get_by_role("spinbutton", name="day, First day").click()
    page.keyboard.type("01")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Save the correction").click()
    expect(page.locator(".rp-card dl").first).to_contain_text("1–12 Nov 2024")
    form = field_of(page, "What")
    form.get_by_role("combobox").last.click()
    page.get_by_role("option", name="Losses").click()
    page.get_by_role("button", name="Save the correction").click()
    expect(page.locator(".rp-card h3").first).to_contain_text("Losses")
    shown, rows = kept(path, "charlie")
    assert {row.field for row in rows} == {"low", "high", "unit", "measure", "claimant", "first", "claim_type"}
    assert (shown.quantity.low, shown.quantity.high, shown.claim_type) == (250, 350, "losses")
    for view in ("table", "compare", "reports", "not_drawn"):
        watched.open(f"?text=charlie&view={view}", wait="[data-testid=stButtonGroup]")
        expect(page.locator(SENTENCE)).to_be_visible()
        assert page.locator("[onerror]").count() == 0


def test_the_keys_judge_and_open_the_correction(watched, path):
    page = opened(watched, "delta")
    for key, verdict in (("a", "accepted"), ("r", "rejected"), ("c", "conflict"), ("u", "unsure")):
        page.keyboard.press(key)
        expect(page.locator(".rp-done").first).to_contain_text(verdict.capitalize())
    page.keyboard.press("e")
    expect(page.get_by_label("Find a place by name")).to_be_visible()
    _, rows = kept(path, "delta")
    assert [row.verdict for row in rows] == ["accepted", "rejected", "conflict", "unsure"]
    watched.open("?verdict=unsure&judged_by=Ada", wait=".rp-claims .row")
    expect(page.locator(".rp-claims .row")).to_have_count(1)


def test_without_a_name_nothing_is_saved_and_the_page_says_so(watched, path):
    page = watched.open("?text=echo", wait=".rp-claims .row")
    page.locator(".rp-claims .row").first.click()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_text("Write your name first")).to_be_visible()
    assert kept(path, "echo")[1] == ()


def test_the_second_of_two_tabs_is_told_with_both_versions_and_loses_nothing(watched, browser, address, path):
    first, other = opened(watched, "echo"), Watched(browser, address)
    second = opened(other, "echo", name="Bo")
    for page, value in ((first, "30"), (second, "40")):
        form = field_of(page, "Number")
        form.get_by_label("At least").fill(value)
        page.get_by_role("button", name="Save the correction").click()
        if page is first:
            expect(page.locator(".rp-hand").first).to_contain_text("Ada")
    told = second.get_by_text("after you opened this claim")
    expect(told).to_contain_text("Ada has saved “Lowest number: 30”")
    expect(told).to_contain_text("Lowest number: 40")
    assert [row.value for row in kept(path, "echo")[1] if row.field == "low"] == ["30"]
    second.get_by_role("button", name="Save mine over it").click()
    expect(second.locator(".rp-card dl").first).to_contain_text("at least 40")
    assert [row.value for row in kept(path, "echo")[1] if row.field == "low"] == ["30", "40"]
    assert other.complaints == []
    other.context.close()


def test_a_claim_is_split_and_two_are_merged(watched, path):
    page = opened(watched, "foxtrot")
    form = field_of(page, "Split")
    expect(form.get_by_text("Second claim")).to_be_visible()
    page.get_by_role("button", name="Split the claim").click()
    expect(page.locator(".rp-claims").first.locator(".row")).to_have_count(2)
    watched.open("?text=hotel", wait=".rp-claims .row")
    expect(page.locator(".rp-claims").first.locator(".row")).to_have_count(2)
    page.locator(".rp-claims .row").first.click()
    field_of(page, "Merge")
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.locator(".rp-claims").first.locator(".row")).to_have_count(1)
    expect(page.locator(".rp-done").first).to_contain_text("Took in another claim")


def test_a_note_of_a_stranger_is_shown_as_text(watched, path):
    page = opened(watched, "golf")
    page.get_by_placeholder("Note").fill(NASTY)
    page.get_by_placeholder("Note").press("Enter")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".rp-done q").first).to_contain_text("{{ 7*7 }}")
    expect(page.locator(".rp-done q").first).to_contain_text("⟨U+202E⟩")
    assert page.locator("[onerror]").count() == 0


def views_menu(page):
    page.get_by_test_id("stPopover").get_by_role("button").first.click()
    return page.get_by_test_id("stPopoverBody")


def test_a_view_is_kept_opened_by_name_and_by_address_renamed_and_deleted(watched):
    page = watched.open("?mode=asserted&text=alpha")
    menu = views_menu(page)
    menu.get_by_label("Name of this view").fill("North <img src=x onerror=window.pwned=1> {{7*7}} \u202eevil")
    menu.get_by_placeholder("Your name").fill("Ada")
    menu.get_by_placeholder("Your name").press("Enter")
    menu.get_by_role("button", name="Save this view").click()
    expect(menu.get_by_role("button", name=re.compile("North"))).to_be_visible()
    page.wait_for_url(re.compile("saved=North"))
    assert page.locator("[onerror]").count() == 0
    watched.open("")
    expect(page.locator(SENTENCE)).not_to_contain_text("alpha")
    menu = views_menu(page)
    menu.get_by_role("button", name=re.compile("North")).click()
    expect(page.locator(SENTENCE)).to_contain_text("matching “alpha”")
    menu.get_by_label("Name of this view").fill("South")
    menu.get_by_label("Name of this view").press("Enter")
    menu.get_by_role("button", name="Rename").click()
    expect(menu.get_by_role("button", name="South", exact=True)).to_be_visible()
    watched.open("?saved=South")
    expect(page.locator(SENTENCE)).to_contain_text("matching “alpha”")
    views_menu(page).get_by_role("button", name="Delete").click()
    expect(page.get_by_text("No saved views yet.")).to_be_visible()
    watched.open("?saved=South")
    expect(page.get_by_text("There is no saved view called “South”")).to_be_visible()


def test_the_last_change_of_the_filter_is_undone(watched):
    page = watched.open("")
    before = page.locator(SENTENCE).inner_text()
    page.get_by_test_id("stSidebar").get_by_placeholder(re.compile("words, or")).fill("alpha")
    page.keyboard.press("Enter")
    expect(page.locator(SENTENCE)).to_contain_text("alpha")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(SENTENCE)).to_have_text(before)


def test_a_drawn_shape_filters_and_is_in_the_address(watched):
    page = watched.open("")
    page.get_by_role("button", name=re.compile("draw a shape")).click()
    canvas = page.locator(".rp-map-canvas")
    for x, y in ((60, 60), (500, 60), (500, 420)):
        canvas.click(position={"x": x, "y": y})
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("shape="))
    expect(page.locator(".chip", has_text="drawn shape")).to_be_visible()
    before = page.locator(SENTENCE).inner_text()
    page.reload()
    page.wait_for_selector(".rp-map[data-drawn]")
    expect(page.locator(SENTENCE)).to_have_text(before)
    assert "in the drawn shape" in before


def test_files_are_read_first_and_saved_after_a_look_and_broken_ones_are_told(watched, tmp_path):
    good = [tmp_path / f"{n}.txt" for n in range(4)]
    for n, file in enumerate(good):
        file.write_text(f"Some {500 + n} soldiers of juliett are in Kursk Oblast, the ministry said.")
    huge = tmp_path / "huge.txt"
    huge.write_bytes(b"x" * 60_000_000)
    broken = tmp_path / "broken.txt"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500))
    page = watched.open("?view=reports&text=juliett", wait="textarea")
    page.locator("input[type=file]").set_input_files([*good, huge, broken])
    expect(page.get_by_text("6 files received")).to_be_visible(timeout=90_000)
    page.get_by_role("button", name="Read", exact=True).click()
    expect(page.get_by_text(re.compile("4 reports read with .* 2 could not be read"))).to_be_visible(timeout=90_000)
    expect(page.get_by_text("is too large (60 MB")).to_be_visible()
    expect(page.locator(SENTENCE)).to_contain_text("0 of")
    expect(page.locator(".rp-whole mark").first).to_be_visible()
    page.get_by_role("button", name=re.compile("Save 4 reports")).click()
    expect(page.get_by_text(re.compile("4 reports added with"))).to_be_visible(timeout=60_000)
    expect(page.locator(SENTENCE)).to_contain_text("from 4 reports")


def test_a_tab_closed_in_the_middle_of_adding_leaves_nothing_half_written(browser, address, path, tmp_path):
    files = [tmp_path / f"{n}.txt" for n in range(30)]
    for n, file in enumerate(files):
        file.write_text(
            " ".join(f"Some {n}{k} soldiers of kilo are in Kursk Oblast, the ministry said." for k in range(5))
        )
    visitor = Watched(browser, address)
    page = visitor.open("?view=reports", wait="textarea")
    page.locator("input[type=file]").set_input_files(files)
    expect(page.get_by_text("30 files received")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Read", exact=True).click()
    expect(page.get_by_text(re.compile("30 reports read"))).to_be_visible(timeout=90_000)
    page.get_by_role("button", name=re.compile("Save 30 reports")).click()
    expect(page.get_by_text(re.compile(r"Saving \d+ of 30"))).to_be_visible()
    visitor.context.close()
    store = Store(path)
    assert store.check() == ()
    reports = [one for one in store.reports() if "of kilo" in one.text]
    claims = [one for one in store.claims() if "of kilo" in one.citation.as_written]
    assert len(reports) <= 30
    assert {one.report_id for one in claims} == {one.id for one in reports}
    store.close()


def test_an_address_of_our_own_network_is_refused_in_a_sentence(watched):
    page = watched.open("?view=reports", wait="textarea")
    page.get_by_placeholder("https://").fill("http://127.0.0.1:8000/secret")
    page.get_by_role("button", name="Read", exact=True).click()
    expect(page.get_by_text("is not on the public internet")).to_be_visible()


def test_a_store_that_disappears_is_one_sentence(browser, tmp_path):
    path = tmp_path / "folder" / "store.db"
    path.parent.mkdir()
    store = Store(path)
    said = report()
    store.add(said, [claim(said, place=place("Kursk Oblast", PlaceKind.ADM1))])
    store.close()
    with served(path, tmp_path / "log") as address:
        visitor = Watched(browser, address)
        page = visitor.open("", wait=".rp-claims .row")
        for file in path.parent.iterdir():
            file.unlink()
        path.parent.rmdir()
        page.locator(".rp-claims .row").first.click()
        alert = page.get_by_test_id("stAlert").first
        expect(alert).to_be_visible()
        assert alert.inner_text().strip().count("\n") == 0
        assert "Traceback" not in page.content()
        visitor.context.close()
