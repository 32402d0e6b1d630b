"""What databases complain about, as one plain sentence for the person in front of it."""

from __future__ import annotations

SENTENCES = (
    (
        "locked",
        "The store “{name}” is in use by another program that is writing; try again in a moment. Nothing was changed.",
    ),
    ("readonly", "The store “{name}” is read-only, so nothing was saved; open a copy or change its permissions."),
    ("read-only", "The store “{name}” is read-only, so nothing was saved; open a copy or change its permissions."),
    ("permission", "The store “{name}” may not be opened by this user; change its permissions. Nothing was changed."),
    (
        "not a database",
        "The file “{name}” is not a store of this program or is damaged; restore a copy. Nothing was changed.",
    ),
    ("malformed", "The store “{name}” is damaged; restore a copy. Nothing was changed."),
    ("disk is full", "The disk is full, so nothing was saved in “{name}”; free some space and try again."),
    ("no space left", "The disk is full, so nothing was saved in “{name}”; free some space and try again."),
    ("quota", "The disk is full, so nothing was saved in “{name}”; free some space and try again."),
    (
        "unable to open",
        "The store “{name}” cannot be opened; check that the path is a file you may read. Nothing was changed.",
    ),
    (
        "connect",
        "The database server of the store does not answer; check its address and that it runs. Nothing was changed.",
    ),
)


def sentence(cause: str, name: str) -> str:
    """The sentence for a database's complaint about the store `name`."""
    for sign, plain in SENTENCES:
        if sign in cause.lower():
            return plain.format(name=name)
    first = (cause.strip().splitlines() or ["no reason given"])[0][:160]
    return f"The store “{name}” could not be used ({first}). Nothing was changed."
