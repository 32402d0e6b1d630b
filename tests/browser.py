"""A real page in a real browser: Streamlit on a free port, Debian's chromium through Playwright."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@contextmanager
def served(
    store: Path | str, log: Path, *, base_path: str = "", port: int | None = None, secrets: Path | None = None
) -> Iterator[str]:
    """The page over a store, as an address; the server is ended afterwards."""
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.headless", "true"]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1"]
    command += ["--server.baseUrlPath", base_path] if base_path else []
    command += ["--secrets.files", str(secrets)] if secrets else []
    with log.open("wb") as out:
        running = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | {"GEO_STORE": str(store)}, stdout=out, stderr=subprocess.STDOUT
        )
        try:
            address = f"http://127.0.0.1:{port}/{base_path + '/' if base_path else ''}"
            _wait(f"{address}_stcore/health", running)
            yield address
        finally:
            running.terminate()
            running.wait(timeout=20)


def _wait(health: str, running: subprocess.Popen) -> None:
    for _ in range(300):
        assert running.poll() is None, "the page's server ended"
        try:
            with urllib.request.urlopen(health, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.1)
    raise AssertionError("the page's server did not come up")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's chromium, headless, or the one that Playwright has installed."""
    with sync_playwright() as playwright:
        found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


class Watched:
    """A page that remembers what went wrong in it: requests to other hosts, console errors, uncaught exceptions."""

    def __init__(self, browser: Browser, address: str, **options) -> None:
        self.address = address
        self.context = browser.new_context(**({"viewport": {"width": 1280, "height": 900}} | options))
        self.page: Page = self.context.new_page()
        self.strangers: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", self._request)
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _request(self, request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")) and "127.0.0.1" not in request.url:
            self.strangers.append(request.url)

    def open(self, query: str = "", wait: str = ".rp-map[data-drawn]") -> Page:
        self.page.goto(self.address + query)
        self.page.wait_for_selector(wait, state="attached", timeout=60_000)
        return self.page
