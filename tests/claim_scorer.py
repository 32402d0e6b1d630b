"""Scores extracted claims against annotated reports: the gate of tests/test_accuracy.py.

The conventions are those of docs/claims.md ("Conventions that graders follow"): a claim is found when its citation
shares three tenths of the shorter span with an annotated one, each annotation is paired with one claim, and accepted
extras (`must_have` false) cost nothing. A field is right by the annotation or by one of its `_alt` answers.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

Claim = dict[str, Any]
Gold = dict[str, Any]

PINNED = ("location", "target", "origin", "destination")
FIELDS = ("place", "claimant", "subject", "quantity", "date", "modality")
EMPTY = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "for",
        "in",
        "at",
        "and",
        "to",
        "by",
        "on",
        "its",
        "from",
        "president",
        "general",
        "mr",
        "mrs",
        "minister",
        "government",
        "republic",
    ]
)
COMMON = frozenset(
    [
        "ministry",
        "defence",
        "defense",
        "army",
        "forces",
        "force",
        "military",
        "official",
        "officials",
        "commander",
        "spokesman",
        "spokesperson",
        "staff",
        "group",
        "unit",
        "source",
        "sources",
        "office",
        "authorities",
        "agency",
        "media",
        "channel",
        "troops",
        "police",
        "health",
        "interior",
        "foreign",
        "affairs",
        "news",
        "russia",
        "ukraine",
        "israel",
        "syria",
        "lebanon",
        "sudan",
        "rwanda",
        "congo",
        "korea",
        "china",
        "us",
        "turkey",
    ]
)
ALIASES = {"russian": "russia", "ukrainian": "ukraine", "israeli": "israel", "syrian": "syria", "lebanese": "lebanon",
           "sudanese": "sudan", "rwandan": "rwanda", "congolese": "congo", "defense": "defence", "chinese": "china",
           "zelenskyy": "zelensky", "zelenskyi": "zelensky", "american": "us", "korean": "korea"}  # fmt: skip


# ------------------------------------------------------------------------------------------------ fields


def words(name: str) -> frozenset[str]:
    """The telling words of a name, without case, accents and possessives."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    found = re.findall(r"\w+", re.sub(r"['’]s\b", "", plain))
    return frozenset(ALIASES.get(word, word) for word in found if word not in EMPTY)


def same_name(one: str, other: str) -> bool:
    """True for equal names and for a short form that keeps a telling word; Cyrillic endings may differ."""
    a, b = words(one), words(other)
    if not a or not b:
        return one.casefold().strip() == other.casefold().strip()
    small, large = sorted((a, b), key=len)
    inside = all(any(_alike(x, y) for y in large) for x in small)
    return inside and (len(small) == len(large) or bool(small - COMMON))


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    cyrillic = re.search("[\u0400-\u04ff]", one) and re.search("[\u0400-\u04ff]", other)
    shared = next((i for i, (x, y) in enumerate(zip(one, other, strict=False)) if x != y), min(len(one), len(other)))
    return bool(cyrillic) and shared >= max(4, math.ceil(0.7 * max(len(one), len(other))))


def claimant_right(claim: Claim, gold: Gold) -> bool:
    if not gold["claimant"]:
        return not claim["claimant"]
    given = [name for name in (claim["claimant"], claim["claimant_text"]) if name]
    if not given:
        return bool(gold.get("claimant_empty_ok"))
    return any(same_name(name, accepted) for name in given for accepted in gold["claimant"])


def subject_right(claim: Claim, gold: Gold) -> bool:
    accepted = [gold["subject_countries"], *gold.get("subject_alt", [])]
    return any(set(claim["subject_countries"]) == set(countries) for countries in accepted)


def quantity_right(claim: Claim, gold: Gold) -> bool:
    return any(_interval(claim["quantity"], wanted) for wanted in [gold["quantity"], *gold.get("quantity_alt", [])])


def _interval(given: Claim | None, wanted: Gold | None) -> bool:
    if given is None or wanted is None:
        return given is None and wanted is None
    low = (not wanted["low"] and (given["low"] or 0) <= 1) or _near(given["low"], wanted["low"])
    return low and _near(given["high"], wanted["high"])


def _near(given: float | None, wanted: float | None) -> bool:
    if given is None or wanted is None:
        return given is None and wanted is None
    return abs(given - wanted) <= 0.05 * abs(wanted)


def date_right(claim: Claim, gold: Gold) -> bool | None:
    """None where the annotation gives no time."""
    if gold["event"] is None:
        return None
    first, last = _day(claim["event_start"]), _day(claim["event_end"])
    if first is None and last is None:
        return bool(gold.get("event_null_ok"))
    return any(_days(first, last, event) for event in [gold["event"], *gold.get("event_alt", [])])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _days(first: date | None, last: date | None, event: Gold) -> bool:
    start, end = _day(event["start"]), _day(event["end"])
    if start is None:
        return last is not None and end is not None and abs((last - end).days) <= 1
    if end is None:
        return first is not None and abs((first - start).days) <= 1
    if first is None or last is None:
        return False
    shared = (min(last, end) - max(first, start)).days + 1
    return shared > 0 and 2 * shared >= (max(last, end) - min(first, start)).days + 1


def modality_right(claim: Claim, gold: Gold) -> bool:
    fold = {"hypothetical": "hedged"}
    accepted = [fold.get(mode, mode) for mode in [gold["modality"], *gold.get("modality_alt", [])]]
    return fold.get(claim["modality"], claim["modality"]) in accepted


# ------------------------------------------------------------------------------------------------ places


def kilometres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    a, b = math.radians(lat), math.radians(other_lat)
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    return 12742 * math.asin(math.sqrt(min(1.0, h)))


def hits(place: Claim, wanted: Gold) -> bool:
    if place["lat"] is None:
        return False
    away = kilometres(place["lat"], place["lon"], wanted["lat"], wanted["lon"])
    names = [wanted["name"], *wanted.get("aliases", [])]
    wide = wanted["level"] in ("country", "region") and any(same_name(place["name"] or "", name) for name in names)
    return away <= wanted["tolerance_km"] * (3 if wide else 1)


def pins(claim: Claim) -> list[Claim]:
    return [place for place in claim["places"] if place["role"] in PINNED]


def wrong_pins(claim: Claim, gold: Gold) -> list[Claim]:
    return [place for place in pins(claim) if not any(hits(place, wanted) for wanted in gold["places"])]


def place_right(claim: Claim, gold: Gold) -> bool:
    needed = [wanted for wanted in gold["places"] if wanted["role"] != "context" and not wanted.get("optional")]
    found = sum(any(hits(place, wanted) for place in claim["places"]) for wanted in needed)
    wrong = len(wrong_pins(claim, gold))
    return found >= 0.8 * len(needed) and (wrong == 0 or (len(pins(claim)) >= 5 and wrong <= 0.2 * len(pins(claim))))


# ------------------------------------------------------------------------------------------------ pairing


def overlap(one: tuple[int, int], other: tuple[int, int]) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def span(row: Claim | Gold) -> tuple[int, int]:
    return row["start"], row["end"]


def linked(claim: Claim, gold: Gold) -> bool:
    a, b = span(claim), span(gold)
    return overlap(a, b) >= max(1.0, 0.3 * min(a[1] - a[0], b[1] - b[0]))


def judged(claim: Claim, gold: Gold) -> dict[str, bool]:
    when = date_right(claim, gold)
    return {
        "place": place_right(claim, gold),
        "claimant": claimant_right(claim, gold),
        "subject": subject_right(claim, gold),
        "quantity": quantity_right(claim, gold),
        "date": when is None or when,
        "modality": modality_right(claim, gold),
    }


def pair(claims: Sequence[Claim], golds: Sequence[Gold]) -> list[tuple[int, int]]:
    """Claim and annotation, one to one, the best agreeing pairs first."""
    ranked = []
    for i, claim in enumerate(claims):
        for j, gold in enumerate(golds):
            if linked(claim, gold):
                a, b = span(claim), span(gold)
                tight = overlap(a, b) / (max(a[1], b[1]) - min(a[0], b[0]))
                ranked.append((sum(judged(claim, gold).values()) + tight + 0.3 * gold["must_have"], i, j))
    left, right, pairs = set(), set(), []
    for _, i, j in sorted(ranked, key=lambda row: (-row[0], row[1], row[2])):
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            pairs.append((i, j))
    return pairs


def count(report: Gold, claims: Sequence[Claim]) -> Counter[str]:
    """The tallies of one report; add them up and give them to `rates`."""
    golds = report["claims"]
    pairs = pair(claims, golds)
    paired = {i for i, _ in pairs}
    found: Counter[str] = Counter(matched=len(pairs), wanted=sum(gold["must_have"] for gold in golds))
    for i, claim in enumerate(claims):
        if i in paired:
            continue
        again = any(linked(claim, gold) and not wrong_pins(claim, gold) for gold in golds)
        found["again" if again else "invented"] += 1
        if not any(linked(claim, gold) for gold in golds):
            found["invented pins"] += sum(place["lat"] is not None for place in pins(claim))
    for i, j in pairs:
        right = judged(claims[i], golds[j])
        found["found"] += golds[j]["must_have"]
        found.update(field for field in FIELDS if right[field])
        strict = all(right[field] for field in FIELDS if field != "modality")
        found["strict"] += strict
        found["strict wanted"] += strict and golds[j]["must_have"]
        found["wrong pins"] += len(wrong_pins(claims[i], golds[j]))
    found["never"] = sum(_forbidden(place, claim, report) for claim in claims for place in pins(claim))
    return found


def _forbidden(place: Claim, claim: Claim, report: Gold) -> bool:
    """True for a pin on a name that must give no place, unless an annotation beside it wants that ground."""
    for never in report.get("never_place", []):
        if overlap((place["start"], place["end"]), (never["start"], never["end"])):
            beside = [gold for gold in report["claims"] if overlap(span(claim), span(gold))]
            return not any(hits(place, wanted) for gold in beside for wanted in gold["places"])
    return False


def rates(found: Counter[str]) -> dict[str, float]:
    """Shares between 0 and 1, and the three counts that should be nought."""
    made = found["matched"] + found["invented"] + 0.5 * found["again"]
    precision, recall = found["matched"] / max(made, 1), found["found"] / max(found["wanted"], 1)
    strict_p, strict_r = found["strict"] / max(made, 1), found["strict wanted"] / max(found["wanted"], 1)
    shares = {field: found[field] / max(found["matched"], 1) for field in FIELDS}
    return {
        "f1": harmonic(precision, recall),
        "strict_f1": harmonic(strict_p, strict_r),
        **shares,
        "never": float(found["never"]),
        "invented_pins": float(found["invented pins"]),
        "wrong_pins": float(found["wrong pins"]),
    }


def harmonic(a: float, b: float) -> float:
    return 2 * a * b / (a + b) if a + b else 0.0


def total(tallies: Iterable[Counter[str]]) -> dict[str, float]:
    """The rates over several reports."""
    summed: Counter[str] = Counter()
    for tally in tallies:
        summed.update(tally)
    return rates(summed)
