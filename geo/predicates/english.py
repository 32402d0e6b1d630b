"""Predicates of English sentences by their dependencies: which clause, who acts, upon whom, and its own words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from geo import words
from geo.language import Parsed, Token
from geo.model import ClaimType
from geo.predicates import AGENT, NONE, PATIENT, Predicate, senses

_CLAUSES = frozenset(
    ("ROOT", "ccomp", "conj", "advcl", "relcl", "acl", "parataxis", "csubj", "csubjpass", "pcomp", "dep")
)
_SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "csubjpass"))
_OBJECTS = frozenset(("dobj", "obj", "attr", "oprd", "dative", "acomp"))
_NOUNS = frozenset(("NOUN", "PROPN"))
_VERBS = frozenset(("VERB", "AUX"))


def read(parsed: Parsed) -> tuple[Predicate, ...]:
    """Every candidate predicate of an English parse, in text order."""
    reader = _Reader(parsed)
    found = [predicate for token in parsed.tokens for predicate in reader.read(token)]
    return tuple(sorted(found, key=lambda predicate: (predicate.token, predicate.noun)))


@cache
def _light(language: str) -> Mapping[str, str]:
    return {row["word"]: row["subject"] for row in words.rows("light.csv", language)}


class _Reader:
    """Reads one parsed text; holds what several questions share."""

    def __init__(self, parsed: Parsed) -> None:
        self.parsed = parsed
        self.verbs = senses(parsed.language, "V")
        self.nouns = senses(parsed.language, "N")
        self.light = _light(parsed.language)
        self.intents = words.lemmas("intent.txt", parsed.language)
        self.appeals = words.lemmas("appeals.txt", parsed.language)
        self.denials = words.lemmas("denials.txt", parsed.language)
        self.silences = words.lemmas("silences.txt", parsed.language)
        self.falsehoods = words.lemmas("falsehoods.txt", parsed.language)

    def read(self, token: Token) -> Iterator[Predicate]:
        if token.pos in _VERBS and self._heads_clause(token):
            yield from self._verb(token)
        elif token.pos in _NOUNS and token.lemma.casefold() in self.nouns and token.dep != "compound":
            yield from self._noun(token)

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
        return infinitive and not any(tokens[c].dep in _SUBJECTS for c in self.parsed.children(token.i))

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
            found = self.verbs.get(link.lemma.casefold())
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
        elif any(self.parsed.tokens[i].lemma in self.falsehoods for i in self.parsed.subtree(token.i)):
            kind = ClaimType.DENIAL
        else:
            return
        agents, _, passive = self._arguments(token, token)
        if agents and not passive:
            whole = tuple(i for i in self.parsed.subtree(token.i) if not self._other_verb(token, i))
            yield Predicate(token.i, token.i, kind, AGENT, "answer", agents, (), whole)

    def _other_verb(self, verb: Token, i: int) -> bool:
        """True for words that hang on a coordinated or subordinate verb beside `verb`."""
        tokens = self.parsed.tokens
        while i != verb.i and tokens[i].head != i:
            if tokens[i].pos in _VERBS and tokens[i].dep in ("conj", "parataxis", "advcl"):
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
            verbs = [t for t in below if self.parsed.tokens[t].pos in _VERBS]
            if not verbs or len(chain) > 4:
                return chain
            chain.append(self.parsed.tokens[verbs[0]])

    def _carried(self, verb: Token) -> Token | None:
        """The event noun that a light verb carries, directly or through "a series of", "subject of"."""
        rule = self.light.get(verb.lemma.casefold())
        if rule is None:
            return None
        tokens = self.parsed.tokens
        direct = [c for c in self.parsed.children(verb.i) if tokens[c].dep in _OBJECTS | _SUBJECTS]
        through = [
            grandchild
            for c in self.parsed.children(verb.i)
            if tokens[c].dep == "prep" and (rule != AGENT or tokens[c].lemma in ("in", "out", "with", "on", "under"))
            for grandchild in self.parsed.children(c)
            if tokens[grandchild].dep == "pobj" and tokens[c].lemma in ("in", "under", "out", "into", "with", "of")
        ]
        if rule == NONE and verb.lemma.casefold() in self.verbs:
            # "hit", "reach", "fall" carry an event only as their subject: "strikes hit the port"
            direct, through = [i for i in direct if tokens[i].dep in _SUBJECTS], []
        for i in direct:
            if tokens[i].dep in _SUBJECTS and rule == AGENT and self._below(verb.i, ("dobj",)):
                continue
            event = self._event_in(i)
            if event is not None:
                return event
        return next((event for i in through if (event := self._event_in(i))), None)

    def _event_in(self, i: int, depth: int = 2) -> Token | None:
        token = self.parsed.tokens[i]
        if token.pos in _NOUNS and token.lemma.casefold() in self.nouns:
            return token
        if depth == 0 or token.pos not in (*_NOUNS, "ADJ"):
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
        sense = self.nouns[noun.lemma.casefold()][0]
        apart = {i for other in self._apart(clause, noun) for i in self.parsed.subtree(other)}
        own = tuple(i for i in own if i not in apart)
        intent = any(step.lemma.casefold() in self.intents for step in [*above, verb])
        return Predicate(
            noun.i, clause.i, sense.claim_type, sense.subject, "-",
            agents, patients or self._noun_patients(noun), own, purpose, passive, intent=intent,
        )  # fmt: skip

    def _coordinated_nouns(self, clause: Token, noun: Token) -> Iterator[Predicate]:
        """ "in combat operations in A, as well as defensive operations in B": each with ground of its own."""
        for other in self._apart(clause, noun):
            token = self.parsed.tokens[other]
            agents, _, _ = self._arguments(clause, clause)
            sense = self.nouns[token.lemma.casefold()][0]
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
        for sense in self.nouns[token.lemma.casefold()]:
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

    # -------------------------------------------------------------------------------------------- arguments

    def _arguments(self, clause: Token, verb: Token) -> tuple[tuple[int, ...], tuple[int, ...], bool]:
        """Heads of who acts and who is acted upon, and whether the verb is passive."""
        tokens = self.parsed.tokens
        steps = [clause] if clause.i == verb.i else [verb, clause]
        passive = self._is_passive(verb)
        subjects: tuple[int, ...] = ()
        for step in steps:
            subjects = self._subjects(step)
            if subjects:
                break
        objects = tuple(
            i for child in self._below(verb.i, ("dobj", "obj", "attr", "oprd")) for i in self._conjuncts(child)
        )
        by = tuple(
            i
            for prep in self.parsed.children(verb.i)
            if tokens[prep].dep == "agent" or (passive and tokens[prep].dep == "prep" and tokens[prep].lemma == "by")
            for below in self._below(prep, ("pobj",))
            for i in self._conjuncts(below)
        )
        if passive:
            return by, subjects, True
        return subjects, objects, False

    def _is_passive(self, verb: Token) -> bool:
        tokens = self.parsed.tokens
        deps = {tokens[c].dep for c in self.parsed.children(verb.i)}
        if deps & {"auxpass", "nsubjpass", "agent"}:
            return True
        if verb.dep in ("acl", "amod") and verb.tag == "VBN":
            return True
        if verb.dep == "conj" and verb.tag == "VBN" and not deps & {"nsubj", "dobj"}:
            return self._is_passive(tokens[verb.head])
        # "12 wounded" as a fragment
        return verb.tag == "VBN" and verb.dep in ("ROOT", "ccomp") and not deps & {"aux", "dobj", "nsubj"}

    def _subjects(self, verb: Token, depth: int = 4) -> tuple[int, ...]:
        tokens = self.parsed.tokens
        own = [c for c in self.parsed.children(verb.i) if tokens[c].dep in _SUBJECTS]
        if own:
            heads = tuple(i for c in own for i in self._conjuncts(c))
            if verb.dep == "relcl" and any(tokens[c].tag in ("WDT", "WP") for c in own):
                return self._conjuncts(verb.head)
            expletive = self._below(verb.i, ("expl",))
            return () if expletive and not heads else heads
        if self._below(verb.i, ("expl",)):
            return tuple(i for c in self._below(verb.i, ("attr", "dobj")) for i in self._conjuncts(c))
        if verb.dep in ("acl", "relcl", "amod") and tokens[verb.head].pos in (*_NOUNS, "PRON", "NUM"):
            return self._conjuncts(verb.head)
        if depth and verb.dep in ("conj", "xcomp", "advcl", "pcomp", "dep", "acl", "relcl"):
            above = tokens[verb.head]
            while above.pos == "ADP" and above.head != above.i:
                above = tokens[above.head]
            if above.pos in _VERBS:
                if verb.dep == "xcomp":
                    objects = self._below(above.i, ("dobj",))
                    if objects:
                        return objects
                if self._is_passive(above) and verb.dep == "advcl":
                    return tuple(
                        i for prep in self._below(above.i, ("agent",)) for i in self._below(prep, ("pobj",))
                    ) or self._subjects(above, depth - 1)
                return self._subjects(above, depth - 1)
        return ()

    def _conjuncts(self, i: int) -> tuple[int, ...]:
        found, open_ = [i], [i]
        while open_:
            below = [c for c in self._below(open_.pop(), ("conj",)) if self.parsed.tokens[c].pos not in _VERBS]
            found += below
            open_ += below
        return tuple(found)

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
                aim = inside_purpose or (token.pos in _VERBS and self._is_purpose(token) and child != verb)
                own_clause = token.pos in _VERBS and self._heads_clause(token) and not self._absorbed(token)
                if own_clause and (not aim or self._below(child, _SUBJECTS)):
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
        return token.dep in ("parataxis",) and token.pos in _VERBS

    def _below(self, i: int, deps: Iterable[str]) -> tuple[int, ...]:
        return tuple(c for c in self.parsed.children(i) if self.parsed.tokens[c].dep in deps)
