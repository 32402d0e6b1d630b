"""How often each utterance was printed: outlets and mentions by origin, once a snapshot, without replaced versions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from geo.filters import Filter
from geo.snapshot.columns import Codes, Snapshot
from geo.snapshot.masks import masks_of


@dataclass(frozen=True, slots=True, eq=False)
class Echoes:
    """By the code of an origin in the snapshot: its outlets and its mentions."""

    at: dict[str, int]
    outlets: Codes
    mentions: Codes

    def of(self, origin: str) -> tuple[int, int]:
        """Outlets and mentions of one origin; none where it is not known."""
        code = self.at.get(origin)
        return (int(self.outlets[code]), int(self.mentions[code])) if code is not None else (0, 0)


@lru_cache(maxsize=2)
def echoes(snapshot: Snapshot) -> Echoes:
    """The counts over everything that is not replaced."""
    names = snapshot.single["origin"].names
    rows = np.flatnonzero(_present(snapshot) & (snapshot.single["origin"].codes >= 0))
    origins, outlets = outlets_of(snapshot, rows)
    return Echoes(
        at={name: code for code, name in enumerate(names)},
        outlets=np.bincount(origins[outlets], minlength=len(names)).astype(np.int32),
        mentions=np.bincount(origins, minlength=len(names)).astype(np.int32),
    )


def outlets_of(snapshot: Snapshot, rows: Iterable[int] | Codes) -> tuple[Codes, Codes]:
    """The origins of these rows, and the positions that hold each (origin, outlet) for the first time."""
    rows = np.asarray(rows, dtype=np.int64)
    origins = snapshot.single["origin"].codes[rows]
    source = snapshot.single["source"]
    # a report without a source is an outlet of its own
    outlets = np.where(source.codes[rows] < 0, len(source.names) + snapshot.report[rows], source.codes[rows])
    size = len(source.names) + len(snapshot.reports) + 1
    _, first = np.unique(origins.astype(np.int64) * size + outlets, return_index=True)
    return origins, first.astype(np.int32)


def _present(snapshot: Snapshot) -> np.typing.NDArray[np.bool_]:
    present = np.ones(len(snapshot), dtype=np.bool_)
    for _, mask in masks_of(snapshot, Filter()):
        present &= mask
    return present
