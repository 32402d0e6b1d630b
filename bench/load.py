"""Thirty analysts at once: sessions by Streamlit's own protocol, each changing its filter again and again.

    python -P bench/load.py [--analysts 30] [--claims 100000] [--seconds 60] [--think 3]

Starts the page over a store of made claims, opens a websocket for each analyst, and sends what a browser sends when
the address changes. Measured is the time from the request to the end of the script's run, with every message received.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "bench")]

import websockets
from browser import served
from generate import reports
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from geo.gazetteer import open_gazetteer
from geo.store import Store

QUERIES = (
    "mode=hedged", "mode=asserted", "type=presence", "type=clash&mode=asserted", "precision=1", "precision=4",
    "first_only=1", "text=troops", "view=table", "view=table&type=strike", "least=100", "verdict=-", "type=losses", "",
)  # fmt: skip


class Analyst:
    """One session: its websocket, its times, its errors."""

    def __init__(self, address: str, number: int) -> None:
        self.address, self.chance = address.replace("http", "ws") + "_stcore/stream", random.Random(number)
        self.times: list[float] = []
        self.errors: list[str] = []
        self.bytes = 0

    async def work(self, ends: float, think: float) -> None:
        """Asks, waits for the whole answer, thinks, asks again."""
        async with websockets.connect(
            self.address, subprotocols=["streamlit"], max_size=None, open_timeout=60, ping_interval=None
        ) as socket:
            first = True
            while time.monotonic() < ends:
                began = time.monotonic()
                await self._ask(socket, self.chance.choice(QUERIES))
                if not first:  # the first run opens the store's snapshot for everybody
                    self.times.append(time.monotonic() - began)
                first = False
                await asyncio.sleep(self.chance.uniform(0.5 * think, 1.5 * think))

    async def _ask(self, socket, query: str) -> None:
        message = BackMsg()
        message.rerun_script.query_string = query
        await socket.send(message.SerializeToString())
        while True:
            answer = await asyncio.wait_for(socket.recv(), timeout=120)
            self.bytes += len(answer)
            told = ForwardMsg()
            told.ParseFromString(answer)
            kind = told.WhichOneof("type")
            if kind == "delta" and told.delta.new_element.WhichOneof("type") == "exception":
                self.errors.append(told.delta.new_element.exception.message)
            if kind == "script_finished" and told.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return


def memory() -> int:
    """Peak of the page's process in MB, found as the child of this one."""
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    peaks = [
        int(line.split()[1])
        for child in children
        for line in Path(f"/proc/{child}/status").read_text().splitlines()
        if line.startswith("VmHWM")
    ]
    return max(peaks, default=0) // 1000


async def campaign(address: str, analysts: int, seconds: float, think: float) -> list[Analyst]:
    """All at once."""
    every = [Analyst(address, number) for number in range(analysts)]
    first = Analyst(address, -1)
    await first.work(time.monotonic() + 1, 0.1)
    ends = time.monotonic() + seconds
    await asyncio.gather(*(one.work(ends, think) for one in every))
    return every


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--analysts", type=int, default=30)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, default=3.0, help="seconds between an answer and the next question")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "store.db"
        store = Store(path)
        store.add_many(reports(chosen.claims, open_gazetteer()))
        store.close()
        with served(path, Path(name) / "log") as address:
            every = asyncio.run(campaign(address, chosen.analysts, chosen.seconds, chosen.think))
            peak = memory()
    times = sorted(time for one in every for time in one.times)
    errors = [error for one in every for error in one.errors]
    p95 = times[int(len(times) * 0.95)] if times else float("nan")
    volume = sum(one.bytes for one in every) / max(1, len(times)) / 1000
    print(
        f"{date.today()} {chosen.analysts} analysts, {chosen.claims:,} claims, {chosen.seconds:g} s, thinking "
        f"{chosen.think:g} s: {len(times)} changes, median {statistics.median(times):.2f} s, p95 {p95:.2f} s, "
        f"{len(errors)} errors, peak {peak} MB, {volume:.0f} kB a change"
    )
    if errors:
        sys.exit(errors[0][:500])


if __name__ == "__main__":
    main()
