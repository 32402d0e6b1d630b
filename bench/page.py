"""Filter change → updated map in a real browser: `python bench/page.py 0 1 33 1000 100000 [1000000] [--markdown]`.

For each number of claims a store is made by `bench/generate.py` (kept in --folder), the page served by Streamlit and
opened in headless chromium. A filter is clicked in the rail; the clock runs until the map reports the new scene drawn.
Bytes are what the server sent over the web socket for that change. Median of the rounds, and the load of the machine.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from browser import Watched, chromium, served

from geo.store import Store

ROUNDS = 7
_MODES = "[data-testid=stSidebar] [data-testid=stButtonGroup]"
"""The first group of pills in the rail: how sure."""


def filled(claims: int, folder: Path) -> Path:
    path = folder / f"bench-{claims}.db"
    if path.exists():
        return path
    if claims:
        subprocess.run(
            [sys.executable, ROOT / "bench" / "generate.py", str(claims), path], check=True, capture_output=True
        )
    else:
        from geo.reports import from_text

        store = Store(path)
        store.add(from_text("A report that claims nothing."), ())
        store.close()
    return path


def measure(claims: int, folder: Path) -> dict[str, float]:
    with served(filled(claims, folder), folder / "server.log") as address, chromium() as browser:
        visitor = Watched(browser, address)
        sent: list[int] = []
        visitor.page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: sent.append(len(frame))))
        began = time.perf_counter()
        page = visitor.open()
        first = time.perf_counter() - began
        visitor.context.close()
        visitor = Watched(browser, address)
        visitor.page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: sent.append(len(frame))))
        began = time.perf_counter()
        page = visitor.open()
        again = time.perf_counter() - began
        page.wait_for_timeout(1500)
        times, sizes = [], []
        pills = page.locator(_MODES).first.locator("button")
        for turn in range(ROUNDS if claims else 0):
            before = page.locator(".rp-map").get_attribute("data-drawn")
            sent.clear()
            began = time.perf_counter()
            pills.nth(0 if pills.count() < 3 else (0, 0, 1, 1, 2, 2, 0)[turn]).click()
            page.wait_for_selector(f".rp-map[data-drawn]:not([data-drawn='{before}'])")
            times.append((time.perf_counter() - began) * 1000)
            page.wait_for_timeout(900)
            sizes.append(sum(sent) / 1024)
        visitor.context.close()
        assert not visitor.strangers
    return {
        "claims": claims,
        "first map, s": first,
        "next visitor, s": again,
        "filter, ms": statistics.median(times) if times else float("nan"),
        "slowest, ms": max(times, default=float("nan")),
        "kB": statistics.median(sizes) if sizes else float("nan"),
        "load": os.getloadavg()[0],
    }


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("claims", type=int, nargs="+")
    asked.add_argument("--folder", type=Path, help="keep the stores there")
    chosen = asked.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        rows = []
        for claims in chosen.claims:
            rows.append(measure(claims, folder))
            heads = list(rows[-1])
            if len(rows) == 1:
                print("| " + " | ".join(heads) + " |\n|" + "---|" * len(heads), flush=True)
            print("| " + " | ".join(_cell(value) for value in rows[-1].values()) + " |", flush=True)


def _cell(value: float) -> str:
    return "–" if value != value else f"{value:,.0f}" if value >= 20 or value == int(value) else f"{value:.1f}"


if __name__ == "__main__":
    main()
