"""The transaction that postpones a turn, with one word to the customer when it takes long."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.ledger.claims import Claim
from bot.ledger.finish import Outcome, Postponement, postpone_turn
from bot.ledger.messages import Draft
from bot.ledger.models import Message
from bot.payloads import DELAYED, person_button
from bot.turns.retries import Failure
from bot.wording import say
from kernel.messages import Reply


def postpone(
    session: Session,
    *,
    claim: Claim,
    failure: Failure,
    pause: float,
    is_notice_due: bool,
    now: datetime,
) -> Outcome:
    """Have the claimed message tried again after `pause` seconds."""
    is_untold = is_notice_due and not _was_told(session, claim.conversation_id)
    postponement = Postponement(
        reason=failure,
        until=now + timedelta(seconds=pause),
        is_counted=failure == "failed",
        notice=_make_notice(claim) if is_untold else None,
    )
    return postpone_turn(session, claim=claim, postponement=postponement, now=now)


def _make_notice(claim: Claim) -> Draft:
    spoken = claim.language
    reply = Reply(text=say("delayed", spoken), buttons=(person_button(spoken),))
    return Draft("bot", reply, payload=DELAYED)


def _was_told(session: Session, conversation_id: str) -> bool:
    """Tell whether the newest thing we said is that notice."""
    query = (
        select(Message.payload)
        .where(Message.conversation_id == conversation_id, Message.sender != "customer")
        .order_by(Message.id.desc())
        .limit(1)
    )
    return session.scalar(query) == DELAYED
