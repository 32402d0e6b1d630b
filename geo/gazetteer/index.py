"""The gazetteer's files in memory: columns of places, sorted name keys, polygon rings. Read once, never changed.

Files are those of `gazetteer_build.files`. A missing or damaged one raises GazetteerError with one sentence.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import shapely
from rapidfuzz import fuzz, process

from geo.errors import GazetteerError
from geo.model import PlaceKind

KINDS = (
    PlaceKind.COUNTRY,
    PlaceKind.CONTINENT,
    PlaceKind.REGION,
    PlaceKind.WATER,
    PlaceKind.ADM1,
    PlaceKind.SETTLEMENT,
    PlaceKind.ADM2,
    PlaceKind.LINE,
    PlaceKind.FACILITY,
)
"""The order in which places of one name are listed; the files are written in it."""

DEGREE = 10_000
ENDS = b" \n"
"""What follows the first word of a key."""

CODES = {"u4": "I", "i4": "i", "u2": "H", "u1": "B"}
FIELDS = (
    ("name", "u4"),
    ("name_end", "u4"),
    ("geonameid", "u4"),
    ("kind", "u1"),
    ("lat", "i4"),
    ("lon", "i4"),
    ("country", "u2"),
    ("admin1", "u4"),
    ("admin2", "u4"),
    ("population", "u4"),
    ("feature", "u1"),
    ("radius", "u2"),
)
"""A place's row: where its name stands, then the columns of places.npz."""


def read_arrays(path: Path) -> dict[str, Any]:
    """The arrays of one file. Raises GazetteerError when it is missing or damaged."""
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except FileNotFoundError as error:
        raise GazetteerError(
            f"The gazetteer file {path.name} is missing from {path.parent.name}/; your reports and claims are "
            "untouched: "
            f"restore the file from the project or run `python -m geo gazetteer build`."
        ) from error
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise GazetteerError(
            f"The gazetteer file {path.name} is damaged and cannot be read; your reports and claims are untouched: "
            f"restore the file from the project or run `python -m geo gazetteer build`."
        ) from error


def view(array: Any) -> memoryview:
    """An array as a memoryview: its items come out as Python numbers, three times as fast as numpy's own."""
    whole: Any = np.ascontiguousarray(array)
    return memoryview(whole)


def lines(array: Any) -> list[str]:
    """A stored text as its lines."""
    return bytes(array).decode("utf-8").split("\n")[:-1]


def _offsets(text: Any) -> Any:
    return np.concatenate(([0], np.flatnonzero(text == 10) + 1)).astype(np.uint32)


class Rows:
    """The places as packed rows: one call unpacks one place."""

    def __init__(self, columns: dict[str, Any]) -> None:
        offsets = _offsets(columns["names"])
        if len(offsets) - 1 != len(columns["kind"]):
            raise ValueError("names and places differ in number")
        packed = np.empty(len(columns["kind"]), dtype=[(name, kind) for name, kind in FIELDS])
        packed["name"], packed["name_end"] = offsets[:-1], offsets[1:] - 1
        for name, _ in FIELDS[2:]:
            packed[name] = columns[name]
        self._text = bytes(columns["names"])
        self._rows = packed.tobytes()
        self._unpack = struct.Struct("<" + "".join(CODES[kind] for _, kind in FIELDS)).unpack_from
        self.columns = packed
        self.size = packed.dtype.itemsize

    def __len__(self) -> int:
        return len(self.columns)

    def __getitem__(self, at: int) -> tuple[int, ...]:
        """The fields of a place, in the order of `FIELDS`."""
        fields: tuple[int, ...] = self._unpack(self._rows, at * self.size)
        return fields

    def text(self, start: int, end: int) -> str:
        """A name by its two fields."""
        return self._text[start:end].decode("utf-8")

    def name(self, at: int) -> str:
        """The name of a place."""
        start, end = self[at][:2]
        return self._text[start:end].decode("utf-8")


class Hashed:
    """Positions in hash buckets. Stored are the positions in the order of their buckets, and how many each has."""

    def __init__(self, order: Any, counts: Any) -> None:
        ends = np.zeros(len(counts) + 1, dtype=np.uint32)
        np.cumsum(counts, out=ends[1:])
        if int(ends[-1]) != len(order):
            raise ValueError("buckets and positions differ in number")
        self.mask = len(counts) - 1
        self.ends, self.order = view(ends), view(order)


class Names:
    """Sorted UTF-8 keys, each with the indices of the places that bear it (ascending: the more prominent first)."""

    def __init__(self, arrays: dict[str, Any], index: dict[str, Any]) -> None:
        text = arrays["keys"]
        self.text = bytes(text)
        offsets = _offsets(text)
        self._at = view(offsets)
        self.count = len(offsets) - 1
        starts = np.zeros(self.count + 1, dtype=np.uint32)
        np.cumsum(arrays["counts"], out=starts[1:])
        self._starts = view(starts)
        self._places = view(arrays["places"])
        try:
            if self.count != len(arrays["counts"]) or int(starts[-1]) != len(self._places):
                raise ValueError("names and places differ in number")
            keys = Hashed(index["by_hash"], index["hashed"])
            self._mask, self._ends, self._order = keys.mask, keys.ends, keys.order
            self._firsts = Hashed(index["first_by_hash"], index["first_hashed"])
            self._most_words = view(index["first_words"])
        except (KeyError, ValueError) as error:
            raise GazetteerError(
                "The gazetteer's names do not fit its places (names.npz is damaged or of another version); your "
                "reports and claims are untouched: restore the file from the project, or run "
                "`python -m geo gazetteer build`, and import your own places again."
            ) from error

    def key(self, at: int) -> str:
        """The key at a position."""
        return self.text[self._at[at] : self._at[at + 1] - 1].decode("utf-8")

    def everything(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Every key with its places."""
        for at in range(self.count):
            yield self.key(at), tuple(self._places[self._starts[at] : self._starts[at + 1]])

    def find(self, key: str) -> int:
        """Position of a key, or -1."""
        try:
            wanted = key.encode()
        except UnicodeEncodeError:  # half a surrogate pair is in no name
            return -1
        bucket = crc32(wanted) & self._mask
        text, offsets = self.text, self._at
        for at in self._order[self._ends[bucket] : self._ends[bucket + 1]]:
            if text[offsets[at] : offsets[at + 1] - 1] == wanted:
                return at
        return -1

    def places(self, key: str) -> tuple[int, ...]:
        """Indices of the places that bear a key, the more prominent first."""
        at = self.find(key)
        return () if at < 0 else tuple(self._places[self._starts[at] : self._starts[at + 1]])

    def _first_not_below(self, wanted: bytes) -> int:
        text, at = self.text, self._at
        return bisect_left(range(self.count), wanted, key=lambda i: text[at[i] : at[i + 1] - 1])

    def most_words(self, first: str) -> int:
        """Words of the longest key that begins with this word; 0 when none does."""
        try:
            wanted = first.encode()
        except UnicodeEncodeError:
            return 0
        bucket = crc32(wanted) & self._firsts.mask
        ends, text, offsets = self._firsts.ends, self.text, self._at
        for number in range(ends[bucket], ends[bucket + 1]):
            start = offsets[self._firsts.order[number]]
            end = start + len(wanted)
            if text[start:end] == wanted and text[end] in ENDS:
                return self._most_words[number]
        return 0

    @lru_cache(maxsize=96)  # noqa: B019 — one Names lives as long as the program
    def _block(self, first: str, length: int) -> tuple[list[str], list[int]]:
        """Keys of `length` bytes that begin with these letters, with their positions."""
        low = self._first_not_below(first.encode("utf-8"))
        high = self._first_not_below(first.encode("utf-8") + b"\xff")
        offsets = np.frombuffer(self._at, dtype=np.uint32)
        chosen = np.flatnonzero(np.diff(offsets[low : high + 1]) == length + 1) + low
        return [self.key(at) for at in chosen.tolist()], chosen.tolist()

    def similar(self, key: str, *, least: float, limit: int) -> list[tuple[str, float]]:
        """Keys spelled like this one that share its first letter, with their similarity (Indel ratio, 0–100)."""
        size, letter = len(key.encode("utf-8", "ignore")), key[:1]
        wide = 1 if key.isascii() else 2
        found: list[tuple[str, float]] = []
        for length in range(max(2, size - 2 * wide), size + 2 * wide + 1, 1):
            keys, _ = self._block(letter, length)
            hits = process.extract(key, keys, scorer=fuzz.ratio, score_cutoff=least, limit=limit)
            found.extend((text, score) for text, score, _ in hits)
        return sorted(found, key=lambda f: (-f[1], f[0]))[:limit]


class Shapes:
    """Polygons of places; rings are built when asked for."""

    def __init__(self, arrays: dict[str, Any]) -> None:
        self._owner = arrays["owner"]
        self._polygon = arrays["polygon"]
        self._ends = np.concatenate(([0], np.cumsum(arrays["length"].astype(np.int64))))
        self._dx, self._dy = arrays["dx"], arrays["dy"]

    def _rings(self, index: int) -> Iterator[tuple[int, Any]]:
        low, high = np.searchsorted(self._owner, (index, index + 1))
        for ring in range(int(low), int(high)):
            start, end = self._ends[ring], self._ends[ring + 1]
            x = np.cumsum(self._dx[start:end], dtype=np.int64)
            y = np.cumsum(self._dy[start:end], dtype=np.int64)
            yield int(self._polygon[ring]), np.column_stack((x, y)) / DEGREE

    def polygon(self, index: int) -> Any:
        """A (multi)polygon in longitude and latitude, or None."""
        by_polygon: dict[int, list[Any]] = {}
        for number, ring in self._rings(index):
            by_polygon.setdefault(number, []).append(ring)
        if not by_polygon:
            return None
        built = [shapely.Polygon(rings[0], rings[1:]) for rings in by_polygon.values()]
        whole = built[0] if len(built) == 1 else shapely.MultiPolygon(built)
        if whole.is_valid:
            return whole
        repaired = shapely.get_parts(shapely.make_valid(whole, method="structure"))
        flat = [p for part in repaired for p in shapely.get_parts(part) if p.geom_type == "Polygon"]
        return shapely.MultiPolygon(flat) if flat else None
