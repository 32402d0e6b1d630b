"""Ready time, memory, exact and fuzzy look-ups of the gazetteer, by processor time; prints a Markdown table.

Run: python bench/gazetteer.py. Rates are medians of `RUNS` runs over distinct random names (every place drawn once),
each beside the same run's rate of a Python dictionary of normalised names, which holds no places at all.
"""

from __future__ import annotations

import os
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

RUNS = 7
NAMES = 50_000
READY = """
import resource, time
before = time.perf_counter()
from geo.gazetteer import open_gazetteer
imported, spent = time.perf_counter(), time.process_time()
open_gazetteer()
ready, used = time.perf_counter(), time.process_time()
print(imported - before, ready - imported, used - spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def ready(runs: int) -> list[float]:
    """Medians of fresh processes: seconds to import, to open (wall), to open (processor), and MB at the end."""
    rows = []
    for _ in range(runs):
        done = subprocess.run([sys.executable, "-c", READY], capture_output=True, text=True, check=True)
        rows.append([float(cell) for cell in done.stdout.split()])
    return [statistics.median(column) for column in zip(*rows, strict=True)]


def rate(work: Callable[[str], object], names: Sequence[str]) -> float:
    """Names a second of processor time."""
    start = time.process_time()
    for name in names:
        work(name)
    return len(names) / (time.process_time() - start)


def main() -> None:
    imported, opened, used, megabytes = ready(RUNS)
    from geo.gazetteer import open_gazetteer
    from geo.gazetteer.names import normalise

    gazetteer = open_gazetteer()
    chance = random.Random(1)
    everyone = list(dict.fromkeys(place.name for place in gazetteer.places()))
    keys = {normalise(name): at for at, name in enumerate(everyone)}
    ranked = sorted(gazetteer.places(), key=lambda place: -place.population)[:2000]
    figures: dict[str, list[float]] = {}
    for _ in range(RUNS):
        names = chance.sample(everyone, NAMES)
        news = [chance.choice(ranked).name for _ in range(NAMES)]
        gazetteer.candidates.cache_clear()
        gazetteer.place_at.cache_clear()
        for what, rated in (
            ("a dictionary", rate(lambda name: keys.get(normalise(name)), names)),
            ("search, exact", rate(gazetteer.search, names)),
            ("knows", rate(gazetteer.knows, names)),
            ("candidates", rate(gazetteer.candidates, names)),
            ("candidates, names of news", rate(gazetteer.candidates, news)),
            ("no such name", rate(gazetteer.candidates, [f"{name[:3]}oqz" for name in names])),
        ):
            figures.setdefault(what, []).append(rated)
    wrong = [name[:2] + chance.choice("aeiou") + name[3:] for name in everyone if len(name) > 5][
        :: len(everyone) // 400
    ]
    spent = []
    for name in wrong:
        start = time.process_time()
        gazetteer._fuzzy(normalise(name), 20)
        spent.append((time.process_time() - start) * 1000)
    base = statistics.median(figures["a dictionary"])
    print(f"{len(gazetteer):,} places, {gazetteer.names.count:,} names; load average {os.getloadavg()[0]:.1f}\n")
    print("| Work | Target | Measured | of a dictionary's rate |\n|---|---|---|---|")
    print(f"| ready (fresh process; import {imported:.2f} s before) | ≤ 0.5 s | {opened:.2f} s ({used:.2f} s used) | |")
    print(f"| memory of the process then | ≤ 150 MB | {megabytes:.0f} MB | |")
    rows = (
        ("search, exact", "`search`, distinct names", "≥ 200,000/s"),
        ("candidates", "`candidates`, distinct names, all their places made anew", ""),
        ("candidates, names of news", "`candidates`, the 2,000 largest places again and again", "≥ 200,000/s"),
        ("knows", "`knows`, distinct names", ""),
        ("no such name", "names that do not exist, through all looser readings", ""),
    )
    for what, words, target in rows:
        middle = statistics.median(figures[what])
        print(f"| {words} | {target} | {middle:,.0f}/s | {middle / base:.2f} |")
    middle, tail = statistics.median(spent), statistics.quantiles(spent, n=20)[-1]
    print(f"| fuzzy search of a misspelled name, median (95 %) | ≤ 5 ms | {middle:.1f} ms ({tail:.1f} ms) | |")
    print(f"\npeak memory of this run {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
