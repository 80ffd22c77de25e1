"""Updates kept until they are done: each once, those of one chat in order, failing ones later.

A repeat is known by its id in the table. There is no highest id seen: after it a late neighbour
would be taken for a repeat.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from bot.channels.telegram.models import TelegramUpdate
from bot.ledger.notes import add_note
from kernel.errors import FrontdeskError, NotFound

MAX_ATTEMPTS = 5
FIRST_PAUSE = timedelta(seconds=1)  # doubled each time: 1, 2, 4, 8 s
KEPT = timedelta(days=7)  # Telegram itself keeps an update for one day at most
MAX_ID = 2**63 - 1


@dataclass(frozen=True)
class Waiting:
    """An update whose turn it is."""

    update_id: int
    lane: str
    body: dict[str, Any]
    attempts: int = 0


class NoUpdate(FrontdeskError):
    """What came is no update: it has no number."""

    code, status = "invalid", 400


def read_id(body: Mapping[str, Any]) -> int:
    """Return the number of an update, or raise `NoUpdate`."""
    found = body.get("update_id")
    if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found <= MAX_ID:
        raise NoUpdate("An update has a number, update_id.")
    return found


def find_lane(body: Mapping[str, Any]) -> str:
    """Return the chat an update belongs to; updates without one share a lane."""
    for part in body.values():
        if not isinstance(part, Mapping):
            continue
        holder = part.get("message") if isinstance(part.get("message"), Mapping) else part
        chat = holder.get("chat") if isinstance(holder, Mapping) else None
        if isinstance(chat, Mapping) and isinstance(chat.get("id"), int):
            return str(chat["id"])
        sender = part.get("from")
        if isinstance(sender, Mapping) and isinstance(sender.get("id"), int):
            return str(sender["id"])
    return ""


def keep_updates(
    session: Session, *, bot: str, bodies: Iterable[Mapping[str, Any]], now: datetime
) -> int:
    """Store updates that are not known yet; returns how many were new."""
    rows = [
        {
            "bot": bot,
            "update_id": read_id(body),
            "lane": find_lane(body),
            "body": dict(body),
            "state": "waiting",
            "attempts": 0,
            "reason": "",
            "next_at": now,
            "received_at": now,
        }
        for body in bodies
    ]
    if not rows:
        return 0
    dialect: Any = {"sqlite": sqlite, "postgresql": postgresql}[session.get_bind().dialect.name]
    adding = dialect.insert(TelegramUpdate).values(rows).on_conflict_do_nothing()
    statement = adding.returning(TelegramUpdate.update_id)
    new = len(session.execute(statement).all())
    if new:
        add_note(session, "update")
    return new


def read_waiting(
    session: Session, *, bot: str, now: datetime, limit: int, without: Iterable[str] = ()
) -> list[Waiting]:
    """Return the first update of each chat that is due, the oldest first."""
    query = (
        select(TelegramUpdate)
        .where(
            TelegramUpdate.bot == bot,
            TelegramUpdate.state == "waiting",
            TelegramUpdate.next_at <= now,
            TelegramUpdate.lane.not_in(list(without)),
            ~_has_earlier(),
        )
        .order_by(TelegramUpdate.update_id)
        .limit(limit)
    )
    return [
        Waiting(row.update_id, row.lane, row.body or {}, row.attempts)
        for row in session.scalars(query)
    ]


def _has_earlier() -> Any:
    earlier = aliased(TelegramUpdate)
    return exists().where(
        earlier.bot == TelegramUpdate.bot,
        earlier.lane == TelegramUpdate.lane,
        earlier.state == "waiting",
        earlier.update_id < TelegramUpdate.update_id,
    )


def finish_update(session: Session, *, bot: str, update_id: int) -> bool:
    """Mark an update as done, in the transaction that does it; False if another was first.

    The row stays locked until the end of the transaction, so two workers never do one update.
    """
    done = session.execute(
        update(TelegramUpdate)
        .where(
            TelegramUpdate.bot == bot,
            TelegramUpdate.update_id == update_id,
            TelegramUpdate.state == "waiting",
            ~_has_earlier(),
        )
        .values(state="done", body=None)
        .returning(TelegramUpdate.update_id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    return done is not None


def fail_update(session: Session, *, bot: str, update_id: int, reason: str, now: datetime) -> bool:
    """Try an update again later, or bury it after five tries; True when it is dead."""
    row = session.get(TelegramUpdate, (bot, update_id), with_for_update=True)
    if row is None or row.state != "waiting":
        return False
    row.attempts, row.reason = row.attempts + 1, reason[:300]
    if row.attempts >= MAX_ATTEMPTS:
        row.state = "dead"
        return True
    row.next_at = now + FIRST_PAUSE * 2 ** (row.attempts - 1)
    return False


def list_dead_updates(session: Session, *, limit: int = 100) -> list[TelegramUpdate]:
    """Return the updates that were given up, the newest first."""
    query = select(TelegramUpdate).where(TelegramUpdate.state == "dead")
    newest = query.order_by(TelegramUpdate.received_at.desc()).limit(limit)
    return list(session.scalars(newest))


def requeue_update(session: Session, *, bot: str, update_id: int, now: datetime) -> bool:
    """Do a dead update again: a decision of staff. Exactly one call of many does it."""
    if session.get(TelegramUpdate, (bot, update_id)) is None:
        raise NotFound("There is no such update.")
    moved = session.execute(
        update(TelegramUpdate)
        .where(
            TelegramUpdate.bot == bot,
            TelegramUpdate.update_id == update_id,
            TelegramUpdate.state == "dead",
        )
        .values(state="waiting", attempts=0, reason="", next_at=now)
        .returning(TelegramUpdate.update_id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if moved is not None:
        add_note(session, "update")
    return moved is not None


def forget_old(session: Session, *, now: datetime) -> None:
    """Delete what was done so long ago that Telegram cannot send it again."""
    session.execute(
        delete(TelegramUpdate).where(
            TelegramUpdate.state == "done", TelegramUpdate.received_at < now - KEPT
        )
    )
