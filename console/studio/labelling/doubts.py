"""Examples of a draft whose intent looks wrong: found behind the readers, moved or left."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.staff.models import Staff
from console.studio.labelling.models import LabelKept
from console.studio.labelling.suspects import find_suspects
from kernel.db import insert_into
from kernel.logging import get_logger
from nlu.core.project.examples import Example
from nlu.core.suspects import Suspect

log = get_logger(__name__)

MOST, DRAFTS = 200, 4  # what is listed; drafts of which the result is kept


@dataclass(frozen=True)
class Doubt:
    """An example and why it is doubted; `other` is the one that says the same elsewhere."""

    suspect: Suspect
    example: Example
    other: Example | None

    @property
    def key(self) -> str:
        """The hash by which an example is left as it is: of its intent and its words."""
        return hash_example(self.example.intent, self.example.text)


def hash_example(intent: str, text: str) -> str:
    """Return 32 hexadecimal digits for an example of an intent."""
    return sha256(f"{intent}\n{text}".encode()).hexdigest()[:32]


def doubt(examples: Sequence[Example]) -> list[Doubt]:
    """Return the likeliest mistakes among examples, the likeliest first. Takes 10 s for 20,000."""
    texts, intents = [one.text for one in examples], [one.intent for one in examples]
    return [
        Doubt(one, examples[one.place], None if one.other is None else examples[one.other])
        for one in find_suspects(texts, intents, MOST)
    ]


class DoubtShelf:
    """Holds what was found in the drafts looked at last; nobody waits for it."""

    def __init__(self) -> None:
        self._found: OrderedDict[str, list[Doubt]] = OrderedDict()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def get(self, examples: Sequence[Example]) -> list[Doubt] | None:
        """Return the doubts of these examples; None while any are looked for."""
        lines = "\n".join(f"{one.place}{one.intent}:{one.raw}" for one in examples)
        key = sha256(lines.encode()).hexdigest()
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key]
            if self._thread is None or not self._thread.is_alive():
                work = threading.Thread(target=self._find, args=(key, examples), daemon=True)
                self._thread = work
                work.start()
        return None

    def wait(self, seconds: float = 60) -> None:
        """Wait until nothing is being looked for (tests)."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _find(self, key: str, examples: Sequence[Example]) -> None:
        found = doubt(examples)
        with self._lock:
            self._found[key] = found
            while len(self._found) > DRAFTS:
                self._found.popitem(last=False)
        log.info("examples_doubted", examples=len(examples), found=len(found))


def keep(session: Session, *, staff: Staff, key: str, now: datetime) -> None:
    """Remember that an example is right where it is: nobody is asked about it again."""
    insert = insert_into(session, LabelKept).values(key=key, staff_name=staff.name, at=now)
    session.execute(insert.on_conflict_do_nothing())


def read_kept(session: Session) -> set[str]:
    """Return the hashes of the examples that somebody said are right."""
    return set(session.scalars(select(LabelKept.key)))
