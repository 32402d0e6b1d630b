"""Claims out of the program: the output contract, tables, map layers, and what other programs exchange."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from geo.errors import ExportError
from geo.exports.contract import to_contract, toponym_to_contract

if TYPE_CHECKING:
    from geo.exports.about import About
    from geo.gazetteer import Gazetteer
    from geo.model import Claim, Report

__all__ = ["FORMATS", "export", "format_of", "to_contract", "toponym_to_contract"]

FORMATS = {
    "csv": "text/csv",
    "jsonl": "application/x-ndjson",
    "geojson": "application/geo+json",
    "kml": "application/vnd.google-earth.kml+xml",
    "gpkg": "application/geopackage+sqlite3",
    "parquet": "application/vnd.apache.parquet",
    "stix": "application/stix+json;version=2.1",
    "jsonld": "application/ld+json",
}
"""Format (and file ending) → media type."""


def export(
    kind: str, claims: Sequence[Claim], reports: Mapping[str, Report], said: About, gazetteer: Gazetteer | None = None
) -> bytes:
    """The claims in one of `FORMATS`. `reports` maps ids; the map formats need the gazetteer. Raises ExportError."""
    if kind not in FORMATS:
        raise ExportError(f"There is no export format “{kind[:20]}”; choose one of {', '.join(FORMATS)}.")
    if kind in ("csv", "jsonl"):
        from geo.exports.table import to_csv, to_jsonl

        return (to_csv if kind == "csv" else to_jsonl)(claims, reports, said)
    from geo.exports import features, linked
    from geo.gazetteer import open_gazetteer

    writers = {
        "geojson": features.to_geojson,
        "kml": features.to_kml,
        "gpkg": features.to_geopackage,
        "parquet": features.to_geoparquet,
        "stix": linked.to_stix,
        "jsonld": linked.to_jsonld,
    }
    return writers[kind](claims, reports, said, gazetteer or open_gazetteer())


def format_of(name: str) -> str:
    """The format that a file's name asks for. Raises ExportError."""
    ending = name.rpartition(".")[2].lower()
    ending = {"json": "geojson", "ndjson": "jsonl"}.get(ending, ending)
    if ending not in FORMATS:
        raise ExportError(
            f"The ending of “{name}” names no export format; use .{', .'.join(FORMATS)}. Nothing was written."
        )
    return ending
