"""The walk: the application dies at each crash point in turn, and every customer is answered."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

from kernel.crash import POINTS, STATUS, VARIABLE
from tests.reliability.checker import Verdict, judge
from tests.reliability.journal import read_journal
from tests.reliability.mailbox import open_mailbox
from tests.reliability.plan import Kind, Line, Plan, address, label
from tests.reliability.stage import Stage, open_stage
from tests.reliability.storm import calm_down
from tests.reliability.tables import read_tables
from tests.reliability.web import WebCustomer

SECONDS = 30.0
MAIL_POINTS = ("outbox_taken", "after_send")


@dataclass
class Walk:
    """What came of it: at which points a process died, and the judge's verdict on all."""

    died_at: list[str]
    verdict: Verdict


def write_lines(place: int, point: str) -> list[Line]:
    """Return a word of greeting and what leads to the point: a ticket, or a mail."""
    greeting = f"hello there {label(place, 1)}"
    kind: Kind = "code" if point in MAIL_POINTS else "ticket"
    named = label(place, 2)
    wish = (
        f"mail a code to {address(place)} for {named}"
        if kind == "code"
        else f"open a ticket about lamp {named} that broke"
    )
    return [
        Line(1, f"m00001-{place}", greeting, "talk", 0.0, 0, ()),
        Line(2, f"m00002-{place}", wish, kind, 0.05, 0, ((0.1, 0),)),
        Line(3, f"m00003-{place}", f"hello there {label(place, 3)}", "talk", 0.1, 0, ()),
    ]


async def walk(folder: Path, db: str = "sqlite") -> Walk:
    """Die at every point."""
    plan = Plan(db=db, conversations=len(POINTS), lease_seconds=2.0, workers=1)  # type: ignore[arg-type]
    died_at: list[str] = []
    async with open_mailbox() as mailbox:
        async with open_stage(plan, folder, FRONTDESK_SMTP_URL=mailbox.url) as stage:
            customers = [
                WebCustomer(plan, place, write_lines(place, point), stage.sockets)
                for place, point in enumerate(POINTS)
            ]
            for customer in customers:
                await customer.open()
            stage.verify([customer.report.conversation for customer in customers])
            for point, customer in zip(POINTS, customers, strict=True):
                if await die_at(point, stage, customer):
                    died_at.append(point)
            await calm_down(stage, customers)
            for customer in customers:
                await customer.close()
            await stage.apps[0].stop()
            tables = read_tables(stage.database)
        events = read_journal(stage.journal_path)
        reports = [customer.report for customer in customers]
        return Walk(died_at, judge(reports, tables, events, mailbox.deliveries))


async def die_at(point: str, stage: Stage, customer: WebCustomer) -> bool:
    """Start the application so that it dies at a point, and let a customer lead it there."""
    app = stage.apps[0]
    app.once = {VARIABLE: point}
    before = len(app.ends)
    app.kill()
    while len(app.ends) == before:  # noqa: ASYNC110 - a process has no event of ours
        await asyncio.sleep(0.01)
    await app.wait_ready()
    await customer.speak(time.monotonic())
    try:
        async with asyncio.timeout(SECONDS):
            while len(app.ends) == before + 1:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
    except TimeoutError:
        return False
    await app.wait_ready()
    await customer.wait_acked()
    return app.ends[-1] == STATUS
