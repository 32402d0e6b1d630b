"""Every export reads back, carries its credit, and runs nothing in the program that opens it."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import geopandas
import pytest
import shapely
import stix2
from hypothesis import given
from hypothesis import strategies as st
from made import claim, report

from geo.errors import ExportError
from geo.exports import FORMATS, export, format_of, standalone, to_contract
from geo.exports.about import CREDIT, about, fingerprint
from geo.exports.table import FORMULA_STARTS, safe
from geo.gazetteer import open_gazetteer
from geo.maps.scene import palette, scene
from geo.model import ClaimPlace, Footprint, PlaceRole, Shape, Span, ToponymClass
from geo.store.corrections import Around, amended
from geo.store.judgements import Judgement

HOSTILE = '=HYPERLINK("http://example.org") <img onerror=x> {{7*7}} ${x} \u202e]]>'
KML = "{http://www.opengis.net/kml/2.2}"


@pytest.fixture(scope="module")
def gazetteer():
    return open_gazetteer()


@pytest.fixture(scope="module")
def view(gazetteer):
    """A claim about an oblast and a town, a hostile one, one without a place."""
    said = report(f"{HOSTILE}. Сили в Курській області, 11 000.", title="+1", url="https://example.org/1")
    oblast = gazetteer.candidates("Kursk Oblast")[0]
    town = gazetteer.candidates("Sudzha")[0]
    span = Span(4, 9, said.text[4:9])
    area = Footprint("a", Shape.AREA, (oblast.id,), oblast.lat, oblast.lon, 4, label=oblast.name)
    point = Footprint("p", Shape.POINT, (town.id,), town.lat, town.lon, 1, 2.0, label=town.name)
    claims = (
        replace(
            claim(said, 1, claimant="@handle", quantity=(9900.0, None, "persons", "strength"), first=date(2024, 11, 4)),
            places=(
                ClaimPlace(span, PlaceRole.LOCATION, ToponymClass.LITERAL, oblast, area),
                ClaimPlace(span, PlaceRole.TARGET, ToponymClass.LITERAL, town, point),
                ClaimPlace(span, PlaceRole.CONTEXT, ToponymClass.LITERAL, oblast, area),
            ),
        ),
        claim(said, 2, place=None, claimant=None, last=date(2024, 11, 15), mode="hedged"),
    )
    return claims, {said.id: said}, about(claims, shown="2 claims.", filters="text=x", made=date(2024, 11, 16))


@pytest.mark.parametrize("kind", FORMATS)
def test_every_export_carries_credit_hash_and_citation(view, gazetteer, kind):
    content = export(kind, *view, gazetteer)
    said = view[2]
    for words in (CREDIT, said.fingerprint, said.program, "16 Nov 2024"):
        assert words.encode() in content


@pytest.mark.parametrize("kind", [*FORMATS, "html"])
def test_every_export_shows_corrected_values_and_says_so(view, gazetteer, kind):
    (first, *_), reports, _ = view
    village = gazetteer.candidates("Robotyne")[0]
    by_hand = Judgement(first.id, "Ann Ivanova", field="place", value=village.id, at=datetime(2026, 11, 24, tzinfo=UTC))
    shown = amended(first, [by_hand], Around(gazetteer.find))
    assert fingerprint([shown]) != fingerprint([first])
    said = about([shown], shown="1 claim.", made=date(2024, 11, 16))
    content = html_page([shown], reports, said) if kind == "html" else export(kind, [shown], reports, said, gazetteer)
    if kind in ("jsonl", "csv", "geojson", "kml", "html", "gpkg"):
        assert b"Ann Ivanova" in content
        assert village.name.encode() in content


def html_page(claims, reports, said) -> bytes:
    return standalone.page(claims, reports, said, scene([], sides=palette({}), outline=lambda spot: None))


def test_an_export_says_what_could_be_known():
    assert about((), shown="x", filters="as_of=2024-11-14", made=date(2024, 12, 1)).as_of == "published by 14 Nov 2024"
    made = about((), shown="x", made=date(2024, 12, 1), link="http://desk/?mode=hedged")
    assert made.as_of == "known on 1 Dec 2024"
    assert "http://desk/?mode=hedged" in made.citation


@pytest.mark.parametrize("kind", FORMATS)
def test_a_view_without_claims_exports_too(gazetteer, kind):
    assert CREDIT.encode() in export(kind, (), {}, about((), shown="No claims."), gazetteer) or kind == "jsonl"


def test_the_csv_reads_back_and_holds_no_formula(view):
    rows = list(csv.DictReader(io.StringIO(export("csv", *view).decode("utf-8-sig"), newline="")))
    claims = view[0]
    assert [row["id"] for row in rows] == [one.id for one in claims]
    assert rows[0]["quote"] == "'" + claims[0].citation.as_written
    assert rows[0]["claimant"] == "'@handle"
    assert rows[0]["places"].count(";") == 2
    assert (rows[0]["low"], rows[0]["high"], rows[0]["where_prec"]) == ("9900", "", "4")
    assert rows[0]["credit"] == CREDIT
    assert rows[1]["credit"] == ""
    assert not any(str(cell).startswith(FORMULA_STARTS) for row in rows for cell in row.values())


@given(st.text())
def test_no_cell_begins_a_formula_and_none_is_lost(text):
    cell = safe(text)
    assert not cell.lstrip(" \u00a0").startswith(FORMULA_STARTS)
    assert cell.removeprefix("'") == text.replace("\0", "\ufffd") or cell == text


def test_json_lines_are_the_contract(view):
    lines = [json.loads(line) for line in export("jsonl", *view).decode().splitlines()]
    claims, reports, said = view
    assert lines[0].pop("about") == said.as_dict()
    assert lines == [json.loads(json.dumps(to_contract(one, reports[one.report_id]))) for one in claims]


def test_geojson_draws_areas_as_areas_and_keeps_what_is_not_drawn(view, gazetteer):
    collection = json.loads(export("geojson", *view, gazetteer))
    kinds = [(f["geometry"] or {}).get("type") for f in collection["features"]]
    assert kinds[0] in ("Polygon", "MultiPolygon")
    assert kinds[1:] == ["Point", None]
    first = shapely.from_geojson(json.dumps(collection["features"][0]["geometry"]))
    assert first.is_valid
    assert first.contains(shapely.Point(36.2, 51.7))
    assert collection["features"][2]["properties"]["not_drawn_because"]


def test_kml_has_time_spans_and_shapes(view, gazetteer):
    root = ElementTree.fromstring(export("kml", *view, gazetteer))
    marks = root.findall(f".//{KML}Placemark")
    assert len(marks) == 3
    assert marks[0].find(f"{KML}TimeSpan/{KML}begin").text == "2024-11-04"
    assert marks[0].find(f"{KML}TimeSpan/{KML}end") is None
    assert marks[2].find(f"{KML}TimeSpan/{KML}end").text == "2024-11-15"
    assert marks[0].find(f".//{KML}outerBoundaryIs") is not None
    assert marks[0].find(f"{KML}description").text == view[0][0].citation.as_written


def test_the_geopackage_reads_back(view, gazetteer, tmp_path):
    path = tmp_path / "view.gpkg"
    path.write_bytes(export("gpkg", *view, gazetteer))
    layer = geopandas.read_file(path, layer="claims")
    assert list(layer["claim_id"]) == [view[0][0].id, view[0][0].id, view[0][1].id]
    assert layer.crs.to_epsg() == 4326
    assert layer.geometry[2] is None
    assert geopandas.read_file(path, layer="about")["credit"][0] == CREDIT


def test_geoparquet_reads_back(view, gazetteer):
    content = export("parquet", *view, gazetteer)
    found = geopandas.read_parquet(io.BytesIO(content))
    assert list(found.claim_id) == [one.id for one in (view[0][0], view[0][0], view[0][1])]
    assert set(found.geometry.dropna().geom_type) <= {"Polygon", "MultiPolygon", "Point"}
    assert found.geometry.isna().sum() == 1


def test_a_stix_bundle_is_valid_and_the_same_every_time(view, gazetteer):
    content = export("stix", *view, gazetteer)
    bundle = stix2.parse(content.decode(), allow_custom=False)
    kinds = {one.type for one in bundle.objects}
    assert kinds == {"identity", "location", "note", "opinion", "report"}
    points = [one for one in bundle.objects if one.type == "location" and "latitude" in one]
    assert [(one.name, one.precision) for one in points] == [("Sudzha", 2000)]
    areas = [one for one in bundle.objects if one.type == "location" and "latitude" not in one]
    assert areas[0].name == "Kursk Oblast"
    opinions = {one.opinion for one in bundle.objects if one.type == "opinion"}
    assert opinions == {"strongly-agree"}
    assert export("stix", *view, gazetteer) == content


def test_json_ld_draws_an_area_as_a_box_and_keeps_the_words(view, gazetteer):
    dataset = json.loads(export("jsonld", *view, gazetteer))
    area, town = dataset["hasPart"][0]["spatialCoverage"]
    assert area["geo"]["@type"] == "GeoShape"
    assert town["geo"]["@type"] == "GeoCoordinates"
    assert dataset["hasPart"][0]["text"] == view[0][0].citation.as_written


def test_the_hash_is_of_the_claims_and_not_of_their_order(view):
    claims = view[0]
    assert fingerprint(claims) == fingerprint(claims[::-1]) != fingerprint(claims[:1])


def test_the_ending_of_a_file_names_the_format():
    assert format_of("view.GeoJSON") == "geojson"
    with pytest.raises(ExportError, match="names no export format"):
        format_of("view.docx")
    with pytest.raises(ExportError, match="choose one of"):
        export("docx", (), {}, about((), shown=""))


def test_the_contract_has_its_fields_in_their_order(view):
    claims, reports, _ = view
    row = to_contract(claims[1], reports[claims[1].report_id])
    in_order = """id report source published start end quote quote_kind claim_type claimant claimant_text identification
        relays cue subject subject_countries object_countries quantity places event_start event_end date_prec date_text
        edtf factuality modality hedge origin drawn not_drawn_because"""
    assert list(row) == in_order.split()
    assert row["claimant"] is None
    assert (row["identification"], row["edtf"]) == ("author", "../2024-11-15")
    place_fields = "text role name id lat lon where_prec ambiguous reasons"
    assert list(to_contract(claims[0], reports[claims[0].report_id])["places"][0])[:9] == place_fields.split()
