"""Claims out of the program: the output contract, CSV, GeoJSON, JSON Lines, KML and GeoPackage."""

from geo.exports.contract import to_contract, toponym_to_contract

__all__ = ["to_contract", "toponym_to_contract"]
