"""Words that come in: kept like any other, and heard at once where the customer waits in line."""

from datetime import datetime
from typing import get_args

from sqlalchemy.orm import Session

from bot.handoff import service as handoff
from bot.ledger.intake import Incoming, Received
from bot.payloads import BACK
from bot.reception import receive_text
from bot.turns.choosing import Choice, choose
from bot.turns.offers import read_choices
from bot.wording import say
from kernel.turns import Language

# No turn runs for who waits in line, so the way back must be heard here; it stays open however
# much was written since the button was shown.
WAYS_BACK = [
    Choice(say("back_to_bot", language), BACK, is_numbered=False) for language in get_args(Language)
]


def receive_words(session: Session, *, incoming: Incoming, now: datetime) -> Received:
    """Store a text once; "back to the bot" does what its button does."""
    received = receive_text(session, incoming=incoming, now=now)
    if received.is_new and received.owner == "waiting":
        chosen = incoming.conversation_id
        offered = read_choices(session, conversation_id=chosen, before=received.message_id)
        labels = {one.label for one in offered}
        offered += [way for way in WAYS_BACK if way.label not in labels]
        choice = choose(incoming.text, offered)
        if choice is not None and choice.payload == BACK:
            handoff.hand_back(session, conversation_id=chosen, now=now, actor="customer")
    return received
