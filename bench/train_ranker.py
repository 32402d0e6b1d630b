#!/usr/bin/env python3
"""Train the recogniser and the ranker (`data/ranker.json`) on the dev splits of public corpora and our own gold.

    python bench/train_ranker.py --root CORPORA --scorer geoparse_score.py [--cache FOLDER] [--write]

The corpora (LGL, TR-News, GeoVirus, GeoWebNews) are read where they lie, by the scorer's own loader, and only the
documents of its `train` split are looked at. Nothing of them is kept but the weights. numpy only: logistic
regression by Newton steps for the recogniser, a conditional logit by gradient ascent with momentum for the ranker;
both with an L2 prior.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import math
import pickle
import sys
from collections import defaultdict
from datetime import date
from pathlib import Path
from types import ModuleType

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from geo import toponyms
from geo.gazetteer import open_gazetteer
from geo.language import Parsed, parse
from geo.resolution import ranker
from geo.resolution.ranker import FEATURES, LOCAL, WEIGHTS, Table
from geo.toponyms import recogniser

CORPORA = ("lgl", "trnews", "geovirus", "gwn")
NEAR_KM = 161.0
OWN = Path(__file__).resolve().parents[1] / "tests" / "cases" / "reports" / "dev"
OWN_TIMES = 6  # our reports are few and are what the product is for


def load_scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("geoparse_score", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["geoparse_score"] = module
    spec.loader.exec_module(module)
    return module


class Corpora:
    """Documents of a split with their parses, kept in a cache folder outside the project if one is given."""

    def __init__(self, scorer: ModuleType, root: str, cache: Path | None) -> None:
        self.scorer, self.mirror, self.cache = scorer, scorer.Mirror(root), cache

    def documents(self, corpus: str, split: str = "train"):
        for document in self.scorer.load(corpus, self.mirror):
            if self.scorer.in_split(document.id, split):
                yield document, self.parsed(document.text)

    def parsed(self, text: str) -> Parsed:
        if self.cache is None:
            return parse(text, "en")
        self.cache.mkdir(parents=True, exist_ok=True)
        file = self.cache / (hashlib.sha1(text.encode()).hexdigest() + ".pickle")
        if file.exists():
            return pickle.loads(file.read_bytes())
        parsed = parse(text, "en")
        file.write_bytes(pickle.dumps(parsed))
        return parsed


def gold_at(document, start: int, end: int):
    """The annotation that overlaps a span: a counted name first, then any other."""
    over = [g for g in document.gold if min(end, g.end) > max(start, g.start)]
    return next((g for g in over if g.kind == "name"), over[0] if over else None)


# ------------------------------------------------------------------------------------------------ recogniser


def recogniser_documents(corpora: Corpora, gazetteer):
    """For each document its matches, their features, and 1, 0 or None (annotated, of a kind that does not count)."""
    for corpus in CORPORA:
        for document, parsed in corpora.documents(corpus):
            matches = toponyms.names(parsed, gazetteer)
            golds = [gold_at(document, m.span.start, m.span.end) for m in matches]
            truth = [None if g is not None and g.kind != "name" else float(g is not None) for g in golds]
            yield matches, recogniser.describe(parsed, matches), truth


def own_documents(gazetteer):
    """Our own dev reports. Their gold names the places of claims and the traps, not every name: a match near a gold
    place, or a trap that is a place's name all the same, is one; a match that the model takes for a person's is none;
    the rest is left out."""
    for file in sorted(OWN.glob("*.json")):
        report = json.loads(file.read_text(encoding="utf-8"))
        if report.get("language", "en") != "en":
            continue
        parsed = parse(report["text"], "en")
        matches = toponyms.names(parsed, gazetteer)
        points = [(p["lat"], p["lon"]) for c in report["claims"] for p in c["places"] if p.get("lat") is not None]
        yield matches, recogniser.describe(parsed, matches), [_own_truth(m, parsed, points, report) for m in matches]


def _own_truth(match, parsed, points, report) -> float | None:
    for trap in report.get("never_place", ()):
        if trap["start"] < match.span.end and match.span.start < trap["end"]:
            return (
                0.0 if any(word in trap["why"] for word in ("person", "newspaper", "handle", "street", "ship")) else 1.0
            )
    near = any(abs(p.lat - lat) < 0.4 and abs(p.lon - lon) < 0.6 for p in match.candidates for lat, lon in points)
    if near:
        return 1.0
    return 0.0 if recogniser._label(parsed, match) == "PERSON" else None


def train_passes(documents) -> dict[str, dict[str, float]]:
    """The first pass, then the second with what the first, cross-fitted on halves of the documents, says of other
    mentions."""

    def flat(chosen, described):
        rows = [(row, t) for d in chosen for row, t in zip(described[d], documents[d][2], strict=True) if t is not None]
        return [row for row, _ in rows], [t for _, t in rows]

    every = range(len(documents))
    plain = {d: documents[d][1] for d in every}
    first = train_recogniser(*flat(every, plain))
    richer = {}
    for half in (0, 1):
        held_out = [d for d in every if d % 2 == half]
        weighed = train_recogniser(*flat([d for d in every if d % 2 != half], plain))
        for d in held_out:
            matches, rows, _ = documents[d]
            said = recogniser.elsewhere(matches, [recogniser._weigh(weighed, row) for row in rows])
            richer[d] = [{**row, **more} for row, more in zip(rows, said, strict=True)]
    return {"first": first, "second": train_recogniser(*flat(every, richer))}


def train_recogniser(rows: list[dict[str, float]], labels: list[float], prior: float = 2.0) -> dict[str, float]:
    names = sorted({name for row in rows for name in row})
    book = {name: at for at, name in enumerate(names)}
    table = np.zeros((len(rows), len(names)))
    for at, row in enumerate(rows):
        for name, value in row.items():
            table[at, book[name]] = value
    seen = (table != 0).sum(axis=0) >= 15
    names = [name for name, kept in zip(names, seen, strict=True) if kept]
    table, target = table[:, seen], np.array(labels)
    weight = np.zeros(len(names))
    for _ in range(25):
        chance = 1 / (1 + np.exp(-np.clip(table @ weight, -30, 30)))
        gradient = table.T @ (chance - target) + prior * weight
        hessian = (table * (chance * (1 - chance))[:, None]).T @ table + prior * np.eye(len(names))
        step = np.linalg.solve(hessian, gradient)
        weight -= step
        if np.abs(step).max() < 1e-4:
            break
    chance = 1 / (1 + np.exp(-table @ weight))
    for cut in (0.3, 0.4, 0.45, 0.5, 0.55, 0.6):
        hit = ((chance >= cut) & (target == 1)).sum()
        p, r = hit / max(1, (chance >= cut).sum()), hit / target.sum()
        print(f"  recogniser at {cut}: P {p:.3f} R {r:.3f} F {2 * p * r / (p + r):.3f}", file=sys.stderr)
    return dict(
        sorted(((n, round(float(w), 4)) for n, w in zip(names, weight, strict=True)), key=lambda nw: -abs(nw[1]))
    )


# ------------------------------------------------------------------------------------------------ ranker


def ranker_documents(corpora: Corpora, gazetteer):
    """For each document its groups, and for each group the rows of its candidates that are right (empty: unknown)."""
    for corpus in CORPORA:
        for document, parsed in corpora.documents(corpus):
            found = toponyms.find(parsed, gazetteer)
            groups, truth = grouped(document, parsed, found, gazetteer, corpora.scorer)
            if groups:
                yield corpus, groups, truth


def grouped(document, parsed, found, gazetteer, scorer):
    from geo.resolution import _group, _key

    held = defaultdict(list)
    for toponym in found:
        if toponym.toponym_class.value != "anaphor" and toponym.score > 0:
            held[_key(toponym)].append(toponym)
    groups, truth = [], []
    for mentions in held.values():
        group = _group(mentions, parsed, gazetteer)
        if not group.candidates:
            continue
        points = [gold_at(document, m.span.start, m.span.end) for m in mentions]
        points = [g for g in points if g is not None and g.kind == "name" and g.lat is not None]
        groups.append(group)
        truth.append([_right(group.candidates, g, scorer) for g in points])
    return groups, truth


def _right(places, gold, scorer) -> list[int]:
    far = [scorer.haversine(p.lat, p.lon, gold.lat, gold.lon) for p in places]
    near = [row for row, km in enumerate(far) if km <= NEAR_KM]
    # of places that share a name and a neighbourhood (a seat and its area) the nearest is the one meant
    least = min((far[row] for row in near), default=0.0)
    return [row for row in near if far[row] <= least + 25.0]


def train_ranker(
    documents, *, rounds: int = 3, prior: float = 1.0, drop: tuple[str, ...] = ()
) -> dict[str, dict[str, float]]:
    tables = [(Table.build(groups), truth) for _, groups, truth in documents]
    first = fit([(t, t.local(), truth) for t, truth in tables], len(LOCAL), prior, ())
    full = np.concatenate([first, np.zeros(len(FEATURES) - len(LOCAL))])
    scores = [t.local() @ first for t, _ in tables]
    for _ in range(rounds):
        rows = [
            (t, np.hstack([t.local(), t.shared(t.softmax(s), None)]), truth)
            for (t, truth), s in zip(tables, scores, strict=True)
        ]
        full = fit(rows, len(FEATURES), prior, drop, start=full)
        scores = [x @ full for _, x, _ in rows]
    return {
        "first": {name: round(float(w), 4) for name, w in zip(LOCAL, first, strict=True) if w},
        "full": {name: round(float(w), 4) for name, w in zip(FEATURES, full, strict=True) if w},
    }


def fit(rows, size: int, prior: float, drop: tuple[str, ...], start=None) -> np.ndarray:
    """Conditional logit; a group counts once for every gold mention, softened by the square root."""
    blocks, owners, rights, weights = [], [], [], []
    count = 0
    for table, features, truth in rows:
        for at, mentions in enumerate(truth):
            mine = np.flatnonzero(table.owner == at)
            good = [set(m) for m in mentions if m]
            if not good or len(mine) < 2:
                continue
            votes = np.zeros(len(mine))
            for right in good:
                votes[list(right)] += 1.0
            right = votes >= max(1.0, votes.max())
            blocks.append(features[mine])
            owners.append(np.full(len(mine), count))
            rights.append(right)
            weights.append(math.sqrt(len(good)))
            count += 1
    x, owner, right, weigh = np.vstack(blocks), np.concatenate(owners), np.concatenate(rights), np.array(weights)
    scale = np.maximum(np.abs(x).max(axis=0), 1e-9)
    x = x / scale
    kept = np.array([FEATURES[at] not in drop for at in range(size)])
    w = np.zeros(size) if start is None else start[:size] * scale
    speed = np.zeros(size)
    rate = 4.0 / weigh.sum()
    for step in range(700):
        s = x @ w
        top = np.full(count, -np.inf)
        np.maximum.at(top, owner, s)
        e = np.exp(s - top[owner])
        p = e / np.bincount(owner, e, count)[owner]
        good = e * right
        q = good / np.bincount(owner, good, count)[owner]
        gradient = x.T @ ((q - p) * weigh[owner]) - prior * w
        speed = 0.9 * speed + rate * gradient
        w = (w + speed) * kept
        if step % 100 == 99 and np.abs(gradient[kept]).max() < 0.3:
            break
    best = np.zeros(count, dtype=bool)
    order = np.lexsort((s, owner))
    last = np.flatnonzero(np.r_[owner[order][1:] != owner[order][:-1], True])
    best[owner[order][last]] = right[order][last]
    print(f"  ranker: {count} names, right {np.average(best, weights=weigh):.3f}", file=sys.stderr)
    return w / scale


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--root", required=True)
    asked.add_argument("--scorer", type=Path, required=True)
    asked.add_argument("--cache", type=Path)
    asked.add_argument("--write", action="store_true")
    args = asked.parse_args()
    corpora = Corpora(load_scorer(args.scorer), args.root, args.cache)
    gazetteer = open_gazetteer()
    kept = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    for turn in (1, 2):
        print(f"turn {turn}", file=sys.stderr)
        kept["recogniser"] = train_passes(
            [*recogniser_documents(corpora, gazetteer), *(list(own_documents(gazetteer)) * OWN_TIMES)]
        )
        use(kept)
        kept["ranker"] = train_ranker(list(ranker_documents(corpora, gazetteer)))
        use(kept)
    kept["trained"] = {
        "on": date.today().isoformat(),
        "corpora": list(CORPORA),
        "split": "train",
        "by": "bench/train_ranker.py",
    }
    if args.write:
        WEIGHTS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


def use(kept: dict) -> None:
    """Let the running modules work with these weights."""
    recogniser.weights.cache_clear()
    ranker.weights.cache_clear()
    recogniser_weights = dict(kept["recogniser"])
    recogniser.weights = lambda: recogniser_weights  # type: ignore[assignment]
    recogniser.weights.cache_clear = lambda: None
    made = ranker.Weights(
        np.array([kept["ranker"]["first"].get(n, 0.0) for n in LOCAL]),
        np.array([kept["ranker"]["full"].get(n, 0.0) for n in FEATURES]),
    )
    ranker.weights = lambda: made  # type: ignore[assignment]
    ranker.weights.cache_clear = lambda: None


if __name__ == "__main__":
    raise SystemExit(main())
