"""Which pages show which parts; renders a part once after a change and hands it to its pages."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from bot.ledger.ledger import Ledger
from bot.ledger.notes import Note
from bot.ledger.writer import LedgerUnavailable
from console.live.parts import Part
from console.live.previews import PREVIEWS
from console.live.signs import Sight, SignsOfLife
from console.staff.models import Staff, StaffSession
from console.staff.rules import is_session_alive
from kernel.clock import Clock
from kernel.logging import get_logger
from kernel.loops import start_loop

log = get_logger(__name__)

LOGIN_ENDED = 4401  # after this code the page does not connect again
BEGIN_ANEW = 1012  # after this one it does, and shows what its reader may see now
CHECK_SECONDS = 0.5  # how late a page hears that its login has ended, if nobody told
PAGES_AT_ONCE = 4
SWEEP_CHECKS = 60  # every sixtieth check renders everything: what another process changed unheard


@dataclass(frozen=True)
class Drawn:
    """A part as it was drawn; what was read later has the higher number."""

    number: int
    html: str


class Rights(NamedTuple):
    """What somebody may see: by their role, and beyond it."""

    role: str
    grants: frozenset[str]


class Page:
    """An open page: its parts, and what of them waits to be sent. A slow one gets the newest."""

    def __init__(self, staff: Staff, token_hash: str, parts: Iterable[Part]) -> None:
        self.agent_id, self.name = str(staff.id), staff.name
        self.rights = Rights(staff.role, staff.grants)
        self.token_hash, self.parts = token_hash, tuple(parts)
        self.closed_with = 0
        self._shown: dict[str, Drawn] = {}
        self._waiting: dict[str, str] = {}
        self._wake = asyncio.Event()

    @property
    def sight(self) -> Sight | None:
        """The conversation on the page, if there is one."""
        shown = next((one.conversation_id for one in self.parts if one.conversation_id), None)
        return None if shown is None else Sight(self.agent_id, self.name, shown)

    def show(self, part: Part, drawn: Drawn) -> None:
        """Have the part of the page replaced, unless it reads so or was read later already."""
        before = self._shown.get(part.element)
        if before is not None and drawn.number < before.number:
            return
        self._shown[part.element] = drawn
        if before is None or before.html != drawn.html:
            self._waiting[part.element] = drawn.html
            self._wake.set()

    def end(self, code: int) -> None:
        """Close it with a code of WebSocket."""
        self.closed_with = code
        self._wake.set()

    async def next_frame(self) -> str | None:
        """Wait for news and return them as `hx-ws` takes them, or None once it is to close."""
        await self._wake.wait()
        self._wake.clear()
        if self.closed_with:
            return None
        news, self._waiting = self._waiting, {}
        swaps = (
            f'<hx-partial hx-target="#{element}" hx-swap="outerMorph">{html}</hx-partial>'
            for element, html in news.items()
        )
        return json.dumps({"content": "".join(swaps)}, ensure_ascii=False)


class LiveHub:
    """The open pages of this process."""

    def __init__(self, ledger: Ledger, *, clock: Clock) -> None:
        self.ledger, self.clock = ledger, clock
        self.signs = SignsOfLife(ledger)
        self.pages: set[Page] = set()
        self._pages: defaultdict[Part, set[Page]] = defaultdict(set)
        self._numbers = count(1)
        self._dirty: set[Part] = set()
        self._rendering: dict[Part, asyncio.Task[None]] = {}
        self._watching: asyncio.Task[None] | None = None
        self._ended = asyncio.Event()  # a login, as somebody told
        # What may be a little late is drawn one by one, so that words are never behind it.
        self._late_ones = asyncio.Semaphore(1)
        ledger.listen(self.hear)

    async def add(self, page: Page) -> None:
        """Show the page's parts as they are now, and keep them fresh from now on."""
        self.pages.add(page)
        for part in page.parts:
            self._pages[part].add(page)
        if self._watching is None:
            self._watching = start_loop(self._watch, "live")
        for part in page.parts:
            page.show(part, await self._render(part))

    async def remove(self, page: Page) -> None:
        """Keep it fresh no more."""
        self.pages.discard(page)
        for part in page.parts:
            pages = self._pages.get(part, set())
            pages.discard(page)
            if not pages:
                self._pages.pop(part, None)
        sight = page.sight
        if sight is not None and sight not in {other.sight for other in self.pages}:
            with suppress(LedgerUnavailable):
                await self.signs.leave(sight)

    async def stop(self) -> None:
        """Render no more."""
        tasks = [task for task in (self._watching, *self._rendering.values()) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def hear(self, note: Note) -> None:
        """Have the parts rendered that a note concerns."""
        PREVIEWS.hear(note)
        if note.kind == "staff":
            self._ended.set()
        for part in [part for part in self._pages if part.concerns(note)]:
            self._refresh(part)

    def _refresh(self, part: Part) -> None:
        self._dirty.add(part)
        if part not in self._rendering:
            self._rendering[part] = asyncio.create_task(self._keep_fresh(part))

    async def _keep_fresh(self, part: Part) -> None:
        """Render until no change came meanwhile."""
        try:
            while part in self._dirty:
                self._dirty.discard(part)
                drawn = await self._render_in_turn(part)
                await self._hand_out(part, drawn)
                await asyncio.sleep(part.pause)
        except LedgerUnavailable:
            log.warning("ledger_unavailable")  # the next sweep renders it
        except Exception as error:
            log.exception("part_failed", part=part.key, error=type(error).__name__)
        finally:
            self._rendering.pop(part, None)

    async def _hand_out(self, part: Part, drawn: Drawn) -> None:
        """Show it on all pages, a few at a time: packing long lists for all holds words up."""
        for number, page in enumerate(list(self._pages.get(part, ())), start=1):
            page.show(part, drawn)
            if number % PAGES_AT_ONCE == 0:
                await asyncio.sleep(0)

    async def _render_in_turn(self, part: Part) -> Drawn:
        if not part.pause:
            return await self._render(part)
        async with self._late_ones:
            return await self._render(part)

    async def _render(self, part: Part) -> Drawn:
        number = next(self._numbers)
        return Drawn(number, await self.ledger.read(part.render))

    async def _watch(self) -> None:
        checks = 0
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), CHECK_SECONDS)
            self._ended.clear()
            checks += 1
            try:
                await self._check_logins()
            except LedgerUnavailable:
                log.warning("ledger_unavailable")
            if checks % SWEEP_CHECKS == 0:
                for part in list(self._pages):
                    self._refresh(part)

    async def _check_logins(self) -> None:
        """End the pages whose login has ended; an open page is a sign of life of its agent."""
        pages = set(self.pages)
        if not pages:
            return
        hashes, now = {page.token_hash for page in pages}, self.clock()
        found = await self.ledger.read(lambda session: find_rights(session, hashes, now))
        for page in pages:
            rights = found.get(page.token_hash)
            if rights is None:
                page.end(LOGIN_ENDED)
            elif rights != page.rights:
                page.end(BEGIN_ANEW)
        alive = [page for page in pages if page.token_hash in found]
        sights = {sight for page in alive if (sight := page.sight) is not None}
        await self.signs.tell({page.agent_id for page in alive}, sights, now)


def find_rights(session: Session, hashes: set[str], now: datetime) -> dict[str, Rights]:
    """Return what the owner of each login that still counts may see, by the hash of its token."""
    query = (
        select(StaffSession)
        .join(StaffSession.staff)
        .where(StaffSession.token_hash.in_(hashes), Staff.is_active)
        .options(contains_eager(StaffSession.staff))
    )
    return {
        login.token_hash: Rights(login.staff.role, login.staff.grants)
        for login in session.scalars(query)
        if is_session_alive(login.created_at, login.seen_at, now)
    }
