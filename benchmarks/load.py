"""`make bench-load`: rising load over real sockets, or an even one for minutes."""

import argparse
import asyncio
import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.report import figure, figure_latency, percentile
from benchmarks.target import Target, open_target
from tests.reliability.clients import Said
from tests.reliability.plan import Line, Plan
from tests.reliability.web import WebCustomer

RATES = (5.0, 10.0, 20.0, 30.0, 40.0, 60.0, 80.0, 100.0)
BARS = (1.5, 0.15)  # seconds of the 95th percentile of replies
SPACING = 3.0  # seconds between two messages of one customer: people read
PATIENCE = 30.0  # seconds until an answer that did not come is given up


@dataclass
class Round:
    """One rate: how long acknowledgements and replies took, in seconds."""

    rate: float
    acks: list[float]
    replies: list[float]
    missing: int

    def reaches(self, bar: float) -> bool:
        """Whether all were answered, and nearly all in time."""
        return not self.missing and percentile(self.replies, 0.95) <= bar


def write_lines(target: Target, rate: float, seconds: float, place: int, count: int) -> list[Line]:
    """Return what one of `count` customers says: evenly, each at another moment."""
    step = count / rate
    number, at, lines = 1, place / rate, []
    while at < seconds:
        text = f"{target.texts[(place + number) % len(target.texts)]}"
        cid = f"m{number:05}-{place}-{rate:g}"
        lines.append(Line(number, cid, text, "talk", at, 0, ()))
        number, at = number + 1, at + step
    return lines


async def run_round(target: Target, rate: float, seconds: float) -> Round:
    """Send so many messages a second and time what comes back."""
    count = max(4, round(rate * SPACING))
    plan = Plan()
    customers = [
        WebCustomer(plan, place, write_lines(target, rate, seconds, place, count), target.sockets)
        for place in range(count)
    ]
    for start in range(0, count, 50):
        await asyncio.gather(*(one.open() for one in customers[start : start + 50]))
    before, began = target.measure_spent(), time.monotonic()
    await asyncio.gather(*(one.speak(began) for one in customers))
    took = time.monotonic() - began
    target.spent = {
        name: round(100 * (spent - before[name]) / took, 1)
        for name, spent in target.measure_spent().items()
    }
    said = [one for customer in customers for one in customer.report.said]
    await wait_answers(said)
    for customer in customers:
        await customer.close()
    acks = [one.acked_at - one.first_sent for one in said if one.acked_at and one.first_sent]
    replies = [one.wait_seconds for one in said if one.wait_seconds is not None]
    return Round(rate, acks, replies, len(said) - len(replies))


async def wait_answers(said: Sequence[Said]) -> None:
    """Wait until everything is answered, or long enough."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while any(one.answered_at is None for one in said):  # noqa: ASYNC110
                await asyncio.sleep(0.05)


def report_round(target: Target, found: Round, **of: object) -> None:
    """Print the figures of one rate."""
    where = {"rate": found.rate, **of}
    figure_latency("load_ack", found.acks, **where)
    figure_latency("load_reply", found.replies, **where, missing=found.missing)
    for name, megabytes in target.measure_memory().items():
        figure("load_memory", megabytes, "MB", process=name, **where)
        figure("load_cpu", target.spent[name], "% of a core", process=name, **where)


async def rise(chosen: argparse.Namespace) -> None:
    """Raise the load until replies take too long."""
    of = {"db": chosen.db, "engine": "rasa" if chosen.real else "fake"}
    best = dict.fromkeys(BARS, 0.0)
    options = {"is_real": chosen.real, "worker_seconds": chosen.worker_seconds}
    async with open_target(db=chosen.db, **options) as target:
        for rate in chosen.rates:
            found = await run_round(target, rate, chosen.seconds)
            report_round(target, found, **of)
            for bar in BARS:
                if found.reaches(bar):
                    best[bar] = rate
            if not found.reaches(BARS[0]):
                break
    for bar, rate in best.items():
        figure("load_best", rate, "messages/s", reply_p95_ms=bar * 1000, **of)


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--db", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--real", action="store_true", help="with Rasa in place of the fake worker")
    parser.add_argument("--worker-seconds", type=float, default=0.0, help="a fake turn, at most")
    parser.add_argument("--seconds", type=float, default=20.0, help="of each rate")
    parser.add_argument("--rates", type=float, nargs="+", default=RATES, help="messages a second")
    asyncio.run(rise(parser.parse_args()))


if __name__ == "__main__":
    main()
