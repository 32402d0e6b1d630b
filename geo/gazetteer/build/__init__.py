"""The recipe of the gazetteer: pinned packages and hand-kept tables in, `data/gazetteer/` out. Same input, same
bytes."""

from __future__ import annotations

from geo.gazetteer.build.recipe import build

__all__ = ["build"]
