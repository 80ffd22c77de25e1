"""A customer of the web channel: one or two sockets that break, come back and go on by id."""

import asyncio
import contextlib
import json
import random
import time
from collections.abc import Sequence
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, WebSocketException
from websockets.typing import Subprotocol

from tests.reliability.clients import Report, Said, Shown
from tests.reliability.plan import Line, Plan

PAUSES = (0.1, 0.2, 0.4, 0.8)  # between tries to connect, the last for all further ones
AGAIN_SECONDS = 4.0  # what is not acknowledged for so long is said again
HELLO_SECONDS = 8.0
BROKEN = (OSError, WebSocketException, InvalidHandshake, TimeoutError, EOFError)


class Tab:
    """One socket at a time of one customer; keeps what it was shown, in order."""

    def __init__(self, customer: "WebCustomer", dice: random.Random) -> None:
        self.customer, self.dice = customer, dice
        self.cursor, self.tries = 0, 0
        self.shown: list[Shown] = []
        self.socket: ClientConnection | None = None
        self.greeted = asyncio.Event()
        self.moved = asyncio.Condition()

    async def run(self) -> None:
        """Stay connected until cancelled."""
        failures = 0
        while True:
            try:
                await self._live()
            except BROKEN:
                self.socket = None
            failures = 0 if self.greeted.is_set() else failures + 1
            self.greeted.clear()
            pause = PAUSES[min(failures, len(PAUSES) - 1)]
            await asyncio.sleep(pause * self.dice.uniform(0.5, 1.5))

    async def _live(self) -> None:
        """Live through one connection."""
        self.tries += 1
        address = self.dice.choice(self.customer.addresses)
        async with connect(
            address,
            subprotocols=[Subprotocol("frontdesk.v1")],
            compression=None,
            open_timeout=HELLO_SECONDS,
            close_timeout=0.5,
            ping_interval=None,
            proxy=None,
            max_queue=None,
        ) as socket:
            hello = {"type": "hello", "session": self.customer.session, "after": self.cursor}
            await socket.send(json.dumps(hello))
            welcome = await self._read_welcome(socket)
            if welcome is None:
                return
            self.customer.greet(welcome, self.cursor)
            self.socket = socket
            self.greeted.set()
            await self.customer.say_again(self)
            async for raw in socket:
                await self._take(json.loads(raw))

    async def _read_welcome(self, socket: ClientConnection) -> dict[str, Any] | None:
        async with asyncio.timeout(HELLO_SECONDS):
            while True:
                frame: dict[str, Any] = json.loads(await socket.recv())
                if frame["type"] == "welcome":
                    return frame
                if frame["type"] == "error":
                    self.customer.refuse(frame)
                    if frame["code"] != "session_unknown":
                        return None

    async def _take(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "message":
            self._show(frame)
            async with self.moved:
                self.moved.notify_all()
        elif frame["type"] == "ack":
            self.customer.acknowledge(frame)
        elif frame["type"] == "error":
            self.customer.refuse(frame)

    def _show(self, frame: dict[str, Any]) -> None:
        number, report = frame["id"], self.customer.report
        if number <= self.cursor:
            report.doubled.append(f"message {number} was shown again after {self.cursor}")
            return
        if number > self.cursor + 1:
            report.inverted.append(f"message {number} was shown after {self.cursor}")
        self.cursor = number
        self.shown.append(Shown(number, frame["from"], frame["text"], frame.get("cid")))
        self.customer.note_shown(frame)

    async def say(self, said: Said) -> None:
        """Say a line now if there is a socket; what is not acknowledged is said again later."""
        said.last_sent = time.monotonic()
        said.first_sent = said.first_sent or said.last_sent
        if self.socket is not None:
            frame = {"type": "message", "cid": said.line.cid, "text": said.line.text}
            with contextlib.suppress(*BROKEN):
                await self.socket.send(json.dumps(frame))


class WebCustomer:
    """One conversation, on one or two tabs of a browser."""

    def __init__(
        self, plan: Plan, place: int, lines: Sequence[Line], addresses: Sequence[str]
    ) -> None:
        self.addresses, self.session = addresses, None
        self.dice = plan.dice("customer", place)
        self.report = Report(place, said=[Said(line) for line in lines])
        self.by_cid = {said.line.cid: said for said in self.report.said}
        count = 2 if any(line.tab for line in lines) else 1
        self.tabs = [Tab(self, plan.dice("tab", place, number)) for number in range(count)]
        self.report.screens = [tab.shown for tab in self.tabs]
        self._tasks: list[asyncio.Task[None]] = []
        self._all_acked = asyncio.Event()

    async def open(self) -> None:
        """Connect; the second tab knows the session of the first."""
        for tab in self.tabs:
            self._tasks.append(asyncio.create_task(tab.run()))
            await asyncio.wait_for(tab.greeted.wait(), 60)
        self._tasks.append(asyncio.create_task(self._repeat()))

    async def speak(self, began: float) -> None:
        """Say the script."""
        cues = [(line.at, line.tab, line.cid) for line in (s.line for s in self.report.said)]
        cues += [(at, tab, s.line.cid) for s in self.report.said for at, tab in s.line.again]
        running: set[asyncio.Task[None]] = set()
        for at, tab, cid in sorted(cues, key=lambda cue: cue[0]):
            await asyncio.sleep(max(0.0, began + at - time.monotonic()))
            # Not waited for: what is said on one tab must not wait for the other.
            task = asyncio.create_task(self.tabs[tab % len(self.tabs)].say(self.by_cid[cid]))
            running.add(task)
            task.add_done_callback(running.discard)
        if running:
            await asyncio.wait(running)

    async def wait_acked(self) -> None:
        """Wait until all of the script is acknowledged."""
        self._note_acked()
        await self._all_acked.wait()

    async def wait_shown(self, last: int) -> None:
        """Wait until a message is on every tab."""
        for tab in self.tabs:
            async with tab.moved:
                await tab.moved.wait_for(lambda tab=tab: tab.cursor >= last)

    async def close(self) -> None:
        """Close the sockets."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def greet(self, welcome: dict[str, Any], cursor: int) -> None:
        """Take the session; a conversation that is another one, or shorter, has lost something."""
        known = self.report.conversation
        if known and welcome["conversation"] != known:
            self.report.lost.append(f"conversation {known} became {welcome['conversation']}")
        elif welcome["last"] < cursor:
            self.report.lost.append(f"{cursor} messages were shown, {welcome['last']} are left")
        self.session, self.report.conversation = welcome["session"], welcome["conversation"]

    def acknowledge(self, frame: dict[str, Any]) -> None:
        """Note what was promised."""
        said = self.by_cid[frame["cid"]]
        said.ids.add(frame["id"])
        said.acked_at = said.acked_at or time.monotonic()
        self._note_acked()

    def note_shown(self, frame: dict[str, Any]) -> None:
        """Note when the first words of an answer came; an apology is for the oldest message."""
        words = frame["text"].split()
        is_numbered = words[:1] == ["re"] and len(words) > 2
        if frame["from"] != "bot" or (is_numbered and not words[2].startswith("1/")):
            return  # the second half of an answer
        waiting = [one for one in self.report.said if one.ids and not one.answered_at]
        if is_numbered:
            waiting = [one for one in waiting if int(words[1]) in one.ids]
        for said in sorted(waiting, key=lambda one: min(one.ids))[:1]:
            said.answered_at = time.monotonic()
            said.is_apologised = not is_numbered

    def refuse(self, frame: dict[str, Any]) -> None:
        """Count an error; what it was about is said again in a moment."""
        self.report.refusals[frame["code"]] += 1
        if frame["code"] == "session_unknown":
            self.report.lost.append("the session is unknown")
        said = self.by_cid.get(frame.get("cid") or "")
        if said is not None:
            said.last_sent = time.monotonic() - AGAIN_SECONDS + 1

    async def say_again(self, tab: Tab) -> None:
        """Say on a new socket what was said and not acknowledged, in this order or another."""
        waiting = [said for said in self.report.said if said.first_sent and not said.acked_at]
        if self.dice.random() < 0.3:
            self.dice.shuffle(waiting)
        for said in waiting:
            await tab.say(said)

    async def _repeat(self) -> None:
        while True:
            await asyncio.sleep(0.5)
            late = time.monotonic() - AGAIN_SECONDS
            for said in self.report.said:
                if said.first_sent and not said.acked_at and said.last_sent < late:
                    await self.dice.choice(self.tabs).say(said)

    def _note_acked(self) -> None:
        if all(said.acked_at for said in self.report.said):
            self._all_acked.set()
