"""The sign that somebody writes, shown in a chat while a turn of it runs."""

import asyncio
from collections import OrderedDict

from bot.channels.telegram.door import Door, TelegramTrouble
from bot.ledger.ledger import Ledger
from bot.ledger.models import Conversation
from bot.ledger.notes import Note
from bot.ledger.writer import LedgerUnavailable

REFRESH_SECONDS = 4.0  # Telegram shows the sign for five
FIRST_SECONDS = 0.15  # most answers are there sooner: then no sign is needed
LONGEST_SECONDS = 15.0  # a turn ends by then
REMEMBERED = 5_000  # conversations: which chat they are, or none


class Composing:
    """Tells chats that a turn runs; ends with the first new message of the conversation."""

    def __init__(self, ledger: Ledger, door: Door) -> None:
        self.ledger, self.door = ledger, door
        self.running: dict[str, asyncio.Task[None]] = {}
        self._chats: OrderedDict[str, str | None] = OrderedDict()
        ledger.listen(self._hear)

    async def stop(self) -> None:
        """Show nothing more."""
        for task in list(self.running.values()):
            task.cancel()
        await asyncio.gather(*self.running.values(), return_exceptions=True)

    def _hear(self, note: Note) -> None:
        chosen = note.conversation_id
        if note.kind == "typing" and chosen not in self.running:
            if self._chats.get(chosen, "") is None:
                return  # on the web
            task = asyncio.create_task(self._show(chosen))
            self.running[chosen] = task
            task.add_done_callback(lambda _task: self.running.pop(chosen, None))
        elif note.kind == "message" and chosen in self.running:
            self.running[chosen].cancel()

    async def _show(self, conversation_id: str) -> None:
        try:
            chat = await self._find_chat(conversation_id)
            if chat is None:
                return
            await asyncio.sleep(FIRST_SECONDS)
            async with asyncio.timeout(LONGEST_SECONDS):
                while True:
                    await self.door.ask("sendChatAction", chat_id=chat, action="typing")
                    await asyncio.sleep(REFRESH_SECONDS)
        except (TelegramTrouble, LedgerUnavailable, TimeoutError):
            return  # it is a courtesy

    async def _find_chat(self, conversation_id: str) -> str | None:
        if conversation_id not in self._chats:
            found = await self.ledger.read(
                lambda session: session.get(Conversation, conversation_id)
            )
            is_ours = found is not None and found.channel == "telegram"
            self._chats[conversation_id] = found.external_id if found and is_ours else None
            if len(self._chats) > REMEMBERED:
                self._chats.popitem(last=False)
        return self._chats[conversation_id]
