"""What customers are writing at this moment, for the agent who has the chat: in memory alone."""

import threading
import time
from collections.abc import Callable

from bot.ledger.notes import Note

FRESH_SECONDS = 12.0  # as long as the sign that somebody types
ENDING = frozenset({"message", "owner"})


class Previews:
    """The newest words of each chat; they are gone once sent, handed on or some seconds old."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic, self._lock = monotonic, threading.Lock()
        self._kept: dict[str, tuple[float, str]] = {}

    def hear(self, note: Note) -> None:
        """Keep the words that a note brings; forget those of a chat that has gone on."""
        with self._lock:
            if note.kind == "preview" and note.text:
                self._forget_old()
                self._kept[note.conversation_id] = (self._monotonic(), note.text)
            elif note.kind == "preview" or note.kind in ENDING:
                self._kept.pop(note.conversation_id, None)

    def read(self, conversation_id: str) -> str:
        """Return what the customer is writing, empty where nothing is known."""
        with self._lock:
            self._forget_old()
            return self._kept.get(conversation_id, (0.0, ""))[1]

    def _forget_old(self) -> None:
        oldest = self._monotonic() - FRESH_SECONDS
        self._kept = {chat: kept for chat, kept in self._kept.items() if kept[0] > oldest}


PREVIEWS = Previews()
