"""The map's grammar and the timeline in a real browser: what each style, tool and layer does to the drawn page."""

import io
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from browser import Watched, chromium, served
from made import claim, report
from PIL import Image
from playwright.sync_api import expect

from geo.gazetteer import open_gazetteer
from geo.layers import read
from geo.model import Actor, ClaimPlace, Footprint, PlaceKind, PlaceRole, Shape, Span, ToponymClass
from geo.store import Store, overlays

SENTENCE = ".rp-sentence"
CENTRE = "at=50.0,36.0,7"
METRES_A_PIXEL = 156_543.03 * 0.642788 / 2**7
"""At 50° north and zoom 7."""
expect.set_options(timeout=30_000)


def place(name: str, kind: PlaceKind, country: str = ""):
    found = (one for one in open_gazetteer().candidates(name) if one.kind is kind)
    return next(one for one in found if not country or one.country == country)


def shaped(made, shape: Shape, where, prec: int = 3, **more):
    """The claim with one ground of this shape around a place."""
    values = {"radius_km": 25.0, "label": f"{shape.value} at {where.name}"} | more
    ids = values.pop("ids", (where.id,))
    ground = Footprint(f"f-{shape.value}-{where.id}-{prec}", shape, ids, where.lat, where.lon, prec, **values)
    spot = ClaimPlace(Span(0, 1, "S"), PlaceRole.LOCATION, ToponymClass.LITERAL, where, ground)
    return replace(made, places=(spot,))


def moving(made, start, end, mode="asserted"):
    places = []
    for where, role in ((start, PlaceRole.ORIGIN), (end, PlaceRole.DESTINATION)):
        kind = Shape.AREA if where.kind is PlaceKind.ADM1 else Shape.POINT
        ground = Footprint(f"f-{where.id}", kind, (where.id,), where.lat, where.lon, 1, label=where.name)
        places.append(ClaimPlace(Span(0, 1, "S"), role, ToponymClass.LITERAL, where, ground))
    return replace(made, places=tuple(places))


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("map") / "store.db"
    kept = Store(path)
    oblasts = {n: place(f"{n} Oblast", PlaceKind.ADM1) for n in ("Kursk", "Belgorod", "Sumy", "Kharkiv", "Poltava")}
    pokrovsk, sudzha = place("Pokrovsk", PlaceKind.SETTLEMENT, "UA"), place("Sudzha", PlaceKind.SETTLEMENT)
    kupiansk, izium = place("Kupiansk", PlaceKind.SETTLEMENT, "UA"), place("Izium", PlaceKind.SETTLEMENT, "UA")
    said = report("Some 11,000 troops are in Kursk Oblast, Ivan Petrenko said. " + "More words follow. " * 20)

    def at(number: int, **more):
        return claim(said, number, end=60, **({"subject": ("RUS",)} | more))

    days = {"first": date(2024, 11, 10), "last": date(2024, 11, 14)}
    claims = [
        *(at(n, place=oblasts["Kursk"], origin=f"o-{n}", claimant=f"Speaker {n}") for n in range(4)),
        at(10, place=oblasts["Belgorod"], origin="o-b"),
        at(11, place=oblasts["Sumy"], mode="hedged", origin="o-c"),
        at(12, place=oblasts["Kharkiv"], mode="forecast", origin="o-d"),
        at(13, place=oblasts["Poltava"], mode="negated", origin="o-e"),
        shaped(at(20), Shape.SECTOR, pokrovsk, bearing=225.0, half_angle=45.0),
        shaped(at(21), Shape.RING, kupiansk, inner_km=3.0, radius_km=12.0),
        shaped(at(22), Shape.CORRIDOR, izium, radius_km=5.0, ids=(izium.id, kupiansk.id)),
        shaped(at(23), Shape.POINT, place("Hlukhiv", PlaceKind.SETTLEMENT), radius_km=25.0, label="Hlukhiv district"),
        at(30, place=sudzha, **days),
        at(31, place=place("Rylsk", PlaceKind.SETTLEMENT), **days),
        moving(at(40), place("Rostov-on-Don", PlaceKind.SETTLEMENT), sudzha),
        replace(at(50, place=sudzha), subject=Actor("22nd Mechanized Brigade", None, "UKR", 1, "brigade"),
                subject_countries=("UKR",)),
    ]  # fmt: skip
    kept.add(said, claims)
    line = {"type": "LineString", "coordinates": [[34.0, 51.0], [38.0, 49.0]]}
    whole = {"type": "Feature", "properties": {"name": "Front <b>${1}"}, "geometry": line}
    overlays.keep(kept, read(json.dumps(whole).encode(), filename="a.geojson", name="Control line", date="2024-11-10",
                             source="A desk", licence="CC0"))  # fmt: skip
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
    visitor = Watched(browser, address)
    yield visitor
    assert visitor.strangers == []
    assert visitor.complaints == []
    visitor.context.close()


def label(page, name: str):
    return page.locator(".rp-label-holder", has_text=name).first


def areas(page) -> list[dict]:
    """The drawn areas, largest first, with what makes their style."""
    script = """paths => paths.map(path => ({fill: path.getAttribute('fill'),
      opacity: +path.getAttribute('fill-opacity'), dash: path.getAttribute('stroke-dasharray')}))"""
    return page.locator("path.rp-area").evaluate_all(script)


def only(watched, words: str) -> dict:
    """The style of the one area that a search for an oblast leaves."""
    watched.open(f"?{words}&{CENTRE}")
    (style,) = areas(watched.page)
    return style


def test_an_area_is_darker_with_more_origins(watched):
    one = only(watched, f"place={place('Belgorod Oblast', PlaceKind.ADM1).id}")
    four = only(watched, f"place={place('Kursk Oblast', PlaceKind.ADM1).id}&role=location&precision=4")
    assert four["opacity"] > one["opacity"] > 0.1


def test_hedged_is_hatched_forecast_dashed_and_denied_an_outline(watched):
    assert only(watched, "mode=hedged")["fill"].startswith("url(#hatch")
    forecast, denied = only(watched, "mode=forecast"), only(watched, "mode=negated")
    assert forecast["dash"]
    assert forecast["opacity"] < 0.05
    assert not denied["dash"]
    assert denied["opacity"] < 0.05


def test_sectors_rings_corridors_and_districts_are_grounds_without_a_dot(watched):
    page = watched.open(f"?precision=3&{CENTRE}")
    expect(page.locator("path.rp-area")).to_have_count(4)
    for words in ("sector at", "ring at", "corridor at", "Hlukhiv district"):
        expect(label(page, words)).to_be_visible()
    painted = page.locator(".leaflet-dots-pane canvas").evaluate_all(
        "all => all.some(one => one.getContext('2d').getImageData(0, 0, one.width, one.height).data.some(Boolean))"
    )
    assert not painted


def box_of(locator):
    """Where it stands; asked again while the map is being drawn anew and the element is just being replaced."""
    for _ in range(50):
        if box := locator.bounding_box():
            return box
        locator.page.wait_for_timeout(100)
    raise AssertionError("it never stood anywhere")


def test_a_movement_points_from_its_origin_to_its_destination_and_opens_by_keyboard(watched):
    page = watched.open(f"?{CENTRE}")
    for part in (page.locator(".leaflet-moves-pane path").last, label(page, "Sudzha")):
        expect(part).to_be_visible()
    head = box_of(page.locator(".leaflet-moves-pane path").last)
    end = box_of(label(page, "Sudzha"))
    assert abs(head["x"] - end["x"]) + abs(head["y"] - end["y"]) < 60
    arrow = page.locator(".leaflet-moves-pane path[role=button]")
    assert re.match("Rostov.* → Sudzha", arrow.get_attribute("aria-label"))
    arrow.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("spot=.*%3E|spot=.*>"))
    expect(page.locator(".rp-card h3").first).to_be_visible()


def test_places_close_together_gather_under_one_label_and_part_when_zoomed_in(watched):
    page = watched.open("?dated_only=1&at=51.3,35.0,5")
    gathered = page.locator(".rp-label-holder", has_text=re.compile(r"\+1"))
    expect(gathered).to_have_count(1)
    gathered.click()
    expect(label(page, place("Rylsk", PlaceKind.SETTLEMENT).name)).to_be_visible()
    expect(label(page, "Sudzha")).to_be_visible()
    expect(gathered).to_have_count(0)


def test_what_is_picked_is_highlighted_on_the_map_and_unpicked_by_escape(watched):
    page = watched.open(f"?{CENTRE}")
    label(page, "Belgorod Oblast").click()
    expect(page.locator("path.rp-area.chosen")).to_have_count(1)
    expect(page.locator(".rp-label.chosen")).to_contain_text("Belgorod Oblast")
    page.keyboard.press("Escape")
    expect(page.locator("path.rp-area.chosen")).to_have_count(0)


def test_outlines_that_were_sent_once_are_still_there_after_filters_and_tabs(watched):
    page = watched.open(f"?{CENTRE}")
    before = page.locator("path.rp-area").count()
    rail = page.get_by_test_id("stSidebar")
    rail.get_by_role("button", name=re.compile("forecast")).click()
    expect(page.locator("path.rp-area")).to_have_count(1)
    rail.get_by_role("button", name=re.compile("forecast")).click()
    expect(page.locator("path.rp-area")).to_have_count(before)
    views = page.get_by_test_id("stMain").get_by_test_id("stButtonGroup").first
    views.get_by_text("Table", exact=True).click()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    views.get_by_text("Map", exact=True).click()
    expect(page.locator("path.rp-area")).to_have_count(before)


def test_a_distance_is_measured_between_two_clicks(watched):
    page = watched.open(f"?mode=forecast&{CENTRE}")
    page.get_by_role("button", name=re.compile("Measure a distance")).click()
    box = box_of(page.locator(".rp-map-canvas"))
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.click(x - 100, y)
    page.mouse.click(x + 100, y)
    said = page.locator(".leaflet-tooltip", has_text="km").inner_text()
    assert abs(float(said.split()[0]) - 200 * METRES_A_PIXEL / 1000) < 2
    page.get_by_role("button", name=re.compile("Measure a distance")).click()
    expect(page.locator(".leaflet-tooltip", has_text="km")).to_have_count(0)


def test_the_map_has_a_scale_and_a_legend_in_words(watched):
    page = watched.open()
    expect(page.locator(".leaflet-control-scale-line")).to_contain_text("km")
    page.get_by_text("How to read the map").click()
    for words in ("Not a confirmed position", "Hedged", "not there yet", "said not to be so", "how unsure the spot is"):
        expect(page.locator(".rp-legend")).to_contain_text(words)


def test_a_layer_is_drawn_named_in_the_legend_and_follows_the_as_of_day(watched, store):
    kept = Store(store)
    (layer,) = overlays.every(kept)
    kept.close()
    page = watched.open(f"?with={layer.id}&{CENTRE}")
    expect(page.locator("path.rp-overlay")).to_have_count(1)
    page.get_by_text("How to read the map").click()
    expect(page.locator(".rp-legend")).to_contain_text("Control line, 10 Nov 2024, A desk, CC0")
    watched.open(f"?with={layer.id}&as_of=2024-11-09&{CENTRE}")
    expect(page.locator("path.rp-overlay")).to_have_count(0)
    page.get_by_role("button", name="Layers").click()
    expect(page.get_by_text("later than the as-of day")).to_be_visible()


def test_a_layer_is_brought_and_a_broken_one_answered_by_a_sentence(watched):
    page = watched.open(f"?{CENTRE}")
    page.get_by_role("button", name="Layers").click()
    page.get_by_text("Add a layer").click()
    square = {"type": "Polygon", "coordinates": [[[35, 50], [36, 50], [36, 51], [35, 51], [35, 50]]]}

    def bring(content: bytes) -> None:
        file = {"name": "square.geojson", "mimeType": "application/geo+json", "buffer": content}
        page.locator("[data-testid=stFileUploaderDropzoneInput]").last.set_input_files(file)
        expect(page.get_by_test_id("stFileChipName").last).to_have_text("square.geojson")
        page.get_by_role("button", name="Add", exact=True).click()

    bring(b'{"type": "Polygon", "coordinates": [[[35, 50]]]}')
    expect(page.get_by_text("was not added and nothing else was changed")).to_be_visible()
    assert page.locator("path.rp-overlay").count() == 0
    page.get_by_text("Add a layer").click()
    bring(json.dumps(square).encode())
    expect(page.get_by_text("Added: square.")).to_be_visible()
    expect(page.locator("path.rp-overlay")).to_have_count(1)


def test_unit_symbols_are_drawn_only_when_asked_for(watched):
    page = watched.open(f"?{CENTRE}")
    assert page.locator(".rp-symbol").count() == 0
    page.get_by_role("button", name="Layers").click()
    page.get_by_text("Unit symbols (APP-6)").click()
    expect(page.locator(".rp-symbol svg")).to_have_count(1)
    assert re.match("Unit of Ukraine at Sudzha", page.locator(".rp-symbol").get_attribute("aria-label"))
    page.wait_for_url(re.compile("with=symbols"))


def test_tiles_are_asked_of_the_named_host_and_only_when_turned_on(browser, address):
    visitor = Watched(browser, address)
    dot = io.BytesIO()
    Image.new("RGB", (256, 256), "#88aa88").save(dot, "PNG")
    visitor.context.route("https://tiles.example.org/**", lambda asked: asked.fulfill(body=dot.getvalue()))
    page = visitor.open(f"?{CENTRE}")
    assert visitor.strangers == []
    page.get_by_role("button", name="Layers").click()
    page.get_by_text("Online tiles").click()
    page.get_by_label("Address with").fill("https://tiles.example.org/{z}/{x}/{y}.png")
    page.get_by_label("Credit that").fill("© Somebody <b>")
    page.keyboard.press("Enter")
    expect(page.locator("img.leaflet-tile-loaded").first).to_be_attached()
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("© Somebody <b>")
    assert {url.split("/")[2] for url in visitor.strangers} == {"tiles.example.org"}
    assert visitor.complaints == []
    visitor.context.close()


def test_a_picture_of_the_map_reads_back(watched):
    page = watched.open(f"?{CENTRE}")
    page.get_by_role("button", name="Export").click()
    page.get_by_text("A picture of the map").click()
    page.get_by_role("button", name="Make the file").click()
    with page.expect_download(timeout=60_000) as waiting:
        page.get_by_role("button", name="Save reported-positions.png").click()
    picture = Image.open(waiting.value.path())
    assert picture.size == (1600, 1000)
    assert "claims" in picture.text["Title"]
    assert "GeoNames" in picture.text["Copyright"]


def test_the_timeline_has_lanes_by_side_and_dragging_keeps_a_span(watched):
    page = watched.open()
    lane = page.locator(".rp-timeline text.lane")
    expect(lane.first).to_contain_text("Ukraine")
    bars = page.locator(".rp-timeline rect.bar")
    expect(bars).to_have_count(2)
    box = box_of(page.locator(".rp-timeline svg"))
    page.mouse.move(box["x"] + box["width"] - 30, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + 30, steps=4)
    page.mouse.up()
    page.wait_for_url(re.compile("event_from=2024-11-"))
    expect(page.locator(".chip", has_text="event time")).to_have_count(2)
    expect(bars).to_have_count(2)  # what lies outside the span stays in sight, under a veil
    expect(page.locator(".rp-timeline rect.out").first).to_be_attached()


def test_play_steps_through_time_and_stops_when_asked(watched):
    page = watched.open()
    play = page.locator(".rp-timeline .play")
    play.click()
    page.wait_for_url(re.compile("event_from="))
    first = page.url
    page.wait_for_function("before => location.href !== before", arg=first, timeout=20_000)
    play.click()
    page.wait_for_timeout(600)
    held = page.url
    page.wait_for_timeout(2000)
    assert page.url == held


def test_a_bar_of_the_timeline_opens_its_claim(watched):
    page = watched.open()
    page.locator(".rp-timeline rect.bar").first.click()
    page.wait_for_url(re.compile("claim="))
    expect(page.locator(".rp-card blockquote").first).to_be_visible()
    expect(page.locator(".rp-timeline rect.bar.chosen")).to_have_count(1)
