"""Who says what, in Russian and Ukrainian: by cue words, case, commas and quotation marks (there is no parser).

A cue verb takes its subject in the nominative, or "в/у" with the name of a body ("в Минобороны заявили"). What it
says stands behind "что"/"що" or a colon, before it (", сообщил X"), or in the sentences before ("Об этом сообщил X").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from geo import words
from geo.language import Parsed, Sentence, Token
from geo.model import Party, Span
from geo.parties import Cast
from geo.quotes import Quote
from geo.quotes import at as quote_at
from geo.sentences import paragraphs
from geo.speech import Utterance

_BREAKS = frozenset({",", "–", "—", "-", ":", ";", "(", ")", "«", "»", '"', "“", "”", "„"})
_QUOTE_MARKS = frozenset({"«", "»", '"', "“", "”", "„"})
_NOMINAL = ("NOUN", "PROPN", "PRON")
_IN = frozenset({"в", "во", "у"})
_ABOUT = frozenset({"о", "об", "обо", "про"})
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Setting:
    parsed: Parsed
    sentence: Sentence
    quotes: Sequence[Quote]
    outlets: frozenset[int] = frozenset()

    def quoted(self, i: int) -> bool:
        return quote_at(self.quotes, self.parsed.tokens[i].start) is not None


def find(parsed: Parsed, quotes: Sequence[Quote], cast: Cast) -> tuple[Utterance, ...]:
    """Every attribution of a Russian or Ukrainian text, in text order; other languages have none."""
    if parsed.language not in ("ru", "uk"):
        return ()
    starts = {start for start, _ in paragraphs(parsed.text)}
    found: list[Utterance] = []
    outlets = frozenset(i for m in cast.known if m.known.kind == "outlet" for i in range(m.first, m.last))
    for sentence in parsed.sentences:
        setting = _Setting(parsed, sentence, quotes, outlets)
        here: list[Utterance] = []
        for i in range(sentence.first, sentence.last):
            utterance = _phrase(setting, i) or _verb(setting, i) or _colon(setting, i, cast, starts)
            if utterance and not any(utterance.cue == other.cue for other in here):
                here.append(utterance)
        found += here
    return tuple(found)


@cache
def _cues(language: str) -> dict[str, tuple[str, str]]:
    return {row["lemma"]: (row["class"], row["takes"]) for row in words.rows("cues.csv", language)}


@cache
def _phrases(language: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    rows = ((tuple(row["phrase"].split()), row["kind"]) for row in words.rows("cue_phrases.csv", language))
    return tuple(sorted(rows, key=lambda row: -len(row[0])))


# ------------------------------------------------------------------------------------------------ phrases


def _phrase(setting: _Setting, i: int) -> Utterance | None:
    """"По словам X, …", "за даними X"; "якобы"."""
    tokens, sentence = setting.parsed.tokens, setting.sentence
    for phrase, kind in _phrases(setting.parsed.language):
        last = i + len(phrase)
        there = tokens[i:last]
        owner = None
        if last + 1 <= sentence.last and len(phrase) == 2 and _possessive(tokens[i + 1], setting.parsed.language):
            # "по его словам": the pronoun stands inside the phrase
            there, owner, last = (tokens[i], *tokens[i + 2 : i + 3]), i + 1, i + 3
        if last > sentence.last or tuple(_lemma(t) for t in there) != phrase:
            continue
        if kind == "relay":
            return None
        if kind == "hearsay":
            return _build(setting, (i, last), None, None, [_whole(setting, i)], kind="hearsay")
        if owner is not None:
            return _build(setting, (i, last), owner, (owner, owner + 1), _around(setting, i, last))
        source = _noun_phrase(setting, last, oblique=True)
        if source is None:
            return None
        return _build(setting, (i, last), source[0], source[1], _around(setting, i, source[1][1]))
    return None


def _lemma(token: Token) -> str:
    return token.lemma if token.pos != "ADP" else token.text.casefold()


def cited(parsed: Parsed, utterance: Utterance, cast: Cast) -> Party | None:
    """"ТАСС со ссылкой на ведомство пишет": the party behind the one who speaks."""
    sentence, tokens = parsed.sentences[utterance.sentence], parsed.tokens
    setting = _Setting(parsed, sentence, ())
    for i in range(sentence.first, sentence.last):
        for phrase, kind in _phrases(parsed.language):
            last = i + len(phrase)
            if kind != "relay" or last >= sentence.last or tuple(_lemma(t) for t in tokens[i:last]) != phrase:
                continue
            source = _noun_phrase(setting, last, oblique=True)
            if source is not None:
                return cast.party(source[0], parsed.span(*source[1]))
    return None


def _possessive(token: Token, language: str) -> bool:
    return any(token.text.casefold() == row["word"] for row in words.rows("pronouns.csv", language))


def _around(setting: _Setting, first: int, last: int) -> list[Range]:
    """Content of a phrase: what follows it, else what precedes it in the sentence."""
    tokens, sentence = setting.parsed.tokens, setting.sentence
    after = _trim(tokens, last, sentence.last)
    before = _trim(tokens, sentence.first, first)
    opening = before is None or before[1] - before[0] <= 2 or not _has_verb(tokens, before)
    if opening:
        return [after] if after else []
    if after and tokens[last].text == "," and _has_verb(tokens, after) and before:
        return [before, after]
    return [before] if before else []


# ------------------------------------------------------------------------------------------------ verbs


def _verb(setting: _Setting, i: int) -> Utterance | None:
    parsed, sentence = setting.parsed, setting.sentence
    tokens = parsed.tokens
    token = tokens[i]
    cue = _cues(parsed.language).get(token.lemma)
    if cue is None or token.pos != "VERB" or _negated(tokens, i) or "VerbForm=Inf" in token.morph:
        return None
    inside = quote_at(setting.quotes, token.start)
    first, last = _clause(setting, i)
    source = None if _reflexive(token) else _subject(setting, i, first, last)
    content, backward = _content(setting, i, (first, last), source, cue[1])
    if not content and not backward:
        return None
    if inside and content and not all(inside.start <= tokens[a].start < inside.end for a, _ in content):
        return None
    speaker, box = source if source else (None, None)
    built = _build(setting, (i, i + 1), speaker, box, content, kind=cue[0])
    if backward:
        span = _above(parsed, sentence)
        built = _with(built, span) if span else built
    return built if built.content else None


def _reflexive(token: Token) -> bool:
    return token.text.casefold().endswith(("ся", "сь")) and token.lemma.endswith(("ся", "сь"))


def _negated(tokens: Sequence[Token], i: int) -> bool:
    return i > 0 and tokens[i - 1].text.casefold() in ("не", "ні")


def _clause(setting: _Setting, i: int) -> Range:
    """The tokens around a verb up to commas, dashes, colons and quotation marks."""
    tokens, sentence = setting.parsed.tokens, setting.sentence
    first = i
    while first > sentence.first and tokens[first - 1].text not in _BREAKS:
        first -= 1
    last = i + 1
    while last < sentence.last and tokens[last].text not in _BREAKS and tokens[last].text not in ".!?":
        last += 1
    return first, last


def _content(
    setting: _Setting, i: int, clause: Range, source: tuple[int, Range] | None, takes: str
) -> tuple[list[Range], bool]:
    """What the verb says, and whether it points back ("Об этом сообщил …")."""
    tokens, sentence = setting.parsed.tokens, setting.sentence
    first, last = clause
    spelled = " ".join(t.text.casefold() for t in tokens[first:last])
    if any(spelled.startswith(back + " ") for back in words.lines("backward.txt", setting.parsed.language)):
        return [], True
    if (start := _that(setting, i)) is not None:
        end = _trim(tokens, start, sentence.last)
        return ([end] if end else []), False
    if last < sentence.last and tokens[last].text == ":":
        after = _trim(tokens, last + 1, sentence.last)
        return ([after] if after else []), False
    before = _trim(tokens, sentence.first, first)
    inverted = first > sentence.first and tokens[first - 1].text in _BREAKS
    if inverted and before and (_has_verb(tokens, before) or before[1] - before[0] >= 3):
        after = _trim(tokens, last, sentence.last) if last < sentence.last and tokens[last].text in (",", "–", "—") else None
        split = after is not None and tokens[after[0]].text in _QUOTE_MARKS
        return [before, *([after] if after and split else [])], False
    if last < sentence.last and tokens[last].text in _QUOTE_MARKS:
        after = _trim(tokens, last, sentence.last)
        return ([after] if after else []), False
    return _object(setting, i, clause, source, takes), False


def _object(
    setting: _Setting, i: int, clause: Range, source: tuple[int, Range] | None, takes: str
) -> list[Range]:
    """"Сообщил об ударе …", "подтвердили гибель …": the rest of the sentence behind the verb and its source."""
    tokens, sentence = setting.parsed.tokens, setting.sentence
    start = i + 1
    if source and source[1][0] >= start:
        start = source[1][1]
    for k in range(start, min(start + 4, clause[1])):
        about = "about" in takes and tokens[k].text.casefold() in _ABOUT
        direct = "noun" in takes and tokens[k].pos in ("NOUN", "PROPN", "ADJ", "NUM")
        if about or direct:
            end = _trim(tokens, k, sentence.last)
            return [end] if end else []
    return []


def _that(setting: _Setting, i: int) -> int | None:
    """Where ", что …" begins close behind a verb."""
    tokens, sentence = setting.parsed.tokens, setting.sentence
    marks = words.lemmas("complementizers.txt", setting.parsed.language)
    for k in range(i + 1, min(i + 22, sentence.last)):
        if tokens[k].text.casefold() in marks and tokens[k - 1].text in (",", "—", "–"):
            return k
        if tokens[k].text in (":", ";") or tokens[k].text in _QUOTE_MARKS:
            return None
        if tokens[k].pos == "VERB" and tokens[k].lemma not in _cues(setting.parsed.language):
            return None
    return None


def _above(parsed: Parsed, sentence: Sentence) -> Span | None:
    """What "this" points back to: the sentences before in the paragraph, else the paragraph above."""
    own: tuple[int, int] | None = None
    above: tuple[int, int] | None = None
    for start, end in paragraphs(parsed.text):
        if start <= sentence.start < end:
            own = (start, end)
            break
        above = (start, end)
    if own and parsed.text[own[0] : sentence.start].strip():
        text = parsed.text[own[0] : sentence.start].rstrip()
        return Span(own[0], own[0] + len(text), text)
    if above:
        return Span(above[0], above[1], parsed.text[above[0] : above[1]])
    return None


# ------------------------------------------------------------------------------------------------ sources


def _subject(setting: _Setting, i: int, first: int, last: int) -> tuple[int, Range] | None:
    """The head and extent of who says: nominative beside the verb, or the body in "в Минобороны заявили"."""
    tokens, sentence = setting.parsed.tokens, setting.sentence
    inverted = first > sentence.first and tokens[first - 1].text in _BREAKS
    fits = [k for k in range(first, last) if k != i and _nominative(tokens[k]) and _agrees(tokens[k], tokens[i])]
    fits = [k for k in fits if k not in setting.outlets] or fits
    after, before = [k for k in fits if k > i], [k for k in fits if k < i]
    order = [*after, *reversed(before)] if inverted else [*reversed(before), *after]
    if "Number=Plur" in tokens[i].morph and not any("Number=Plur" in tokens[k].morph for k in fits):
        if body := _body(setting, i, first, last):
            return body
    if not order and not inverted:
        earlier = [k for k in range(sentence.first, first) if _nominative(tokens[k]) and not setting.quoted(k)]
        order = [k for k in earlier if _agrees(tokens[k], tokens[i])][:1]
    if not order:
        return _body(setting, i, first, last)
    head = order[0]
    if not inverted and head < i:
        # a name in apposition stands between its role and the verb: "глава района Иван Петров сообщил"
        head = min(k for k in order if k < i)
    return _noun_phrase(setting, _left(tokens, head, sentence), oblique=False)


def _agrees(noun: Token, verb: Token) -> bool:
    """Number agrees where both show it; numerals go with either."""
    if noun.pos == "NUM" or "Number" not in verb.morph or "Number" not in noun.morph:
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
    while head > sentence.first and tokens[head - 1].pos in ("ADJ", "NUM") and tokens[head - 1].text not in _BREAKS:
        head -= 1
    return head


def _body(setting: _Setting, i: int, first: int, last: int) -> tuple[int, Range] | None:
    tokens = setting.parsed.tokens
    for k in (*range(i + 1, last), *range(first, i)):
        if tokens[k].text.casefold() in _IN and k + 1 < last and tokens[k + 1].pos in ("NOUN", "PROPN", "ADJ", "X"):
            return _noun_phrase(setting, k + 1, oblique=True)
    return None


def _noun_phrase(setting: _Setting, start: int, *, oblique: bool) -> tuple[int, Range] | None:
    """Head and extent of the noun phrase that begins at a token: adjectives, head, genitives, names, a quoted name."""
    tokens, sentence = setting.parsed.tokens, setting.sentence
    k, head = start, None
    while k < sentence.last:
        token = tokens[k]
        if token.text in ("«", '"', "“", "„") and head is not None:
            quote = quote_at(setting.quotes, token.start)
            if quote is None or quote.end - quote.start > 60:
                break
            while k < sentence.last and tokens[k].start < quote.end:
                k += 1
            continue
        if token.pos not in (*_NOMINAL, "ADJ", "NUM", "X") or token.text in _BREAKS:
            if token.text == "-" and k + 1 < sentence.last:
                k += 1
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


def _colon(setting: _Setting, i: int, cast: Cast, starts: set[int]) -> Utterance | None:
    """"DeepState: окупанти …": a known name that opens a paragraph, and a colon."""
    tokens, sentence = setting.parsed.tokens, setting.sentence
    if tokens[i].text != ":" or not 1 <= i - sentence.first <= 6 or sentence.start not in starts:
        return None
    known = cast.known_in(sentence.start, tokens[i].start)
    content = _trim(tokens, i + 1, sentence.last)
    if not known or content is None or known[-1].last != i:
        return None
    return _build(setting, (i, i + 1), known[-1].first, (sentence.first, i), [content])


# ------------------------------------------------------------------------------------------------ spans


def _build(
    setting: _Setting,
    cue: Range,
    speaker: int | None,
    source: Range | None,
    content: Sequence[Range],
    *,
    kind: str = "speech",
) -> Utterance:
    parsed = setting.parsed
    return Utterance(
        cue=parsed.span(*cue),
        lemma=parsed.tokens[cue[0]].lemma,
        kind=kind,
        source=parsed.span(*source) if source else None,
        speaker=speaker,
        content=tuple(_widened(setting, parsed.span(a, b)) for a, b in content),
        sentence=setting.sentence.index,
        verb=cue[0],
        told=_outlet_told(setting, cue, source),
        hearsay=speaker is None,
    )


def _with(utterance: Utterance, span: Span) -> Utterance:
    return replace(utterance, content=(span,))


def _outlet_told(setting: _Setting, cue: Range, source: Range | None) -> int | None:
    """"Сказал он ТАСС", "в интервью Reuters": a Latin or capital name behind the verb that is not its subject."""
    tokens = setting.parsed.tokens
    _, last = _clause(setting, cue[0])
    for k in range(cue[1], last):
        if source and source[0] <= k < source[1]:
            continue
        if tokens[k].pos == "PROPN":
            return k
    return None


def _widened(setting: _Setting, span: Span) -> Span:
    """To the whole of a quotation that the span begins or ends in."""
    start, end = span.start, span.end
    opened, closing = quote_at(setting.quotes, start), quote_at(setting.quotes, end - 1)
    start = min(start, opened.start) if opened else start
    end = max(end, closing.end) if closing else end
    return Span(start, end, setting.parsed.text[start:end])


def _whole(setting: _Setting, i: int) -> Range:
    return _clause(setting, i)


def _trim(tokens: Sequence[Token], first: int, last: int) -> Range | None:
    strip = {",", "–", "—", "-", ":", ";", "."}
    while first < last and tokens[first].text in strip:
        first += 1
    while last > first and tokens[last - 1].text in strip:
        last -= 1
    return (first, last) if last - first >= 2 else None


def _has_verb(tokens: Sequence[Token], span: Range) -> bool:
    return any(t.pos == "VERB" for t in tokens[span[0] : span[1]]) or any(
        t.text in _QUOTE_MARKS for t in tokens[span[0] : span[1]]
    )
