"""Whose forces: names of states, peoples, seats of government and armed groups, and the phrases built on them.

Actor types are ACLED's 1–8. A state's forces are called "Armed forces of X", its offices "Government of X"; a named
group keeps the name of `data/words/actors.csv` and carries the country it fights in. Words that only the speaker or the
sentence before can tell ("the enemy", "they", "our troops") come back without a country and with the rule to apply.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from geo import words
from geo.actors.lexicon import MARKS, STATE, Hit, country_names, hits
from geo.language import Parsed, Token
from geo.model import Actor

ENEMY, OWN, LAST, LOCAL = "enemy", "own", "last", "local"
CIVILIANS = 7

_LEFT_OF_HEAD = frozenset(
    ("amod", "compound", "nmod", "poss", "nummod", "appos", "conj", "det", "punct", "advmod", "npadvmod")
)
_OF = frozenset(("of", "from"))


class Cast:
    """Who can act in one parsed text: the lexicon's hits and the phrases around them, looked up by token."""

    def __init__(self, parsed: Parsed) -> None:
        self.parsed = parsed
        self.hits = hits(parsed)
        self._at = {i: hit for hit in self.hits for i in range(hit.first, hit.last)}
        language = parsed.language
        self.forces = words.lemmas("forces.txt", language)
        self.offices = words.lemmas("government.txt", language)
        self.civilians = words.lemmas("civilians.txt", language)
        self.weapons = words.lemmas("weapons.txt", language)
        self.partitives = words.lemmas("partitives.txt", language)
        self.backing = words.lemmas("backing.txt", language)
        self.references = {row["word"]: row["rule"] for row in words.rows("references.csv", language)}

    def hit(self, i: int) -> Hit | None:
        """The lexicon's name that token `i` is part of."""
        return self._at.get(i)

    def phrase(self, head: int) -> tuple[int, ...]:
        """The tokens of a noun phrase without its clauses and prepositional phrases, in text order."""
        parsed = self.parsed
        if parsed.language != "en":
            return self._chain(head)
        found, open_ = [head], [head]
        while open_:
            for child in parsed.children(open_.pop()):
                if child < head and parsed.tokens[child].dep in _LEFT_OF_HEAD:
                    found.append(child)
                    open_.append(child)
        return tuple(sorted(found))

    def _chain(self, head: int) -> tuple[int, ...]:
        """Without a parser: the adjectives before a noun and the genitives and names after it."""
        tokens = self.parsed.tokens
        first, last = head, head + 1
        while first > 0 and self._belongs(tokens[first - 1], tokens[head]):
            first -= 1
        while last < len(tokens) and last - head < 6 and tokens[last].sentence == tokens[head].sentence:
            token = tokens[last]
            named = self.hit(last) is not None and token.pos in ("PROPN", "NOUN")
            genitive = "Case=Gen" in token.morph and token.pos in ("NOUN", "PROPN", "ADJ", "VERB")
            if not (named or genitive or token.text in MARKS):
                break
            last += 1
        while tokens[last - 1].text in MARKS:
            last -= 1
        return tuple(range(first, last))

    def _belongs(self, before: Token, head: Token) -> bool:
        return before.sentence == head.sentence and (_agrees(before) or self._rule(before) == OWN)

    def of(self, head: int) -> tuple[Actor, ...]:
        """The actors of the noun phrase with this head: named ones, else a reference to resolve, else none."""
        phrase = self.phrase(head)
        named = self._named(phrase, head)
        if named:
            return named
        of_what = self.of_what(head)
        named = tuple(actor for t in of_what if not _seat(self.hit(t)) for actor in self._named(self.phrase(t), t))
        if named:
            return named
        if of_what and not self.is_armed(head):
            return tuple(actor for t in of_what for actor in self._reference(self.phrase(t), t))
        token = self.parsed.tokens[head]
        if token.dep == "appos" and (beside := self._named(self.phrase(token.head), token.head)):
            return beside
        return self._reference(phrase, head)

    def of_what(self, head: int) -> tuple[int, ...]:
        """Heads after "of" or "from" where the noun is armed or only counts: "troops from X", "remnants of Y"."""
        tokens = self.parsed.tokens
        armed, counts = (
            self.is_armed(head),
            tokens[head].lemma.casefold() in self.partitives or tokens[head].pos == "NUM",
        )
        return tuple(
            below
            for child in self.parsed.children(head)
            if child > head and tokens[child].dep == "prep"
            if (armed and tokens[child].lemma in _OF) or (counts and tokens[child].lemma == "of")
            for below in self.parsed.children(child)
            if tokens[below].dep == "pobj"
        )

    def inside(self, tokens: Iterable[int]) -> tuple[Actor, ...]:
        """Actors named anywhere among these tokens."""
        chosen = tuple(tokens)
        return self._named(chosen, chosen[-1]) if chosen else ()

    def is_armed(self, head: int) -> bool:
        """True for a noun that names armed people, or a group of the lexicon that fights."""
        token = self.parsed.tokens[head]
        hit = self.hit(head)
        if hit and hit.kind == "group":
            return True
        return token.lemma.casefold() in self.forces

    def everyone(self) -> tuple[Actor, ...]:
        """Every phrase of the text that names a force, an office, a people or a group, the widest one a start."""
        tokens = self.parsed.tokens
        heads = [token.i for token in tokens if self._heads_phrase(token)]
        widest: dict[int, Actor] = {}
        for actor in (actor for head in heads for actor in self.of(head)):
            assert actor.span is not None
            kept = widest.get(actor.span.start)
            if kept is None or kept.span is None or kept.span.end < actor.span.end:
                widest[actor.span.start] = actor
        return tuple(widest[start] for start in sorted(widest))

    def _heads_phrase(self, token: Token) -> bool:
        hit = self.hit(token.i)
        if hit is not None and hit.last == token.i + 1 and hit.kind != "adjective":
            return True
        lemma = token.lemma.casefold()
        if lemma in self.forces or token.text.casefold() in self.references:
            return True
        named = lemma in self.offices or lemma in self.civilians
        return named and any(self.hit(i) is not None for i in self.phrase(token.i))

    def fights(self, i: int) -> bool:
        """True for the head of a phrase about armed people: a noun of the list, a group, a people."""
        hit = self.hit(i)
        if hit is not None and hit.last == i + 1 and hit.kind in ("group", "people"):
            return True
        return hit is None and self.is_armed(i)

    def _named(self, phrase: tuple[int, ...], head: int) -> tuple[Actor, ...]:
        found = list(dict.fromkeys(hit for i in phrase if (hit := self._at.get(i)) and not self._is_backer(hit)))
        found = [hit for hit in found if hit.kind != "seat" or hit.last in (head, head + 1) or self._owns(hit)]
        groups = [hit for hit in found if hit.kind == "group"]
        chosen = groups or found
        if not chosen:
            return ()
        span = self.parsed.span(min(phrase[0], chosen[0].first), max(phrase[-1], chosen[-1].last - 1) + 1)
        echelon = self._echelon(phrase)
        labels = [(hit, *self._label(hit, head)) for hit in chosen]
        return tuple(Actor(name, span, hit.country or None, kind, echelon) for hit, name, kind in labels)

    def _owns(self, hit: Hit) -> bool:
        token = self.parsed.tokens[hit.last - 1]
        return token.dep == "poss" or "Case=Gen" in token.morph

    def _label(self, hit: Hit, head: int) -> tuple[str, int]:
        if hit.kind == "group":
            return hit.name, hit.actor_type
        lemma = self.parsed.tokens[head].lemma.casefold()
        if lemma in self.offices or hit.kind == "seat":
            return f"Government of {hit.name}", STATE
        if lemma in self.civilians and not self.is_armed(head):
            return f"Civilians of {hit.name}", CIVILIANS
        return f"Armed forces of {hit.name}", STATE

    def _is_backer(self, hit: Hit) -> bool:
        """ "Iran-backed militias", "Russian-occupied territory": the name only helps or holds."""
        tokens = self.parsed.tokens
        after = hit.last
        if after + 1 < len(tokens) and tokens[after].text in "-–‑" and tokens[after].text:
            return tokens[after + 1].text.casefold() in self.backing
        if after < len(tokens) and "-" in tokens[after - 1].text:
            return tokens[after - 1].text.rpartition("-")[2].casefold() in self.backing
        return False

    def _echelon(self, phrase: Iterable[int]) -> str | None:
        names = echelons(self.parsed.language)
        return next((names[lemma] for i in phrase if (lemma := self.parsed.tokens[i].lemma.casefold()) in names), None)

    def _reference(self, phrase: tuple[int, ...], head: int) -> tuple[Actor, ...]:
        tokens = self.parsed.tokens
        span = self.parsed.span(phrase[0], phrase[-1] + 1)
        owner = next((self._rule(tokens[i]) for i in phrase if i != head and self._rule(tokens[i]) == OWN), None)
        rule = owner or next((r for i in reversed(phrase) if (r := self._rule(tokens[i]))), None)
        if rule is None:
            if tokens[head].lemma.casefold() not in self.forces:
                return ()
            rule = LAST
        if rule == LAST and self._new(phrase, head):
            rule = LOCAL
        return (Actor(span.as_written, span, None, STATE, self._echelon(phrase), (rule,)),)

    def _new(self, phrase: tuple[int, ...], head: int) -> bool:
        """ "Tribal fighters", "two armed men": described and without an article, so not the force named before."""
        tokens = self.parsed.tokens
        described = any(tokens[i].dep in ("amod", "compound") and tokens[i].head == head for i in phrase)
        articles = [tokens[i].text.casefold() for i in phrase if tokens[i].dep in ("det", "poss")]
        definite = any(word not in ("a", "an", "some") for word in articles)
        plural = tokens[head].tag == "NNS"
        new = tokens[head].lemma.casefold() in words.lemmas("unnamed.txt", "en")
        return new and described and plural and not definite

    def _rule(self, token: Token) -> str | None:
        return self.references.get(token.text.casefold()) or self.references.get(token.lemma.casefold())


def _seat(hit: Hit | None) -> bool:
    return hit is not None and hit.kind == "seat"


def _agrees(token: Token) -> bool:
    return token.pos == "ADJ" or (token.pos == "VERB" and "VerbForm=Part" in token.morph and "Case=" in token.morph)


@cache
def echelons(language: str) -> dict[str, str]:
    """Word → echelon (`data/words/echelons.csv`)."""
    found: dict[str, str] = {}
    for row in words.rows("echelons.csv"):
        for word in filter(None, row.get(language, "").split("|")):
            found[word.casefold()] = row["echelon"]
    return found


def find(parsed: Parsed) -> tuple[Actor, ...]:
    """Every phrase that names a force, an office, a people or a group, with its span, in text order."""
    return Cast(parsed).everyone()


# ------------------------------------------------------------------------------------------------ sides


def opponent(country: str | None, belligerents: Sequence[str]) -> str | None:
    """The side against `country` (ISO 3166 alpha-3): the belligerent the report names most, the table, else None.

    `belligerents` are the sides the report names, most named first.
    """
    if country is None:
        return None
    known = table_opponent(country)
    others = [side for side in belligerents if side != country]
    if known is not None and (known in belligerents or not others):
        return known
    return others[0] if others else None


def table_opponent(country: str | None) -> str | None:
    """The opponent of a state by the table alone."""
    return next((row["opponent"] for row in words.rows("opponents.csv") if row["country"] == country), None)


def side(reference: Actor, *, speaker: str | None, last: Actor | None, belligerents: Sequence[str]) -> Actor:
    """A reference ("the enemy", "our troops", "they") with the country its rule gives; unchanged when there is none."""
    rule = reference.reasons[0] if reference.reasons else None
    if reference.country or rule is None:
        return reference
    if rule == LAST and last is not None:
        return Actor(
            last.name, reference.span, last.country, last.actor_type, reference.echelon, ("the force named last",)
        )
    country = {ENEMY: opponent(speaker, belligerents), OWN: speaker}.get(rule)
    if country is None:
        return reference
    name = f"Armed forces of {country_names().get(country, country)}"
    why = "the enemy of the speaker" if rule == ENEMY else "the side of the speaker"
    return Actor(name, reference.span, country, STATE, reference.echelon, (why,))
