"""Measures the store and the snapshot: ingest, size, building, filters, live counts, grouping.

    python bench/store.py 1000 100000 1000000

Ingest counts the time inside the store only; making the claims is timed apart. The baseline of the filter step is the
same filter as SQL in the same run.
"""

from __future__ import annotations

import argparse
import gc
import resource
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from generate import reports

from geo.filters import Filter
from geo.gazetteer import open_gazetteer
from geo.snapshot import build
from geo.snapshot.view import FACETS, View
from geo.store import Store
from geo.store.judgements import Judgement

FIVE = Filter(
    event_from=date(2023, 1, 1),
    event_to=date(2024, 3, 1),
    country=("RUS", "UKR"),
    mode=("asserted", "hedged"),
    identification=("named", "role_only"),
    precision=("1", "2", "4"),
)


def timed(work, times=7):
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds) * 1000


def searched(snapshot, words):
    snapshot.searched.clear()
    return View(snapshot, Filter(text=words)).counts


class Waiting:
    """Counts the time spent in making what is iterated over."""

    def __init__(self, made):
        self.made, self.seconds = made, 0.0

    def __iter__(self):
        while True:
            began = time.perf_counter()
            one = next(self.made, None)
            self.seconds += time.perf_counter() - began
            if one is None:
                return
            yield one


def measure(claims: int, folder: Path, gazetteer) -> dict[str, float]:
    path = folder / f"{claims}.db"
    store = Store(path)
    made = Waiting(reports(claims, gazetteer))
    gc.disable()
    began, began_busy = time.perf_counter(), time.process_time()
    store.add_many(made)
    ingest = time.perf_counter() - began - made.seconds
    busy = time.process_time() - began_busy
    gc.enable()
    began = time.perf_counter()
    snapshot = build(store)
    built = time.perf_counter() - began
    assert len(View(snapshot, FIVE).grounds.claims)
    row = {
        "claims": claims,
        "making s": made.seconds,
        "ingest s": ingest,
        "making and ingest CPU s": busy,
        "file MB": path.stat().st_size / 1e6,
        "snapshot s": built,
        "five filters + group ms": timed(lambda: View(snapshot, FIVE).grounds),
        "the same filter in SQL ms": timed(lambda: store.claim_ids(FIVE), 1),
        "all live counts ms": timed(lambda: [View(snapshot, FIVE).facet(name, 100) for name in FACETS], 3),
        "place + group ms": timed(lambda: View(snapshot, Filter(place=("RU",))).grounds),
        "new search ms": timed(
            lambda: (snapshot.searched.clear(), View(snapshot, Filter(text="official 17")).counts), 3
        ),
        "no filter + group ms": timed(lambda: View(snapshot, Filter()).grounds),
        "counts ms": timed(lambda: View(snapshot, FIVE).counts),
        "first page of rows ms": timed(lambda: View(snapshot, FIVE).ids(0, 50)),
    }
    name = View(snapshot).ids(0, 1)[0]
    began = time.perf_counter()
    store.judge(Judgement(name, "Ann", verdict="accepted"))
    build(store, snapshot)
    row["judge + renew ms"] = (time.perf_counter() - began) * 1000
    row["peak memory MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    store.close()
    return row


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("claims", type=int, nargs="+")
    asked.add_argument("--folder", type=Path, help="keep the stores there")
    chosen = asked.parse_args()
    gazetteer = open_gazetteer()
    with tempfile.TemporaryDirectory() as made:
        for claims in chosen.claims:
            row = measure(claims, chosen.folder or Path(made), gazetteer)
            print("\n".join(f"{name:28} {value:>14,.1f}" for name, value in row.items()), flush=True)
            print()


if __name__ == "__main__":
    main()
