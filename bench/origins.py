"""Measures the origins: grouping everything at once, and adding one report to a store that is full.

    python bench/origins.py 100000 --stored 1000000

Grouping is processor time of one core. The baseline of both is the same number of claims looked at pair by pair within
one claimant, which is what blocking saves. Adding counts the whole transaction: looking up, linking, writing.
"""

from __future__ import annotations

import argparse
import os
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from generate import COUNTRIES, DAYS, PER_REPORT, one_report, places_of, reports

from geo.gazetteer import open_gazetteer
from geo.model import Actor, Identification, Party, Report
from geo.origins import group, keys
from geo.origins.marks import mark
from geo.store import Store
from geo.store.rows import claim_of

FRESH = 40


def in_time(claims: int, gazetteer, seed: int = 1):
    """The reports of `generate.reports` in the order of publication, as a store meets them."""
    chance = random.Random(seed)
    places = places_of(gazetteer, chance)
    parties = [
        Party(f"Official {n}", None, chance.choice(tuple(Identification)[:4]), chance.choice((*COUNTRIES, None)))
        for n in range(400)
    ]
    actors = {country: Actor(f"Armed forces of {country}", None, country, 1) for country in COUNTRIES}
    for number in sorted(range(claims // PER_REPORT), key=lambda number: number * 7919 % DAYS):
        yield one_report(number, PER_REPORT, chance, places, parties, actors)


def grouped(claims: int, gazetteer) -> None:
    pairs = list(reports(claims, gazetteer))
    everything = [one for _, own in pairs for one in own]
    known = [report for report, _ in pairs]
    began = time.process_time()
    found = group(everything, known)
    seconds = time.process_time() - began
    sizes = Counter(one.origin for one in found if one.origin)
    voices = Counter(one.attribution.claimant.name for one in everything if one.attribution.claimant)
    every_pair = sum(many * (many - 1) // 2 for many in voices.values())
    told = f"{len(sizes):,} origins, largest {max(sizes.values())}"
    print(f"{claims:>9,} claims grouped in {seconds:6.1f} s of one core: {told}")
    print(f"          pairs within one claimant, had all been compared: {every_pair:,}")


def file_all(store: Store, path: Path) -> None:
    """Files every claim under its keys, each an origin of its own: what a store would hold that has grouped them."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("UPDATE claims SET origin = id, origin_basis = '' WHERE claimant IS NOT NULL AND origin <> id")
    connection.commit()
    lines = {one[0]: one[1:] for one in connection.execute("SELECT id, source, published FROM reports")}
    reader = connection.cursor()
    after = connection.execute("SELECT COALESCE(MAX(number), 0) FROM origin_keys").fetchone()[0]
    query = (
        "SELECT c.number, c.report_id, b.body FROM claims c JOIN bodies b USING (number) WHERE number > ? ORDER BY 1"
    )
    rows = []
    for number, report_id, body in reader.execute(query, (after,)):
        source, published = lines[report_id]
        report = Report(report_id, "", source, published=date.fromisoformat(published))
        claim = claim_of(body, origin="", origin_basis="")
        sign = mark(claim, report)
        rows += [(key, number, sign) for key in keys(claim, report)]
        if len(rows) > 400_000:
            connection.executemany("INSERT INTO origin_keys VALUES (?, ?, ?)", sorted(rows))
            rows = []
    connection.executemany("INSERT INTO origin_keys VALUES (?, ?, ?)", sorted(rows))
    connection.execute("UPDATE meta SET value = (SELECT MAX(number) FROM claims) WHERE key = 'grouped'")
    connection.commit()
    connection.close()


def added(claims: int, gazetteer, folder: Path) -> None:
    path = folder / "origins.db"
    store = Store(path)
    if not store.count()[1]:
        began = time.perf_counter()
        store.add_many(in_time(claims, gazetteer))
        print(f"{claims:>9,} claims stored in {time.perf_counter() - began:.0f} s, making them included", flush=True)
    busy = time.process_time()
    file_all(store, path)
    size = path.stat().st_size / 1e6
    print(f"          filed in {time.process_time() - busy:.0f} s of one core, {size:,.0f} MB", flush=True)
    seconds, cores, linked = [], [], 0
    for report, own in reports(FRESH * 20, gazetteer, seed=int(time.time())):
        bare = [replace(one, origin="", origin_basis="") for one in own]
        began, busy = time.perf_counter(), time.process_time()
        store.add_grouped(report, bare)
        seconds.append(time.perf_counter() - began)
        cores.append(time.process_time() - busy)
        linked += sum(bool(one.origin_basis) for one in store.claims_by_id([claim.id for claim in own]))
    print(f"          one report of {PER_REPORT} claims added to {store.count()[1]:,}, load {os.getloadavg()[0]:.0f}:")
    for name, found in (("wall clock", seconds), ("one core", cores)):
        print(f"          {name}: median {statistics.median(found) * 1000:.0f} ms, worst {max(found) * 1000:.0f} ms")
    print(f"          {linked} of {FRESH * PER_REPORT} claims joined others")
    store.close()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("claims", type=int, nargs="*", help="how many to group at once")
    asked.add_argument("--stored", type=int, nargs="*", default=[], help="how many the store holds before one is added")
    asked.add_argument("--folder", type=Path, help="keep the stores there")
    chosen = asked.parse_args()
    gazetteer = open_gazetteer()
    for claims in chosen.claims:
        grouped(claims, gazetteer)
    for claims in chosen.stored:
        with tempfile.TemporaryDirectory() as scratch:
            added(claims, gazetteer, chosen.folder or Path(scratch))


if __name__ == "__main__":
    main()
