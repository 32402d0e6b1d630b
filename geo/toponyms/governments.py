"""Names that stand for a government or for where a speaker sits: agents, owners, parties to dealings (English).

Read from dependencies and from lists of verbs and nouns in `data/words`: a capital, a seat or a country that says,
hopes, signs, sends or attacks is no place (codebook rule 1), nor is the town a claimant speaks from.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from geo import words
from geo.language import Parsed, Token
from geo.model import PlaceKind, ToponymClass
from geo.toponyms import usage_cyrillic
from geo.toponyms.peoples import WHOSE, double_duty
from geo.toponyms.scan import Match

Verdict = tuple[ToponymClass, str]
CITY = 50_000


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


def token_at(parsed: Parsed, at: int) -> Token | None:
    return parsed.tokens[at] if 0 <= at < len(parsed.tokens) else None


@cache
def type_names(language: str) -> frozenset[str]:
    return frozenset(row["word"] for row in words.rows("place_types.csv", language))


def typed(word: str, language: str) -> bool:
    return word in type_names(language)


# ------------------------------------------------------------------------------------------------ speakers

_LEADS = frozenset({"in", "from", "at", "of"})


def seat_of_speaker(parsed: Parsed, match: Match) -> Verdict | None:
    """ "the government in Tbilisi", "an officer in Kismayo said", "told reporters in Gori", "based in Bangkok"."""
    language = parsed.language
    token = head(parsed, match)
    if _drawn_from(parsed, token):
        return ToponymClass.EMBEDDED, f"says whose men they are, not where they are ({match.span.as_written})"
    if token.dep == "conj":
        return None
    before = token_at(parsed, match.last)
    owned = before is not None and token.head == before.i and token.dep in {"compound", "nmod", "poss", "amod"}
    bodies = words.lemmas("place_claimants.txt", language) | words.lemmas("place_seated_bodies.txt", language)
    if before and owned and before.lemma.casefold() in bodies:
        return ToponymClass.EMBEDDED, f"where the {before.text} sits, not the place of an event"
    if token.dep == "compound" and typed(parsed.tokens[token.head].lemma.casefold(), language):
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
    says = lead.pos == "VERB" and lemma in words.lemmas("place_speaking_verbs.txt", language)
    between = parsed.tokens[lead.i + 1 : preposition.i]
    if says and preposition.i > lead.i and not any(token.pos == "VERB" for token in between):
        return ToponymClass.EMBEDDED, f"where someone spoke ({lead.text}), not the place of an event"
    return None


def _drawn_from(parsed: Parsed, token: Token) -> bool:
    """ "peacekeepers, drawn mostly from Uganda and Burundi"."""
    for _ in range(5):
        if token.dep != "conj":
            break
        token = parsed.tokens[token.head]
    preposition = parsed.tokens[token.head]
    if token.dep != "pobj" or preposition.text.casefold() != "from":
        return False
    verb = parsed.tokens[preposition.head]
    return verb.lemma.casefold() in words.lemmas("place_provenance_verbs.txt", parsed.language)


def speaker(parsed: Parsed, match: Match) -> Verdict | None:
    """ "Syrskyi said": a name that speaks is a person's or an administration's, where it is no state's."""
    token = head(parsed, match)
    verb = parsed.tokens[token.head]
    if token.dep != "nsubj" or states(match) or seat(parsed, match) or verb.pos != "VERB":
        return None
    if verb.lemma not in words.lemmas("place_saying_verbs.txt", parsed.language):
        return None
    return ToponymClass.EMBEDDED, f"“{match.span.as_written}” speaks ({verb.text}): a person or a body, not a place"


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


def government(parsed: Parsed, match: Match) -> Verdict | None:
    language = parsed.language
    low = spelled(parsed, match)
    by_default = low in always(language) and not _city(match)
    is_seat, is_state = seat(parsed, match), states(match)
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
        before = token_at(parsed, match.first - 1)
        if before and before.text.casefold() in words.lemmas("place_articles.txt", language):
            before = token_at(parsed, match.first - 2)
        inside = words.lemmas("place_inside_words.txt", language)
        around = words.lemmas("place_where_prepositions.txt", language) - inside
        if before is None or before.text.casefold() not in around:
            return ToponymClass.METONYM, f"“{match.name}” speaks of a government"
    return None


def _city(match: Match) -> bool:
    """Sanaa and Taipei stand for governments, but are cities that things happen in."""
    return any(place.kind is PlaceKind.SETTLEMENT and place.population >= CITY for place in match.candidates)


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
        return sided(parsed, match) or _opens(parsed, match)
    if token.dep in {"dobj", "dative", "obj"} and lead.lemma in words.lemmas("place_told_verbs.txt", language):
        return f"“{written}” is spoken to as a government ({lead.text})"
    if token.dep in {"pobj", "agent"}:
        return _dealt_with(parsed, lead, written)
    return sided(parsed, match) or _opens(parsed, match)


def _opens(parsed: Parsed, match: Match) -> str | None:
    """ "Kigali rejects accusations", where the parser took the verb for a noun."""
    after = token_at(parsed, match.last)
    before = token_at(parsed, match.first - 1)
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


def sided(parsed: Parsed, match: Match) -> str | None:
    """ "Kremlin-backed", "pro-Moscow"."""
    hyphen, word = token_at(parsed, match.last), token_at(parsed, match.last + 1)
    joined = hyphen is not None and hyphen.text in {"-", "‑", "–"} and hyphen.start == match.span.end
    if joined and word and word.text.casefold() in words.lemmas("place_sided_words.txt", parsed.language):
        return f"“{match.span.as_written}-{word.text}” says whose, not where"
    before, prefix = token_at(parsed, match.first - 1), token_at(parsed, match.first - 2)
    if before and prefix and before.text == "-" and prefix.text.casefold() in {"pro", "anti"}:
        return f"“{prefix.text}-{match.span.as_written}” says whose side, not where"
    return None
