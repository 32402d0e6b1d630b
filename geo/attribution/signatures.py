"""Words signed by who said them: "“…” ― Ana Torres", "ZELENSKY: …", "Pence: …", at the head or foot of a paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geo.attribution.cues import Utterance
from geo.language import Parsed, Token
from geo.language.sentences import paragraphs
from geo.model import Span

_FOOT = re.compile(r"(?:^|\s)?(?P<dash>[―—–]|--)\s*(?P<name>[^―—–\n\"“”]{3,80})$")
_HEAD = re.compile(r"[\"“]?\s*(?P<name>[^\W\d_][^\n:;.!?\"“”—–]{1,40}?)(?P<colon>:)\s+(?=\S)")
_TOWN = re.compile(r"[^\W\d_]{3,}(?:[ /-][^\W\d_]{3,}){0,2}:\s+(?=[A-Z])")
_MARKS = '"“”«»'
_LONGEST_NAME = 5


def dateline(text: str, start: int, end: int) -> int:
    """Where a paragraph's words begin behind a town in capitals and a colon ("MULTAN: Six people …"), else `start`."""
    found = _TOWN.match(text, start, end)
    return found.end() if found and found.group().isupper() else start


def find(parsed: Parsed, names: frozenset[int]) -> tuple[Utterance, ...]:
    """The signed paragraphs of an English text; `names` are the tokens of the names that the tables know."""
    found: list[Utterance] = []
    for start, end in paragraphs(parsed.text):
        signed = _foot(parsed, start, end) or _head(parsed, start, end, names)
        if signed is not None:
            found.append(signed)
    return tuple(found)


def _foot(parsed: Parsed, start: int, end: int) -> Utterance | None:
    """As in "“Nobody asked us.” ― Ana Torres": a paragraph that opens with a quotation and closes with a name."""
    text = parsed.text[start:end].rstrip(" .")
    found = _FOOT.search(text)
    if found is None or text[:1] not in _MARKS or text[: found.start("dash")].rstrip()[-1:] not in _MARKS:
        return None
    name = parsed.between(start + found.start("name"), start + found.end("name"))
    run = _run(name)
    if not 2 <= len(run) <= _LONGEST_NAME:
        return None
    content = _span(parsed, start, start + len(text[: found.start("dash")].rstrip()))
    dash = _span(parsed, start + found.start("dash"), start + found.end("dash"))
    return _signed(parsed, dash, run, content)


def _head(parsed: Parsed, start: int, end: int, names: frozenset[int]) -> Utterance | None:
    """As in "WALLACE: Let's start …", "Poll: …": who speaks, a colon, and the rest of the paragraph."""
    found = _HEAD.match(parsed.text, start, end)
    if found is None:
        return None
    label = parsed.between(*found.span("name"))
    if not 1 <= len(label) <= _LONGEST_NAME or any(t.pos in ("VERB", "AUX", "NUM", "ADP", "PUNCT") for t in label):
        return None
    last = label[-1]
    if last.i not in names and (last.ent != "PERSON" or last.pos != "PROPN"):
        return None
    content = _span(parsed, found.end(), end)
    if len(content.as_written.split()) < 3:
        return None
    return _signed(parsed, _span(parsed, *found.span("colon")), label, content)


def _signed(parsed: Parsed, cue: Span, name: Sequence[Token], content: Span) -> Utterance:
    source = parsed.span(name[0].i, name[-1].i + 1)
    sentence = parsed.tokens[name[-1].i].sentence
    at = next((t.i for t in parsed.between(cue.start, cue.end)), name[-1].i)
    return Utterance(cue, cue.as_written, "speech", source, name[-1].i, (content,), sentence, at)


def _run(tokens: Sequence[Token]) -> list[Token]:
    """The capitalised words that open a stretch."""
    run: list[Token] = []
    for token in tokens:
        if not (token.text[:1].isupper() or (run and token.text in ("-", "."))):
            break
        run.append(token)
    return run


def _span(parsed: Parsed, start: int, end: int) -> Span:
    return Span(start, end, parsed.text[start:end])
