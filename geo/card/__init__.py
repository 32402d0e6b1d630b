"""A claim as its card: every field in words, with its evidence, as escaped HTML. The page and the export share it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geo.html import around, escape, marked, marks_of
from geo.interface import label, say
from geo.model import Claim, ClaimPlace, Footprint, Party, PlaceRole, Report, Shape
from geo.phrases import count, country, day, moment, quantity, when
from geo.snapshot.columns import ReportLine

LONGEST_TEXT = 120_000
"""Characters of a report shown around a citation; a longer report is cut there, with a word about it."""


@dataclass(frozen=True, slots=True)
class OriginCount:
    """How often the utterance behind a claim was printed: `1 origin · 4 outlets · 6 mentions`."""

    origins: int
    outlets: int
    mentions: int
    basis: str = ""


def headline(claim: Claim) -> str:
    """The claim in one line, plain text: `Strength · Armed forces of North Korea · Kursk Oblast`."""
    parts = (label("types", claim.claim_type.value), subject_words(claim), ground_words(claim, most=1))
    return " · ".join(filter(None, parts))


def subject_words(claim: Claim) -> str:
    """Whose forces, plain text; empty where the report does not say."""
    if claim.subject:
        return claim.subject.name
    return " and ".join(country(code) or code for code in claim.subject_countries)


def ground_words(claim: Claim, *, most: int = 3) -> str:
    """The places that are not only context, plain text; empty without one."""
    names = dict.fromkeys(_ground(place) for place in claim.places if place.role is not PlaceRole.CONTEXT)
    return ", ".join(list(names)[:most]) + (f" +{len(names) - most}" if len(names) > most else "")


def claimant_words(claim: Claim) -> str:
    """Who says it, plain text; the narrator and the passive are named as such."""
    said = claim.attribution
    if said.claimant is not None:
        return said.claimant.name
    return label("identification", "passive") if said.hearsay else say("card.narrator")


def card(claim: Claim, report: Report, *, origin: OriginCount | None = None) -> str:
    """The card's facts as HTML: headline, chain, and a row for each field, with its reasons."""
    rows = [
        (say("card.what"), _by_hand(claim, "claim_type", "split", "part_of", "merged")),
        (say("card.who"), _by_hand(claim, "claimant")),
        (say("card.subject"), _subject(claim) + _by_hand(claim, "country")),
        (say("card.where"), _places(claim) + _by_hand(claim, "place", "role")),
        (say("card.when"), _when(claim) + _by_hand(claim, "first", "last")),
        (say("card.how_many"), _quantity(claim) + _by_hand(claim, "low", "high", "unit", "measure")),
        (say("card.how_sure"), _modality(claim) + _by_hand(claim, "mode")),
        (say("card.origin"), _origin(claim, origin)),
        (say("card.why"), _why(claim)),
    ]
    body = "".join(f"<dt>{escape(name)}</dt><dd>{words}</dd>" for name, words in rows if words)
    kept_off = claim.not_drawn_because
    note = f'<p class="rp-off">{escape(say("card.not_drawn", reason=kept_off))}</p>' if kept_off else ""
    return (
        f'<div class="rp-card" data-claim="{escape(claim.id)}"><h3>{escape(headline(claim))}</h3>'
        f"{_quote(claim)}{_chain(claim, report)}{note}<dl>{body}</dl></div>"
    )


def whole(claim: Claim, report: Report) -> str:
    """The whole report with the claim's spans marked and named, its citation set off, as a scrolling box."""
    window = None
    if len(report.text) > LONGEST_TEXT:
        window = around(report.text, claim.citation, room=LONGEST_TEXT // 2)
    inner = marked(report.text, marks_of(claim), [claim.citation], window=window)
    return f'<div data-claim="{escape(claim.id)}"><div class="rp-whole" tabindex="0">{inner}</div></div>'


def read_through(report: Report, claims: Sequence[Claim]) -> str:
    """A report's text with the citations and words of all its claims marked and named; cut where it is very long."""
    cut = report.text[:LONGEST_TEXT]
    marks = [mark for claim in claims for mark in marks_of(claim) if mark.span.end <= len(cut)]
    citations = [claim.citation for claim in claims if claim.citation.end <= len(cut)]
    return f'<div class="rp-whole tall">{marked(cut, dict.fromkeys(marks), citations)}</div>'


def line(report: Report | ReportLine) -> str:
    """`CNN · 10 Nov 2024 · title`, plain text."""
    published = day(report.published) if report.published else say("card.undated")
    return " · ".join(filter(None, (report.source, published, report.title)))


def _quote(claim: Claim) -> str:
    return f'<blockquote dir="auto">{escape(claim.citation.as_written)}</blockquote>'


def _chain(claim: Claim, report: Report) -> str:
    said = claim.attribution
    steps: list[tuple[str, str]] = [(claimant_words(claim), _identified(said.claimant))]
    steps += [(relay.name, say("card.relay")) for relay in said.relays]
    published = say("card.published", date=day(report.published)) if report.published else say("card.undated")
    steps.append((report.source or report.title or say("reports.untitled"), published))
    named = [f"<b><bdi>{escape(name)}</bdi></b><small>{escape(note)}</small>" for name, note in steps]
    parts = [f"<li><span>{words}</span></li>" for words in named]
    return f'<ol class="rp-chain" aria-label="{escape(say("card.chain"))}">{"".join(parts)}</ol>'


def _identified(party: Party | None) -> str:
    if party is None:
        return ""
    side = country(party.country)
    return ", ".join(filter(None, (label("identification", party.identification.value).lower(), side)))


def _subject(claim: Claim) -> str:
    name = subject_words(claim)
    if not name:
        return _faint(say("card.nobody"))
    against = claim.object.name if claim.object else " and ".join(country(c) or c for c in claim.object_countries)
    tail = f" <small>{escape(say('card.object').lower())} {escape(against)}</small>" if against else ""
    written = claim.subject.span if claim.subject else None
    return f"{escape(name)}{_written(written.as_written if written else '', name)}{tail}"


def _by_hand(claim: Claim, *names: str) -> str:
    """What people have changed of these fields: who, when, and what the program had read."""
    lines = []
    for one in claim.corrections:
        if one.field.rstrip("23456789") not in names:
            continue
        who = say("card.corrected", person=one.person, at=moment(one.at))
        was = "" if one.was == one.now else say("card.was", field=label("fields", one.field), was=one.was)
        lines.append(f'<div class="rp-hand"><b>✎ {escape(who)}</b> {escape(was)}</div>')
    return "".join(lines)


def _ground(place: ClaimPlace) -> str:
    if place.footprint:
        return place.footprint.label
    return place.place.name if place.place else place.span.as_written


def _places(claim: Claim) -> str:
    if not claim.places:
        return _faint(say("card.nowhere"))
    lines = []
    for place in claim.places:
        shape = label("shape", place.footprint.shape.value) if place.footprint else ""
        precision = label("precision", str(place.footprint.where_prec)) if place.footprint else ""
        reach = _reach(place.footprint) if place.footprint else ""
        unsure = "ambiguous name" if place.ambiguous else ""
        notes = " · ".join(filter(None, (place.role.value, precision, reach, shape.lower(), unsure)))
        lines.append(
            f"<div>{escape(_ground(place))}{_written(place.span.as_written, _ground(place))}"
            f"<small>{escape(notes)}</small></div>"
        )
    return "".join(lines)


def _reach(footprint: Footprint) -> str:
    if footprint.shape not in {Shape.POINT, Shape.RING} or footprint.radius_km < 1:
        return ""
    return f"± {footprint.radius_km:.0f} km"


def _when(claim: Claim) -> str:
    if claim.when is None:
        return _faint(say("card.no_time"))
    written = claim.when.span.as_written if claim.when.span else ""
    note = " · ".join(filter(None, (claim.when.basis.value, claim.when.rule, claim.when.edtf)))
    return f"{escape(when(claim.when))}{_written(written, '')}<small>{escape(note)}</small>"


def _quantity(claim: Claim) -> str:
    if claim.quantity is None:
        return ""
    derived = "from a table of unit sizes" if claim.quantity.derived else ""
    note = " · ".join(filter(None, (claim.quantity.rule, derived)))
    return (
        f"{escape(quantity(claim.quantity))}{_written(claim.quantity.span.as_written, '')}<small>{escape(note)}</small>"
    )


def _modality(claim: Claim) -> str:
    sure = claim.modality
    words = f"{label('modes', sure.mode.value)}, {label('factuality', sure.factuality)} for the claimant"
    hedge = f"hedges the {sure.hedge_scope}" if sure.hedge and sure.hedge_scope else ""
    note = " · ".join(filter(None, (hedge, *sure.reasons)))
    return (
        f"{escape(words[:1].upper() + words[1:])}{_written(sure.hedge.as_written if sure.hedge else '', '')}"
        f"<small>{escape(note)}</small>"
    )


def _origin(claim: Claim, origin: OriginCount | None) -> str:
    if origin is None:
        return ""
    words = " · ".join(
        (count(origin.origins, "origin"), count(origin.outlets, "outlet"), count(origin.mentions, "mention"))
    )
    return f"{escape(words)}<small>{escape(origin.basis or claim.origin_basis)}</small>"


def _why(claim: Claim) -> str:
    reasons: Sequence[str] = tuple(
        dict.fromkeys(
            reason for place in claim.places if place.role is not PlaceRole.CONTEXT for reason in place.reasons
        )
    )
    if not reasons:
        return ""
    return "<ul>" + "".join(f"<li>{escape(reason)}</li>" for reason in reasons) + "</ul>"


def _written(words: str, name: str) -> str:
    if not words or words == name:
        return ""
    return f' <q dir="auto">{escape(words)}</q>'


def _faint(words: str) -> str:
    return f'<span class="rp-faint">{escape(words)}</span>'
