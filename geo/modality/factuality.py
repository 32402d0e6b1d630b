"""English: the words between a predicate and its claimant that negate, doubt, postpone or condition it.

From the predicate upwards: its own auxiliaries and adverbs first, then each governing verb, noun or conjunction, up to
the saying verb of the attribution. Saying verbs are transparent; denying and believing ones are not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo import words
from geo.modality import Evidence, hedges, negators, table
from geo.modality.carried import complement, elsewhere, own
from geo.modality.tense import cues

if TYPE_CHECKING:
    from geo.language import Parsed, Token
    from geo.model import Attribution

_CLIMB = 14
_INDEPENDENT = frozenset({"relcl", "parataxis", "ROOT", "punct"})
_BELOW_VERB = frozenset({"dobj", "nsubj", "nsubjpass", "attr", "oprd", "acomp", "obj", "agent", "dative", "csubj"})


def weigh(evidence: Evidence, predicate: int, attribution: Attribution | None) -> None:
    """Collects everything that bears on the predicate."""
    parsed = evidence.parsed
    cue = _cue_token(parsed, attribution)
    i, reached = predicate, False
    own(evidence, i, direct=True)
    elsewhere(evidence, i)
    for _ in range(_CLIMB):
        token = parsed.tokens[i]
        head = parsed.tokens[token.head]
        if head.i == i or token.dep in _INDEPENDENT:
            evidence.detached = token.dep == "relcl"
            break
        at_cue = cue is not None and head.i == cue
        reached = reached or at_cue
        if not _step(evidence, token, head, at_cue=at_cue, first=i == predicate) or at_cue:
            break
        i = head.i
    if not reached:
        _denying_cue(evidence, cue, predicate)
    sentence = parsed.sentences[parsed.tokens[predicate].sentence]
    if parsed.tokens[sentence.last - 1].text == "?":
        evidence.open_ = True
        evidence.reasons.append("a question")


def _cue_token(parsed: Parsed, attribution: Attribution | None) -> int | None:
    if attribution is None or attribution.cue is None:
        return None
    inside = [
        one for one in parsed.between(attribution.cue.start, attribution.cue.end) if one.pos in ("VERB", "NOUN", "AUX")
    ]
    return inside[-1].i if inside else None


def _denying_cue(evidence: Evidence, cue: int | None, predicate: int) -> None:
    """A denial apart from its content ("X denied this. …", or content in front of the verb) still negates it."""
    if cue is None:
        return
    token = evidence.parsed.tokens[cue]
    seen = f"denied: {token.text}" in evidence.reasons
    if not seen and token.i != predicate and token.lemma.casefold() in negators("en", "denial"):
        evidence.negate(token, "denied")


# ------------------------------------------------------------------------------------------------ one step up


def _step(evidence: Evidence, token: Token, head: Token, *, at_cue: bool, first: bool) -> bool:
    """Reads the word above; False when nothing above it bears on the predicate any more."""
    dep = token.dep
    if dep == "advcl":
        _adverbial(evidence, token)
        return False
    if dep == "acl":
        return _over(evidence, head, token, at_cue=at_cue)
    if dep in ("conj", "appos"):
        return dep == "conj" and _shares(evidence.parsed, token)
    if dep in ("csubj", "csubjpass") and token.tag == "VBG":
        return _governing_verb(evidence, head, token, at_cue=at_cue, first=first)
    if dep in ("ccomp", "xcomp", "pcomp", "csubj", "csubjpass", "acomp"):
        return _over(evidence, head, token, at_cue=at_cue)
    if dep == "pobj":
        return _over(evidence, head, token, at_cue=at_cue)
    if dep in ("prep", "agent"):
        return _above_preposition(evidence, token, head, at_cue=at_cue)
    if dep in _BELOW_VERB:
        if token.pos in ("NOUN", "PROPN", "VERB", "ADJ", "NUM", "PRON"):
            return _governing_verb(evidence, head, token, at_cue=at_cue, first=first)
        return False
    return dep in ("compound", "amod", "nmod", "poss", "npadvmod", "dep")


def _shares(parsed: Parsed, token: Token) -> bool:
    """A coordinated verb without a subject of its own stands under what its first conjunct stands under."""
    return not any(parsed.tokens[child].dep in ("nsubj", "nsubjpass") for child in parsed.children(token.i))


def _adverbial(evidence: Evidence, token: Token) -> None:
    """Conditions, purposes and "rather than"; other adverbial clauses are told as facts."""
    parsed = evidence.parsed
    below = [parsed.tokens[child] for child in parsed.children(token.i)]
    instead = {"rather", "instead", "without"}
    marks = [one for one in below if one.dep in ("mark", "prep", "cc", "advmod")]
    if any(one.text.casefold() in instead for one in marks):
        evidence.negate(next(one for one in marks if one.text.casefold() in instead))
        return
    head = parsed.tokens[token.head]
    for child in parsed.children(head.i) if head.lemma == "be" else ():
        complement(evidence, parsed.tokens[child], direct=False)
    if any(one.tag == "TO" for one in below) and not any(one.dep == "mark" for one in below):
        evidence.ahead = True
        evidence.note("purpose", token)


def _over(evidence: Evidence, head: Token, token: Token, *, at_cue: bool) -> bool:
    """A verb, noun, adjective or preposition over a clause or noun."""
    lemma, word = head.lemma.casefold(), head.text.casefold()
    if word in words.lemmas("conditions.txt", "en") and head.dep in ("advcl", "prep", "acl"):
        evidence.condition = True
        evidence.note("condition", head)
        return False
    if head.pos in ("ADP", "SCONJ", "CCONJ") or head.dep == "prep":
        above = [head, *(evidence.parsed.tokens[child] for child in evidence.parsed.children(head.i))]
        if any(one.text.casefold() in negators("en", "instead") for one in above):
            evidence.negate(head)
            return False
        return word in (
            "of",
            "that",
            "for",
            "to",
            "in",
            "about",
            "on",
            "from",
            "with",
            "by",
            "over",
            "against",
            "as",
            "at",
        )
    if head.pos in ("NOUN", "PROPN"):
        return _noun(evidence, head)
    if head.pos == "ADJ":
        return _adjective_above(evidence, head)
    if head.pos == "AUX" and token.dep in ("ccomp", "csubj", "xcomp"):
        judged = [evidence.parsed.tokens[child] for child in evidence.parsed.children(head.i)]
        adjective = next((one for one in judged if one.dep == "acomp"), None)
        if adjective is not None:
            return _adjective_above(evidence, adjective)
    infinitive = token.dep == "xcomp" or (token.dep == "ccomp" and token.tag == "VB")
    return _verb(evidence, head, lemma, infinitive=infinitive, at_cue=at_cue)


def _noun(evidence: Evidence, head: Token) -> bool:
    parsed = evidence.parsed
    lemma = head.lemma.casefold()
    negated = any(parsed.tokens[child].text.casefold() in negators("en", "word") for child in parsed.children(head.i))
    if negated and lemma in words.lemmas("evidence_nouns.txt", "en") | set(hedges("en", "noun")):
        evidence.negate(head)
        return False
    above = parsed.tokens[head.head]
    if above.lemma.casefold() in negators("en", "denial"):
        return _verb(evidence, above, above.lemma.casefold(), infinitive=False, at_cue=False)
    if lemma in hedges("en", "noun"):
        evidence.doubt(hedges("en", "noun")[lemma], head)
        return False
    if lemma in negators("en", "noun"):
        evidence.negate(head)
        return False
    if lemma in words.lemmas("future_nouns.txt", "en"):
        evidence.ahead = True
        evidence.note("future", head)
        return False
    if lemma in words.lemmas("evidence_nouns.txt", "en"):
        return _under_lack(parsed, head, evidence)
    return False


def _under_lack(parsed: Parsed, head: Token, evidence: Evidence) -> bool:
    """ "Has not seen evidence of", "lacks proof": the verb over the noun of evidence is negative."""
    verb = parsed.tokens[head.head]
    negative = any(parsed.tokens[child].dep == "neg" for child in parsed.children(verb.i))
    if negative or verb.lemma.casefold() in ("lack", "deny"):
        evidence.negate(head)
    return False


def _adjective_above(evidence: Evidence, head: Token) -> bool:
    lemma = head.lemma.casefold()
    below = [evidence.parsed.tokens[child] for child in evidence.parsed.children(head.i)]
    negated = any(one.dep == "neg" for one in below)
    if lemma in ("likely", "unlikely"):
        ahead = not any(
            grandchild.lemma == "have" and grandchild.dep == "aux"
            for one in below
            if one.dep in ("xcomp", "ccomp")
            for grandchild in map(evidence.parsed.tokens.__getitem__, evidence.parsed.children(one.i))
        )
        evidence.ahead = evidence.ahead or ahead
        evidence.doubt("PR", head)
        if (lemma == "unlikely") != negated:
            evidence.negate(head)
    elif lemma in negators("en", "adjective"):
        evidence.negate(head)
    elif lemma in hedges("en", "adjective"):
        evidence.doubt(hedges("en", "adjective")[lemma], head)
    elif lemma in cues("en", "governor"):
        evidence.ahead = True
        evidence.note("future", head)
    _copula_above(evidence, head, lemma)
    return False


def _copula_above(evidence: Evidence, head: Token, lemma: str) -> None:
    verb = evidence.parsed.tokens[head.head]
    if verb.lemma.casefold() != "be":
        return
    for child in evidence.parsed.children(verb.i):
        below = evidence.parsed.tokens[child]
        if below.dep == "neg":
            reversed_ = table("reversed_when_negated.csv", "en", "word", "strength")
            if lemma in reversed_ and evidence.negative:
                evidence.negate(below)
                evidence.doubt(reversed_[lemma], head)
            elif lemma not in ("clear", "known", "certain", "sure"):
                evidence.negate(below)
            else:
                evidence.open_ = True
                evidence.note("left open", head)


def _verb(evidence: Evidence, head: Token, lemma: str, *, infinitive: bool, at_cue: bool) -> bool:
    """A governing verb: hedging, denying, planning, or transparent; saying verbs leave the content as it is."""
    parsed = evidence.parsed
    below = [parsed.tokens[child] for child in parsed.children(head.i)]
    negative = [one for one in below if one.dep == "neg"]
    passive = any(one.dep == "auxpass" for one in below) or (head.tag == "VBN" and head.dep in ("acl", "amod", "advcl"))
    if lemma == "rule" and any(one.dep == "prt" and one.text.casefold() == "out" for one in below):
        return _reversing(evidence, head, negative, "rule")
    if lemma in negators("en", "verb") or lemma in negators("en", "denial"):
        if negative and lemma in table("reversed_when_negated.csv", "en", "word", "strength"):
            return _reversing(evidence, head, negative, lemma)
        evidence.negate(head, "denied" if lemma in negators("en", "denial") else "negated")
        return infinitive and not at_cue
    if infinitive and any(one.text.casefold() in negators("en", "yet") for one in below):
        evidence.negate(head)
        return False
    if lemma in cues("en", "governor") and (
        infinitive or (passive and lemma in cues("en", "plan")) or lemma in cues("en", "plan")
    ):
        evidence.ahead = True
        evidence.note("future", head)
        if negative:
            evidence.negate(negative[0])
        return False
    if lemma in hedges("en", "raising") or (passive and lemma in hedges("en", "passive")):
        evidence.doubt(hedges("en", "raising").get(lemma) or hedges("en", "passive")[lemma], head)
        if negative:
            evidence.negate(negative[0])
        return False
    if lemma in hedges("en", "belief") and not passive:
        evidence.doubt(hedges("en", "belief")[lemma], head)
        if negative or lemma == "doubt":
            evidence.negate(negative[0] if negative else head)
        return False
    if negative and lemma in words.lemmas("withheld_when_negated.txt", "en"):
        evidence.withheld = True
        evidence.note("not confirmed", head)
        return False
    if negative and lemma in words.lemmas("doubtful_when_negated.txt", "en"):
        evidence.open_ = True
        evidence.note("left open", head)
        return False
    if lemma in words.lemmas("transparent_verbs.txt", "en") and (infinitive or head.dep != "ROOT"):
        own(evidence, head.i, direct=False)
        return not at_cue
    return infinitive and not at_cue


def _reversing(evidence: Evidence, head: Token, negative: list[Token], word: str) -> bool:
    if negative:
        evidence.doubt(table("reversed_when_negated.csv", "en", "word", "strength")[word], head)
    else:
        evidence.negate(head, "denied")
    return False


def _governing_verb(evidence: Evidence, head: Token, token: Token, *, at_cue: bool, first: bool) -> bool:
    """An event noun under a verb: "will launch an attack", "denied the attack", "repelled no attacks"."""
    if head.pos not in ("VERB", "AUX"):
        return False
    lemma = head.lemma.casefold()
    if at_cue or lemma in negators("en", "denial") | negators("en", "verb") or lemma in cues("en", "plan"):
        return _verb(evidence, head, lemma, infinitive=False, at_cue=at_cue) and not at_cue
    if lemma in hedges("en", "passive") and token.dep in ("oprd", "acomp", "attr"):
        return _verb(evidence, head, lemma, infinitive=False, at_cue=at_cue)
    if lemma in hedges("en", "belief") and token.dep == "dobj":
        evidence.doubt(hedges("en", "belief")[lemma], head)
        return False
    if first or token.dep in _BELOW_VERB:
        own(evidence, head.i, direct=False)
    return True


def _above_preposition(evidence: Evidence, token: Token, head: Token, *, at_cue: bool) -> bool:
    if token.text.casefold() in negators("en", "instead"):
        return False
    if head.pos in ("NOUN", "PROPN"):
        return _noun(evidence, head) if token.text.casefold() in ("of", "about", "for", "to", "against") else False
    if head.pos in ("VERB", "AUX", "ADJ"):
        return _governing_verb(evidence, head, token, at_cue=at_cue, first=False)
    return False
