"""What the shop's own programs are told of conversations: facts, no words and nobody's data.

An event is stored in the transaction of what happened; where nobody listens none is stored.
"""

import json
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bot.ledger.notes import add_note
from bot.ledger.outbox_models import Outbox

EventType = Literal[
    "conversation_opened",
    "handoff_requested",
    "handoff_taken",
    "conversation_closed",
    "message_rated",
    "dead_letter",
]
Fact = str | int | Sequence[str]
HEARD = "events"


def let_hear(session: Session) -> None:
    """Say that somebody listens: events of this session are stored."""
    session.info[HEARD] = True


def add_event(
    session: Session, kind: EventType, conversation_id: str, now: datetime, **facts: Fact
) -> None:
    """Store that something happened, to be told once the transaction is committed."""
    if HEARD not in session.info:
        return
    body = {
        "id": uuid.uuid4().hex,
        "type": kind,
        "time": now.isoformat(),
        "conversation_id": conversation_id,
        "facts": facts,
    }
    row = {
        "kind": "webhook",
        "conversation_id": conversation_id,
        "recipient": "",
        "subject": kind,
        "text": json.dumps(body),
        "next_at": now,
        "created_at": now,
    }
    session.execute(insert(Outbox), row)
    add_note(session, "webhook")
