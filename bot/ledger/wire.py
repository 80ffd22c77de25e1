"""Wake-ups between processes: notes travel by PostgreSQL's NOTIFY, sent by the commit itself.

They only say where to look: a process that missed some looks by itself every second.
"""

import json
import os
import threading
import uuid
from collections.abc import Callable, Sequence

import psycopg
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.ledger.notes import Note
from kernel.db import Database
from kernel.logging import get_logger

log = get_logger(__name__)

CHANNEL = "frontdesk"
MAX_BYTES = 7_000  # PostgreSQL takes 8,000 in one notification
LISTEN_SECONDS = 0.25  # how late the end is noticed
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0  # seconds between tries to connect

Hear = Callable[[list[Note]], None]


class Wire:
    """Tells the other processes on this database, and hears them in a thread of its own."""

    def __init__(self, database: Database, hear: Hear) -> None:
        self.hear = hear
        self.name = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
        url = database.engine.url
        self._arguments = database.engine.dialect.create_connect_args(url)[1]
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="wire", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def close(self) -> None:
        """Listen no more."""
        self._ended.set()
        self._thread.join()

    def send(self, session: Session, notes: Sequence[Note]) -> None:
        """Have the commit of this session tell the other processes."""
        for body in pack(self.name, notes):
            session.execute(select(func.pg_notify(CHANNEL, body)))

    def _run(self) -> None:
        pause = FIRST_PAUSE
        while not self._ended.is_set():
            try:
                self._listen()
                pause = FIRST_PAUSE
            except psycopg.Error as error:
                log.warning("wire_cut", error=type(error).__name__, next_try_seconds=pause)
                self._ended.wait(pause)
                pause = min(2 * pause, LONGEST_PAUSE)

    def _listen(self) -> None:
        with psycopg.connect(**self._arguments, autocommit=True) as connection:
            connection.execute(f"LISTEN {CHANNEL}")
            self.hear([Note("inbox")])  # whatever was told meanwhile
            while not self._ended.is_set():
                for notice in connection.notifies(timeout=LISTEN_SECONDS):
                    sender, notes = unpack(notice.payload)
                    if sender != self.name:
                        self.hear(notes)


def pack(sender: str, notes: Sequence[Note]) -> list[str]:
    """Return the notes as texts that each fit into one notification."""
    bodies: list[str] = []
    packed: list[list[object]] = []
    for note in notes:
        said = [note.text] if note.text else []
        packed.append([note.kind, note.conversation_id, note.message_id, *said])
        if len(json.dumps(packed)) > MAX_BYTES:
            bodies.append(json.dumps([sender, packed[:-1]]))
            packed = packed[-1:]
    return [*bodies, json.dumps([sender, packed])] if packed else bodies


def unpack(body: str) -> tuple[str, list[Note]]:
    """Return sender and notes; of what is none of ours, nothing."""
    try:
        sender, packed = json.loads(body)
        return str(sender), [Note(*one) for one in packed]
    except (ValueError, TypeError):
        return "", []
