"""Widgets behind a bad net: cut at random bytes, again and again, they show what is held."""

import asyncio
import time
from pathlib import Path

from frontdesk.rasa import free_port
from tests.reliability.checker import Verdict, judge
from tests.reliability.journal import read_journal
from tests.reliability.plan import Plan, write_script
from tests.reliability.proxy import Proxy
from tests.reliability.stage import open_stage
from tests.reliability.storm import QUIET_SECONDS, calm_down
from tests.reliability.tables import read_tables
from tests.reliability.web import WebCustomer

LINES_PER_CUT = 1
SECONDS_EACH = 0.1  # for an answer to each message, once nobody is cut any more
# Bytes of a connection before it is cut: within the handshake, the greeting, or a message.
SHORTEST, LONGEST = 1, 1_400


async def cut(folder: Path, *, clients: int, cuts: int, seed: int = 1) -> tuple[Verdict, int]:
    """Cut each client `cuts` times or more; return the verdict and the fewest cuts of a client."""
    plan = Plan(
        seed=seed,
        messages=clients * cuts * LINES_PER_CUT,
        conversations=clients,
        kills=0,
        codes=0.0,
        tickets=0.0,
    )
    dice = plan.dice("cuts")
    ports = [free_port()]
    async with Proxy(ports[0]) as proxy, open_stage(plan, folder, ports=ports) as stage:
        address = f"ws://127.0.0.1:{proxy.port}/chat/v1/ws"
        customers = [
            WebCustomer(plan, place, write_script(plan, place), [address])
            for place in range(clients)
        ]
        for start in range(0, clients, 50):
            await asyncio.gather(*(one.open() for one in customers[start : start + 50]))
        proxy.faults.cut_after = lambda: dice.randint(SHORTEST, LONGEST)
        proxy.reset_all()
        began = time.monotonic()
        await asyncio.gather(*(customer.speak(began) for customer in customers))
        await until_cut(customers, proxy, cuts)
        proxy.faults.cut_after = lambda: None
        patience = QUIET_SECONDS + plan.messages * SECONDS_EACH
        await calm_down(stage, customers, seconds=patience)
        for customer in customers:
            await customer.close()
        for child in stage.children:
            await child.stop()
        tables = read_tables(stage.database)
    reports = [customer.report for customer in customers]
    fewest = min(tab.tries - 1 for customer in customers for tab in customer.tabs)
    return judge(reports, tables, read_journal(stage.journal_path)), fewest


async def until_cut(customers: list[WebCustomer], proxy: Proxy, cuts: int) -> None:
    """Cut those who were spared, until everybody had enough."""
    tabs = [tab for customer in customers for tab in customer.tabs]
    while min(tab.tries - 1 for tab in tabs) < cuts:
        proxy.reset_all()
        await asyncio.sleep(0.3)
