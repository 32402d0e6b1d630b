"""A snapshot's columns in one file beside a SQLite store: mapped into memory, so that a million claims open at once.

The file is a cache: it names the state of the store that it follows from, is replaced whole, and is left aside when
it is damaged, of another program, or cannot be written. Layout: magic, length of the head, head (MessagePack),
arrays at multiples of 64 bytes.
"""

from __future__ import annotations

import mmap
import os
import struct
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from geo.snapshot.columns import Coded, Ground, Grouping, ReportLine, Several, Snapshot
from geo.snapshot.view import grouped

if TYPE_CHECKING:
    from geo.store import Store

_MAGIC = b"positions:columns:3\n"
_ALIGNED = 64
_PLAIN = (
    *("ids", "order", "report", "starts", "where_prec", "drawn", "low", "high", "event_first", "event_last"),
    *("place_row", "place_ground", "first_of_origin", "question_origins", "lines", "gone"),
)
_SEVERAL = ("ground_areas", "areas", "roles")
_GROUPED = ("lat", "lon", "rows", "footprint", "mode", "pair", "pair_footprint")


class _Head(msgspec.Struct):
    state: str
    size: int
    arrays: dict[str, tuple[str, int, int]]
    names: dict[str, tuple[str, ...]]
    grounds: tuple[Ground, ...]
    area_names: dict[str, str]


def beside(store: Store) -> Path | None:
    """Where the columns of this store are kept; None for a store that is no file."""
    name = store.url.database
    if store.url.get_backend_name() != "sqlite" or not name or name == ":memory:" or store.url.query:
        return None
    return Path(f"{name}-columns")


def write(file: Path, state: str, snapshot: Snapshot) -> None:
    """Keeps the columns; where the folder takes no file, nothing happens."""
    arrays, names = _taken_apart(snapshot)
    places: dict[str, tuple[str, int, int]] = {}
    end = 0
    for name, values in arrays.items():
        places[name] = (values.dtype.str, len(values), end)
        end += -(-values.nbytes // _ALIGNED) * _ALIGNED
    head = msgspec.msgpack.encode(_Head(state, end, places, names, snapshot.grounds, snapshot.area_names))
    begin = len(_MAGIC) + 8 + len(head)
    scratch = file.with_name(f"{file.name}.{os.getpid()}")
    with suppress(OSError):  # a full disk or a folder that may only be read costs time at the next start, nothing else
        try:
            with scratch.open("wb") as out:
                os.chmod(scratch, file.with_name(file.name.removesuffix("-columns")).stat().st_mode & 0o777)
                out.write(_MAGIC + struct.pack("<Q", len(head)) + head + b"\0" * (-begin % _ALIGNED))
                for values in arrays.values():
                    out.write(values.tobytes() + b"\0" * (-values.nbytes % _ALIGNED))
            os.replace(scratch, file)
        finally:
            scratch.unlink(missing_ok=True)


def read(file: Path, state: str, reports: tuple[ReportLine, ...]) -> Snapshot | None:
    """The columns kept for this state of the store, without judgements; None when there are none that fit."""
    try:
        with file.open("rb") as stream:
            mapped = memoryview(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))
    except (OSError, ValueError):
        return None
    start = len(_MAGIC) + 8
    if len(mapped) < start or bytes(mapped[: len(_MAGIC)]) != _MAGIC:
        return None
    (length,) = struct.unpack("<Q", mapped[len(_MAGIC) : start])
    begin = start + length + (-(start + length) % _ALIGNED)
    try:
        head = msgspec.msgpack.decode(mapped[start : start + length], type=_Head)
    except msgspec.DecodeError:
        return None
    if head.state != state or len(mapped) != begin + head.size:
        return None
    arrays = {
        name: np.frombuffer(mapped, dtype=kind, count=many, offset=begin + at)
        for name, (kind, many, at) in head.arrays.items()
    }
    return _put_together(head, arrays, mapped[begin:], reports)


def _taken_apart(snapshot: Snapshot) -> tuple[dict[str, NDArray[Any]], dict[str, tuple[str, ...]]]:
    arrays = {name: getattr(snapshot, name) for name in _PLAIN}
    arrays["haystack"] = np.frombuffer(snapshot.haystack, dtype=np.uint8)
    names: dict[str, tuple[str, ...]] = {}
    coded = {f"single.{name}": column for name, column in snapshot.single.items()}
    for name, column in {**coded, "place_role": snapshot.place_role}.items():
        arrays[name], names[name] = column.codes, column.names
    several = {f"several.{name}": column for name, column in snapshot.several.items()}
    for name, many in {**several, **{name: getattr(snapshot, name) for name in _SEVERAL}}.items():
        arrays[f"{name}.rows"], arrays[f"{name}.codes"], names[name] = many.rows, many.codes, many.names
    grouping = grouped(snapshot)
    arrays |= {f"grouping.{name}": getattr(grouping, name) for name in _GROUPED}
    names["grouping"] = grouping.ids
    return arrays, names


def _put_together(
    head: _Head, arrays: dict[str, NDArray[Any]], mapped: memoryview, reports: tuple[ReportLine, ...]
) -> Snapshot:
    def coded(name: str) -> Coded:
        return Coded(arrays[name], head.names[name])

    def several(name: str) -> Several:
        return Several(arrays[f"{name}.rows"], arrays[f"{name}.codes"], head.names[name])

    def under(part: str) -> list[str]:
        return [name.removeprefix(part) for name in head.names if name.startswith(part)]

    columns: dict[str, Any] = {name: several(name) for name in _SEVERAL} | {name: arrays[name] for name in _PLAIN}
    nothing = Coded(np.zeros(0, dtype=np.int32), ())
    _, size, at = head.arrays["haystack"]
    return Snapshot(
        version=0,
        contents=0,
        reports=reports,
        single={name: coded(f"single.{name}") for name in under("single.")},
        several={name: several(f"several.{name}") for name in under("several.")},
        place_role=coded("place_role"),
        grounds=head.grounds,
        area_names=head.area_names,
        haystack=mapped[at : at + size],
        verdict=nothing,
        grade=nothing,
        credibility=np.zeros(0, dtype=np.int8),
        groupings={"": Grouping(ids=head.names["grouping"], **{name: arrays[f"grouping.{name}"] for name in _GROUPED})},
        **columns,
    )
