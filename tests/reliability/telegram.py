"""A customer on Telegram: writes in one chat; the exchange delivers, repeats, and shows."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace

from tests.reliability.clients import Doors, Report, Said
from tests.reliability.exchange import Exchange, Post
from tests.reliability.plan import Line, Plan

FIRST_CHAT = 1_000_000  # all numbers of chats are equally long: none ends in another
OPEN_SECONDS = 60.0


class TelegramCustomer:
    """One chat."""

    def __init__(
        self, plan: Plan, place: int, lines: Sequence[Line], doors: Doors, exchange: Exchange
    ) -> None:
        self.doors, self.exchange = doors, exchange
        self.user = exchange.user(FIRST_CHAT + place)
        self.chat = str(self.user.number)
        self.report = Report(place, is_echoed=False, said=[Said(line) for line in lines])
        self.report.is_ordered = not plan.has_webhook  # what is asked for comes in order
        self.report.delivered = exchange.shown[self.chat]
        self._posts: list[tuple[Post, Said | None]] = []

    async def open(self) -> None:
        """Press "Start" and wait for the greeting."""
        await self._write("/start")
        await self.exchange.wait(lambda _api: self.report.delivered, OPEN_SECONDS)
        self.report.conversation = self.doors.find_conversation(self.chat)

    async def speak(self, began: float) -> None:
        """Say the script. How often a line is delivered is the exchange's affair."""
        for said in self.report.said:
            await asyncio.sleep(max(0.0, began + said.line.at - time.monotonic()))
            await self._write(said.line.text, said)

    async def _write(self, text: str, said: Said | None = None) -> None:
        update = await self.user.say(text)
        self._posts.append((self.exchange.posts[update["update_id"]], said))
        if said is not None:
            cid = f"{self.chat}:{update['message']['message_id']}"
            said.line, said.update = replace(said.line, cid=cid), update["update_id"]

    async def wait_acked(self) -> None:
        """Wait until all was taken: confirmed by an offset, or by the answer of the webhook."""
        for post, _said in self._posts:
            await post.is_acked.wait()

    async def wait_shown(self, last: int) -> None:
        """Return: what is settled has been shown, or is in doubt."""

    async def close(self) -> None:
        """Write down when what was delivered and taken."""
        for post, said in self._posts:
            if post.acked_at is not None:
                self.report.updates.append(post.number)
            if said is not None:
                said.first_sent, said.acked_at = post.first_at, post.acked_at
