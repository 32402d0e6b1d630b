"""What the machine does to a store: killed programs, full and read-only disks, clocks set back, ended databases."""

import os
import random
import shutil
import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from made import SUDZHA, claim, report
from postgres import server

from geo.errors import StoreError
from geo.snapshot import build
from geo.store import Store
from geo.store.judgements import Judgement

ROOT = Path(__file__).resolve().parent.parent


def test_killed_at_any_moment_each_report_is_wholly_in_or_out(tmp_path):
    """Ten of the two hundred kills of `bench/kill.py`, two of each kind."""
    from bench.kill import VERBS, campaign

    done = campaign(10, 3, str(tmp_path / "store.db"), tmp_path)
    assert done == dict.fromkeys(VERBS, 2)


def test_two_programs_add_at_once_and_each_report_is_there_once(tmp_path):
    for number in range(6):
        (tmp_path / f"{number}.txt").write_text(f"Some {number + 100} troops are in Sudzha, Ivan Petrenko said.")
    words = [sys.executable, "-m", "geo", "add", *map(str, sorted(tmp_path.glob("*.txt")))]
    words += ["--store", str(tmp_path / "store.db")]
    both = [subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    told = [one.communicate(timeout=300)[1] for one in both]
    assert [one.returncode for one in both] == [0, 0], told
    with closing(Store(tmp_path / "store.db")) as store:
        assert store.count()[0] == 6
        assert store.check() == ()


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 1.5 MB: a file system of its own where we may mount one, else a limit on the size of files."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = (
        os.geteuid() == 0
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", str(folder)], check=False, capture_output=True
        ).returncode
    )
    yield folder, mounted
    if mounted:
        subprocess.run(["umount", "-l", str(folder)], check=True)
    shutil.rmtree(folder, ignore_errors=True)


FILL = """
import resource, sys
sys.path[:0] = [{root!r}, {tests!r}]
from made import claim, report
from geo.errors import StoreError
from geo.store import Store
if {limit}:
    import signal
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
store = Store({path!r})
for number in range(2000):
    said = report(f"Report {{number}}. " + "Some troops are in Sudzha. " * 200)
    try:
        store.add(said, [claim(said, n) for n in range(5)])
    except StoreError as error:
        print(number, error)
        break
"""


def test_a_full_disk_is_told_in_a_sentence_and_nothing_is_half_written(small_disk):
    folder, mounted = small_disk
    path = folder / "store.db"
    limit = 0 if mounted else 1_500_000
    code = FILL.format(root=str(ROOT), tests=str(ROOT / "tests"), path=str(path), limit=limit)
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=300)
    number, _, words = done.stdout.strip().partition(" ")
    assert "disk" in words or "I/O" in words
    assert words.endswith(".")
    with closing(Store(path)) as store:
        assert store.count() == (int(number), int(number) * 5)
        assert store.check() == ()


def test_a_read_only_store_can_be_looked_at_and_says_so_when_written(tmp_path):
    path = tmp_path / "store.db"
    said = report()
    with closing(Store(path)) as store:
        store.add(said, [claim(said)])
    code = f"""
import os, sys
sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / "tests")!r}]
from pathlib import Path
from made import claim, report
from geo.errors import GeoError
from geo.store import Store
path = Path({str(path)!r})
with Store(path.with_name("other.db"))._read():  # loads what a store needs while this user may read the program
    pass
path.chmod(0o444)
path.parent.chmod(0o555)
if os.geteuid() == 0:
    for folder in path.parents[:4]:
        if folder != path.parent:
            folder.chmod(0o755)
    os.setgid(65534), os.setuid(65534)
try:
    store = Store(path)
    print(store.count())
    store.add(report("More."), [])
except GeoError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)
    path.parent.chmod(0o755)
    path.chmod(0o644)
    words = done.stdout.strip().splitlines()[-1]
    assert "read-only" in words or "may not be opened" in words or "cannot be opened" in words, (words, done.stderr)
    with closing(Store(path)) as store:
        assert store.count() == (1, 1)


def test_a_clock_set_back_loses_no_order(opened):
    now = [datetime(2026, 5, 1, tzinfo=UTC)]
    store = opened(clock=lambda: now[0])
    said = report()
    store.add(said, [claim(said)])
    name = f"{said.id}-0"
    store.judge(Judgement(name, "Ann", verdict="accepted"))
    now[0] -= timedelta(days=4000)
    store.judge(Judgement(name, "Bo", verdict="rejected"))
    more = report("Later words, earlier clock.")
    store.add(more, [claim(more, place=SUDZHA)])
    assert [row.person for row in store.judgements(name)] == ["Ann", "Bo"]
    snapshot = build(store)
    row = snapshot.row_of(name)
    assert snapshot.verdict.names[snapshot.verdict.codes[row]] == "rejected"
    assert store.version() == 4


def test_a_database_that_ends_under_load_is_told_and_works_again_when_it_is_back():
    """Writers and readers meet sentences while PostgreSQL is stopped, and go on by themselves afterwards."""
    from postgres import restart

    with server() as address:
        store = Store(address, wait=2)
        saved, told, stop = [], [], threading.Event()

        def write(start: int) -> None:
            chance = random.Random(start)
            number = start
            while not stop.is_set():
                said = report(f"Report {number}: troops are in Sudzha.")
                try:
                    store.add(said, [claim(said, n) for n in range(3)])
                    saved.append(said.id)
                    number += 1
                    store.claims_by_id([f"{chance.choice(saved)}-0"])
                except StoreError as error:
                    told.append(str(error))
                    stop.wait(0.05)

        threads = [threading.Thread(target=write, args=(10_000 * n,)) for n in range(1, 4)]
        for thread in threads:
            thread.start()
        while len(saved) < 20:
            stop.wait(0.05)
        restart(address)
        after = len(saved)
        while len(saved) < after + 20:
            stop.wait(0.05)
        stop.set()
        for thread in threads:
            thread.join()
        assert told
        assert all(words.endswith(".") and "Traceback" not in words for words in told)
        assert set(saved) <= {one.id for one in store.reports()}
        assert store.check() == ()
        reports, claims = store.count()
        assert claims == reports * 3
        store.close()
