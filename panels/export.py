"""The export menu: what is shown now, in the formats of `geo.exports`, or as one page that opens offline."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from geo import exports
from geo.errors import GeoError
from geo.exports.about import about
from geo.interface import say
from geo.trust.redaction import leaving
from panels.options import whole_scene
from panels.shown import Shown, gazetteer
from panels.state import address_of, current

MOST = {"html": 5_000, "png": 50_000, "csv": 200_000, "jsonl": 200_000} | dict.fromkeys(
    ("geojson", "kml", "gpkg", "parquet", "stix", "jsonld"), 50_000
)
_TYPES = {**exports.FORMATS, "html": "text/html", "png": "image/png"}


def show(shown: Shown) -> None:
    """One menu; a file is made when it is asked for, and kept until the view changes."""
    with st.popover(say("page.export"), width="stretch", icon=":material/download:"):
        kind = st.radio(say("export.kind"), list(MOST), format_func=lambda one: say(f"export.{one}"), key="export_kind")
        st.caption(say("export.hint"))
        if st.button(say("export.prepare"), width="stretch", key="export_make"):
            st.session_state["export"] = (shown.stamp, kind, _made(shown, kind))
        stamp, of, made = st.session_state.get("export", ("", "", None))
        if made is not None and (stamp, of) == (shown.stamp, kind):
            name = f"reported-positions.{kind}"
            st.download_button(
                say("export.save", name=name),
                made,
                name,
                _TYPES[kind],
                on_click="ignore",
                type="primary",
                width="stretch",
            )


def _made(shown: Shown, kind: str) -> bytes | None:
    count = shown.counts.claims
    if count > MOST[kind]:
        st.warning(say("export.too_many", most=f"{MOST[kind]:,}", claims=f"{count:,}"))
        return None
    try:
        with st.spinner(say("export.working")):
            claims = shown.claims_by_id(shown.view.ids())
            reports = {report.id: report for report in shown.store.reports({claim.report_id for claim in claims})}
            claims, reports, left = leaving(claims, reports, redact=shown.store.redacts)
            words, filters = left.words(shown.sentence), left.query(current().filter.to_query())
            said = about(claims, shown=words, filters=filters, link=left.query(_link()))
            if kind == "png":
                from geo.exports.picture import picture

                window, drawn = str(st.query_params.get("at", "")), whole_scene(shown)
                return picture(drawn, said, window=window, as_of=current().filter.as_of)
            if kind == "html":
                from geo.exports import standalone

                return standalone.page(claims, reports, said, whole_scene(shown))
            return exports.export(kind, claims, reports, said, gazetteer())
    except GeoError as error:
        st.warning(str(error).replace("`", "'"))
        return None


def _link() -> str:
    """The address of this view, as far as the server knows its own."""
    base = (st.context.url or "").partition("?")[0]
    return f"{base}?{urlencode(address_of(), doseq=True)}" if base else ""
