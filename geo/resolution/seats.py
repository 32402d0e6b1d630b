"""Codebook rule 3: is a seat's bare name the town or the first-order area that is named after it?

"Troops in Kursk" covers the oblast, "a drone hit an apartment block in Kursk" the city. Decided mention by mention from
the words of the sentence (lists `place_force_words`, `place_town_words`), only in reports about fighting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from geo import words
from geo.gazetteer import Gazetteer
from geo.gazetteer.names import is_cyrillic, loose, normalise, table_rows
from geo.language import Parsed
from geo.model import Place, PlaceKind, Toponym
from geo.toponyms.scan import lookup

MILITARY = 2  # words about fighting that make a report one about fighting; one is enough in a short one
SHORT = 60  # tokens of a short text
SHARED_LETTERS = 4


@dataclass(frozen=True, slots=True)
class Choice:
    place: Place
    ambiguous: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Seats:
    """What a report says about its seats and areas."""

    parsed: Parsed
    gazetteer: Gazetteer
    areas_named: frozenset[str]
    military: bool

    @classmethod
    def of(
        cls,
        parsed: Parsed,
        toponyms: Sequence[Toponym],
        decided: Mapping[tuple[str, tuple[PlaceKind, ...], str], Place],
        gazetteer: Gazetteer,
    ) -> Seats:
        named = frozenset(
            place.id for (_, wanted, _), place in decided.items() if place.kind is PlaceKind.ADM1 and wanted
        ) | frozenset(
            place.id
            for (name, _, _), place in decided.items()
            if place.kind is PlaceKind.ADM1 and normalise(name) == normalise(place.name)
        )
        fighting = words.lemmas("place_military_words.txt", parsed.language)
        count = sum([token.lemma in fighting for token in parsed.tokens])
        enough = 1 if len(parsed.tokens) <= SHORT else MILITARY
        return cls(parsed, gazetteer, named, count >= enough)

    def choose(self, toponym: Toponym, place: Place) -> Choice | None:
        """The reading of a bare seat's name; None where the rule does not apply."""
        if toponym.wanted:
            return None
        pair = self._pair(toponym, place)
        if pair is None:
            return None
        town, area = pair
        if not self.military:
            why = f"the bare name means {town.name} itself"
            return Choice(town, False, why) if place.id == area.id else None
        if self._measured(toponym):
            return Choice(town, False, f"the words measure from a point, so {town.name} itself is taken")
        force, urban = self._words(toponym)
        named = area.id in self.areas_named
        if (force and force >= urban) or (named and not urban):
            why = f"the words speak of forces, so the larger area is taken ({area.name})"
            if named:
                why = f"the report names {area.name} in full, so its seat's bare name is read as the area"
            return Choice(area, True, why)
        if urban or place.id == area.id:
            return Choice(town, True, f"nothing here speaks of the whole area, so {town.name} itself is taken")
        return None

    def _pair(self, toponym: Toponym, place: Place) -> tuple[Place, Place] | None:
        """(seat, area) where both bear the toponym's name."""
        if place.kind is PlaceKind.SETTLEMENT and place.admin1_id and place.feature != "PPLC":
            area = self.gazetteer.find(place.admin1_id)
            if area is not None and self._akin(place, area):
                return place, area
        if place.kind is PlaceKind.ADM1:
            same = lookup(self.gazetteer, toponym.name, self.parsed.language)
            if not any(p.kind is PlaceKind.SETTLEMENT and p.admin1_id == place.id for p in same):
                same = self._called_otherwise(toponym.name, place)
            towns = [p for p in same if p.kind is PlaceKind.SETTLEMENT and p.admin1_id == place.id]
            towns = [p for p in towns if self._akin(p, place) and p.feature != "PPLC"]
            if towns:
                return max(towns, key=lambda p: p.population), place
        return None

    def _called_otherwise(self, name: str, area: Place) -> tuple[Place, ...]:
        """ "Hodeidah", filed as Al Hudaydah: seats whose own name differs from the words; not "Kharkivshchyna"."""
        if is_cyrillic(name) or _bare(name) != name:
            return ()
        key = normalise(name)
        found = self.gazetteer.candidates(_bare(area.name))
        return tuple(p for p in found if not key.startswith(normalise(p.name)[:SHARED_LETTERS]) or len(key) < 7)

    @staticmethod
    def _akin(town: Place, area: Place) -> bool:
        one, other = loose(normalise(town.name)), loose(normalise(area.name))
        return other.startswith(one[: max(SHARED_LETTERS, len(one) - 2)])

    def _measured(self, toponym: Toponym) -> bool:
        """ "20 km north of Kharkiv", "near Kursk": directions and distances start from towns."""
        first = self.parsed.between(toponym.span.start, toponym.span.end)[:1]
        at = first[0].i - 1 if first else -1
        if at < 0:
            return False
        language = self.parsed.language
        before = self.parsed.tokens[max(0, at - 1) : at + 1]
        compass = {row["word"] for row in words.rows("place_bearings.csv", language) if not row["part"]}
        rings = {row["words"] for row in words.rows("place_near.csv", language)}
        linked = len(before) > 1 and before[1].text.casefold() in words.lemmas("place_offset_links.txt", language)
        if linked and (before[0].text.casefold() in compass or before[0].lemma.casefold() in compass):
            return True
        last = before[-1]
        spelled = " ".join(token.text.casefold() for token in self.parsed.tokens[max(0, at - 3) : at + 1])
        if any(f" {spelled}".endswith(f" {ring}") for ring in rings):
            return True
        return language != "en" and (last.text.casefold() in compass or last.lemma.casefold() in compass)

    def _words(self, toponym: Toponym) -> tuple[int, int]:
        sentence = self.parsed.sentence_at(toponym.span.start)
        if sentence is None:
            return 0, 0
        lemmas = {token.lemma.casefold() for token in self.parsed.tokens[sentence.first : sentence.last]}
        language = self.parsed.language
        return (
            len(lemmas & words.lemmas("place_force_words.txt", language)),
            len(lemmas & words.lemmas("place_town_words.txt", language)),
        )


def _bare(name: str) -> str:
    """An area's name without its noun ("Al Hudaydah Governorate")."""
    first, _, last = name.rpartition(" ")
    return first if first and last.casefold() in _nouns() else name


@cache
def _nouns() -> frozenset[str]:
    return frozenset(row["noun"].casefold() for row in table_rows("area_nouns.csv"))
