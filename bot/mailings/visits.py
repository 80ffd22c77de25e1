"""Visits: written by the sockets of every process, read to know who has left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, case, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.ledger.models import Conversation
from bot.mailings.models import Visit

TABLE = cast(Table, Visit.__table__)


@dataclass(frozen=True)
class Seen:
    """What one browser has seen of a conversation."""

    conversation_id: str
    read_id: int
    at: datetime
    site: str = ""


def note_visits(session: Session, *, seen: Sequence[Seen]) -> None:
    """Store visits; what another process knows better is kept."""
    ids = [one.conversation_id for one in seen]
    known = set(session.scalars(select(Conversation.id).where(Conversation.id.in_(ids))))
    rows = [
        {
            "conversation_id": one.conversation_id,
            "seen_at": one.at,
            "read_id": one.read_id,
            "site": one.site,
            "mailed_id": 0,
        }
        for one in seen
        if one.conversation_id in known
    ]
    if rows:
        session.execute(UPSERT[session.get_bind().dialect.name], rows)


def _build(dialect: Any) -> Any:
    statement = dialect.insert(TABLE)
    new, old = statement.excluded, TABLE.c
    return statement.on_conflict_do_update(
        index_elements=["conversation_id"],
        set_={
            "seen_at": case((new.seen_at > old.seen_at, new.seen_at), else_=old.seen_at),
            "read_id": case((new.read_id > old.read_id, new.read_id), else_=old.read_id),
            "site": case((new.site != "", new.site), else_=old.site),
        },
    )


UPSERT = {"sqlite": _build(sqlite), "postgresql": _build(postgresql)}
