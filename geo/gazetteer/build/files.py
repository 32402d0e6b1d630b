"""Entries into the files the program reads: places.npz, names.npz with index.npz, shapes.npz. Same entries, same bytes.

Places are ordered by rank (kind, population, name, id), so a lower index is the more prominent place. The postings of a
name are ranked by kind, then whether it is the place's own name, then population. Texts are UTF-8, one a line.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import shapely

from geo.gazetteer.build.entries import Entry
from geo.gazetteer.index import DEGREE, KINDS
from geo.gazetteer.names import code_key, is_cyrillic, loose, normalise

LOOSE_COUNTRIES = frozenset({"UA", "RU", "BY", "MD", "KZ", "GE", "AM", "AZ"})
"""Countries whose names reach English through more than one romanisation; their names are also filed under a loose
key."""

KEY_BUCKETS = 2**20
FIRST_BUCKETS = 2**19


def ranked(entries: list[Entry]) -> list[Entry]:
    """The entries in the order they are stored."""
    rank = {kind: at for at, kind in enumerate(KINDS)}
    return sorted(entries, key=lambda e: (rank[e.kind], -e.population, e.name, e.id))


def _text(lines: list[str]) -> np.ndarray[Any, Any]:
    return np.frombuffer("".join(f"{line}\n" for line in lines).encode("utf-8"), dtype=np.uint8)


def write_places(entries: list[Entry], path: Path) -> None:
    """Columns of the places. admin1, admin2: index + 1, 0 for none."""
    index = {entry.id: at + 1 for at, entry in enumerate(entries)}
    codes = sorted({e.country for e in entries if e.country})
    features = sorted({e.feature for e in entries})
    numbers = [int(e.id[3:]) if e.id.startswith("gn:") else 0 for e in entries]
    np.savez_compressed(
        path,
        geonameid=np.array(numbers, dtype=np.uint32),
        ids=_text([e.id for e in entries if not e.id.startswith("gn:")]),
        names=_text([e.name for e in entries]),
        kind=np.array([KINDS.index(e.kind) for e in entries], dtype=np.uint8),
        lat=np.array([round(e.lat * DEGREE) for e in entries], dtype=np.int32),
        lon=np.array([round(e.lon * DEGREE) for e in entries], dtype=np.int32),
        country=np.array([codes.index(e.country) + 1 if e.country else 0 for e in entries], dtype=np.uint16),
        countries=_text(codes),
        admin1=np.array([index.get(e.admin1 or "", 0) for e in entries], dtype=np.uint32),
        admin2=np.array([index.get(e.admin2 or "", 0) for e in entries], dtype=np.uint32),
        population=np.array([min(e.population, 2**32 - 1) for e in entries], dtype=np.uint32),
        feature=np.array([features.index(e.feature) for e in entries], dtype=np.uint8),
        features=_text(features),
        radius=np.array([min(65_535, round(e.radius_km * 10)) for e in entries], dtype=np.uint16),
        part_of=np.array([at for at, e in enumerate(entries) for _ in e.parts], dtype=np.uint32),
        part=np.array([index[p] - 1 for e in entries for p in e.parts], dtype=np.uint32),
    )


def write_names(entries: list[Entry], path: Path) -> int:
    """Sorted keys with the places that bear them, and in index.npz beside them where each key stands by its hash; keys
    that begin with ~ are loose spellings, with ^ abbreviations. Returns the number of keys."""
    postings: dict[str, set[int]] = {}
    spelled: dict[str, set[int]] = {}
    for at, entry in enumerate(entries):
        for name in {entry.name, *entry.names}:
            key = normalise(name)
            if len(key) < 2:
                continue
            postings.setdefault(key, set()).add(at)
            if entry.country in LOOSE_COUNTRIES and not is_cyrillic(key) and len(key) > 3:
                spelled.setdefault(f"~{loose(key)}", set()).add(at)
        for code in entry.codes:
            spelled.setdefault(code_key(code), set()).add(at)
    postings.update(spelled)
    own = [normalise(entry.name) for entry in entries]
    rank = [KINDS.index(entry.kind) for entry in entries]
    keyed = sorted(
        (key.encode("utf-8"), sorted(places, key=lambda at: (rank[at], own[at] != key, at)))
        for key, places in postings.items()
    )
    by_hash, hashed = _hashed([key for key, _ in keyed], KEY_BUCKETS)
    firsts: dict[bytes, tuple[int, int]] = {}  # first word → its first key, words of its longest key
    for at, (filed, _) in enumerate(keyed):
        word = filed.split(b" ", 1)[0]
        begins, most = firsts.get(word, (at, 0))
        firsts[word] = begins, max(most, filed.count(b" ") + 1)
    listed = list(firsts)
    order, first_hashed = _hashed(listed, FIRST_BUCKETS)
    np.savez_compressed(
        path,
        keys=np.frombuffer(b"".join(key + b"\n" for key, _ in keyed), dtype=np.uint8),
        counts=np.array([len(places) for _, places in keyed], dtype=np.uint16),
        places=np.array([at for _, places in keyed for at in places], dtype=np.uint32),
    )
    np.savez_compressed(
        path.with_name("index.npz"),
        by_hash=by_hash,
        hashed=hashed,
        first_by_hash=np.array([firsts[listed[at]][0] for at in order], dtype=np.uint32),
        first_hashed=first_hashed,
        first_words=np.array([firsts[listed[at]][1] for at in order], dtype=np.uint8),
    )
    return len(keyed)


def _hashed(keys: list[bytes], buckets: int) -> tuple[Any, Any]:
    """Positions of the keys in the order of their buckets (CRC-32, a power of two), and how many each bucket has."""
    bucket = np.array([crc32(key) & (buckets - 1) for key in keys], dtype=np.uint32)
    counts = np.bincount(bucket, minlength=buckets)
    return np.argsort(bucket, kind="stable").astype(np.uint32), counts.astype(np.uint8)


def write_shapes(entries: list[Entry], polygons: dict[str, list[Any]], path: Path) -> int:
    """Polygons by place, as differences of whole units along each ring (longitude, latitude). Returns the vertices."""
    index = {entry.id: at for at, entry in enumerate(entries)}
    owner: list[int] = []  # place of each ring
    polygon_of: list[int] = []  # running number of the polygon each ring belongs to; its first ring is the shell
    lengths: list[int] = []
    steps: list[np.ndarray[Any, Any]] = []
    number = 0
    for place_id in sorted(polygons, key=lambda i: index[i]):
        for polygon in (p for g in polygons[place_id] for p in shapely.get_parts(g)):
            for ring in (polygon.exterior, *polygon.interiors):
                xy = np.rint(shapely.get_coordinates(ring) * DEGREE).astype(np.int32)
                owner.append(index[place_id])
                polygon_of.append(number)
                lengths.append(len(xy))
                steps.append(np.diff(xy, axis=0, prepend=np.zeros((1, 2), dtype=np.int32)))
            number += 1
    joined = np.concatenate(steps)
    np.savez_compressed(
        path,
        owner=np.array(owner, dtype=np.uint32),
        polygon=np.array(polygon_of, dtype=np.uint32),
        length=np.array(lengths, dtype=np.uint32),
        dx=joined[:, 0],
        dy=joined[:, 1],
    )
    return len(joined)
