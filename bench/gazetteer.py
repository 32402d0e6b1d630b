"""Ready time, memory, exact and fuzzy look-ups of the gazetteer; prints a Markdown table. Run: python
bench/gazetteer.py"""

from __future__ import annotations

import random
import resource
import statistics
import subprocess
import sys
import time

READY = """
import resource, time
before = time.perf_counter()
from geo.gazetteer import open_gazetteer
imported = time.perf_counter()
open_gazetteer()
ready = time.perf_counter()
print(imported - before, ready - imported, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def ready(runs: int) -> tuple[float, float, float]:
    """Median seconds to import and to open, and MB at the end, of fresh processes."""
    rows = []
    for _ in range(runs):
        done = subprocess.run([sys.executable, "-c", READY], capture_output=True, text=True, check=True)
        rows.append([float(cell) for cell in done.stdout.split()])
    return tuple(statistics.median(column) for column in zip(*rows, strict=True))  # type: ignore[return-value]


def names_a_second(gazetteer, names: list[str]) -> float:
    start = time.perf_counter()
    for name in names:
        gazetteer.candidates(name)
    return len(names) / (time.perf_counter() - start)


def main() -> None:
    imported, opened, megabytes = ready(7)
    from geo.gazetteer import open_gazetteer

    gazetteer = open_gazetteer()
    chance = random.Random(1)
    latin = [gazetteer._rows.name(at) for at in chance.sample(range(len(gazetteer)), 60_000)]
    distinct = names_a_second(gazetteer, latin)
    # the names a report uses are few and come again: 2,000 names of larger places, in random order
    ranked = sorted(range(len(gazetteer)), key=lambda at: -int(gazetteer._rows.columns["population"][at]))[:2000]
    news = [gazetteer._rows.name(chance.choice(ranked)) for _ in range(200_000)]
    repeated = names_a_second(gazetteer, news)
    words = [f"{name[:3]}{chance.choice('aeiou')}zq" for name in latin]
    missing = names_a_second(gazetteer, words)
    start = time.perf_counter()
    for name in latin:
        gazetteer.knows(name)
    known = len(latin) / (time.perf_counter() - start)
    wrong = [name[:2] + chance.choice("aeiou") + name[3:] for name in latin if len(name) > 5][:400]
    spent = []
    for name in wrong:
        start = time.perf_counter()
        gazetteer._fuzzy(name.lower(), 20)
        spent.append((time.perf_counter() - start) * 1000)
    print("| Work | Target | Measured |\n|---|---|---|")
    print(f"| ready to use (fresh process, after import {imported:.2f} s) | ≤ 0.5 s | {opened:.2f} s |")
    print(f"| memory of the process then | ≤ 150 MB | {megabytes:.0f} MB |")
    print(f"| exact look-ups, names of news (2,000 larger places, again and again) | ≥ 200,000/s | {repeated:,.0f}/s |")
    print(f"| exact look-ups, 60,000 distinct random names, places built anew | | {distinct:,.0f}/s |")
    print(f"| `knows`, the same names | | {known:,.0f}/s |")
    print(f"| names that do not exist (through all looser readings) | | {missing:,.0f}/s |")
    middle, tail = statistics.median(spent), statistics.quantiles(spent, n=20)[-1]
    print(f"| fuzzy search of a misspelled name, median (95 %) | ≤ 5 ms | {middle:.1f} ms ({tail:.1f} ms) |")
    print(f"\npeak memory of this run {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
