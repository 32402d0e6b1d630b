"""Attributions in English without an attributing verb: "X's claim that", "according to X", "reportedly", "X: …"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from geo import words
from geo.attribution import contents, sources
from geo.attribution.cues import Utterance, citing_at, cues, past_citing
from geo.language import Parsed, Sentence, Token

_SEGMENT = 16
_FINITE = ("VBD", "VBZ", "VBP", "MD")


@cache
def nouns() -> dict[str, str]:
    """Attributing nouns with their class."""
    return {row["noun"]: row["class"] for row in words.rows("cue_nouns.csv", "en")}


@cache
def _phrases() -> tuple[tuple[tuple[str, ...], str], ...]:
    rows = ((tuple(row["phrase"].split()), row["kind"]) for row in words.rows("cue_phrases.csv", "en"))
    return tuple(sorted(rows, key=lambda row: -len(row[0])))


@cache
def openers() -> frozenset[str]:
    """First words of phrases that lead to a source."""
    return frozenset(phrase[0] for phrase, kind in _phrases() if kind == "before")


@cache
def adverbs() -> frozenset[str]:
    """Words that say that somebody says so, and nobody is named."""
    return frozenset(phrase[0] for phrase, kind in _phrases() if kind == "hearsay" and len(phrase) == 1)


def noun(parsed: Parsed, i: int, sentence: Sentence) -> Utterance | None:
    """As in "Kyiv's claim that …": a noun with a clause."""
    tokens = parsed.tokens
    kind = nouns().get(tokens[i].lemma)
    if not kind:
        return None
    kids = parsed.children(i)
    clause = next(
        (k for k in kids if k > i and tokens[k].dep in ("acl", "ccomp", "relcl") and _led_by_that(parsed, k)), None
    )
    if clause is None:
        return None
    owner = next((k for k in kids if tokens[k].dep == "poss"), None)
    if owner is None:
        owner = _owner_behind(parsed, i, clause)
    span = parsed.span(*sources.phrase(parsed, owner, sentence)) if owner is not None else None
    content = parsed.span(*below(parsed, clause, i, sentence))
    return Utterance(
        parsed.span(i, i + 1), tokens[i].lemma, kind, span, owner, (content,), sentence.index, i, hearsay=owner is None
    )


def _led_by_that(parsed: Parsed, k: int) -> bool:
    marks = (j for j in parsed.children(k) if parsed.tokens[j].dep == "mark")
    return any(parsed.tokens[j].text.lower() == "that" for j in marks)


def _owner_behind(parsed: Parsed, i: int, clause: int) -> int | None:
    """As in "Claims by the ministry that …", "reports from residents that …"."""
    tokens = parsed.tokens
    for k in parsed.children(i):
        if (
            i < k < clause
            and tokens[k].dep in ("prep", "agent")
            and tokens[k].text.lower() in ("by", "from", "of", "among")
        ):
            return next((j for j in parsed.children(k) if tokens[j].dep == "pobj"), None)
    return None


def adverb(parsed: Parsed, i: int, sentence: Sentence) -> Utterance:
    """As in "Reportedly": the clause it stands in, said by nobody."""
    tokens = parsed.tokens
    head = tokens[i].head
    below = [k for k in parsed.subtree(head) if sentence.first <= k < sentence.last] if head != i else []
    first, last = (min(below), max(below) + 1) if below else (sentence.first, sentence.last)
    while last - 1 > first and tokens[last - 1].text in (".", ",", ":"):
        last -= 1
    content = (parsed.span(first, last),)
    word = tokens[i].lemma
    return Utterance(parsed.span(i, i + 1), word, "hearsay", None, None, content, sentence.index, i, hearsay=True)


def phrase(parsed: Parsed, i: int, sentence: Sentence) -> Utterance | None:
    """As in "According to X, …": the source behind the phrase, the content around it."""
    tokens = parsed.tokens
    for phrase, kind in _phrases():
        last = i + len(phrase)
        spelled = tuple(token.text.lower() for token in tokens[i:last])
        if kind != "before" or spelled != phrase or last >= sentence.last:
            continue
        head = _object_of(parsed, i, last, sentence)
        if head is None:
            return None
        first, end = _source_after(parsed, head, last, sentence)
        end = max(end, past_citing(parsed, end, sentence.last))
        ranges = _aroundphrase(parsed, i, end, sentence)
        if not ranges:
            return None
        return Utterance(
            parsed.span(i, last),
            " ".join(phrase),
            "speech",
            parsed.span(first, end),
            head,
            tuple(parsed.span(a, b) for a, b in ranges),
            sentence.index,
            i,
        )
    return None


def as_told(parsed: Parsed, i: int, sentence: Sentence) -> Utterance | None:
    """As in "As reported by Suspilne, …", "…, as Suspilne reports": the clause around it is what was reported."""
    tokens = parsed.tokens
    verb = tokens[i].head
    cue = cues().get(tokens[verb].lemma)
    opens = i == sentence.first or tokens[i - 1].text in (",", "—", "–", "(")
    if not opens or cue is None or cue.kind != "speech" or tokens[i].dep not in ("mark", "advmod", "prep"):
        return None
    source = sources.of_verb(parsed, verb, sentence)
    if source is None or source.passive or not source.own or not i < verb < i + 12:
        return None
    end = past_citing(parsed, max(verb + 1, source.last), sentence.last)
    while end < sentence.last and tokens[end].ent in ("DATE", "TIME"):
        end += 1
    ranges = _aroundphrase(parsed, i, end, sentence)
    if not ranges or any(tokens[k].dep == "ccomp" for k in parsed.children(verb)):
        return None
    return Utterance(
        parsed.span(verb, verb + 1),
        f"as {tokens[verb].lemma}",
        "speech",
        parsed.span(source.first, source.last),
        source.speaker,
        tuple(parsed.span(a, b) for a, b in ranges),
        sentence.index,
        verb,
    )


def opinion_of(parsed: Parsed, i: int, sentence: Sentence) -> Utterance | None:
    """As in "In his estimate …", "in the ministry's view …": the possessor says what follows."""
    tokens = parsed.tokens
    for k in range(i + 1, min(i + 8, sentence.last)):
        if tokens[k].lemma in words.lemmas("opinion_nouns.txt", "en"):
            owner = next((j for j in parsed.children(k) if tokens[j].dep == "poss"), None)
            content = _trim(tokens, k + 1, sentence.last)
            if owner is None or content is None or i != sentence.first:
                return None
            first, last = sources.phrase(parsed, owner, sentence)
            last = last - 1 if tokens[last - 1].tag == "POS" else last
            source, said = parsed.span(first, last), parsed.span(*content)
            return Utterance(
                parsed.span(i, k + 1), tokens[k].lemma, "speech", source, owner, (said,), sentence.index, i
            )
        if tokens[k].pos in ("VERB", "AUX", "PUNCT"):
            return None
    return None


def _object_of(parsed: Parsed, i: int, last: int, sentence: Sentence) -> int | None:
    """The head of the noun phrase behind a phrase; a rate ("50 per cent", "per day") has none."""
    tokens = parsed.tokens
    for k in range(last, min(last + 12, sentence.last)):
        if tokens[k].dep == "pobj" and i <= tokens[k].head < last:
            single = last - i == 1 and tokens[k].ent not in ("ORG", "PERSON", "NORP", "GPE")
            return None if single else k
    for k in range(last, min(last + 8, sentence.last)):
        if tokens[k].pos in ("NOUN", "PROPN", "PRON") and (
            k + 1 >= sentence.last or tokens[k + 1].pos not in ("NOUN", "PROPN", "PART")
        ):
            return k if last - i > 1 else None
    return None


def _source_after(parsed: Parsed, head: int, start: int, sentence: Sentence) -> contents.Range:
    first, last = sources.phrase(parsed, head, sentence)
    return max(first, start) if first < start else first, last


def _aroundphrase(parsed: Parsed, i: int, end: int, sentence: Sentence) -> list[contents.Range]:
    tokens = parsed.tokens
    before = _trim(tokens, sentence.first, i)
    after = _trim(tokens, end, sentence.last)
    if after and before and tokens[end].text not in (",", ":", "—", "–"):
        after = None
    if after and (stop := next((k for k in range(after[0], after[1]) if tokens[k].text == ";"), None)):
        after = _trim(tokens, after[0], stop)
    has_verb = before is not None and any(t.pos in ("VERB", "AUX") for t in tokens[before[0] : before[1]])
    if before and after and (not has_verb or before[1] - before[0] <= 2):
        return [after]
    if (
        before
        and after
        and (tokens[after[0]].pos in ("CCONJ", "SCONJ") or tokens[after[0]].tag in ("WDT", "WP", "WRB"))
    ):
        return [before]
    return [part for part in (before, after) if part]


def _trim(tokens: Sequence[Token], first: int, last: int) -> contents.Range | None:
    while first < last and tokens[first].text in (",", ":", "—", "–", ";"):
        first += 1
    while last > first and tokens[last - 1].text in (",", ".", ":", "—", "–", ";"):
        last -= 1
    return (first, last) if last - first >= 2 else None


def count_given(parsed: Parsed, i: int, sentence: Sentence) -> Utterance | None:
    """As in "gave Reuters the following figures: …", "raised the toll to 29 dead": a count is what is said."""
    tokens = parsed.tokens
    row = next((row for row in words.rows("figure_verbs.csv", "en") if row["verb"] == tokens[i].lemma), None)
    if row is None:
        return None
    nouns = words.lemmas("figure_nouns.txt", "en")
    below = [k for k in parsed.children(i) if k > i and tokens[k].dep in ("dobj", "dative", "oprd", "attr")]
    figure = next((k for k in below if tokens[k].lemma in nouns), None)
    source = sources.of_verb(parsed, i, sentence)
    if source is None or source.passive:
        return None
    if figure is not None:
        first = figure + 1 if not row["to"] else min(parsed.subtree(figure))
    elif not row["to"] and _document(parsed, source.speaker) and (counted := _counted(parsed, below)) is not None:
        first = min(parsed.subtree(counted))
    else:
        return None
    content = _trim(tokens, first, sentence.last)
    if row["to"] and not any(t.text.casefold() == row["to"] for t in tokens[first : sentence.last]):
        return None
    if content is None or not any(t.pos == "NUM" for t in tokens[content[0] : content[1]]):
        return None
    return Utterance(
        parsed.span(i, i + 1),
        tokens[i].lemma,
        "speech",
        parsed.span(source.first, source.last),
        source.speaker,
        (parsed.span(*content),),
        sentence.index,
        i,
    )


def adjective(parsed: Parsed, i: int, sentence: Sentence) -> Utterance | None:
    """As in "She is convinced that …": a state of mind with a clause."""
    tokens = parsed.tokens
    be = tokens[i].head
    if tokens[i].dep not in ("acomp", "ROOT") or tokens[i].text.lower() not in words.lemmas("cue_adjectives.txt", "en"):
        return None
    clause = next((k for k in (*parsed.children(i), *parsed.children(be)) if k > i and tokens[k].dep == "ccomp"), None)
    source = sources.of_verb(parsed, be, sentence)
    if clause is None or source is None or source.passive or tokens[be].lemma not in ("be", "remain", "seem", "feel"):
        return None
    content = parsed.span(*below(parsed, clause, i, sentence))
    span = parsed.span(source.first, source.last)
    return Utterance(
        parsed.span(i, i + 1), tokens[i].lemma, "belief", span, source.speaker, (content,), sentence.index, be
    )


def misread(parsed: Parsed, i: int, sentence: Sentence) -> Utterance | None:
    """As in "…, the UNHCR's office estimates.": a closing verb that the tagger took for a noun."""
    tokens = parsed.tokens
    cue = cues().get(tokens[i].lemma)
    closing = i + 1 >= sentence.last or (i + 2 >= sentence.last and tokens[i + 1].text == ".")
    if tokens[i].tag != "NNS" or not closing or cue is None or cue.kind != "speech":
        return None
    comma = next((k for k in range(i - 1, max(sentence.first, i - _SEGMENT), -1) if tokens[k].text == ","), None)
    if comma is None or not any(t.tag in _FINITE for t in tokens[sentence.first : comma]):
        return None
    if tokens[comma + 1].pos not in ("DET", "PROPN", "PRON") and tokens[comma + 1].tag != "NNS":
        return None
    nouns = [k for k in range(comma + 1, i) if tokens[k].pos in ("NOUN", "PROPN")]
    tops = [k for k in nouns if tokens[k].dep not in ("poss", "compound") and not comma < tokens[k].head < i]
    content = _trim(tokens, sentence.first, comma)
    if not nouns or content is None:
        return None
    speaker = tops[0] if tops else nouns[-1]
    source, said = parsed.span(comma + 1, i), parsed.span(*content)
    return Utterance(parsed.span(i, i + 1), tokens[i].lemma, "speech", source, speaker, (said,), sentence.index, i)


def _document(parsed: Parsed, i: int) -> bool:
    return parsed.tokens[i].lemma in words.lemmas("documents.txt", "en")


def _counted(parsed: Parsed, below: Sequence[int]) -> int | None:
    return next((k for k in below if any(parsed.tokens[j].dep == "nummod" for j in parsed.children(k))), None)


def speaker_colon(parsed: Parsed, i: int, sentence: Sentence, names: frozenset[int]) -> Utterance | None:
    """As in "Zelensky: Russia has lost …", "PENCE: Well …": a short name, a colon, a clause.

    `names` are the tokens of the names we know.
    """
    tokens = parsed.tokens
    head = tokens[sentence.first : i]
    if not 1 <= len(head) <= 6 or i + 1 >= sentence.last or not any(t.pos == "PROPN" or t.i in names for t in head):
        return None
    if any(t.pos in ("VERB", "AUX", "NUM", "PUNCT", "SCONJ") for t in head):
        return None
    known = head[-1].i in names or head[-1].ent in ("PERSON", "ORG")
    if not known and not sources.titular(head[-1].text):
        return None
    named = [t.i for t in head if t.pos in ("PROPN", "NOUN")]
    span = parsed.span(sentence.first, i)
    content = _trim(tokens, i + 1, sentence.last)
    if content is None:
        return None
    return Utterance(parsed.span(i, i + 1), ":", "speech", span, named[-1], (parsed.span(*content),), sentence.index, i)


def below(parsed: Parsed, k: int, verb: int, sentence: Sentence) -> contents.Range:
    """What hangs on a token behind its verb, as a token range without closing punctuation."""
    kept = [j for j in parsed.subtree(k) if verb < j < sentence.last] or [k]
    last = max(kept) + 1
    while last - 1 > min(kept) and parsed.tokens[last - 1].text in (".", ",", ":", ";"):
        last -= 1
    return min(kept), last


def open_colon(parsed: Parsed, sentence: Sentence, names: frozenset[int]) -> Utterance | None:
    """As in "Al-Akhbar, citing an officer:": a known name without a verb speaks for what follows the colon."""
    tokens = parsed.tokens
    here = tokens[sentence.first : sentence.last]
    if len(here) < 2 or here[-1].text != ":" or any(t.pos == "AUX" or t.tag in _FINITE for t in here):
        return None
    aside = next((i for i in range(sentence.first + 1, sentence.last) if citing_at(parsed, i)), sentence.last - 1)
    last = aside - 1
    while last > sentence.first and tokens[last].pos == "PUNCT":
        last -= 1
    cites = aside < sentence.last - 1
    if last - sentence.first > 5 or not (last in names or (cites and tokens[last].pos == "PROPN")):
        return None
    return Utterance(
        parsed.span(sentence.last - 1, sentence.last),
        ":",
        "speech",
        parsed.span(sentence.first, last + 1),
        last,
        (),
        sentence.index,
        last,
        colon=True,
    )
