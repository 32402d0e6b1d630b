"""A view as one self-contained HTML file that opens offline: sentence, map, table with the words, credits, hash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from geo import maps
from geo.card import claimant_words, ground_words, headline, line
from geo.exports.about import About
from geo.exports.table import by_hand
from geo.html import escape
from geo.interface import label, say
from geo.model import Claim, Report
from geo.phrases import day, quantity, when

_STYLE = """
body{box-sizing:border-box;margin:0!important;height:auto!important;padding:18px 22px;
font:14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
:root{color-scheme:light;--st-background-color:#ffffff;--st-text-color:#17222b;--st-border-color:#d3dade;
--st-secondary-background-color:#f2f4f5;--st-primary-color:#1f5a7a;--st-font:inherit;color:#17222b;background:#fff}
h1{font-size:17px;font-weight:600;margin:0 0 10px;max-width:1100px}
.rp-map{height:62vh!important;min-height:380px;margin-bottom:14px}
.rp-map-canvas .folium-map{position:absolute!important;
inset:0;width:100%!important;height:100%!important;left:0!important;top:0!important}
table{border-collapse:collapse;width:100%;font-size:13px}th,td{text-align:left;vertical-align:top;padding:5px 8px;
border-bottom:1px solid #d3dade}th{font-weight:600;background:#f2f4f5;position:sticky;top:0}
tr.chosen td{background:#fbf1d5}
td.words{max-width:460px;overflow-wrap:anywhere;unicode-bidi:isolate}td{unicode-bidi:isolate}
td small{display:block;color:#6d3a69}footer{font-size:12px;margin-top:16px;color:#4a5560}
"""


def page(claims: Sequence[Claim], reports: Mapping[str, Report], said: About, drawn: Mapping[str, Any]) -> bytes:
    """The whole file. `drawn` is the scene of the same claims; every word of a report is escaped by `geo.html`."""
    before = (
        f"<h1>{escape(said.shown)}</h1>"
        '<div class="rp-map"><div class="rp-map-canvas"></div>'
        '<details class="rp-legend"><summary></summary><div class="rp-legend-body"></div></details>'
        '<div class="rp-map-empty" hidden></div><button class="rp-map-outside" hidden></button>'
        '<div class="rp-map-status"></div></div>'
    )
    heads = "".join(f"<th>{escape(words)}</th>" for words in _heads())
    rows = "".join(_row(claim, reports[claim.report_id]) for claim in claims)
    after = (
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        f"<footer><p>{escape(said.citation)}</p><p>{escape(said.credit)}</p>"
        f"<p>{escape(say('export.made', program=said.program, made=said.made, fingerprint=said.fingerprint))} "
        f"{escape(say('export.filters', filters=said.filters or '–'))}</p></footer>"
    )
    whole = maps.page(drawn, title=said.shown, before=before, after=after, style=_STYLE)
    return whole.encode("utf-8", "replace")


def _heads() -> list[str]:
    keys = ("claimant", "claim", "type", "where", "when", "quantity", "sure", "source")
    return [label("export_columns", key) for key in keys]


def _row(claim: Claim, report: Report) -> str:
    grounds = " ".join(place.footprint.id for place in claim.places if place.footprint)
    cells = (
        claimant_words(claim),
        claim.citation.as_written,
        headline(claim),
        ground_words(claim),
        when(claim.when) if claim.when else "",
        quantity(claim.quantity),
        label("modes", claim.modality.mode.value),
        line(report) if report.title else f"{report.source or ''} {day(report.published)}",
    )
    body = "".join(f'<td class="words">{escape(cell)}</td>' for cell in cells[:-1])
    hand = "".join(f"<small>✎ {escape(words)}</small>" for words in by_hand(claim))
    body += f'<td class="words">{escape(cells[-1])}{hand}</td>'
    return f'<tr data-ground="{escape(grounds)}">{body}</tr>'
