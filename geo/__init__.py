"""Reported positions: who claims what, where. The package reads as the pipeline; start at `claims.py`."""

__version__ = "0.1.0"
