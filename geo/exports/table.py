"""Claims as CSV that no spreadsheet takes for formulas, and as JSON Lines by the output contract."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from geo.aspects import main_places
from geo.exports.about import About
from geo.exports.contract import to_contract
from geo.interface import label
from geo.model import Claim, Correction, Report
from geo.phrases import day

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
"""A cell that begins so is a formula to some spreadsheet, also after spaces; an apostrophe before it makes it text."""

_QUANTITY = ("quantity_text", "low", "high", "unit", "measure")


def to_csv(claims: Sequence[Claim], reports: Mapping[str, Report], said: About) -> bytes:
    """One row a claim, UTF-8 with a mark that spreadsheets look for.

    The first row also carries the view, the hash, the program, the citation and the credit in the last columns. Lists
    are joined by “; ”; outlets and mentions of an origin are those among these claims. `lat`, `lon` lie inside the
    first place that is not only context, `where_prec` is its precision.
    """
    text = io.StringIO()
    writer: csv.DictWriter[str] | None = None
    counted = printed(claims, reports)
    for claim in claims:
        row = flat(claim, reports[claim.report_id]) | counted(claim)
        if writer is None:
            writer = csv.DictWriter(text, [*row, *said.as_dict()], restval="", lineterminator="\r\n")
            writer.writeheader()
            row |= said.as_dict()
        writer.writerow({name: safe(value) for name, value in row.items()})
    if writer is None:
        csv.writer(text, lineterminator="\r\n").writerows([list(said.as_dict()), list(said.as_dict().values())])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def printed(claims: Sequence[Claim], reports: Mapping[str, Report]) -> Callable[[Claim], dict[str, Any]]:
    """How often the utterance behind a claim was printed among these claims: basis, outlets and mentions as fields."""
    mentions = Counter(claim.origin for claim in claims if claim.origin)
    outlets = Counter(origin for origin, _ in {(c.origin, reports[c.report_id].source or c.report_id) for c in claims})

    def counted(claim: Claim) -> dict[str, Any]:
        return {
            "origin_basis": claim.origin_basis,
            "origin_outlets": outlets[claim.origin] if claim.origin else 0,
            "origin_mentions": mentions[claim.origin] if claim.origin else 0,
        }

    return counted


def to_jsonl(claims: Sequence[Claim], reports: Mapping[str, Report], said: About) -> bytes:
    """One object a claim by the output contract; the first also carries `about`."""
    lines: list[str] = []
    for claim in claims:
        row = to_contract(claim, reports[claim.report_id]) | _by_hand(claim)
        lines.append(json.dumps(row if lines else row | {"about": said.as_dict()}, ensure_ascii=False))
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")


def safe(value: Any) -> Any:
    """A cell that stays text; numbers of ours stay numbers, NUL characters are shown as �."""
    if not isinstance(value, str):
        return value
    value = value.replace("\0", "\ufffd")
    return f"'{value}" if value.lstrip(" \u00a0").startswith(FORMULA_STARTS) or value.startswith("'") else value


def flat(claim: Claim, report: Report) -> dict[str, Any]:
    """The contract's fields as one flat row: lists joined, the quantity and the first place spread out."""
    row = to_contract(claim, report)
    quantity, places = row.pop("quantity") or {}, row.pop("places")
    main = {place.span.start for place in main_places(claim)}
    located = [place for place in places if place["start"] in main and place["lat"] is not None]
    first: dict[str, Any] = located[0] if located else {}
    found: dict[str, Any] = {}
    for name, value in row.items():
        if name == "event_start":
            found |= {key: quantity.get(key.removeprefix("quantity_")) for key in _QUANTITY}
            found["places"] = _joined(place["name"] or place["text"] for place in places)
            found["place_ids"] = _joined(place["id"] or "" for place in places)
            found["place_roles"] = _joined(place["role"] for place in places)
            found |= {key: first.get(key) for key in ("lat", "lon", "where_prec")}
        found[name] = _joined(value) if isinstance(value, list) else value
    return found | {"title": report.title, "url": report.url, "corrections": _joined(by_hand(claim))}


def by_hand(claim: Claim) -> list[str]:
    """What people have changed, one line each: `Place: Kursk Oblast → Sudzha (Ann, 24 Nov 2026)`."""
    return [_said(one) for one in claim.corrections]


def _by_hand(claim: Claim) -> dict[str, Any]:
    """What people have changed, beside the contract's fields, which then say what is shown; nothing for most claims."""
    told = [
        {"field": one.field, "was": one.was, "now": one.now, "person": one.person, "at": one.at and one.at.isoformat()}
        for one in claim.corrections
    ]
    return {"corrections": told} if told else {}


def _said(one: Correction) -> str:
    changed = f"{one.was} → {one.now}" if one.was != one.now else one.field.replace("_", " ")
    return f"{label('fields', one.field)}: {changed} ({one.person}, {day(one.at.date() if one.at else None)})"


def _joined(words: Any) -> str:
    return "; ".join(words)
