"""Who stands at an attributing verb in English: its subject, inherited or passive, and the noun phrase's extent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from geo import words
from geo.attribution.cues import citing_at
from geo.language import Parsed, Sentence, Token

SUBJECTS = ("nsubj", "csubj")
PASSIVE = ("nsubjpass", "csubjpass")
_UP = ("conj", "xcomp", "advcl", "pcomp", "prep", "dep", "ccomp")
_RELATIVE = frozenset({"who", "that", "which", "whom"})
_QUOTED_AS = frozenset({"as"})
_OUTSIDE = ("relcl", "appos", "acl")
_DEEP = 6
_SEGMENT = 16
_SHORT = 6
_LOST = ("appos", "conj", "dep", "npadvmod", "nmod", "attr", "dobj", "oprd", "ROOT")


@dataclass(frozen=True, slots=True)
class Source:
    """tokens[first:last] are the words; `speaker` is the token to recognise them by.

    `passive` is True for a verb without a named agent; `own` when the subject stands at the verb itself; `via` is the
    token of who quotes ("Bloomberg quoted X as saying").
    """

    first: int
    last: int
    speaker: int
    own: bool = True
    passive: bool = False
    via: int | None = None


def of_verb(parsed: Parsed, verb: int, sentence: Sentence) -> Source | None:
    """The source of a verb; None when the sentence names nobody."""
    return _by_tree(parsed, verb, sentence) or _beside(parsed, verb, sentence)


def _beside(parsed: Parsed, verb: int, sentence: Sentence) -> Source | None:
    """The noun phrase right before a finite verb, past an aside, or right behind it, where the tree has no subject."""
    tokens = parsed.tokens
    if tokens[verb].tag not in ("VBD", "VBZ", "VBP"):
        return None
    k = verb - 1
    while k > sentence.first and (tokens[k].pos == "ADV" or tokens[k].text == ")"):
        k = _opened(tokens, k, sentence) - 1 if tokens[k].text == ")" else k - 1
    if k > sentence.first and tokens[k].text == "," and (aside := _aside(parsed, k, sentence)) is not None:
        k = aside - 1
    shouted = tokens[k].text.isupper() and len(tokens[k].text) > 1
    if k >= sentence.first and (tokens[k].pos in ("NOUN", "PROPN") or shouted):
        head = _noun_above(parsed, k, sentence)
        first = min([j for j in parsed.subtree(head) if sentence.first <= j <= head], default=head)
        return Source(first, k + 1, head)
    before = tokens[verb - 1].text if verb > sentence.first else ""
    if before not in (",", '"', "”", "—", "–") or verb + 1 >= sentence.last:
        return None
    last = next((j for j in range(verb + 1, sentence.last) if tokens[j].pos in ("PUNCT", "VERB", "AUX")), sentence.last)
    nouns = [j for j in range(verb + 1, last) if tokens[j].pos in ("NOUN", "PROPN")]
    if not nouns or tokens[verb + 1].pos not in ("DET", "NOUN", "PROPN", "ADJ", "NUM"):
        return None
    links = (j for j in range(verb + 1, last) if tokens[j].pos == "ADP")
    end = next(links, last)
    inside = [j for j in nouns if j < end] or nouns
    return Source(verb + 1, last, inside[-1])


def _opened(tokens: Sequence[Token], k: int, sentence: Sentence) -> int:
    return next((j for j in range(k, sentence.first, -1) if tokens[j].text == "("), k)


def _aside(parsed: Parsed, comma: int, sentence: Sentence) -> int | None:
    """The comma that opens ", citing two officials," before the comma that closes it."""
    tokens = parsed.tokens
    for k in range(comma - 1, max(sentence.first, comma - _SEGMENT), -1):
        if tokens[k].text == ",":
            plain = comma - k <= _SHORT and not any(t.pos in ("VERB", "AUX") for t in tokens[k:comma])
            return k if plain or citing_at(parsed, k + 1) is not None else None
    return None


def _noun_above(parsed: Parsed, k: int, sentence: Sentence) -> int:
    """The head of the phrase that ends at a noun: "master" of "the master of the carrier"."""
    tokens = parsed.tokens
    for _ in range(_DEEP):
        above = tokens[k].head
        if tokens[k].dep == "pobj" and tokens[above].pos == "ADP":
            above = tokens[above].head
        if not sentence.first <= above < k or tokens[above].pos not in ("NOUN", "PROPN"):
            break
        k = above
    return k


def _by_tree(parsed: Parsed, verb: int, sentence: Sentence) -> Source | None:
    tokens = parsed.tokens
    current, own = verb, True
    for _ in range(_DEEP):
        kids = parsed.children(current)
        labels = {tokens[k].dep: k for k in reversed(kids)}
        if quoted := _quoted_as(parsed, current, sentence):
            return quoted
        if agent := _agent(parsed, current, labels):
            return _source(parsed, agent, sentence, own=own)
        if any(label in labels for label in PASSIVE):
            undergoer = next(labels[label] for label in PASSIVE if label in labels)
            if current != verb and tokens[verb].tag == "VBG":
                return _source(parsed, undergoer, sentence, own=False)
            return Source(undergoer, undergoer, undergoer, own=own, passive=True)
        subject = next((labels[label] for label in SUBJECTS if label in labels), None)
        if subject is None and own:
            subject = _inverted(parsed, current, kids, sentence) or _apposed_before(parsed, current, sentence)
        if subject is not None and tokens[subject].pos in ("VERB", "AUX"):
            subject = _named_before(parsed, subject, current)
        if subject is not None and subject < sentence.first:
            # the parser took a dateline for the subject
            nouns = [k for k in range(sentence.first, current) if tokens[k].pos in ("NOUN", "PROPN")]
            top = [k for k in nouns if tokens[k].head < sentence.first or tokens[k].head == current]
            subject = next(iter(top), nouns[-1] if nouns else None)
        if subject is not None:
            return _with_name(parsed, _source(parsed, subject, sentence, own=own), current, sentence)
        token = tokens[current]
        if token.dep in ("acl", "relcl") and token.head != current:
            if tokens[verb].tag == "VBN" and current == verb:
                return None
            return _source(parsed, token.head, sentence, own=False)
        if token.dep not in _UP or token.head == current or not sentence.first <= token.head < sentence.last:
            return None
        current, own = token.head, False
    return None


def _with_name(parsed: Parsed, source: Source, verb: int, sentence: Sentence) -> Source:
    """As in "the state news agency NNA reported": kind and name both stand as subjects, and the name is who speaks."""
    tokens, name = parsed.tokens, source.speaker + 1
    if name >= sentence.last or tokens[name].pos != "PROPN" or tokens[name].head != verb:
        return source
    if tokens[name].dep == "nsubj":
        return replace(source, last=phrase(parsed, name, sentence)[1], speaker=name)
    return source


def titular(word: str) -> bool:
    """True for titles and roles that stand before a name ("Gen.", "spokesman")."""
    plain = word.casefold().rstrip(".")
    return plain in words.lemmas("titles.txt", "en") or plain in words.lemmas("roles.txt", "en")


def phrase(parsed: Parsed, head: int, sentence: Sentence) -> tuple[int, int]:
    """The noun phrase of a head as [first, last): all that hangs on it, without leading conjunctions and commas."""
    tokens = parsed.tokens
    # "In January the paper": what a preposition leads before the head belongs to the clause
    stray = {
        i
        for k in parsed.children(head)
        if k < head and tokens[k].dep in ("prep", "npadvmod")
        for i in parsed.subtree(k)
    }
    below = [i for i in parsed.subtree(head) if sentence.first <= i < sentence.last and i not in stray]
    first, last = _contiguous(below, head)
    while first < head and (
        tokens[first].pos in ("CCONJ", "PUNCT", "SCONJ", "SPACE") and tokens[first].text not in '“"«'
    ):
        first += 1
    while last - 1 > head and tokens[last - 1].pos in ("PUNCT", "CCONJ") and tokens[last - 1].text not in ')”"':
        last -= 1
    return first, last


def _source(parsed: Parsed, head: int, sentence: Sentence, *, own: bool) -> Source:
    tokens = parsed.tokens
    if tokens[head].lemma in _RELATIVE and tokens[tokens[head].head].dep == "relcl":
        return Source(head, head + 1, tokens[tokens[head].head].head, own=own)
    if tokens[head].text.lower() in ("who", "which") and head > sentence.first:
        before = next((i for i in range(head - 1, sentence.first - 1, -1) if tokens[i].pos in ("NOUN", "PROPN")), head)
        return Source(head, head + 1, _top(parsed, before), own=own)
    first, last = phrase(parsed, head, sentence)
    whose = any(tokens[k].tag == "WP$" for k in parsed.children(head))
    verb = tokens[head].head
    if whose and tokens[verb].dep == "relcl":
        # "the RSF, whose media office said"
        return Source(first, last, tokens[verb].head, own=own)
    return Source(first, last, head, own=own)


def _top(parsed: Parsed, i: int) -> int:
    tokens = parsed.tokens
    while tokens[i].dep in ("compound", "pobj", "prep", "appos", "conj", "poss") and tokens[i].head < i:
        i = tokens[i].head
    return i


def _agent(parsed: Parsed, verb: int, labels: dict[str, int]) -> int | None:
    """The noun after "by" of a passive."""
    by = labels.get("agent")
    if by is None:
        return None
    return next((k for k in parsed.children(by) if parsed.tokens[k].dep == "pobj"), None)


def _quoted_as(parsed: Parsed, verb: int, sentence: Sentence) -> Source | None:
    """As in "Quoted X as saying", "X was quoted by Y as saying": the source is who was quoted."""
    tokens = parsed.tokens
    token = tokens[verb]
    link = token.head
    if token.dep != "pcomp" or tokens[link].lemma not in _QUOTED_AS or tokens[link].head == link:
        return None
    quoting = tokens[link].head
    labels = {tokens[k].dep: k for k in parsed.children(quoting)}
    spoken = labels.get("dobj", labels.get("nsubjpass"))
    if spoken is None:
        return None
    first, last = phrase(parsed, spoken, sentence)
    via = labels.get("nsubj") if "dobj" in labels else _agent(parsed, quoting, labels)
    if via is not None:
        via = _source(parsed, via, sentence, own=False).speaker
    return Source(first, last, spoken, via=via)


def saying_of(parsed: Parsed, verb: int) -> int | None:
    """The token "saying" in "quoted X as saying", for the verb "quoted"; None elsewhere."""
    for k in parsed.children(verb):
        if k > verb and parsed.tokens[k].dep == "prep" and parsed.tokens[k].lemma in _QUOTED_AS:
            return next((j for j in parsed.children(k) if parsed.tokens[j].dep == "pcomp"), None)
    return None


def _named_before(parsed: Parsed, mistaken: int, verb: int) -> int | None:
    """The noun before a verb whose subject the parser took the content's verb for ("7,000 remain, the mayor said")."""
    tokens = parsed.tokens
    apposed = [
        k
        for k in parsed.children(mistaken)
        if tokens[k].dep in ("appos", "conj", "dep", "attr", "dobj") and k > mistaken
    ]
    named = [
        k for k in apposed if tokens[k].pos in ("NOUN", "PROPN", "PRON") and k < verb and tokens[k - 1].text != "of"
    ]
    return named[-1] if named else None


def _apposed_before(parsed: Parsed, verb: int, sentence: Sentence) -> int | None:
    """The name between commas before a verb without a subject ("… 12 bodies, the mayor, Ana Torres, said")."""
    tokens = parsed.tokens
    comma = next(
        (i for i in range(verb - 1, max(sentence.first, verb - _SEGMENT) - 1, -1) if tokens[i].text == ","), None
    )
    if comma is not None and comma > sentence.first + 1 and comma < verb - 1:
        # "…, a police report seen by Reuters says": what hangs on nothing in its own segment
        heads = [i for i in range(comma + 1, verb) if not comma < tokens[i].head < verb and tokens[i].pos != "PUNCT"]
        nouns = [i for i in heads if tokens[i].pos in ("NOUN", "PROPN") and tokens[i].dep in _LOST]
        if len(heads) == 1 and nouns:
            return nouns[0]
    k = verb - 1 - (verb - 1 > sentence.first and tokens[verb - 1].text == ",")
    if k <= sentence.first or tokens[k].dep != "appos" or tokens[k].pos not in ("NOUN", "PROPN"):
        return None
    while tokens[tokens[k].head].dep == "appos" and tokens[tokens[k].head].head != tokens[k].head:
        k = tokens[k].head
    return k if tokens[k].head < k else None


def _inverted(parsed: Parsed, verb: int, kids: tuple[int, ...], sentence: Sentence) -> int | None:
    """The subject behind the verb ("…", said Zelensky), which the parser may take for an object."""
    tokens = parsed.tokens
    if tokens[verb].tag not in ("VBD", "VBZ", "VBP"):
        return None
    before = verb - 1
    if before >= sentence.first and tokens[before].text not in (",", '"', "”", "»", "“", "’", "'", "—", "–", "-"):
        return None
    for k in kids:
        if (
            k > verb
            and tokens[k].dep in ("dobj", "attr", "oprd", "npadvmod", "dep")
            and tokens[k].pos in ("PROPN", "NOUN", "PRON")
        ):
            return k
    return None


def _contiguous(below: list[int], head: int) -> tuple[int, int]:
    """The run of indices around the head without gaps."""
    have = set(below)
    first = last = head
    while first - 1 in have:
        first -= 1
    while last + 1 in have:
        last += 1
    return first, last + 1
