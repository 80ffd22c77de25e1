"""The journal of the dialogue workers: one line per event, appended by many processes at once."""

import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

EventKind = Literal["begin", "applied", "end"]


@dataclass(frozen=True)
class Event:
    """Something a worker did. `at` is the machine's monotonic clock: comparable among processes."""

    kind: EventKind
    conversation: str
    message: int
    pid: int
    turn: str  # begin and end of one question carry the same
    at: float


class Journal:
    """Appends whole lines: a write of one line to a file opened so is not torn by another."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def note(self, kind: EventKind, conversation: str, message: int, turn: str) -> None:
        """Append one event."""
        event = Event(kind, conversation, message, os.getpid(), turn, time.monotonic())
        os.write(self._handle, (json.dumps(asdict(event)) + "\n").encode())


def read_journal(path: Path) -> Iterator[Event]:
    """Yield the events in the order they were written."""
    if path.exists():
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                yield Event(**json.loads(line))
