"""Outlets that no table knows, by shape: "the newspaper An-Nahar", "Narinjara News", "state television", «Фонтанка».

A kind of outlet beside a name makes one of it, so do words that close or open such names; an adjective before a kind
("local media") is an outlet without a name. The words are data (`outlet_kinds.txt`, `outlet_names.csv`,
`outlet_descriptions.csv`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from geo import words
from geo.attribution.directory import Known, Mention
from geo.language import Parsed, Token

_LONGEST_NAME = 6
_MARKS = {"«": "»", "„": "“”", "“": "”", '"': '"'}
_DETERMINERS = frozenset({"the", "a", "an", "its", "this", "that", "same", "one", "no", "any", "some"})
_ARTICLES = frozenset({"The", "A", "An"})
_PEOPLE_TOO = frozenset({"broadcaster", "weekly"})


def shaped(parsed: Parsed, known: Iterable[Mention]) -> tuple[Mention, ...]:
    """Every outlet the text names by shape, in order; what a table knows already is left to it."""
    taken = {i for mention in known for i in range(mention.first, mention.last)}
    found: list[Mention] = []
    i = 0
    while i < len(parsed.tokens):
        mention = _at(parsed, i, taken)
        if mention is None:
            i += 1
            continue
        found.append(mention)
        i = mention.last
    return tuple(found)


def kinds(language: str) -> frozenset[str]:
    """The single words for an outlet ("newspaper"), which can stand for one named before."""
    return words.lemmas("outlet_pointers.txt", language)


def _at(parsed: Parsed, i: int, taken: set[int]) -> Mention | None:
    if i in taken:
        return None
    shapes = (_told, _by_capitals, _behind_kind, _described)
    return next((found for shape in shapes if (found := shape(parsed, i, taken))), None)


def _by_capitals(parsed: Parsed, i: int, taken: set[int]) -> Mention | None:
    """As in "Narinjara News", "Al-Akhbar newspaper"."""
    tokens = parsed.tokens
    if parsed.language != "en" or not _capital(tokens[i]):
        return None
    last = _run(tokens, i, taken)
    if last is None or tokens[last - 1].text in _ARTICLES:
        return None
    first = i + (tokens[i].text in _ARTICLES and last - i > 2)
    if _outlet_name(tokens[first:last]) or (_linked(tokens, i) and not _somebody(tokens[i:last])):
        return _mention(parsed, first, last, last)
    after = _kind_at(parsed, last)
    lower = after is not None and tokens[last].text[:1].islower() and tokens[last - 1].pos == "PROPN"
    if (
        after
        and lower
        and not (after < len(tokens) and (after in taken or _is_name(tokens, after)))
        and tokens[last - 1].ent not in ("GPE", "NORP", "PERSON")
    ):
        return _mention(parsed, first, last, after)
    return None


def _mention(parsed: Parsed, first: int, last: int, end: int) -> Mention:
    """The outlet named by tokens[first:last]; the mention reaches to `end`, behind the kind."""
    name = " ".join(parsed.span(first, last).as_written.split())
    return Mention(first, end, Known(name, "outlet", None, kinds(parsed.language) | {"outlet", "report"}))


# ------------------------------------------------------------------------------------------------ kinds and names


@cache
def _kinds(language: str) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Kinds of outlets by their first word, longest first."""
    table: dict[str, list[tuple[str, ...]]] = {}
    for kind in words.lemmas("outlet_kinds.txt", language):
        spelled = tuple(kind.split())
        table.setdefault(spelled[0], []).append(spelled)
    return {first: tuple(sorted(found, key=len, reverse=True)) for first, found in table.items()}


def _kind_at(parsed: Parsed, i: int) -> int | None:
    """The token behind a kind of outlet that begins here; None where none does."""
    tokens = parsed.tokens
    if i >= len(tokens):
        return None
    for spelled in _kinds(parsed.language).get(_key(tokens[i], parsed.language), ()):
        last = i + len(spelled)
        if tuple(_key(t, parsed.language) for t in tokens[i:last]) == spelled:
            return last
    return None


def _key(token: Token, language: str) -> str:
    return token.lemma.casefold() if language != "en" or token.tag not in ("NNS",) else token.text.casefold()


def _behind_kind(parsed: Parsed, i: int, taken: set[int]) -> Mention | None:
    """As in "the newspaper An-Nahar", "a local outlet, Adar News,", «газета „Вісник Тиру“»."""
    tokens, kind = parsed.tokens, _kind_at(parsed, i)
    if kind is None:
        return None
    start = kind + (kind < len(tokens) and tokens[kind].text == "," and parsed.language == "en")
    if start >= len(tokens) or start in taken:
        return None
    if closing := _MARKS.get(tokens[start].text):
        return _quoted(parsed, start, closing, taken)
    if not _capital(tokens[start]):
        return None
    last = _run(tokens, start, taken)
    if last is None or tokens[start].ent in ("GPE", "NORP", "DATE"):
        return None
    if tokens[start].ent == "PERSON" and tokens[kind - 1].lemma in _PEOPLE_TOO:
        return None
    if start > kind and not (last < len(tokens) and tokens[last].text == ","):
        return None
    return _mention(parsed, start, last, last)


def _told(parsed: Parsed, i: int, taken: set[int]) -> Mention | None:
    """As in "рассказал «Фонтанке»": a name in the dative between marks, right behind a saying verb."""
    tokens = parsed.tokens
    if parsed.language == "en" or i == 0 or i + 1 >= len(tokens) or tokens[i].text not in _MARKS:
        return None
    says = any(row["lemma"] == tokens[i - 1].lemma for row in words.rows("cues.csv", parsed.language))
    dative = any(f"Case={case}" in tokens[i + 1].morph for case in ("Dat", "Loc"))
    return _quoted(parsed, i, _MARKS[tokens[i].text], taken) if says and dative else None


def _quoted(parsed: Parsed, start: int, closing: str, taken: set[int]) -> Mention | None:
    tokens = parsed.tokens
    for k in range(start + 1, min(start + 2 + _LONGEST_NAME, len(tokens))):
        if tokens[k].text in closing:
            inside = tokens[start + 1 : k]
            if inside and _capital(inside[0]) and inside[0].i not in taken:
                return quoted_name(parsed, start, k + 1)
            return None
    return None


def quoted_name(parsed: Parsed, first: int, last: int) -> Mention:
    """The outlet whose name stands between the quotation marks at tokens[first] and tokens[last - 1]."""
    inside = parsed.tokens[first + 1 : last - 1]
    spelled = " ".join(parsed.span(inside[0].i, inside[-1].i + 1).as_written.split())
    if len(inside) == 1 and inside[0].pos in ("NOUN", "ADJ", "PROPN") and not inside[0].text.isascii():
        same = spelled.casefold() == inside[0].lemma
        spelled = spelled if same else inside[0].lemma[:1].upper() + inside[0].lemma[1:]
    return Mention(first, last, Known(spelled, "outlet", None, kinds(parsed.language)))


def _run(tokens: Sequence[Token], first: int, taken: set[int]) -> int | None:
    """The end of a run of capitalised words in one sentence; None where a known name interrupts it at once."""
    k = first
    while k < len(tokens) and k - first <= _LONGEST_NAME and k not in taken:
        token = tokens[k]
        joined = token.text == "-" and k > first and tokens[k - 1].end == token.start
        tail = k > first + 1 and tokens[k - 1].text == "-" and tokens[k - 1].end == token.start
        possessive = token.tag == "POS" and k > first and k + 1 < len(tokens) and _capital(tokens[k + 1])
        if token.sentence != tokens[first].sentence or not (_capital(token) or joined or tail or possessive):
            break
        k += 1
    while k > first and tokens[k - 1].text == "-":
        k -= 1
    return k if k > first else None


def _capital(token: Token) -> bool:
    return token.text[:1].isupper() and (token.pos in ("PROPN", "NOUN", "ADJ", "X") or token.text == "The")


def _outlet_name(run: Sequence[Token]) -> bool:
    """True for two or more capitalised words of which the last or the first belongs to outlets."""
    if len(run) < 2:
        return False
    first, last = _name_words()
    return run[-1].text in last or (run[0].text in first and run[1].text != "-")


@cache
def _name_words() -> tuple[frozenset[str], frozenset[str]]:
    rows = words.rows("outlet_names.csv", "en")
    return (
        frozenset(row["word"] for row in rows if row["place"] == "first"),
        frozenset(row["word"] for row in rows if row["place"] == "last"),
    )


def _linked(tokens: Sequence[Token], i: int) -> bool:
    """True behind words such as "interview with", "carried by"."""
    start = i - (i > 0 and tokens[i - 1].text.casefold() == "the")
    spelled = " ".join(t.text.casefold() for t in tokens[max(0, start - 2) : start])
    return start > 1 and spelled in words.lemmas("outlet_links.txt", "en")


def _somebody(run: Sequence[Token]) -> bool:
    """True for a name that the model takes for a person's, a country's or a people's."""
    return any(token.ent in ("PERSON", "GPE", "NORP", "DATE") for token in run) and len(run) < 4


# ------------------------------------------------------------------------------------------------ descriptions


def _described(parsed: Parsed, i: int, taken: set[int]) -> Mention | None:
    """As in "state television", "Ukrainian media": an adjective or noun right before a kind."""
    tokens = parsed.tokens
    token = tokens[i]
    if _alone(parsed, i):
        known = Known(token.lemma, "outlet", None, kinds(parsed.language) | {"outlet"})
        return Mention(i, i + 1, known)
    modifies = ("ADJ", "NOUN", "PROPN") if parsed.language == "en" else ("ADJ",)
    if token.pos not in modifies or token.text.casefold() in _DETERMINERS or i + 1 >= len(tokens):
        return None
    key = tokens[i + 1].text.casefold() if parsed.language == "en" else tokens[i + 1].lemma
    for spelled, never in _descriptions(parsed.language).get(key, ()):
        last = i + 1 + len(spelled)
        there = tokens[i + 1 : last]
        forms = tuple(t.text.casefold() if parsed.language == "en" else t.lemma for t in there)
        if forms != spelled or any(t.i in taken for t in there) or token.text.casefold() in never:
            continue
        if last < len(tokens) and (tokens[last].i in taken or tokens[last].dep == "appos" or _is_name(tokens, last)):
            return None
        if there[-1].dep in ("compound", "amod") and tokens[there[-1].head].i >= last:
            return None
        return _mention(parsed, i, last, last)
    return None


def _alone(parsed: Parsed, i: int) -> bool:
    """True for a word that is an outlet without any name ("телемарафон")."""
    return parsed.tokens[i].lemma.casefold() in words.lemmas("outlet_words.txt", parsed.language)


def _is_name(tokens: Sequence[Token], i: int) -> bool:
    return tokens[i].pos == "PROPN" and tokens[i].text[:1].isupper() and tokens[i].ent != "DATE"


@cache
def _descriptions(language: str) -> Mapping[str, tuple[tuple[tuple[str, ...], frozenset[str]], ...]]:
    """Kinds that an adjective makes an outlet of, by their first word, longest first, with adjectives that do not."""
    table: dict[str, list[tuple[tuple[str, ...], frozenset[str]]]] = {}
    for row in words.rows("outlet_descriptions.csv", language):
        kind = tuple(row["kind"].split())
        table.setdefault(kind[0], []).append((kind, frozenset(row["never"].split("|"))))
    return {first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in table.items()}
