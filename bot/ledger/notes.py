"""What a write has touched, told to the rest of the process once it is committed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy.orm import Session

# message: new messages to show; owner: somebody else answers now; inbox: a turn is waiting;
# queue: the places of those who wait have changed; mail: a mail is waiting; typing: a turn runs.
# session: browsers of a conversation may have to change or forget their secret; changed: a message
# that was shown already reads otherwise now; telegram: a message for Telegram is waiting; update:
# something came from Telegram; webhook: an event is waiting to be told; desk: what only staff see
# of a conversation (or of all) has changed; staff: a login of staff may have ended. preview: what
# the customer is writing, in `text`: told and never stored.
NoteKind = Literal[
    "message",
    "changed",
    "owner",
    "inbox",
    "queue",
    "mail",
    "typing",
    "session",
    "telegram",
    "update",
    "webhook",
    "desk",
    "staff",
    "preview",
]
KEY = "notes"


@dataclass(frozen=True)
class Note:
    """Something of a conversation has changed; what it is now is read from the ledger."""

    kind: NoteKind
    conversation_id: str = ""
    message_id: int = 0
    text: str = field(default="", repr=False)


Publish = Callable[[Iterable[Note]], None]


def add_note(
    session: Session,
    kind: NoteKind,
    conversation_id: str = "",
    message_id: int = 0,
    text: str = "",
) -> None:
    """Remember to tell; nothing is told when the transaction is rolled back."""
    session.info.setdefault(KEY, {})[Note(kind, conversation_id, message_id, text)] = None


def take_notes(session: Session) -> list[Note]:
    """Return what was touched, in order, and forget it."""
    return list(session.info.pop(KEY, {}))
