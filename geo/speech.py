"""Who says what, in English: source, cue and content by dependencies, quotation marks and the position of commas.

The scheme is PolNeAR's (source, cue, content spans). Verbs, nouns and phrases that attribute are data
(`data/words/en/cues.csv`, `cue_nouns.csv`, `cue_phrases.csv`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from geo import contents, sources, words
from geo.language import Parsed, Sentence, Token
from geo.model import Span
from geo.quotes import Quote, at

_SHY = frozenset({"whether", "if", "how", "what", "why", "who", "where", "when", "which"})
_SAYING = ("speech", "belief")
_OPENING = ('"', "“", "«", "''")


@dataclass(frozen=True, slots=True)
class Utterance:
    """One attribution as the sentence has it, before anybody is recognised.

    `kind` is the cue's class, or "hearsay". `source` are the words (None: nobody is named), `speaker` the token to
    recognise them by (for "who" its antecedent). `told` is the token of who was told, `via` of who passes it on
    ("Bloomberg quoted X as saying"). `colon` is True when the cue ends in a colon and its content follows the
    sentence. `topic` is True when the content is talked about, not asserted ("did not say whether"); `clause` is False
    when it is an object or an infinitive ("reported 42 clashes").
    """

    cue: Span
    lemma: str
    kind: str
    source: Span | None
    speaker: int | None
    content: tuple[Span, ...]
    sentence: int
    verb: int
    told: int | None = None
    via: int | None = None
    hearsay: bool = False
    colon: bool = False
    topic: bool = False
    clause: bool = True


@dataclass(frozen=True, slots=True)
class Cue:
    """A row of the cue list."""

    kind: str
    takes: frozenset[str]


@cache
def cues() -> dict[str, Cue]:
    """Attributing verbs by lemma; where a lemma has two rows, the first."""
    table: dict[str, Cue] = {}
    for row in words.rows("cues.csv", "en"):
        table.setdefault(row["lemma"], Cue(row["class"], frozenset(row["takes"].split())))
    return table


@cache
def _saying() -> frozenset[str]:
    return frozenset(lemma for lemma, cue in cues().items() if cue.kind in _SAYING)


def find(parsed: Parsed, quotes: Sequence[Quote], bodies: Mapping[int, int] | None = None) -> tuple[Utterance, ...]:
    """Every attribution of an English text, in text order.

    `bodies` maps the start of a paragraph to where its words begin behind a dateline or label.
    """
    found: list[Utterance] = []
    for whole in parsed.sentences:
        sentence = _behind(parsed, whole, (bodies or {}).get(whole.start, whole.start))
        here: list[Utterance] = []
        for i in range(sentence.first, sentence.last):
            if utterance := _at(parsed, i, sentence, quotes):
                here.append(utterance)
        found += here
    return _carried_on(parsed, [_with_quotes(parsed, utterance, quotes) for utterance in found], quotes)


def _behind(parsed: Parsed, sentence: Sentence, body: int) -> Sentence:
    """The sentence without the tokens before an offset inside it."""
    if not sentence.start < body < sentence.end:
        return sentence
    first = next(
        i for i in range(sentence.first, sentence.last + 1) if i == sentence.last or parsed.tokens[i].start >= body
    )
    return replace(sentence, start=body, first=first) if first < sentence.last else sentence


def _at(parsed: Parsed, i: int, sentence: Sentence, quotes: Sequence[Quote]) -> Utterance | None:
    """The attribution that token `i` is the cue of."""
    token = parsed.tokens[i]
    word = token.text.lower()
    if word in _openers() and (phrase := _phrase(parsed, i, sentence)):
        return phrase
    if token.pos in ("VERB", "AUX") or token.tag.startswith("VB") or _mistaken(parsed, i):
        linking = token.text.lower() in words.lemmas("linking_participles.txt", "en")
        return _verb(parsed, i, sentence, quotes) if token.lemma in cues() and not linking else None
    if token.pos == "NOUN":
        return _noun(parsed, i, sentence)
    if word in _adverbs():
        return _adverb(parsed, i, sentence)
    if word == ":":
        return _speaker_colon(parsed, i, sentence)
    return None


def _mistaken(parsed: Parsed, i: int) -> bool:
    """A verb that the tagger took for a noun: "…, the Observatory reports.", "… , the ICRC says"."""
    token = parsed.tokens[i]
    if token.dep != "ROOT" or token.tag != "NNS" or _nouns().get(token.lemma) is None:
        return False
    return any(parsed.tokens[k].dep in ("nsubj", "ccomp") for k in parsed.children(i))


# ------------------------------------------------------------------------------------------------ verbs


def _verb(parsed: Parsed, i: int, sentence: Sentence, quotes: Sequence[Quote]) -> Utterance | None:
    tokens = parsed.tokens
    token, cue = tokens[i], cues()[tokens[i].lemma]
    source = sources.of_verb(parsed, i, sentence)
    box = contents.frame(parsed, i, source)
    passive = source is not None and source.passive
    if passive and source is not None:
        ranges = _passive_content(parsed, i, source, sentence)
    else:
        ranges = contents.around(parsed, i, box, sentence, quotes, _saying()) if _clausal(cue) else []
    clause = bool(ranges)
    ranges = ranges or _objects(parsed, i, cue, sentence)
    colon = tokens[sentence.last - 1].text == ":" and cue.kind == "speech"
    colon = colon and (not clause or not any(a >= i for a, _ in ranges))
    if colon and not clause:
        ranges = []
    if not ranges and not colon:
        return None
    named = source is not None and not passive
    return Utterance(
        cue=_cue_span(parsed, i),
        lemma=token.lemma,
        kind=cue.kind,
        source=parsed.span(source.first, source.last) if source and named else None,
        speaker=source.speaker if source and named else None,
        content=tuple(parsed.span(a, b) for a, b in ranges),
        sentence=sentence.index,
        verb=i,
        told=_told(parsed, i, cue),
        via=source.via if source else None,
        hearsay=passive,
        colon=colon,
        topic=_is_topic(parsed, i, ranges),
        clause=clause or colon,
    )


def _clausal(cue: Cue) -> bool:
    return bool(cue.takes & {"that", "quote"})


def _passive_content(parsed: Parsed, i: int, source: sources.Source, sentence: Sentence) -> list[contents.Range]:
    """ "They are said to be in Belgorod": subject and infinitive; "it was reported that": the clause."""
    tokens = parsed.tokens
    below = [k for k in parsed.children(i) if k > i and tokens[k].dep in ("xcomp", "ccomp", "advcl", "oprd")]
    if not below:
        return []
    first, last = sources.phrase(parsed, source.speaker, sentence)
    tail = [j for k in below for j in parsed.subtree(k) if i < j < sentence.last]
    if tokens[source.speaker].text.lower() in ("it", "there") and not any(tokens[k].dep == "xcomp" for k in below):
        return [(min(tail), max(tail) + 1)]
    return [(first, last), (min(tail), max(tail) + 1)]


def _objects(parsed: Parsed, i: int, cue: Cue, sentence: Sentence) -> list[contents.Range]:
    """Content that is no clause: an infinitive, what a preposition leads ("accused X of …"), or an object."""
    tokens = parsed.tokens
    behind = [k for k in parsed.children(i) if k > i]
    for k in behind:
        if "to" in cue.takes and tokens[k].dep in ("xcomp", "ccomp"):
            return [_below(parsed, k, i, sentence)]
    for k in behind:
        if tokens[k].dep == "prep" and tokens[k].lemma in cue.takes:
            objects = [j for j in parsed.children(k) if tokens[j].dep in ("pobj", "pcomp")]
            # "put it at 3,000" is an estimate, "put at risk" is none
            if objects and (tokens[k].lemma != "at" or any(tokens[j].pos == "NUM" for j in parsed.subtree(objects[0]))):
                return [_below(parsed, objects[0], i, sentence)]
    for k in behind:
        if "noun" in cue.takes and tokens[k].dep in ("dobj", "attr", "oprd", "nsubjpass"):
            first, last = _below(parsed, k, i, sentence)
            if tokens[i].lemma in words.lemmas("asserting_objects.txt", "en"):
                last = max(last, contents.end(parsed, i, first, sentence, _saying()))
            return [(first, last)]
    return []


def _below(parsed: Parsed, k: int, verb: int, sentence: Sentence) -> contents.Range:
    kept = [j for j in parsed.subtree(k) if verb < j < sentence.last] or [k]
    last = max(kept) + 1
    while last - 1 > min(kept) and parsed.tokens[last - 1].text in (".", ",", ":", ";"):
        last -= 1
    return min(kept), last


def _told(parsed: Parsed, i: int, cue: Cue) -> int | None:
    """Who was told: "told CNN", "said to Reuters", "in an interview with CNN"."""
    tokens = parsed.tokens
    for k in parsed.children(i):
        if "person" in cue.takes and tokens[k].dep in ("dobj", "dative") and k > i:
            return k
        if tokens[k].dep in ("prep", "dative") and tokens[k].text.lower() in ("to", "in", "with", "on", "by", "for"):
            if found := _outlet_below(parsed, k):
                return found
    return None


def _outlet_below(parsed: Parsed, k: int) -> int | None:
    """The last name below a preposition: "in comments to Reuters"."""
    below = [j for j in parsed.subtree(k)[1:] if parsed.tokens[j].pos == "PROPN" and parsed.tokens[j].dep == "pobj"]
    return below[-1] if below else None


def _is_topic(parsed: Parsed, i: int, ranges: Sequence[contents.Range]) -> bool:
    after = next((a for a, _ in ranges if a > i), None)
    return after is not None and parsed.tokens[after].text.lower() in _SHY


def _cue_span(parsed: Parsed, i: int) -> Span:
    tokens = parsed.tokens
    last = i + 1
    if last < len(tokens) and tokens[last].dep == "prt" and tokens[last].head == i:
        last += 1
    return parsed.span(i, last)


# ------------------------------------------------------------------------------------------------ nouns, phrases


@cache
def _nouns() -> dict[str, str]:
    return {row["noun"]: row["class"] for row in words.rows("cue_nouns.csv", "en")}


@cache
def _phrases() -> tuple[tuple[tuple[str, ...], str], ...]:
    rows = ((tuple(row["phrase"].split()), row["kind"]) for row in words.rows("cue_phrases.csv", "en"))
    return tuple(sorted(rows, key=lambda row: -len(row[0])))


@cache
def _openers() -> frozenset[str]:
    return frozenset(phrase[0] for phrase, kind in _phrases() if kind == "before")


@cache
def _adverbs() -> frozenset[str]:
    return frozenset(phrase[0] for phrase, kind in _phrases() if kind == "hearsay" and len(phrase) == 1)


def _noun(parsed: Parsed, i: int, sentence: Sentence) -> Utterance | None:
    """ "Kyiv's claim that …": a noun with a clause."""
    tokens = parsed.tokens
    kind = _nouns().get(tokens[i].lemma)
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
    content = parsed.span(*_below(parsed, clause, i, sentence))
    return Utterance(
        parsed.span(i, i + 1), tokens[i].lemma, kind, span, owner, (content,), sentence.index, i, hearsay=owner is None
    )


def _led_by_that(parsed: Parsed, k: int) -> bool:
    marks = (j for j in parsed.children(k) if parsed.tokens[j].dep == "mark")
    return any(parsed.tokens[j].text.lower() == "that" for j in marks)


def _owner_behind(parsed: Parsed, i: int, clause: int) -> int | None:
    """ "Claims by the ministry that …", "reports from residents that …"."""
    tokens = parsed.tokens
    for k in parsed.children(i):
        if (
            i < k < clause
            and tokens[k].dep in ("prep", "agent")
            and tokens[k].text.lower() in ("by", "from", "of", "among")
        ):
            return next((j for j in parsed.children(k) if tokens[j].dep == "pobj"), None)
    return None


def _adverb(parsed: Parsed, i: int, sentence: Sentence) -> Utterance:
    """ "Reportedly": the clause it stands in, said by nobody."""
    tokens = parsed.tokens
    head = tokens[i].head
    below = [k for k in parsed.subtree(head) if sentence.first <= k < sentence.last] if head != i else []
    first, last = (min(below), max(below) + 1) if below else (sentence.first, sentence.last)
    while last - 1 > first and tokens[last - 1].text in (".", ",", ":"):
        last -= 1
    content = (parsed.span(first, last),)
    word = tokens[i].lemma
    return Utterance(parsed.span(i, i + 1), word, "hearsay", None, None, content, sentence.index, i, hearsay=True)


def _phrase(parsed: Parsed, i: int, sentence: Sentence) -> Utterance | None:
    """ "According to X, …": the source behind the phrase, the content around it."""
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
        ranges = _around_phrase(parsed, i, end, sentence)
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


def _around_phrase(parsed: Parsed, i: int, end: int, sentence: Sentence) -> list[contents.Range]:
    tokens = parsed.tokens
    before = _trim(tokens, sentence.first, i)
    after = _trim(tokens, end, sentence.last)
    if after and tokens[end].text not in (",", ":", "—", "–"):
        after = None
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


def _speaker_colon(parsed: Parsed, i: int, sentence: Sentence) -> Utterance | None:
    """ "Zelensky: Russia has lost …", "PENCE: Well …": a short name, a colon, a clause."""
    tokens = parsed.tokens
    head = tokens[sentence.first : i]
    if not 1 <= len(head) <= 6 or i + 1 >= sentence.last or not any(t.pos == "PROPN" for t in head):
        return None
    if any(t.pos in ("VERB", "AUX", "NUM", "PUNCT", "SCONJ") for t in head):
        return None
    if not any(t.ent in ("PERSON", "ORG", "GPE", "NORP") or sources.titular(t.text) for t in head):
        return None
    names = [t.i for t in head if t.pos in ("PROPN", "NOUN")]
    span = parsed.span(sentence.first, i)
    content = _trim(tokens, i + 1, sentence.last)
    if content is None:
        return None
    return Utterance(parsed.span(i, i + 1), ":", "speech", span, names[-1], (parsed.span(*content),), sentence.index, i)


# ------------------------------------------------------------------------------------------------ quotations


def _with_quotes(parsed: Parsed, utterance: Utterance, quotes: Sequence[Quote]) -> Utterance:
    """The utterance with each content widened to the whole of the quotation it begins or ends in."""
    if utterance.kind not in ("speech", "belief"):
        return utterance
    inside = at(quotes, utterance.cue.start)
    widened: list[Span] = []
    for span in utterance.content:
        start, end = span.start, span.end
        opened, closing = at(quotes, start), at(quotes, max(start, end - 1))
        if opened and opened is not inside:
            start = min(start, opened.start)
        if closing and closing is not inside and closing.end > utterance.cue.end >= 0:
            end = (
                max(end, closing.end)
                if closing.start >= utterance.cue.end or closing.end <= utterance.cue.start
                else end
            )
        widened.append(Span(start, end, parsed.text[start:end]))
    return replace(utterance, content=tuple(widened))


def _carried_on(parsed: Parsed, found: list[Utterance], quotes: Sequence[Quote]) -> tuple[Utterance, ...]:
    """ "…," he said. "…": a quotation that follows the sentence of another at once is the same speaker's."""
    for quote in quotes:
        outer = [u for u in found if not quote.start <= u.cue.start < quote.end]
        if any(s.start < quote.end and quote.start < s.end for u in outer for s in u.content):
            continue
        for number in range(len(found) - 1, -1, -1):
            utterance = found[number]
            if utterance.kind != "speech" or not utterance.content or utterance.cue.start > quote.start:
                continue
            sentence = parsed.sentences[utterance.sentence]
            spoken_end = max(sentence.end, utterance.content[-1].end)
            between = parsed.text[spoken_end : quote.start]
            quoted = any(mark in span.as_written for span in utterance.content for mark in _OPENING)
            outside = at(quotes, utterance.cue.start) is None
            if outside and quoted and not between.strip() and "\n" not in between and spoken_end <= quote.start:
                added = Span(quote.start, quote.end, parsed.text[quote.start : quote.end])
                found[number] = replace(utterance, content=(*utterance.content, added))
            if outside:
                break
    return tuple(found)
