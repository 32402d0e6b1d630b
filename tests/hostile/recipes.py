"""Hostile files, made when they are asked for: small to keep, large or deep when made. One function a file name."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable

ZEROS = bytes(1_000_000)


def _zip(names: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in names.items():
            packed.writestr(name, content)
    return out.getvalue()


def _laughs(root: str) -> bytes:
    lines = ['<?xml version="1.0"?>', "<!DOCTYPE lolz [", '<!ENTITY a0 "ha">']
    lines += [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)]
    return "\n".join([*lines, "]>", f"<{root}>&a11;</{root}>"]).encode()


_VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="passwd"><SrcDataSource>CSV:/etc/passwd</SrcDataSource>'
    "</OGRVRTLayer></OGRVRTDataSource>"
)
_POINT = '{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{}},"geometry":{}}}]}}'
_WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">%s</w:document>'

RECIPES: dict[str, Callable[[], bytes]] = {
    "bomb.docx": lambda: _zip({"word/document.xml": ZEROS * 400, "[Content_Types].xml": b"<Types/>"}),
    "bomb.kmz": lambda: _zip({"doc.kml": ZEROS * 400}),
    "bomb.csv.zip": lambda: _zip({"events.csv": ZEROS * 900}),
    "zip-in-zip.kmz": lambda: _zip({"inner.kmz": _zip({"doc.kml": b"<kml/>"})}),
    "climbing.kmz": lambda: _zip({"../../etc/passwd": b"x", "/doc.kml": b"<kml/>"}),
    "laughs.kml": lambda: _laughs("kml"),
    "laughs.xml": lambda: _laughs("rss"),
    "laughs.docx": lambda: _zip({"word/document.xml": _laughs("document"), "[Content_Types].xml": b"<Types/>"}),
    "entity.kml": lambda: (
        b'<!DOCTYPE k [<!ENTITY x SYSTEM "file:///etc/passwd">]><kml><Placemark>&x;</Placemark></kml>'
    ),
    "vrt.geojson": _VRT.encode,
    "deep.geojson": lambda: b"[" * 100_000,
    "deep.json": lambda: b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "nan.geojson": lambda: _POINT.format('{"type":"Point","coordinates":[NaN,NaN]}').encode(),
    "lat500.geojson": lambda: _POINT.format('{"type":"Point","coordinates":[36.2,500]}').encode(),
    "infinite.geojson": lambda: _POINT.format('{"type":"Point","coordinates":[1e999,1e999]}').encode(),
    "lat500.csv": lambda: (
        b"event_id_cnty,event_date,event_type,sub_event_type,actor1,country,location,latitude,longitude,geo_precision,"
        b"time_precision,notes,source\nX1,2024-11-01,Battles,Armed clash,A,Ukraine,Nowhere,500,nan,1,1,Some words,S\n"
    ),
    "line5mb.txt": lambda: b"troops " * 750_000,
    "word5mb.txt": lambda: b"a" * 5_000_000,
    "braces.txt": lambda: b"{{ 7*7 }} {% for x in () %} {# ${7*7} troops are in Kursk Oblast, {{config}} said.",
    "formulas.txt": lambda: b'=HYPERLINK("http://evil.example") troops are in Kursk Oblast, @SUM(A1) said.',
    "right-to-left.txt": "Some 300 troops\u202e are in \u2066Kursk\u2069 Oblast, \u200bthe ministry said.".encode,
    "homoglyph.txt": "The \u0421\u041d\u041d reports: some 300 troops are in Kursk Oblast, \u0420eter said.".encode,
    "nul.txt": lambda: b"Some 300 troops\x00 are in Kursk Oblast, the ministry said.\x00",
    "surrogates.json": lambda: json.dumps({"text": "\ud800 troops"}).encode(),
    "picture.txt": lambda: b"\x89PNG\r\n\x1a\n" + bytes(5_000),
    "program.txt": lambda: b"\x7fELF" + bytes(5_000),
    "bomb.gz": lambda: gzip.compress(ZEROS * 300),
    "script.html": lambda: (
        b"<html><body><script>window.pwned=1</script><p onclick=x>Some 300 troops are in Kursk Oblast, "
        b"the ministry said on Friday in a long enough statement.</p><img src=x onerror=pwned()></body></html>"
    ),
    "cut.pdf": lambda: b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n",
    "loop.pdf": lambda: (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    ),
    "mail-bomb.eml": lambda: (
        b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\nContent-Type: text/plain\n\nx\n" * 20_000
    ),
    "nameless.warc": lambda: (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2024-11-15T00:00:00Z\r\nContent-Length: 4\r\n\r\nhtml\r\n\r\n"
    ),
    "headless.warc": lambda: (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: about:blank\r\nWARC-Date: 2024-11-15T00:00:00Z\r\n"
        b"WARC-Record-ID: <urn:uuid:1>\r\nContent-Length: 4\r\n\r\nhtml\r\n\r\n"
    ),
    "empty.txt": lambda: b"",
}
