"""Who may do what: on a laptop everybody acts under a name of their own; a hosted instance knows its people.

Settings come from the deployment's secrets (`[auth]`, `[access]`, `[care]`); what is not understood there stops the
page rather than opening it. Roles only grow: a viewer reads, an analyst also writes, an admin also audits.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from fnmatch import fnmatchcase
from typing import Any

from geo.errors import AccessError
from geo.interface import say


class Role(IntEnum):
    """What a person may do; each role may do what the ones below it may."""

    NOBODY = 0
    VIEWER = 1
    ANALYST = 2
    ADMIN = 3


@dataclass(frozen=True, slots=True)
class Person:
    """Who is in front of the page. `name` signs what they do; empty where everybody writes a name of their own."""

    name: str
    role: Role
    signed_in: bool = False

    def need(self, role: Role) -> None:
        """Raises AccessError, one sentence, when this person may do less than `role`."""
        if self.role < role:
            raise AccessError(say("access.need_admin" if role is Role.ADMIN else "access.need_analyst"))


COMMAND_LINE = Person("", Role.ADMIN)
"""Who runs a command on the server itself."""


@dataclass(frozen=True, slots=True)
class Care:
    """What viewers are spared. Hours after publication, kilometres across; 0 sets no limit."""

    embargo_hours: float = 0.0
    minimum_km: float = 0.0
    redact: bool = True
    """Names of persons who are nobody official are replaced in what viewers export."""

    @property
    def key(self) -> str:
        """Names these rules; part of what caches are keyed by."""
        return f"{self.embargo_hours:g}.{self.minimum_km:g}.{self.redact}"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the secrets of a deployment say about people. `hosted` False: none of it is set, as on a laptop."""

    hosted: bool = False
    sign_in: bool = False
    public: bool = False
    trust_unverified: bool = False
    lists: Mapping[Role, tuple[str, ...]] = field(default_factory=dict)
    care: Care = field(default_factory=Care)


_LISTS = {"admins": Role.ADMIN, "analysts": Role.ANALYST, "viewers": Role.VIEWER}
_FLAGS = ("public", "trust_unverified_email")
_NUMBERS = {"embargo_hours": 24 * 366, "minimum_km": 500}


def settings_of(secrets: Mapping[str, Any]) -> Settings:
    """What the secrets say. Raises AccessError when a table holds something we do not understand."""
    access, care = (_table(secrets, name) for name in ("access", "care"))
    sign_in = "auth" in secrets
    _known("access", access, (*_LISTS, *_FLAGS))
    _known("care", care, (*_NUMBERS, "redact_names"))
    lists = {role: _people(name, access.get(name, ())) for name, role in _LISTS.items()}
    if any(lists.values()) and not sign_in:
        raise AccessError(say("access.no_auth"))
    return Settings(
        hosted=sign_in or "access" in secrets,
        sign_in=sign_in,
        public=_flag("access", access, "public", usual=False),
        trust_unverified=_flag("access", access, "trust_unverified_email", usual=False),
        lists=lists,
        care=Care(
            embargo_hours=_number("care", care, "embargo_hours"),
            minimum_km=_number("care", care, "minimum_km"),
            redact=_flag("care", care, "redact_names", usual=True),
        ),
    )


def who(settings: Settings, claims: Mapping[str, Any] | None, *, near: bool) -> Person:
    """Who is there: `claims` are those of the signed-in person's OIDC token, None for nobody.

    `near`: the visitor comes from this machine or a private network, through no proxy. A visitor from elsewhere to an
    instance without any settings may only read: nobody has decided that strangers may write.
    """
    if not settings.hosted:
        return Person("", Role.ADMIN if near else Role.VIEWER)
    if claims is None:
        return Person("", Role.VIEWER if settings.public else Role.NOBODY)
    email = str(claims.get("email") or "").strip().casefold()
    verified = claims.get("email_verified") is True or settings.trust_unverified
    role = max((role for role, people in settings.lists.items() if verified and _listed(email, people)), default=None)
    if role is None:
        role = Role.VIEWER if settings.public else Role.NOBODY
    return Person(email or str(claims.get("sub") or ""), role, signed_in=True)


def is_near(address: str | None, headers: Sequence[str]) -> bool:
    """Whether a visitor comes straight from this machine (None) or a private network.

    `headers` are the names of the request's headers: those of a reverse proxy tell that the visitor is somewhere else.
    """
    if {"x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via"} & {name.lower() for name in headers}:
        return False
    if address is None:
        return True
    try:
        known = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = known.ipv4_mapped if isinstance(known, ipaddress.IPv6Address) else None
    return (inner or known).is_private


def _listed(email: str, people: tuple[str, ...]) -> bool:
    """Whether an address is on a list; `*@desk.example` stands for everybody of one domain."""
    return bool(email) and any(email == one or (one.startswith("*@") and fnmatchcase(email, one)) for one in people)


# ------------------------------------------------------------------------------------------------ reading the tables


def _table(secrets: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = secrets.get(name, {})
    if not isinstance(found, Mapping):
        raise AccessError(say("access.bad_setting", table=name, name=name))
    return found


def _known(table: str, found: Mapping[str, Any], names: Sequence[str]) -> None:
    if strange := sorted(set(found) - set(names)):
        raise AccessError(say("access.strange_setting", table=table, name=strange[0], names=", ".join(names)))


def _people(name: str, found: Any) -> tuple[str, ...]:
    if isinstance(found, str) or not isinstance(found, Sequence) or not all(isinstance(one, str) for one in found):
        raise AccessError(say("access.bad_setting", table="access", name=name))
    people = tuple(one.strip().casefold() for one in found)
    if any("@" not in one or ("*" in one and (not one.startswith("*@") or "*" in one[1:])) for one in people):
        raise AccessError(say("access.bad_setting", table="access", name=name))
    return people


def _flag(table: str, found: Mapping[str, Any], name: str, *, usual: bool) -> bool:
    value = found.get(name, usual)
    if not isinstance(value, bool):
        raise AccessError(say("access.bad_setting", table=table, name=name))
    return value


def _number(table: str, found: Mapping[str, Any], name: str) -> float:
    value = found.get(name, 0)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= _NUMBERS[name]:
        raise AccessError(say("access.bad_setting", table=table, name=name))
    return float(value)
