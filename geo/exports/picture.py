"""The map of a view as a PNG: the same ground, with the sentence, the legend, the as-of day, citation and credit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from geo.exports.about import About
from geo.interface import say
from geo.maps import image
from geo.phrases import day


def picture(scene: Mapping[str, Any], said: About, *, window: str | None = None, as_of: date | None = None) -> bytes:
    """The PNG. `window` is centre and zoom as the page's address has them; without one, where most claims gather."""
    known = say("export.as_of", day=day(as_of)) if as_of else say("export.as_known")
    filters = say("export.filters", filters=said.filters or "–")
    meta = {
        "Title": said.shown,
        "Source": said.citation,
        "Copyright": said.credit,
        "Software": said.program,
        "Comment": f"{known} {filters}",
    }
    notes = (f"{known} {filters}", said.citation, said.credit)
    return image.png(scene, image.view_of(window, scene["home"]), title=said.shown, notes=notes, meta=_latin(meta))


def _latin(meta: Mapping[str, str]) -> dict[str, str]:
    """PNG's text fields take Latin-1 only."""
    return {key: words.encode("latin-1", "replace").decode("latin-1") for key, words in meta.items()}
