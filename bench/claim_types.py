"""Claim types against the labelled test set of CASE 2021, task 2 (ACLED's sub-event types), read in place.

    python bench/claim_types.py TEST_SET.tsv

The file is task2/test_dataset/test_set_final_release_with_labels.tsv of the repository
emerging-welfare/case-2021-shared-task: one snippet and one label a line. Labels that our codebook does not have
(protests, arrests, diplomacy) are left out. A snippet's leading type is that of its first claim that is no harm,
else harm.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

OURS = {
    "ARMED_CLASH": "clash",
    "AIR_STRIKE": "strike",
    "ART_MISS_ATTACK": "strike",
    "GRENADE": "strike",
    "SUIC_BOMB": "strike",
    "REM_EXPLOS": "strike",
    "GOV_REGAINS_TERIT": "control",
    "NON_STATE_ACTOR_OVERTAKES_TER": "control",
    "NON_VIOL_TERRIT_TRANSFER": "control",
    "ATTACK": "harm",
    "ABDUCT_DISSAP": "harm",
    "SEX_VIOL": "harm",
    "NATURAL_DISASTER": "harm",
    "MAN_MADE_DISASTER": "harm",
}
GROUPS = {
    **dict.fromkeys(("clash", "incursion", "holding", "offensive"), "clash"),
    **dict.fromkeys(("strike", "attack_series"), "strike"),
    **dict.fromkeys(("control", "control_change"), "control"),
    **dict.fromkeys(("losses", "civilian_harm"), "harm"),
}


def main() -> int:
    """Print precision, recall and F a group, their mean, and how often the right type is among the claims."""
    from geo.claims import extract
    from geo.gazetteer import open_gazetteer
    from geo.reports import from_text

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tsv", type=Path)
    chosen = parser.parse_args()
    gazetteer = open_gazetteer()
    leading: Counter[tuple[str, str]] = Counter()
    among = wanted = silent = 0
    with chosen.tsv.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if len(row) < 3 or row[-1] not in OURS:
                continue
            truth, text = OURS[row[-1]], "\t".join(row[1:-1])
            found = [claim.claim_type.value for claim in extract(from_text(text, language="en"), gazetteer)]
            groups = [GROUPS[kind] for kind in found if kind in GROUPS]
            wanted += 1
            silent += not found
            among += truth in groups
            leading[truth, next((group for group in groups if group != "harm"), groups[0] if groups else "none")] += 1
    scores = []
    for group in sorted(set(OURS.values())):
        right = leading[group, group]
        made = sum(count for (_, given), count in leading.items() if given == group)
        held = sum(count for (truth, _), count in leading.items() if truth == group)
        precision, recall = right / max(made, 1), right / max(held, 1)
        scores.append(2 * precision * recall / max(precision + recall, 1e-9))
        print(f"{group:8} precision {precision:.2f} recall {recall:.2f} F {scores[-1]:.2f} ({held} snippets)")
    print(f"macro F {sum(scores) / len(scores):.3f}, {wanted} snippets, {silent / wanted:.3f} without a claim")
    print(f"right type among the claims: {among / wanted:.3f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
