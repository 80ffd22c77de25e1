"""Who has just proved who they are on the web is offered the same on Telegram."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.identity.links import CHANNEL
from bot.ledger.claims import Claim
from bot.ledger.conversations import get_conversation
from bot.ledger.finish import Ending
from bot.ledger.speakers import find_username
from bot.payloads import link_button
from bot.wording import say
from crm_backend.customers.service import list_identities
from kernel.messages import Reply

CONFIRMED = "/confirm_identity"


def find_invitation(
    session: Session, claim: Claim, ending: Ending, payload: str | None, now: datetime
) -> Reply | None:
    """Return the offer of a link, or None where it makes no sense."""
    if payload != CONFIRMED:
        return None
    found = get_conversation(session, conversation_id=claim.conversation_id)
    session.refresh(found)
    if found.channel != "web" or found.customer_id is None:
        return None
    if find_username(session, channel=CHANNEL, now=now) is None:
        return None
    accounts = list_identities(session, customer_id=found.customer_id)
    if any(account.channel == CHANNEL for account in accounts):
        return None
    spoken = ending.language
    return Reply(text=say("link_offer", spoken), buttons=(link_button(spoken),))
