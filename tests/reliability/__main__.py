"""The command: `python -m tests.reliability storm --seed 1 --db sqlite`."""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

from tests.reliability.cuts import cut
from tests.reliability.hunt import hunt
from tests.reliability.outages import run_outages
from tests.reliability.plan import LEASE_SECONDS, Plan, TelegramBy
from tests.reliability.races import race_claims, race_takeovers
from tests.reliability.stage import fresh_database
from tests.reliability.storm import run_storm

DATABASES = ("sqlite", "postgresql")


def main() -> int:
    """Run what is asked for; 0 where every promise was kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability")
    commands = parser.add_subparsers(dest="command", required=True)
    add_storm(commands.add_parser("storm", help="one storm, judged"))
    mutants = commands.add_parser("mutants", help="seeded defects, each to be found")
    mutants.add_argument("names", nargs="*", help="only these")
    outages = commands.add_parser("outages", help="something goes away under 10 messages a second")
    outages.add_argument("names", nargs="*", help="only these")
    outages.add_argument("--db", choices=DATABASES, default="sqlite")
    outages.add_argument("--seconds", type=float, default=60.0)
    races = commands.add_parser("races", help="takeovers, double claims, widgets that are cut")
    races.add_argument("--db", choices=DATABASES, default="sqlite")
    races.add_argument("--count", type=int, default=1_000)
    races.add_argument("--clients", type=int, default=300)
    races.add_argument("--cuts", type=int, default=20)
    chosen = vars(parser.parse_args())
    return COMMANDS[chosen.pop("command")](**chosen)


def add_storm(parser: argparse.ArgumentParser) -> None:
    """Tell what a storm may be told."""
    for name, default in (("seed", 1), ("messages", 5_000), ("conversations", 200), ("kills", 100)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--db", choices=DATABASES, default="sqlite")
    parser.add_argument("--apps", type=int, default=0, help="0: one on SQLite, two on PostgreSQL")
    parser.add_argument("--pauses", type=int, default=0, help="how often an application is stopped")
    parser.add_argument("--lease-seconds", type=float, default=LEASE_SECONDS)
    share = "share of the conversations that are on Telegram (a fake Bot API over HTTP)"
    parser.add_argument("--telegram", type=float, default=0.5, help=share)
    by = "how Telegram delivers; seed: every third seed (2, 5, …) by webhook"
    parser.add_argument("--telegram-by", choices=get_args(TelegramBy), default="seed", help=by)
    parser.add_argument("--mutant", default="", help="a seeded defect, as in mutants.py")
    parser.add_argument("--keep", action="store_true", help="leave the data for a look")


def storm(*, keep: bool, apps: int, db: str, **size: Any) -> int:
    """Run one storm and print its two lines."""
    plan = Plan(db=db, apps=apps or (2 if db == "postgresql" else 1), **size)
    verdict = run_storm(plan, keep=keep)
    sys.stdout.write(f"{verdict.line()}\n{verdict.second_line()}\n")
    return 0 if verdict.is_clean else 1


def races(*, db: str, count: int, clients: int, cuts: int) -> int:
    """Run the races and the cuts; 0 where nothing went wrong."""
    with fresh_database(db) as database:
        takeovers = asyncio.run(race_takeovers(database, count))
        claims = asyncio.run(race_claims(database, count))
    for name, tally in (("takeovers", takeovers), ("claims", claims)):
        sys.stdout.write(f"{name}={count} wrong={len(tally.wrong)} {tally.outcomes}\n")
    with tempfile.TemporaryDirectory() as folder:
        verdict, fewest = asyncio.run(cut(Path(folder), clients=clients, cuts=cuts))
    sys.stdout.write(f"clients={clients} cuts_of_each>={fewest} {verdict.line()}\n")
    is_clean = verdict.is_clean and not takeovers.wrong and not claims.wrong
    return 0 if is_clean else 1


COMMANDS: dict[str, Callable[..., int]] = {
    "storm": storm,
    "mutants": hunt,
    "outages": run_outages,
    "races": races,
}

if __name__ == "__main__":
    sys.exit(main())
