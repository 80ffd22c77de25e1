"""The hub under two renderings at once: no page is left with what was so before a change."""

import asyncio
from threading import Event
from typing import cast

import pytest
from sqlalchemy.orm import Session

from bot.ledger.ledger import Ledger
from bot.ledger.notes import Note
from console.live.hub import LiveHub, Page
from console.live.parts import Part
from console.staff import service
from console.staff.models import StaffSession
from kernel.runtime import Runtime
from tests.console.scene import Scene

KINDS = frozenset({"message"})


class Board:
    """A part that shows a word; a reading of it can be held up."""

    def __init__(self, pause: float = 0.0) -> None:
        self.word = "old"
        self.reads, self.gates = 0, dict[int, Event]()
        self.part = Part("board", "board", KINDS, self.read, pause=pause)  # type: ignore[arg-type]

    def read(self, _session: Session) -> str:
        self.reads += 1
        word, gate = self.word, self.gates.get(self.reads)
        if gate is not None:
            assert gate.wait(5)
        return f"<p id='board'>{word}</p>"

    def open(self, login: StaffSession) -> Page:
        return Page(login.staff, login.token_hash, (self.part,))


@pytest.fixture
def login(runtime: Runtime) -> StaffSession:
    """The login of an agent."""
    scene = Scene(runtime)
    token = scene.session(scene.staff())
    with runtime.db.session() as session:
        found = service.find_session(session, token=token, now=runtime.clock())
    assert found is not None
    return found


def make_hub(runtime: Runtime) -> LiveHub:
    ledger = Ledger(runtime.db)
    ledger.open()
    return LiveHub(ledger, clock=runtime.clock)


async def read_last(page: Page) -> str:
    """Return the last frame that comes within half a second."""
    frame = ""
    while True:
        try:
            async with asyncio.timeout(0.5):
                frame = cast(str, await page.next_frame())
        except TimeoutError:
            return frame


async def close(hub: LiveHub) -> None:
    await hub.stop()
    await hub.ledger.close()


async def test_change_while_a_page_connects_is_not_undone_by_the_slower_reading(
    runtime: Runtime, login: StaffSession
) -> None:
    hub, board = make_hub(runtime), Board()
    board.gates[1] = Event()
    page = board.open(login)
    connecting = asyncio.create_task(hub.add(page))
    while board.reads < 1:  # noqa: ASYNC110 - a thread counts
        await asyncio.sleep(0.01)
    board.word = "new"
    hub.hear(Note("message", "c"))
    while board.reads < 2:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)
    board.gates[1].set()
    await connecting
    assert "new" in await read_last(page)
    await close(hub)


async def test_page_hears_of_a_change_that_another_one_saw_first_as_it_connected(
    runtime: Runtime, login: StaffSession
) -> None:
    hub, board = make_hub(runtime), Board(pause=0.2)
    page = board.open(login)
    await hub.add(page)
    hub.hear(Note("message", "c"))
    await asyncio.sleep(0.1)  # the part rests between two readings
    board.word = "new"
    hub.hear(Note("message", "c"))
    other = board.open(login)
    await hub.add(other)
    assert "new" in await read_last(other)
    assert "new" in await read_last(page)
    await close(hub)
