"""What agents say a message meant: proposals, which somebody of the studio decides on (S68)."""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot.ledger.models import Message
from console.staff.models import Staff
from console.studio.labelling.errors import TooManyProposals
from console.studio.labelling.models import LabelProposal
from kernel.db import insert_into
from kernel.errors import NotFound

MOST_A_DAY = 200  # of one person: more are no looks at what was said


def get_message(session: Session, *, conversation_id: str, message_id: int) -> Message:
    """Return a customer's own words; raise `NotFound` for a pressed button and all else."""
    found = session.get(Message, (conversation_id, message_id))
    if found is None or found.sender != "customer" or found.payload is not None or not found.text:
        raise NotFound("There is no such message of a customer.")
    return found


def find_proposal(
    session: Session, *, staff: Staff, conversation_id: str, message_id: int
) -> LabelProposal | None:
    """Return what somebody proposed for a message."""
    return session.get(LabelProposal, (conversation_id, message_id, staff.id))


def propose(
    session: Session,
    *,
    staff: Staff,
    conversation_id: str,
    message_id: int,
    intent: str,
    now: datetime,
) -> None:
    """Store what somebody says a message meant, in place of what they said before.

    The caller has checked that there is such an intent. Nothing is learned from it by itself.
    Raises `NotFound`, `TooManyProposals`.
    """
    get_message(session, conversation_id=conversation_id, message_id=message_id)
    begin = now.replace(hour=0, minute=0, second=0, microsecond=0)
    count = select(func.count()).where(
        LabelProposal.staff_id == staff.id, LabelProposal.at >= begin
    )
    if (session.scalar(count) or 0) >= MOST_A_DAY:
        raise TooManyProposals(f"{MOST_A_DAY} a day are enough.", most=MOST_A_DAY)
    values = {"staff_name": staff.name, "intent": intent, "at": now}
    keys = {
        "conversation_id": conversation_id,
        "message_id": message_id,
        "staff_id": staff.id,
    }
    insert = insert_into(session, LabelProposal).values(**keys, **values)
    session.execute(insert.on_conflict_do_update(index_elements=list(keys), set_=values))


def withdraw(session: Session, *, staff: Staff, conversation_id: str, message_id: int) -> None:
    """Take back what somebody proposed for a message."""
    session.execute(
        delete(LabelProposal).where(
            LabelProposal.conversation_id == conversation_id,
            LabelProposal.message_id == message_id,
            LabelProposal.staff_id == staff.id,
        )
    )
