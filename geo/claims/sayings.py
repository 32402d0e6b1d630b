"""Who says a word of a report, and when it was said: the attributions and dates of one report, looked up fast."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property

from geo import blocks as layout
from geo import dates as calendar
from geo.blocks import Block
from geo.language import Parsed
from geo.model import Attribution, DayRange, Span

NARRATED = Attribution(content=(), claimant=None)


class Sayings:
    """The attributions of one report with the days on which they were made."""

    def __init__(
        self,
        parsed: Parsed,
        blocks: tuple[Block, ...],
        attributions: tuple[Attribution, ...],
        dates: Sequence[DayRange],
    ) -> None:
        self.parsed, self.blocks, self.attributions, self.dates = parsed, blocks, attributions, tuple(dates)
        self._said: dict[int, DayRange | None] = {}
        self._known: dict[tuple[str, int], list[tuple[int, int]]] = {}

    def at(self, token: int) -> Attribution:
        """Who says what this token is part of: the narrowest content that holds it, else the narrator."""
        found = self._holder.get(token)
        return self.attributions[found] if found is not None else NARRATED

    def when(self, attribution: Attribution) -> DayRange | None:
        """When it was said: what the attribution knows, else the day beside its cue, else that of a post.

        Failing these, the day of the last dated words of the same claimant in the paragraph.
        """
        if attribution.asserted is not None:
            return attribution.asserted
        key = id(attribution)
        if key not in self._said:
            self._said[key] = self._said_on(attribution) or self._posted(attribution) or self._before(attribution)
        return self._said[key]

    @cached_property
    def moments(self) -> frozenset[Span]:
        """The time expressions that only tell when something was said."""
        said = (self.when(one) for one in self.attributions)
        return frozenset(day.span for day in said if day is not None and day.span is not None)

    @cached_property
    def _holder(self) -> dict[int, int]:
        """Token → number of the narrowest attribution whose content holds it."""
        sizes = [sum(part.end - part.start for part in one.content) for one in self.attributions]
        found: dict[int, int] = {}
        for number in sorted(range(len(sizes)), key=lambda n: -sizes[n]):
            for part in self.attributions[number].content:
                for token in self.parsed.between(part.start, part.end):
                    found[token.i] = number
        return found

    @cached_property
    def _by_sentence(self) -> dict[int, list[DayRange]]:
        found: dict[int, list[DayRange]] = {}
        for day in self.dates:
            sentence = self.parsed.sentence_at(day.span.start) if day.span is not None else None
            if sentence is not None:
                found.setdefault(sentence.index, []).append(day)
        return found

    @cached_property
    def _by_claimant(self) -> dict[tuple[str, int], list[tuple[int, int]]]:
        """Claimant and paragraph → where that claimant's words begin and the attribution's number, in text order."""
        found: dict[tuple[str, int], list[tuple[int, int]]] = {}
        begun = sorted((one.content[0].start, number) for number, one in enumerate(self.attributions) if one.content)
        for start, number in begun:
            claimant, block = self.attributions[number].claimant, layout.at(self.blocks, start)
            if claimant is not None and block is not None:
                found.setdefault((claimant.name, block.number), []).append((start, number))
        return found

    def _said_on(self, attribution: Attribution) -> DayRange | None:
        if attribution.cue is None:
            return None
        sentence = self.parsed.sentence_at(attribution.cue.start)
        if sentence is None:
            return None
        days = tuple(self._by_sentence.get(sentence.index, ()))
        within = Span(sentence.start, sentence.end, self.parsed.text[sentence.start : sentence.end])
        found = calendar.uttered_on(days, attribution.cue, attribution.content, within)
        return found or self._beside_pointer(attribution, days)

    def _beside_pointer(self, attribution: Attribution, days: Sequence[DayRange]) -> DayRange | None:
        """ "confirmed this in Monday statements": the day belongs to the saying, since nothing else is said."""
        tokens = [t for part in attribution.content for t in self.parsed.between(part.start, part.end)]
        if not tokens or len(tokens) > 6 or tokens[0].pos != "PRON" or any(t.pos == "VERB" for t in tokens):
            return None
        first, last = tokens[0].start, tokens[-1].end
        return next((day for day in days if day.span is not None and first <= day.span.start < last), None)

    def _posted(self, attribution: Attribution) -> DayRange | None:
        """The date under a post."""
        for part in attribution.content:
            block = layout.at(self.blocks, part.start)
            if block is not None and block.dated is not None:
                first, last = block.dated.start, block.dated.end
                starts = [day.span.start if day.span is not None else -1 for day in self.dates]
                at = bisect_right(starts, first - 1)
                return self.dates[at] if at < len(starts) and starts[at] < last else None
        return None

    def _before(self, attribution: Attribution) -> DayRange | None:
        claimant, content = attribution.claimant, attribution.content
        block = layout.at(self.blocks, content[0].start) if content else None
        if claimant is None or block is None:
            return None
        dated = self._dated(claimant.name, block.number)
        at = bisect_left(dated, (content[0].start, 0)) - 1
        return self._said_on(self.attributions[dated[at][1]]) if at >= 0 else None

    def _dated(self, claimant: str, block: int) -> list[tuple[int, int]]:
        """Where a claimant's words with a day of their own begin in a paragraph, and the attribution's number."""
        key = (claimant, block)
        if key not in self._known:
            told = self._by_claimant.get(key, [])
            self._known[key] = [(start, number) for start, number in told if self._said_on(self.attributions[number])]
        return self._known[key]
