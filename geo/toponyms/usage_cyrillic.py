"""Russian and Ukrainian, which have no dependencies here: who acts is read from case, neighbours and clauses."""

from __future__ import annotations

from collections.abc import Iterator

from geo import words
from geo.language import Parsed, Token
from geo.model import ToponymClass
from geo.toponyms.scan import Match

Verdict = tuple[ToponymClass, str]
_SEAT = "names the seat of an office, not the place of an event"
TITLE = 3  # words of a title in guillemets: a team, a ship, a newspaper
CLAUSE = 6  # tokens that a clause's verb is looked for in
_STOPS = frozenset({",", ".", ";", ":", "—", "–", "!", "?", "(", ")", "«", "»"})


def office(parsed: Parsed, match: Match) -> Verdict | None:
    """ "губернатор Курской области", "голова Сумської ОВА": the seat of an office."""
    offices = words.lemmas("place_offices.txt", parsed.language)
    for at in range(match.first - 1, max(-1, match.first - 4), -1):
        token = parsed.tokens[at]
        if _says(token, offices):
            return ToponymClass.EMBEDDED, _SEAT
        if token.pos != "ADJ" and not (token.pos == "NOUN" and "Case=Gen" in token.morph):
            break
    inside = words.lemmas("place_inside_words.txt", parsed.language)
    lead = parsed.tokens[match.first - 1].text.casefold() if match.first else ""
    if lead in inside | {"по"}:
        if lead in inside and _noticed(parsed, match.first - 2):
            return ToponymClass.EMBEDDED, "a notice that names where something is banned"
        spoken = words.lemmas("place_audiences.txt", parsed.language) | words.lemmas(
            "place_speakers.txt", parsed.language
        )
        for at in range(match.first - 2, max(-1, match.first - 5), -1):
            if _says(parsed.tokens[at], offices | spoken):
                return ToponymClass.EMBEDDED, _SEAT
            if parsed.tokens[at].pos not in {"PROPN", "ADJ", "NOUN"} or "Case=Gen" not in parsed.tokens[at].morph:
                break
    return None


def _noticed(parsed: Parsed, at: int) -> bool:
    """ "запрещённое в РФ", "запрещена на территории РФ"."""
    notices = words.lemmas("place_notices.txt", parsed.language)
    return at >= 0 and _says(parsed.tokens[at], notices)


def quoted(parsed: Parsed, match: Match) -> bool:
    """ "газеты «Московский комсомолец»", "группировки «Центр»": a name inside guillemets, behind a common noun."""
    start = parsed.text.rfind("«", max(0, match.span.start - 40), match.span.start)
    if start < 0 or "»" in parsed.text[start : match.span.start]:
        return False
    end = parsed.text.find("»", match.span.end, match.span.end + 40)
    if end < 0:
        return False
    inside, before = parsed.text[start + 1 : end], parsed.between(max(0, start - 40), start)[-1:]
    if len(inside.split()) <= TITLE and inside[:1].isupper() and not any(sign in inside for sign in ",.!?"):
        return True
    return len(inside.split()) < 4 and bool(before) and before[0].pos in {"NOUN", "PROPN"}


def government(parsed: Parsed, match: Match, *, by_default: bool) -> Verdict | None:
    """A capital or a country that acts, is spoken to, or is dealt with."""
    reason = _owner(parsed, match) or _halls(parsed, match) or _subject(parsed, match) or _dealt_with(parsed, match)
    if reason is None and by_default:
        before = parsed.tokens[match.first - 1].text.casefold() if match.first else ""
        around = words.lemmas("place_where_prepositions.txt", parsed.language) - words.lemmas(
            "place_inside_words.txt", parsed.language
        )
        if before not in around:
            reason = f"“{match.span.as_written}” speaks of a government"
    return (ToponymClass.METONYM, reason) if reason else None


def _says(token: Token, listed: frozenset[str]) -> bool:
    return token.lemma.casefold() in listed or token.text.casefold() in listed


def _owner(parsed: Parsed, match: Match) -> str | None:
    """ "войска России", "ВС РФ"."""
    before = parsed.tokens[match.first - 1] if match.first else None
    if before is not None and _says(before, words.lemmas("place_metonym_nouns.txt", parsed.language)):
        return f"“{before.text} {match.span.as_written}” speaks of a government"
    return None


def _halls(parsed: Parsed, match: Match) -> str | None:
    """ "В Кремле заявили": in + a seat + a verb of saying in the plural without a subject."""
    before = parsed.tokens[match.first - 1] if match.first else None
    if before is None or before.text.casefold() not in words.lemmas("place_inside_words.txt", parsed.language):
        return None
    saying = words.lemmas("place_saying_verbs.txt", parsed.language)
    for token in (*_after(parsed, match, 2), *_before(parsed, match, 3)):
        if token.pos == "VERB" and token.lemma.casefold() in saying and "Number=Plur" in token.morph:
            return f"“{before.text} {match.span.as_written} {token.text}” speaks of a government"
    return None


def _subject(parsed: Parsed, match: Match) -> str | None:
    first = parsed.tokens[match.first]
    if "Case=Nom" not in first.morph and "Case" in first.morph and first.text.casefold() != first.lemma.casefold():
        return None
    before = parsed.tokens[match.first - 1] if match.first else None
    if before is not None and before.pos == "ADP":
        return None
    stay = words.lemmas("place_stay_verbs.txt", parsed.language)
    for token in _after(parsed, match, CLAUSE):
        if token.pos not in {"VERB", "AUX"}:
            continue
        lemma = token.lemma.casefold()
        if lemma not in stay:
            return f"“{match.span.as_written}” is the agent of “{token.text}”"
        return None
    return None


def _dealt_with(parsed: Parsed, match: Match) -> str | None:
    language = parsed.language
    nouns = {
        row["noun"].casefold(): frozenset(row["prepositions"].split("|"))
        for row in words.rows("place_talk_nouns.csv", language)
    }
    prepositions = {preposition for allowed in nouns.values() for preposition in allowed}
    told = words.lemmas("place_told_verbs.txt", language)
    between: str | None = None
    for token in _before(parsed, match, CLAUSE):
        low = token.text.casefold()
        if between is None and token.lemma.casefold() in told and token.i >= match.first - 2:
            return f"“{match.span.as_written}” is spoken to as a government ({token.text})"
        if between is None and low in prepositions and token.pos == "ADP":
            between = low
        elif between is not None and between in nouns.get(token.lemma.casefold(), frozenset()):
            return f"“{token.text} {between} {match.span.as_written}” speaks of governments"
    return None


def _after(parsed: Parsed, match: Match, most: int) -> Iterator[Token]:
    sentence = parsed.tokens[match.first].sentence
    at = _past_parenthesis(parsed, match.last)
    for token in parsed.tokens[at : at + most]:
        if token.sentence != sentence or token.text in _STOPS:
            return
        yield token


def _past_parenthesis(parsed: Parsed, at: int) -> int:
    """ "Тегеран, по слухам, начал": behind the second comma."""
    tokens = parsed.tokens
    openers = words.lemmas("place_parentheticals.txt", parsed.language)
    if at + 1 < len(tokens) and tokens[at].text == "," and tokens[at + 1].text.casefold() in openers:
        for end in range(at + 2, min(at + 7, len(tokens))):
            if tokens[end].text == ",":
                return end + 1
    return at


def _before(parsed: Parsed, match: Match, most: int) -> Iterator[Token]:
    sentence = parsed.tokens[match.first].sentence
    for at in range(match.first - 1, max(-1, match.first - 1 - most), -1):
        token = parsed.tokens[at]
        if token.sentence != sentence or token.text in _STOPS:
            return
        yield token
