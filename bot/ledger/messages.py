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
from bot.ledger.outbox import Chat, queue_message
from bot.ledger.statements import ADD_MESSAGE, ADD_TOKENS
from kernel.messages import Button, Reply

AFTER = (
    select(Message)
    .where(Message.conversation_id == bindparam("this"), Message.id > bindparam("after"))
    .order_by(Message.id)
    .limit(bindparam("most"))
)
ANSWERING: frozenset[Sender] = frozenset({"bot", "agent"})
TOKEN_BYTES = 12  # 16 characters: fits Telegram's 64, and counts only within its conversation


@dataclass(frozen=True)
class Draft:
    """A message before it has an id. `payload` marks it for us and is shown to nobody."""

    sender: Sender
    reply: Reply
    name: str | None = None
    payload: str | None = None
    cid: str | None = None
    attachments: tuple[dict[str, Any], ...] = ()
    asks_rating: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        reply = self.reply
        return not (reply.text or reply.cards or reply.buttons or self.attachments)


@dataclass(frozen=True)
class Landing:
    """The first of the ids that were reserved; `chat` where the channel must be sent to."""

    first_id: int
    chat: Chat | None = None


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
) -> Landing | None:
    """Reserve `count` ids and set `values` in the one statement that checks `conditions`.

    Returns the first of the ids and the chat they go to, or None where a condition does not hold:
    nothing was changed.
    """
    statement = (
        update(Conversation)
        .where(Conversation.id == conversation_id, *conditions)
        .values(last_id=Conversation.last_id + count, updated_at=now, **values)
        .returning(
            Conversation.last_id, Conversation.channel, Conversation.bot, Conversation.external_id
        )
        .execution_options(synchronize_session=False)
    )
    landed = session.execute(statement).one_or_none()
    return None if landed is None else read_landing(landed, count)


def read_landing(landed: Any, count: int) -> Landing:
    """Return where messages go, from the row of a statement that reserved `count` ids."""
    is_elsewhere = landed.channel != "web" and landed.external_id is not None
    chat = Chat(landed.channel, landed.bot, landed.external_id) if is_elsewhere else None
    return Landing(landed.last_id - count + 1, chat)


def write_drafts(
    session: Session,
    *,
    conversation_id: str,
    landing: Landing,
    drafts: Sequence[Draft],
    now: datetime,
    priority: int = 0,
) -> None:
    """Store messages under the ids that `advance` reserved; outside the web they are to be sent."""
    for number, draft in enumerate(drafts, start=landing.first_id):
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
            "payload": draft.payload,
            "cid": draft.cid,
            "buttons": keep.hide(reply.buttons) or None,
            "cards": cards or None,
            "attachments": list(draft.attachments) or None,
            "asks_rating": draft.asks_rating,
        }
        session.execute(ADD_MESSAGE, row)
        if keep.tokens:
            session.execute(ADD_TOKENS, keep.tokens)
        if landing.chat is not None:
            queue_message(
                session,
                chat=landing.chat,
                conversation_id=conversation_id,
                message_id=number,
                priority=priority,
                now=now,
            )
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
    """Reserve ids and write; None where a condition does not hold.

    A word of the bot or an agent answers the customer; our own notices do not.
    """
    if any(draft.sender in ANSWERING for draft in drafts):
        values = {"unanswered_since": None, **values}
    landing = advance(
        session,
        conversation_id=conversation_id,
        count=len(drafts),
        now=now,
        conditions=conditions,
        **values,
    )
    if landing is None:
        return None
    write_drafts(session, conversation_id=conversation_id, landing=landing, drafts=drafts, now=now)
    return landing.first_id


def find_by_cid(session: Session, *, conversation_id: str, cid: str | None) -> int | None:
    """Return the number of the message that its sender gave this id, or None."""
    if cid is None:
        return None
    query = select(Message.id).where(Message.conversation_id == conversation_id, Message.cid == cid)
    return session.scalar(query)


def find_button(session: Session, *, conversation_id: str, token: str) -> ButtonToken | None:
    """Return what a button of this conversation stands for; another's tokens do not count."""
    found = session.get(ButtonToken, token)
    return found if found is not None and found.conversation_id == conversation_id else None


def read_moods(session: Session, *, conversation_id: str, limit: int | None = None) -> list[float]:
    """Return how the customer felt, -1 to 1, message by message; of the newest `limit`."""
    query = select(Message.sentiment_score).where(
        Message.conversation_id == conversation_id,
        Message.sender == "customer",
        Message.sentiment_score.is_not(None),
    )
    newest = session.scalars(query.order_by(Message.id.desc()).limit(limit)).all()
    return [float(score or 0) for score in reversed(newest)]


def read_messages(
    session: Session, *, conversation_id: str, after: int = 0, limit: int = 200
) -> list[Message]:
    """Return the messages with an id above `after`, in order."""
    wanted = {"this": conversation_id, "after": after, "most": limit}
    return list(session.scalars(AFTER, wanted))
