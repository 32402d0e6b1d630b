"""Reading on several cores and on a real Dask cluster: the same claims, in the same order, whatever dies."""

import json
import os
import signal
import socket

import pytest
from distributed import LocalCluster

from geo.__main__ import main
from geo.claims import extract
from geo.gazetteer import open_gazetteer
from geo.origins import group
from geo.reports import from_text
from geo.spread import SpreadError, read_each

REPORTS = [
    from_text(
        f"The army said on Monday that {number} soldiers were killed near Pokrovsk. A spokesman denied it.",
        language="en",
        source=f"Outlet {number}",
    )
    for number in range(10, 22)
]


@pytest.fixture(scope="module")
def expected():
    return [(one, group(extract(one, open_gazetteer()), (one,))) for one in REPORTS]


@pytest.fixture(scope="module")
def cluster():
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as running:
        yield running


def test_one_process_reads_what_extract_reads(expected):
    assert list(read_each(REPORTS)) == expected


def test_two_processes_read_the_same_in_the_same_order(expected):
    assert list(read_each(REPORTS, workers=2)) == expected


def test_a_cluster_reads_the_same_and_a_worker_that_dies_changes_nothing(cluster, expected):
    found = read_each(REPORTS, scheduler=cluster.scheduler_address)
    first = next(found)
    os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
    assert [first, *found] == expected


def test_no_cluster_is_one_sentence():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(SpreadError, match="No Dask scheduler"):
        list(read_each(REPORTS[:1], scheduler=address))


def test_the_command_line_spreads_and_prints_the_same(tmp_path, capfd):
    for number, report in enumerate(REPORTS[:3]):
        (tmp_path / f"{number}.txt").write_text(report.text)
    files = [str(tmp_path / f"{number}.txt") for number in range(3)]
    assert main(["extract", *files]) == 0
    alone = capfd.readouterr().out
    assert main(["extract", *files, "--workers", "2"]) == 0
    assert capfd.readouterr().out == alone
    assert len(alone.splitlines()) == len([json.loads(line) for line in alone.splitlines()]) > 2
