"""After a person has helped, the customer is asked how it was."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.handoff.models import Handoff
from bot.ledger.conversations import get_conversation
from bot.ledger.messages import Draft, post
from bot.payloads import rating_buttons
from bot.wording import say
from kernel.messages import Reply


def ask_rating(session: Session, *, handoff: Handoff | None, now: datetime) -> None:
    """Ask once for each chat with a person; where nobody had come there is nothing to rate."""
    if handoff is None or handoff.agent_id is None:
        return
    found = get_conversation(session, conversation_id=handoff.conversation_id)
    text = say("rate_person", found.language, name=handoff.agent_name or "")
    buttons = () if found.channel == "web" else rating_buttons()
    draft = Draft("system", Reply(text=text, buttons=buttons), asks_rating=True)
    handoff.rating_id = post(session, conversation_id=found.id, drafts=[draft], now=now)
