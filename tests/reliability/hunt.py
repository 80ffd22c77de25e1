"""The hunt: every seeded defect must turn a small storm red within three seeds."""

import sys
import time
from dataclasses import dataclass, replace

from tests.reliability.mutants import MUTANTS
from tests.reliability.plan import Plan
from tests.reliability.storm import run_storm
from tests.reliability.telegram_mutants import TELEGRAM_MUTANTS

SEEDS = (1, 2, 3)
# A guard is looked for where it stands: the ledger's by the web, which is quicker.
SMALL = Plan(messages=240, conversations=20, kills=6, lease_seconds=3.0, codes=0.1, telegram=0.0)
CHATS = replace(SMALL, telegram=1.0, codes=0.0, app_share=1.0)
# Some guards are needed only in their own kind of weather.
WEATHER = {
    **dict.fromkeys(TELEGRAM_MUTANTS, CHATS),
    "update_high_water_mark": replace(CHATS, telegram_by="webhook", kills=0),
    "fence_ignored": replace(SMALL, kills=0, apps=2, pauses=2, messages=400),
    "sent_before_sending": replace(SMALL, codes=0.3, app_share=1.0),
    "unknown_resent": replace(SMALL, codes=0.3, app_share=1.0),
    "ticket_key_changes": replace(SMALL, tickets=0.7, app_share=1.0),
}


@dataclass(frozen=True)
class Catch:
    """How a mutant fared: under which seed it was found, and by what."""

    name: str
    seed: int | None
    seconds: float
    found: str

    def row(self) -> str:
        """Return a row of the table."""
        seed = "none" if self.seed is None else str(self.seed)
        return f"| {self.name:<22} | {seed:>4} | {self.seconds:>4.0f} s | {self.found} |"


def hunt_one(name: str) -> Catch:
    """Run storms under a defect until one is red."""
    began = time.monotonic()
    for seed in SEEDS:
        plan = replace(WEATHER.get(name, SMALL), mutant=name, seed=seed)
        verdict = run_storm(plan, show=1)
        if not verdict.is_clean:
            return Catch(name, seed, time.monotonic() - began, verdict.line())
    return Catch(name, None, time.monotonic() - began, "not found")


def check_healthy() -> bool:
    """Run each weather without a defect: what is red then proves nothing."""
    weathers = dict.fromkeys((SMALL, *WEATHER.values()))
    return all(run_storm(plan).is_clean for plan in weathers)


def hunt(names: list[str]) -> int:
    """Hunt these, or all; print a table; 0 where all were found and the healthy product is."""
    is_healthy = check_healthy()
    caught = [hunt_one(name) for name in names or MUTANTS]
    found = sum(catch.seed is not None for catch in caught)
    table = ["| defect | seed | time | verdict |", "|---|---|---|---|", *(c.row() for c in caught)]
    sys.stdout.write("\n".join(table) + "\n")
    state = "clean" if is_healthy else "RED"
    sys.stdout.write(f"{found} of {len(caught)} found; without a defect: {state}\n")
    return 0 if is_healthy and found == len(caught) else 1
