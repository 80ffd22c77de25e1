"""Chance that falls the same way every time: one fixed seed, one stream for each idea."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import timedelta
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

SEED = 20_260_301

T = TypeVar("T")


def make_stream(idea: str) -> Random:
    """Return the stream of `idea`; a change in one idea leaves the others as they were."""
    return Random(f"{SEED}:{idea}")  # noqa: S311 (a demo shop has no secrets)


def hours(chance: Random, low: float, high: float) -> timedelta:
    """Return a span between so many hours, in whole seconds."""
    return timedelta(seconds=int(chance.uniform(low, high) * 3600))


class Wheel(Generic[T]):
    """Picks things by weight, many times over, in logarithmic time."""

    def __init__(self, weighted: Iterable[tuple[T, float]]) -> None:
        pairs = [(thing, weight) for thing, weight in weighted if weight > 0]
        self.things = [thing for thing, _ in pairs]
        self.bounds = list(accumulate(weight for _, weight in pairs))

    @classmethod
    def of(cls, weights: Mapping[T, float]) -> "Wheel[T]":
        """Return a wheel of the keys, weighted by the values."""
        return cls(weights.items())

    def spin(self, chance: Random) -> T:
        """Return one of the things."""
        at = bisect_right(self.bounds, chance.random() * self.bounds[-1])
        return self.things[min(at, len(self.things) - 1)]
