"""Who is here is known to the database while a socket is open, and what they were shown."""

import asyncio
from datetime import timedelta

from bot.app import BotService
from bot.channels.web import visiting
from bot.channels.web.visiting import Visits
from bot.ledger.writer import LedgerUnavailable
from bot.mailings.models import Visit
from kernel.clock import utc_now
from tests.bot.driver import Client, until

SHOP = "http://shop.example"


async def read_visit(service: BotService, chat: str) -> Visit | None:
    return await service.ledger.read(lambda session: session.get(Visit, chat))


async def test_visit_says_what_was_shown_when_the_socket_has_closed(
    address: str, service: BotService
) -> None:
    async with Client(address) as client:
        await client.ask("hello")
        chat = client.welcome["conversation"]
    await until(lambda: service.hub.count(chat) == 0)
    await service.visits.flush()
    visit = await read_visit(service, chat)
    assert visit is not None
    assert (visit.read_id, visit.site) == (2, "")


async def test_visit_is_renewed_when_a_socket_stays_open(address: str, service: BotService) -> None:
    later = utc_now() + timedelta(minutes=5)
    async with Client(address) as client:
        chat = client.welcome["conversation"]
        await service.visits.flush()
        quick = Visits(service.ledger, service.hub, clock=lambda: later, flush_seconds=0.005)
        quick.start()
        async with asyncio.timeout(5):
            while (visit := await read_visit(service, chat)) is None or visit.seen_at < later:
                continue
        await quick.stop()


class AwayOnce:
    """A ledger that takes nothing the first time."""

    def __init__(self, service: BotService) -> None:
        self.service, self.refused = service, 0

    async def write(self, work: object) -> object:
        if not self.refused:
            self.refused += 1
            raise LedgerUnavailable("asleep")
        return await self.service.ledger.write(work)  # type: ignore[arg-type]


async def test_nothing_is_forgotten_when_the_database_was_away(
    address: str, service: BotService
) -> None:
    async with Client(address) as client:
        chat = client.welcome["conversation"]
        ledger = AwayOnce(service)
        visits = Visits(ledger, service.hub, clock=utc_now)  # type: ignore[arg-type]
        visits.note(service.hub.viewers[0])
        await visits.flush()
        assert ledger.refused == 1
        await visits.flush()
    assert await read_visit(service, chat) is not None
    assert visiting.FLUSH_SECONDS * visiting.REFRESH_EVERY < 120
