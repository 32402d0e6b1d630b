"""Where this user's files are kept."""

from __future__ import annotations

import os
from pathlib import Path


def default_store() -> str:
    """The store's address: GEO_STORE, then DATABASE_URL, then a file in the user's own folder for program files."""
    if named := os.environ.get("GEO_STORE") or os.environ.get("DATABASE_URL"):
        return named
    home = os.environ.get("XDG_DATA_HOME") or os.environ.get("LOCALAPPDATA") or Path.home() / ".local" / "share"
    return str(Path(home) / "reported-positions" / "reported-positions.db")


def spoken_by_psycopg(address: str) -> str:
    """PostgreSQL's own short addresses name no driver; we bring psycopg."""
    for short in ("postgres://", "postgresql://"):
        if address.startswith(short):
            return "postgresql+psycopg://" + address.removeprefix(short)
    return address
