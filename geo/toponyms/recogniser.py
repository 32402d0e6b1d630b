"""The recogniser: do these words name a place at all? A logistic model over features that read in words.

The gazetteer holds Reading, Mobile and Of; people are called Washington. Each match of the scan gets the chance that it
names a place (weights in `data/ranker.json`, trained by `bench/train_ranker.py`). Where the language has no entity
labels (Russian, Ukrainian), capital letters, grammar and the company of other names decide.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from geo import words
from geo.language import Parsed, Token
from geo.model import PlaceKind
from geo.resolution.ranker import SHARED, WEIGHTS, Group, rank, shortlist
from geo.toponyms.scan import PLACE_LABELS, Match, capital, case_of, cyrillic

THRESHOLD = 0.4
WAR_CHANCE = 0.45  # what an unmistakable name gets in a report about fighting
BIG_TOWN = 100_000
AREAS = frozenset({PlaceKind.COUNTRY, PlaceKind.ADM1, PlaceKind.REGION, PlaceKind.CONTINENT, PlaceKind.WATER})
_NEVER = frozenset({"ADP", "ADV", "PRON", "CCONJ", "SCONJ", "PART", "DET", "VERB", "NUM", "AUX", "INTJ"})
Features = dict[str, float]


@cache
def weights() -> Mapping[str, Mapping[str, float]]:
    """Weights of the two passes, by the names of the features."""
    kept: dict[str, dict[str, float]] = json.loads(WEIGHTS.read_text(encoding="utf-8"))["recogniser"]
    return kept


def chances(parsed: Parsed, matches: Sequence[Match]) -> tuple[float, ...]:
    """For each match the probability that it names a place."""
    if parsed.language != "en":
        return tuple(
            _shallow(parsed, match, coherence) for match, coherence in zip(matches, company(matches), strict=True)
        )
    first, second = weights()["first"], weights()["second"]
    described = describe(parsed, matches)
    believed = elsewhere(matches, [_weigh(first, features) for features in described])
    found = [
        0.0 if _part_of_a_name(f) else _weigh(second, {**f, **b}) for f, b in zip(described, believed, strict=True)
    ]
    if not fighting(parsed):
        return tuple(found)
    return tuple(
        max(chance, WAR_CHANCE) if _unmistakable(parsed, match, features) else chance
        for chance, match, features in zip(found, matches, described, strict=True)
    )


def _part_of_a_name(features: Features) -> bool:
    """ "City Council", "Cooper Street": a common word with a capital beside another capital."""
    beside = (
        features.get("after a capital") or features.get("label goes on before") or features.get("after a type word")
    )
    return bool(features.get("common word") and beside)


@lru_cache(maxsize=8)
def fighting(parsed: Parsed) -> bool:
    """Whether a report is about fighting. There the model, trained on peaceful news, knows few of the names."""
    military = words.lemmas("place_military_words.txt", parsed.language)
    return not military.isdisjoint([token.lemma for token in parsed.tokens])


def _unmistakable(parsed: Parsed, match: Match, features: Features) -> bool:
    """A name that no word and no person of our lists bears, that stands alone, and that does not speak."""
    if not match.candidates or not features.get("nothing but a name of places") or features.get("after a title"):
        return False
    if (
        features.get("before a capital")
        or features.get("after a capital")
        or features.get("label goes on before PERSON")
    ):
        return False
    if features.get("label goes on after PERSON") or features.get("labelled NORP") or features.get("abbreviation"):
        return False
    if features.get("short") and not features.get("others near"):
        return False
    token = parsed.tokens[match.last - 1]
    verb = parsed.tokens[token.head]
    speaks = token.dep == "nsubj" and verb.lemma in words.lemmas("place_metonym_verbs.txt", parsed.language)
    return (
        not speaks
        and (token.dep not in {"appos", "compound"} or bool(features.get("object of a verb on ground")))
        and features.get("labelled a person elsewhere", 0.0) <= 1.0
    )


def _weigh(weighed: Mapping[str, float], features: Features) -> float:
    get = weighed.get
    return _sigmoid(sum([get(name, 0.0) * value for name, value in features.items() if value]))


_ENOUGH = 200
"""Mentions of one name that are looked at: more tell nothing new and cost time."""


def elsewhere(matches: Sequence[Match], first: Sequence[float]) -> list[Features]:
    """What the first pass thinks of the other mentions of each name: a name is used in one way through a report."""
    held: dict[str, list[int]] = defaultdict(list)
    for at, match in enumerate(matches):
        held[match.name.casefold()].append(at)
    out: list[Features] = []
    for at, match in enumerate(matches):
        others = [first[other] for other in held[match.name.casefold()][:_ENOUGH] if other != at]
        if not others:
            out.append({"only mention": 1.0})
            continue
        out.append(
            {
                "best elsewhere": max(others),
                "mean elsewhere": sum(others) / len(others),
                "mentions": math.log(len(others) + 1.0),
                "own first chance": first[at],
            }
        )
    return out


def _sigmoid(score: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))


def describe(parsed: Parsed, matches: Sequence[Match]) -> list[Features]:
    """The features of every match."""
    coherence = company(matches)
    labels: dict[str, list[str]] = defaultdict(list)
    for match in matches:
        labels[match.name.casefold()].append(_label(parsed, match))
    lower = _lower_case_words(parsed)
    starts = {match.first for match in matches}
    ends = {match.last for match in matches}
    return [
        {
            **_words_around(parsed, match, starts, ends),
            **_labels(parsed, match, labels[match.name.casefold()]),
            **_name(match, lower),
            **near,
        }
        for match, near in zip(matches, coherence, strict=True)
    ]


def company(matches: Sequence[Match]) -> list[Features]:
    """How well the best candidate of each match keeps company with the other names of the report."""
    order: dict[str, int] = {}
    held: list[list[Match]] = []
    for match in matches:
        at = order.setdefault(match.name.casefold(), len(held))
        if at == len(held):
            held.append([])
        held[at].append(match)
    groups = [Group(found[0].name, shortlist(found[0].candidates), mentions=len(found)) for found in held]
    described: list[Features] = []
    for ranking in rank(groups, passes=1):
        if not len(ranking.scores):
            described.append({"unknown to the gazetteer": 1.0})
            continue
        best = int(ranking.scores.argmax())
        shared = ranking.features[best][-len(SHARED) :]
        described.append(
            {
                "others near": float(shared[8]),
                "country share": float(shared[0]),
                "admin-1 share": float(shared[1]),
                "best chance": float(ranking.chances[best]),
            }
        )
    return [described[order[match.name.casefold()]] for match in matches]


def _lower_case_words(parsed: Parsed) -> frozenset[str]:
    return frozenset(token.text for token in parsed.tokens if token.text[:1].islower())


def _label(parsed: Parsed, match: Match) -> str:
    labels = [token.ent for token in parsed.tokens[match.first : match.last] if token.ent]
    return labels[-1] if labels else ""


def _labels(parsed: Parsed, match: Match, everywhere: Sequence[str]) -> Features:
    label = _label(parsed, match)
    out: Features = {f"labelled {label or 'nothing'}": 1.0}
    tokens = parsed.tokens
    before, after = tokens[match.first - 1] if match.first else None, _at(parsed, match.last)
    if label and before is not None and before.ent == label and capital(before):
        out["label goes on before"] = 1.0
        out[f"label goes on before {label}"] = 1.0
    if label and after is not None and after.ent == label and capital(after):
        out["label goes on after"] = 1.0
        out[f"label goes on after {label}"] = 1.0
    if after is not None and after.sentence == tokens[match.first].sentence:
        kind = label or "nothing"
        if after.lemma.casefold() in words.lemmas("place_offices.txt", parsed.language):
            out[f"labelled {kind}, before an office"] = 1.0
        elif after.pos == "NOUN":
            out[f"labelled {kind}, before a noun"] = 1.0
    everywhere = everywhere[:_ENOUGH]
    count = len(everywhere)
    out["labelled a place elsewhere"] = sum(one in PLACE_LABELS for one in everywhere) / count
    out["labelled a person elsewhere"] = sum(one == "PERSON" for one in everywhere) / count
    out["labelled an organisation elsewhere"] = sum(one == "ORG" for one in everywhere) / count
    return out


def _at(parsed: Parsed, at: int) -> Token | None:
    return parsed.tokens[at] if 0 <= at < len(parsed.tokens) else None


@cache
def _types(language: str) -> frozenset[str]:
    return frozenset(w for row in words.rows("place_types.csv", language) for w in (row["word"], row["plural"]))


def _words_around(parsed: Parsed, match: Match, starts: set[int], ends: set[int]) -> Features:
    language = parsed.language
    out: Features = {"always": 1.0}
    before, after = _at(parsed, match.first - 1), _at(parsed, match.last)
    first = parsed.tokens[match.first]
    opening = before is None or before.sentence != first.sentence or before.text in {'"', "“", "-", "—", "–", "(", "•"}
    out["opens the sentence"] = float(opening)
    if before is not None and not opening:
        low = before.text.casefold()
        if low in {
            "in",
            "at",
            "near",
            "from",
            "to",
            "outside",
            "across",
            "throughout",
            "around",
            "of",
            "the",
            "for",
            "and",
        }:
            out[f"after “{low}”"] = 1.0
        elif low in words.lemmas("place_prepositions.txt", language):
            out["after a word of place"] = 1.0
        out["object of a verb on ground"] = float(_conquered(parsed, match))
        out["after a title"] = float(low in words.lemmas("place_titles.txt", language))
        out["after a capital"] = float(capital(before) and match.first not in ends and low not in _types(language))
        out["after a known name"] = float(before.text == "," and match.first - 1 in ends)
        out["after a type word"] = float(low in _types(language))
    if after is not None and after.sentence == first.sentence:
        low = after.text.casefold()
        out["before a capital"] = float(capital(after) and match.last not in starts and low not in _types(language))
        out["before a type word"] = float(low in _types(language))
        out["before an office"] = float(after.lemma.casefold() in words.lemmas("place_offices.txt", language))
        out["before a name word"] = float(after.text in words.lines("place_inside_names.txt", language))
        out["before a possessive"] = float(after.tag == "POS")
        out["before a known name"] = float(after.text == "," and match.last + 1 in starts)
        out["before a comma"] = float(after.text == ",")
        out["before a hyphen"] = float(after.text in {"-", "–"} and after.start == match.span.end)
        out["before a verb"] = float(after.pos in {"VERB", "AUX"})
        out["before a noun"] = float(after.pos == "NOUN")
    before_hyphen = before is not None and before.text in {"-", "–", "/"} and before.end == match.span.start
    out["after a hyphen"] = float(before_hyphen)
    head = parsed.tokens[match.last - 1]
    out[f"dependency {head.dep}"] = 1.0
    out[f"tag {head.pos}"] = 1.0
    return out


def _conquered(parsed: Parsed, match: Match) -> bool:
    """ "seized Solone", "passing Rostov-on-Don"; "retook Wad Madani" also where the parser lost the verb."""
    before = _at(parsed, match.first - 1)
    if before is not None and before.text.casefold() in _object_forms(parsed.language):
        return True
    head = parsed.tokens[match.last - 1]
    verb = parsed.tokens[head.head]
    return head.dep in {"dobj", "nsubjpass"} and verb.lemma in words.lemmas("place_object_verbs.txt", parsed.language)


@cache
def _object_forms(language: str) -> frozenset[str]:
    """Past forms of the verbs that take ground as their object."""
    verbs = words.lemmas("place_object_verbs.txt", language)
    return frozenset(f"{verb.removesuffix('e')}ed" for verb in verbs) | words.lemmas("place_object_forms.txt", language)


@cache
def _log_population(match_population: int) -> float:
    return math.log10(match_population + 1.0)


def _name(match: Match, lower: frozenset[str]) -> Features:
    written = match.span.as_written
    letters = [c for c in written if c.isalpha()]
    kinds = {place.kind for place in match.candidates}
    population = max((place.population for place in match.candidates), default=0)
    person = written.casefold() in words.lemmas("person_names.txt", "en")
    common = written.casefold() in words.lemmas("not_places.txt", "en")
    return {
        "common word": float(common),
        "lower case elsewhere": float(written.casefold() in lower),
        "a person's name too": float(person),
        "nothing but a name of places": float(not person and not common and written.casefold() not in lower),
        "several words": float(match.last - match.first > 1),
        "all capitals": float(len(letters) > 3 and written.isupper()),
        "abbreviation": float(len(letters) <= 3 and written.isupper()),
        "short": float(len(letters) <= 4),
        "log population": _log_population(population),
        "a country": float(PlaceKind.COUNTRY in kinds),
        "an admin-1": float(PlaceKind.ADM1 in kinds),
        "an admin-2": float(PlaceKind.ADM2 in kinds),
        "another area": float(bool(kinds & {PlaceKind.REGION, PlaceKind.WATER, PlaceKind.CONTINENT})),
        "a settlement": float(PlaceKind.SETTLEMENT in kinds),
        "only a settlement": float(kinds == {PlaceKind.SETTLEMENT}),
        "one candidate": float(len(match.candidates) == 1),
    }


# ------------------------------------------------------------------------------------------------ no labels


def _shallow(parsed: Parsed, match: Match, near: Features) -> float:
    """Russian, Ukrainian and unread languages: grammar and company."""
    first = parsed.tokens[match.first]
    if not match.candidates or (match.last - match.first == 1 and first.pos in _NEVER):
        return 0.0
    language = parsed.language
    low = " ".join(token.lemma for token in parsed.tokens[match.first : match.last]).casefold()
    common = words.lemmas("not_places.txt", language)
    if low in common or match.span.as_written.casefold() in common:
        return 0.1
    before = _at(parsed, match.first - 1)
    if match.last - match.first == 1 and _full_name(parsed, first):
        return 0.05
    opening = before is None or before.sentence != first.sentence
    areas = any(place.kind in AREAS for place in match.candidates)
    population = max(place.population for place in match.candidates)
    proper = first.pos == "PROPN" or "Geox" in first.tag
    person = any(mark in first.tag for mark in ("Surn", "Name", "Patr")) and "Geox" not in first.tag
    if opening and match.last - match.first == 1 and not proper and near.get("country share", 0.0) < 0.15:
        plain = first.lemma.casefold() == first.text.casefold()  # "Бої" is a plural, not the town of Bo
        return 0.6 if population >= BIG_TOWN and "Case=Nom" in first.morph and plain else 0.2
    if first.lemma.casefold() in _lower_case_lemmas(parsed):
        return 0.1
    score = -0.5 + 2.0 * areas + 0.35 * math.log10(population + 1.0) + 1.5 * proper - 2.5 * person - 1.5 * opening
    score += 1.5 * near.get("others near", 0.0) + 2.0 * near.get("country share", 0.0)
    if before is not None and not opening:
        score += 1.5 * (before.text.casefold() in words.lemmas("place_prepositions.txt", language))
        score += 2.0 * (before.lemma.casefold() in _types(language))
        score -= 1.0 * (capital(before) and cyrillic(before.text) and before.pos == "PROPN")
    if match.last - match.first > 1:
        score += 1.0
    return _sigmoid(score)


def _full_name(parsed: Parsed, token: Token) -> bool:
    """ "Володимир Зеленський", "Дмитрий Песков": one of two words that are a first name and a surname, in one case."""

    def named(other: Token | None, marks: tuple[str, ...]) -> bool:
        if other is None or other.sentence != token.sentence or not capital(other) or "Geox" in other.tag:
            return False
        gap = parsed.text[min(token.end, other.end) : max(token.start, other.start)]
        return gap == " " and any(mark in other.tag for mark in marks) and case_of(other) == case_of(token)

    return named(_at(parsed, token.i - 1), ("Name", "Patr")) or named(_at(parsed, token.i + 1), ("Surn", "Patr"))


@lru_cache(maxsize=4)
def _lower_case_lemmas(parsed: Parsed) -> frozenset[str]:
    return frozenset(token.lemma for token in parsed.tokens if token.text[:1].islower())
