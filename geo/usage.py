"""How a place name is used: as a place, as a government that acts, inside another name, or as history.

Codebook rule 1 (2-claims): metonyms act, adjectives are no places, names inside names are none. The classes follow
Gritta et al. 2020 ("A pragmatic guide to geoparsing evaluation"): literal, metonymic, embedded, demonym. English is read from
dependencies; Russian and Ukrainian have none, so `usage_cyrillic` reads case and neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from geo import usage_cyrillic, words
from geo.language import Parsed, Token
from geo.model import PlaceKind, ToponymClass
from geo.peoples import WHOSE, adjectives, double_duty
from geo.scan import Match

Verdict = tuple[ToponymClass, str]
_YEAR = re.compile(
    r"(?<![-–/\w.,])(1[0-9]{3})(?![-–/\w]|[.,]\d)(?!\s*(?:people|soldiers|troops|km|kilomet|men|residents|square))"
)
_MODERN = re.compile(r"\b(?:199[2-9]|20[0-9]{2})\b")
LAST_HISTORICAL_YEAR = 1991
_NOT_PLACE_LABELS = frozenset({"ORG", "PERSON", "WORK_OF_ART", "PRODUCT", "EVENT", "LAW"})


def states(match: Match) -> bool:
    """Whether the name may be a country's."""
    return any(place.kind is PlaceKind.COUNTRY for place in match.candidates)


@cache
def seats(language: str) -> frozenset[str]:
    """Names that stand for a government: capitals and buildings, casefolded."""
    listed = {
        row["word"].casefold()
        for row in words.rows("demonyms.csv")
        if row["kind"] == "seat" and row["language"] == language
    }
    return frozenset(listed | always(language))


@cache
def always(language: str) -> frozenset[str]:
    """Names that are governments by default (the Kremlin)."""
    return frozenset(row["name"].casefold() for row in words.rows("metonyms.csv") if row["language"] == language)


@cache
def governed(name: str, language: str) -> Mapping[str, frozenset[str]]:
    """A table of word → prepositions as a mapping."""
    table: dict[str, set[str]] = {}
    for row in words.rows(name, language):
        key, prepositions = tuple(row.values())[:2]
        table.setdefault(key.casefold(), set()).update(prepositions.split("|"))
    return {key: frozenset(held) for key, held in table.items()}


def spelled(parsed: Parsed, match: Match) -> str:
    """The name as lists spell it: by lemma where words are inflected."""
    if parsed.tokens[match.first].dep:
        return match.name.casefold()
    return " ".join(token.lemma.casefold() for token in parsed.tokens[match.first : match.last])


def seat(parsed: Parsed, match: Match) -> bool:
    """Whether the name is a capital's or another seat's of a state."""
    return spelled(parsed, match) in seats(parsed.language) or any(
        place.feature == "PPLC" and place.population > 0 for place in match.candidates[:3]
    )


def head(parsed: Parsed, match: Match) -> Token:
    """The token of the match that hangs outside it."""
    for token in parsed.tokens[match.first : match.last]:
        if not match.first <= token.head < match.last:
            return token
    return parsed.tokens[match.last - 1]


def judge(parsed: Parsed, match: Match) -> Verdict | None:
    """The class of a name that is not literal, with the reason; None when nothing speaks against a place."""
    for rule in (_dateline, _heading, _inside_name, _person, _history, _office, _seat_of_speaker, _government):
        verdict = rule(parsed, match)
        if verdict is not None:
            return verdict
    return None


# ------------------------------------------------------------------------------------------------ names inside names


_DATELINE = re.compile(
    r"[^\S\n]*[\"“]?(?P<names>[^\W\d_a-z][^\n–—:;!?]{1,60}?)\s*"
    r"(?:,?\s*[A-Z][a-z]{2,8}\.?\s+\d{1,2}(?:,?\s*\d{4})?)?\s*(?P<outlet>\([^()\n]{2,40}\))?\s*(?P<dash>—|–|--|-\s)"
)


def _dateline(parsed: Parsed, match: Match) -> Verdict | None:
    start = parsed.text.rfind("\n", 0, match.span.start) + 1
    if match.span.start - start > 60:
        return None
    line = _DATELINE.match(parsed.text, start)
    if line is None or line.end("names") < match.span.end:
        return None
    leading = line["names"].split(",")[0].strip()
    if len(leading) > 2 and leading.isupper() or (line["outlet"] and len(leading.split()) <= 3):
        return ToponymClass.EMBEDDED, "the dateline says where the report was filed, not where events took place"
    return None


def _heading(parsed: Parsed, match: Match) -> Verdict | None:
    """A capital or a country alone as a heading ("Seoul.", "12:30 — Moscow") names whose view follows."""
    sentence = parsed.sentence_at(match.span.start)
    if sentence is None or not (states(match) or seat(parsed, match)):
        return None
    others = [t for t in parsed.tokens[sentence.first : sentence.last] if not match.first <= t.i < match.last]
    if any(token.text[:1].isalpha() for token in others):
        return None
    line_start = parsed.text.rfind("\n", 0, match.span.start) + 1
    lead = parsed.text[line_start : match.span.start]
    if any(letter.isalpha() for letter in lead):
        return None
    return ToponymClass.METONYM, "a heading that says whose view follows"


def _inside_name(parsed: Parsed, match: Match) -> Verdict | None:
    language = parsed.language
    after, before = _token(parsed, match.last), _token(parsed, match.first - 1)
    if after and after.text in words.lines("place_inside_names.txt", language) and _same_line(parsed, match, after):
        return ToponymClass.EMBEDDED, f"part of the name “{match.span.as_written} {after.text}”"
    if before and before.text in words.lines("place_names_before.txt", language):
        return ToponymClass.EMBEDDED, f"part of the name “{before.text} {match.span.as_written}”"
    if _street(parsed, match):
        return ToponymClass.EMBEDDED, "a street named after a place or a person"
    if (before and before.text == "@") or _signed(parsed, match):
        return ToponymClass.EMBEDDED, "part of a handle or a signature"
    if not parsed.tokens[match.first].dep and usage_cyrillic.quoted(parsed, match):
        return ToponymClass.EMBEDDED, "a name in quotation marks"
    sided = _sided(parsed, match) if not (states(match) or seat(parsed, match)) else None
    if sided:
        return ToponymClass.EMBEDDED, sided
    longer = _longer_name(parsed, match)
    if longer:
        return ToponymClass.EMBEDDED, f"part of the name “{longer}”"
    return None


def _street(parsed: Parsed, match: Match) -> bool:
    streets = words.lines("place_streets.txt", parsed.language)
    if parsed.tokens[match.first].dep:
        after = _token(parsed, match.last)
        return after is not None and after.text in streets and _same_line(parsed, match, after)
    before = _token(parsed, match.first - 1)
    if before is not None and before.text == ".":
        before = _token(parsed, match.first - 2)
    return before is not None and before.lemma.casefold() in streets


def _signed(parsed: Parsed, match: Match) -> bool:
    """ "— Paris Martineau (@pm_azov)": the signature of a post."""
    start = parsed.text.rfind("\n", 0, match.span.start) + 1
    end = parsed.text.find("\n", match.span.end)
    line = parsed.text[start : end if end >= 0 else len(parsed.text)]
    handle = line.find("(@")
    return line.lstrip()[:1] in {"—", "–", "-"} and handle >= 0 and match.span.start < start + handle


def _longer_name(parsed: Parsed, match: Match) -> str | None:
    """The words of an organisation's, work's or person's name that goes beyond the match, as the model sees it."""
    tokens = parsed.tokens
    label = tokens[match.first].ent
    if label not in _NOT_PLACE_LABELS or any(token.ent != label for token in tokens[match.first : match.last]):
        return None
    written = parsed.sentence_at(match.span.start)
    if written is not None and parsed.text[written.start : written.end].isupper():
        return None  # in capitals the model's labels mean little
    first, last = match.first, match.last
    while first > 0 and _goes_on(parsed, match, first - 1, label):
        first -= 1
    while last < len(tokens) and _goes_on(parsed, match, last, label):
        last += 1
    outside = [*tokens[first : match.first], *tokens[match.last : last]]
    if not any(token.text[:1].isupper() for token in outside):
        return None
    types = _types(parsed.language)
    if all(not token.text[:1].isupper() or token.text.casefold() in types for token in outside):
        return None
    return " ".join(parsed.text[tokens[first].start : tokens[last - 1].end].split())


def _goes_on(parsed: Parsed, match: Match, at: int, label: str) -> bool:
    """Whether a labelled name goes on at token `at`; not over prepositions, hyphens or peoples ("Klintsy in Bryansk Oblast")."""
    token = parsed.tokens[at]
    if token.ent != label or token.sentence != parsed.tokens[match.first].sentence:
        return False
    low = token.text.casefold()
    if token.text in {"-", "–", "—"} or (
        token.pos == "ADP" and low not in words.lemmas("place_of.txt", parsed.language)
    ):
        return False
    return low not in words.lemmas("place_joints.txt", parsed.language) - {"the"} and low not in adjectives(
        parsed.language
    )


def _person(parsed: Parsed, match: Match) -> Verdict | None:
    tokens, language = parsed.tokens, parsed.language
    before = _token(parsed, match.first - 1)
    label = tokens[match.first].ent
    if before and before.text.casefold() in words.lemmas("place_titles.txt", language) and label not in {"GPE", "LOC"}:
        return ToponymClass.EMBEDDED, f"a person: “{before.text} {match.span.as_written}”"
    return None


def _history(parsed: Parsed, match: Match) -> Verdict | None:
    language = parsed.language
    events = words.lemmas("place_history_words.txt", language)
    before, event = _token(parsed, match.first - 1), _token(parsed, match.first - 2)
    if before and before.text.casefold() == "the" and event and event.text.casefold() == "of":
        before, event = event, _token(parsed, match.first - 3)
    sentence = parsed.sentence_at(match.span.start)
    text = parsed.text[sentence.start : sentence.end] if sentence else ""
    old = [int(year) for year in _YEAR.findall(text) if int(year) <= LAST_HISTORICAL_YEAR]
    named = before and event and before.text.casefold() == "of" and event.lemma.casefold() in events
    if named and event and (event.text[:1].isupper() or old):
        return ToponymClass.HISTORICAL, f"“{event.text} of {match.span.as_written}” is an event of the past"
    if old and not _MODERN.search(text):
        return ToponymClass.HISTORICAL, f"the sentence speaks of {old[0]}"
    return None


def _office(parsed: Parsed, match: Match) -> Verdict | None:
    language = parsed.language
    if not parsed.tokens[match.first].dep:
        return usage_cyrillic.office(parsed, match)
    offices = words.lemmas("place_offices.txt", language)
    after = _token(parsed, match.last)
    reason = "names the seat of an office, not the place of an event"
    at = match.last
    types = _types(language)
    passed = 0
    while after is not None and passed < 5 and _same_line(parsed, match, after):
        if after.lemma.casefold() in offices and after.pos in {"NOUN", "PROPN"}:
            return ToponymClass.EMBEDDED, reason
        if not (after.tag == "POS" or after.pos in {"ADJ", "PROPN"} or after.text.casefold() in types):
            break
        at, passed = at + 1, passed + 1
        after = _token(parsed, at)
    return _office_before(parsed, match, offices, reason)


def _office_before(parsed: Parsed, match: Match, offices: frozenset[str], reason: str) -> Verdict | None:
    """ "the governor of the Kursk region", "Ministry of Defence of Russia"."""
    at = match.first - 1
    for _ in range(3):
        token = _token(parsed, at)
        if token is None:
            return None
        low = token.text.casefold()
        if low in {"of", "for"}:
            noun = _token(parsed, at - 1)
            if noun and noun.lemma.casefold() in offices and noun.pos in {"NOUN", "PROPN"}:
                return ToponymClass.EMBEDDED, reason
            return None
        if low not in {"the", "'s"} and token.pos not in {"ADJ"} and not _typed(low, parsed.language):
            return None
        at -= 1
    return None


@cache
def _types(language: str) -> frozenset[str]:
    return frozenset(row["word"] for row in words.rows("place_types.csv", language))


def _typed(word: str, language: str) -> bool:
    return word in _types(language)


# ------------------------------------------------------------------------------------------------ speakers

_LEADS = frozenset({"in", "from", "at", "of"})


def _seat_of_speaker(parsed: Parsed, match: Match) -> Verdict | None:
    """ "the government in Tbilisi", "an officer in Kismayo said", "told reporters in Gori", "based in Bangkok"."""
    language = parsed.language
    token = head(parsed, match)
    if token.dep == "conj":
        return None
    before = _token(parsed, match.last)
    if before is not None and before.lemma.casefold() in words.lemmas("place_claimants.txt", language):
        if token.dep in {"compound", "nmod", "poss", "amod"} and token.head == before.i:
            return ToponymClass.EMBEDDED, f"where the {before.text} sits, not the place of an event"
    if token.dep == "compound" and _typed(parsed.tokens[token.head].lemma.casefold(), language):
        token = parsed.tokens[token.head]
    if token.dep != "pobj":
        return None
    preposition = parsed.tokens[token.head]
    lead = parsed.tokens[preposition.head]
    if preposition.text.casefold() not in _LEADS or (lead.pos != "VERB" and not 0 < preposition.i - lead.i <= 2):
        return None
    lemma = lead.lemma.casefold()
    if lemma == "base" and lead.pos == "VERB" and lead.tag == "VBN":
        return ToponymClass.EMBEDDED, "where someone is based, not the place of an event"
    if preposition.text.casefold() == "of":
        return None
    if lead.pos in {"NOUN", "PROPN"} and lemma in words.lemmas("place_claimants.txt", language):
        return ToponymClass.EMBEDDED, f"where the {lead.text} sits, not the place of an event"
    if (
        lead.pos in {"NOUN", "PROPN"}
        and lemma in words.lemmas("place_speakers.txt", language)
        and _speaks(parsed, lead)
    ):
        return ToponymClass.EMBEDDED, f"where the {lead.text} sits, not the place of an event"
    if lead.pos == "NOUN" and lemma in words.lemmas("place_audiences.txt", language):
        return ToponymClass.EMBEDDED, f"where someone spoke ({lead.text}), not the place of an event"
    if lead.pos == "VERB" and lemma in words.lemmas("place_speaking_verbs.txt", language) and preposition.i > lead.i:
        if not any(t.pos == "VERB" for t in parsed.tokens[lead.i + 1 : preposition.i]):
            return ToponymClass.EMBEDDED, f"where someone spoke ({lead.text}), not the place of an event"
    return None


def _speaks(parsed: Parsed, noun: Token) -> bool:
    """Whether a noun is the subject of a verb of saying, or the source of one ("according to", "quoted")."""
    verb, language = parsed.tokens[noun.head], parsed.language
    acts = words.lemmas("place_metonym_verbs.txt", language) | words.lemmas("place_speaking_verbs.txt", language)
    if noun.dep == "nsubj":
        return verb.lemma in acts
    if noun.dep == "pobj":
        above = parsed.tokens[verb.head]
        people = words.lemmas("place_claimants.txt", language) | words.lemmas("place_speakers.txt", language)
        if above.pos == "NOUN" and above.lemma.casefold() in people:
            return True
        cited = above.lemma in {"accord", "quote", "estimate"} or above.lemma in acts
        return verb.text.casefold() in {"to", "by"} and cited
    return False


# ------------------------------------------------------------------------------------------------ governments


def _government(parsed: Parsed, match: Match) -> Verdict | None:
    language = parsed.language
    low = spelled(parsed, match)
    by_default, is_seat, is_state = low in always(language), seat(parsed, match), states(match)
    if not (by_default or is_seat or is_state):
        return None
    if not parsed.tokens[match.first].dep:
        return usage_cyrillic.government(parsed, match, by_default=by_default)
    if low in double_duty(language) and head(parsed, match).dep in {"compound", "amod", "nmod"}:
        return ToponymClass.DEMONYM, WHOSE
    reason = _acts(parsed, head(parsed, match), match, state=is_state and not is_seat)
    if reason:
        return ToponymClass.METONYM, reason
    if by_default:
        before = _token(parsed, match.first - 1)
        if before and before.text.casefold() in words.lemmas("place_articles.txt", language):
            before = _token(parsed, match.first - 2)
        if before is None or before.text.casefold() not in words.lemmas("place_where_prepositions.txt", language):
            return ToponymClass.METONYM, f"“{match.name}” speaks of a government"
    return None


def _acts(parsed: Parsed, token: Token, match: Match, *, state: bool) -> str | None:
    """Why the name is an agent here, or None."""
    tokens, language = parsed.tokens, parsed.language
    lead = tokens[token.head]
    written = match.span.as_written
    if token.dep == "conj" and lead.i != token.i and token.head < token.i:
        return _acts(parsed, lead, match, state=state) if lead.pos in {"PROPN", "NOUN"} else None
    if token.dep == "nsubj":
        return _subject(parsed, lead, written, state=state)
    if token.dep == "nsubjpass" and lead.lemma in words.lemmas("place_told_verbs.txt", language):
        return f"“{written}” is spoken to as a government ({lead.text})"
    if token.dep == "poss" and lead.lemma.casefold() in words.lemmas("place_metonym_nouns.txt", language):
        return f"“{written}’s {lead.text}” speaks of a government"
    if token.dep in {"compound", "nmod", "amod"}:
        if lead.lemma.casefold() in words.lemmas("place_metonym_nouns.txt", language) and lead.ent != token.ent:
            return f"“{written} {lead.text}” speaks of a government"
        return _sided(parsed, match) or _opens(parsed, match)
    if token.dep in {"dobj", "dative", "obj"} and lead.lemma in words.lemmas("place_told_verbs.txt", language):
        return f"“{written}” is spoken to as a government ({lead.text})"
    if token.dep in {"pobj", "agent"}:
        return _dealt_with(parsed, lead, written)
    return _sided(parsed, match) or _opens(parsed, match)


def _opens(parsed: Parsed, match: Match) -> str | None:
    """ "Kigali rejects accusations", where the parser took the verb for a noun."""
    after = _token(parsed, match.last)
    before = _token(parsed, match.first - 1)
    opening = before is None or before.sentence != parsed.tokens[match.first].sentence
    if not opening or after is None or not after.text.endswith("s") or after.text[:1].isupper():
        return None
    stems = {after.text.casefold()[:-1], after.text.casefold()[:-2]}
    if stems & words.lemmas("place_metonym_verbs.txt", parsed.language):
        return f"“{match.span.as_written}” is the agent of “{after.text}”"
    return None


def _subject(parsed: Parsed, verb: Token, written: str, *, state: bool) -> str | None:
    language = parsed.language
    if verb.pos not in {"VERB", "AUX"}:
        return None
    stays = words.lemmas("place_stay_verbs.txt", language)
    if verb.lemma in words.lemmas("place_metonym_verbs.txt", language) - stays:
        return f"“{written}” is the agent of “{verb.text}”"
    if state and verb.pos == "VERB" and verb.lemma not in stays:
        return f"“{written}” is the agent of “{verb.text}”"
    minds = words.lemmas("place_mind_adjectives.txt", language)
    for child in (parsed.tokens[i] for i in parsed.children(verb.i)):
        if child.dep in {"acomp", "attr", "xcomp", "oprd"} and child.lemma.casefold() in minds:
            return f"“{written}” is {child.text}: a government"
    return None


def _dealt_with(parsed: Parsed, preposition: Token, written: str) -> str | None:
    """A treaty with, pressure on, talks between, launched by …"""
    language = parsed.language
    word = preposition.lemma.casefold()
    lead = parsed.tokens[preposition.head]
    if word == "by" and preposition.dep == "agent":
        return f"“{written}” is the agent of “{lead.text}”"
    nouns = governed("place_talk_nouns.csv", language)
    if word in nouns.get(lead.lemma.casefold(), frozenset()):
        return f"“{lead.text} {preposition.text} {written}” speaks of governments"
    if lead.pos in {"VERB", "AUX"}:
        if word in governed("place_talk_verbs.csv", language).get(lead.lemma.casefold(), frozenset()):
            return f"“{lead.text} {preposition.text} {written}” speaks of governments"
        for child in (parsed.tokens[i] for i in parsed.children(lead.i)):
            if child.dep in {"nsubj", "dobj", "nsubjpass"} and word in nouns.get(child.lemma.casefold(), frozenset()):
                return f"“{child.text} … {preposition.text} {written}” speaks of governments"
        if word == "to" and lead.lemma.casefold() == "accord":
            return f"according to “{written}”"
    if word == "to" and lead.text.casefold() == "according":
        return f"according to “{written}”"
    return None


def _sided(parsed: Parsed, match: Match) -> str | None:
    """ "Kremlin-backed", "pro-Moscow"."""
    hyphen, word = _token(parsed, match.last), _token(parsed, match.last + 1)
    if hyphen and word and hyphen.text in {"-", "‑", "–"} and hyphen.start == match.span.end:
        if word.text.casefold() in words.lemmas("place_sided_words.txt", parsed.language):
            return f"“{match.span.as_written}-{word.text}” says whose, not where"
    before, prefix = _token(parsed, match.first - 1), _token(parsed, match.first - 2)
    if before and prefix and before.text == "-" and prefix.text.casefold() in {"pro", "anti"}:
        return f"“{prefix.text}-{match.span.as_written}” says whose side, not where"
    return None


def _token(parsed: Parsed, at: int) -> Token | None:
    return parsed.tokens[at] if 0 <= at < len(parsed.tokens) else None


def _same_line(parsed: Parsed, match: Match, after: Token) -> bool:
    return "\n" not in parsed.text[match.span.end : after.start]
