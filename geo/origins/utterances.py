"""Two claims → have they one utterance behind them? Decided slot by slot, each answer with its reason.

Every slot that both renderings fill must be compatible (claimant, polarity, tense, subject, object, measure, number,
ground, days); a slot that one of them leaves out is no contradiction. Beyond that something must really be shared:
a number, a ground, or a quotation. How alike the words are never joins what the slots hold apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rapidfuzz import fuzz

from geo.aspects import fold, main_places, named_claimant
from geo.gazetteer.names import is_cyrillic, loose, normalise, romanise
from geo.model import Actor, Claim, ClaimPlace, ClaimType, Identification, Mode, PlaceKind, PlaceRole, QuoteKind, Report
from geo.origins.amounts import Amount, agree, amount

SAME_UTTERANCE, QUOTE, COPY = "same utterance", "quote match", "near-duplicate text"
ATTRIBUTED, MANUAL = "explicit attribution", "manual"
STRENGTH = (MANUAL, QUOTE, ATTRIBUTED, SAME_UTTERANCE, COPY)
"""The bases of a link, the surest first."""
RECORD = "record of a table"
"""The basis of a coded event: each is an origin of its own and is linked to nothing."""
SPEAKING_DAYS = 4
"""Where it is not said when, an utterance is printed within a few days of being spoken …"""
RETELLING_DAYS = 21
"""… and within weeks, when both say on which day it was spoken."""
QUOTED_WORDS = 5
COPIED_LETTERS = 60
_ALIKE, _ONE_SENTENCE, _COPIED = 75.0, 55.0, 92.0  # rapidfuzz token-set ratios, of 100

_UNNAMED = (Identification.ANONYMOUS, Identification.COLLECTIVE, Identification.ROLE_ONLY, Identification.OUTLET)
_AHEAD = (Mode.FORECAST, Mode.HYPOTHETICAL)
_FAMILIES: dict[str, tuple[ClaimType, ...]] = {
    "forces": (ClaimType.PRESENCE, ClaimType.STRENGTH, ClaimType.BUILDUP, ClaimType.MATERIEL),
    "moves": (ClaimType.TRANSFER, ClaimType.MOVEMENT, ClaimType.INCURSION),
    "fighting": (ClaimType.CLASH, ClaimType.ATTACK_SERIES, ClaimType.OFFENSIVE),
    "holding": (ClaimType.HOLDING,),
    "strike": (ClaimType.STRIKE,),
    "ground": (ClaimType.CONTROL, ClaimType.CONTROL_CHANGE),
    "harm": (ClaimType.LOSSES, ClaimType.CIVILIAN_HARM),
    "words": (ClaimType.FORECAST, ClaimType.INTENT, ClaimType.STATEMENT, ClaimType.DENIAL, ClaimType.OPINION),
}
_FAMILY = {kind: family for family, kinds in _FAMILIES.items() for kind in kinds}
_GROUPS = (2, 3)  # ACLED actor types whose members of one country are different parties: rebels, militias


Grounds = tuple[frozenset[str], frozenset[str]]
"""The places of one end of a movement, by id, and these with the first-order areas around them."""
Group = tuple[str, str] | None
"""Which party of its country: the state's forces, or a group by its name; None for civilians and where not told."""


@dataclass(frozen=True, slots=True)
class Slots:
    """What is compared, taken out of a claim once. Equal slots answer every question alike."""

    claimant: str
    named: tuple[str, ...]
    unnamed: bool
    outlet: str
    side: str | None
    chain: frozenset[str]
    source: str
    published: int | None
    spoken: tuple[int, int] | None
    dated: bool
    event: tuple[int, int]
    kind: ClaimType
    negative: bool
    ahead: bool
    hedged: bool
    subjects: frozenset[str]
    party: Group
    objects: frozenset[str]
    against: Group
    counted: Amount | None
    ground: frozenset[str]
    within: frozenset[str]
    wide: bool
    ends: tuple[Grounds, Grounds]
    quoted: str
    content: str
    text: str

    @property
    def day(self) -> int | None:
        """The day (proleptic ordinal) by which claims are looked up: of publication, or of speaking."""
        return self.published if self.published is not None else self.spoken[1] if self.spoken else None

    @property
    def family(self) -> str:
        """The kind of claim, as coarse as two renderings of one utterance may differ."""
        return _FAMILY[self.kind]


@dataclass(frozen=True, slots=True)
class Link:
    """Why two claims are one utterance: the basis of the codebook, and a sentence."""

    basis: str
    reason: str


def link(left: Slots, right: Slots) -> Link | None:
    """Why two claims of one claimant have one utterance behind them; None when they may have two."""
    if not left.claimant or not right.claimant:
        return None
    if not _one_modality(left, right) or not _near(left, right):
        return None
    who = _one_voice(left, right)
    if not who or not _same_ground(left, right) or not _same_parties(left, right):
        return None
    if left.quoted and left.quoted == right.quoted:
        return Link(QUOTE, f"the same words quoted from {who}")
    if not _counts_agree(left, right) or not _same_kind(left, right):
        return None
    return _supported(left, right, who)


def _supported(left: Slots, right: Slots, who: str) -> Link | None:
    """The link when enough is shared."""
    basis = ATTRIBUTED if left.source != right.source and _passed_on(left, right) else SAME_UTTERANCE
    alike = _alike(left, right)
    if (left.source, left.published) == (right.source, right.published):
        said_twice = left.kind == right.kind and (alike >= _ONE_SENTENCE or (left.counted and left.ground))
        return Link(SAME_UTTERANCE, f"{who} says it twice in one report") if said_twice else None
    if left.unnamed != right.unnamed and not (left.counted and right.counted) and alike < _ONE_SENTENCE:
        return None
    ground = left.ground & right.within or right.ground & left.within
    if left.counted and right.counted:
        where = "and place" if ground else "where one of them names no place"
        return Link(basis, f"{who}, the same number {where}")
    sharp = ground and not (left.wide and right.wide)
    if sharp and left.family == right.family:
        return Link(basis, f"{who}, the same act and place")
    if alike >= _ALIKE:
        return Link(COPY, f"{who}, in nearly the same words")
    return None


def copied(left: Slots, right: Slots) -> bool:
    """Whether one has the words of the other and nothing in the slots speaks against it, whoever is named."""
    if not _one_modality(left, right) or not _same_ground(left, right):
        return False
    if not _same_parties(left, right) or not _counts_agree(left, right):
        return False
    return fuzz.ratio(left.content, right.content) >= _COPIED


# ------------------------------------------------------------------------------------------------ who


def _one_voice(left: Slots, right: Slots) -> str:
    """What makes two claimants one, in words; empty when they may be two."""
    if left.side and right.side and left.side != right.side and not (left.outlet or right.outlet):
        return ""
    if left.claimant == right.claimant and not (left.unnamed and _nameless(left, right)):
        return "the same claimant"
    shared = left.chain & right.chain
    if left.unnamed and right.unnamed and shared:
        return "an unnamed source of one outlet"
    if left.outlet in right.chain or right.outlet in left.chain:
        return "a claimant and the outlet that relays it"
    if left.unnamed or right.unnamed:
        return ""
    fewer, more = sorted((left.named, right.named), key=len)
    part = fewer == more[-len(fewer) :] or (len(fewer) > 1 and fewer == more[: len(fewer)])
    part = part and bool(fewer)
    return "one name, shorter in one of them" if part else ""


def _nameless(left: Slots, right: Slots) -> bool:
    """Unnamed sources of two outlets may be two people; a collective or an office of one name is one."""
    return not left.chain & right.chain and not (left.outlet or right.outlet) and "~" in left.claimant


def _passed_on(left: Slots, right: Slots) -> bool:
    """One of them names the other's publisher as its relay."""
    return left.source in right.chain - {right.source} or right.source in left.chain - {left.source}


# ------------------------------------------------------------------------------------------------ slots against slots


def _one_modality(left: Slots, right: Slots) -> bool:
    """A denial is no assertion and a forecast no deed; what may happen can be told as either."""
    if left.negative != right.negative:
        return False
    return left.ahead == right.ahead or left.hedged or right.hedged


def _near(left: Slots, right: Slots) -> bool:
    """Spoken on days that can be one, of events on days that can be one."""
    if left.event[0] > right.event[1] or right.event[0] > left.event[1]:
        return False
    if left.spoken is None or right.spoken is None:
        return bool(left.quoted and left.quoted == right.quoted)
    if left.spoken[0] > right.spoken[1] or right.spoken[0] > left.spoken[1]:
        return False
    apart = abs((left.day or 0) - (right.day or 0))
    if left.source == right.source and apart and not (left.dated and right.dated):
        return bool(left.quoted and left.quoted == right.quoted)
    return apart <= (RETELLING_DAYS if left.dated and right.dated else SPEAKING_DAYS)


def _same_ground(left: Slots, right: Slots) -> bool:
    """No two places of which neither holds the other; what comes from A and goes to B does not go to A."""
    for (one, around), (other, around_other) in zip(left.ends, right.ends, strict=True):
        if one and other and not (one & around_other or other & around):
            return False
    if not left.ground or not right.ground:
        return True
    return left.ground <= right.within or right.ground <= left.within or left.within == right.within


def _same_parties(left: Slots, right: Slots) -> bool:
    """Nothing said on one side, or something in common; an act and its harm name the two sides the other way round."""
    for one, other in ((left.party, right.party), (left.against, right.against)):
        if one is not None and other is not None and one != other:
            return False
    if {left.family, right.family} == {"harm", "strike"}:
        return _agree(left.subjects | left.objects, right.subjects | right.objects)
    return _agree(left.subjects, right.subjects) and _agree(left.objects, right.objects)


def _agree(left: frozenset[str], right: frozenset[str]) -> bool:
    return not left or not right or bool(left & right)


def _counts_agree(left: Slots, right: Slots) -> bool:
    """A claim with a number and one without are two things said."""
    if left.counted is None or right.counted is None:
        return left.counted is right.counted
    return agree(left.counted, right.counted)


def _same_kind(left: Slots, right: Slots) -> bool:
    """One kind of claim; where both count the same, a retelling may put the act in other words."""
    families = {left.family, right.family}
    if len(families) == 1 or (left.negative and left.ground):
        return True
    if left.counted is None or right.counted is None:
        return ClaimType.STATEMENT in (left.kind, right.kind) and _alike(left, right) >= _ALIKE
    return "words" in families or families in ({"forces", "moves"}, {"harm", "strike"}, {"fighting", "strike"})


def _alike(left: Slots, right: Slots) -> float:
    return fuzz.token_set_ratio(left.content, right.content)


# ------------------------------------------------------------------------------------------------ out of a claim


def slots(claim: Claim, report: Report | None) -> Slots:
    """The slots of a claim; without its report, of an unknown source and day."""
    attribution = claim.attribution
    claimant = named_claimant(attribution.claimant)
    source = fold(report.source or "") if report else ""
    published = report.published.toordinal() if report and report.published else None
    unnamed = claimant is not None and claimant.identification in _UNNAMED
    outlet = fold(claimant.name) if claimant and claimant.identification is Identification.OUTLET else ""
    anonymous = claimant is not None and claimant.identification is Identification.ANONYMOUS
    relays = {fold(relay.name) for relay in attribution.relays}
    grounds = main_places(claim)
    ground = frozenset(name for place in grounds for name in _ids(place))
    areas = frozenset(p.place.admin1_id for p in grounds if p.place and p.place.admin1_id)
    text = fold(claim.citation.as_written)
    content = fold(" ".join(span.as_written for span in attribution.content)) or text
    direct = attribution.quote_kind in (QuoteKind.DIRECT, QuoteKind.MIXED)
    said = attribution.asserted
    asserted = _days((said.first, said.last)) if said else None
    return Slots(
        claimant=("~" if anonymous else "") + fold(claimant.name) if claimant else "",
        named=name_words(claimant.name) if claimant else (),
        unnamed=unnamed,
        outlet=outlet,
        side=claimant.country if claimant else None,
        chain=frozenset((relays | {source, outlet}) - {""}),
        source=source,
        published=published,
        spoken=_spoken(asserted, published),
        dated=asserted is not None,
        event=_bounds(claim),
        kind=claim.claim_type,
        negative=claim.modality.mode is Mode.NEGATED or claim.claim_type is ClaimType.DENIAL,
        ahead=claim.modality.mode in _AHEAD or claim.claim_type in (ClaimType.FORECAST, ClaimType.INTENT),
        hedged=claim.modality.mode is Mode.HEDGED,
        subjects=_sides(claim.subject, claim.subject_countries),
        party=_group(claim.subject),
        objects=frozenset(claim.object_countries),
        against=_group(claim.object),
        counted=amount(claim) if claim.quantity else None,
        ground=ground,
        within=ground | areas,
        wide=all(p.place is not None and p.place.kind is PlaceKind.COUNTRY for p in grounds),
        ends=(_role(grounds, PlaceRole.ORIGIN), _role(grounds, PlaceRole.DESTINATION)),
        quoted=content if direct and len(content.split()) >= QUOTED_WORDS else "",
        content=content,
        text=text,
    )


@lru_cache(maxsize=65536)
def name_words(name: str) -> tuple[str, ...]:
    """The words of a name in their order, whatever alphabet and romanisation it is written in."""
    language = "uk" if set("іїєґІЇЄҐ") & set(name) else "ru"
    latin = romanise(name, language) if is_cyrillic(name) else name
    return tuple(loose(word) for word in normalise(latin).split() if len(word) > 2)


def _ids(place: ClaimPlace) -> set[str]:
    own = {place.place.id} if place.place else set()
    return own | (set(place.footprint.place_ids) if place.footprint else set())


def _role(places: list[ClaimPlace], role: PlaceRole) -> Grounds:
    ends = [place for place in places if place.role is role]
    own = frozenset(name for place in ends for name in _ids(place))
    return own, own | {p.place.admin1_id for p in ends if p.place and p.place.admin1_id}


def _sides(actor: Actor | None, countries: tuple[str, ...]) -> frozenset[str]:
    return frozenset(countries) or (frozenset((fold(actor.name),)) if actor else frozenset())


def _group(actor: Actor | None) -> Group:
    if actor is None or actor.actor_type not in (1, *_GROUPS):
        return None
    return ("", "") if actor.actor_type == 1 else ("group", fold(actor.name))


def _days(days: tuple[date | None, date | None]) -> tuple[int, int] | None:
    first, last = days
    end = last or first
    begin = first or last
    if begin is None or end is None:
        return None
    return begin.toordinal() - (0 if first else SPEAKING_DAYS), end.toordinal()


def _spoken(asserted: tuple[int, int] | None, published: int | None) -> tuple[int, int] | None:
    """The days on which it can have been said."""
    if asserted:
        return asserted
    return (published - SPEAKING_DAYS, published) if published else None


def _bounds(claim: Claim) -> tuple[int, int]:
    when = claim.when
    first = when.first.toordinal() if when and when.first else 0
    last = when.last.toordinal() if when and when.last else date.max.toordinal()
    return first, last
