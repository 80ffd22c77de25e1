"""Customers made up by the very process the models assume, written apart from the models."""

import numpy as np

from crm_backend.analytics.value.summary import Summary
from crm_backend.analytics.value.transactions import Floats

BUYING = np.array([0.8, 6.0, 0.9, 2.5])
SPENDING = np.array([6.0, 4.0, 15.0])


def simulate(
    kind: str, count: int, horizon: float, rng: np.random.Generator, age: float = 40.0
) -> tuple[Summary, Floats, Floats]:
    """Return what is seen of customers, and their purchases and spend in the horizon after."""
    r, alpha, a, b = BUYING
    p, q, v = SPENDING
    ages = rng.uniform(age / 2, age, count)
    seen, counts, spends = [], np.zeros(count), np.zeros(count)
    for place in range(count):
        rate, loss = rng.gamma(r, 1 / alpha), rng.beta(a, b)
        level = rng.gamma(q, 1 / v)
        now, times = 0.0, []
        is_lost = kind == "MBG/NBD" and rng.random() < loss
        while not is_lost:
            now += rng.exponential(1 / rate)
            if now > ages[place] + horizon:
                break
            times.append(now)
            is_lost = rng.random() < loss
        amounts = rng.gamma(p, 1 / level, len(times))
        before = np.array(times) <= ages[place]
        seen.append((before.sum(), max([0.0, *np.array(times)[before]]), amounts[before].sum()))
        counts[place], spends[place] = (~before).sum(), amounts[~before].sum()
    frequency, recency, spent = np.array(seen).T
    ids = np.array([f"c{place}" for place in range(count)], dtype=object)
    monetary = spent / np.maximum(frequency, 1)
    return Summary(ids, frequency, recency, ages, monetary, spent + 1), counts, spends
