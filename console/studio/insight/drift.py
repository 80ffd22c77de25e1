"""Has something changed? Tests on counts of days, made so that steady days rarely raise an alarm.

- The share of messages that are not understood is watched by a CUSUM (Page 1954) of the
  log-likelihood ratio of a binomial share, as in Reynolds and Stoumbos (1999) and Steiner et al.
  (2000): it adds up what speaks for odds `ODDS` times as high. Without a change it passes a limit h
  once in exp(h) days at most (Lorden 1971), so that h = ln(days x streams) holds all streams
  together to one false alarm in so many days.
- The mix of intents of the last week is compared with the weeks before by Pearson's chi-square;
  rare ones are pooled, and it must be large, too: a population stability index from 0.1 (Siddiqi
  2006). Single shares are compared by a z test, corrected for their number by Holm (1979).
- Customers come in conversations and days differ, so that counts vary more than by chance alone.
  Statistics are divided by the dispersion of the reference (Rao and Scott 1981), one at least.

Pure. How often steady streams raise alarms, and how late shifted ones do, is measured in
`benchmarks.drift`.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scipy.stats import chi2, norm

from console.studio.insight.figures import Rate
from crm_backend.analytics.intervals import adjust_holm

ODDS = 1.5  # the least rise worth an alarm: one in ten becomes one in seven
FALSE_ALARM_DAYS = 365  # one false alarm a year, over all streams together
FEWEST, FEWEST_HITS = 200, 8  # messages and hits of a reference that says something
EXPECTED = 5.0  # Cochran's rule: what is expected less often is pooled
LARGE = 0.1  # a population stability index that is more than small
RATIO = 1.5  # the least change of a single share worth an alarm
LEVEL = 0.001  # of chance: for the mix, and for all single shares together


@dataclass(frozen=True)
class Rise:
    """A share that has risen. `since` is the place of the first day of the rise."""

    since: int
    before: Rate
    after: Rate
    score: float
    limit: float


@dataclass(frozen=True)
class Shift:
    """How a mix differs from an earlier one: how likely by chance, and how much."""

    p: float
    index: float
    dispersion: float

    @property
    def is_alarming(self) -> bool:
        """Whether it is neither chance nor small."""
        return self.p < LEVEL and self.index >= LARGE


@dataclass(frozen=True)
class Change:
    """A single share that has changed; `p` is corrected for how many were looked at."""

    key: str
    before: Rate
    after: Rate
    p: float

    @property
    def ratio(self) -> float:
        """How many times as large the share is now; infinite where there was none."""
        return _ratio(self.before, self.after)


def add_rates(rates: Sequence[Rate]) -> Rate:
    """Return all of them as one."""
    return Rate(sum(one.part for one in rates), sum(one.n for one in rates))


def find_dispersion(days: Sequence[Rate]) -> float:
    """Return how much more the share varies from day to day than by chance, one at least."""
    used = [one for one in days if one.n]
    total = add_rates(used)
    if len(used) < 2 or not 0 < total.part < total.n:
        return 1.0
    share = total.part / total.n
    squares = (((one.part - one.n * share) ** 2) / (one.n * share * (1 - share)) for one in used)
    return max(1.0, sum(squares) / (len(used) - 1))


def find_rise(reference: Sequence[Rate], days: Sequence[Rate], *, streams: int = 1) -> Rise | None:
    """Return the rise of a share in `days` over the reference before them, or None.

    `streams` is how many shares are watched together. None, too, where the reference is too small
    to tell. The reference's share is taken one standard error higher: it is an estimate itself.
    """
    before = add_rates(reference)
    if before.n < FEWEST or before.part < FEWEST_HITS or before.part == before.n:
        return None
    dispersion = find_dispersion(reference)
    plain = before.part / before.n
    share = min(0.99, plain + math.sqrt(dispersion * plain * (1 - plain) / before.n))
    raised = ODDS * share / (1 + (ODDS - 1) * share)
    hit, miss = math.log(raised / share), math.log((1 - raised) / (1 - share))
    limit = math.log(FALSE_ALARM_DAYS * streams)
    score, since = 0.0, 0
    for place, day in enumerate(days):
        step = (day.part * hit + (day.n - day.part) * miss) / dispersion
        if score == 0.0:
            since = place
        score = max(0.0, score + step)
    if score <= limit:
        return None
    return Rise(since, before, add_rates(days[since:]), score, limit)


def compare_mix(weeks: Sequence[Mapping[str, int]], recent: Mapping[str, int]) -> Shift | None:
    """Return how the mix of the last week differs from the weeks before, None of too little."""
    reference = _add_counts(weeks)
    n, m = sum(reference.values()), sum(recent.values())
    if n < FEWEST or m < FEWEST / 4:
        return None
    kept = _choose_kept(reference, recent, m / (n + m))
    pooled = _pool(reference, kept), _pool(recent, kept)
    statistic = _chi_square(list(pooled))
    freedom = len(pooled[0]) - 1
    if freedom < 1:
        return None
    among = _chi_square([_pool(week, kept) for week in weeks if week])
    spare = freedom * (sum(bool(week) for week in weeks) - 1)
    dispersion = max(1.0, among / spare) if spare > 0 else 1.0
    p = float(chi2.sf(statistic / dispersion, freedom))
    return Shift(p, _stability_index(*pooled), dispersion)


def find_changes(
    before: Mapping[str, Rate],
    after: Mapping[str, Rate],
    *,
    dispersion: float = 1.0,
    rises_only: bool = False,
) -> list[Change]:
    """Return the shares that have changed by half and not by chance, the surest first.

    All that could be looked at count in the correction, those that did not change, too.
    """
    tested = []
    for key in before.keys() | after.keys():
        old, new = before.get(key, Rate()), after.get(key, Rate())
        p = _compare(old, new, dispersion)
        if p is not None:
            tested.append((p, key, old, new))
    tested.sort(key=lambda one: (one[0], one[1]))
    found = []
    adjusted = adjust_holm([p for p, *_ in tested])
    for (_, key, old, new), p in zip(tested, adjusted, strict=True):
        if p >= LEVEL:
            break
        ratio = _ratio(old, new)
        if ratio >= RATIO or (not rises_only and ratio <= 1 / RATIO):
            found.append(Change(key, old, new, p))
    return found


def _compare(old: Rate, new: Rate, dispersion: float) -> float | None:
    """Return how likely a difference as large is by chance, None where that cannot be told."""
    if not old.n or not new.n:
        return None
    share = (old.part + new.part) / (old.n + new.n)
    smaller = min(old.n, new.n)
    if smaller * share < EXPECTED or smaller * (1 - share) < EXPECTED:
        return None
    error = math.sqrt(dispersion * share * (1 - share) * (1 / old.n + 1 / new.n))
    return float(2 * norm.sf(abs(new.part / new.n - old.part / old.n) / error))


def _ratio(old: Rate, new: Rate) -> float:
    if not old.part:
        return math.inf
    return (new.part / new.n) / (old.part / old.n)


def _add_counts(parts: Sequence[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for part in parts:
        for key, count in part.items():
            total[key] = total.get(key, 0) + count
    return total


def _choose_kept(
    reference: Mapping[str, int], recent: Mapping[str, int], share: float
) -> list[str]:
    """Return what is expected often enough on the smaller side to stand alone."""
    smaller = min(share, 1 - share)
    keys = sorted(reference.keys() | recent.keys())
    return [
        key for key in keys if (reference.get(key, 0) + recent.get(key, 0)) * smaller >= EXPECTED
    ]


def _pool(counts: Mapping[str, int], kept: Sequence[str]) -> list[int]:
    alone = [counts.get(key, 0) for key in kept]
    return [*alone, sum(counts.values()) - sum(alone)]


def _chi_square(rows: Sequence[Sequence[int]]) -> float:
    """Return Pearson's statistic of homogeneity; columns without a count say nothing."""
    columns = [sum(column) for column in zip(*rows, strict=True)]
    total = sum(columns)
    statistic = 0.0
    for row in rows:
        n = sum(row)
        for count, column in zip(row, columns, strict=True):
            if column and n:
                expected = n * column / total
                statistic += (count - expected) ** 2 / expected
    return statistic


def _stability_index(reference: Sequence[int], recent: Sequence[int]) -> float:
    """Return the population stability index; half a count is added, so that none is nought."""
    n, m, k = sum(reference), sum(recent), len(reference)
    index = 0.0
    for old, new in zip(reference, recent, strict=True):
        a, b = (old + 0.5) / (n + 0.5 * k), (new + 0.5) / (m + 0.5 * k)
        index += (b - a) * math.log(b / a)
    return index
