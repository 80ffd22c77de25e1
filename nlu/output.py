"""Collects what the bot says in a turn, each response as one message with all its parts.

Rasa's own collector sends pictures and attachments as messages of their own, drops the pictures of
elements, and fails on buttons without a text.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel

NAME = "frontdesk"  # variations of a response with `channel: frontdesk` are said here
PARTS = ("image", "attachment", "elements", "custom")


class CollectedAnswers(CollectingOutputChannel):  # type: ignore[misc]
    """The output channel of one turn; `messages` is what was said."""

    @classmethod
    def name(cls) -> str:
        """Return the name by which responses know it."""
        return NAME

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Take a response. One of words alone is a message a paragraph, as Rasa's channels do."""
        buttons = [*(message.get("quick_replies") or ()), *(message.get("buttons") or ())]
        parts = {key: message[key] for key in PARTS if message.get(key)}
        text = message.get("text")
        if not buttons and not parts:
            if text:
                await self.send_text_message(recipient_id, text)
            return
        if text:
            parts["text"] = text
        if buttons:
            parts["buttons"] = buttons
        await self._persist_message({"recipient_id": recipient_id, **parts})

    async def send_elements(
        self, recipient_id: str, elements: Iterable[dict[str, Any]], **_: Any
    ) -> None:
        """Take cards."""
        await self._persist_message({"recipient_id": recipient_id, "elements": list(elements)})
