"""Readings of inflected words (OpenCorpora tags) as Universal Dependencies, and the choice of one by its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from geo import words

_POS = {
    "NOUN": "NOUN",
    "ADJF": "ADJ",
    "ADJS": "ADJ",
    "COMP": "ADJ",
    "VERB": "VERB",
    "INFN": "VERB",
    "PRTF": "VERB",
    "PRTS": "VERB",
    "GRND": "VERB",
    "NUMR": "NUM",
    "ADVB": "ADV",
    "NPRO": "PRON",
    "PRED": "ADV",
    "PREP": "ADP",
    "CONJ": "CCONJ",
    "PRCL": "PART",
    "INTJ": "INTJ",
    "PNCT": "PUNCT",
    "NUMB": "NUM",
    "ROMN": "NUM",
    "LATN": "X",
    "UNKN": "X",
}
_FEATURES = {
    "nomn": ("Case", "Nom"),
    "gent": ("Case", "Gen"),
    "gen1": ("Case", "Gen"),
    "gen2": ("Case", "Gen"),
    "datv": ("Case", "Dat"),
    "accs": ("Case", "Acc"),
    "acc2": ("Case", "Acc"),
    "ablt": ("Case", "Ins"),
    "loct": ("Case", "Loc"),
    "loc1": ("Case", "Loc"),
    "loc2": ("Case", "Loc"),
    "voct": ("Case", "Voc"),
    "sing": ("Number", "Sing"),
    "plur": ("Number", "Plur"),
    "masc": ("Gender", "Masc"),
    "femn": ("Gender", "Fem"),
    "neut": ("Gender", "Neut"),
    "past": ("Tense", "Past"),
    "pres": ("Tense", "Pres"),
    "futr": ("Tense", "Fut"),
    "1per": ("Person", "1"),
    "2per": ("Person", "2"),
    "3per": ("Person", "3"),
    "perf": ("Aspect", "Perf"),
    "impf": ("Aspect", "Imp"),
    "impr": ("Mood", "Imp"),
    "pssv": ("Voice", "Pass"),
    "actv": ("Voice", "Act"),
    "INFN": ("VerbForm", "Inf"),
    "PRTF": ("VerbForm", "Part"),
    "PRTS": ("VerbForm", "Part"),
    "GRND": ("VerbForm", "Conv"),
    "Name": ("NameType", "Giv"),
    "Surn": ("NameType", "Sur"),
    "Patr": ("NameType", "Pat"),
    "Geox": ("NameType", "Geo"),
    "Orgn": ("NameType", "Org"),
}
_NAMES = ("Name", "Surn", "Patr", "Geox", "Orgn")
_CASES = frozenset({"nomn", "gent", "gen1", "gen2", "datv", "accs", "acc2", "ablt", "loct", "loc1", "loc2"})
_SHARED = ("nomn", "gent", "datv", "accs", "ablt", "loct")
_CLOSED = frozenset({"PREP", "CONJ", "PRCL", "NPRO"})
_NOMINAL = frozenset({"NOUN", "ADJF", "PRTF", "NUMR", "NPRO"})
_REACH = 4


class Reading(NamedTuple):
    """One way to read a word: `grammemes` are OpenCorpora's, the rest is Universal Dependencies'."""

    lemma: str
    pos: str
    tag: str
    morph: str
    kind: str
    grammemes: frozenset[str]
    score: float


@cache
def reading(word: str, tag: str, lemma: str, score: float) -> Reading:
    """A dictionary's reading of a word in our terms; a capitalised name is a proper noun."""
    grammemes = frozenset(tag.replace(",", " ").split())
    kind = tag.replace(",", " ").split()[0] if tag else "UNKN"
    pos = _POS.get(kind, "X")
    if pos == "NOUN" and word[:1].isupper() and (grammemes & set(_NAMES) or "Abbr" in grammemes or word[1:].isupper()):
        pos = "PROPN"
    if kind in ("LATN", "UNKN") and word[:1].isupper():
        pos = "PROPN"
    if not any(character.isalnum() for character in word):
        pos = "PUNCT"
    features = dict(_FEATURES[g] for g in sorted(grammemes) if g in _FEATURES)
    morph = "|".join(f"{name}={value}" for name, value in sorted(features.items()))
    return Reading(lemma.casefold(), pos, tag, morph, kind, grammemes, score)


def choose(readings: Sequence[tuple[Reading, ...]], spelled: Sequence[str], language: str) -> list[Reading]:
    """One reading a word: by the preposition before it, by agreement with its neighbour, then by the dictionary."""
    chosen: list[Reading] = []
    governed = _governed(language)
    for number, (options, word) in enumerate(zip(readings, spelled, strict=True)):
        if len(options) == 1:
            chosen.append(options[0])
            continue
        cases = _cases_wanted(chosen, spelled, governed)
        following = readings[number + 1] if number + 1 < len(readings) else ()
        chosen.append(
            max(
                options,
                key=lambda one: _fit(one, word, opening=not number, cases=cases, before=chosen, following=following),
            )
        )
    return chosen


def _fit(
    one: Reading,
    word: str,
    *,
    opening: bool,
    cases: frozenset[str],
    before: Sequence[Reading],
    following: Sequence[Reading],
) -> float:
    fit = one.score
    if one.kind in _CLOSED and (word.islower() or opening):
        fit += 0.6
    if one.kind in _NOMINAL and cases:
        fit += 1.0 if one.grammemes & cases else -0.6
    elif one.kind == "NOUN" and "nomn" in one.grammemes:
        fit += 0.15
    if not opening and word[:1].isupper() and one.grammemes & set(_NAMES):
        fit += 0.3
        if before and "Name" in before[-1].grammemes and "Surn" in one.grammemes:
            fit += 1.5
    if before and before[-1].kind in ("ADJF", "PRTF", "NUMR") and one.kind == "NOUN":
        fit += 0.8 if _agree(before[-1], one) else -0.3
    if one.kind in ("ADJF", "PRTF") and any(other.kind == "NOUN" and _agree(one, other) for other in following):
        fit += 0.4
    if one.kind == "NOUN" and before and before[-1].kind == "NOUN" and "gent" in one.grammemes:
        fit += 0.25
    return fit


def _agree(one: Reading, other: Reading) -> bool:
    shared = one.grammemes & other.grammemes
    if not any(case in shared for case in _SHARED):
        return False
    genders = {"masc", "femn", "neut"}
    if "plur" in shared:
        return True
    mine, theirs = one.grammemes & genders, other.grammemes & genders
    return "plur" not in one.grammemes and "plur" not in other.grammemes and (not mine or not theirs or mine == theirs)


def _cases_wanted(
    chosen: Sequence[Reading], spelled: Sequence[str], governed: dict[str, frozenset[str]]
) -> frozenset[str]:
    """The cases that the nearest preposition allows, as long as only adjectives and numbers stand between."""
    for back in range(1, min(_REACH, len(chosen)) + 1):
        one = chosen[-back]
        if one.kind == "PREP" or spelled[len(chosen) - back].casefold() in governed:
            return governed.get(spelled[len(chosen) - back].casefold(), frozenset())
        if one.kind not in ("ADJF", "NUMR", "PRTF", "NUMB"):
            break
    return frozenset()


@cache
def _governed(language: str) -> dict[str, frozenset[str]]:
    return {row["preposition"]: frozenset(row["cases"].split()) for row in words.rows("prepositions.csv", language)}
