"""How a conversation was proved to be its customer's, as far as that is still on record."""

from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.identity.links import CHANNEL
from bot.identity.models import BrowserSession, Challenge
from bot.identity.rules import VERIFIED_FOR, level_at
from bot.ledger.models import Conversation
from kernel.turns import Level

# none: nothing is proved; over: it was, and has run out; telegram: by a linked account; site: by
# the login of the shop's site; code: by a mailed code; unknown: on no record any more.
Proof = Literal["none", "over", "telegram", "site", "code", "unknown"]


def find_level(conversation: Conversation, now: datetime) -> Level:
    """Return the level that still holds."""
    return level_at(conversation.level, conversation.verified_until, now)


def find_proof(session: Session, *, conversation: Conversation, now: datetime) -> Proof:
    """Return how it was proved who is speaking."""
    if find_level(conversation, now) != "verified" or conversation.customer_id is None:
        return "none" if conversation.customer_id is None else "over"
    if conversation.channel == CHANNEL:
        return "telegram"
    by_site = select(BrowserSession.by_token).where(
        BrowserSession.conversation_id == conversation.id, BrowserSession.by_token
    )
    if session.scalar(by_site.limit(1)):
        return "site"
    until = conversation.verified_until
    used = select(Challenge.id).where(
        Challenge.customer_id == conversation.customer_id,
        Challenge.state == "used",
        Challenge.created_at <= (until or now) - VERIFIED_FOR,
        Challenge.expires_at >= (until or now) - VERIFIED_FOR,
    )
    return "code" if session.scalar(used.limit(1)) is not None else "unknown"
