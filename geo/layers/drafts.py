"""What a reader of one format hands over, before its geometries are checked."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from shapely.geometry.base import BaseGeometry

MOST_FEATURES = 50_000
MOST_PROPERTIES = 64
LONGEST_VALUE = 2_000


class RefusedError(Exception):
    """Why a file is no layer: the end of a sentence, without its full stop."""


@dataclass(frozen=True, slots=True)
class Rough:
    """A feature as written. `ground` builds its geometry in degrees, or raises NoGroundError."""

    ground: Callable[[], BaseGeometry]
    properties: Mapping[str, str]


@dataclass(slots=True)
class Draft:
    """A file as read: `said` holds name, date, source and licence where the file itself states them."""

    features: list[Rough] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def add(self, ground: Callable[[], BaseGeometry], properties: Mapping[Any, Any]) -> None:
        """Keep one feature. Raises RefusedError when there are too many."""
        if len(self.features) >= MOST_FEATURES:
            raise RefusedError(f"it holds more than {MOST_FEATURES:,} features; cut it to the area you need")
        self.features.append(Rough(ground, plain(properties)))


def plain(properties: Mapping[Any, Any]) -> dict[str, str]:
    """Properties as text; empty ones, and those beyond the limits, are left out."""
    found: dict[str, str] = {}
    for key, value in properties.items():
        text = as_text(value)
        if text and len(found) < MOST_PROPERTIES:
            found[as_text(key)[:100]] = text
    return found


def as_text(value: Any) -> str:
    """A property's value as one plain text without control characters."""
    if value is None or isinstance(value, bytes | bytearray | memoryview):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        try:
            value = json.dumps(value, ensure_ascii=False)
        except (ValueError, RecursionError):
            return ""
    text = str(value)[: LONGEST_VALUE + 200]
    kept = "".join(c if c in "\n\t" or c.isprintable() else " " for c in text).strip()
    return kept[:LONGEST_VALUE]
