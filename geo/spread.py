"""Reading many reports at once: on the cores of this machine, or on a Dask cluster that exists already.

Each report is read by itself, so nothing is shared but the program; claims come back in the order of the reports, and
whoever asked writes them from one place. A worker that dies costs only the reports it held: they are read again.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager
from itertools import islice
from typing import Any

import msgspec

from geo.errors import GeoError
from geo.model import Claim, Report

AHEAD = 4
"""Reports in flight for each worker: enough to keep it busy, few enough to bound memory."""

_claims_of = msgspec.json.Decoder(tuple[Claim, ...]).decode
Read = tuple[Report, tuple[Claim, ...]]


class SpreadError(GeoError):
    """Workers that died or a cluster that cannot be reached."""


def read_each(reports: Iterable[Report], *, workers: int = 1, scheduler: str | None = None) -> Iterator[Read]:
    """Each report with its claims, in order: here, by so many processes, or by the Dask cluster at `scheduler`.

    Raises SpreadError with one plain sentence when the workers are lost; what was yielded before is whole.
    """
    if scheduler:
        yield from _on_cluster(reports, scheduler)
    elif workers > 1:
        yield from _on_cores(reports, workers)
    else:
        for report in reports:
            yield report, _claims_of(read_one(report))


def read_one(report: Report) -> bytes:
    """The claims of one report as JSON: what travels between processes. Same report, same bytes."""
    from geo.claims import extract
    from geo.gazetteer import open_gazetteer
    from geo.origins import group

    return msgspec.json.encode(group(extract(report, open_gazetteer()), (report,)))


def _on_cores(reports: Iterable[Report], workers: int) -> Iterator[Read]:
    # a fresh process each, not a copy of this one: copies of a process with threads can hang
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_one_thread) as pool:
        try:
            yield from _in_order(reports, lambda report: pool.submit(read_one, report), AHEAD * workers)
        except BrokenProcessPool as error:
            raise SpreadError(
                "A worker was stopped from outside (often for want of memory); what was read before is kept. "
                "Start again with fewer workers."
            ) from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _one_thread() -> None:
    """The matrices of a sentence are small: threads inside each worker only cost."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"


def _on_cluster(reports: Iterable[Report], address: str) -> Iterator[Read]:
    try:
        from distributed import Client, KilledWorker
    except ImportError as error:
        raise SpreadError("Reading on a cluster needs Dask: install the extra “cluster” first.") from error
    try:
        connected: AbstractContextManager[Any] = Client(address, timeout=10)
    except (OSError, TimeoutError, ValueError) as error:
        raise SpreadError(f"No Dask scheduler answers at {address}; check the address. Nothing was read.") from error
    with connected as client:
        ahead = AHEAD * max(1, len(client.scheduler_info(n_workers=-1)["workers"]))
        try:
            # the key is of the content: a report that is asked for twice is read once
            yield from _in_order(reports, lambda one: client.submit(read_one, one, key=f"claims-{one.id}"), ahead)
        except KilledWorker as error:
            raise SpreadError(f"The cluster lost its workers again and again on one report ({error}).") from error


def _in_order(reports: Iterable[Report], submit: Callable[[Report], Future[bytes]], ahead: int) -> Iterator[Read]:
    """Answers in the order of the questions, with no more than `ahead` of them in flight."""
    waiting: deque[tuple[Report, Future[bytes]]] = deque()
    coming = iter(reports)
    waiting.extend((report, submit(report)) for report in islice(coming, ahead))
    while waiting:
        report, future = waiting.popleft()
        yield report, _claims_of(future.result())
        waiting.extend((one, submit(one)) for one in islice(coming, 1))
