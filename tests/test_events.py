"""Tables of coded events: precision kept honestly, the data set as claimant, losses counted, nothing half-loaded."""

import csv
import io
import json
import zipfile
from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from geo.__main__ import main
from geo.errors import ReportError
from geo.events import load, mapping, portions, preview
from geo.events.tables import opened
from geo.footprints import geometry
from geo.gazetteer import open_gazetteer
from geo.model import ClaimType, Shape
from geo.store import Store

ACLED = {
    "event_id_cnty": "UKR1",
    "event_date": "12 November 2024",
    "time_precision": "1",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "actor1": "Military Forces of Russia (2000-)",
    "actor2": "Military Forces of Ukraine (2019-)",
    "admin1": "Donetsk",
    "admin2": "Pokrovskyi",
    "country": "Ukraine",
    "location": "Pokrovsk",
    "latitude": "48.2820",
    "longitude": "37.1758",
    "geo_precision": "1",
    "source": "Some Outlet; A Channel",
    "notes": "Forces clashed in the town.",
    "fatalities": "3",
}
UCDP = {
    "id": "77",
    "date_start": "2023-04-15 00:00:00.000",
    "date_end": "2023-04-20 00:00:00.000",
    "date_prec": "2",
    "type_of_violence": "1",
    "side_a": "Government of Sudan",
    "side_b": "RSF",
    "where_coordinates": "Nyala town",
    "adm_1": "South Darfur state",
    "adm_2": "Nyala locality",
    "country": "Sudan",
    "latitude": "12.05",
    "longitude": "24.88",
    "where_prec": "4",
    "best": "12",
    "low": "10",
    "high": "20",
    "source_article": "x",
}


@pytest.fixture(scope="module")
def gazetteer():
    return open_gazetteer()


def as_csv(*rows: dict[str, str], delimiter: str = ",") -> bytes:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, rows[0].keys(), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue().encode()


@pytest.fixture
def read(tmp_path, gazetteer):
    def claims(content: bytes, name: str = "t.csv", coding=None):
        path = tmp_path / name
        path.write_bytes(content)
        losses = Counter()
        with opened(path) as table:
            found = [
                (portion.report, portion.claims)
                for portion in portions(table, gazetteer, name=name, coding=coding, losses=losses)
            ]
        for report, made in found:
            for claim in made:
                assert report.text[claim.citation.start : claim.citation.end] == claim.citation.as_written
                for span in (claim.places[0].span if claim.places else None, claim.when and claim.when.span):
                    assert span is None or report.text[span.start : span.end] == span.as_written
        return [claim for _, made in found for claim in made], losses

    return claims


def test_an_acled_row_is_a_claim_of_acled(read):
    (claim,), losses = read(as_csv(ACLED))
    assert claim.claim_type is ClaimType.CLASH
    assert claim.attribution.claimant.name == "ACLED"
    assert claim.subject.name == "Armed forces of Russia"
    assert (claim.subject_countries, claim.object_countries) == (("RUS",), ("UKR",))
    assert (claim.quantity.low, claim.quantity.high, claim.quantity.measure) == (3, 3, "killed")
    assert (claim.when.first, claim.when.last, claim.when.date_prec) == (date(2024, 11, 12), date(2024, 11, 12), 1)
    assert claim.places[0].place.name == "Pokrovsk"
    assert claim.places[0].footprint.shape is Shape.POINT
    assert claim.places[0].footprint.where_prec == 1
    assert not +losses


def test_a_province_only_event_is_the_province_and_never_its_capital(read, gazetteer):
    (claim,), _ = read(as_csv(ACLED | {"geo_precision": "3", "location": "Donetsk"}))
    ground = claim.places[0].footprint
    assert (ground.shape, ground.where_prec, claim.places[0].place.name) == (Shape.AREA, 4, "Donetsk Oblast")
    assert geometry(ground, gazetteer).area > 1
    (claim,), _ = read(as_csv(UCDP))
    assert (claim.places[0].footprint.shape, claim.places[0].footprint.where_prec) == (Shape.AREA, 4)
    assert claim.places[0].place.country == "SD"


def test_near_is_a_circle_of_25_km(read, gazetteer):
    (claim,), _ = read(as_csv(ACLED | {"geo_precision": "2"}))
    ground = claim.places[0].footprint
    assert (ground.where_prec, ground.radius_km) == (2, 25.0)


def test_a_place_that_the_gazetteer_lacks_is_drawn_where_it_was_coded(read, gazetteer):
    (claim,), _ = read(as_csv(ACLED | {"location": "Zzyzzix", "latitude": "48.5", "longitude": "37.5"}))
    shape = geometry(claim.places[0].footprint, gazetteer)
    assert (round(shape.centroid.y, 2), round(shape.centroid.x, 2)) == (48.5, 37.5)


def test_ucdp_intervals_days_and_sides_are_kept(read):
    (claim,), _ = read(as_csv(UCDP))
    assert (claim.quantity.low, claim.quantity.high) == (10, 20)
    assert (claim.when.first, claim.when.last, claim.when.date_prec) == (date(2023, 4, 15), date(2023, 4, 20), 2)
    assert claim.subject.name == "Armed forces of Sudan"
    assert claim.object.name == "Rapid Support Forces"


def test_acled_writes_zero_for_unknown_and_ucdp_does_not(read):
    (claim,), _ = read(as_csv(ACLED | {"fatalities": "0"}))
    assert claim.quantity is None
    (claim,), _ = read(as_csv(UCDP | {"best": "0", "low": "0", "high": "4"}))
    assert (claim.quantity.low, claim.quantity.high) == (0, 4)


def test_gdelt_is_known_without_headings_and_its_cities_are_near(read):
    headings = mapping.recognised(["GlobalEventID", "EventRootCode", "ActionGeo_Type"]).headings
    cells = dict.fromkeys(headings, "") | {
        "GlobalEventID": "9", "Day": "20241112", "EventCode": "195", "EventRootCode": "19", "Actor1Name": "RUSSIA",
        "Actor1CountryCode": "RUS", "ActionGeo_Type": "4", "ActionGeo_Fullname": "Kharkiv, Ukraine",
        "ActionGeo_Lat": "49.98", "ActionGeo_Long": "36.25", "SOURCEURL": "https://example.org/x",
    }  # fmt: skip
    line = "\t".join(cells[heading] for heading in headings) + "\n"
    (claim, other), _ = read((line * 2).replace("\t9\t", "\t9\t").encode(), "20241112.export.CSV")
    assert claim.claim_type is ClaimType.STRIKE
    assert claim.attribution.claimant.name == "GDELT"
    assert (claim.places[0].place.name, claim.places[0].footprint.where_prec) == ("Kharkiv", 2)
    assert claim.when.first == date(2024, 11, 12)
    assert other.citation.start > claim.citation.start


def test_the_list_of_civilian_harm_is_json_with_american_days(read):
    one = {"id": "C1", "date": "11/03/2024", "latitude": "50.0", "longitude": "36.2", "location": "Kharkiv, X",
           "description": "A house was hit.", "sources": ["https://a.example", "https://b.example"]}  # fmt: skip
    (claim,), _ = read(json.dumps([one]).encode(), "ukr.json")
    assert claim.when.first == date(2024, 11, 3)
    assert claim.claim_type is ClaimType.CIVILIAN_HARM
    assert "https://a.example, https://b.example" in claim.citation.as_written


def test_any_table_is_read_as_its_user_says(read, tmp_path):
    content = b"Town;When;Dead;Y;X\nKassala;3.9.2024;two;15.45;36.4\nNowhere;;5;999;0\n"
    (tmp_path / "own.csv").write_bytes(content)
    headings, rows, known = preview(tmp_path / "own.csv")
    assert known is None
    assert rows[0][0] == "Kassala"
    columns = {"place": "Town", "first": "When", "best": "Dead", "lat": "Y", "lon": "X"}
    coding = mapping.chosen(columns, headings, name="Our desk", kind="losses")
    (claim, lost), losses = read(content, "own.csv", coding)
    assert (claim.attribution.claimant.name, claim.claim_type) == ("Our desk", ClaimType.LOSSES)
    assert (claim.places[0].place.name, claim.when.first) == ("Kassala", date(2024, 9, 3))
    assert (lost.not_drawn_because, lost.when) == ("its place was not found", None)
    assert sum(losses.values()) == 2


def test_guesses_are_the_headings_people_use():
    found = mapping.guessed(["Date", "Lat", "Long", "Town", "Deaths", "Link", "Region"])
    assert found == {"first": "Date", "lat": "Lat", "lon": "Long", "place": "Town", "best": "Deaths",
                     "source": "Link", "admin1": "Region"}  # fmt: skip


def test_a_workbook_and_a_zip_give_what_the_csv_gives(read):
    plain, _ = read(as_csv(ACLED))
    book, buffer = Workbook(), io.BytesIO()
    book.active.append(list(ACLED))
    book.active.append([float(cell) if key in ("latitude", "longitude") else cell for key, cell in ACLED.items()])
    book.save(buffer)
    (sheet,), _ = read(buffer.getvalue(), "t.xlsx")
    assert sheet.places[0].footprint == plain[0].places[0].footprint
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inside.csv", as_csv(ACLED))
    zipped, _ = read(packed.getvalue(), "t.zip")
    assert zipped == plain


def test_rows_of_another_width_are_counted_and_left_out(read):
    found, losses = read(as_csv(ACLED) + b"one,cell,too,few\n")
    assert len(found) == 1
    assert losses["a row with more or fewer cells than headings (left out)"] == 1


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "t.csv", "empty"),
        (b"just words\nmore words\n", "t.csv", "one column"),
        (b"a,b\n1,2\n", "t.csv", "none of the data sets"),
        (b"PK\x03\x04 broken", "t.xlsx", "damaged zip"),
        (b"{" * 100_000, "t.json", "cannot be parsed"),
        (b"{}", "t.json", "without a list"),
    ],
)
def test_what_is_no_table_is_one_sentence(read, content, name, sentence):
    with pytest.raises(ReportError, match=sentence) as caught:
        read(content, name)
    assert "\n" not in str(caught.value)


def test_a_load_goes_on_where_it_stopped_and_twice_changes_nothing(tmp_path, gazetteer, monkeypatch):
    path = tmp_path / "acled.csv"
    path.write_bytes(as_csv(*(ACLED | {"event_id_cnty": f"UKR{number}"} for number in range(1200))))
    store = Store(tmp_path / "s.db")

    def stopping(reports):
        first = next(reports)
        store.add_many([first])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(path, gazetteer, known=store.has_report, add=stopping)
    assert store.count() == (1, 500)
    loaded = load(path, gazetteer, known=store.has_report, add=store.add_many)
    assert (loaded.rows, loaded.new) == (1200, 700)
    assert store.count() == (3, 1200)
    assert load(path, gazetteer, known=store.has_report, add=store.add_many).new == 0
    assert not store.check()


def test_the_command_line_says_what_was_lost(tmp_path, capsys):
    path = tmp_path / "acled.csv"
    path.write_bytes(as_csv(ACLED, ACLED | {"event_id_cnty": "UKR2", "event_date": "soon"}))
    store = str(tmp_path / "s.db")
    assert main(["import", str(path), "--store", store]) == 0
    told = capsys.readouterr().err
    assert "2 rows of ACLED; 2 claims are new" in told
    assert "1 times: no day that can be read" in told
    own = tmp_path / "own.csv"
    own.write_text("Town,Date\nKassala,2024-09-03\n")
    assert main(["import", str(own), "--store", store]) == 2
    assert "--column place='Town'" in capsys.readouterr().err
    assert main(["import", str(own), "--name", "Desk", "--kind", "presence", "--store", store]) == 0
    assert "1 rows of Desk; 1 claims are new" in capsys.readouterr().err


CELLS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12) | st.sampled_from(
    ["nan", "500", "-1", "1e999", "2024-02-30", "=1+1", "\u202e", "0"]
)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.lists(CELLS, min_size=len(ACLED), max_size=len(ACLED)), min_size=1, max_size=5))
def test_any_cells_are_claims_whose_spans_quote_the_row(gazetteer, tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("any") / "t.csv"
    buffer = io.StringIO()
    csv.writer(buffer).writerows([list(ACLED), *rows])
    path.write_bytes(buffer.getvalue().encode("utf-8", "replace"))
    with opened(path) as table:
        for portion in portions(table, gazetteer, name="t", losses=Counter()):
            for claim in portion.claims:
                text = portion.report.text
                assert text[claim.citation.start : claim.citation.end] == claim.citation.as_written
                for place in claim.places:
                    assert abs(place.footprint.lat) <= 90
                    assert abs(place.footprint.lon) <= 180
