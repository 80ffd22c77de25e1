"""Words that come in: kept like any other, and heard at once where no turn would hear them."""

from collections.abc import Sequence
from datetime import datetime
from typing import get_args

from sqlalchemy.orm import Session

from bot.handoff import ending
from bot.handoff import service as handoff
from bot.handoff.reasons import make_reason
from bot.handoff.rules import asks_for_person
from bot.identity.wishes import Wish, find_wish
from bot.ledger.intake import Incoming, Received, receive
from bot.payloads import BACK, PERSON, TELEGRAM, UNLINK
from bot.reception import do_own, receive_text
from bot.turns.choosing import Choice, choose
from bot.turns.offers import read_choices
from bot.wording import say
from kernel.turns import Language

# No turn runs for who waits in line, so the way back must be heard here; it stays open however
# much was written since the button was shown.
WAYS_BACK = [
    Choice(say("back_to_bot", language), BACK, is_numbered=False) for language in get_args(Language)
]

WISHES: dict[Wish, str] = {"link": TELEGRAM, "unlink": UNLINK}


def receive_words(
    session: Session, *, incoming: Incoming, now: datetime, attachment_ids: Sequence[str] = ()
) -> Received:
    """Store a text once. What needs no turn is done at once, as if its button were pressed: "link
    my Telegram"; for who waits in line, "back to the bot"; for who waits for a bot that is late,
    "talk to a person".
    """
    wish = find_wish(incoming.text) if incoming.channel == "web" else None
    if wish is not None and not attachment_ids:
        return _receive_wish(session, incoming, WISHES[wish], now)
    received = receive_text(session, incoming=incoming, attachment_ids=attachment_ids, now=now)
    chosen = incoming.conversation_id
    if not received.is_new:
        return received
    if received.owner == "waiting":
        if _means(session, incoming, received, BACK, WAYS_BACK):
            ending.hand_back(
                session,
                conversation_id=chosen,
                now=now,
                actor="customer",
                message_id=received.message_id,
            )
    elif received.is_delayed and (
        asks_for_person(incoming.text) or _means(session, incoming, received, PERSON)
    ):
        asked = [make_reason("asked", "while the bot was late")]
        handoff.request_handoff(session, conversation_id=chosen, reasons=asked, now=now)
    return received


def _means(
    session: Session,
    incoming: Incoming,
    received: Received,
    payload: str,
    always: Sequence[Choice] = (),
) -> bool:
    """Tell whether a text plainly means the button with this payload."""
    offered = read_choices(
        session, conversation_id=incoming.conversation_id, before=received.message_id
    )
    labels = {one.label for one in offered}
    choice = choose(incoming.text, [*offered, *(way for way in always if way.label not in labels)])
    return choice is not None and choice.payload == payload


def _receive_wish(session: Session, incoming: Incoming, payload: str, now: datetime) -> Received:
    """Store a wish and grant it at once; where a person answers it is for them."""
    received = receive(session, incoming=incoming, now=now, needs_turn=False)
    if received.is_new and received.owner == "bot":
        do_own(session, conversation_id=incoming.conversation_id, payload=payload, now=now)
    return received
