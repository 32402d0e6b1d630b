"""The door: who is there, what they may see, signing in and out. What it decides is enforced in `geo.store.guarded`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import streamlit as st

from geo.errors import AccessError
from geo.html import plain
from geo.interface import say, section
from geo.snapshot import Snapshot
from geo.store.guarded import Guarded, spared
from geo.trust.access import Person, Role, Settings, is_near, settings_of, who
from geo.trust.care import Veil
from panels import frame


def settings() -> Settings:
    """What the secrets of this deployment say about people and care. Raises AccessError."""
    return settings_of(st.secrets.to_dict() if st.secrets.load_if_toml_exists() else {})


def visitor() -> Person:
    """Who is in front of the page now. Raises AccessError when the settings make no sense."""
    address: object = st.context.ip_address
    near = is_near(address if isinstance(address, str) else None, list(st.context.headers))
    return who(settings(), _claims(), near=near)


def admitted() -> bool:
    """Whether the visitor may see anything; otherwise the door is shown: why not, and how to get in."""
    there = visitor()
    if there.role > Role.NOBODY:
        return True
    frame.brand()
    if there.signed_in:
        st.warning(plain(say("access.refused", person=there.name)))
        st.button(say("access.sign_out"), on_click=st.logout)
    else:
        st.info(say("access.ask"))
        _sign_in()
    return False


def account() -> None:
    """Who is signed in with which role, the rules of care for viewers, and the way out or in; nothing on a laptop."""
    there, rules = visitor(), settings()
    if not rules.hosted and there.role > Role.VIEWER:
        return
    role = section("access")["roles"][str(int(there.role))]
    if there.signed_in:
        st.caption(plain(say("access.you", person=there.name, role=role)))
        st.button(say("access.sign_out"), on_click=st.logout, type="tertiary", key="sign_out")
    elif rules.sign_in:
        _sign_in()
    if there.role is Role.VIEWER:
        st.caption(" ".join(filter(None, (say("access.reading"), _spared(rules)))))


def guarded(store: Any, every: Snapshot, footprints: Any, gazetteer: Any) -> tuple[Guarded, Snapshot, Any]:
    """The store, its snapshot and its footprints as the visitor may see them."""
    there, rules = visitor(), settings()
    care, redacts = rules.care, rules.hosted and rules.care.redact
    if there.role >= Role.ANALYST:
        return Guarded(store, there, redacts=redacts), every, footprints
    hour = store.now().replace(minute=0, second=0, microsecond=0)
    veil = _veil(f"{store.url}.{every.version}.{care.key}", hour, store, every, footprints, gazetteer)
    return Guarded(store, there, veil, redacts=redacts), veil.snapshot, veil.footprints


@st.cache_resource(show_spinner=False, max_entries=2)
def _veil(
    version: str, hour: datetime, _store: Any, _every: Snapshot, _footprints: Mapping[str, Any], _gazetteer: Any
) -> Veil:
    return spared(_store, _every, _footprints, _gazetteer, care=settings().care, now=hour)


def _spared(rules: Settings) -> str:
    told = [say("access.embargo", hours=f"{rules.care.embargo_hours:g}")] if rules.care.embargo_hours else []
    told += [say("access.coarse", km=f"{rules.care.minimum_km:g}")] if rules.care.minimum_km else []
    told += [say("access.concealed")]
    told += [say("access.redacted")] if rules.care.redact else []
    return say("access.spared", rules="; ".join(told))


def _claims() -> Mapping[str, Any] | None:
    """The claims of the signed-in person's token; None for nobody. Without [auth] asking would be an error."""
    if not st.secrets.load_if_toml_exists() or "auth" not in st.secrets or not st.user.is_logged_in:
        return None
    return st.user.to_dict()


def _sign_in() -> None:
    if st.button(say("access.sign_in"), type="primary", key="sign_in"):
        try:
            st.login()
        except st.errors.StreamlitAuthError as error:
            raise AccessError(say("access.no_library")) from error
