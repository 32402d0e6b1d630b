"""Predicates of English sentences by their dependencies: which clause, who acts, upon whom, and its own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from geo import words
from geo.language import Parsed, Token
from geo.model import ClaimType
from geo.predicates import AGENT, NONE, PATIENT, Predicate, Sense, fitting, senses
from geo.predicates.arguments import NOUNS, SUBJECTS, VERBS, Arguments

_CLAUSES = frozenset(
    ("ROOT", "ccomp", "conj", "advcl", "relcl", "acl", "parataxis", "csubj", "csubjpass", "pcomp", "dep")
)
_OBJECTS = frozenset(("dobj", "obj", "attr", "oprd", "dative", "acomp"))


def read(parsed: Parsed) -> tuple[Predicate, ...]:
    """Every candidate predicate of an English parse, in text order."""
    reader = _Reader(parsed)
    found = [predicate for token in parsed.tokens for predicate in reader.read(token)]
    return tuple(sorted(found, key=lambda predicate: (predicate.token, predicate.noun)))


@cache
def _light(language: str) -> Mapping[str, str]:
    return {row["word"]: row["subject"] for row in words.rows("light.csv", language)}


class _Reader(Arguments):
    """Reads one parsed text; holds what several questions share."""

    def __init__(self, parsed: Parsed) -> None:
        super().__init__(parsed)
        self.verbs = senses(parsed.language, "V")
        self.nouns = senses(parsed.language, "N")
        self.light = _light(parsed.language)
        self.intents = words.lemmas("intent.txt", parsed.language)
        self.appeals = words.lemmas("appeals.txt", parsed.language)
        self.denials = words.lemmas("denials.txt", parsed.language)
        self.silences = words.lemmas("silences.txt", parsed.language)
        self.falsehoods = words.lemmas("falsehoods.txt", parsed.language)

    def read(self, token: Token) -> Iterator[Predicate]:
        if token.pos in VERBS and self._heads_clause(token):
            yield from self._verb(token)
        elif token.pos in NOUNS and token.lemma.casefold() in self.nouns and token.dep != "compound":
            yield from self._noun(token)

    def _fitting(self, token: Token, found: tuple[Sense, ...]) -> tuple[Sense, ...]:
        """The senses of a verb or noun that fit the words on it: particles, arguments, and what hangs on those."""
        if not any(sense.beside for sense in found):
            return found
        near, objects = self._lemmas_on(token), self._lemmas_on(token, leaving_out=SUBJECTS)
        return fitting(found, near, objects, self.parsed.language)

    def _lemmas_on(self, token: Token, leaving_out: frozenset[str] = frozenset()) -> frozenset[str]:
        """Lemmas of the words on a verb or noun, two steps down, three through a preposition."""
        tokens = self.parsed.tokens
        described = token.pos in NOUNS
        stops = _CLAUSES - {"acl"} if described else _CLAUSES
        below = [c for c in self.parsed.children(token.i) if tokens[c].dep not in stops | leaving_out]
        deeper = [d for c in below for d in self.parsed.children(c) if tokens[d].dep not in stops]
        third = [e for d in deeper for e in self.parsed.children(d) if tokens[d].pos == "ADP" or described]
        return frozenset(tokens[i].lemma.casefold() for i in (*below, *deeper, *third))

    # -------------------------------------------------------------------------------------------- verbs

    def _heads_clause(self, token: Token) -> bool:
        if token.dep in _CLAUSES:
            return not self._is_purpose(token)
        # a participle the tagger took for an adjective or a compound is not a clause
        return token.dep in ("amod",) and bool(self._below(token.i, ("agent",)))

    def _is_purpose(self, token: Token) -> bool:
        """ "to carry out an assault", "aimed at retaking": part of the verb above."""
        if token.dep not in ("advcl", "acl", "xcomp", "relcl"):
            return False
        tokens = self.parsed.tokens
        infinitive = any(tokens[c].tag == "TO" for c in self.parsed.children(token.i))
        return infinitive and not any(tokens[c].dep in SUBJECTS for c in self.parsed.children(token.i))

    def _verb(self, token: Token) -> Iterator[Predicate]:
        chain = self._chain(token)
        for at, link in enumerate(chain):
            noun = self._carried(link)
            if noun is not None:
                yield self._carrying(token, link, noun, chain[:at])
                yield from self._coordinated_nouns(token, noun)
                return
            if at and chain[0].lemma.casefold() in self.appeals:
                return
            found = self._fitting(link, self.verbs.get(link.lemma.casefold(), ()))
            if found:
                intent = any(step.lemma.casefold() in self.intents for step in chain[:at])
                agents, patients, passive = self._arguments(token, link)
                own, purpose = self._own(token.i, link.i)
                for sense in found:
                    yield Predicate(
                        link.i, token.i, sense.claim_type, sense.subject, sense.needs,
                        agents, patients, own, purpose, passive, intent=intent,
                    )  # fmt: skip
                break
        yield self._plain(token, chain[-1])
        yield from self._denial(token)

    def _denial(self, token: Token) -> Iterator[Predicate]:
        """ "rejects this", "has not confirmed", "called it a lie": an answer is a claim of its own."""
        negated = bool(self._below(token.i, ("neg",)))
        if token.lemma in self.denials:
            kind = ClaimType.DENIAL
        elif token.lemma in self.silences and negated:
            kind = ClaimType.STATEMENT
        elif any(self._false(self.parsed.tokens[i]) for i in self.parsed.subtree(token.i)):
            kind = ClaimType.DENIAL
        else:
            return
        agents, _, passive = self._arguments(token, token)
        if agents and not passive:
            whole = tuple(i for i in self.parsed.subtree(token.i) if not self._other_verb(token, i))
            yield Predicate(token.i, token.i, kind, AGENT, "answer", agents, (), whole)

    def _false(self, token: Token) -> bool:
        return token.lemma in self.falsehoods and token.pos not in VERBS

    def _other_verb(self, verb: Token, i: int) -> bool:
        """True for words that hang on a coordinated or subordinate verb beside `verb`."""
        tokens = self.parsed.tokens
        while i != verb.i and tokens[i].head != i:
            if tokens[i].pos in VERBS and tokens[i].dep in ("conj", "parataxis", "advcl"):
                return True
            i = tokens[i].head
        return False

    def _plain(self, token: Token, last: Token) -> Predicate:
        """A clause whose verb the lexicon does not know: presence when it only says where, else a statement."""
        agents, patients, passive = self._arguments(token, last)
        agents = agents or self._subjects(token)
        own, purpose = self._own(token.i, last.i)
        located = last.lemma in ("be", "locate", "situate") and bool(self._below(last.i, ("prep", "advmod")))
        kind = ClaimType.PRESENCE if located else ClaimType.STATEMENT
        needs = "located" if located else "plain"
        return Predicate(last.i, token.i, kind, AGENT, needs, agents, patients, own, purpose, passive)

    def _chain(self, token: Token) -> list[Token]:
        """The verb and the infinitives or participles it governs: "choosing to relocate", "began shelling"."""
        chain = [token]
        while True:
            below = self._below(chain[-1].i, ("xcomp",))
            verbs = [t for t in below if self.parsed.tokens[t].pos in VERBS]
            if not verbs or len(chain) > 4:
                return chain
            chain.append(self.parsed.tokens[verbs[0]])

    def _carried(self, verb: Token) -> Token | None:
        """The event noun that a light verb carries, directly or through "a series of", "subject of"."""
        rule = self.light.get(verb.lemma.casefold())
        if rule is None:
            return None
        tokens = self.parsed.tokens
        direct = [c for c in self.parsed.children(verb.i) if tokens[c].dep in _OBJECTS | SUBJECTS]
        through = [
            grandchild
            for c in self.parsed.children(verb.i)
            if tokens[c].dep == "prep" and (rule != AGENT or tokens[c].lemma in ("in", "out", "with", "on", "under"))
            for grandchild in self.parsed.children(c)
            if tokens[grandchild].dep == "pobj" and tokens[c].lemma in ("in", "under", "out", "into", "with", "of")
        ]
        if rule == NONE and any(not sense.beside for sense in self.verbs.get(verb.lemma.casefold(), ())):
            # "hit", "reach", "fall" carry an event only as their subject: "strikes hit the port"
            direct, through = [i for i in direct if tokens[i].dep in SUBJECTS], []
        for i in direct:
            if tokens[i].dep in SUBJECTS and rule == AGENT and self._below(verb.i, ("dobj",)):
                continue
            event = self._event_in(i)
            if event is not None:
                return event
        return next((event for i in through if (event := self._event_in(i))), None)

    def _event_in(self, i: int, depth: int = 2) -> Token | None:
        token = self.parsed.tokens[i]
        if token.pos in NOUNS and self._fitting(token, self.nouns.get(token.lemma.casefold(), ())):
            return token
        if depth == 0 or token.pos not in (*NOUNS, "ADJ"):
            return None
        for prep in self._below(i, ("prep",)):
            if self.parsed.tokens[prep].lemma == "of":
                for below in self._below(prep, ("pobj",)):
                    return self._event_in(below, depth - 1)
        return None

    def _carrying(self, clause: Token, verb: Token, noun: Token, above: list[Token]) -> Predicate:
        agents, patients, passive = self._arguments(clause, verb)
        rule = self.light[verb.lemma.casefold()]
        is_subject = noun.i in agents or noun.i in patients
        own_agents = self._noun_agents(noun)
        if rule == AGENT and noun.i not in agents and not (passive and noun.i in patients):
            agents = tuple(a for a in agents if a != noun.i) or own_agents
        elif rule == AGENT and passive:
            agents = agents or own_agents
        elif rule == PATIENT:
            patients, agents = agents, own_agents
        else:
            agents = own_agents
        patients = tuple(p for p in patients if p != noun.i) if not is_subject else ()
        own, purpose = self._own(clause.i, verb.i)
        sense = self._sense(noun)
        apart = {i for other in self._apart(clause, noun) for i in self.parsed.subtree(other)}
        own = tuple(i for i in own if i not in apart)
        intent = any(step.lemma.casefold() in self.intents for step in [*above, verb])
        needs = sense.needs if sense.claim_type is ClaimType.STRENGTH else "-"
        return Predicate(
            noun.i, clause.i, sense.claim_type, sense.subject, needs,
            agents, patients or self._noun_patients(noun), own, purpose, passive, intent=intent,
        )  # fmt: skip

    def _sense(self, noun: Token) -> Sense:
        """The first sense of an event noun that fits."""
        found = self.nouns[noun.lemma.casefold()]
        return (self._fitting(noun, found) or found)[0]

    def _coordinated_nouns(self, clause: Token, noun: Token) -> Iterator[Predicate]:
        """ "in combat operations in A, as well as defensive operations in B": each with ground of its own."""
        for other in self._apart(clause, noun):
            token = self.parsed.tokens[other]
            agents, _, _ = self._arguments(clause, clause)
            sense = self._sense(token)
            yield Predicate(
                other, other, sense.claim_type, sense.subject, "-",
                agents, self._noun_patients(token), self.parsed.subtree(other), noun=True,
            )  # fmt: skip

    def _apart(self, clause: Token, noun: Token) -> tuple[int, ...]:
        """Event nouns coordinated with this one that have a prepositional phrase of their own."""
        return tuple(
            other
            for other in self.parsed.subtree(clause.i)
            if self.parsed.tokens[other].dep == "conj"
            and other > noun.i
            and self.parsed.tokens[other].lemma.casefold() in self.nouns
            and self._below(other, ("prep",))
        )

    # -------------------------------------------------------------------------------------------- nouns

    def _noun(self, token: Token) -> Iterator[Predicate]:
        for sense in self._fitting(token, self.nouns[token.lemma.casefold()]):
            yield Predicate(
                token.i, token.i, sense.claim_type, sense.subject, sense.needs,
                self._noun_agents(token), self._noun_patients(token), self._own(token.i, token.i)[0], noun=True,
            )  # fmt: skip

    def _noun_agents(self, noun: Token) -> tuple[int, ...]:
        tokens = self.parsed.tokens
        found: list[int] = []
        for child in self.parsed.children(noun.i):
            dep, lemma = tokens[child].dep, tokens[child].lemma
            if dep in ("poss", "amod", "compound", "nmod"):
                found.append(child)
            elif (dep in ("prep", "agent") and lemma in ("by", "between", "from", "among", "involving")) or (
                dep == "prep"
                and lemma == "of"
                and noun.lemma not in ("strike", "attack", "shelling", "capture", "seizure")
            ):
                found += [i for below in self._below(child, ("pobj",)) for i in self._conjuncts(below)]
        return tuple(found)

    def _noun_patients(self, noun: Token) -> tuple[int, ...]:
        tokens = self.parsed.tokens
        return tuple(
            below
            for child in self.parsed.children(noun.i)
            if tokens[child].dep == "prep" and tokens[child].lemma in ("on", "against", "upon", "of", "at")
            for below in self._below(child, ("pobj",))
        )

    # -------------------------------------------------------------------------------------------- own words

    def _own(self, clause: int, verb: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The words below a clause's head without the clauses nested in it, and the purpose part of them."""
        tokens = self.parsed.tokens
        own, purpose = [clause], []
        open_ = [(clause, False)]
        while open_:
            above, inside_purpose = open_.pop()
            for child in self.parsed.children(above):
                token = tokens[child]
                aim = inside_purpose or (token.pos in VERBS and self._is_purpose(token) and child != verb)
                own_clause = token.pos in VERBS and self._heads_clause(token) and not self._absorbed(token)
                if own_clause and (not aim or self._below(child, SUBJECTS)):
                    continue
                if self._reports(token):
                    continue
                own.append(child)
                if aim:
                    purpose.append(child)
                open_.append((child, aim))
        return tuple(sorted(own)), tuple(sorted(purpose))

    def _absorbed(self, token: Token) -> bool:
        """A participle after a noun that says nothing new of its own: "troops deployed to X", "forces based in Y"."""
        return token.dep == "acl" and token.tag in ("VBN", "VBG") and self._adds_only_place(token)

    def _adds_only_place(self, token: Token) -> bool:
        tokens = self.parsed.tokens
        return not any(tokens[c].dep in ("dobj", "nsubj", "agent") for c in self.parsed.children(token.i))

    def _reports(self, token: Token) -> bool:
        return token.dep in ("parataxis",) and token.pos in VERBS
