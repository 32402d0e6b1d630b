"""Who acts in an English clause and upon whom, by its dependencies."""

from __future__ import annotations

from collections.abc import Iterable

from geo import words
from geo.language import Parsed, Token
from geo.predicates import AGENT, senses

SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "csubjpass"))
NOUNS = frozenset(("NOUN", "PROPN"))
VERBS = frozenset(("VERB", "AUX"))


class Arguments:
    """Reads the arguments of verbs in one parsed text."""

    def __init__(self, parsed: Parsed) -> None:
        self.parsed = parsed

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
        if verb.dep in ("acl", "amod") and verb.tag in ("VBN", "VBD"):
            return not self._misread(verb)
        if verb.dep == "conj" and verb.tag == "VBN" and not deps & {"nsubj", "dobj"}:
            return self._is_passive(tokens[verb.head])
        # "12 wounded" as a fragment
        return verb.tag == "VBN" and verb.dep in ("ROOT", "ccomp") and not deps & {"aux", "dobj", "nsubj"}

    def _misread(self, verb: Token) -> bool:
        """ "Ukrainian forces counterattacked near X": a past tense that the parser took for a participle."""
        head = self.parsed.tokens[verb.head]
        forces = words.lemmas("forces.txt", self.parsed.language)
        alone = head.dep == "ROOT" and verb.dep == "acl" and head.i < verb.i
        return alone and head.lemma.casefold() in forces and verb.lemma.casefold() in self._active()

    def _active(self) -> frozenset[str]:
        """Verbs of which the armed are told as those who act."""
        found = senses(self.parsed.language, "V")
        return frozenset(lemma for lemma, meanings in found.items() if any(one.subject == AGENT for one in meanings))

    def _subjects(self, verb: Token, depth: int = 4) -> tuple[int, ...]:
        tokens = self.parsed.tokens
        own = [c for c in self.parsed.children(verb.i) if tokens[c].dep in SUBJECTS]
        if own:
            heads = tuple(i for c in own for i in self._conjuncts(c))
            if verb.dep == "relcl" and any(tokens[c].tag in ("WDT", "WP") for c in own):
                return self._conjuncts(verb.head)
            expletive = self._below(verb.i, ("expl",))
            return () if expletive and not heads else heads
        if self._below(verb.i, ("expl",)):
            return tuple(i for c in self._below(verb.i, ("attr", "dobj")) for i in self._conjuncts(c))
        if verb.dep in ("acl", "relcl", "amod") and tokens[verb.head].pos in (*NOUNS, "PRON", "NUM"):
            return self._conjuncts(verb.head)
        if depth and verb.dep in ("conj", "xcomp", "advcl", "pcomp", "dep", "acl", "relcl"):
            above = tokens[verb.head]
            while above.pos == "ADP" and above.head != above.i:
                above = tokens[above.head]
            if above.pos in VERBS:
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
            below = [c for c in self._below(open_.pop(), ("conj",)) if self.parsed.tokens[c].pos not in VERBS]
            found += below
            open_ += below
        return tuple(found)

    def _below(self, i: int, deps: Iterable[str]) -> tuple[int, ...]:
        return tuple(c for c in self.parsed.children(i) if self.parsed.tokens[c].dep in deps)
