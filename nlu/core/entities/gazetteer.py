"""Which tokens stand in a phrase that was marked in training, and where in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Self

from nlu.core.entities.entity import Entity
from nlu.core.entities.tokens import Token

MAX_TOKENS = 8  # tokens of the longest phrase that is looked for


class Gazetteer:
    """Phrases with how often each was marked as what: `{"lamp": {"product": 12}}`."""

    def __init__(self, phrases: Mapping[str, Mapping[str, int]]) -> None:
        self.phrases = {phrase: dict(counts) for phrase, counts in phrases.items()}

    @classmethod
    def of(cls, spans: Iterable[Iterable[Entity]]) -> Self:
        """Return the phrases of marked spans."""
        counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for listed in spans:
            for span in listed:
                counts[span.value.casefold()][span.entity] += 1
        return cls(counts)

    def hint(
        self, text: str, tokens: Sequence[Token], own: Iterable[Entity] = ()
    ) -> list[list[str]]:
        """Return for each token the entities it may belong to, with its place in the phrase.

        `own` are the marks of the very text: they do not count, or each training text would
        find its own answer and nothing else would be learnt.
        """
        mine = Counter((span.value.casefold(), span.entity) for span in own)
        hints: list[set[str]] = [set() for _ in tokens]
        for first in range(len(tokens)):
            for last in range(first, min(len(tokens), first + MAX_TOKENS)):
                phrase = text[tokens[first].start : tokens[last].end].casefold()
                for name, count in self.phrases.get(phrase, {}).items():
                    if count > mine[phrase, name]:
                        for place in range(first, last + 1):
                            hints[place].add(_place(place, first, last) + name)
        return [sorted(found) for found in hints]


def _place(place: int, first: int, last: int) -> str:
    """Return S for a phrase of one token, else B, I or E for its begin, inside and end."""
    if first == last:
        return "S"
    return {first: "B", last: "E"}.get(place, "I")
