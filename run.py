#!/usr/bin/env python3
"""Two commands for a fresh clone; needs Python 3.11 or newer and nothing else.

    python3 run.py          install what is locked into .venv, then open the dashboard in the browser
    python3 run.py test     the same with the development tools and a browser, then every check and test

Words after the command go to streamlit or to pytest:  python3 run.py test tests/test_dates.py
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def say(sentence: str) -> None:
    print(f"» {sentence}", file=sys.stderr, flush=True)


def python() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def call(*words: str | Path) -> int:
    return subprocess.run([str(word) for word in words], cwd=HERE, check=False).returncode


def install(lock: str) -> None:
    """Make .venv hold what `lock` names, every hash checked; a second call with the same lock does nothing."""
    stamp = VENV / f".{lock}.sha256"
    wanted = hashlib.sha256((HERE / lock).read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    if not python().is_file():
        say("Making a private environment in .venv …")
        if call(sys.executable, "-m", "venv", VENV):
            sys.exit(
                "The environment could not be made. On Debian and Ubuntu, install python3-venv, then run this again."
            )
    say(f"Installing what {lock} locks (once; a minute or two) …")
    quiet = ("--quiet", "--disable-pip-version-check", "--no-input")
    if call(python(), "-m", "pip", "install", *quiet, "--require-hashes", "-r", lock):
        sys.exit("The installation stopped; nothing else was changed. Check the network and disk, then run this again.")
    stamp.write_text(wanted)


def browser() -> str:
    """The address of a Chromium for the browser tests; installs one where this machine allows it, and says so."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found and shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        say("The tests look at the real page: installing Debian's chromium …")
        call("apt-get", "update", "-qq")
        call("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core")
        found = shutil.which("chromium")
    if not found:
        say("The tests look at the real page: asking Playwright for its Chromium …")
        call(python(), "-m", "playwright", "install", "chromium")
        asked = "from playwright.sync_api import sync_playwright as p\nwith p() as q: print(q.chromium.executable_path)"
        answer = subprocess.run([python(), "-c", asked], capture_output=True, text=True, check=False).stdout.strip()
        found = answer if Path(answer).is_file() else None
    if not found:
        sys.exit("No Chromium was found. Install one, or set CHROMIUM to its path, then run this again.")
    return found


def dashboard(words: list[str]) -> int:
    install("requirements.txt")
    say("Opening the dashboard. Stop it with Ctrl+C.")
    os.environ.setdefault(
        "OPENBLAS_NUM_THREADS", "1"
    )  # the matrices of a sentence are small: a second thread only costs
    return call(python(), "-m", "streamlit", "run", "dashboard.py", *words)


def test(words: list[str]) -> int:
    install("requirements-dev.txt")
    os.environ["CHROMIUM"] = browser()
    checks = (
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("mypy",),
        ("pytest", *words),
    )
    failed = []
    for name, *rest in checks:
        say(f"{name} {' '.join(rest)}".strip())
        if call(python(), "-m", name, *rest):
            failed.append(name)
    if failed:
        say(f"Failed: {', '.join(failed)}.")
    return 1 if failed else 0


def main() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 — the one file that an older Python gets to read
        sys.exit(f"This needs Python 3.11 or newer; this is {sys.version.split()[0]}. Nothing was changed.")
    first, *rest = sys.argv[1:] or [""]
    if first in ("-h", "--help"):
        print(__doc__)
        return 0
    try:
        return test(rest) if first == "test" else dashboard(sys.argv[1:])
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
