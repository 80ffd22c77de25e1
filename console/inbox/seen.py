"""What a member of staff has seen of a conversation, written as seldom as it changes."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.inbox.models import Seen
from console.inbox.views import Viewer
from kernel.db import insert_into


def is_news(session: Session, *, viewer: Viewer, conversation_id: str, message_id: int) -> bool:
    """Tell whether a message is newer than what the viewer has seen: only then is a write due."""
    known = select(Seen.message_id).where(
        Seen.staff_id == viewer.staff_id, Seen.conversation_id == conversation_id
    )
    return (session.scalar(known) or 0) < message_id


def mark_seen(session: Session, *, viewer: Viewer, conversation_id: str, message_id: int) -> None:
    """Note that the viewer has seen a conversation so far; never goes back."""
    insert = insert_into(session, Seen).values(
        staff_id=viewer.staff_id, conversation_id=conversation_id, message_id=message_id
    )
    session.execute(
        insert.on_conflict_do_update(
            index_elements=[Seen.staff_id, Seen.conversation_id],
            set_={"message_id": insert.excluded.message_id},
            where=Seen.message_id < insert.excluded.message_id,
        )
    )
