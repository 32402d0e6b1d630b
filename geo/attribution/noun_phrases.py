"""The parts of an English noun phrase: its core without clauses, the person's name in it, the titles before a name."""

from __future__ import annotations

from geo.attribution.sources import titular
from geo.language import Parsed

_LINKS = frozenset({"of", "for", "from", "in", "at", "with", "to", "on", "within", "inside", "near", "against"})


def core(parsed: Parsed, head: int) -> tuple[int, int]:
    """The noun phrase of a head without clauses and appositions: determiners to head, then "of …", "for …" phrases."""
    tokens = parsed.tokens
    sentence = parsed.sentences[tokens[head].sentence]
    first = head
    for k in parsed.children(head):
        if k < head and tokens[k].dep in (
            "det",
            "amod",
            "compound",
            "nummod",
            "poss",
            "nmod",
            "predet",
            "quantmod",
            "advmod",
        ):
            first = min(first, *parsed.subtree(k))
    first = max(first, sentence.first)
    last = head + 1
    for k in parsed.children(head):
        if (
            k == last
            and tokens[k].dep in ("prep", "amod", "advmod")
            and (tokens[k].text.lower() in _LINKS or tokens[k].text.lower() == "close")
        ):
            below = [j for j in parsed.subtree(k) if j < sentence.last]
            last = _until_clause(parsed, below, k)
    while first < head and tokens[first].pos == "PUNCT":
        first += 1
    return first, last


def _until_clause(parsed: Parsed, below: list[int], start: int) -> int:
    """The end of a prepositional phrase, before a comma, a clause or a participle."""
    last = start
    for j in below:
        token = parsed.tokens[j]
        if j != last or token.text in (",", "(", ")", "—", "–", ";", ":") or token.dep in ("relcl", "acl", "mark"):
            break
        if token.tag in ("VBG", "VBN", "VBD", "VBZ", "WP", "WDT") and token.dep not in ("amod", "compound"):
            break
        last = j + 1
    return max(last, start)


def person_at(parsed: Parsed, head: int, *, trusted: bool = False) -> tuple[int, int] | None:
    """The tokens of a person's name that ends at `head`, without titles and roles; None where it is no person's.

    `trusted` is True beside a role ("the mayor, Ana Torres"), where no entity label is asked for.
    """
    tokens = parsed.tokens
    if (
        tokens[head].pos != "PROPN"
        or not tokens[head].text[:1].isupper()
        or tokens[head].ent in ("GPE", "LOC", "NORP", "DATE", "FAC")
    ):
        return None
    labelled = tokens[head].ent == "PERSON"
    first = head
    while (
        first > 0 and tokens[first - 1].pos in ("PROPN", "PUNCT") and tokens[first - 1].end >= tokens[first].start - 1
    ):
        before = tokens[first - 1]
        if before.pos == "PUNCT" and before.text not in ("-", "."):
            break
        if (
            before.sentence != tokens[head].sentence
            or titular(before.text)
            or before.ent in ({"GPE", "NORP", "ORG"} - {tokens[head].ent})
        ):
            break
        if labelled and before.ent not in ("PERSON", ""):
            break
        first -= 1
    titled = first > 0 and titular(tokens[first - 1].text)
    if not (labelled or titled or trusted) or titular(tokens[head].text):
        return None
    return first, head + 1


def title(parsed: Parsed, first: int, last: int) -> frozenset[str]:
    """The nouns that stand before a name in its phrase: "Defence Minister" → defence, minister."""
    tokens = parsed.tokens[first:last]
    return frozenset(t.lemma.casefold() for t in tokens if t.pos in ("NOUN", "PROPN") and t.text.isalpha())
