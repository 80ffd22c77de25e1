"""A typed code is judged before anything else hears of it; what is asked then is its outcome."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.identity import codes
from bot.identity.service import Identity, Verdict, check_code, hide_code
from bot.ledger.claims import Claim
from bot.ledger.intake import Incoming, receive
from bot.ledger.models import Conversation
from bot.payloads import MOVED
from bot.turns.questions import Asking

PAYLOADS: dict[Verdict, str] = {
    "confirmed": "/confirm_identity",
    "refused": "/refuse_code",
    "expired": "/expire_code",
}


def judge_code(
    session: Session, identity: Identity, *, claim: Claim, asking: Asking, now: datetime
) -> Asking:
    """Return what is to be asked once the code in a message is judged and masked."""
    held = select(Conversation).where(
        Conversation.id == claim.conversation_id,
        Conversation.fence == claim.fence,
        Conversation.lease_until.is_not(None),
    )
    conversation = session.scalar(held.with_for_update())
    code = codes.find_code(claim.text)
    if conversation is None or code is None:
        return asking  # a late turn judges nothing, and will be refused when it ends
    judged = check_code(
        session,
        identity,
        conversation_id=claim.conversation_id,
        message_id=claim.message_id,
        code=code,
        now=now,
    )
    if judged is None or (judged.verdict == "expired" and not codes.is_code(claim.text)):
        return asking  # no code is awaited, and this may be a postcode
    payload = PAYLOADS[judged.verdict] if judged.moved_to is None else MOVED
    hide_code(
        session,
        conversation_id=claim.conversation_id,
        message_id=claim.message_id,
        payload=payload,
    )
    if judged.moved_to is not None:
        _go_on(session, judged.moved_to, now)
    session.refresh(conversation)
    asking = replace(asking, payload=payload, text="")
    if payload == PAYLOADS["confirmed"] and conversation.customer_id is not None:
        return asking.confirmed(conversation.customer_id)
    return asking


def _go_on(session: Session, conversation_id: str, now: datetime) -> None:
    """Have the customer greeted in the conversation that is theirs."""
    incoming = Incoming(
        conversation_id=conversation_id,
        external_id=f"{conversation_id}:code",
        text=codes.MASK,
        payload=PAYLOADS["confirmed"],
    )
    receive(session, incoming=incoming, now=now)
