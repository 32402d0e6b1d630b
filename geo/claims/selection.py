"""Which predicates make claims, and which of the report's places, quantities and days belong to each.

One claim a predicate (codebook, "Conventions"): a predicate counts when its words hold what its row of the lexicon
needs, and when it has a place, a quantity or a side of its own. Finds that hang on a clause without a claim go to the
nearest claim of the same sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geo import words
from geo.blocks import BlockKind
from geo.claims.findings import Findings, skipped
from geo.claims.needs import Draft, countable, counts
from geo.model import ClaimType, DayRange, Quantity
from geo.predicates import AGENT, Predicate

_STANDING = frozenset((ClaimType.PRESENCE, ClaimType.STRENGTH, ClaimType.BUILDUP, ClaimType.TRANSFER))
_BARE = frozenset(
    (
        ClaimType.STRIKE,
        ClaimType.LOSSES,
        ClaimType.CIVILIAN_HARM,
        ClaimType.CLASH,
        ClaimType.OFFENSIVE,
        ClaimType.CONTROL,
    )
)
_ORDER = {"answer": 1, "plain": 2}


def drafts(findings: Findings, predicates: Sequence[Predicate]) -> list[Draft]:
    """The drafts of a report in text order."""
    chosen: list[Draft] = []
    by_sentence: dict[int, list[Predicate]] = {}
    for predicate in predicates:
        by_sentence.setdefault(findings.parsed.tokens[predicate.token].sentence, []).append(predicate)
    for number, sentence in enumerate(findings.parsed.sentences):
        here = by_sentence.get(number, [])
        block = findings.block(sentence.first)
        if not here or skipped(block):
            continue
        if block is not None and block.kind is BlockKind.HEADING and len(findings.blocks) > 1:
            continue
        chosen += _of_sentence(findings, here, sentence.first, sentence.last)
    return chosen


def _of_sentence(findings: Findings, predicates: Sequence[Predicate], first: int, last: int) -> list[Draft]:
    kept: list[Draft] = []
    taken: set[int] = set()
    block = findings.block(first)
    start = findings.token_at(block.body) if block is not None else first
    predicates = [_in_body(predicate, start) for predicate in predicates if predicate.token >= start]
    for predicate in sorted(predicates, key=lambda p: (p.noun, _ORDER.get(p.needs, 0), _depth(findings, p.clause))):
        if predicate.token in taken or _only_says(findings, predicate):
            continue
        if predicate.needs == "answer" and _answers_content(findings, predicate, kept):
            continue
        draft = _draft(findings, predicate, taken)
        if counts(findings, draft):
            if predicate.needs == "answer":
                kept = [other for other in kept if other.predicate.clause not in predicate.tokens]
            described = _described(findings, draft)
            kept += [draft, *described]
            taken.update(draft.tokens)
    kept.sort(key=lambda draft: draft.predicate.token)
    kept = _merged(findings, kept)
    _lend(findings, kept, range(first, last))
    kept = [draft for draft in kept if _worth(findings, draft)]
    _share(findings, kept)
    return kept


def _in_body(predicate: Predicate, start: int) -> Predicate:
    """A predicate without the words of a dateline or label before it."""
    return replace(
        predicate,
        agents=tuple(i for i in predicate.agents if i >= start),
        patients=tuple(i for i in predicate.patients if i >= start),
        tokens=tuple(i for i in predicate.tokens if i >= start),
    )


def _depth(findings: Findings, token: int) -> int:
    """How many heads stand above a token: an outer clause is read before the participles that it takes in."""
    tokens, depth = findings.parsed.tokens, 0
    while tokens[token].head != token and depth < 50:
        token, depth = tokens[token].head, depth + 1
    return depth


def _described(findings: Findings, draft: Draft) -> list[Draft]:
    """ "hold back the 50,000-strong enemy group in X": the force that is held back is there, a claim of its own."""
    if draft.predicate.claim_type is not ClaimType.HOLDING:
        return []
    for head in draft.predicate.patients:
        own = set(findings.parsed.subtree(head)) & draft.tokens
        counts = [i for i in draft.counts if i in own and findings.counts[i].unit in ("persons", "units")]
        if counts and findings.cast.is_armed(head):
            predicate = Predicate(
                head, head, ClaimType.PRESENCE, AGENT, "force", (head,), (), tuple(sorted(own)), noun=True
            )  # fmt: skip
            grounds = [i for i in draft.grounds if i in own]
            draft.counts = [i for i in draft.counts if i not in counts]
            draft.tokens -= own
            draft.borrowed.update(grounds)
            return [Draft(predicate, own, grounds, counts)]
    return []


def _only_says(findings: Findings, predicate: Predicate) -> bool:
    """True for the cue of an attribution; "were seen in X" and "counted 90 ships" tell something themselves."""
    if predicate.token not in findings.speech or predicate.needs == "answer":
        return False
    if findings.parsed.language != "en":
        after = findings.parsed.tokens[predicate.token + 1 : predicate.token + 3]
        return predicate.needs == "plain" or any(token.text in (",", ":") for token in after)
    clauses = [c for c in findings.parsed.children(predicate.token) if findings.parsed.tokens[c].dep == "ccomp"]
    if clauses:
        return True
    figures = any(i in findings.counts and countable(findings, predicate, i) for i in predicate.tokens)
    return predicate.needs == "plain" and not figures


def _answers_content(findings: Findings, predicate: Predicate, kept: Sequence[Draft]) -> bool:
    """True when what is denied is a claim already: the denied proposition keeps its claim type."""
    tokens, parsed = findings.parsed.tokens, findings.parsed
    clauses = [
        c
        for c in parsed.children(predicate.token)
        if tokens[c].dep == "ccomp" or any(tokens[m].dep == "mark" for m in parsed.children(c))
    ]
    if any(draft.predicate.clause in parsed.subtree(c) for c in clauses for draft in kept):
        return True
    below = [d.predicate.clause for d in kept if d.predicate.clause in predicate.tokens]
    return any(any(tokens[i].text == "that" for i in range(predicate.token, clause)) for clause in below)


def _draft(findings: Findings, predicate: Predicate, taken: set[int]) -> Draft:
    free = predicate.needs == "answer"
    own = {i for i in predicate.tokens if i not in taken and (free or i not in findings.speech)}
    own.add(predicate.token)
    if not free:
        own |= _described_by(findings, predicate) - taken
    return Draft(
        predicate,
        own,
        [i for i in sorted(own) if i in findings.grounds and not _left_out(findings, i)],
        [i for i in sorted(own) if i in findings.counts and countable(findings, predicate, i)],
        [i for i in sorted(own) if i in findings.days],
    )


def _left_out(findings: Findings, at: int) -> bool:
    """ "Six destroyers at A but none at B": B has none."""
    tokens = findings.parsed.tokens
    before = [t.text.casefold() for t in tokens[max(0, at - 3) : at]]
    return len(before) > 1 and before[-2] in words.lemmas("none.txt", findings.parsed.language)


def _described_by(findings: Findings, predicate: Predicate) -> set[int]:
    """ "18 civilians killed in two attacks": the noun that a participle describes, where nothing else is told of it."""
    tokens = findings.parsed.tokens
    head = tokens[tokens[predicate.clause].head]
    if tokens[predicate.clause].dep != "acl" or head.dep != "ROOT" or head.pos not in ("NOUN", "PROPN", "NUM"):
        return set()
    return {head.i, *(i for i in findings.parsed.subtree(head.i) if i < predicate.clause)}


def _merged(findings: Findings, kept: list[Draft]) -> list[Draft]:
    """Two predicates of standing about one force ("faces troops now deployed to X") are one claim."""
    merged: list[Draft] = []
    for draft in kept:
        before = merged[-1] if merged else None
        if before is not None and _same_force(findings, before, draft):
            merged[-1] = _union(before, draft)
        else:
            merged.append(draft)
    return merged


def _same_force(findings: Findings, one: Draft, other: Draft) -> bool:
    """Also "killed or wounded": two verbs of harm with one figure."""
    if one.predicate.claim_type is other.predicate.claim_type is ClaimType.LOSSES:
        joined = findings.parsed.tokens[other.predicate.clause].head == one.predicate.clause
        return joined and not other.counts and not other.grounds and not other.predicate.patients[1:]
    if one.predicate.claim_type not in _STANDING or other.predicate.claim_type not in _STANDING or one.grounds:
        return False
    if findings.parsed.tokens[other.predicate.token].sentence != findings.parsed.tokens[one.predicate.token].sentence:
        return False
    described = set(one.predicate.patients) & {*other.predicate.agents, *other.predicate.patients}
    nested = other.predicate.clause in findings.parsed.subtree(one.predicate.clause)
    return bool(described) or (nested and not one.predicate.patients)


def _union(one: Draft, other: Draft) -> Draft:
    predicate = one.predicate
    if not predicate.patients:
        moved = (*other.predicate.patients, *other.predicate.agents)
        predicate = replace(predicate, patients=moved)
    return Draft(
        replace(predicate, tokens=tuple(sorted({*predicate.tokens, *other.predicate.tokens}))),
        one.tokens | other.tokens,
        sorted({*one.grounds, *other.grounds}),
        sorted({*one.counts, *other.counts}),
        sorted({*one.days, *other.days}),
    )


def _lend(findings: Findings, kept: Sequence[Draft], sentence: range) -> None:
    """Places, quantities and days of the sentence that no claim holds go to the nearest claim that lacks one."""
    if not kept:
        return
    owned = {i for draft in kept for i in draft.tokens} | findings.speech
    for at in sentence:
        if at in owned:
            continue
        if at in findings.grounds:
            _give(findings, kept, at, "grounds")
        elif at in findings.days and not _says_when(findings, at):
            _give(findings, kept, at, "days")


def _give(findings: Findings, kept: Sequence[Draft], at: int, slot: str) -> None:
    lacking = [
        draft
        for draft in kept
        if draft.predicate.needs != "answer" and not [i for i in getattr(draft, slot) if i not in draft.borrowed]
    ]
    following = [draft for draft in lacking if min(draft.tokens) > at]
    chosen = following or sorted(lacking, key=lambda draft: abs(draft.predicate.token - at))
    for draft in chosen[: None if slot == "days" else 1]:
        getattr(draft, slot).append(at)
        draft.borrowed.add(at)


def _share(findings: Findings, kept: Sequence[Draft]) -> None:
    """A claim without ground or day takes those of the claim in its sentence that it depends on."""
    for draft in kept:
        for slot in ("grounds", "days"):
            answers = slot == "grounds" and draft.predicate.needs == "answer"
            if getattr(draft, slot) or answers:
                continue
            giver = _giver(findings, draft, [other for other in kept if getattr(other, slot)])
            if giver is not None:
                getattr(draft, slot).extend(getattr(giver, slot))
                draft.borrowed.update(getattr(giver, slot))


def _giver(findings: Findings, draft: Draft, others: Sequence[Draft]) -> Draft | None:
    """The claim of the same sentence above, below or before this one."""
    if findings.parsed.language != "en":
        before = [other for other in others if other.predicate.token < draft.predicate.token]
        return before[-1] if before else None
    apart = findings.parsed.tokens[draft.predicate.clause].dep in ("ccomp", "parataxis")
    above = [o for o in others if not apart and draft.predicate.clause in findings.parsed.subtree(o.predicate.clause)]
    subtree = findings.parsed.subtree(draft.predicate.clause)
    below = [o for o in others if o.predicate.clause in subtree and _dependent(findings, o)]
    return next(iter(above or below), None)


def _dependent(findings: Findings, draft: Draft) -> bool:
    return findings.parsed.tokens[draft.predicate.clause].dep not in ("conj", "parataxis")


def _says_when(findings: Findings, at: int) -> bool:
    """True for the day on which something was said."""
    return findings.days[at].span in findings.sayings.moments


def _worth(findings: Findings, draft: Draft) -> bool:
    """True when the claim has a place, a quantity or a side of its own."""
    heads = (*draft.predicate.agents, *draft.predicate.patients)
    alone = len(draft.tokens) == 1 and findings.parsed.tokens[draft.predicate.token].pos != "VERB"
    if (alone or findings.parsed.tokens[draft.predicate.clause].dep == "amod") and not draft.counts:
        return False
    if draft.grounds or draft.counts:
        return True
    if draft.predicate.needs == "answer" or _witnessed(findings, draft):
        return True
    if draft.predicate.noun and not draft.days:
        return False
    if draft.predicate.claim_type in _BARE and draft.predicate.needs == "-":
        return True
    return any(actor.country or actor.reasons for head in heads for actor in findings.cast.of(head))


def _witnessed(findings: Findings, draft: Draft) -> bool:
    """ "There is no sign of field hospitals": what is looked for and not found is told, wherever it is."""
    witness = words.lemmas("witness.txt", findings.parsed.language)
    return not draft.predicate.noun and findings.parsed.tokens[draft.predicate.token].lemma.casefold() in witness


def amounts(findings: Findings, draft: Draft) -> list[Quantity]:
    """The quantities of a draft, its own measure first."""
    found = [findings.counts[i] for i in draft.counts]
    if draft.predicate.needs == "answer":
        return []
    if draft.predicate.claim_type in (ClaimType.LOSSES, ClaimType.CIVILIAN_HARM):
        harmed = [q for q in found if q.measure in ("killed", "wounded", "killed_or_wounded", "captured", "missing")]
        return harmed + [q for q in found if q not in harmed]
    return found


def when(findings: Findings, draft: Draft) -> DayRange | None:
    """The time expression of a draft, its own first; "since the move in August" lasts until now."""
    own = [i for i in draft.days if i not in draft.borrowed] or draft.days
    dated = [i for i in own if findings.days[i].first or findings.days[i].last]
    if not dated:
        return None
    found = findings.days[dated[0]]
    published = findings.report.published
    if published and found.first and not found.rule.startswith("since") and _since(findings, draft, dated[0]):
        return replace(found, last=published, precise=False, date_prec=5, rule="since an event of that time")
    return found


def _since(findings: Findings, draft: Draft, at: int) -> bool:
    tokens = findings.parsed.tokens
    for _ in range(8):
        if at == draft.predicate.token or tokens[at].head == at:
            return False
        at = tokens[at].head
        if tokens[at].lemma == "since":
            return True
    return False
