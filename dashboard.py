"""The page, as a table of contents: what it shows, in the order in which it shows it."""

import streamlit as st

from geo.errors import GeoError
from panels import (
    audit,
    changes,
    compare,
    entry,
    forecasts,
    frame,
    mapped,
    method,
    not_drawn,
    rail,
    reports,
    saved,
    table,
    top,
)
from panels.shown import look, the_store
from panels.state import read_address, write_address

VIEWS = {
    "map": mapped.show,
    "table": table.show,
    "compare": compare.show,
    "changes": changes.show,
    "forecasts": forecasts.show,
    "reports": reports.show,
    "not_drawn": not_drawn.show,
    "method": method.show,
    "audit": audit.show,
}


def main() -> None:
    """One run of the page: the address is read, the filter asked for, and the view shown."""
    frame.begin()
    if not entry.admitted():
        return
    read_address(saved.addresses(the_store()))
    shown = look()
    top.show(shown)
    VIEWS[top.ask_view(shown)](shown)
    with st.sidebar:  # last, so that the map does not wait for the counts of every filter
        frame.brand()
        entry.account()
        rail.show(shown)
    write_address()


try:
    main()
except GeoError as error:
    frame.stop_with(error)
