"""Adding reports: given by paste, file or address, read, looked at, and only then saved; each wholly or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import streamlit as st

from geo import card, incoming
from geo.html import escape, plain
from geo.incoming import Incoming, State
from geo.interface import label, say
from geo.phrases import count, visible
from panels.seam import mount
from panels.shown import Shown, gazetteer

_MARKS = {
    State.WAITING: "…",
    State.FOUND: "✓",
    State.ADDED: "✓",
    State.KNOWN: "=",
    State.TWICE: "=",
    State.BROKEN: "!",
}


@dataclass(slots=True)
class Desk:
    """What lies before the reader: reports on their way in. A run that is broken off goes on in the next one."""

    reports: list[Incoming] = field(default_factory=list)
    saving: bool = False
    round: int = 0


def desk() -> Desk:
    """This session's desk."""
    found: Desk = st.session_state.setdefault("desk", Desk())
    return found


def show(shown: Shown) -> None:
    """The form while nothing lies on the desk; else what was found, and what to do with it."""
    st.subheader(say("reports.add"), anchor=False)
    if not desk().reports:
        _form(shown)
        return
    if any(one.state is State.WAITING for one in desk().reports):
        _read(shown)
    if desk().saving:
        _save(shown)
    _found()


def heading() -> str:
    """What stands at the right: the reports of the store, or those on the desk and whether they are saved."""
    held = desk().reports
    if not held:
        return say("reports.heading")
    return say("reports.preview" if any(one.state is State.FOUND for one in held) else "reports.looked_at")


def preview() -> bool:
    """The report looked at before it is saved: its text with what was found marked, its claims. False without one."""
    held = [one for one in desk().reports if one.report is not None and one.state is not State.WAITING]
    if not held:
        return False
    chosen = 0
    if len(held) > 1:
        chosen = st.selectbox(
            say("reports.look_at"),
            range(len(held)),
            format_func=lambda at: visible(incoming.title(held[at])[:90]),
            key=f"look_at_{desk().round}",
        )
    one = held[chosen]
    assert one.report is not None
    st.html(f'<div class="rp-list-title">{escape(card.line(one.report) or say("reports.untitled"))}</div>')
    for note in one.report.notes:
        st.caption(plain(note))
    if one.claims:
        rows = [
            {
                "id": claim.id,
                "who": card.claimant_words(claim),
                "when": "",
                "mode": label("modes", claim.modality.mode.value),
                "what": card.headline(claim),
                "quote": claim.citation.as_written[:200],
                "light": "#9aa5ad",
                "dark": "#5b6973",
            }
            for claim in one.claims[:200]
        ]
        mount("claims", {"claims": rows, "chosen": "", "label": say("reports.found_label")}, key="previewed")
    st.html(card.read_through(one.report, one.claims))
    return True


# ------------------------------------------------------------------------------------------------ giving


def _form(shown: Shown) -> None:
    files = st.file_uploader(say("reports.files"), accept_multiple_files=True, key=_key("files"))
    if files:
        st.caption(say("reports.here", files=count(len(files), "file")))
    st.text_area(say("reports.paste"), height=180, placeholder=say("reports.paste_hint"), key=_key("paste"))
    st.text_input(say("reports.address"), key=_key("address"), placeholder="https://", help=say("reports.address_help"))
    left, right = st.columns(2)
    left.text_input(say("reports.source"), key=_key("source"), help=say("reports.source_help"))
    right.date_input(
        say("reports.published"), value=None, format="YYYY-MM-DD", key=_key("published"), help=say("reports.day_help")
    )
    if st.button(say("reports.read"), type="primary", width="stretch", key="read_reports"):
        given = _given(files or [])
        if given:
            desk().reports = incoming.once(given)
            st.rerun()
        st.info(say("reports.nothing"))


def _given(files: list[st.runtime.uploaded_file_manager.UploadedFile]) -> list[Incoming]:
    """All that the form holds, opened; the day and publisher of the form hold for all of it."""
    about = {"published": st.session_state[_key("published")], "source": st.session_state[_key("source")] or None}
    found: list[Incoming] = []
    for number, file in enumerate(files):
        with st.spinner(plain(say("reports.opening", name=file.name, at=number + 1, of=len(files)))):
            found += incoming.from_file(file.name, file.getvalue(), **about)
    if (text := str(st.session_state[_key("paste")])).strip():
        found += incoming.from_text(text, **about)
    if (address := str(st.session_state[_key("address")])).strip():
        with st.spinner(say("reports.fetching")):
            found += incoming.from_address(address, **about)
    return found


def _key(name: str) -> str:
    """A widget key that changes with every round, so that the form is empty again."""
    return f"add_{name}_{desk().round}"


# ------------------------------------------------------------------------------------------------ reading and saving


def _read(shown: Shown) -> None:
    _each(State.WAITING, lambda one: incoming.read(one, shown.store, gazetteer()), "reports.reading")


def _save(shown: Shown) -> None:
    _each(State.FOUND, lambda one: incoming.save(one, shown.store), "reports.saving")
    desk().saving = False
    st.rerun()


def _each(state: State, do: Callable[[Incoming], Incoming], words: str) -> None:
    """Does it to each report in that state, one after the other, with progress and counts."""
    held = desk().reports
    todo = [at for at, one in enumerate(held) if one.state is state]
    bar = st.progress(0.0)
    lines = st.empty()
    for done, at in enumerate(todo):
        name = plain(incoming.title(held[at])[:60])
        bar.progress(done / len(todo), text=say(words, at=done + 1, of=len(todo), name=name))
        held[at] = do(held[at])
        lines.html(_list(held[max(0, at - 4) : at + 1]))
    bar.empty()
    lines.empty()


def _found() -> None:
    held = desk().reports
    st.html(f'<p class="rp-hint" role="status">{escape(incoming.told(held))}</p>')
    ready = [one for one in held if one.state is State.FOUND]
    if ready:
        st.caption(say("reports.not_saved_yet"))
        claims = sum(len(one.claims) for one in ready)
        words = say("reports.save", reports=f"{len(ready):,}", claims=f"{claims:,}")
        st.button(words, type="primary", width="stretch", key="save_reports", on_click=_begin_saving)
        st.button(say("reports.discard"), width="stretch", key="discard_reports", on_click=_clear)
    else:
        st.button(say("reports.more"), width="stretch", key="more_reports", type="primary", on_click=_clear)
    st.html(_list(held))


def _begin_saving() -> None:
    desk().saving = True


def _clear() -> None:
    st.session_state["desk"] = Desk(round=desk().round + 1)


def _list(held: list[Incoming]) -> str:
    rows = "".join(
        f'<tr class="rp-{one.state.value}"><td>{_MARKS[one.state]}</td>'
        f"<td><bdi>{escape(incoming.title(one)[:120])}</bdi><small>{escape(_became(one))}</small></td></tr>"
        for one in held
    )
    return f'<table class="rp-reasons rp-incoming">{rows}</table>'


def _became(one: Incoming) -> str:
    if one.state is State.BROKEN:
        return one.words
    if one.state in {State.FOUND, State.ADDED}:
        return say(f"reports.{one.state.value}", claims=len(one.claims), drawn=one.drawn)
    return say(f"reports.{one.state.value}")
