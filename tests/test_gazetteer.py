"""The gazetteer: names lead to places, places lie in areas, files hold, imports are whole or nothing."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point

from geo.errors import GazetteerError
from geo.gazetteer import Gazetteer, open_gazetteer
from geo.gazetteer.build import files, sources
from geo.gazetteer.build.entries import Entry, distance_km
from geo.gazetteer.build.packages import packages
from geo.gazetteer.importing import check, import_dump
from geo.gazetteer.names import TABLES
from geo.model import PlaceKind

CASES = Path(__file__).parent / "cases" / "gazetteer_names.csv"


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return open_gazetteer()


ISLETS = {"own:tw-dongyin", "own:tw-juguang", "own:tw-beigan", "own:tw-wuqiu"}
"""Islets of Matsu and Kinmen that Natural Earth does not draw."""


def rows() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['name']}→{row['expected']}")
def test_a_name_of_the_gold_file_leads_to_its_place(gazetteer: Gazetteer, row: dict[str, str]) -> None:
    found = gazetteer.candidates(row["name"], language=row["language"])
    seen = [(p.name, p.kind.value, p.country or "") for p in found]
    wanted = (row["expected"], row["kind"], row["country"])
    assert wanted in (seen[:1] if row["first"] == "yes" else seen), seen[:8]


def only(gazetteer: Gazetteer, name: str, kind: PlaceKind, country: str | None = None):
    return next(p for p in gazetteer.candidates(name) if p.kind is kind and country in (None, p.country))


def test_the_pronoun_us_is_not_a_country(gazetteer: Gazetteer) -> None:
    assert all(p.kind is not PlaceKind.COUNTRY for p in gazetteer.candidates("us"))


def test_a_settlement_lies_in_its_oblast_its_country_and_its_region(gazetteer: Gazetteer) -> None:
    bakhmut = only(gazetteer, "Bakhmut", PlaceKind.SETTLEMENT)
    donetsk = only(gazetteer, "Donetsk Oblast", PlaceKind.ADM1)
    donbas = only(gazetteer, "Donbas", PlaceKind.REGION)
    ukraine = only(gazetteer, "Ukraine", PlaceKind.COUNTRY)
    assert all(gazetteer.within(bakhmut.id, outer.id) for outer in (bakhmut, donetsk, donbas, ukraine))
    assert gazetteer.within(donbas.id, ukraine.id)
    assert not gazetteer.within(donetsk.id, bakhmut.id)
    assert not gazetteer.within(bakhmut.id, only(gazetteer, "Kursk Oblast", PlaceKind.ADM1).id)


def test_donbas_is_donetsk_and_luhansk_oblasts(gazetteer: Gazetteer) -> None:
    donbas = gazetteer.place("region:donbass")
    assert {gazetteer.place(i).name for i in gazetteer.parts(donbas.id)} == {"Donetsk Oblast", "Luhansk Oblast"}
    ground = gazetteer.polygon(donbas.id)
    assert ground.contains(Point(37.8, 48.0))
    assert ground.contains(Point(39.3, 48.6))


def test_crimea_and_sevastopol_are_ukraines_ground(gazetteer: Gazetteer) -> None:
    simferopol, sevastopol = Point(34.1, 44.95), Point(33.55, 44.59)
    ukraine = gazetteer.polygon(only(gazetteer, "Ukraine", PlaceKind.COUNTRY).id)
    russia = gazetteer.polygon(only(gazetteer, "Russia", PlaceKind.COUNTRY).id)
    for point in (simferopol, sevastopol):
        assert ukraine.contains(point)
        assert not russia.intersects(point)


def test_moscow_and_kyiv_names_do_not_cross_to_the_other_area(gazetteer: Gazetteer) -> None:
    for name, point, outside in (
        ("Kyiv Oblast", Point(30.1, 49.8), Point(30.52, 50.45)),
        ("Московская область", Point(38.8, 55.1), Point(37.62, 55.75)),
    ):
        area = only(gazetteer, name, PlaceKind.ADM1)
        assert gazetteer.polygon(area.id).contains(point)
        assert not gazetteer.polygon(area.id).contains(outside)


def test_a_first_order_area_without_a_polygon_of_its_own_is_the_union_of_its_parts(gazetteer: Gazetteer) -> None:
    england = gazetteer.polygon(only(gazetteer, "England", PlaceKind.ADM1, "GB").id)
    assert england.contains(Point(-1.5, 52.5))
    assert not england.contains(Point(-3.2, 55.95))


def test_the_point_of_every_first_order_area_of_ukraine_and_russia_lies_in_its_polygon(gazetteer: Gazetteer) -> None:
    areas = [p for p in gazetteer.places() if p.kind is PlaceKind.ADM1 and p.country in {"UA", "RU"}]
    drawn = [p for p in areas if gazetteer.own_polygon(p.id) is not None]
    assert len(drawn) >= 108
    assert all(gazetteer.polygon(p.id).buffer(0.01).contains(Point(p.lon, p.lat)) for p in drawn)


def test_a_polygon_drawn_is_valid(gazetteer: Gazetteer) -> None:
    areas = [p for p in gazetteer.places() if p.kind is PlaceKind.ADM1]
    ground = [gazetteer.own_polygon(p.id) for p in areas[::4]]
    assert all(g.is_valid and not g.is_empty for g in ground if g is not None)


def test_the_border_villages_lie_where_they_are(gazetteer: Gazetteer) -> None:
    sudzha = only(gazetteer, "Sudzha", PlaceKind.SETTLEMENT, "RU")
    for name in ("Kazachya Loknya", "Malaya Loknya", "Plekhovo", "Darino", "Pogrebki", "Martynovka"):
        near = [p for p in gazetteer.candidates(name) if p.admin1 == "Kursk Oblast"]
        assert min(distance_km(p.lat, p.lon, sudzha.lat, sudzha.lon) for p in near) < 40, name


def test_every_row_kept_by_hand_lies_in_the_area_it_names(gazetteer: Gazetteer) -> None:
    home = {p.country: p.id for p in gazetteer.places() if p.kind is PlaceKind.COUNTRY}
    with (TABLES / "supplement.csv").open(encoding="utf-8", newline="") as lines:
        stated = {row["id"] for row in csv.DictReader(ln for ln in lines if not ln.startswith("#")) if row["admin1"]}
    far = []
    for place in gazetteer.places():
        if place.id.startswith("own:") and place.country and place.id not in ISLETS:
            area = place.admin1_id if place.id in stated else None
            ground = gazetteer.polygon(area or home[place.country])
            if ground is not None and ground.distance(Point(place.lon, place.lat)) > 0.15:
                far.append((place.name, place.admin1 or place.country))
    assert not far


def test_search_says_when_it_only_guessed(gazetteer: Gazetteer) -> None:
    found = gazetteer.search("Kramatorks")
    assert found[0].place.name == "Kramatorsk"
    assert found[0].how == "fuzzy"
    assert "spelled like it" in found[0].reasons[0]


def test_an_abbreviation_with_its_full_stop_is_no_village(gazetteer: Gazetteer) -> None:
    assert gazetteer.candidates("Calif.")[0].name == "California"
    assert [c.how for c in gazetteer.search("U.K.")][:1] == ["code"]
    assert gazetteer.search("DPR")[0].place.country == "UA"


@pytest.mark.parametrize(
    ("name", "language", "shown", "how"),
    [
        ("Kiev", "en", "Kyiv", "exact"),
        ("Артёмовска", "ru", "Bakhmut", "case form"),
        ("Ugledar", "en", "Vuhledar", "exact"),
        ("Chasov Yar", "en", "Chasiv Yar", "exact"),
        ("Часового Яру", "uk", "Chasiv Yar", "case form"),
        ("Курской области", "ru", "Kursk Oblast", "case form"),
        ("Курщині", "uk", "Kursk Oblast", "case form"),
        ("Покровськом", "uk", "Pokrovsk", "case form"),
        ("Sudzha district", "en", "Sudzhanskiy Rayon", "designator"),
        ("Ḩamāh", "en", "Hama", "exact"),
        ("Al Qadarif", "en", "Gedaref", "exact"),
        ("al-Rai", "en", "Ar Rai", "exact"),
    ],
)
def test_search_says_by_what_reading_it_found_a_place(
    gazetteer: Gazetteer, name: str, language: str, shown: str, how: str
) -> None:
    found = {(c.place.name, c.how): c for c in gazetteer.search(name, language=language)}
    assert (shown, how) in found, list(found)
    assert found[shown, how].reasons


def test_search_near_a_point_and_in_a_country_puts_that_one_first(gazetteer: Gazetteer) -> None:
    near_rostov = gazetteer.search("Donetsk", near=(48.3, 39.9))
    assert near_rostov[0].place.country == "RU"
    assert {c.place.country for c in gazetteer.search("Donetsk", country="ua")} == {"UA"}


def test_the_longest_name_that_begins_with_a_word_is_known(gazetteer: Gazetteer) -> None:
    assert gazetteer.name_starts("Velyka") >= 2
    assert gazetteer.name_starts("Курской", language="ru") >= 2
    assert gazetteer.name_starts("xqzzt") == 0


def test_an_unknown_id_is_a_sentence_not_a_traceback(gazetteer: Gazetteer) -> None:
    assert gazetteer.find("gn:4294967295") is None
    assert gazetteer.polygon("nowhere") is None
    assert gazetteer.parts("nowhere") == ()
    assert not gazetteer.within("nowhere", "nowhere")
    with pytest.raises(GazetteerError, match="no place with the id"):
        gazetteer.place("gn:99999999999999999999")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_a_look_up(gazetteer: Gazetteer, text: str) -> None:
    assert isinstance(gazetteer.candidates(text), tuple)
    assert isinstance(gazetteer.search(text, limit=3), list)
    assert gazetteer.name_starts(text) >= 0


def test_a_name_of_ten_thousand_characters_is_no_place(gazetteer: Gazetteer) -> None:
    assert gazetteer.candidates("Kursk" * 2000) == ()
    assert gazetteer.search("а" * 10_000) == []


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 250_000))
def test_every_place_is_found_by_its_own_name_and_id(gazetteer: Gazetteer, at: int) -> None:
    place = gazetteer._make(at)
    assert gazetteer.place(place.id) == place
    assert place.id in {p.id for p in gazetteer.candidates(place.name)}


# ---------------------------------------------------------------------------------------------------- files


def test_sources_names_what_was_built_and_nothing_else() -> None:
    manifest = json.loads((TABLES / "manifest.json").read_text(encoding="utf-8"))
    assert (TABLES.parent / "SOURCES.md").read_text(encoding="utf-8") == sources.text(manifest)
    for name, known in {**manifest["files"], **manifest["tables"]}.items():
        assert hashlib.sha256((TABLES / name).read_bytes()).hexdigest() == known["sha256"], name
    for package in packages():
        if package.part == "gazetteer":
            assert package.rows_min <= manifest["rows"][package.name] <= package.rows_max
    for word in ("GeoNames", "Natural Earth", "CC BY 4.0", "UNGA 68/262"):
        assert word in sources.text(manifest)


def test_the_gazetteer_fits_in_a_repository() -> None:
    sizes = [path.stat().st_size for path in TABLES.iterdir() if path.is_file()]
    assert sum(sizes) <= 25_000_000
    assert max(sizes) <= 10_000_000


def theatre_rows() -> list[dict[str, str]]:
    with (CASES.parent / "theatres.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@pytest.mark.parametrize("row", theatre_rows(), ids=lambda row: f"{row['theatre']}-{row['country']}-{row['admin1']}")
def test_the_names_of_news_lead_to_their_areas(gazetteer: Gazetteer, row: dict[str, str]) -> None:
    lost = []
    for name in row["names"].split("|"):
        found = [p for p in gazetteer.candidates(name) if p.country == row["country"]]
        if not any(row["admin1"] in (p.admin1 or p.name) for p in found):
            lost.append(name)
    assert not lost


def test_the_gold_of_the_theatres_says_what_share_is_missing() -> None:
    listed = [name for row in theatre_rows() for name in row["names"].split("|")]
    unknown = [name for row in theatre_rows() for name in row["unknown"].split("|") if name]
    assert len(listed) > 2500
    assert len(unknown) < 0.04 * len(listed)


def test_a_row_of_the_supplement_says_what_it_was_checked_against() -> None:
    with (TABLES / "supplement.csv").open(encoding="utf-8", newline="") as lines:
        listed = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    checked = [row for row in listed if row["checked"]]
    assert len(checked) > 400
    assert all(float(row["km"]) <= 25 for row in checked)
    assert all(row["km"] == "" for row in listed if not row["checked"])
    assert len({row["id"] for row in listed}) == len(listed)


def test_every_row_kept_by_hand_names_its_source() -> None:
    for name in ("regions.csv", "supplement.csv", "aliases.csv", "english.csv"):
        with (TABLES / name).open(encoding="utf-8", newline="") as lines:
            listed = list(csv.DictReader(line for line in lines if not line.startswith("#")))
        assert len(listed) > 200
        assert all(row["source"] and None not in row for row in listed), name


def test_check_tells_counts_age_and_checksums() -> None:
    lines = "\n".join(check())
    for word in ("names.npz", "sha256 as built", "settlement", "days ago"):
        assert word in lines


def test_a_missing_or_damaged_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match=r"places\.npz is missing.*untouched"):
        Gazetteer(tmp_path)
    shutil.copy(TABLES / "places.npz", tmp_path)
    (tmp_path / "names.npz").write_bytes((TABLES / "names.npz").read_bytes()[:50_000])
    with pytest.raises(GazetteerError, match=r"names\.npz is damaged.*gazetteer build"):
        Gazetteer(tmp_path)
    with pytest.raises(GazetteerError, match="manifest"):
        check(tmp_path)


# ---------------------------------------------------------------------------------------------------- imports


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A gazetteer of three places in a folder of its own."""
    entries = [
        Entry("gn:1", "Testland", PlaceKind.COUNTRY, 10, 10, "TL", names={"Testland"}),
        Entry("gn:2", "North Test", PlaceKind.ADM1, 11, 10, "TL", names={"North Test"}),
        Entry("post:TL-1-mala", "Mala", PlaceKind.SETTLEMENT, 11.01, 10.01, "TL", "gn:2", names={"Mala", "Мала"}),
    ]
    from shapely.geometry import box

    files.write_places(entries, tmp_path / "places.npz")
    files.write_names(entries, tmp_path / "names.npz")
    files.write_shapes(entries, {"gn:2": [box(9, 10, 11, 12)]}, tmp_path / "shapes.npz")
    return tmp_path


def dump_row(number: int, name: str, code: str, lat: str = "11.0", columns: int = 19) -> str:
    cells = [str(number), name, name, "", lat, "10.0", code[0], code, "TL", "", "01", "", "", "", "900", "", "", "", ""]
    return "\t".join(cells[:columns])


def dump(folder: Path, *lines: str, name: str = "TL.zip") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", "a readme")
        archive.writestr(name.replace(".zip", ".txt"), "\n".join(lines) + "\n")
    return path


def test_a_geonames_dump_is_imported_and_a_postal_village_gives_way(small: Path) -> None:
    path = dump(small, dump_row(2, "North Test", "ADM1"), dump_row(7, "Mala", "PPL"), dump_row(8, "Old Dam", "DAM"))
    other = dump(small, "1\t8\ten\tGrand Dam\t1\t\t\t\t\t", name="alternateNamesV2.zip")
    lines = import_dump([path, other], folder=small)
    assert "3 places read" in lines[0]
    grown = open_gazetteer(small)
    assert [p.id for p in grown.candidates("Mala")] == ["gn:7"]
    assert grown.candidates("Grand Dam")[0].kind is PlaceKind.FACILITY
    assert grown.place("gn:7").admin1 == "North Test"
    assert grown.own_polygon("gn:2").area == pytest.approx(4)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (dump_row(9, "Short", "PPL", columns=12), "has 12 columns"),
        (dump_row(9, "Wrong", "PPL", lat="north"), "no number"),
        (dump_row(9, "Far", "PPL", lat="123"), "cannot be"),
        (dump_row(9, "Only a shop", "MALL"), "no place of a kind"),
    ],
)
def test_a_dump_with_a_wrong_line_is_refused_whole(small: Path, line: str, why: str) -> None:
    good = [] if "kind" in why else [dump_row(7, "Good", "PPL")]
    with pytest.raises(GazetteerError, match=f"TL.zip was not imported and the gazetteer is as it was.*{why}"):
        import_dump([dump(small, *good, line)], folder=small)
    assert not (small / "imported").exists()


def test_a_truncated_zip_and_a_bomb_are_refused(small: Path) -> None:
    whole = dump(small, *(dump_row(n, f"Place {n}", "PPL") for n in range(1, 400)))
    whole.write_bytes(whole.read_bytes()[:-300])
    with pytest.raises(GazetteerError, match="no whole zip file"):
        import_dump([whole], folder=small)
    with pytest.raises(GazetteerError, match="unpack to more"):
        import_dump([dump(small, "0" * 20_000_000)], folder=small)
    with pytest.raises(GazetteerError, match="no such file"):
        import_dump([small / "gone.zip"], folder=small)
    assert not (small / "imported").exists()


POINT = {"type": "Point", "coordinates": [10.5, 11.5]}


def layer(folder: Path, **changes: object) -> Path:
    square = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}
    feature = {"type": "Feature", "properties": {"name": "Held Ground"}, "geometry": square}
    written = {
        "type": "FeatureCollection",
        "features": [feature],
        "date": "2024-11-01",
        "source": "us",
        "licence": "CC0",
    }
    path = folder / "layer.geojson"
    path.write_text(json.dumps({**written, **changes}), encoding="utf-8")
    return path


def test_a_layer_with_date_source_and_licence_is_imported(small: Path) -> None:
    import_dump([layer(small)], folder=small)
    place = open_gazetteer(small).candidates("Held Ground")[0]
    assert open_gazetteer(small).polygon(place.id).area == pytest.approx(1)


def test_a_geopackage_is_imported_with_what_the_user_says_of_it(small: Path) -> None:
    import geopandas

    rows = {"name": ["Quarter"], "name_uk": ["Квартал"], "names": ["Old Quarter|Block"], "kind": ["settlement"]}
    path = small / "own.gpkg"
    geopandas.GeoDataFrame(rows, geometry=[Point(10.5, 11.5)], crs=4326).to_file(path, driver="GPKG")
    with pytest.raises(GazetteerError, match=r"does not say its date, source, licence.*--date"):
        import_dump([path], folder=small)
    lines = import_dump([path], folder=small, date="2024-11-01", source="OCHA", licence="CC BY 4.0")
    assert "(source OCHA, 2024-11-01, CC BY 4.0)" in lines[0]
    for name in ("Quarter", "Квартал", "Old Quarter"):
        place = open_gazetteer(small).candidates(name)[0]
        assert (place.country, place.admin1, place.kind) == ("TL", "North Test", PlaceKind.SETTLEMENT)


def test_check_says_whose_places_were_imported(small: Path) -> None:
    import_dump([layer(small)], folder=small)
    import_dump([dump(small, dump_row(7, "Mala", "PPL"))], folder=small)
    (small / "manifest.json").write_text('{"files": {}, "counts": {}, "retrieved": "2026-11-01"}', encoding="utf-8")
    told = "\n".join(check(small))
    assert "source us, 2024-11-01, CC0" in told
    assert "TL.zip: 1 places read" in told


def test_a_dump_of_towns_alone_finds_its_areas_by_towns_that_are_known(small: Path) -> None:
    entries = [
        Entry("gn:2", "North Test", PlaceKind.ADM1, 11, 10, "TL", names={"North Test"}),
        Entry("gn:5", "Known", PlaceKind.SETTLEMENT, 11, 10, "TL", "gn:2", names={"Known"}),
    ]
    files.write_places(entries, small / "places.npz")
    files.write_names(entries, small / "names.npz")
    import_dump([dump(small, dump_row(5, "Known", "PPL"), dump_row(9, "Fresh", "PPL"))], folder=small)
    assert open_gazetteer(small).candidates("Fresh")[0].admin1 == "North Test"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"licence": None}, "does not say its licence"),
        ({"features": []}, "no features"),
        ({"date": "soon"}, "does not say its date"),
        ({"features": [{"type": "Feature", "properties": {}, "geometry": POINT}]}, "has no name"),
        ({"features": [{"properties": {"name": "Xo", "kind": "moon"}, "geometry": POINT}]}, "has the kind 'moon'"),
        (
            {"features": [{"properties": {"name": "X"}, "geometry": {"type": "Polygon", "coordinates": [[1]]}}]},
            "cannot be read",
        ),
        ({"features": [{"properties": {"name": "Good"}, "geometry": POINT}, {"geometry": None}]}, "was left out"),
        (
            {"features": [{"properties": {"name": "X"}, "geometry": {"type": "Point", "coordinates": [500, 2]}}]},
            "degrees",
        ),
    ],
)
def test_a_layer_that_lacks_something_is_refused_with_a_sentence(small: Path, changes: dict, why: str) -> None:
    with pytest.raises(GazetteerError, match=why):
        import_dump([layer(small, **changes)], folder=small)
    assert not (small / "imported").exists()


def test_a_driver_file_dressed_as_geojson_opens_nothing(small: Path) -> None:
    path = small / "dressed.geojson"
    path.write_text("<OGRVRTDataSource><OGRVRTLayer name='a'/></OGRVRTDataSource>", encoding="utf-8")
    with pytest.raises(GazetteerError, match="XML, but no KML"):
        import_dump([path], folder=small)
