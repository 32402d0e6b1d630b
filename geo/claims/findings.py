"""Everything the finders found in one report, looked up by token: the ground on which claims are put together."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property

from geo import blocks as layout
from geo import dates as calendar
from geo import quantities as amounts
from geo import words
from geo.actors import CIVILIANS, Cast
from geo.attribution import attribute
from geo.attribution.parties import Cast as Parties
from geo.blocks import Block, BlockKind
from geo.claims.sayings import Sayings
from geo.footprints import footprint
from geo.gazetteer import Gazetteer
from geo.geoparse import geoparse
from geo.language import Parsed, Sentence, Token, detect, parse
from geo.model import (
    Actor,
    Attribution,
    DayRange,
    Footprint,
    PlaceKind,
    Quantity,
    Report,
    Resolution,
    Span,
    ToponymClass,
)
from geo.resolution.ranker import distance_km

_OPENING, _CLOSING = frozenset('"“«„('), frozenset('"”»“)')
_ARMED = 4
"""What a mention of somebody's forces counts for; a bare country's name counts one."""
_KNOWN, _FAR_KM = 500_000, 1_000.0
_ON_THE_GROUND = frozenset((ToponymClass.LITERAL, ToponymClass.VAGUE, ToponymClass.ANAPHOR, ToponymClass.INHERITED))


@dataclass(frozen=True)
class Findings:
    """One report read by every finder. Token indices are those of `parsed`."""

    report: Report
    parsed: Parsed
    blocks: tuple[Block, ...]
    gazetteer: Gazetteer
    cast: Cast
    attributions: tuple[Attribution, ...]
    resolutions: tuple[Resolution, ...]
    quantities: tuple[Quantity, ...]
    dates: tuple[DayRange, ...]

    def token_at(self, offset: int) -> int:
        """Index of the token that holds a character offset, else the one before it (0 at the very start)."""
        return max(0, bisect_right(self._starts, offset) - 1)

    @cached_property
    def _starts(self) -> list[int]:
        return [token.start for token in self.parsed.tokens]

    def sentence(self, token: int) -> Sentence:
        """The sentence of a token."""
        return self.parsed.sentences[self.parsed.tokens[token].sentence]

    def block(self, token: int) -> Block | None:
        """The paragraph of a token."""
        return self._blocks[token]

    @cached_property
    def _blocks(self) -> list[Block | None]:
        return [layout.at(self.blocks, token.start) for token in self.parsed.tokens]

    @cached_property
    def grounds_of(self) -> dict[int, list[int]]:
        """Number of a paragraph → the tokens of `grounds` in it, in text order."""
        found: dict[int, list[int]] = {}
        for at in sorted(self.grounds):
            block = self.block(at)
            if block is not None:
                found.setdefault(block.number, []).append(at)
        return found

    @cached_property
    def grounds(self) -> dict[int, tuple[Resolution, Footprint | None]]:
        """First token → the resolution there and its footprint; only those that yield a place."""
        return {
            self.token_at(found.toponym.span.start): (found, footprint(found, self.parsed, self.gazetteer))
            for found in self.resolutions
            if found.place is not None
            and found.toponym.toponym_class in _ON_THE_GROUND
            and not self._taken(found)
            and found.toponym.span not in self._astray
        }

    @cached_property
    def _astray(self) -> frozenset[Span]:
        """Small places far from every other place of the report, in a country it never names: better none."""
        placed = [
            (one, one.place) for one in self.resolutions if one.place and one.toponym.toponym_class in _ON_THE_GROUND
        ]
        distinct = {place.id: place for _, place in placed}
        named = {hit.country for hit in self.cast.hits}
        countries = Counter(place.country for place in distinct.values())
        lost = {
            place.id
            for place in distinct.values()
            if place.kind is PlaceKind.SETTLEMENT
            and place.population < _KNOWN
            and countries[place.country] == 1
            and alpha3(place.country) not in named
        }
        if len(distinct) - len(lost) < 2:
            return frozenset()
        kept = [place for place in distinct.values() if place.id not in lost]
        far = {i for i in lost if min(distance_km(distinct[i], other) for other in kept) > _FAR_KM}
        return frozenset(one.toponym.span for one, place in placed if place.id in far)

    def _taken(self, found: Resolution) -> bool:
        """True for a name that is a time expression or an armed group in this text."""
        span = found.toponym.span
        timed = any(token.i in self._timed for token in self.parsed.between(span.start, span.end))
        hit = self.cast.hit(self.token_at(span.start))
        return timed or (hit is not None and hit.kind == "group") or self._persons(span)

    @cached_property
    def _timed(self) -> frozenset[int]:
        spans = [day.span for day in self.dates if day.span is not None]
        return frozenset(token.i for span in spans for token in self.parsed.between(span.start, span.end))

    def _persons(self, span: Span) -> bool:
        """True for a particle, or a given name beside a surname, by the Russian or Ukrainian dictionary."""
        inside = self.parsed.between(span.start, span.end)
        if self.parsed.language not in ("ru", "uk") or not inside:
            return False
        if len(inside) == 1 and inside[0].pos not in ("NOUN", "PROPN", "ADJ"):
            return True
        first, last = max(0, inside[0].i - 1), inside[-1].i + 2
        beside = [t for t in self.parsed.tokens[first:last] if t not in inside and t.text[:1].isupper()]
        return _is_person(inside[0]) and any(_is_person(t) or t.pos == "PROPN" for t in beside)

    @cached_property
    def unknown(self) -> frozenset[int]:
        """Tokens that name ground which stays unresolved: a literal toponym, or a strange name after "in" or "near"."""
        found = {
            self.token_at(one.toponym.span.start)
            for one in self.resolutions
            if (one.place is None and one.toponym.toponym_class in _ON_THE_GROUND) or one.toponym.span in self._astray
        }
        where = words.lemmas("place_where_prepositions.txt", self.parsed.language)
        for token in self.parsed.tokens:
            after = token.i + 1
            if token.pos == "ADP" and token.text.casefold() in where and after < len(self.parsed.tokens):
                name = self.parsed.tokens[after]
                if name.pos == "PROPN" and self.cast.hit(after) is None and after not in self._named_tokens:
                    found.add(after)
        return frozenset(found)

    @cached_property
    def _named_tokens(self) -> frozenset[int]:
        """Tokens inside places, times and people."""
        spans = [one.toponym.span for one in self.resolutions] + [day.span for day in self.dates if day.span]
        inside = {token.i for span in spans for token in self.parsed.between(span.start, span.end)}
        return frozenset(inside | {t.i for t in self.parsed.tokens if t.ent in ("PERSON", "ORG", "DATE", "TIME")})

    @cached_property
    def counts(self) -> dict[int, Quantity]:
        """Token of a quantity's last word → the quantity."""
        return {self.token_at(found.span.end - 1): found for found in self.quantities}

    @cached_property
    def days(self) -> dict[int, DayRange]:
        """Token of a time expression's first word → the range of days."""
        return {self.token_at(found.span.start): found for found in self.dates if found.span is not None}

    @cached_property
    def parties(self) -> Parties:
        """Who can be a claimant in this text."""
        return Parties(self.parsed)

    @cached_property
    def belligerents(self) -> tuple[str, ...]:
        """The sides whose forces the report names, most named first (ISO 3166 alpha-3)."""
        named = self._named.most_common()
        return tuple(country for country, count in named if count >= _ARMED)

    @cached_property
    def between_states(self) -> bool:
        """True when forces of two countries are named again and again: a war between states."""
        named = [count for _, count in self._named.most_common(2)]
        return len(named) == 2 and named[1] * 5 >= named[0] + named[1]

    @cached_property
    def _named(self) -> Counter[str]:
        counted: Counter[str] = Counter()
        for hit in self.cast.hits:
            if hit.country:
                head = self.parsed.tokens[min(hit.last, len(self.parsed.tokens) - 1)]
                armed = hit.kind in ("group", "people") or head.lemma.casefold() in self.cast.forces
                name = self.parsed.tokens[hit.last - 1]
                acts = name.dep == "nsubj" or (not name.dep and "Case=Nom" in name.morph)
                acts = acts and hit.kind in ("name", "seat")
                counted[hit.country] += _ARMED if armed or acts else 1 if hit.kind == "name" else 0
        return counted

    @cached_property
    def home(self) -> str | None:
        """The country in which most of the report's places lie (ISO 3166 alpha-3); None without a clear majority."""
        seen = Counter(found.place.country for found, _ in self.grounds.values() if found.place and found.place.country)
        country, count = seen.most_common(1)[0] if seen else (None, 0)
        if count * 2 > sum(seen.values()):
            return alpha3(country)
        groups = Counter(hit.country for hit in self.cast.hits if hit.kind == "group" and hit.country)
        return groups.most_common(1)[0][0] if groups else None

    @cached_property
    def forces(self) -> tuple[Actor, ...]:
        """The named forces of the report in text order."""
        heads = [token.i for token in self.parsed.tokens if self.cast.fights(token.i)]
        found = [actor for head in heads for actor in self.cast.of(head)]
        named = [actor for actor in found if actor.country and actor.actor_type != CIVILIANS]
        return tuple(sorted(named, key=lambda actor: actor.span.end if actor.span is not None else 0))

    def force_before(self, token: int) -> Actor | None:
        """The force named last before a token, in its paragraph or the one before."""
        block = self.block(token)
        start = self.parsed.tokens[token].start
        at = bisect_right(self._force_ends, start) - 1
        if at < 0 or block is None:
            return None
        there = layout.at(self.blocks, self._force_ends[at] - 1)
        return self.forces[at] if there is not None and block.number - there.number <= 1 else None

    @cached_property
    def _force_ends(self) -> list[int]:
        return [actor.span.end if actor.span is not None else 0 for actor in self.forces]

    @cached_property
    def speech(self) -> frozenset[int]:
        """Tokens that only say who says it: claimants, relays and cues."""
        cues = [one.cue for one in self.attributions if one.cue is not None]
        return self.speakers | {token.i for cue in cues for token in self.parsed.between(cue.start, cue.end)}

    @cached_property
    def speakers(self) -> frozenset[int]:
        """Tokens that name claimants and relays."""
        parties = [party for one in self.attributions for party in (one.claimant, *one.relays) if party]
        spans = [party.span for party in parties if party.span is not None]
        return frozenset(token.i for span in spans for token in self.parsed.between(span.start, span.end))

    @cached_property
    def focus(self) -> int | None:
        """First token of the place that this report names most, where it is named in two of five places."""
        seen = Counter(found.place.id for found, _ in self.grounds.values() if found.place)
        if not seen:
            return None
        place, count = seen.most_common(1)[0]
        if count * 5 < 2 * sum(seen.values()) or count < 2:
            return None
        return next(at for at, (found, _) in self.grounds.items() if found.place and found.place.id == place)

    @cached_property
    def publisher_side(self) -> str | None:
        """The side whose bulletin this is, by its publisher (ISO 3166 alpha-3); None for the press."""
        source = self.report.source
        if not source:
            return None
        cyrillic = detect(source) in ("ru", "uk") and self.parsed.language in ("ru", "uk")
        cast = Cast(parse(source, self.parsed.language if cyrillic else "en"))
        offices = cast.forces | cast.offices
        official = any(token.lemma.casefold() in offices for token in cast.parsed.tokens)
        sided = [hit.country for hit in cast.hits if hit.country]
        return sided[0] if sided and (official or any(hit.kind == "group" for hit in cast.hits)) else None

    @cached_property
    def sayings(self) -> Sayings:
        """Who says what, and when."""
        return Sayings(self.parsed, self.blocks, self.attributions, self.dates)

    def attribution(self, token: int) -> Attribution:
        """Who says what this token is part of: the narrowest content that holds it, else the narrator."""
        return self.sayings.at(token)

    def uttered(self, attribution: Attribution) -> DayRange | None:
        """When it was said; None where the report does not tell."""
        return self.sayings.when(attribution)


def gather(report: Report, gazetteer: Gazetteer) -> Findings:
    """Read a report with every finder. Dates inside speech count from the day of the utterance (codebook rule 6)."""
    parsed = parse(report.text, report.language)
    blocks = layout.split(report.text)
    attributions = attribute(parsed, blocks, source=report.source)
    findings = Findings(
        report,
        parsed,
        blocks,
        gazetteer,
        Cast(parsed),
        attributions,
        geoparse(parsed, gazetteer),
        amounts.find(parsed),
        calendar.find(parsed, published=report.published),
    )
    return replace(findings, dates=_spoken(findings, report.published))


def _spoken(findings: Findings, published: date | None) -> tuple[DayRange, ...]:
    """Relative expressions inside dated speech, read again from the day it was said."""
    anchors: dict[date, tuple[DayRange, ...]] = {}
    chosen: list[DayRange] = []
    for found in findings.dates:
        assert found.span is not None
        said = findings.uttered(findings.attribution(findings.token_at(found.span.start)))
        day = said.last if said else None
        if day is None or day == published or said is None or said.span == found.span:
            chosen.append(found)
            continue
        if day not in anchors:
            anchors[day] = calendar.find(findings.parsed, published=published, uttered=day)
        chosen += [again for again in anchors[day] if again.span == found.span] or [found]
    return tuple(chosen)


def _is_person(token: Token) -> bool:
    return any(mark in token.tag for mark in ("Name", "Surn", "Patr"))


@cache
def _alpha3() -> dict[str, str]:
    return {row["alpha2"]: row["alpha3"] for row in words.rows("countries.csv")}


def alpha3(country: str | None) -> str | None:
    """ISO 3166 alpha-2 → alpha-3; None for an unknown one."""
    return _alpha3().get(country or "")


def skipped(block: Block | None) -> bool:
    """True for layout that makes no claim: a second copy, a signature."""
    return block is not None and (block.repeats is not None or block.kind is BlockKind.SIGNATURE)


def extent(parsed: Parsed, tokens: Iterable[int]) -> Span:
    """The stretch of text from the first to the last of these words, with the quotation marks that hug it."""
    chosen = sorted(tokens)
    spoken = [i for i in chosen if parsed.tokens[i].pos != "PUNCT"] or chosen
    joints = [i for i in spoken if parsed.tokens[i].pos != "CCONJ"] or spoken
    first = joints[0] if joints[0] - spoken[0] <= 1 else spoken[0]
    last = joints[-1] if spoken[-1] - joints[-1] <= 1 else spoken[-1]
    if first > 0 and parsed.tokens[first - 1].text in _OPENING and first - 1 >= chosen[0]:
        first -= 1
    if last + 1 < len(parsed.tokens) and parsed.tokens[last + 1].text in _CLOSING and last + 1 <= chosen[-1]:
        last += 1
    return parsed.span(first, last + 1)
