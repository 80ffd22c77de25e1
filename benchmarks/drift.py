"""How often steady streams raise an alarm, and how late shifted ones do:
`python -m benchmarks.drift`."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from console.studio.insight.alarms import MONITORED, REFERENCE, WEEK
from console.studio.insight.drift import compare_mix, find_changes, find_rise
from console.studio.insight.figures import Rate

Dice = np.random.Generator
HISTORY = REFERENCE + MONITORED


@dataclass(frozen=True)
class Stream:
    """Messages a day on average, the share not understood, and how much days differ: the share of
    each day is drawn from a beta distribution of so many messages (None: it is the same)."""

    daily: float
    share: float
    spread: float | None = None

    def draw(self, dice: Dice, days: int, share: float | None = None) -> list[Rate]:
        """Return days of it, weekends with half the messages."""
        chosen = self.share if share is None else share
        drawn = []
        for day in range(days):
            n = int(dice.poisson(self.daily * (0.5 if day % 7 > 4 else 1.2)))
            today = chosen
            if self.spread is not None:
                today = float(dice.beta(chosen * self.spread, (1 - chosen) * self.spread))
            drawn.append(Rate(int(dice.binomial(n, today)), n))
        return drawn


def count_false_alarms(stream: Stream, dice: Dice, *, years: int, streams: int) -> float:
    """Return how many alarms begin in a year of a steady stream, looked at every day."""
    days = stream.draw(dice, HISTORY + 365 * years)
    begun, was_on = 0, False
    for today in range(HISTORY, len(days)):
        is_on = _look(days[: today + 1], streams)
        begun += is_on and not was_on
        was_on = is_on
    return begun / years


def measure_delays(
    stream: Stream, raised: float, dice: Dice, *, runs: int, streams: int
) -> list[int | None]:
    """Return after how many days of the raised share the alarm came, None for not within four
    weeks."""
    found: list[int | None] = []
    for _ in range(runs):
        days = stream.draw(dice, HISTORY) + stream.draw(dice, MONITORED, raised)
        looks = (n for n in range(1, MONITORED + 1) if _look(days[: HISTORY + n], streams))
        found.append(next(looks, None))
    return found


def _look(days: Sequence[Rate], streams: int) -> bool:
    reference = days[-HISTORY:-MONITORED]
    return find_rise(reference, days[-MONITORED:], streams=streams) is not None


def draw_week(dice: Dice, weights: Sequence[float], daily: float, spread: float) -> dict[str, int]:
    """Return a week of messages by intent; the mix of each day is drawn from a Dirichlet of so many
    messages."""
    total = np.zeros(len(weights), dtype=int)
    chances = np.asarray(weights) / np.sum(weights)
    for _ in range(WEEK):
        mix = dice.dirichlet(chances * spread)
        total += dice.multinomial(int(dice.poisson(daily)), mix)
    return {f"intent_{place}": int(count) for place, count in enumerate(total) if count}


def find_mix_alarms(
    dice: Dice,
    *,
    runs: int,
    daily: float,
    spread: float,
    change: Callable[[list[float]], list[float]] = list,
) -> tuple[int, int]:
    """Return in how many runs the mix raised an alarm, and in how many a single intent did."""
    weights = [1 / (place + 2) for place in range(45)]
    mixes = singles = 0
    for _ in range(runs):
        weeks = [draw_week(dice, weights, daily, spread) for _ in range(REFERENCE // WEEK)]
        recent = draw_week(dice, change(weights), daily, spread)
        shift = compare_mix(weeks, recent)
        if shift is None:
            continue
        mixes += shift.is_alarming
        before = _as_rates(weeks)
        singles += bool(find_changes(before, _as_rates([recent]), dispersion=shift.dispersion))
    return mixes, singles


def _as_rates(weeks: Sequence[dict[str, int]]) -> dict[str, Rate]:
    n = sum(sum(week.values()) for week in weeks)
    keys = {key for week in weeks for key in week}
    return {key: Rate(sum(week.get(key, 0) for week in weeks), n) for key in keys}


def main() -> None:
    """Print two tables."""
    years = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    dice = np.random.default_rng(20261126)
    print("CUSUM of the share not understood; 5 streams are watched together")
    for daily in (20.0, 100.0, 1_000.0):
        for share in (0.05, 0.15):
            for spread in (None, 200.0):
                stream = Stream(daily, share, spread)
                false = count_false_alarms(stream, dice, years=years, streams=5)
                line = (
                    f"{daily:>6.0f} a day, {share:.0%}, spread {spread}: {false:.3f} false a year"
                )
                for times in (1.5, 2.0):
                    delays = measure_delays(stream, share * times, dice, runs=100, streams=5)
                    known = sorted(one for one in delays if one is not None)
                    middle = known[len(known) // 2] if known else None
                    line += f"; x{times}: {len(known)} of 100, middle {middle} days"
                print(line)
    print("Mix of 45 intents, last week against four; alarms in 1000 runs (mix, single)")
    for daily in (50.0, 500.0):
        for spread in (1e9, 300.0):
            steady = find_mix_alarms(dice, runs=1000, daily=daily, spread=spread)
            moved = find_mix_alarms(
                dice, runs=200, daily=daily, spread=spread, change=triple_the_third
            )
            print(
                f"{daily:>6.0f} a day, spread {spread:.0e}: steady {steady}; of 200 moved {moved}"
            )


def triple_the_third(weights: list[float]) -> list[float]:
    """Return weights in which one intent is asked three times as often."""
    return [*weights[:2], weights[2] * 3, *weights[3:]]


if __name__ == "__main__":
    main()
