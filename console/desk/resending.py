"""Sending a message of a conversation again that may not have arrived."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.handoff.merging import list_merged
from bot.ledger import outbox
from bot.ledger.outbox_models import Outbox
from kernel.errors import NotFound


def send_message_again(
    session: Session, *, conversation_id: str, outbox_id: int, now: datetime
) -> bool:
    """Send it once, however often it is asked for; raise `NotFound` for another chat's message.

    A message of a chat that was merged into this one is shown here, and may be sent from here.
    """
    merged = list_merged(session, conversation_id=conversation_id)
    together = {conversation_id, *(one.id for one in merged)}
    found = session.get(Outbox, outbox_id)
    if found is None or found.conversation_id not in together or found.message_id is None:
        raise NotFound("There is no such message.")
    return outbox.requeue(session, outbox_id=outbox_id, now=now)
