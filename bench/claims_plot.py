"""Draw docs/images/accuracy-claims.svg from scores that the graders' scorer wrote.

python bench/claims_plot.py NAME=SCORES.json [NAME=SCORES.json …] OUT.svg
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

FIELDS = (
    ("f1", "found (F1)"),
    ("strict_f1", "all right (F1)"),
    ("place_acc", "place"),
    ("claimant_acc", "claimant"),
    ("subject_acc", "subject"),
    ("quantity_acc", "quantity"),
    ("event_acc", "date"),
    ("modality_acc", "modality"),
)
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7")
WIDTH, LEFT, BAR, GAP = 720, 130, 11, 12


def main() -> int:
    """Write the picture: one row a field, one bar a set of reports; returns 0."""
    sets = [part.split("=", 1) for part in sys.argv[1:-1]]
    totals = [(name, json.loads(Path(file).read_text(encoding="utf-8"))["total"]) for name, file in sets]
    step = BAR * len(totals) + GAP
    height = 40 + step * len(FIELDS)
    scale = WIDTH - LEFT - 60
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"',
        '  font-family="sans-serif" font-size="11">',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
    ]
    for number, (name, _) in enumerate(totals):
        x = LEFT + number * 190
        lines.append(f'<rect x="{x}" y="10" width="10" height="10" fill="{COLOURS[number]}"/>')
        lines.append(f'<text x="{x + 15}" y="19">{name}</text>')
    for row, (key, label) in enumerate(FIELDS):
        top = 34 + row * step
        lines.append(f'<text x="{LEFT - 8}" y="{top + step / 2 - 2}" text-anchor="end">{label}</text>')
        for number, (_, total) in enumerate(totals):
            share, y = total[key] or 0.0, top + number * BAR
            fill = COLOURS[number]
            lines.append(f'<rect x="{LEFT}" y="{y}" width="{share * scale:.0f}" height="{BAR - 2}" fill="{fill}"/>')
            lines.append(f'<text x="{LEFT + share * scale + 5:.0f}" y="{y + 8}" font-size="9">{share:.2f}</text>')
    Path(sys.argv[-1]).write_text("\n".join([*lines, "</svg>", ""]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
