"""Kills the program at random moments and looks at what is left: each report wholly in or out, nothing judged lost.

    python -P bench/kill.py [--runs 200] [--seed 1] [--database postgresql]

Each run starts a child that adds, imports, judges, watches a folder or migrates, ends it with SIGKILL after a random
time, opens the store again, checks it, and goes on with the same store. Bounded: it ends after the runs asked for.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from made import KHARTOUM, SUDZHA, claim, report

from geo.store import Store, schema
from geo.store.judgements import Judgement

VERBS = ("add", "import", "judge", "watch", "migrate")
PARTS = 12
"""Claims of each report: a report with another number of claims is half written."""
_LAST = 0.9  # seconds after the child's first sign of life


def child(verb: str, address: str, seed: int, folder: Path) -> None:
    """Works until it is killed, printing what has been promised to be saved."""
    if verb == "migrate":
        print("ready", flush=True)
        Store(address).close()
        return
    store = Store(address, wait=30)
    if verb == "import":
        import geo.store

        geo.store.BATCH_CLAIMS = 200
    print("ready", flush=True)
    number = seed * 1_000_000
    while True:
        number += 1
        if verb == "add":
            made = _made(number)
            store.add_grouped(*made)
            print(json.dumps({"report": made[0].id}), flush=True)
        elif verb == "import":
            many = [_made(number * 100 + n) for n in range(40)]
            store.add_many(many)
            print(json.dumps({"report": many[-1][0].id}), flush=True)
        elif verb == "judge":
            made = store.judge(Judgement(_made(1)[1][number % PARTS].id, "Ann", verdict="accepted", note=str(number)))
            print(json.dumps({"judgement": made, "note": str(number)}), flush=True)
        else:
            _dropped(folder, number)
            _watched(store, folder)


def _dropped(folder: Path, number: int) -> None:
    (folder / f"{number}.txt").write_text(f"Some {number} troops are in Sudzha, Ivan Petrenko said.", encoding="utf-8")


def _watched(store: Store, folder: Path) -> None:
    from geo.feeds import Folder, Settings, look
    from geo.gazetteer import open_gazetteer

    settings = Settings((), (Folder(folder, settled=0.0),), 1.0, folder.with_name(f"{folder.name}.seen.json"))
    for told in look(settings, store, open_gazetteer()):
        print(json.dumps({"report": told.report_id}) if told.report_id else "{}", flush=True)


def _made(number: int):
    said = report(f"Report {number}: some {number} troops are in Sudzha, and others in Khartoum.")
    places = (SUDZHA, KHARTOUM)
    return said, [claim(said, n, start=n, place=places[n % 2]) for n in range(PARTS)]


def checked(address: str, promised: list[dict]) -> list[str]:
    """What is wrong with the store after a kill."""
    store = Store(address, wait=30)
    wrong = list(store.check())
    held = {}
    for one in store.claims():
        held[one.report_id] = held.get(one.report_id, 0) + 1
    reports = {one.id: one for one in store.reports()}
    wrong += [
        f"report {name} has {held.get(name, 0)} claims"
        for name, one in reports.items()
        if one.text.startswith("Report ") and held.get(name, 0) != PARTS
    ]
    kept = {(one.id, one.note) for one in store.judgements()}
    wrong += [
        f"report {one['report']} was promised" for one in promised if "report" in one and one["report"] not in reports
    ]
    wrong += [
        f"judgement {one['judgement']} was promised"
        for one in promised
        if "judgement" in one and (one["judgement"], one["note"]) not in kept
    ]
    store.close()
    return wrong


def run(verb: str, address: str, seed: int, chance: random.Random, folder: Path) -> list[str]:
    """One child, killed; what is wrong afterwards."""
    if verb == "migrate":
        address = str(folder / f"old{seed}.db")
        _old(address, chance.randrange(1, len(schema.STEPS)))
    words = [sys.executable, "-P", __file__, "--child", verb, "--address", address, "--seed", str(seed)]
    words += ["--folder", str(folder)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        assert running.stdout.readline() == "ready\n", "the child did not start"
        time.sleep(chance.uniform(0, 0.05 if verb == "migrate" else _LAST))
        running.send_signal(signal.SIGKILL)
        told = running.stdout.read().splitlines()
    promised = []
    for words in told:
        try:
            promised.append(json.loads(words))
        except ValueError:
            continue  # the last line may be cut off; it promises nothing
    return checked(address, promised)


def _old(address: str, step: int) -> None:
    """A filled store of an earlier schema."""
    import geo.store
    from geo.store import writing

    every, note = schema.STEPS, writing.note
    geo.store.STEPS, writing.note = every[:step], lambda *_: None
    try:
        old = Store(address)
        old.add_many([_made(number) for number in range(40)])
        old.close()
    finally:
        geo.store.STEPS, writing.note = every, note


def campaign(runs: int, seed: int, address: str, folder: Path, verbs: tuple[str, ...] = VERBS) -> dict[str, int]:
    """Runs by verb; raises AssertionError with what is wrong after the first run that leaves something wrong."""
    chance = random.Random(seed)
    first = Store(address)
    first.add(*_made(1))
    first.close()
    done: dict[str, int] = {}
    for number in range(runs):
        verb = verbs[number % len(verbs)]
        wrong = run(verb, address, seed + number, chance, folder)
        assert not wrong, f"run {number} ({verb}): {wrong[:5]}"
        done[verb] = done.get(verb, 0) + 1
    return done


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--child", choices=VERBS, help=argparse.SUPPRESS)
    parser.add_argument("--address", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.child:
        child(chosen.child, chosen.address, chosen.seed, chosen.folder)
        return
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if chosen.database == "postgresql":
            from postgres import server

            with server() as address:
                done = campaign(chosen.runs, chosen.seed, address, folder)
        else:
            done = campaign(chosen.runs, chosen.seed, str(folder / "store.db"), folder)
    print(f"{date.today()} {chosen.database}: {sum(done.values())} kills in {time.monotonic() - began:.0f} s, {done}")


if __name__ == "__main__":
    main()
