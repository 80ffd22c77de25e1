"""The operator's opening message becomes the first of the chat once the customer answers it."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.channels.web.config import WidgetConfig
from bot.ledger.conversations import get_conversation
from bot.ledger.intake import Incoming
from bot.ledger.messages import Draft, post
from bot.ledger.models import Conversation
from kernel.messages import Reply


def say_opening(
    session: Session,
    config: WidgetConfig,
    *,
    incoming: Incoming,
    opening: str | None,
    now: datetime,
) -> None:
    """Store the message that the customer saw and answers now, before their first words.

    The browser names it by its id alone: no page can put words into the bot's mouth.
    """
    found = config.find_opening(opening)
    if found is None:
        return
    chosen = incoming.conversation_id
    spoken = get_conversation(session, conversation_id=chosen).language
    post(
        session,
        conversation_id=chosen,
        drafts=[Draft("bot", Reply(text=found.text[spoken]))],
        now=now,
        conditions=(Conversation.last_id == 0,),
    )
