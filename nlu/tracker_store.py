"""Dialogue state in SQL, failing closed: what cannot be read or written stops the turn.

One row per conversation and event, as Rasa's own SQL store has; but one commit per turn, and a
save is refused when somebody else has written since the tracker was read.
"""

from __future__ import annotations

import functools
import json
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActiveLoop,
    AllSlotsReset,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

BUSY_SECONDS = 5
# Stories look four turns back and actions three; what is read grows no further, or each message of
# a long chat would cost more than the one before. Every policy walks all of it: at 20 turns a plain
# answer took twice as long.
KEPT_TURNS = 8
FORGETTING = {AllSlotsReset.type_name, Restarted.type_name, SessionStarted.type_name}
METADATA = sa.MetaData()
EVENTS = sa.Table(
    "dialogue_event",
    METADATA,
    sa.Column("conversation_id", sa.String(64), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("type", sa.String(64), nullable=False),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("data", sa.Text, nullable=False),
)


class DialogueMovedOn(RuntimeError):
    """Another writer has appended to this conversation since it was read."""


class LaterTurnHeard(RuntimeError):
    """This turn was overtaken: its conversation has moved on with another claim."""


def make_engine(url: str) -> sa.engine.Engine:
    """Return an engine; SQLite gets a write-ahead log. The ledger holds the truth, so that the
    last turns of dialogue state may be lost with the power, and `synchronous=NORMAL` is enough."""
    url = url.replace("postgresql+psycopg://", "postgresql+psycopg2://", 1)
    if not url.startswith("sqlite"):
        return sa.create_engine(url, pool_pre_ping=True)
    engine = sa.create_engine(
        url,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        # Kept open: closing the last connection writes the whole log back, some 5 ms a time.
        poolclass=sa.pool.QueuePool,
    )
    path = engine.url.database

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: Any, record: Any) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        record.info["file"] = _identify(path)

    @sa.event.listens_for(engine, "checkout")
    def _refuse_a_lost_file(_connection: Any, record: Any, _proxy: Any) -> None:
        # An open connection would go on writing to a file that was deleted or replaced.
        if record.info["file"] != _identify(path):
            raise sa.exc.DisconnectionError

    return engine


def _identify(path: str | None) -> tuple[int, int] | None:
    try:
        found = Path(path or "").stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


class ClosedTrackerStore(TrackerStore, SerializedTrackerAsText):  # type: ignore[misc]
    """Keeps trackers in `dialogue_event`; every failure raises."""

    def __init__(
        self,
        domain: Domain | None,
        host: str,
        event_broker: EventBroker | None = None,
        **kwargs: Any,
    ) -> None:
        self.engine = make_engine(host)  # Rasa calls the endpoint's url "host"
        METADATA.create_all(self.engine)
        super().__init__(domain, event_broker, **kwargs)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the last turns of the running session, or None for a new conversation."""
        return self._read(sender_id, only_session=True)

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """Return the tracker with the events of all sessions."""
        return self._read(conversation_id, only_session=False)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append the events that are new, in one transaction."""
        with self.engine.begin() as connection:
            stored = self._count(connection, tracker.sender_id)
            known = getattr(tracker, "stored_events", 0)
            if stored != known:
                raise DialogueMovedOn(f"{stored} events are stored, {known} were read.")
            new = list(tracker.events)[getattr(tracker, "held_events", 0) :]
            rows = [_as_row(tracker.sender_id, known + n, event) for n, event in enumerate(new)]
            if rows:
                # The primary key refuses a second writer that passed the check at the same time.
                connection.execute(EVENTS.insert(), rows)
        tracker.stored_events, tracker.held_events = known + len(rows), len(tracker.events)

    def begin_turn(self, sender_id: str, message_id: str, fence: int) -> bool:
        """Take back the last turn if it was this message's; True if it was.

        Who asked died between our save and their own: what the turn did to the dialogue, the answer
        to a form's question say, must not be done to it again. Raises `LaterTurnHeard` where the
        last turn came with a later fence than this one.
        """
        mine = EVENTS.c.conversation_id == sender_id
        said = (
            sa.select(EVENTS.c.position, EVENTS.c.data)
            .where(mine, EVENTS.c.type == UserUttered.type_name)
            .order_by(EVENTS.c.position.desc())
            .limit(1)
        )
        with self.engine.begin() as connection:
            last = connection.execute(said).one_or_none()
            if last is None:
                return False
            known = json.loads(last.data).get("metadata") or {}
            if fence < int(known.get("fence") or 0):
                raise LaterTurnHeard("A later turn of this conversation was heard already.")
            if str(known.get("message_id") or "") != message_id:
                return False
            connection.execute(EVENTS.delete().where(mine, EVENTS.c.position >= last.position))
        return True

    async def keys(self) -> Iterable[str]:
        """Return the ids of all conversations."""
        with self.engine.connect() as connection:
            found = connection.execute(sa.select(EVENTS.c.conversation_id).distinct())
            return [row[0] for row in found]

    def _read(self, sender_id: str, *, only_session: bool) -> DialogueStateTracker | None:
        mine = EVENTS.c.conversation_id == sender_id
        query = sa.select(EVENTS.c.data, EVENTS.c.position, EVENTS.c.type).where(mine)
        if only_session:
            start = sa.select(sa.func.max(EVENTS.c.position)).where(
                mine, EVENTS.c.type == SessionStarted.type_name
            )
            query = query.where(EVENTS.c.position >= sa.func.coalesce(start.scalar_subquery(), 0))
        with self.engine.connect() as connection:
            rows = connection.execute(query.order_by(EVENTS.c.position)).all()
        if not rows:
            return None
        events = [_as_event(row) for row in (_leave_out_old(rows) if only_session else rows)]
        tracker = DialogueStateTracker.from_events(sender_id, events, self.domain.slots)
        # How many events are stored, and how many of them this tracker holds.
        tracker.stored_events, tracker.held_events = rows[-1].position + 1, len(tracker.events)
        return tracker

    @staticmethod
    def _count(connection: Any, sender_id: str) -> int:
        last = sa.select(sa.func.max(EVENTS.c.position)).where(
            EVENTS.c.conversation_id == sender_id
        )
        found = connection.execute(last).scalar()
        return 0 if found is None else int(found) + 1


def _leave_out_old(rows: Sequence[Any]) -> Sequence[Any]:
    """Return the rows of the last turns, after those that set the slots as they then stood."""
    cut = _find_cut(rows)
    standing: dict[str, Any] = {}
    for row in rows[:cut]:
        if row.type in FORGETTING:
            standing.clear()
        elif row.type == SlotSet.type_name:
            standing[json.loads(row.data)["name"]] = row
    return [*standing.values(), *rows[cut:]]


def _find_cut(rows: Sequence[Any]) -> int:
    """Return the row of the customer's message to begin with; no form may be running there."""
    messages = [place for place, row in enumerate(rows) if row.type == UserUttered.type_name]
    if len(messages) <= KEPT_TURNS:
        return 0
    cut, form = 0, None
    for place, row in enumerate(rows[: messages[-KEPT_TURNS] + 1]):
        if row.type == ActiveLoop.type_name:
            form = json.loads(row.data)["name"]
        elif row.type == UserUttered.type_name and form is None:
            cut = place
    return cut


# Rasa goes through all kinds of events for each event it reads.
_find_kind = functools.cache(Event.resolve_by_type)


def _as_event(row: Any) -> Event:
    return _find_kind(row.type)._from_parameters(json.loads(row.data))


def _as_row(sender_id: str, position: int, event: Any) -> dict[str, Any]:
    return {
        "conversation_id": sender_id,
        "position": position,
        "type": event.type_name,
        "at": event.timestamp or time.time(),
        "data": json.dumps(event.as_dict()),
    }
