"""How a place name is used: as a place, as a government that acts, inside another name, or as history.

Codebook rule 1 (2-claims): metonyms act, adjectives are no places, names inside names are none. The classes follow
Gritta et al. 2020 ("A pragmatic guide to geoparsing evaluation"): literal, metonymic, embedded, demonym. English is
read from dependencies; Russian and Ukrainian have none, so `usage_cyrillic` reads case and neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Set

from geo import words
from geo.language import Parsed, Token
from geo.model import PlaceKind, ToponymClass
from geo.toponyms import usage_cyrillic
from geo.toponyms.governments import (
    Verdict,
    government,
    seat,
    seat_of_speaker,
    sided,
    speaker,
    states,
    token_at,
    type_names,
    typed,
)
from geo.toponyms.peoples import adjectives
from geo.toponyms.scan import Match

_YEAR = re.compile(
    r"(?<![-–/\w.,])(1[0-9]{3})(?![-–/\w]|[.,]\d)(?!\s*(?:people|soldiers|troops|km|kilomet|men|residents|square))"
)
_MODERN = re.compile(r"\b(?:199[2-9]|20[0-9]{2})\b")
LAST_HISTORICAL_YEAR = 1991
BIG_TOWN = 100_000
LONGEST_NAME = 6  # capitalised words behind a name that may belong to it
_NOT_PLACE_LABELS = frozenset({"ORG", "PERSON", "WORK_OF_ART", "PRODUCT", "EVENT", "LAW"})


def judge(parsed: Parsed, match: Match) -> Verdict | None:
    """The class of a name that is not literal, with the reason; None when nothing speaks against a place."""
    for rule in (_dateline, _heading, _history, _inside_name, _person, _office, seat_of_speaker, speaker, government):
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
    if (len(leading) > 2 and leading.isupper()) or (line["outlet"] and len(leading.split()) <= 3):
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
    after, before = token_at(parsed, match.last), token_at(parsed, match.first - 1)
    if after and after.text in words.lines("place_inside_names.txt", language) and _same_line(parsed, match, after):
        return ToponymClass.EMBEDDED, f"part of the name “{match.span.as_written} {after.text}”"
    leading = _leading_name(parsed, match)
    if leading:
        return ToponymClass.EMBEDDED, f"part of the name “{leading} {match.span.as_written}”"
    if _begins_unknown(parsed, match):
        return ToponymClass.EMBEDDED, "the first word of a longer name that the gazetteer does not hold"
    closing = _closing_word(parsed, match)
    if closing:
        return ToponymClass.EMBEDDED, f"part of the name of an institution (“{closing}”)"
    if before and before.text in words.lines("place_names_before.txt", language):
        return ToponymClass.EMBEDDED, f"part of the name “{before.text} {match.span.as_written}”"
    if _street(parsed, match):
        return ToponymClass.EMBEDDED, "a street named after a place or a person"
    if (before and before.text == "@") or _signed(parsed, match):
        return ToponymClass.EMBEDDED, "part of a handle or a signature"
    if not parsed.tokens[match.first].dep and usage_cyrillic.quoted(parsed, match):
        return ToponymClass.EMBEDDED, "a name in quotation marks"
    whose = sided(parsed, match) if not (states(match) or seat(parsed, match)) else None
    if whose:
        return ToponymClass.EMBEDDED, whose
    longer = _longer_name(parsed, match)
    if longer:
        return ToponymClass.EMBEDDED, f"part of the name “{longer}”"
    return None


def _leading_name(parsed: Parsed, match: Match) -> str | None:
    """ "Human Rights Concern Eritrea", "the Global New Light of Myanmar": several capitals that lead up to a name."""
    at, least = match.first - 1, 3
    before = token_at(parsed, at)
    if before is not None and before.text.casefold() in words.lemmas("place_of.txt", parsed.language):
        at -= 1
    last, known = at, type_names(parsed.language) | adjectives(parsed.language).keys()
    while at >= 0 and at > match.first - LONGEST_NAME and _plain_capital(parsed, match, at, known):
        at -= 1
    if last - at < least or not parsed.tokens[match.first].dep:
        return None
    return parsed.text[parsed.tokens[at + 1].start : parsed.tokens[last].end]


def _begins_unknown(parsed: Parsed, match: Match) -> bool:
    """ "Adi Gudem", of which only Adi is known: a small town's name that hangs on the capital behind it."""
    last, after = parsed.tokens[match.last - 1], token_at(parsed, match.last)
    if after is None or last.dep != "compound" or last.head != after.i or after.pos != "PROPN" or not match.candidates:
        return False
    small = all(place.kind is PlaceKind.SETTLEMENT and place.population < BIG_TOWN for place in match.candidates)
    known = type_names(parsed.language) | words.lemmas("place_offices.txt", parsed.language)
    apart = after.text[:1].isupper() and not after.text.isupper() and not parsed.text[match.span.start].islower()
    return small and apart and {after.text.casefold(), after.lemma.casefold()}.isdisjoint(known)


def _plain_capital(parsed: Parsed, match: Match, at: int, known: Set[str]) -> bool:
    """A capitalised word that is no title, type or people, in the sentence of the name and written as the rest is."""
    token = parsed.tokens[at]
    low = token.text.casefold()
    here = token.sentence == parsed.tokens[match.first].sentence
    written = here and token.text[:1].isupper() and not token.text.isupper()
    titled = low in words.lemmas("place_titles.txt", parsed.language) or low in known
    return written and not titled and token.ent not in {"PERSON", "GPE", "DATE", "LOC", "FAC"}


def _closing_word(parsed: Parsed, match: Match) -> str | None:
    """ "Stockholm International Peace Research Institute": capitals straight behind a name, up to an institution."""
    closing = words.lines("place_institutions.txt", parsed.language)
    for at in range(match.last, match.last + LONGEST_NAME):
        token = token_at(parsed, at)
        if token is None or not token.text[:1].isupper() or not _same_line(parsed, match, token):
            return None
        if token.text in closing:
            return token.text
    return None


def _street(parsed: Parsed, match: Match) -> bool:
    streets = words.lines("place_streets.txt", parsed.language)
    if parsed.tokens[match.first].dep:
        after = token_at(parsed, match.last)
        return after is not None and after.text in streets and _same_line(parsed, match, after)
    before = token_at(parsed, match.first - 1)
    if before is not None and before.text == ".":
        before = token_at(parsed, match.first - 2)
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
    types = type_names(parsed.language)
    if all(not token.text[:1].isupper() or token.text.casefold() in types for token in outside):
        return None
    return " ".join(parsed.text[tokens[first].start : tokens[last - 1].end].split())


def _goes_on(parsed: Parsed, match: Match, at: int, label: str) -> bool:
    """Whether a labelled name goes on at token `at`; not over prepositions, hyphens or peoples."""
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
    before = token_at(parsed, match.first - 1)
    label = tokens[match.first].ent
    if before and before.text.casefold() in words.lemmas("place_titles.txt", language) and label not in {"GPE", "LOC"}:
        return ToponymClass.EMBEDDED, f"a person: “{before.text} {match.span.as_written}”"
    return None


def _history(parsed: Parsed, match: Match) -> Verdict | None:
    language = parsed.language
    events = words.lemmas("place_history_words.txt", language)
    before, event = token_at(parsed, match.first - 1), token_at(parsed, match.first - 2)
    if before and before.text.casefold() == "the" and event and event.text.casefold() == "of":
        before, event = event, token_at(parsed, match.first - 3)
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
    after = token_at(parsed, match.last)
    reason = "names the seat of an office, not the place of an event"
    at = match.last
    types = type_names(language)
    passed = 0
    while after is not None and passed < 5 and _same_line(parsed, match, after):
        if after.lemma.casefold() in offices and after.pos in {"NOUN", "PROPN"}:
            return ToponymClass.EMBEDDED, reason
        if not (after.tag == "POS" or after.pos in {"ADJ", "PROPN"} or after.text.casefold() in types):
            break
        at, passed = at + 1, passed + 1
        after = token_at(parsed, at)
    return _office_before(parsed, match, offices, reason)


def _office_before(parsed: Parsed, match: Match, offices: frozenset[str], reason: str) -> Verdict | None:
    """ "the governor of the Kursk region", "Ministry of Defence of Russia"."""
    at = match.first - 1
    for _ in range(3):
        token = token_at(parsed, at)
        if token is None:
            return None
        low = token.text.casefold()
        if low in {"of", "for"}:
            noun = token_at(parsed, at - 1)
            if noun and noun.lemma.casefold() in offices and noun.pos in {"NOUN", "PROPN"}:
                return ToponymClass.EMBEDDED, reason
            return None
        if low not in {"the", "'s"} and token.pos not in {"ADJ"} and not typed(low, parsed.language):
            return None
        at -= 1
    return None


def _same_line(parsed: Parsed, match: Match, after: Token) -> bool:
    return "\n" not in parsed.text[match.span.end : after.start]
