"""A hosted instance reads `requirements.txt` and nothing else: an install from it alone starts the page."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OPEN_THE_PAGE = """
from streamlit.testing.v1 import AppTest
page = AppTest.from_file("dashboard.py", default_timeout=120).run()
assert not page.exception, [error.message for error in page.exception]
assert not page.error, [error.value for error in page.error]
print("opened")
"""


@pytest.fixture(scope="module")
def hosted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hosted")
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    python = folder / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    lock = ROOT / "requirements.txt"
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", lock]
    subprocess.run(pip, check=True, cwd=folder)
    return python


def test_an_install_from_the_lock_alone_opens_the_page(hosted, tmp_path):
    environment = {**os.environ, "GEO_STORE": str(tmp_path / "store.db")}
    environment.pop("DATABASE_URL", None)
    opened = subprocess.run(
        [hosted, "-c", OPEN_THE_PAGE], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert opened.returncode == 0, opened.stderr[-2000:]
    assert "opened" in opened.stdout


def test_an_install_from_the_lock_alone_reads_a_report(hosted, tmp_path):
    report = tmp_path / "report.txt"
    report.write_text("The governor said on Monday that three drones hit Belgorod.", encoding="utf8")
    command = [hosted, "-m", "geo", "extract", str(report), "--published", "2024-11-15"]
    read = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert read.returncode == 0, read.stderr[-2000:]
    assert '"claim_type"' in read.stdout
