"""What an attributing verb's source says, in English: clauses and quotations, by position around the verb's frame."""

from __future__ import annotations

from collections.abc import Sequence

from geo import words
from geo.attribution.cues import citing_at, cues, past_citing
from geo.attribution.sources import Source
from geo.language import Parsed, Sentence, Token

Range = tuple[int, int]

_CLAUSES = ("ccomp", "csubj")
_COMMAS = frozenset({",", "—", "–", "--", "-", ";"})
_QUOTE_MARKS = frozenset({'"', "“", "”", "«", "»", "„", "''", "``"})
_OPENING_MARKS = frozenset({'"', "“", "«"})
_LEADING = frozenset({"until", "when", "while", "after", "before", "because", "since", "although", "though", "during"})
_STOPS = frozenset({".", "!", "?", "…", ";"})
_TIMES = frozenset({"DATE", "TIME"})


def frame(parsed: Parsed, verb: int, source: Source | None) -> Range:
    """The verb with its auxiliaries, particles and, where it stands beside them, its source: [first, last)."""
    tokens = parsed.tokens
    first, last = verb, verb + 1
    for k in parsed.children(verb):
        if tokens[k].dep in ("aux", "auxpass", "neg", "prt", "advmod") and abs(k - verb) <= 4 and _light(tokens[k]):
            first, last = min(first, k), max(last, k + 1)
    if source and source.own and not source.passive:
        if source.last <= first and first - source.last <= 3:
            first = source.first
        elif source.first >= last and source.first - last <= 2:
            last = source.last
    return first, last


def around(parsed: Parsed, verb: int, box: Range, sentence: Sentence, cue_verbs: frozenset[str]) -> list[Range]:
    """The content of a verb whose frame is `box`, as token ranges; empty when the verb has none."""
    after = _after(parsed, verb, box, sentence, cue_verbs)
    if (between := _between(parsed, verb, box, sentence)) and not _that_follows(parsed, after):
        return between
    before = _before(parsed, verb, box, sentence, after=bool(after))
    if before and after and not _parenthetical(parsed, box, sentence):
        before = []
    if before and _that_follows(parsed, after) and not _ends_quoted(parsed, before):
        # "Writing for the paper, she noted that …": what leads is how it was said
        before = []
    return [*before, *after]


def _between(parsed: Parsed, verb: int, box: Range, sentence: Sentence) -> list[Range]:
    """As in "The average benefit, it says, would be $300": both sides of a frame that stands between commas."""
    tokens = parsed.tokens
    first, last = box
    while last < sentence.last and tokens[last].ent in _TIMES and last - box[1] < 3:
        last += 1
    if first - sentence.first < 2 or last >= sentence.last - 2 or verb < first:
        return []
    if tokens[first - 1].text not in (",", "—", "–") or tokens[last].text not in (",", "—", "–"):
        return []
    participle = tokens[last + 1].tag == "VBG" and tokens[last + 1].dep not in ("csubj", "nsubj", "ccomp")
    if (
        first == verb
        or participle
        or tokens[last + 1].tag in ("WDT", "WP")
        or tokens[first].text.lower() in ("which", "who")
    ):
        return []
    if tokens[last + 1].text.lower() == "as" or citing_at(parsed, last + 1) is not None:
        return []
    if tokens[first].tag == "VBG" or any(t.text in _QUOTE_MARKS for t in tokens[last : last + 2]):
        return []
    finish = _rstrip(tokens, last + 1, sentence.last)
    if tokens[first - 2].tag in ("WDT", "WP", "WRB"):
        # "…, from which, the agency estimates, 60,000 have fled": the main clause is another's
        return [(last + 1, finish)]
    return [(sentence.first, _rstrip(tokens, sentence.first, first)), (last + 1, finish)]


def _ends_quoted(parsed: Parsed, before: Sequence[Range]) -> bool:
    return any(t.text in _QUOTE_MARKS for _, last in before for t in parsed.tokens[max(0, last - 2) : last + 1])


def _that_follows(parsed: Parsed, after: Sequence[Range]) -> bool:
    return any(parsed.tokens[first].text.lower() == "that" for first, _ in after)


def _light(token: Token) -> bool:
    return token.dep in ("aux", "auxpass", "neg", "prt") or token.lemma.casefold() in words.lemmas(
        "followers.txt", "en"
    )


def _parenthetical(parsed: Parsed, box: Range, sentence: Sentence) -> bool:
    """True for a frame between commas or dashes in the middle of its sentence."""
    tokens = parsed.tokens
    return box[0] > sentence.first and tokens[box[0] - 1].text in (_COMMAS | _QUOTE_MARKS)


def _before(parsed: Parsed, verb: int, box: Range, sentence: Sentence, *, after: bool) -> list[Range]:
    """Everything in the sentence before a frame that follows a comma or a quotation mark."""
    tokens = parsed.tokens
    first, last = sentence.first, box[0]
    first = next((i + 1 for i in range(last - 1, first, -1) if _parts(parsed, i)), first)
    if last - first < 2 or tokens[last - 1].text not in (_COMMAS | _QUOTE_MARKS | {"?", "!"}):
        return []
    if not any(t.pos in ("VERB", "AUX") for t in tokens[first:last]) and not any(
        t.text in _QUOTE_MARKS for t in tokens[first:last]
    ):
        return []
    clause = [k for k in parsed.children(verb) if k < box[0] and _is_clause(tokens[k])]
    inverse = (
        tokens[verb].dep in ("parataxis", "ccomp", "conj", "dep", "advcl", "relcl", "acl")
        and tokens[verb].head < box[0]
    )
    quoted = tokens[last - 1].text in _QUOTE_MARKS or (last - 2 >= first and tokens[last - 2].text in _QUOTE_MARKS)
    kids = [tokens[k] for k in parsed.children(verb) if k > verb]
    bare = tokens[verb].dep == "ROOT" and not any(t.dep in ("dobj", "ccomp", "xcomp", "oprd", "prt") for t in kids)
    finite = any(t.tag in ("VBD", "VBZ", "VBP", "MD") for t in tokens[first:last])
    if not (clause or quoted or ((inverse or (bare and finite)) and not after)):
        return []
    return [(first, _rstrip(tokens, first, last))]


def _parts(parsed: Parsed, i: int) -> bool:
    """True for a semicolon behind which somebody else has spoken."""
    tokens = parsed.tokens
    if tokens[i].text != ";":
        return False
    first = parsed.sentences[tokens[i].sentence].first
    return any((t.pos == "VERB" and t.lemma in cues()) or t.text.lower() == "according" for t in tokens[first:i])


def _is_clause(token: Token) -> bool:
    """True for a clause; the parser takes one before its verb for the subject now and then."""
    return token.dep in _CLAUSES or (token.dep in ("nsubj", "nsubjpass") and token.pos in ("VERB", "AUX"))


def _after(parsed: Parsed, verb: int, box: Range, sentence: Sentence, cue_verbs: frozenset[str]) -> list[Range]:
    """The clause behind a frame, to the end of the sentence or to where the source goes on to say something else."""
    tokens = parsed.tokens
    clauses = [
        k
        for k in parsed.children(verb)
        if k >= box[1] and (tokens[k].dep in _CLAUSES or (tokens[k].dep == "advcl" and _that(parsed, k)))
    ]
    start = min((min(i for i in parsed.subtree(k) if i >= box[1]) for k in clauses), default=None)
    aside = past_citing(parsed, box[1], sentence.last)
    if start is not None and aside > box[1]:
        start = max(start, aside + 1)
    mark = _behind_marks(parsed, box[1], sentence)
    if start is None and mark is not None:
        start = mark
    if start is None:
        return []
    last = end(parsed, verb, start, sentence, cue_verbs)
    return [(start, last)] if last > start else []


def _that(parsed: Parsed, k: int) -> bool:
    return any(parsed.tokens[i].text.lower() == "that" and parsed.tokens[i].dep == "mark" for i in parsed.children(k))


def _behind_marks(parsed: Parsed, start: int, sentence: Sentence) -> int | None:
    """Where a quotation or "that" begins close behind the frame; None where neither does."""
    tokens = parsed.tokens
    aside = past_citing(parsed, start, sentence.last)
    begin = aside + (aside > start)
    for i in range(begin, min(begin + 14, sentence.last - 1)):
        word = tokens[i].text
        if word in ('"', "“", "«", "„"):
            return i
        if word.lower() == "that" and tokens[i].tag != "DT" and (i == begin or tokens[i - 1].text != ","):
            return i
        if word == ":" and i + 1 < sentence.last:
            return i + 1
        if tokens[i].tag == "VBG" and tokens[i - 1].text in _COMMAS:
            return None
        if word in (";", "?") or (tokens[i].pos == "VERB" and tokens[i].tag not in ("VBG", "VBN")):
            return None
    return None


def end(parsed: Parsed, verb: int, start: int, sentence: Sentence, cue_verbs: frozenset[str]) -> int:
    """Where content that begins at `start` ends: at the next cue of the same source, else with the sentence."""
    tokens = parsed.tokens
    last = _embedded(parsed, verb, start, sentence)
    if tokens[start].text in _OPENING_MARKS and (closed := _closed(tokens, start, last)):
        return closed
    depth = 0
    for i in range(start, last):
        word = tokens[i].text
        if word in ("“", "«", "„"):
            depth += 1
        elif word in ("”", "»"):
            depth -= 1
        elif word == '"':
            depth = 0 if depth else 1
        if depth > 0 or i == start:
            continue
        if _new_cue(parsed, i, verb, start, cue_verbs):
            last = i
            break
    return _rstrip(tokens, start, last)


def turn(parsed: Parsed, verb: int, first: int, last: int, sentence: Sentence) -> int:
    """Where an object that begins at `first` really ends, which the parser cuts short at commas and quotations.

    It runs on to a subordinate clause of the verb, to a relative clause behind a comma or to another deed.
    """
    tokens = parsed.tokens
    limit = _embedded(parsed, verb, first, sentence)
    for i in range(last, limit):
        token = tokens[i]
        comma = tokens[i - 1].text in _COMMAS
        if token.text in (";", ":", "(", "—", "–", "―", "--") or token.tag in ("WDT", "WP", "WP$", "WRB"):
            return _rstrip(tokens, first, i)
        if token.dep == "mark" or token.text.lower() in _LEADING:
            return _rstrip(tokens, first, i)
        if token.dep == "cc" and _leads_to_verb(tokens, i, limit):
            return _rstrip(tokens, first, i)
        if comma and (token.tag in ("VBG", "VBD", "VBZ", "VBP") or token.dep in ("nsubj", "nsubjpass", "advmod")):
            return _rstrip(tokens, first, i)
        if token.ent in _TIMES or (token.dep == "npadvmod" and token.head == verb):
            return _rstrip(tokens, first, i)
    return max(last, _rstrip(tokens, first, limit))


def _leads_to_verb(tokens: Sequence[Token], i: int, limit: int) -> bool:
    """True where a verb follows a conjunction within a few words: another clause."""
    return any(t.tag in ("VBD", "VBZ", "VBP", "MD") for t in tokens[i + 1 : min(i + 5, limit)])


def _embedded(parsed: Parsed, verb: int, start: int, sentence: Sentence) -> int:
    """Where a clause ends that is part of another: "what Trump says his plan would do has changed"."""
    tokens = parsed.tokens
    inside = tokens[verb].dep in ("csubj", "pcomp") or (
        tokens[verb].dep == "relcl" and tokens[tokens[verb].head].dep in ("nsubj", "nsubjpass", "csubj")
    )
    if not inside:
        return sentence.last
    last = max(j for j in parsed.subtree(verb) if j < sentence.last) + 1
    return last if last > start else sentence.last


def _closed(tokens: Sequence[Token], start: int, last: int) -> int | None:
    """Where a quotation that is a sentence of its own closes: "“What curfew?” and went on"."""
    closing = "”" if tokens[start].text == "“" else "»" if tokens[start].text == "«" else tokens[start].text
    for i in range(start + 1, last):
        if tokens[i].text == closing:
            whole = tokens[i - 1].text in (".", ",", "!", "?", "…") and i + 1 < last
            return i + 1 if whole else None
    return None


def _new_cue(parsed: Parsed, i: int, verb: int, start: int, cue_verbs: frozenset[str]) -> bool:
    """True where the same source's next cue begins: ", adding that …", "and warned that …", ", according to …"."""
    tokens = parsed.tokens
    token, before = tokens[i], tokens[i - 1]
    comma = before.text in _COMMAS
    if (
        token.tag == "VBG"
        and token.lemma in cue_verbs
        and comma
        and token.dep in ("advcl", "acl", "conj", "xcomp", "dep", "prep")
    ):
        return True
    if token.text.lower() == "according" and comma:
        return True
    if token.text == ";":
        return _says_again(parsed, i, cue_verbs)
    if comma and token.text.lower() in words.lemmas("concessive.txt", "en"):
        return True
    if comma and token.text.lower() in ("while", "whereas") and tokens[token.head].lemma in cue_verbs:
        return True
    if token.dep == "cc" and token.head == verb and i > start:
        return _goes_on_elsewhere(parsed, i, verb, cue_verbs)
    return comma and token.dep == "conj" and token.head == verb and token.lemma in cue_verbs


def _says_again(parsed: Parsed, semicolon: int, cue_verbs: frozenset[str]) -> bool:
    """True where the clause behind a semicolon has a cue of its own, or is a new start ("; the author")."""
    tokens = parsed.tokens
    sentence = parsed.sentences[tokens[semicolon].sentence]
    for token in tokens[semicolon + 1 : sentence.last]:
        if token.text == ";":
            return False
        if (token.lemma in cue_verbs and token.pos == "VERB") or token.text.lower() == "according":
            return True
    return False


def _goes_on_elsewhere(parsed: Parsed, conjunction: int, verb: int, cue_verbs: frozenset[str]) -> bool:
    """True where "and" leads to another deed of the source or another saying, not to more of the content."""
    tokens = parsed.tokens
    joined = next((k for k in parsed.children(verb) if k > conjunction and tokens[k].dep == "conj"), None)
    if joined is None:
        return False
    has_subject = any(tokens[k].dep in ("nsubj", "nsubjpass") for k in parsed.children(joined))
    return tokens[joined].lemma in cue_verbs or not has_subject


def _rstrip(tokens: Sequence[Token], first: int, last: int) -> int:
    while last > first and (tokens[last - 1].text in (_COMMAS | {".", ":"}) or tokens[last - 1].dep == "cc"):
        last -= 1
    return last
