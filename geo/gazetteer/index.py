"""The gazetteer's files in memory: columns of places, sorted name keys, polygon rings. Read once, never changed.

Files are those of `gazetteer_build.files`. A missing or damaged one raises GazetteerError with one sentence.
"""

from __future__ import annotations

import zipfile
import zlib
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from rapidfuzz import fuzz, process

from geo.errors import GazetteerError

DEGREE = 10_000
BUCKET = 3
"""Bytes of a key that its bucket is chosen by."""


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


class Lines:
    """A stored text, one line at a time; a list of strings would cost five times the memory."""

    def __init__(self, array: Any) -> None:
        self._text = bytes(array)
        self._at = view(_offsets(array))

    def __len__(self) -> int:
        return len(self._at) - 1

    def __getitem__(self, at: int) -> str:
        return self._text[self._at[at] : self._at[at + 1] - 1].decode("utf-8")


def _offsets(text: Any) -> Any:
    return np.concatenate(([0], np.flatnonzero(text == 10) + 1)).astype(np.uint32)


class Names:
    """Sorted UTF-8 keys, each with the indices of the places that bear it (ascending: the more prominent first)."""

    def __init__(self, arrays: dict[str, Any]) -> None:
        text = arrays["keys"]
        self.text = bytes(text)
        offsets = _offsets(text)
        self._at = view(offsets)
        self.count = len(offsets) - 1
        starts = np.zeros(self.count + 1, dtype=np.uint32)
        np.cumsum(arrays["counts"], out=starts[1:])
        self._starts = view(starts)
        self._places = view(arrays["places"])
        if self.count != len(arrays["counts"]) or int(starts[-1]) != len(self._places):
            raise GazetteerError(
                "The gazetteer's names do not fit its places (names.npz is damaged); your reports and claims are "
                "untouched: "
                "restore the file from the project or run `python -m geo gazetteer build`."
            )
        self._buckets = self._bucketed(text, offsets)

    def _bucketed(self, text: Any, offsets: Any) -> dict[bytes, tuple[int, int]]:
        """First bytes of a key → range of keys; keys shorter than `BUCKET` have buckets of their own."""
        padded = np.concatenate((text, np.zeros(BUCKET, dtype=np.uint8)))
        begins = offsets[:-1].astype(np.int64)
        code = np.zeros(self.count, dtype=np.uint32)
        ended = np.zeros(self.count, dtype=bool)
        for step in range(BUCKET):
            byte = padded[begins + step]
            ended |= byte == 10
            code = code * 256 + np.where(ended, 0, byte)
        edges = np.concatenate(([0], np.flatnonzero(np.diff(code)) + 1, [self.count])).tolist()
        codes = code[edges[:-1]].tolist()
        return {
            value.to_bytes(BUCKET, "big").rstrip(b"\0"): (edges[at], edges[at + 1]) for at, value in enumerate(codes)
        }

    def key(self, at: int) -> str:
        """The key at a position."""
        return self.text[self._at[at] : self._at[at + 1] - 1].decode("utf-8")

    def everything(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Every key with its places."""
        for at in range(self.count):
            yield self.key(at), tuple(self._places[self._starts[at] : self._starts[at + 1]])

    def find(self, key: str) -> int:
        """Position of a key, or -1."""
        wanted = key.encode("utf-8", "surrogatepass")
        low, high = self._buckets.get(wanted[:BUCKET], (0, 0))
        text, at = self.text, self._at
        while low < high:
            middle = (low + high) >> 1
            here = text[at[middle] : at[middle + 1] - 1]
            if here < wanted:
                low = middle + 1
            elif here == wanted:
                return middle
            else:
                high = middle
        return -1

    def places(self, key: str) -> tuple[int, ...]:
        """Indices of the places that bear a key, the more prominent first."""
        at = self.find(key)
        return () if at < 0 else tuple(self._places[self._starts[at] : self._starts[at + 1]])

    def _first_not_below(self, wanted: bytes) -> int:
        text, at = self.text, self._at
        return bisect_left(range(self.count), wanted, key=lambda i: text[at[i] : at[i + 1] - 1])

    @cached_property
    def _words(self) -> Any:
        spaces = np.frombuffer(self.text, dtype=np.uint8) == 32
        offsets = np.frombuffer(self._at, dtype=np.uint32)
        # a running sum over ten million bytes would cost 130 MB for a moment
        return np.add.reduceat(spaces, offsets[:-1], dtype=np.uint8) + np.uint8(1)

    def most_words(self, first: str) -> int:
        """Words of the longest key that begins with this word; 0 when none does."""
        prefix = f"{first} ".encode("utf-8", "surrogatepass")
        low = self._first_not_below(prefix)
        high = self._first_not_below(prefix[:-1] + b"!")
        if low < high:
            return int(self._words[low:high].max())
        return 1 if self.find(first) >= 0 else 0

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
