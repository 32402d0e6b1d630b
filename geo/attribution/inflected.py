"""Who says what, in Russian and Ukrainian: by cue words, case, commas and quotation marks (there is no parser).

A cue verb takes its subject in the nominative, or "в/у" with the name of a body ("в Минобороны заявили"). What it
says stands behind "что"/"що" or a colon, before it (", сообщил X"), or in the sentences before ("Об этом сообщил X").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache

from geo import words
from geo.attribution.cues import Utterance
from geo.attribution.inflected_sources import BREAKS, Range, Setting, clause_of, noun_phrase, subject
from geo.attribution.parties import Cast
from geo.attribution.quotes import Quote
from geo.attribution.quotes import at as quote_at
from geo.language import Parsed, Sentence, Token
from geo.language.sentences import paragraphs
from geo.model import Party, Span

_QUOTE_MARKS = frozenset({"«", "»", '"', "“", "”", "„"})
_ABOUT = frozenset({"о", "об", "обо", "про"})


def find(parsed: Parsed, quotes: Sequence[Quote], cast: Cast) -> tuple[Utterance, ...]:
    """Every attribution of a Russian or Ukrainian text, in text order; other languages have none."""
    if parsed.language not in ("ru", "uk"):
        return ()
    starts = {start for start, _ in paragraphs(parsed.text)}
    found: list[Utterance] = []
    outlets = frozenset(i for m in cast.known if m.known.kind == "outlet" for i in range(m.first, m.last))
    for sentence in parsed.sentences:
        setting = Setting(parsed, sentence, quotes, outlets)
        here: list[Utterance] = []
        for i in range(sentence.first, sentence.last):
            utterance = _phrase(setting, i) or _verb(setting, i) or _colon(setting, i, cast, starts)
            if utterance and not any(utterance.cue == other.cue for other in here):
                here.append(utterance)
        found += here
    return tuple(found)


@lru_cache(maxsize=4)
def _paragraphs(text: str) -> tuple[tuple[int, int], ...]:
    return paragraphs(text)


@cache
def _cues(language: str) -> dict[str, tuple[str, str]]:
    return {row["lemma"]: (row["class"], row["takes"]) for row in words.rows("cues.csv", language)}


@cache
def _phrases(language: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    rows = ((tuple(row["phrase"].split()), row["kind"]) for row in words.rows("cue_phrases.csv", language))
    return tuple(sorted(rows, key=lambda row: -len(row[0])))


# ------------------------------------------------------------------------------------------------ phrases


def _phrase(setting: Setting, i: int) -> Utterance | None:
    """As in "По словам X, …", "за даними X"; "якобы"."""
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
        source = noun_phrase(setting, last, oblique=True)
        if source is None:
            return None
        return _build(setting, (i, last), source[0], source[1], _around(setting, i, source[1][1]))
    return None


def _lemma(token: Token) -> str:
    return token.lemma if token.pos != "ADP" else token.text.casefold()


def cited(parsed: Parsed, utterance: Utterance, cast: Cast) -> Party | None:
    """As in "ТАСС со ссылкой на ведомство пишет": the party behind the one who speaks."""
    sentence, tokens = parsed.sentences[utterance.sentence], parsed.tokens
    setting = Setting(parsed, sentence, ())
    for i in range(sentence.first, sentence.last):
        for phrase, kind in _phrases(parsed.language):
            last = i + len(phrase)
            if kind != "relay" or last >= sentence.last or tuple(_lemma(t) for t in tokens[i:last]) != phrase:
                continue
            source = noun_phrase(setting, last, oblique=True)
            if source is not None:
                return cast.party(source[0], parsed.span(*source[1]))
    return None


def _possessive(token: Token, language: str) -> bool:
    return any(token.text.casefold() == row["word"] for row in words.rows("pronouns.csv", language))


def _around(setting: Setting, first: int, last: int) -> list[Range]:
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


def _verb(setting: Setting, i: int) -> Utterance | None:
    parsed, sentence = setting.parsed, setting.sentence
    tokens = parsed.tokens
    token = tokens[i]
    cue = _cues(parsed.language).get(token.lemma)
    if cue is None or token.pos != "VERB" or _negated(tokens, i) or "VerbForm=Inf" in token.morph:
        return None
    inside = quote_at(setting.quotes, token.start)
    first, last = clause_of(setting, i)
    source = None if _reflexive(token) else subject(setting, i, first, last)
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


def _content(
    setting: Setting, i: int, clause: Range, source: tuple[int, Range] | None, takes: str
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
    inverted = first > sentence.first and tokens[first - 1].text in BREAKS
    if inverted and before and (_has_verb(tokens, before) or before[1] - before[0] >= 3):
        after = (
            _trim(tokens, last, sentence.last)
            if last < sentence.last and tokens[last].text in (",", "–", "—")
            else None
        )
        split = after is not None and tokens[after[0]].text in _QUOTE_MARKS
        return [before, *([after] if after and split else [])], False
    if last < sentence.last and tokens[last].text in _QUOTE_MARKS:
        after = _trim(tokens, last, sentence.last)
        return ([after] if after else []), False
    return _object(setting, i, clause, source, takes), False


def _object(setting: Setting, i: int, clause: Range, source: tuple[int, Range] | None, takes: str) -> list[Range]:
    """As in "Сообщил об ударе …", "подтвердили гибель …": the rest of the sentence behind the verb and its source."""
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


def _that(setting: Setting, i: int) -> int | None:
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
    for start, end in _paragraphs(parsed.text):
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


def _colon(setting: Setting, i: int, cast: Cast, starts: set[int]) -> Utterance | None:
    """As in "DeepState: окупанти …": a known name that opens a paragraph, and a colon."""
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
    setting: Setting,
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


def _outlet_told(setting: Setting, cue: Range, source: Range | None) -> int | None:
    """As in "Сказал он ТАСС", "в интервью Reuters": a Latin or capital name behind the verb that is not its subject."""
    tokens = setting.parsed.tokens
    _, last = clause_of(setting, cue[0])
    for k in range(cue[1], last):
        if source and source[0] <= k < source[1]:
            continue
        if tokens[k].pos == "PROPN":
            return k
    return None


def _widened(setting: Setting, span: Span) -> Span:
    """To the whole of a quotation that the span begins or ends in."""
    start, end = span.start, span.end
    opened, closing = quote_at(setting.quotes, start), quote_at(setting.quotes, end - 1)
    start = min(start, opened.start) if opened else start
    end = max(end, closing.end) if closing else end
    return Span(start, end, setting.parsed.text[start:end])


def _whole(setting: Setting, i: int) -> Range:
    return clause_of(setting, i)


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
