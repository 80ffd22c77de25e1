"""Edited messages: the new words count until a turn has begun on the old ones.

Where a person answers they always count, since no turn runs. What was answered already is not
answered again; the customer hears how to go on.
"""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from telegram import Message

from bot.channels.telegram.chats import join_chat
from bot.channels.telegram.desk import Desk
from bot.channels.telegram.sorts import tell
from bot.channels.web.frames import INVISIBLE, clean_text
from bot.ledger.models import Conversation, Inbox
from bot.ledger.models import Message as Line
from bot.ledger.notes import add_note


def take_edit(session: Session, desk: Desk, message: Message, now: datetime) -> None:
    """Change the stored words if nobody has answered them."""
    text, user = clean_text(message.text or message.caption or ""), message.from_user
    if user is None or not INVISIBLE.sub("", text):
        return
    chat = join_chat(session, desk, user, now)
    cids = [f"tg-{message.message_id}-caption"]
    if message.text is not None:
        cids = [f"tg-{message.message_id}"]
    line = session.scalar(select(Line).where(Line.conversation_id == chat.id, Line.cid.in_(cids)))
    if line is None or line.text == text or line.payload is not None:
        return
    # Locked: a worker that claims the message meanwhile reads it after this is committed.
    is_open = session.scalar(
        select(Inbox.id)
        .where(
            Inbox.conversation_id == chat.id,
            Inbox.message_id == line.id,
            Inbox.state == "waiting",
            Inbox.attempts == 0,
        )
        .with_for_update()
    )
    if is_open is None and chat.owner == "bot":
        tell(session, chat, "telegram_edit_late", now)
        return
    _change(session, chat, line, text)


def _change(session: Session, chat: Conversation, line: Line, text: str) -> None:
    session.execute(
        update(Line)
        .where(Line.conversation_id == chat.id, Line.id == line.id)
        .values(text=text)
        .execution_options(synchronize_session=False)
    )
    add_note(session, "changed", chat.id, line.id)
