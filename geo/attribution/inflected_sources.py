"""Who stands at an attributing verb in Russian and Ukrainian: nominative subjects, "в Минобороны", noun phrases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geo import words
from geo.attribution.quotes import Quote
from geo.attribution.quotes import at as quote_at
from geo.language import Parsed, Sentence, Token

BREAKS = frozenset({",", "–", "—", "-", ":", ";", "(", ")", "«", "»", '"', "“", "”", "„"})
_NOMINAL = ("NOUN", "PROPN", "PRON")
_IN = frozenset({"в", "во", "у"})
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Setting:
    """A sentence with the quotations around it; `outlets` are the tokens of outlets' names."""

    parsed: Parsed
    sentence: Sentence
    quotes: Sequence[Quote]
    outlets: frozenset[int] = frozenset()
    """With the quotation marks right around them."""

    def breaks(self, i: int) -> bool:
        """True for punctuation that ends a clause; marks around an outlet's name end none."""
        return self.parsed.tokens[i].text in BREAKS and i not in self.outlets

    def quoted(self, i: int) -> bool:
        """True for a token between quotation marks."""
        return quote_at(self.quotes, self.parsed.tokens[i].start) is not None


def clause_of(setting: Setting, i: int) -> Range:
    """The tokens around a verb up to commas, dashes, colons and quotation marks."""
    tokens, sentence = setting.parsed.tokens, setting.sentence
    first = i
    while first > sentence.first and not setting.breaks(first - 1):
        first -= 1
    last = i + 1
    while (
        last < sentence.last
        and not setting.breaks(last)
        and (tokens[last].text not in ".!?" or last + 1 < sentence.last)
    ):
        last += 1
    return first, last


def subject(setting: Setting, i: int, first: int, last: int) -> tuple[int, Range] | None:
    """The head and extent of who says: nominative beside the verb, or the body in "в Минобороны заявили"."""
    tokens, sentence = setting.parsed.tokens, setting.sentence
    inverted = first > sentence.first and tokens[first - 1].text in BREAKS
    fits = [k for k in range(first, last) if k != i and _nominative(tokens[k]) and _agrees(tokens[k], tokens[i])]
    fits = [k for k in fits if k not in setting.outlets] or fits
    after, before = [k for k in fits if k > i], [k for k in fits if k < i]
    order = [*after, *reversed(before)] if inverted else [*reversed(before), *after]
    plural = "Number=Plur" in tokens[i].morph and not any("Number=Plur" in tokens[k].morph for k in fits)
    if plural and (found := body(setting, i, first, last)):
        return found
    if not order and not inverted:
        earlier = [k for k in range(sentence.first, first) if _nominative(tokens[k]) and not setting.quoted(k)]
        order = [k for k in earlier if _agrees(tokens[k], tokens[i])][:1]
    if not order:
        return body(setting, i, first, last)
    head = order[0]
    if not inverted and head < i:
        # a name in apposition stands between its role and the verb: "глава района Иван Петров сообщил"
        head = min(k for k in order if k < i)
    return noun_phrase(setting, _left(tokens, head, sentence), oblique=False)


def _agrees(noun: Token, verb: Token) -> bool:
    """Number agrees where both show it; numerals go with either."""
    if noun.pos == "NUM":
        return True
    if "Gender=" in verb.morph and "Number=Plur" in noun.morph:
        return False
    if "Gender=Neut" in verb.morph and "Gender=" in noun.morph and noun.pos == "NOUN":
        return "Gender=Neut" in noun.morph
    if "Number" not in verb.morph or "Number" not in noun.morph:
        return True
    return ("Number=Plur" in noun.morph) == ("Number=Plur" in verb.morph)


def _nominative(token: Token) -> bool:
    if token.pos == "NUM":
        return token.text.isalpha() and "Case=Nom" in token.morph
    if token.pos not in _NOMINAL:
        return False
    return "Case=Nom" in token.morph or (token.pos == "PROPN" and "Case" not in token.morph)


def _left(tokens: Sequence[Token], head: int, sentence: Sentence) -> int:
    """Back over the adjectives and numerals before a head."""
    while head > sentence.first and tokens[head - 1].pos in ("ADJ", "NUM") and tokens[head - 1].text not in BREAKS:
        head -= 1
    return head


def body(setting: Setting, i: int, first: int, last: int) -> tuple[int, Range] | None:
    """As in "в Минобороны заявили": the noun phrase behind "в" in a clause."""
    tokens = setting.parsed.tokens
    for k in (*range(i + 1, last), *range(first, i)):
        if tokens[k].text.casefold() in _IN and k + 1 < last and tokens[k + 1].pos in ("NOUN", "PROPN", "ADJ", "X"):
            return noun_phrase(setting, k + 1, oblique=True)
    return None


def noun_phrase(setting: Setting, start: int, *, oblique: bool) -> tuple[int, Range] | None:
    """Head and extent of the noun phrase that begins at a token: adjectives, head, genitives, names, a quoted name."""
    tokens, sentence = setting.parsed.tokens, setting.sentence
    k, head = start, None
    while k < sentence.last:
        token = tokens[k]
        if token.pos == "PUNCT" and k in setting.outlets and head is None:
            k += 1
            continue
        if token.text in ("«", '"', "“", "„") and head is not None:
            quote = quote_at(setting.quotes, token.start)
            if quote is None or quote.end - quote.start > 60:
                break
            while k < sentence.last and tokens[k].start < quote.end:
                k += 1
            continue
        if token.pos not in (*_NOMINAL, "ADJ", "NUM", "X") or token.text in BREAKS:
            if token.text == "-" and k + 1 < sentence.last:
                k += 1
                continue
            pair = " ".join(t.text.casefold() for t in tokens[k : k + 2])
            if head is not None and pair in words.lemmas("name_links.txt", setting.parsed.language):
                k += 2
                continue
            break
        if token.pos == "PRON" and head is not None:
            break
        if token.pos in (*_NOMINAL, "X"):
            if head is not None and not _belongs(token, oblique=oblique):
                break
            head = k if head is None else head
        k += 1
    if head is None:
        return None
    return head, (start, k)


def _belongs(token: Token, *, oblique: bool) -> bool:
    """True for what may follow a head inside its phrase: genitives and names."""
    return "Case=Gen" in token.morph or token.text[:1].isupper() or (oblique and "NameType" in token.morph)
