"""Layers that users bring: five formats read alike, hostile files answered by one sentence."""

import io
import json
import sqlite3
import zipfile
from datetime import date
from pathlib import Path

import geopandas
import pytest
import shapefile
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, Polygon, mapping

from geo.errors import LayerError
from geo.layers import read

HELD = Polygon([(33, 15), (34, 15), (34, 16), (33, 16)], [[(33.4, 15.4), (33.6, 15.4), (33.6, 15.6), (33.4, 15.6)]])
ROAD = LineString([(33, 15), (34, 15.5)])
POST = Point(33.5, 15.2)


def geojson(*features: dict, **members: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", **members, "features": list(features)}).encode()


def feature(geometry: object, **properties: object) -> dict:
    ground = mapping(geometry) if hasattr(geometry, "geom_type") else geometry
    return {"type": "Feature", "properties": properties, "geometry": ground}


def frame(crs: int = 4326) -> geopandas.GeoDataFrame:
    rows = {"name": ["Утримувана земля"], "side": ["RSF"]}
    return geopandas.GeoDataFrame(rows, geometry=[HELD], crs=4326).to_crs(crs)


def geopackage(folder: Path, crs: int = 4326) -> bytes:
    path = folder / "held.gpkg"
    frame(crs).to_file(path, driver="GPKG", layer="held")
    return path.read_bytes()


def zipped(**members: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return held.getvalue()


def shapefile_zip(folder: Path, crs: int = 4326) -> bytes:
    frame(crs).to_file(folder / "held.shp", driver="ESRI Shapefile", encoding="utf-8")
    return zipped(
        **{f"held__{end}": (folder / f"held.{end}").read_bytes() for end in ("shp", "shx", "dbf", "prj", "cpg")}
    )


def ring(polygon: Polygon) -> str:
    return " ".join(f"{x},{y},0" for x, y in polygon.exterior.coords)


def kml(body: str | None = None) -> bytes:
    hole = " ".join(f"{x},{y}" for x, y in HELD.interiors[0].coords)
    mark = f"""<Placemark><name>Утримувана земля</name><TimeSpan><begin>2024-11-01</begin></TimeSpan>
      <ExtendedData><Data name="side"><value>RSF</value></Data></ExtendedData>
      <Polygon><outerBoundaryIs><LinearRing><coordinates>{ring(HELD)}</coordinates></LinearRing></outerBoundaryIs>
      <innerBoundaryIs><LinearRing><coordinates>{hole}</coordinates></LinearRing></innerBoundaryIs></Polygon></Placemark>"""
    document = f"<Document><name>held</name>{mark if body is None else body}</Document>"
    return f'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2">{document}</kml>'.encode()


def in_every_format(folder: Path) -> dict[str, bytes]:
    return {
        "held.geojson": geojson(feature(HELD, name="Утримувана земля", side="RSF"), name="held"),
        "held.gpkg": geopackage(folder),
        "held.kml": kml(),
        "held.kmz": zipped(doc__kml=kml()),
        "held.zip": shapefile_zip(folder),
    }


def test_five_formats_give_the_same_layer(tmp_path: Path) -> None:
    for filename, content in in_every_format(tmp_path).items():
        layer = read(content, filename=filename, date="2024-11-15", source="A desk", licence="CC0")
        assert (layer.name, layer.date, layer.source, layer.licence) == ("held", date(2024, 11, 15), "A desk", "CC0")
        assert layer.bounds == (15, 33, 16, 34)
        assert [f.name for f in layer.features] == ["Утримувана земля"], filename
        assert layer.features[0].properties["side"] == "RSF"
        assert layer.features[0].geometry.equals(HELD), filename
        assert layer.problems == ()


@pytest.mark.parametrize("crs", [3857, 28406, 32636])
def test_projected_coordinates_come_out_in_degrees(tmp_path: Path, crs: int) -> None:
    grid = json.loads(frame(crs).to_json())
    written = geojson(*grid["features"], crs={"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{crs}"}})
    for content in (written, geopackage(tmp_path, crs), shapefile_zip(tmp_path, crs)):
        assert read(content).features[0].geometry.hausdorff_distance(HELD) < 2e-5


def test_points_lines_and_collections_are_read() -> None:
    mixed = {"type": "GeometryCollection", "geometries": [mapping(POST), mapping(ROAD)]}
    layer = read(geojson(feature(POST), feature(ROAD), feature(mixed)))
    assert [f.geometry.geom_type for f in layer.features] == ["Point", "LineString", "GeometryCollection"]
    post = "<Placemark><MultiGeometry><Point><coordinates>33.5,15.2</coordinates></Point></MultiGeometry></Placemark>"
    assert read(kml(post)).features[0].geometry.equals(POST)
    assert read(json.dumps(mapping(ROAD)).encode()).features[0].geometry.equals(ROAD)


def test_a_shapefile_of_islands_and_lakes_keeps_both() -> None:
    files = {end: io.BytesIO() for end in ("shp", "shx", "dbf")}
    island = Polygon([(33.45, 15.45), (33.55, 15.45), (33.55, 15.55), (33.45, 15.55)])
    with shapefile.Writer(**files, shapeType=shapefile.POLYGON) as writer:
        writer.field("name", "C")
        rings = [HELD.exterior.coords[::-1], HELD.interiors[0].coords[::-1], island.exterior.coords[::-1]]
        writer.poly(
            [
                list(map(list, r)) if shapely.LinearRing(r).is_ccw == hole else list(map(list, r[::-1]))
                for r, hole in zip(rings, (False, True, False), strict=True)
            ]
        )
        writer.record("held")
    content = zipped(**{f"a__{end}": held.getvalue() for end, held in files.items()})
    assert read(content).features[0].geometry.equals(HELD.union(island))


def test_what_the_file_says_of_itself_is_taken_over_and_the_user_goes_before() -> None:
    said = {"date": "2024-11-01", "source": "OCHA", "license": "CC BY", "name": "Front"}
    layer = read(geojson(feature(POST), **said))
    assert (layer.name, layer.date, layer.source, layer.licence) == ("Front", date(2024, 11, 1), "OCHA", "CC BY")
    own = read(geojson(feature(POST), **said), date=date(2024, 1, 2), source="Us")
    assert (own.date, own.source, own.licence) == (date(2024, 1, 2), "Us", "CC BY")
    each = read(geojson(feature(POST, date="2024-03-04"), feature(ROAD, date="2024-03-04")))
    assert each.date == date(2024, 3, 4)
    wrong = read(geojson(feature(POST), date="soon"))
    assert wrong.date is None
    assert "'soon' is no day" in wrong.problems[0]


def test_the_same_bytes_are_the_same_layer() -> None:
    content = geojson(feature(POST))
    assert read(content, filename="a.geojson") == read(content, filename="a.geojson")
    assert read(content, filename="a.geojson").id != read(content, filename="a.geojson", source="Us").id


def test_an_invalid_outline_is_repaired_and_told() -> None:
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]}
    layer = read(geojson(feature(bow, name="Bow"), feature(POST)))
    assert layer.features[0].geometry.is_valid
    assert layer.features[0].geometry.area == pytest.approx(2)
    assert layer.problems == ("Feature 1 (Bow) had an outline that crosses itself; it was repaired.",)


@pytest.mark.parametrize(
    ("geometry", "why"),
    [
        (None, "it has no geometry"),
        ({"type": "Point", "coordinates": [33, 500]}, "not in degrees"),
        ({"type": "Point", "coordinates": [33]}, "cannot be read"),
        ({"type": "Point", "coordinates": ["33", "x"]}, "cannot be read"),
        ({"type": "Point", "coordinates": [True, False]}, "cannot be read"),
        ({"type": "Point", "coordinates": []}, "cannot be read"),
        ({"type": "Polygon", "coordinates": [[]]}, "cannot be read"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}, "cannot be read"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [2, 2], [0, 0]]]}, "encloses no ground"),
        ({"type": "Circle", "coordinates": [1, 2]}, "unknown kind"),
        ({"type": ["Point"], "coordinates": [1, 2]}, "unknown kind"),
        ({"type": "GeometryCollection", "geometries": 4}, "no geometry"),
        ([1, 2], "no geometry"),
    ],
)
def test_a_feature_without_ground_is_left_out_and_told(geometry: object, why: str) -> None:
    layer = read(geojson(feature(POST), feature(geometry, name="Odd")))
    assert len(layer.features) == 1
    assert len(layer.problems) == 1
    assert why in layer.problems[0]
    with pytest.raises(LayerError, match=f"none of its features can be drawn.*{why}"):
        read(geojson(feature(geometry)))


def test_many_bad_features_are_told_in_few_sentences() -> None:
    layer = read(geojson(feature(POST), *[feature(None)] * 500))
    assert len(layer.problems) == 13
    assert layer.problems[-1].startswith("488 more")


def test_a_tangle_is_left_out_without_hours_of_work() -> None:
    comb = [[i % 2 * 10.0, i / 1000] for i in range(3000)] + [[i / 1000, i % 2 * 10.0] for i in range(3000)]
    tangled = {"type": "Polygon", "coordinates": [[*comb, comb[0]]]}
    assert "too often" in read(geojson(feature(POST), feature(tangled))).problems[0]


VRT = b"<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>/etc/hostname</SrcDataSource></OGRVRTLayer>"
VRT += b"</OGRVRTDataSource>"
LAUGHS = b'<!DOCTYPE k [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><kml><Document><name>&b;</name></Document></kml>'
OUTSIDE = b'<!DOCTYPE k [<!ENTITY x SYSTEM "file:///etc/hostname">]><kml><Document><name>&x;</name></Document></kml>'


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no GeoJSON, GeoPackage"),
        (b"\0" * 5000, "no GeoJSON, GeoPackage"),
        (VRT, "XML, but no KML"),
        (LAUGHS, "defines entities"),
        (OUTSIDE, "defines entities"),
        (b"<kml><Document>", "cannot be read as XML"),
        (b"<kml/>", "it holds no features"),
        (b'{"type": "FeatureCollection", "features": [', "cannot be read as JSON"),
        (b'{"type": "Point", "coordinates": [NaN, 1]}', "cannot be read as JSON"),
        (b"\xff\xfe{", "no GeoJSON, GeoPackage"),
        (b"[" * 100_000, "cannot be read as JSON"),
        (b'{"a":' * 100_000, "cannot be read as JSON"),
        (b'{"type": "Topology", "objects": {}}', "TopoJSON"),
        (b'{"connection": "PG:host=example.org"}', "JSON, but no GeoJSON"),
        (b'{"type": "FeatureCollection", "features": []}', "it holds no features"),
        (geojson(crs={"properties": {"name": "urn:x:ogc:def:mine"}}), "reference system is unknown"),
        (geojson(crs={"properties": {"name": "EPSG:999999"}}), "reference system is unknown"),
        (b"PK\x03\x04 and no more", "no whole zip file"),
        (zipped(readme__txt=b"hello"), "zip without a .kml or .shp"),
        (zipped(a__kml=b"<kml>" + b" " * 300_000_000), "unpack to far more"),
        (zipped(a__shp=b"\0" * 60), "damaged or not whole"),
        (b"SQLite format 3\0" + b"\1" * 4000, "no whole GeoPackage"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_file_is_one_sentence(content: bytes, why: str) -> None:
    with pytest.raises(
        LayerError, match=f"^“odd.geojson” was not added and nothing else was changed: .*{why}[^.]*.*$"
    ) as told:
        read(content, filename="odd.geojson")
    assert len(str(told.value)) < 250


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_whole_files_cut_short_are_one_sentence(tmp_path: Path, share: float) -> None:
    for filename, content in in_every_format(tmp_path).items():
        with pytest.raises(LayerError, match=f"^“{filename}” was not added and nothing else was changed"):
            read(content[: int(len(content) * share)], filename=filename)


def database(folder: Path, *statements: str) -> bytes:
    path = folder / "odd.gpkg"
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    for statement in (
        "CREATE TABLE gpkg_contents (table_name TEXT, identifier TEXT)",
        "CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INTEGER)",
        "INSERT INTO gpkg_contents VALUES ('t', 't')",
        "INSERT INTO gpkg_geometry_columns VALUES ('t', 'geom', 4326)",
        *statements,
    ):
        connection.execute(statement)
    connection.commit()
    connection.close()
    return path.read_bytes()


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        (
            "CREATE VIEW t AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT i AS geom FROM n",
            "table of",
        ),
        ("CREATE TABLE t (a INTEGER, geom BLOB AS (zeroblob(900000000)))", "no whole GeoPackage"),
        ("CREATE TABLE t (a INTEGER)", "has no geometry"),
        ("CREATE TABLE other (a INTEGER)", "without a table of features"),
    ],
)
def test_a_hostile_database_runs_nothing(tmp_path: Path, statement: str, why: str) -> None:
    content = database(tmp_path, statement, *(["INSERT INTO t (a) VALUES (1)"] if "TABLE t" in statement else []))
    with pytest.raises(LayerError, match=why):
        read(content, filename="odd.gpkg")


def test_a_broken_blob_in_a_geopackage_is_left_out(tmp_path: Path) -> None:
    good = (b"GP\0\1" + (4326).to_bytes(4, "little") + POST.wkb).hex()
    rows = f"INSERT INTO t VALUES (1, x'{good}'), (2, x'4750000100000000FFFF'), (3, NULL), (4, 'text')"
    layer = read(database(tmp_path, "CREATE TABLE t (a INTEGER, geom BLOB)", rows))
    assert [f.properties["a"] for f in layer.features] == ["1"]
    assert len(layer.problems) == 3


def test_links_in_a_kml_are_not_followed_and_told() -> None:
    link = "<NetworkLink><Link><href>http://192.0.2.1/more.kml</href></Link></NetworkLink>"
    mark = "<Placemark><Point><coordinates>33.5,15.2</coordinates></Point></Placemark>"
    layer = read(kml(link + mark))
    assert "left out" in layer.problems[0]
    assert len(layer.features) == 1


def test_properties_are_plain_text_within_limits() -> None:
    wild = {
        "name": "a\0b\u0007",
        "long": "x" * 9000,
        "nested": {"a": [1]},
        "none": None,
        "yes": True,
        "{{7*7}}": "{{7*7}}",
    }
    held = read(geojson(feature(POST, **wild))).features[0].properties
    assert held["name"] == "a b"
    assert len(held["long"]) == 2000
    assert (held["nested"], held["yes"], held["{{7*7}}"]) == ('{"a": [1]}', "true", "{{7*7}}")
    assert "none" not in held
    many = read(geojson(feature(POST, **{f"k{i}": i + 1 for i in range(500)}))).features[0].properties
    assert len(many) == 64


def test_too_many_features_or_vertices_are_refused() -> None:
    mark = '{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1,2]}}'
    with pytest.raises(LayerError, match="more than 50,000 features"):
        read(f'{{"type":"FeatureCollection","features":[{",".join([mark] * 50_001)}]}}'.encode())
    with pytest.raises(LayerError, match="larger than 50 MB"):
        read(b"{" + b" " * 50_000_001)


def test_a_path_that_is_none_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(LayerError, match="no such file"):
        read(tmp_path / "gone.kml")
    with pytest.raises(LayerError, match="no such file"):
        read(tmp_path)
    path = tmp_path / "here.geojson"
    path.write_bytes(geojson(feature(POST)))
    assert read(path).name == "here"
    with pytest.raises(LayerError, match="is no day"):
        read(path, date="yesterday")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"", b"{", b"<kml>", b"PK\x03\x04", b"SQLite format 3\0"]))
def test_no_bytes_break_the_readers(tail: bytes, head: bytes) -> None:
    with pytest.raises(LayerError):
        read(head + tail)


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["type", "coordinates"]), inner),
        max_leaves=12,
    ),
    st.sampled_from(["Point", "LineString", "Polygon", "MultiPolygon", "GeometryCollection"]),
)
def test_no_coordinates_break_a_feature(coordinates: object, kind: str) -> None:
    layer = read(geojson(feature(POST), feature({"type": kind, "coordinates": coordinates, "geometries": coordinates})))
    assert all(f.geometry.is_valid for f in layer.features)
    assert len(layer.features) + len(layer.problems) >= 2
