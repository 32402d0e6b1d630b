"""Who says what, in Russian and Ukrainian: by cue words, case, commas and quotation marks (there is no parser).

A cue verb takes its subject in the nominative, or "в/у" with the name of a body ("в Минобороны заявили"). What it
says stands behind "что"/"що" or a colon, before it (", сообщил X"), or in the sentences before ("Об этом сообщил X").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from geo import words
from geo.attribution import inflected_phrases as phrases
from geo.attribution.cues import Utterance
from geo.attribution.directory import Mention
from geo.attribution.inflected_phrases import QUOTE_MARKS, build, has_verb, trim
from geo.attribution.inflected_sources import BREAKS, Range, Setting, body, clause_of, subject
from geo.attribution.parties import Cast
from geo.attribution.quotes import Quote
from geo.attribution.quotes import at as quote_at
from geo.language import Parsed, Sentence, Token
from geo.language.sentences import paragraphs
from geo.model import Span

_LONGEST_NAME = 6
_ABOUT = frozenset({"о", "об", "обо", "про"})


def find(parsed: Parsed, quotes: Sequence[Quote], cast: Cast) -> tuple[Utterance, ...]:
    """Every attribution of a Russian or Ukrainian text, in text order; other languages have none."""
    if parsed.language not in ("ru", "uk"):
        return ()
    layout = paragraphs(parsed.text)
    starts, ends = {start for start, _ in layout}, {end for _, end in layout}
    found: list[Utterance] = []
    outlets = _with_marks(parsed, cast.known) | _short_names(parsed, quotes)
    for sentence in parsed.sentences:
        setting = Setting(parsed, sentence, quotes, outlets)
        here: list[Utterance] = []
        for i in range(sentence.first, sentence.last):
            utterance = (
                phrases.by_phrase(setting, i)
                or phrases.quoting(setting, i)
                or _verb(setting, i)
                or _colon(setting, i, cast, starts)
                or phrases.dash(setting, i, cast, ends)
            )
            if utterance and not any(utterance.cue == other.cue for other in here):
                here.append(utterance)
        found += here
    return tuple(found)


def _with_marks(parsed: Parsed, mentions: Iterable[Mention]) -> frozenset[int]:
    """The tokens of names, with the quotation marks that stand right around them."""
    found: set[int] = set()
    for mention in mentions:
        around = (mention.first - 1, mention.last)
        marked = all(0 <= k < len(parsed.tokens) and parsed.tokens[k].text in QUOTE_MARKS for k in around)
        found.update(range(mention.first - marked, mention.last + marked))
    return frozenset(found)


def _short_names(parsed: Parsed, quotes: Sequence[Quote]) -> frozenset[int]:
    """The tokens of short quotations behind a noun that are names: «руху „Атеш“», not speech."""
    found: set[int] = set()
    for quote in quotes:
        inside = parsed.between(quote.start, quote.end)
        first = inside[0].i if inside else 0
        before = parsed.tokens[first - 1] if first else None
        named = 3 <= len(inside) <= _LONGEST_NAME and inside[1].text[:1].isupper()
        plain = named and not any(t.pos == "VERB" or t.text in BREAKS - QUOTE_MARKS - {"-"} for t in inside)
        if plain and before is not None and before.pos in ("NOUN", "ADJ") and before.sentence == inside[0].sentence:
            found.update(t.i for t in inside)
    return frozenset(found)


@lru_cache(maxsize=4)
def _paragraphs(text: str) -> tuple[tuple[int, int], ...]:
    return paragraphs(text)


@cache
def _cues(language: str) -> dict[str, tuple[str, str]]:
    return {row["lemma"]: (row["class"], row["takes"]) for row in words.rows("cues.csv", language)}


# ------------------------------------------------------------------------------------------------ verbs


def _verb(setting: Setting, i: int) -> Utterance | None:
    parsed, sentence = setting.parsed, setting.sentence
    tokens = parsed.tokens
    token = tokens[i]
    cue = _cues(parsed.language).get(token.lemma)
    if cue is None or token.pos != "VERB" or _negated(tokens, i, parsed.language) or "VerbForm=Inf" in token.morph:
        return None
    inside = quote_at(setting.quotes, token.start)
    first, last = clause_of(setting, i)
    source = _page(setting, i, first, last) if _reflexive(token) else subject(setting, i, first, last)
    content, backward = _content(setting, i, (first, last), source, cue[1])
    if not content and not backward:
        return None
    if inside and content and not all(inside.start <= tokens[a].start < inside.end for a, _ in content):
        return None
    speaker, box = source if source else (None, None)
    built = build(setting, (i, i + 1), speaker, box, content, kind=cue[0])
    if backward:
        span = _above(parsed, sentence)
        built = replace(built, content=(span,)) if span else built
    return built if built.content else None


def _page(setting: Setting, i: int, first: int, last: int) -> tuple[int, Range] | None:
    """As in "говорится в сообщении МЧС": the document that says it."""
    found = body(setting, i, first, last)
    pages = words.lemmas("documents.txt", setting.parsed.language)
    return found if found and setting.parsed.tokens[found[0]].lemma in pages else None


def _reflexive(token: Token) -> bool:
    return token.text.casefold().endswith(("ся", "сь")) and token.lemma.endswith(("ся", "сь"))


def _negated(tokens: Sequence[Token], i: int, language: str) -> bool:
    affirmed = tokens[i].lemma in words.lemmas("affirmed_when_negated.txt", language)
    return i > 0 and tokens[i - 1].text.casefold() in ("не", "ні") and not affirmed


def _content(
    setting: Setting, i: int, clause: Range, source: tuple[int, Range] | None, takes: str
) -> tuple[list[Range], bool]:
    """What the verb says, and whether it points back ("Об этом сообщил …")."""
    tokens, sentence = setting.parsed.tokens, setting.sentence
    first, last = clause
    spelled = " ".join(t.text.casefold() for t in tokens[first:last])
    if any(spelled.startswith(back + " ") for back in words.lines("backward.txt", setting.parsed.language)):
        return [], True
    if tokens[first].text.casefold() in words.lemmas("as_words.txt", setting.parsed.language):
        return _beside(setting, clause), False
    if (start := _that(setting, i)) is not None:
        end = trim(tokens, start, _next_speaker(setting, start))
        return ([end] if end else []), False
    if last < sentence.last and tokens[last].text == ":":
        after = trim(tokens, last + 1, sentence.last)
        return ([after] if after else []), False
    before = trim(tokens, sentence.first, first)
    inverted = first > sentence.first and tokens[first - 1].text in BREAKS
    if inverted and before and (has_verb(tokens, before) or before[1] - before[0] >= 3):
        after = (
            trim(tokens, last, sentence.last) if last < sentence.last and tokens[last].text in (",", "–", "—") else None
        )
        split = after is not None and tokens[after[0]].text in QUOTE_MARKS
        return [before, *([after] if after and split else [])], False
    if last < sentence.last and tokens[last].text in QUOTE_MARKS and last not in setting.outlets:
        after = trim(tokens, last, sentence.last)
        return ([after] if after else []), False
    return _object(setting, i, clause, source, takes), False


def _next_speaker(setting: Setting, start: int) -> int:
    """The semicolon behind which somebody else speaks, else the end of the sentence."""
    tokens, sentence = setting.parsed.tokens, setting.sentence
    cues = _cues(setting.parsed.language)
    for k in range(start, sentence.last):
        if tokens[k].text == ";":
            behind = tokens[k + 1 : sentence.last]
            if any(t.pos == "VERB" and t.lemma in cues for t in behind):
                return k
    return sentence.last


def _beside(setting: Setting, clause: Range) -> list[Range]:
    """What "как сообщает ТАСС" is put into: the words before and behind it, past who is cited."""
    tokens, sentence = setting.parsed.tokens, setting.sentence
    first, last = clause
    behind = last + 1
    if behind < sentence.last and phrases.cites(setting.parsed, behind):
        last = next((k for k in range(behind, sentence.last) if tokens[k].text == ","), sentence.last)
    found = [trim(tokens, sentence.first, first), trim(tokens, last, sentence.last)]
    return [span for span in found if span]


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
            end = trim(tokens, k, sentence.last)
            return [end] if end else []
    return []


def _that(setting: Setting, i: int) -> int | None:
    """Where ", что …" begins close behind a verb."""
    tokens, sentence = setting.parsed.tokens, setting.sentence
    marks = words.lemmas("complementizers.txt", setting.parsed.language)
    for k in range(i + 1, min(i + 22, sentence.last)):
        if tokens[k].text.casefold() in marks and tokens[k - 1].text in (",", "—", "–"):
            return k
        if tokens[k].text in (":", ";") or (tokens[k].text in QUOTE_MARKS and k not in setting.outlets):
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
    """As in "DeepState: окупанти …": a known name that opens a paragraph, or an office ("Мер: …"), and a colon."""
    tokens, sentence = setting.parsed.tokens, setting.sentence
    if tokens[i].text != ":" or not 1 <= i - sentence.first <= 6:
        return None
    known = [m for m in cast.known_in(sentence.start, tokens[i].start) if m.last == i]
    content = trim(tokens, i + 1, sentence.last)
    head = tokens[sentence.first]
    office = i - sentence.first <= 2 and head.lemma in words.lemmas("roles.txt", setting.parsed.language)
    opens = sentence.start in starts or sentence.first == 0 or tokens[sentence.first - 1].text in ".!?"
    if content is None or not opens or not (known or office):
        return None
    return build(setting, (i, i + 1), known[-1].first if known else head.i, (sentence.first, i), [content])
