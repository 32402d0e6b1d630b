"""The bill of materials of this environment as CycloneDX 1.5 JSON: `python bench/bill.py > bill.json`. No network."""

from __future__ import annotations

import json
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def bill() -> dict:
    """Packages with version and licence, as installed, those of the lock of the page only."""
    locked = {
        line.partition("==")[0].partition("[")[0]
        for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line and not line.startswith((" ", "#"))
    }
    parts = []
    for one in sorted(distributions(), key=lambda one: one.metadata["Name"].lower()):
        name = one.metadata["Name"].lower().replace("_", "-").replace(".", "-")
        if name not in locked:
            continue
        licence = one.metadata.get("License-Expression") or one.metadata.get("License") or ""
        part = {"type": "library", "name": name, "version": one.version, "purl": f"pkg:pypi/{name}@{one.version}"}
        if licence:
            part["licenses"] = [{"license": {"name": licence.splitlines()[0][:120]}}]
        parts.append(part)
    return {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": parts}


if __name__ == "__main__":
    print(json.dumps(bill(), indent=1))
