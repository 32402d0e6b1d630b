"""The page's speed in a real browser: `python bench/page.py [0 33 1000 100000 1000000] [--folder F] [--write]`.

For each number of claims a store is made by `bench/generate.py` (kept in --folder), the page served by Streamlit and
opened in headless chromium. Clocks run in the browser: first map from the start of navigation, a filter change from
the click until two frames after the map reports the new scene drawn, or the table the new rows. Bytes are what the
server sent over the web socket for one change. --write puts the table into docs/performance.md and the plot beside it.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from browser import Watched, chromium, served

from geo.snapshot import build, kept
from geo.store import Store

COUNTS = (0, 33, 1_000, 100_000, 1_000_000)
ROUNDS = 8
TARGETS = {0: 300, 33: 300, 1_000: 300, 100_000: 500, 1_000_000: 1_000}
"""Milliseconds from a filter's click to the new map and table (the design's quality document)."""
_MODES = "[data-testid=stSidebar] [data-testid=stButtonGroup] button"
_BEGIN, _END = "<!-- made by bench/page.py: begin -->", "<!-- made by bench/page.py: end -->"
_DRAWN = """([pill, map]) => new Promise(done => {
  const before = map.dataset.drawn, since = performance.now();
  pill.click();
  const look = () => map.dataset.drawn === before ? requestAnimationFrame(look)
    : requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - since)));
  look();
})"""
_LISTED = """([pill, grid]) => new Promise(done => {
  const said = () => document.querySelector('.rp-sentence')?.textContent, before = said(), since = performance.now();
  pill.click();
  const look = () => {
    const now = document.querySelector('[data-testid=stDataFrame]');
    if (said() === before || !now || now === grid || !now.querySelector('canvas')) requestAnimationFrame(look);
    else requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - since)));
  };
  look();
})"""


def filled(claims: int, folder: Path) -> Path:
    path = folder / f"bench-{claims}.db"
    if path.exists():
        return path
    if claims:
        maker = [sys.executable, ROOT / "bench" / "generate.py", str(claims), path]
        subprocess.run(maker, check=True, capture_output=True)
    else:
        from geo.reports import from_text

        store = Store(path)
        store.add(from_text("A report that claims nothing."), ())
        store.close()
    return path


def opened(browser: Browser, address: str, sent: list[int], query: str = "", wait: str = ".rp-map[data-drawn]"):
    """A fresh visitor, and the seconds from the start of navigation to what is waited for."""
    visitor = Watched(browser, address)
    visitor.page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: sent.append(len(frame))))
    began = time.perf_counter()
    visitor.open(query, wait=wait)
    return visitor, time.perf_counter() - began


def pills(page: Page) -> list[Locator]:
    """The pills of the first filter that has several: how sure."""
    page.wait_for_selector(_MODES)
    page.wait_for_timeout(1500)
    found = [
        pill for pill in page.locator(_MODES).all() if "asserted" in pill.inner_text() or "hedged" in pill.inner_text()
    ]
    return found[:2]


def changes(page: Page, script: str, what: str, sent: list[int]) -> tuple[list[float], list[float]]:
    """Milliseconds and kB of each filter change; a pill is pressed and taken back in turn."""
    times, sizes = [], []
    sides = pills(page)
    for turn in range(ROUNDS):
        pill = sides[(turn // 2) % len(sides)].element_handle()
        sent.clear()
        times.append(page.evaluate(script, [pill, page.query_selector(what)]))
        page.wait_for_timeout(1100)
        sizes.append(sum(sent) / 1024)
    return times[1:], sizes[1:]


def memory() -> float:
    """The most memory that the server has held, MB: our youngest child process that runs Streamlit."""
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text(encoding="ascii").split()
    for child in reversed(children):
        if b"streamlit" in Path(f"/proc/{child}/cmdline").read_bytes():
            lines = Path(f"/proc/{child}/status").read_text(encoding="ascii").splitlines()
            return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
    return float("nan")


def measure(claims: int, folder: Path) -> dict[str, float]:
    path, sent = filled(claims, folder), list[int]()
    log = folder / "server.log"
    store = Store(path)
    columns = kept.beside(store)
    unprepared = float("nan")
    if columns is None or not columns.exists():
        began = time.perf_counter()
        build(store)
        unprepared = time.perf_counter() - began
    store.close()
    began = time.perf_counter()
    with served(path, log) as address, chromium() as browser:
        up = time.perf_counter() - began
        visitor, first = opened(browser, address, sent)
        visitor.context.close()
        visitor, again = opened(browser, address, sent)
        times, sizes = changes(visitor.page, _DRAWN, ".rp-map", sent) if claims else ([], [])
        visitor.context.close()
        rows: list[float] = []
        if claims:
            visitor, _ = opened(browser, address, sent, "?view=table", "[data-testid=stDataFrame] canvas")
            rows, _ = changes(visitor.page, _LISTED, "[data-testid=stDataFrame]", sent)
            visitor.context.close()
        held = memory()
        assert not visitor.strangers
    return {
        "claims": claims,
        "server up, s": up,
        "columns from the tables, s": unprepared,
        "first map, s": first,
        "next visitor, s": again,
        "map, ms": _middle(times),
        "slowest, ms": max(times, default=float("nan")),
        "table, ms": _middle(rows),
        "kB": max(sizes, default=float("nan")),
        "memory, MB": held,
        "load": os.getloadavg()[0],
    }


def _middle(values: list[float]) -> float:
    return statistics.median(values) if values else float("nan")


def _cell(name: str, value: float) -> str:
    if value != value:
        return "–"
    return f"{value:.1f}" if name.endswith(", s") or name == "load" else f"{value:,.0f}"


def table(rows: list[dict[str, float]]) -> str:
    """As Markdown."""
    heads = list(rows[0])
    lines = [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads)]
    return "\n".join(lines + ["| " + " | ".join(_cell(name, row[name]) for name in heads) + " |" for row in rows])


def plot(rows: list[dict[str, float]], file: Path) -> None:
    """Milliseconds of a filter change over claims, beside the targets."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.2, 3.6), layout="constrained")
    FigureCanvasSVG(figure)
    axes = figure.add_subplot(xscale="log", xlabel="claims in the store", ylabel="ms from click to pixels")
    some = [row for row in rows if row["claims"]]
    counts = [row["claims"] for row in some]
    axes.plot(counts, [TARGETS.get(int(n), 1000) for n in counts], "--", color="#7c868e", label="target")
    for name, colour, mark in (
        ("map, ms", "#b3471d", "o"),
        ("table, ms", "#0a6ca8", "s"),
        ("slowest, ms", "#7c868e", "x"),
    ):
        axes.plot(counts, [row[name] for row in some], marker=mark, color=colour, label=name.removesuffix(", ms"))
    axes.set_ylim(bottom=0)
    axes.grid(alpha=0.25)
    axes.legend(frameon=False)
    figure.savefig(file, format="svg", metadata={"Date": None})


def write(rows: list[dict[str, float]]) -> None:
    document, picture = ROOT / "docs" / "performance.md", ROOT / "docs" / "images" / "performance-page.svg"
    plot(rows, picture)
    text = document.read_text(encoding="utf-8")
    before, rest = text.split(_BEGIN)
    said = (
        f"{date.today():%-d %B %Y}, {os.cpu_count()} cores, headless Chromium, SQLite; "
        f"`python bench/page.py {' '.join(str(int(row['claims'])) for row in rows)} --write`.\n\n{table(rows)}\n\n"
        "![Time of a filter change over claims](images/performance-page.svg)\n"
    )
    document.write_text(f"{before}{_BEGIN}\n{said}{_END}{rest.split(_END)[1]}", encoding="utf-8")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("claims", type=int, nargs="*", default=COUNTS)
    asked.add_argument("--folder", type=Path, help="keep the stores there")
    asked.add_argument("--write", action="store_true", help="write docs/performance.md and its plot")
    chosen = asked.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        rows = []
        for claims in chosen.claims:
            rows.append(measure(claims, folder))
            print(table(rows[-1:]) if len(rows) == 1 else table(rows[-1:]).splitlines()[-1], flush=True)
        if chosen.write:
            write(rows)


if __name__ == "__main__":
    main()
