"""Messages: ids are reserved by one statement, then the rows and their buttons are written."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select, update
from sqlalchemy.orm import Session

from bot.ledger.models import ButtonToken, Conversation, Message, Sender
from bot.ledger.notes import add_note
from bot.ledger.statements import ADD_MESSAGE, ADD_TOKENS
from kernel.messages import Button, Reply

AFTER = (
    select(Message)
    .where(Message.conversation_id == bindparam("this"), Message.id > bindparam("after"))
    .order_by(Message.id)
    .limit(bindparam("most"))
)
TOKEN_BYTES = 12  # 16 characters: fits Telegram's 64, and counts only within its conversation


@dataclass(frozen=True)
class Draft:
    """A message before it has an id."""

    sender: Sender
    reply: Reply
    name: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.reply.text or self.reply.cards or self.reply.buttons)


@dataclass
class _TokenKeeper:
    """Puts a token in the place of each payload of one message."""

    conversation_id: str
    message_id: int
    tokens: list[dict[str, Any]] = field(default_factory=list)

    def hide(self, buttons: Sequence[Button]) -> list[dict[str, str]]:
        made: list[dict[str, Any]] = [
            {
                "token": secrets.token_urlsafe(TOKEN_BYTES),
                "conversation_id": self.conversation_id,
                "message_id": self.message_id,
                "label": button.label,
                "payload": button.payload,
            }
            for button in buttons
        ]
        self.tokens += made
        return [{"label": one["label"], "token": one["token"]} for one in made]


def advance(
    session: Session,
    *,
    conversation_id: str,
    count: int,
    now: datetime,
    conditions: Sequence[ColumnElement[bool]] = (),
    **values: Any,
) -> int | None:
    """Reserve `count` ids and set `values` in the one statement that checks `conditions`.

    Returns the first of the ids, or None where a condition does not hold: nothing was changed.
    """
    statement = (
        update(Conversation)
        .where(Conversation.id == conversation_id, *conditions)
        .values(last_id=Conversation.last_id + count, updated_at=now, **values)
        .returning(Conversation.last_id)
        .execution_options(synchronize_session=False)
    )
    last = session.execute(statement).scalar_one_or_none()
    return None if last is None else last - count + 1


def write_drafts(
    session: Session,
    *,
    conversation_id: str,
    first_id: int,
    drafts: Sequence[Draft],
    now: datetime,
) -> None:
    """Store messages under the ids that `advance` reserved."""
    for number, draft in enumerate(drafts, start=first_id):
        reply, keep = draft.reply, _TokenKeeper(conversation_id, number)
        cards = [
            card.model_dump(exclude={"buttons"}) | {"buttons": keep.hide(card.buttons)}
            for card in reply.cards
        ]
        row = {
            "conversation_id": conversation_id,
            "id": number,
            "sender": draft.sender,
            "name": draft.name,
            "at": now,
            "text": reply.text,
            "buttons": keep.hide(reply.buttons) or None,
            "cards": cards or None,
        }
        session.execute(ADD_MESSAGE, row)
        if keep.tokens:
            session.execute(ADD_TOKENS, keep.tokens)
    add_note(session, "message", conversation_id)


def post(
    session: Session,
    *,
    conversation_id: str,
    drafts: Sequence[Draft],
    now: datetime,
    conditions: Sequence[ColumnElement[bool]] = (),
    **values: Any,
) -> int | None:
    """Reserve ids and write; None where a condition does not hold."""
    first_id = advance(
        session,
        conversation_id=conversation_id,
        count=len(drafts),
        now=now,
        conditions=conditions,
        **values,
    )
    if first_id is not None:
        write_drafts(
            session, conversation_id=conversation_id, first_id=first_id, drafts=drafts, now=now
        )
    return first_id


def find_button(session: Session, *, conversation_id: str, token: str) -> ButtonToken | None:
    """Return what a button of this conversation stands for; another's tokens do not count."""
    found = session.get(ButtonToken, token)
    return found if found is not None and found.conversation_id == conversation_id else None


def read_messages(
    session: Session, *, conversation_id: str, after: int = 0, limit: int = 200
) -> list[Message]:
    """Return the messages with an id above `after`, in order."""
    wanted = {"this": conversation_id, "after": after, "most": limit}
    return list(session.scalars(AFTER, wanted))
