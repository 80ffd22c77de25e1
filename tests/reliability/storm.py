"""The storm: customers write and repeat, processes are killed and stopped, a judge counts."""

import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.reliability.checker import Verdict, judge
from tests.reliability.child import Child
from tests.reliability.clients import ClientKind, Customer, Doors
from tests.reliability.exchange import Exchange, make_settings, open_exchange
from tests.reliability.journal import read_journal
from tests.reliability.mailbox import open_mailbox
from tests.reliability.plan import QUIET_SECONDS, Plan, write_script
from tests.reliability.stage import Stage, forget, open_stage
from tests.reliability.tables import count_waiting, read_last_ids, read_tables
from tests.reliability.telegram import TelegramCustomer
from tests.reliability.web import WebCustomer

SHOWN_SECONDS = 15.0


def make_web_customer(plan: Plan, place: int, doors: Doors) -> Customer:
    """Return a customer of the web channel."""
    return WebCustomer(plan, place, write_script(plan, place), doors.sockets)


def make_telegram_customer(plan: Plan, place: int, doors: Doors) -> Customer:
    """Return a customer on Telegram."""
    assert doors.exchange is not None
    return TelegramCustomer(plan, place, write_script(plan, place), doors, doors.exchange)


def choose_kind(plan: Plan, place: int) -> ClientKind:
    """Return on which channel the customer at a place writes."""
    return make_telegram_customer if plan.is_on_telegram(place) else make_web_customer


def tell(text: str) -> None:
    """Say how it goes; the verdict alone goes to standard output."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


async def blow(plan: Plan, folder: Path) -> Verdict:
    """Run a storm in a folder and judge it."""
    began = time.monotonic()
    async with open_mailbox() as mailbox, open_exchange(plan) as exchange:
        settings = {"FRONTDESK_SMTP_URL": mailbox.url, **make_settings(exchange)}
        async with open_stage(plan, folder, **settings) as stage:
            customers = await gather_customers(plan, stage, exchange)
            kills = await rage(plan, stage, customers)
            await calm_down(stage, customers, seconds=plan.quiet_seconds)
            for customer in customers:
                await customer.close()
            for child in stage.children:
                await child.stop()
            tables = read_tables(stage.database)
        reports = [customer.report for customer in customers]
        events = read_journal(stage.journal_path)
        has_pauses = plan.pauses > 0
        verdict = judge(reports, tables, events, mailbox.deliveries, has_pauses=has_pauses)
    refusals = sum((report.refusals for report in reports), Counter[str]())
    tell(
        f"seed={plan.seed} db={plan.db} seconds={time.monotonic() - began:.0f} "
        f"kills={dict(kills)} mails={len(mailbox.deliveries)} refusals={dict(refusals)}"
        + (f" {exchange.describe()}" if exchange is not None else "")
    )
    return verdict


async def gather_customers(plan: Plan, stage: Stage, exchange: Exchange | None) -> list[Customer]:
    """Let everybody in and prove who they are."""
    doors = Doors(stage.sockets, exchange, stage.find_conversation)
    customers = [
        choose_kind(plan, place)(plan, place, doors) for place in range(plan.conversations)
    ]
    if exchange is not None:
        exchange.hooks = stage.hooks
    for start in range(0, len(customers), 50):
        await asyncio.gather(*(one.open() for one in customers[start : start + 50]))
    stage.verify([customer.report.conversation for customer in customers])
    if exchange is not None:
        exchange.is_raging = True
    return customers


async def rage(plan: Plan, stage: Stage, customers: Sequence[Customer]) -> Counter[str]:
    """Let customers speak while processes die; return who was killed how often."""
    began = time.monotonic()
    kills: Counter[str] = Counter()
    trouble = [
        asyncio.create_task(kill_at_times(plan, stage, began, kills)),
        asyncio.create_task(pause_at_times(plan, stage, began, kills)),
    ]
    await asyncio.gather(*(customer.speak(began) for customer in customers), *trouble)
    return kills


async def kill_at_times(plan: Plan, stage: Stage, began: float, kills: Counter[str]) -> None:
    """Kill applications and workers at the moments of the seed."""
    dice = plan.dice("kills")
    for at in sorted(dice.uniform(0.3, plan.seconds) for _ in range(plan.kills)):
        await asyncio.sleep(max(0.0, began + at - time.monotonic()))
        child = choose_victim(stage, dice)
        await child.wait_ready()
        await asyncio.sleep(dice.uniform(0, 0.4))  # the first moments are not the only ones
        child.kill()
        kills[child.name] += 1


def choose_victim(stage: Stage, dice: random.Random) -> Child:
    """Return who is next, nobody who is stopped."""
    group = stage.apps if dice.random() < stage.plan.app_share else stage.workers
    awake = [child for child in group if not child.is_paused]
    return dice.choice(awake or stage.workers)


async def pause_at_times(plan: Plan, stage: Stage, began: float, kills: Counter[str]) -> None:
    """Stop an application until its leases are lost, one pause after the other."""
    dice = plan.dice("pauses")
    for number in range(plan.pauses):
        span = plan.seconds / plan.pauses
        late = dice.uniform(0, max(0.0, span - plan.pause_seconds))
        await asyncio.sleep(max(0.0, began + number * span + late - time.monotonic()))
        child = dice.choice(stage.apps)
        await child.wait_ready()
        child.pause()
        kills[f"{child.name} paused"] += 1
        await asyncio.sleep(plan.pause_seconds)
        child.resume()


async def calm_down(
    stage: Stage, customers: Sequence[Customer], *, seconds: float = QUIET_SECONDS
) -> None:
    """Wait until nothing is left to do; what is not done in time, the judge will miss."""
    for child in stage.children:
        await child.wait_ready()
    try:
        async with asyncio.timeout(seconds):
            await asyncio.gather(*(customer.wait_acked() for customer in customers))
            while await asyncio.to_thread(count_waiting, stage.database):  # noqa: ASYNC110
                await asyncio.sleep(0.2)
        async with asyncio.timeout(SHOWN_SECONDS):
            last_ids = read_last_ids(stage.database)
            await asyncio.gather(
                *(one.wait_shown(last_ids[one.report.conversation]) for one in customers)
            )
    except TimeoutError:
        tell("It did not come to rest in time.")


def run_storm(plan: Plan, *, keep: bool = False, show: int = 20) -> Verdict:
    """Run a storm in a new folder; tell what is wrong, at most `show` lines of each kind."""
    folder = Path(tempfile.mkdtemp(prefix="storm-"))
    verdict = asyncio.run(blow(plan, folder))
    for name in ("lost", "duplicated", "inverted"):
        for what in getattr(verdict, name)[:show]:
            tell(f"  {name}: {what}")
    if keep:
        tell(f"  kept in {folder}")
    else:
        forget(folder)
    return verdict
