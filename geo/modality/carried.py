"""English: what a verb or noun carries itself that negates, doubts, postpones or judges it, and what a hedge doubts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from geo import words
from geo.modality import Evidence, hedges, negators, opinions
from geo.modality.tense import cues

if TYPE_CHECKING:
    from geo.language import Parsed, Token


def own(evidence: Evidence, i: int, *, direct: bool) -> None:
    """What hangs on a verb or noun itself. `direct` is False for governors, whose adverbs may belong elsewhere."""
    parsed = evidence.parsed
    token = parsed.tokens[i]
    for child in _modifiers(parsed, i):
        word = child.text.casefold()
        if _negates(child, word) or _no_longer(parsed, child):
            evidence.negate(child)
        elif child.dep in ("aux", "auxpass"):
            _auxiliary(evidence, child, token)
        elif child.dep in ("advmod", "npadvmod", "dep") and word in hedges("en", "adverb"):
            evidence.doubt(hedges("en", "adverb")[word], child, scope=hedge_scope(parsed, child))
        elif child.dep in ("amod", "acomp") and token.pos in ("NOUN", "PROPN"):
            _adjective(evidence, child)
        elif child.dep == "mark" and word in words.lemmas("conditions.txt", "en"):
            _condition(evidence, child)
        elif child.dep in ("nsubj", "nsubjpass", "expl", "dobj") and direct:
            _none_of(evidence, child)
    _itself(evidence, token, direct=direct)


def _modifiers(parsed: Parsed, i: int) -> Iterator[Token]:
    """Children, and what a coordinated verb shares with the first one: its auxiliaries, and its negation after "or"."""
    own = [parsed.tokens[child] for child in parsed.children(i)]
    yield from own
    token = parsed.tokens[i]
    head = parsed.tokens[token.head]
    if token.dep != "conj" or any(one.dep in ("aux", "nsubj", "nsubjpass") for one in own):
        return
    joints = {
        parsed.tokens[child].text.casefold() for child in parsed.children(head.i) if parsed.tokens[child].dep == "cc"
    }
    for child in parsed.children(head.i):
        shared = parsed.tokens[child]
        future = shared.dep == "aux" and shared.i < i and "Tense=Past" not in token.morph
        if future or (shared.dep == "neg" and "but" not in joints and token.tag != "VBD"):
            yield shared


def _negates(child: Token, word: str) -> bool:
    if child.dep == "neg" or (child.dep in ("det", "advmod", "preconj") and word in negators("en", "word")):
        return True
    return child.dep == "advmod" and word in negators("en", "nearly")


def _no_longer(parsed: Parsed, child: Token) -> bool:
    return child.dep == "advmod" and any(parsed.tokens[below].dep == "neg" for below in parsed.children(child.i))


def _auxiliary(evidence: Evidence, auxiliary: Token, verb: Token) -> None:
    word = auxiliary.text.casefold()
    lemma = verb.lemma.casefold()
    siblings = [evidence.parsed.tokens[child] for child in evidence.parsed.children(verb.i)]
    perfect = any(one.dep == "aux" and one.lemma.casefold() == "have" and one.i > auxiliary.i for one in siblings)
    if word in cues("en", "auxiliary"):
        evidence.ahead = True
        evidence.note("future", auxiliary)
    elif word in ("would", "'d", "’d"):
        _would(evidence, auxiliary, verb, perfect=perfect)
    elif _inverted(evidence.parsed, auxiliary, verb):
        evidence.condition = True
        evidence.note("condition", auxiliary)
    elif word in opinions("en", "duty") and not perfect:
        evidence.opinion = True
        evidence.note("duty", auxiliary)
    elif word in hedges("en", "modal"):
        if word == "could" and (
            lemma in words.lemmas("perception_verbs.txt", "en") or any(one.dep == "neg" for one in siblings)
        ):
            return
        evidence.doubt(hedges("en", "modal")[word], auxiliary)
        going_on = any(one.dep == "aux" and one.lemma.casefold() == "be" for one in siblings)
        stative = lemma in words.lemmas("state_verbs.txt", "en")
        if word == "could" and not perfect and not going_on and not stative:
            evidence.ahead = True
    elif word == "must" and perfect:
        evidence.doubt("PR", auxiliary)


def _inverted(parsed: Parsed, auxiliary: Token, verb: Token) -> bool:
    """ "Should the treaty fail, …", "Had they crossed, …": a condition told by the order of words."""
    subjects = [child for child in parsed.children(verb.i) if parsed.tokens[child].dep in ("nsubj", "nsubjpass")]
    sentence = parsed.sentences[verb.sentence]
    asked = parsed.text[sentence.start : sentence.end].rstrip("\"”’' ").endswith("?")
    early = auxiliary.text.casefold() in words.lemmas("inverted.txt", "en") and bool(subjects)
    return early and auxiliary.i < subjects[0] and not asked


def _would(evidence: Evidence, auxiliary: Token, verb: Token, *, perfect: bool) -> None:
    sentence = evidence.parsed.sentences[verb.sentence]
    texts = [one.text.casefold() for one in evidence.parsed.tokens[sentence.first : sentence.last]]
    if perfect or "if" in texts or "unless" in texts:
        evidence.condition = True
        evidence.note("condition", auxiliary)
    else:
        evidence.ahead = True
        evidence.note("future", auxiliary)


def _adjective(evidence: Evidence, child: Token) -> None:
    for word in (child.text.casefold(), child.lemma.casefold()):
        if word in hedges("en", "adjective"):
            evidence.doubt(hedges("en", "adjective")[word], child)
            return
        if word in negators("en", "adjective"):
            evidence.negate(child)
            return
        if word in cues("en", "plan") or word in words.lemmas("future_adjectives.txt", "en"):
            evidence.ahead = True
            evidence.note("future", child)
            return


def _none_of(evidence: Evidence, argument: Token) -> None:
    """ "No troops crossed", "none of the units": a negated subject or object negates the event.

    "Have no electricity" tells a lack, which is there.
    """
    parsed = evidence.parsed
    if argument.dep == "dobj" and argument.lemma.casefold() in words.lemmas("lacked.txt", "en"):
        return
    if argument.text.casefold() in negators("en", "word"):
        evidence.negate(argument)
        return
    for child in parsed.children(argument.i):
        below = parsed.tokens[child]
        if below.dep in ("det", "neg") and below.text.casefold() in negators("en", "word"):
            evidence.negate(below)


def _condition(evidence: Evidence, mark: Token) -> None:
    if mark.text.casefold() == "whether":
        evidence.open_ = True
    else:
        evidence.condition = True
    evidence.note("condition", mark)


def _itself(evidence: Evidence, token: Token, *, direct: bool) -> None:
    """The predicate's own meaning: plans are about the future, and being patient is a judgement."""
    parsed = evidence.parsed
    lemma = token.lemma.casefold()
    if direct and token.pos in ("VERB", "ADJ") and lemma in cues("en", "plan"):
        evidence.ahead = True
        evidence.note("future", token)
    if token.pos in ("AUX", "VERB") and lemma in ("be", "become", "remain", "seem", "look", "prove"):
        for child in parsed.children(token.i):
            below = parsed.tokens[child]
            if below.dep in ("acomp", "attr", "oprd"):
                complement(evidence, below, direct=direct)
    elif direct and token.dep in ("acomp", "attr") and lemma in opinions("en", "predicate"):
        evidence.opinion = True
        evidence.note("judgement", token)


def complement(evidence: Evidence, below: Token, *, direct: bool) -> None:
    parsed = evidence.parsed
    lemma = below.lemma.casefold()
    if lemma in opinions("en", "predicate") and direct:
        evidence.opinion = True
        evidence.note("judgement", below)
    if lemma in cues("en", "plan"):
        evidence.ahead = True
        evidence.note("future", below)
    phrase = parsed.text[below.start : below.start + 20].casefold()
    if any(phrase.startswith(one) for one in opinions("en", "phrase")):
        evidence.ahead = True
        evidence.note("future", below)


def elsewhere(evidence: Evidence, predicate: int) -> None:
    """A doubting adverb on a place, time or number below the predicate is recorded, without doubting the event."""
    parsed = evidence.parsed
    sentence = parsed.sentences[parsed.tokens[predicate].sentence]
    for token in parsed.tokens[sentence.first : sentence.last]:
        if token.text.casefold() not in hedges("en", "adverb") or token.head == predicate:
            continue
        i = token.head
        for _ in range(4):
            if i == predicate or parsed.tokens[i].pos in ("VERB", "AUX"):
                break
            i = parsed.tokens[i].head
        scope = hedge_scope(parsed, token)
        if i == predicate and scope != "event":
            evidence.doubt(hedges("en", "adverb")[token.text.casefold()], token, scope=scope)


# ------------------------------------------------------------------------------------------------ scope


def hedge_scope(parsed: Parsed, hedge: Token) -> str:
    """What an adverb doubts: the place or time phrase or number right after it, else the event (codebook rule 7)."""
    i = hedge.i + 1
    if i >= len(parsed.tokens) or parsed.tokens[i].sentence != hedge.sentence:
        return "event"
    following = parsed.tokens[i]
    if following.pos == "NUM" and following.dep in ("nummod", "npadvmod", "nsubj", "dobj"):
        return "quantity"
    head = parsed.tokens[hedge.head]
    if head.lemma.casefold() == "be":
        return "event"
    if head.pos in ("VERB", "AUX") and head.i > hedge.i and head.tag not in ("VBG",) and following.pos != "ADP":
        return "event"
    somewhere = following.text.casefold() in words.lemmas("vague_places.txt", "en")
    if somewhere or (following.pos in ("ADP", "SCONJ") and following.dep in ("prep", "pcomp")):
        goal = [parsed.tokens[child] for child in parsed.children(following.i) if parsed.tokens[child].dep == "pobj"]
        timed = any(
            one.ent in ("DATE", "TIME") or one.lemma.casefold() in words.lemmas("time_nouns.txt", "en") for one in goal
        )
        before = parsed.tokens[hedge.i - 1] if hedge.i else None
        placed = somewhere or following.text.casefold() in words.lemmas("place_prepositions_hedged.txt", "en")
        after_verb = (
            head.pos not in ("VERB", "AUX")
            or head.i < hedge.i
            or (before is not None and before.text in (",", "(", "—", "–", "-"))
        )
        if after_verb and timed:
            return "time"
        if after_verb and placed:
            return "place"
    return "event"
