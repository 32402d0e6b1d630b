"""The verbs of the command line that look back and ahead: what changed since a day, which forecasts have come due."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from geo.errors import ReportError
from geo.store.judgements import OUTCOME, OUTCOMES
from geo.verbs.storing import DONE, line, row, say

if TYPE_CHECKING:
    from geo.changes import Change
    from geo.forecasts import Forecast, Ledger
    from geo.store import Store


def add_verbs(verbs: Any) -> None:
    """Adds them to the parser of the command line."""
    verb = verbs.add_parser(
        "changes",
        help="what changed since a day: new, corrected and withdrawn claims",
        description=(
            "Compares what could be known at the end of a day with what is known now (or at the end of --until):\n"
            "claims that are new, corrected (by a later version of the report, or by a person) and withdrawn."
        ),
        epilog=(
            "examples:\n"
            "  python -m geo changes --since 2024-11-20\n"
            "  python -m geo changes --since 2024-11-20 --clock recording --filter 'country=SDN' --format jsonl\n"
        ),
    )
    verb.add_argument("--since", metavar="YYYY-MM-DD", required=True, help="the last day that is taken as known")
    verb.add_argument("--until", metavar="YYYY-MM-DD", help="as known at the end of this day; otherwise now")
    verb.add_argument(
        "--clock", choices=["publication", "recording"], default="publication", help="known by which clock"
    )
    _common(verb)
    verb.set_defaults(verb=print_changes)
    verb = verbs.add_parser(
        "forecasts",
        help="a ledger of forecasts a claimant: due, open, and how they came out",
        description=(
            "Prints each claimant's forecasts: those whose last day has passed are due, until an analyst says whether\n"
            "they happened. --mark with --outcome and --person keeps that as a judgement, with name and time."
        ),
        epilog=(
            "examples:\n"
            "  python -m geo forecasts\n"
            "  python -m geo forecasts --today 2024-11-18 --filter 'side=USA'\n"
            "  python -m geo forecasts --mark 3f2a --outcome did_not --person 'Ann Lee'\n"
        ),
    )
    verb.add_argument("--today", metavar="YYYY-MM-DD", help="the day to judge by; otherwise today")
    verb.add_argument("--mark", metavar="CLAIM", help="id of a forecast, or its beginning")
    verb.add_argument("--outcome", choices=OUTCOMES, help="how it came out")
    verb.add_argument("--person", metavar="NAME", help="who says so")
    _common(verb)
    verb.set_defaults(verb=print_forecasts)


def _common(verb: Any) -> None:
    verb.add_argument(
        "--filter", metavar="QUERY", help="conditions as in the page's address, for example 'country=SDN'"
    )
    verb.add_argument("--format", choices=["text", "jsonl"], default="text")
    verb.add_argument("--store", metavar="ADDRESS", help="a SQLite file or postgresql://…, as for add")


def print_changes(chosen: argparse.Namespace) -> int:
    """Prints what changed, newest first, and a sentence that counts it."""
    from geo.changes import Clock, changes
    from geo.filters import from_query
    from geo.reports import parse_day
    from geo.snapshot import build
    from geo.store import open_default

    store = open_default(chosen.store)
    until = parse_day(chosen.until) if chosen.until else None
    since, clock = parse_day(chosen.since), Clock(chosen.clock)
    found = changes(store, build(store), since=since, until=until, clock=clock, chosen=from_query(chosen.filter or ""))
    for change in found.told:
        fields = _change(change)
        if chosen.format == "jsonl":
            row(fields)
        else:
            what = "; ".join(fields["what"]) + (f" (by {change.by})" if change.by else "")
            line("\t".join((fields["on"], fields["change"], fields["claimant"] or "–", what or "–", fields["quote"])))
    say(found.sentence)
    return DONE


def _change(change: Change) -> dict[str, Any]:
    from geo.phrases import visible

    claimant = change.claim.attribution.claimant
    return {
        "on": change.on.isoformat(),
        "change": change.kind.value,
        "claim": change.claim.id,
        "before": change.before.id if change.before else None,
        "claimant": claimant.name if claimant else None,
        "what": list(change.what),
        "by": change.by or None,
        "quote": visible(" ".join(change.claim.citation.as_written.split())),
    }


def print_forecasts(chosen: argparse.Namespace) -> int:
    """Prints the ledger of each claimant."""
    from geo.forecasts import State, foretold, ledgers
    from geo.phrases import count
    from geo.reports import parse_day
    from geo.snapshot import build
    from geo.snapshot.view import View
    from geo.store import open_default
    from geo.store.judgements import outcomes

    store = open_default(chosen.store)
    if chosen.mark:
        _mark(store, chosen)
    from geo.filters import from_query

    taken = build(store)
    claims = store.claims_by_id(foretold(View(taken, from_query(chosen.filter or ""))))
    today = parse_day(chosen.today) if chosen.today else datetime.now(UTC).date()
    lines = {one.id: one for one in taken.reports}
    found = ledgers(claims, lines, outcomes(store.judgements()), today=today)
    for ledger in found:
        for one in ledger.forecasts:
            _forecast(ledger, one, as_json=chosen.format == "jsonl")
    due = sum(ledger.count(State.DUE) for ledger in found)
    every = sum(len(ledger.forecasts) for ledger in found)
    say(f"{count(every, 'forecast')} by {count(len(found), 'claimant')}; {due:,} due and not judged on {today}.")
    return DONE


def _forecast(ledger: Ledger, one: Forecast, *, as_json: bool) -> None:
    from geo.phrases import visible

    quote = visible(" ".join(one.claim.citation.as_written.split()))
    due = one.due.isoformat() if one.due else None
    if as_json:
        person = one.judged.person if one.judged else None
        fields = {"claimant": ledger.claimant or None, "side": ledger.side or None, "claim": one.claim.id, "due": due}
        row(fields | {"state": one.state.value, "judged_by": person, "outlets": one.outlets, "quote": quote})
    else:
        line("\t".join((ledger.claimant or "–", one.state.value.replace("_", " "), due or "–", one.claim.id, quote)))


def _mark(store: Store, chosen: argparse.Namespace) -> None:
    from geo.store.judgements import Judgement

    if not (chosen.outcome and chosen.person):
        raise ReportError("--mark wants --outcome and --person, so nothing was saved.")
    found = [name for name in store.claim_ids() if name.startswith(chosen.mark)]
    if len(found) != 1:
        raise ReportError(f"{len(found)} claims have an id that begins so, so nothing was saved; write more of it.")
    store.judge(Judgement(found[0], " ".join(chosen.person.split()), field=OUTCOME, value=chosen.outcome))
