"""Predicates of Russian and Ukrainian sentences without a parser: clauses by punctuation, arguments by case.

The same values as `english_clauses.read`
gives for English. A clause runs from the last comma, dash or conjunction before
its verb to the one before the next verb. Who acts stands in the nominative, or, with a passive participle, in the
instrumental ("силами ПВО сбито"); a clause without one takes it from the clause before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from geo import words
from geo.actors import Cast
from geo.actors.lexicon import MARKS
from geo.language import Parsed, Sentence, Token
from geo.model import ClaimType
from geo.predicates import AGENT, NONE, PATIENT, Predicate, Sense, fitting, senses

_HARD = frozenset(",;—–:(")
_CLOSED = _HARD - {","}
_AFTER, _BEFORE = 8, 6
"""How many words after and before a verb belong to it for sure."""
_NOMINAL = frozenset(("NOUN", "PROPN", "PRON", "NUM"))


@dataclass(frozen=True, slots=True)
class _Trigger:
    """What opens a clause: the verb, the event noun that it carries or that stands alone, and its senses."""

    at: int
    verb: int
    found: tuple[Sense, ...]
    role: str
    intent: bool


def read(parsed: Parsed, cast: Cast) -> tuple[Predicate, ...]:
    """Every candidate predicate of a Russian or Ukrainian text, in text order."""
    reader = _Reader(parsed, cast)
    return tuple(predicate for sentence in parsed.sentences for predicate in reader.read(sentence))


class _Reader:
    """Reads one text; holds its word lists."""

    def __init__(self, parsed: Parsed, cast: Cast) -> None:
        self.parsed, self.cast = parsed, cast
        language = parsed.language
        self.verbs, self.nouns = senses(language, "V"), senses(language, "N")
        self.light = {row["word"]: row["subject"] for row in words.rows("light.csv", language)}
        self.intents = words.lemmas("intent.txt", language)
        self.denials = words.lemmas("denials.txt", language)
        self.silences = words.lemmas("silences.txt", language)
        self.conjunctions = _joints(language)
        self.times = words.lemmas("times.txt", language)
        self.before: tuple[int, ...] = ()
        """Who acted last; a sentence without a subject goes on with it."""

    def read(self, sentence: Sentence) -> Iterator[Predicate]:
        triggers = self._triggers(sentence)
        edges = self._edges(sentence, triggers)
        before = self.before
        for trigger, (first, last) in zip(triggers, edges, strict=True):
            agents, patients, passive = self._arguments(trigger, first, last)
            shared = not agents and not passive
            chosen = before if shared and self.parsed.tokens[trigger.verb].pos == "VERB" else agents
            if trigger.role == PATIENT:
                chosen, patients = (), (*chosen, *patients)
            noun = trigger.at == trigger.verb and self.parsed.tokens[trigger.at].pos != "VERB"
            own = tuple(range(first, last))
            for sense in trigger.found:
                if sense.subject == PATIENT and not patients:
                    chosen, patients = (), chosen
                yield Predicate(
                    trigger.at, trigger.verb, sense.claim_type, sense.subject, sense.needs,
                    chosen, patients, own, (), passive, noun, trigger.intent,
                )  # fmt: skip
            if agents:
                before = self.before = agents

    # -------------------------------------------------------------------------------------------- triggers

    def _triggers(self, sentence: Sentence) -> list[_Trigger]:
        tokens = self.parsed.tokens
        found: list[_Trigger] = []
        at = sentence.first
        while at < sentence.last:
            trigger, at = self._trigger(tokens[at], sentence), at + 1
            if trigger is not None:
                found.append(trigger)
                at = max(at, trigger.at + 1)
        if all(one.found == (_PLAIN,) for one in found):
            found = sorted([*found, *self._nominal(sentence, found)], key=lambda one: one.at)
        return found

    def _nominal(self, sentence: Sentence, verbs: Sequence[_Trigger]) -> Iterator[_Trigger]:
        """The event nouns of stretches without a verb: "two wounded, the mayor said"; else who is there at all."""
        told = False
        for first, last in self._stretches(sentence):
            if any(first <= one.verb < last for one in verbs):
                continue
            events = [t for t in self.parsed.tokens[first:last] if self._event(t)]
            for event in events[:1]:
                told = True
                chosen = self._fitting(event, self.nouns[event.lemma.casefold()])
                yield _Trigger(event.i, event.i, chosen, NONE, intent=False)
        if verbs or told:
            return
        standing = [t for t in self.parsed.tokens[sentence.first : sentence.last] if self._stands(t)]
        for token in standing[:1]:
            yield _Trigger(token.i, token.i, (Sense(ClaimType.PRESENCE, AGENT, "stands"),), NONE, intent=False)

    def _stretches(self, sentence: Sentence) -> Iterator[tuple[int, int]]:
        """The pieces of a sentence between commas, dashes and brackets."""
        first = sentence.first
        for i in range(sentence.first, sentence.last):
            if self.parsed.tokens[i].text in _HARD:
                yield first, i
                first = i + 1
        yield first, sentence.last

    def _stands(self, token: Token) -> bool:
        """True for a noun that can be somewhere: people with arms, arms, a people."""
        return token.pos == "NOUN" and (self.cast.is_armed(token.i) or token.lemma.casefold() in self.cast.weapons)

    def _trigger(self, token: Token, sentence: Sentence) -> _Trigger | None:
        lemma = token.lemma.casefold()
        if not self._is_verb(token) or self._attributive(token):
            return None
        if lemma in self.denials:
            return _Trigger(token.i, token.i, (Sense(ClaimType.DENIAL, AGENT, "answer"),), AGENT, intent=False)
        if lemma in self.silences and self._negated(token):
            return _Trigger(token.i, token.i, (Sense(ClaimType.STATEMENT, AGENT, "answer"),), AGENT, intent=False)
        carried = self._carried(token, sentence)
        if carried is not None:
            chosen = self._fitting(carried, self.nouns[carried.lemma.casefold()])
            found = tuple(Sense(s.claim_type, s.subject, "-") for s in chosen[:1])
            return _Trigger(carried.i, token.i, found, self.light[lemma], intent=False)
        infinitive = self._infinitive(token, sentence)
        intent = lemma in self.intents
        tried = lemma in self.verbs and self.verbs[lemma][0].claim_type is ClaimType.OFFENSIVE
        if infinitive is not None and (intent or tried or lemma not in self.verbs):
            verb_senses = self.verbs[infinitive.lemma.casefold()]
            return _Trigger(infinitive.i, token.i, verb_senses, AGENT, intent)
        if fitting_senses := self._fitting(token, self.verbs.get(lemma, ())):
            return _Trigger(token.i, token.i, (*fitting_senses, _PLAIN), AGENT, intent)
        if _bare(token) or token.tag.startswith(("GRND", "PRTF")):
            return None
        return _Trigger(token.i, token.i, (_PLAIN,), AGENT, intent)

    def _is_verb(self, token: Token) -> bool:
        """A finite verb, a short participle, a gerund, or a short word that stands for a verb ("видно", "нет")."""
        return token.pos in ("VERB", "AUX") or token.lemma.casefold() in _states(self.parsed.language)

    def _attributive(self, token: Token) -> bool:
        """A participle before its noun ("потерянных позиций") or an infinitive after another verb."""
        if _bare(token):
            before = self.parsed.tokens[max(0, token.i - 4) : token.i]
            return any(t.pos == "VERB" and t.sentence == token.sentence for t in before)
        return "Case=" in token.morph and "VerbForm=Part" in token.morph

    def _negated(self, token: Token) -> bool:
        return token.i > 0 and self.parsed.tokens[token.i - 1].lemma.casefold() in ("не", "ні")

    def _infinitive(self, token: Token, sentence: Sentence) -> Token | None:
        for after in self.parsed.tokens[token.i + 1 : min(sentence.last, token.i + 5)]:
            if after.text in _HARD:
                return None
            if _bare(after) and after.lemma.casefold() in self.verbs:
                return after
        return None

    def _event(self, token: Token) -> bool:
        counted = token.pos == "ADJ" and token.i > 0 and self.parsed.tokens[token.i - 1].pos == "NUM"
        return (token.pos == "NOUN" or counted) and bool(
            self._fitting(token, self.nouns.get(token.lemma.casefold(), ()))
        )

    def _fitting(self, token: Token, found: tuple[Sense, ...]) -> tuple[Sense, ...]:
        """The senses that fit the words around a verb or noun, up to the next comma or dash."""
        if not any(sense.beside for sense in found):
            return found
        tokens, near = self.parsed.tokens, set()
        for steps in (range(token.i + 1, token.i + _AFTER), range(token.i - 1, token.i - _BEFORE, -1)):
            for i in steps:
                if not 0 <= i < len(tokens) or tokens[i].text in _HARD or tokens[i].sentence != token.sentence:
                    break
                near.add(tokens[i].lemma.casefold())
        return fitting(found, frozenset(near), frozenset(near), self.parsed.language)

    def _carried(self, token: Token, sentence: Sentence) -> Token | None:
        if token.lemma.casefold() not in self.light:
            return None
        near = self.parsed.tokens[token.i + 1 : min(sentence.last, token.i + 7)]
        for after in near:
            if after.text in _HARD or after.pos == "VERB":
                break
            if self._event(after):
                return after
        back = range(token.i - 1, max(sentence.first - 1, token.i - 9), -1)
        for i in back:
            before = self.parsed.tokens[i]
            if before.text in _CLOSED or before.pos == "VERB":
                break
            if self._event(before):
                return before
        return None

    # -------------------------------------------------------------------------------------------- clauses

    def _edges(self, sentence: Sentence, triggers: Sequence[_Trigger]) -> list[tuple[int, int]]:
        starts = [sentence.first]
        for one, other in pairwise(triggers):
            starts.append(self._boundary(max(one.at, one.verb) + 1, min(other.at, other.verb)))
        ends = [*starts[1:], sentence.last]
        return list(zip(starts, ends, strict=True)) if triggers else []

    def _boundary(self, first: int, last: int) -> int:
        """Where the clause of the later verb begins."""
        tokens = self.parsed.tokens
        hard = [i for i in range(first, last) if tokens[i].text in _HARD]
        if hard:
            return hard[-1] + 1
        soft = [i for i in range(first, last) if tokens[i].text.casefold() in self.conjunctions]
        return soft[-1] + 1 if soft else last

    # -------------------------------------------------------------------------------------------- arguments

    def _arguments(self, trigger: _Trigger, first: int, last: int) -> tuple[tuple[int, ...], tuple[int, ...], bool]:
        tokens = self.parsed.tokens
        verb = tokens[trigger.verb]
        passive = "Voice=Pass" in verb.morph or "PRTS" in verb.tag or "Impe" in verb.tag
        agents: list[int] = []
        patients: list[int] = []
        for head in self._heads(first, last, trigger):
            case = _case(tokens[head])
            word = self._governor(head, first)
            if word in _targets(self.parsed.language):
                patients.append(head)
            if word:
                continue
            before = head < trigger.verb
            if passive:
                (agents if case == "Ins" else patients).append(head)
            elif not before and tokens[head].text[:1].isupper() and self.cast.hit(head) is None:
                patients.append(head)
            elif case in ("Nom", "") and (before or not agents):
                (agents if before or case == "Nom" else patients).append(head)
            elif before and not agents and case in ("Acc", "Gen") and tokens[head].pos != "PRON":
                agents.append(head)
            else:
                patients.append(head)
        return tuple(agents), tuple(patients), passive

    def _heads(self, first: int, last: int, trigger: _Trigger) -> Iterator[int]:
        """The first noun of every noun phrase in the clause that can act or be acted upon."""
        tokens = self.parsed.tokens
        chained = False
        for i in range(first, last):
            token = tokens[i]
            if token.pos == "NUM" and i + 1 < last and tokens[i + 1].pos in (*_NOMINAL, "ADJ"):
                continue
            if token.pos not in _NOMINAL or i == trigger.at:
                genitive = token.pos in ("ADJ", "VERB") and "Case=Gen" in token.morph
                chained = chained and (genitive or token.text in MARKS)
                continue
            named = self.cast.hit(i) is not None and not (_case(token) == "Nom" and "Number=Plur" in token.morph)
            if token.lemma.casefold() in self.times and i > first and tokens[i - 1].pos == "NUM":
                continue  # "26 times": how often, not who
            if not (chained and (_case(token) == "Gen" or named)):
                yield i
            chained = True

    def _governor(self, head: int, first: int) -> str:
        """The preposition over a noun, with adjectives between; "" for none and for "up to 50 people"."""
        tokens = self.parsed.tokens
        i, counted = head - 1, False
        while i >= first and (tokens[i].pos in ("ADJ", "DET", "NUM") or "VerbForm=Part" in tokens[i].morph):
            counted = counted or tokens[i].pos == "NUM"
            i -= 1
        if i < first:
            return ""
        word = tokens[i].text.casefold()
        if counted and word in words.lemmas("amount_prepositions.txt", self.parsed.language):
            return ""
        known = _prepositions(self.parsed.language)
        return word if tokens[i].pos == "ADP" or tokens[i].lemma.casefold() in known else ""


@cache
def _targets(language: str) -> frozenset[str]:
    return words.lemmas("target_prepositions.txt", language)


def _bare(token: Token) -> bool:
    """True for an infinitive."""
    return "infn" in token.tag.casefold()


_PLAIN = Sense(ClaimType.STATEMENT, AGENT, "plain")


def _case(token: Token) -> str:
    return token.morph.partition("Case=")[2].partition("|")[0]


@cache
def _joints(language: str) -> frozenset[str]:
    return words.lemmas("joints.txt", language)


@cache
def _states(language: str) -> frozenset[str]:
    return words.lemmas("states.txt", language)


@cache
def _prepositions(language: str) -> frozenset[str]:
    return frozenset(row["word"] for row in words.rows("role_prepositions.csv", language))
