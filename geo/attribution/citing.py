"""Who stands behind the one who speaks, in English: "RIA, citing the ministry, said", "based on talks with aides"."""

from __future__ import annotations

from collections.abc import Sequence

from geo import words
from geo.attribution.channels import owner
from geo.attribution.cues import Utterance, citing_at
from geo.attribution.parties import Cast
from geo.language import Parsed
from geo.model import Identification, Party

_FAR = 12


def cited(parsed: Parsed, utterance: Utterance, here: Sequence[Utterance], cast: Cast) -> Party | None:
    """The party that the speaker cites in the same sentence; `here` are the sentence's utterances."""
    sentence = parsed.sentences[utterance.sentence]
    for i in range(sentence.first, sentence.last):
        last = citing_at(parsed, i)
        if last is None or i == utterance.verb:
            continue
        start = parsed.tokens[i].start
        inside = utterance.source is not None and utterance.source.start <= start < utterance.source.end
        if not inside and owner(start, here) is not utterance:
            continue
        head = _head(parsed, i, last, sentence.last, cast)
        if head is None:
            continue
        party = cast.peek(head)
        if party is not None and _speaks(parsed, utterance, head, party, cast):
            return cast.party(head)
    return None


def _head(parsed: Parsed, i: int, last: int, end: int, cast: Cast) -> int | None:
    """The head of what is cited; a known name beside a description ("the agency SANA") stands for it."""
    tokens = parsed.tokens
    for mention in cast.known_in(tokens[last].start if last < end else 0, tokens[end - 1].end):
        between = tokens[last : mention.first]
        if len(between) <= 5 and all(t.pos in ("DET", "ADJ", "NOUN", "PROPN") for t in between):
            ends = mention.last >= end or tokens[mention.last].pos not in ("NOUN", "PROPN", "PART")
            if ends and mention.known.kind in ("outlet", "person", "institution"):
                return mention.last - 1
    for k in range(last, min(last + _FAR, end)):
        if tokens[k].dep in ("dobj", "pobj", "appos") and i <= tokens[k].head < last:
            return k
    for k in range(last, min(last + _FAR, end)):
        if tokens[k].pos in ("NOUN", "PROPN") and (k + 1 >= end or tokens[k + 1].pos not in ("NOUN", "PROPN", "PART")):
            return k
        if tokens[k].pos == "PUNCT":
            return None
    return None


def _speaks(parsed: Parsed, utterance: Utterance, head: int, party: Party, cast: Cast) -> bool:
    """True for what can have said something; an outlet cites parties, others often cite reasons and pictures."""
    lemma = parsed.tokens[head].lemma.casefold()
    if lemma in words.lemmas("reasons.txt", "en") or lemma in words.lemmas("evidence.txt", "en"):
        return False
    speaker = cast.peek(utterance.speaker) if utterance.speaker is not None else None
    if speaker is not None and speaker.identification is Identification.OUTLET:
        return True
    if lemma in words.lemmas("roles.txt", "en") or lemma in words.lemmas("documents.txt", "en"):
        return True
    return party.identification is Identification.NAMED and parsed.tokens[head].pos == "PROPN"
