"""Who says what, in English: source, cue and content by dependencies, quotation marks and the position of commas.

The scheme is PolNeAR's (source, cue, content spans). Verbs, nouns and phrases that attribute are data
(`data/words/en/cues.csv`, `cue_nouns.csv`, `cue_phrases.csv`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from geo import words
from geo.attribution import contents, signatures, sources
from geo.attribution.cue_words import (
    adjective,
    adverb,
    adverbs,
    as_told,
    below,
    count_given,
    misread,
    noun,
    nouns,
    open_colon,
    openers,
    opinion_of,
    phrase,
    speaker_colon,
)
from geo.attribution.cues import Cue, Utterance, cues
from geo.attribution.quotes import Quote, at
from geo.language import Parsed, Sentence
from geo.model import Span

_SHY = frozenset({"whether", "if", "how", "what", "why", "who", "where", "when", "which"})
_SAYING = ("speech", "belief")
MOST = 25
"""Attributions read in one sentence; more stand only in text that is no prose."""


@cache
def _saying() -> frozenset[str]:
    return frozenset(lemma for lemma, cue in cues().items() if cue.kind in _SAYING)


def find(
    parsed: Parsed,
    quotes: Sequence[Quote],
    bodies: Mapping[int, int] | None = None,
    *,
    names: frozenset[int] = frozenset(),
) -> tuple[Utterance, ...]:
    """Every attribution of an English text, in text order.

    `bodies` maps the start of a paragraph to where its words begin behind a dateline or label; `names` are the tokens
    of the names that the tables know.
    """
    found: list[Utterance] = []
    for whole in parsed.sentences:
        sentence = _behind(parsed, whole, (bodies or {}).get(whole.start, whole.start))
        here: list[Utterance] = []
        for i in range(sentence.first, sentence.last):
            if len(here) < MOST and (utterance := _at(parsed, i, sentence, quotes, names)):
                here.append(utterance)
        if framed := open_colon(parsed, sentence, names):
            here = [framed]
        found += here
    found = [_with_quotes(parsed, utterance, quotes) for utterance in found]
    signed = signatures.find(parsed, names)
    heads = {utterance.cue for utterance in signed}
    found = [utterance for utterance in found if utterance.cue not in heads]
    return _carried_on(parsed, sorted((*found, *signed), key=lambda u: u.cue.start), quotes)


def _behind(parsed: Parsed, sentence: Sentence, body: int) -> Sentence:
    """The sentence without the tokens before an offset inside it."""
    if not sentence.start < body < sentence.end:
        return sentence
    first = next(
        i for i in range(sentence.first, sentence.last + 1) if i == sentence.last or parsed.tokens[i].start >= body
    )
    return replace(sentence, start=body, first=first) if first < sentence.last else sentence


def _at(parsed: Parsed, i: int, sentence: Sentence, quotes: Sequence[Quote], names: frozenset[int]) -> Utterance | None:
    """The attribution that token `i` is the cue of."""
    token = parsed.tokens[i]
    word = token.text.lower()
    if word in openers() and (found := phrase(parsed, i, sentence)):
        return found
    if word == "as" and (found := as_told(parsed, i, sentence)):
        return found
    if word in ("in", "by") and i == sentence.first and (opinion := opinion_of(parsed, i, sentence)):
        return opinion
    if found := misread(parsed, i, sentence) or adjective(parsed, i, sentence):
        return found
    if token.pos in ("VERB", "AUX") or token.tag.startswith("VB") or _mistaken(parsed, i):
        linking = token.text.lower() in words.lemmas("linking_participles.txt", "en")
        if counted := count_given(parsed, i, sentence):
            return counted
        return _verb(parsed, i, sentence, quotes) if token.lemma in cues() and not linking else None
    if token.pos == "NOUN":
        return noun(parsed, i, sentence)
    if word in adverbs():
        return adverb(parsed, i, sentence)
    if word == ":":
        return speaker_colon(parsed, i, sentence, names)
    return None


def _mistaken(parsed: Parsed, i: int) -> bool:
    """A verb that the tagger took for a noun: "…, the Observatory reports.", "… , the ICRC says"."""
    token = parsed.tokens[i]
    if token.dep != "ROOT" or token.tag != "NNS" or nouns().get(token.lemma) is None:
        return False
    return any(parsed.tokens[k].dep in ("nsubj", "ccomp") for k in parsed.children(i))


# ------------------------------------------------------------------------------------------------ verbs


def _verb(parsed: Parsed, i: int, sentence: Sentence, quotes: Sequence[Quote]) -> Utterance | None:
    tokens = parsed.tokens
    token, cue = tokens[i], cues()[tokens[i].lemma]
    if saying := sources.saying_of(parsed, i):
        return _quoted(parsed, i, saying, sentence)
    source = sources.of_verb(parsed, i, sentence)
    box = contents.frame(parsed, i, source)
    passive = source is not None and source.passive
    if passive and source is not None:
        ranges = _passive_content(parsed, i, source, sentence)
    else:
        ranges = contents.around(parsed, i, box, sentence, _saying()) if _clausal(parsed, i, cue) else []
    ranges = _within_quotation(parsed, ranges, at(quotes, token.start))
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
        via=source.via if source else None,
        hearsay=passive,
        colon=colon,
        topic=_is_topic(parsed, i, ranges),
        clause=clause or colon,
    )


def _quoted(parsed: Parsed, i: int, saying: int, sentence: Sentence) -> Utterance | None:
    """As in "…, TASS quoted the governor as saying.": content in front; behind, "saying" has it."""
    if any(parsed.tokens[k].dep == "ccomp" for k in parsed.children(saying)):
        return None
    source = sources.of_verb(parsed, saying, sentence)
    first = min(
        (k for k in parsed.subtree(i) if parsed.tokens[k].dep in sources.SUBJECTS and parsed.tokens[k].head == i),
        default=i,
    )
    first = sources.phrase(parsed, first, sentence)[0] if first != i else i
    ranges = contents.around(parsed, i, (first, saying + 1), sentence, _saying())
    if source is None or not ranges:
        return None
    return Utterance(
        cue=parsed.span(saying, saying + 1),
        lemma="say",
        kind="speech",
        source=parsed.span(source.first, source.last),
        speaker=source.speaker,
        content=tuple(parsed.span(a, b) for a, b in ranges),
        sentence=sentence.index,
        verb=saying,
        via=source.via,
    )


def _within_quotation(parsed: Parsed, ranges: list[contents.Range], quote: Quote | None) -> list[contents.Range]:
    """What a verb inside a quotation says lies inside it too."""
    if quote is None:
        return ranges
    tokens = parsed.tokens
    inside = [
        [i for i in range(first, last) if quote.start < tokens[i].start and tokens[i].end <= quote.end]
        for first, last in ranges
    ]
    return [(kept[0], kept[-1] + 1) for kept in inside if len(kept) > 1]


def _clausal(parsed: Parsed, i: int, cue: Cue) -> bool:
    """False for a verb that has its object and takes no clause: "called them “deplorables”"."""
    if "that" in cue.takes:
        return True
    behind = [k for k in parsed.children(i) if k > i]
    if any(parsed.tokens[k].dep == "prep" and parsed.tokens[k].lemma in cue.takes for k in behind):
        return False
    objects = any(parsed.tokens[k].dep in ("dobj", "oprd") for k in behind)
    return "quote" in cue.takes and not ("noun" in cue.takes and objects)


def _passive_content(parsed: Parsed, i: int, source: sources.Source, sentence: Sentence) -> list[contents.Range]:
    """As in "They are said to be in Belgorod": subject and infinitive; "it was reported that": the clause."""
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
            first, last = below(parsed, k, i, sentence)
            # "urged them to leave": who is urged belongs to what is urged
            asked = [j for j in behind if j < k and tokens[j].dep in ("dobj", "dative")]
            return [(below(parsed, asked[0], i, sentence)[0] if asked else first, last)]
    for k in behind:
        if tokens[k].dep == "prep" and tokens[k].lemma in cue.takes:
            objects = [j for j in parsed.children(k) if tokens[j].dep in ("pobj", "pcomp") and tokens[j].ent != "DATE"]
            # "put it at 3,000" is an estimate, "put at risk" is none
            if objects and (tokens[k].lemma != "at" or any(tokens[j].pos == "NUM" for j in parsed.subtree(objects[0]))):
                first, last = below(parsed, objects[0], i, sentence)
                return [(first, contents.turn(parsed, i, first, last, sentence))]
    for k in behind:
        if "noun" in cue.takes and tokens[k].dep in ("dobj", "attr", "oprd", "nsubjpass"):
            first, last = below(parsed, k, i, sentence)
            if tokens[i].lemma in words.lemmas("asserting_objects.txt", "en"):
                last = max(last, contents.end(parsed, i, first, sentence, _saying()))
            for j in behind:
                # "called him a liar", "described it as a trap": what is said of the object belongs to it
                as_such = tokens[j].dep == "prep" and tokens[j].lemma in ("as", "for")
                if j > k and (tokens[j].dep in ("oprd", "ccomp", "xcomp") or as_such):
                    last = max(last, below(parsed, j, i, sentence)[1])
            return [(first, contents.turn(parsed, i, first, last, sentence))]
    return []


def _is_topic(parsed: Parsed, i: int, ranges: Sequence[contents.Range]) -> bool:
    after = next((a for a, _ in ranges if a > i), None)
    return after is not None and parsed.tokens[after].text.lower() in _SHY


def _cue_span(parsed: Parsed, i: int) -> Span:
    tokens = parsed.tokens
    last = i + 1
    if last < len(tokens) and tokens[last].dep == "prt" and tokens[last].head == i:
        last += 1
    return parsed.span(i, last)


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
    """As in "…," he said. "…": a quotation that follows the sentence of another at once is the same speaker's."""
    for quote in quotes:
        outer = [u for u in found if not quote.start <= u.cue.start < quote.end]
        if any(s.start < quote.end and quote.start < s.end for u in outer for s in u.content):
            continue
        for number in range(len(found) - 1, -1, -1):
            utterance = found[number]
            if utterance.kind != "speech" or not utterance.clause or not utterance.content:
                continue
            if utterance.cue.start > quote.start:
                continue
            sentence = parsed.sentences[utterance.sentence]
            spoken_end = max(sentence.end, utterance.content[-1].end)
            between = parsed.text[spoken_end : quote.start]
            outside = at(quotes, utterance.cue.start) is None
            if outside and not between.strip() and "\n" not in between and spoken_end <= quote.start:
                added = Span(quote.start, quote.end, parsed.text[quote.start : quote.end])
                found[number] = replace(utterance, content=(*utterance.content, added))
            if outside:
                break
    return tuple(found)
