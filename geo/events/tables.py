"""Tables of events as files: CSV and its like, XLSX, JSON lists, GeoJSON points, one of them in a zip; row by row."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from geo.errors import ReportError
from geo.events.mapping import headings_of
from geo.reports.decoding import decoded
from geo.zipped import DAMAGE

Cells = Sequence[str]

MAX_JSON = 200_000_000
MAX_SHEET_UNPACKED = 2_000_000_000
_HEAD = 100_000
_DELIMITERS = ",;\t|"
_LONGEST_CELL = 1_000_000


@dataclass(frozen=True, slots=True)
class Table:
    """Headings, and the rows below them as text; rows of another width are handed on as they are."""

    headings: tuple[str, ...]
    rows: Iterator[Cells]


@contextmanager
def opened(path: Path) -> Iterator[Table]:
    """The table in a file; rows are read as they are asked for. Raises ReportError with one sentence."""
    called = f"“{path.name}”"
    try:
        with ExitStack() as stack:
            yield _table(stack.enter_context(path.open("rb")), path.name.lower(), called, stack)
    except (OSError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ReportError(f"{called} cannot be read as a table ({reason}); rows read before are kept.") from error


def _table(file: IO[bytes], name: str, called: str, stack: ExitStack) -> Table:
    head = file.read(_HEAD)
    file.seek(0)
    if not head.strip():
        raise ReportError(f"{called} is empty; nothing was added.")
    if head.startswith(b"PK\x03\x04"):
        return _zipped(file, called, stack)
    if head.lstrip()[:1] in (b"[", b"{") and not name.endswith((".csv", ".tsv")):
        return _json(file, called)
    return _separated(file, head, called, stack)


def _separated(file: IO[bytes], head: bytes, called: str, stack: ExitStack) -> Table:
    """Any encoding that is no wider than a byte or marked; the delimiter is the one that parts the first line most."""
    sample, note = decoded(head[: head.rfind(b"\n") + 1] or head, called)
    encoding = "utf-8-sig"
    if note and "read as " in note:
        encoding = note.rpartition("read as ")[2].rstrip(".")
    elif head.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    first = sample.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    if not first.count(delimiter):
        raise ReportError(f"{called} has one column only, so it is no table of events; nothing was added.")
    csv.field_size_limit(_LONGEST_CELL)
    text = stack.enter_context(io.TextIOWrapper(file, encoding, "replace", newline=""))
    lines = csv.reader(text, delimiter=delimiter)
    top = next(lines)
    if headings := headings_of(len(top)):
        return Table(headings, _chained(top, lines) if top[0].isdecimal() else lines)
    return Table(_distinct(top), lines)


def _chained(first: Cells, rest: Iterator[Cells]) -> Iterator[Cells]:
    yield first
    yield from rest


def _distinct(headings: Cells) -> tuple[str, ...]:
    """Headings as they are written; a second one of the same name gets a number, an empty one its place."""
    found: dict[str, None] = {}
    for number, heading in enumerate(headings, 1):
        name = heading.strip().removeprefix("\ufeff") or f"column {number}"
        found[name if name not in found else f"{name} ({number})"] = None
    return tuple(found)


def _zipped(file: IO[bytes], called: str, stack: ExitStack) -> Table:
    try:
        archive = zipfile.ZipFile(file)
        members = archive.infolist()
        if any(member.filename == "xl/workbook.xml" for member in members):
            return _sheet(file, members, called)
        tables = [member for member in members if member.filename.lower().endswith((".csv", ".tsv", ".json"))]
        if len(tables) != 1:
            raise ReportError(f"{called} holds {len(tables)} tables; unpack it and add one. Nothing was added.")
        with archive.open(tables[0]) as inside:
            head = inside.read(_HEAD)
        unpacked = stack.enter_context(archive.open(tables[0]))
    except DAMAGE as error:
        raise ReportError(f"{called} is a damaged zip file or was cut short; nothing was added.") from error
    if head.lstrip()[:1] in (b"[", b"{"):
        return _json(unpacked, called)
    return _separated(unpacked, head, called, stack)


def _sheet(file: IO[bytes], members: Sequence[zipfile.ZipInfo], called: str) -> Table:
    from openpyxl import load_workbook

    if sum(member.file_size for member in members) > MAX_SHEET_UNPACKED:
        raise ReportError(f"{called} unpacks into more than {MAX_SHEET_UNPACKED // 10**9} GB, so it was not unpacked.")
    file.seek(0)
    try:
        sheet = load_workbook(file, read_only=True, data_only=True).worksheets[0]
        rows = ([_cell(value) for value in row] for row in sheet.iter_rows(values_only=True))
        top = next(rows, None)
    except (*DAMAGE, TypeError, AttributeError, SyntaxError, LookupError) as error:
        raise ReportError(f"{called} is a damaged workbook; save it as CSV instead. Nothing was added.") from error
    if top is None:
        raise ReportError(f"{called} has an empty first sheet; nothing was added.")
    return Table(_distinct(top), rows)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (list, tuple)):
        return ", ".join(_cell(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_cell(one)}" for key, one in value.items())
    return str(value)


def _json(file: IO[bytes], called: str) -> Table:
    content = file.read(MAX_JSON + 1)
    if len(content) > MAX_JSON:
        raise ReportError(f"{called} is JSON of more than {MAX_JSON // 10**6} MB; split it. Nothing was added.")
    try:
        value = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ReportError(f"{called} is JSON that cannot be parsed; nothing was added.") from error
    found = [_flat(one) for one in _listed(value) if isinstance(one, dict)]
    if not found:
        raise ReportError(f"{called} is JSON without a list of events; nothing was added.")
    headings = tuple(dict.fromkeys(key for one in found for key in one))
    return Table(headings, ([_cell(one.get(key)) for key in headings] for one in found))


def _listed(value: Any) -> list[Any]:
    """A list, or the longest list inside an object ({"incidents": […]}, a GeoJSON FeatureCollection)."""
    if isinstance(value, dict):
        return max((part for part in value.values() if isinstance(part, list)), key=len, default=[])
    return value if isinstance(value, list) else []


def _flat(one: dict[str, Any]) -> dict[str, Any]:
    """A GeoJSON feature becomes its properties and its point."""
    if one.get("type") != "Feature":
        return one
    properties = one.get("properties") if isinstance(one.get("properties"), dict) else {}
    ground = one.get("geometry") if isinstance(one.get("geometry"), dict) else {}
    at = ground.get("coordinates") if ground and ground.get("type") == "Point" else None
    point = {"longitude": at[0], "latitude": at[1]} if isinstance(at, list) and len(at) > 1 else {}
    return {**(properties or {}), **point}
