"""Attributions in Russian and Ukrainian without a plain saying verb: "по словам X", "цитирует X Y", "… – ТАСС"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from geo import words
from geo.attribution.cues import Utterance
from geo.attribution.inflected_sources import Range, Setting, clause_of, noun_phrase, subject
from geo.attribution.parties import Cast
from geo.attribution.quotes import Quote
from geo.attribution.quotes import at as quote_at
from geo.language import Parsed, Token
from geo.model import Party, Span

QUOTE_MARKS = frozenset({"«", "»", '"', "“", "”", "„"})
_DASHES = frozenset({"–", "—", "-"})
_LONGEST_TAIL = 7


@cache
def _phrases(language: str) -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Phrases with their kind by their first word, longest first."""
    table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for row in words.rows("cue_phrases.csv", language):
        phrase = tuple(row["phrase"].split())
        table.setdefault(phrase[0], []).append((phrase, row["kind"]))
    return {first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in table.items()}


def by_phrase(setting: Setting, i: int) -> Utterance | None:
    """As in "По словам X, …", "за даними X"; "якобы"."""
    tokens, sentence = setting.parsed.tokens, setting.sentence
    for phrase, kind in _phrases(setting.parsed.language).get(_lemma(tokens[i]), ()):
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
            return build(setting, (i, last), None, None, [clause_of(setting, i)], kind="hearsay")
        if owner is not None:
            return build(setting, (i, last), owner, (owner, owner + 1), _around(setting, i, last))
        source = source_phrase(setting, last)
        if source is None:
            return None
        return build(setting, (i, last), source[0], source[1], _around(setting, i, _past_clause(setting, source[1][1])))
    return None


def _lemma(token: Token) -> str:
    return token.lemma if token.pos != "ADP" else token.text.casefold()


def _possessive(token: Token, language: str) -> bool:
    return any(token.text.casefold() == row["word"] for row in words.rows("pronouns.csv", language))


def source_phrase(setting: Setting, start: int, *, stop: int | None = None) -> tuple[int, Range] | None:
    """The oblique noun phrase at a token, with "в полиции" behind a source; it ends before token `stop`."""
    tokens, sentence = setting.parsed.tokens, setting.sentence
    found = noun_phrase(setting, start, oblique=True)
    if found is None:
        return None
    head, (first, last) = found
    if stop is not None and first < stop < last and head < stop:
        return head, (first, stop)
    of_body = tokens[head].lemma in words.lemmas("source_nouns.txt", setting.parsed.language)
    if of_body and last + 1 < sentence.last and tokens[last].text.casefold() in ("в", "во", "у", "із", "из"):
        body = noun_phrase(setting, last + 1, oblique=True)
        if body is not None:
            return head, (first, body[1][1])
    return found


def _past_clause(setting: Setting, end: int) -> int:
    """Behind a clause about the source: "по словам мэра, которые приводит агентство, …"."""
    tokens, sentence = setting.parsed.tokens, setting.sentence
    relatives = words.lemmas("relatives.txt", setting.parsed.language)
    if end + 1 >= sentence.last or tokens[end].text != "," or tokens[end + 1].lemma not in relatives:
        return end
    return next((k for k in range(end + 2, sentence.last) if tokens[k].text == ","), sentence.last)


def _around(setting: Setting, first: int, last: int) -> list[Range]:
    """Content of a phrase: what follows it, else what precedes it in the sentence or its clause."""
    tokens, sentence = setting.parsed.tokens, setting.sentence
    marks = words.lemmas("complementizers.txt", setting.parsed.language)
    begin = next(
        (k + 1 for k in range(first - 1, sentence.first, -1) if tokens[k].text.casefold() in marks), sentence.first
    )
    after = trim(tokens, last, sentence.last)
    before = trim(tokens, begin, first)
    opening = before is None or before[1] - before[0] <= 2 or not has_verb(tokens, before)
    if opening:
        return [after] if after else []
    if after and tokens[last].text == "," and has_verb(tokens, after) and before:
        return [before, after]
    return [before] if before else []


# ------------------------------------------------------------------------------------------------ who is cited


def cited(parsed: Parsed, utterance: Utterance, cast: Cast, quotes: Sequence[Quote]) -> Party | None:
    """As in "ТАСС со ссылкой на ведомство пишет": the party behind the one who speaks."""
    sentence, tokens = parsed.sentences[utterance.sentence], parsed.tokens
    setting = Setting(parsed, sentence, quotes)
    for i in range(sentence.first, sentence.last):
        if any(span.start <= tokens[i].start < span.end for span in utterance.content):
            continue
        last = cites(parsed, i)
        source = source_phrase(setting, last, stop=utterance.speaker) if last and last < sentence.last else None
        if source is not None:
            return cast.party(source[0], parsed.span(*source[1]))
    return None


def cites(parsed: Parsed, i: int) -> int | None:
    """The token behind a citing phrase ("со ссылкой на") that begins at a token; None where none does."""
    for phrase, kind in _phrases(parsed.language).get(_lemma(parsed.tokens[i]), ()):
        last = i + len(phrase)
        if kind == "relay" and tuple(_lemma(t) for t in parsed.tokens[i:last]) == phrase:
            return last
    return None


def quoting(setting: Setting, i: int) -> Utterance | None:
    """As in "цитирует губернатора ТАСС", "приводит слова мэра": who is quoted speaks, the subject passes it on."""
    parsed, sentence = setting.parsed, setting.sentence
    tokens = parsed.tokens
    row = next((r for r in words.rows("quoting.csv", parsed.language) if r["lemma"] == tokens[i].lemma), None)
    if row is None or tokens[i].pos != "VERB" or quote_at(setting.quotes, tokens[i].start) is not None:
        return None
    first, last = clause_of(setting, i)
    start: int | None = i + 1
    if row["object"]:
        nouns = row["object"].split("|")
        start = next((k + 1 for k in range(first, last) if tokens[k].lemma in nouns), None)
    else:
        start = next((k for k in range(i + 1, last) if _object(tokens[k]) and k not in setting.outlets), None)
    source = noun_phrase(setting, start, oblique=True) if start is not None and start < last else None
    if source is None:
        return None
    passing = subject(setting, i, first, last)
    if passing is not None and source[0] < passing[0] < source[1][1]:
        source = source[0], (source[1][0], passing[0])
    if passing is not None and passing[0] == source[0]:
        passing = None
    speaker = next((k for k in sorted(setting.outlets) if first <= k < last and tokens[k].pos != "PUNCT"), None)
    before = trim(tokens, sentence.first, first)
    after = trim(tokens, last, sentence.last)
    content = before if before and has_verb(tokens, before) else after
    if content is None:
        return None
    via = speaker if speaker is not None else passing[0] if passing is not None else None
    built = build(setting, (i, i + 1), source[0], source[1], [content])
    return replace(built, via=via)


def _object(token: Token) -> bool:
    return token.pos in ("NOUN", "PROPN", "ADJ") and ("Case=Acc" in token.morph or "Case=Gen" in token.morph)


def dash(setting: Setting, i: int, cast: Cast, ends: set[int]) -> Utterance | None:
    """As in "Мост взорван – ТАСС": a headline that closes with who says it, without a full stop."""
    tokens, sentence = setting.parsed.tokens, setting.sentence
    tail = tokens[i + 1 : sentence.last]
    if tokens[i].text not in _DASHES or not 1 <= len(tail) <= _LONGEST_TAIL or tail[-1].end not in ends:
        return None
    if tail[-1].text in (".", "!", "?", "…") or any(t.pos == "VERB" for t in tail):
        return None
    content = trim(tokens, sentence.first, i)
    plain = [t for t in tail if t.text not in QUOTE_MARKS]
    if content is None or content[1] - content[0] < 2 or not plain or plain[0].text[:1] == "@":
        return None
    roles = words.lemmas("roles.txt", setting.parsed.language)
    known = cast.known_in(tail[0].start, tail[-1].end)
    shouted = len(plain) <= 2 and plain[0].text.isupper() and len(plain[0].text) > 1
    if not (known or plain[0].lemma in roles or shouted) or "Case=Nom" not in plain[0].morph + ("Case=Nom" * shouted):
        return None
    return build(setting, (i, i + 1), plain[0].i, (i + 1, sentence.last), [content])


# ------------------------------------------------------------------------------------------------ spans


def build(
    setting: Setting,
    cue: Range,
    speaker: int | None,
    source: Range | None,
    content: Sequence[Range],
    *,
    kind: str = "speech",
) -> Utterance:
    """An utterance of token ranges, its content widened to whole quotations."""
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
        hearsay=speaker is None,
    )


def _widened(setting: Setting, span: Span) -> Span:
    """To the whole of a quotation that the span begins or ends in."""
    start, end = span.start, span.end
    opened, closing = quote_at(setting.quotes, start), quote_at(setting.quotes, end - 1)
    start = min(start, opened.start) if opened else start
    end = max(end, closing.end) if closing else end
    return Span(start, end, setting.parsed.text[start:end])


def trim(tokens: Sequence[Token], first: int, last: int) -> Range | None:
    """The range without punctuation at its ends; None where fewer than two tokens are left."""
    strip = {",", "–", "—", "-", ":", ";", "."}
    while first < last and tokens[first].text in strip:
        first += 1
    while last > first and tokens[last - 1].text in strip:
        last -= 1
    return (first, last) if last - first >= 2 else None


def has_verb(tokens: Sequence[Token], span: Range) -> bool:
    """True for a range with a verb or a quotation in it."""
    return any(t.pos == "VERB" for t in tokens[span[0] : span[1]]) or any(
        t.text in QUOTE_MARKS for t in tokens[span[0] : span[1]]
    )
