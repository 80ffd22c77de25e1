"""One conversation hangs; how much slower are the others?"""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.report import percentile
from tests.reliability.clients import Said
from tests.reliability.plan import Line, Plan, write_script
from tests.reliability.stage import Stage, open_stage
from tests.reliability.web import WebCustomer

LOAD = 10.0  # messages a second
STUCK_SECONDS = 60.0  # how long a turn of the hanging conversation would take


@dataclass
class Slowdown:
    """The 95th percentile of the others' answers in seconds, without and with the hanging one."""

    without: float
    beside: float
    unanswered: int

    @property
    def share(self) -> float:
        """How much slower: 0.2 is a fifth."""
        return self.beside / self.without - 1


async def hang_one(folder: Path, *, seconds: float, db: str = "sqlite") -> Slowdown:
    """Measure the same load twice, the second time beside a conversation whose turns hang."""
    plan = Plan(
        db=db,  # type: ignore[arg-type]
        messages=round(seconds * LOAD),
        conversations=20,
        kills=0,
        tickets=0.0,
        codes=0.0,
        per_second=LOAD,
    )
    async with open_stage(plan, folder) as stage:
        alone = await measure(stage, plan)
        words = f"sleep {STUCK_SECONDS:.0f} please"
        lines = [Line(n, f"m{n:05}-stuck", words, "talk", 0.0, 0, ()) for n in range(3)]
        stuck = WebCustomer(plan, -1, lines, stage.sockets)
        await stuck.open()
        await stuck.speak(time.monotonic())
        await stuck.wait_acked()
        beside = await measure(stage, plan.with_seed(plan.seed + 1))
        await stuck.close()
    usual, waits = list_waits(alone), list_waits(beside)
    unanswered = len(alone) + len(beside) - len(waits) - len(usual)
    return Slowdown(percentile(usual, 0.95), percentile(waits, 0.95), unanswered)


def list_waits(said: list[Said]) -> list[float]:
    """Return how long the answers took, in seconds."""
    return [one.wait_seconds for one in said if one.wait_seconds is not None]


async def measure(stage: Stage, plan: Plan) -> list[Said]:
    """Let everybody speak and wait for all answers."""
    customers = [
        WebCustomer(plan, place, write_script(plan, place), stage.sockets)
        for place in range(plan.conversations)
    ]
    await asyncio.gather(*(one.open() for one in customers))
    began = time.monotonic()
    await asyncio.gather(*(one.speak(began) for one in customers))
    said = [said for one in customers for said in one.report.said]
    async with asyncio.timeout(20):
        while any(one.answered_at is None for one in said):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    for one in customers:
        await one.close()
    return said
