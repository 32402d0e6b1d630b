"""Extract the claims of a folder of gold reports, one JSON Lines file a report, ready for the scorer.

    python bench/claims.py GOLD_FOLDER OUT_FOLDER

A gold report is a JSON file with text, published, outlet and language (see tests/cases/reports).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


def main() -> int:
    """Write OUT_FOLDER/<id>.jsonl for every report; returns 0."""
    from geo.claims import extract
    from geo.exports import to_contract
    from geo.gazetteer import open_gazetteer
    from geo.reports import from_text

    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("gold", type=Path)
    arguments.add_argument("out", type=Path)
    arguments.add_argument("--only", default="", help="reports whose id holds this")
    chosen = arguments.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    gazetteer = open_gazetteer()
    began, words = time.perf_counter(), 0
    for file in sorted(chosen.gold.glob("*.json")):
        gold = json.loads(file.read_text(encoding="utf-8"))
        if chosen.only not in gold["id"]:
            continue
        report = from_text(
            gold["text"],
            published=date.fromisoformat(gold["published"]) if gold.get("published") else None,
            source=gold.get("outlet") or None,
            language=gold.get("language"),
        )
        lines = [json.dumps(to_contract(claim, report), ensure_ascii=False) for claim in extract(report, gazetteer)]
        (chosen.out / f"{gold['id']}.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        words += len(gold["text"].split())
    print(f"{words} words in {time.perf_counter() - began:.1f} s", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
