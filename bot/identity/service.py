"""Challenges: a code goes to the address on file; who can type it back is that customer.

An address nobody has is treated alike: a row, no mail, the same answer, the same refusals.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from bot.identity import codes, rules
from bot.identity.models import Challenge
from bot.ledger.messages import advance
from bot.ledger.models import Conversation, Message
from bot.ledger.notes import add_note
from bot.ledger.outbox import queue_mail
from bot.wording import say
from crm_backend.customers.models import Customer
from crm_backend.customers.service import find_customer_by_email

Verdict = Literal["confirmed", "refused", "expired"]


@dataclass(frozen=True)
class Identity:
    """What the service needs of its process: the key of the hashes and the shop's name."""

    key: str
    shop_name: str


def issue_challenge(
    session: Session, identity: Identity, *, conversation_id: str, address: str, now: datetime
) -> bool:
    """Store a challenge and queue its mail; False when too many were asked for."""
    address_hash = codes.hash_address(address, key=identity.key)
    since = now - rules.WINDOW
    if not rules.may_send_code(
        for_address=_count(session, Challenge.address_hash == address_hash, since),
        for_conversation=_count(session, Challenge.conversation_id == conversation_id, since),
    ):
        return False
    _replace_open(session, conversation_id)
    customer = find_customer_by_email(session, email=address)
    challenge = Challenge(
        conversation_id=conversation_id,
        address_hash=address_hash,
        customer_id=customer.id if customer else None,
        created_at=now,
        expires_at=now + rules.CODE_LIFETIME,
    )
    session.add(challenge)
    session.flush()
    code = codes.make_code()
    hashed = codes.hash_code(code, key=identity.key, challenge_id=challenge.id)
    if customer is not None:
        challenge.code_hash = hashed
        _mail_code(session, identity, challenge, customer, code)
    session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id, Conversation.level == "anonymous")
        .values(level="claimed")
    )
    return True


def _count(session: Session, whose: ColumnElement[bool], since: datetime) -> int:
    query = select(func.count()).select_from(Challenge).where(whose, Challenge.created_at > since)
    return session.scalar(query) or 0


def _replace_open(session: Session, conversation_id: str) -> None:
    session.execute(
        update(Challenge)
        .where(Challenge.conversation_id == conversation_id, Challenge.state == "open")
        .values(state="replaced")
    )


def _mail_code(
    session: Session, identity: Identity, challenge: Challenge, customer: Customer, code: str
) -> None:
    language, shop = customer.language, identity.shop_name
    queue_mail(
        session,
        conversation_id=challenge.conversation_id,
        recipient=customer.email,
        subject=say("code_subject", language, code=code, shop=shop),
        text=say("code_text", language, code=code, shop=shop, name=customer.first_name),
        now=challenge.created_at,
        useless_at=challenge.expires_at,
    )


def newest_challenge(session: Session, *, conversation_id: str, now: datetime) -> Challenge | None:
    """Return the challenge a code would answer: the newest of the last hour that was not used."""
    newest = session.scalar(
        select(Challenge)
        .where(
            Challenge.conversation_id == conversation_id, Challenge.created_at > now - rules.WINDOW
        )
        .order_by(Challenge.id.desc())
        .limit(1)
    )
    return None if newest is None or newest.state == "used" else newest


def check_code(
    session: Session, identity: Identity, *, conversation_id: str, code: str, now: datetime
) -> Verdict | None:
    """Judge a code and note the outcome; None where no code is awaited."""
    challenge = newest_challenge(session, conversation_id=conversation_id, now=now)
    if challenge is None:
        return None
    if not _count_try(session, challenge, now):
        return "expired"
    # Hashed for an unknown address too: both take the same time.
    given = codes.hash_code(code, key=identity.key, challenge_id=challenge.id)
    if codes.is_same(given, challenge.code_hash or "") and challenge.customer_id is not None:
        challenge.state = "used"
        mark_verified(
            session, conversation_id=conversation_id, customer_id=challenge.customer_id, now=now
        )
        return "confirmed"
    if challenge.tries >= rules.MAX_TRIES:
        challenge.state = "dead"
        return "expired"
    return "refused"


def _count_try(session: Session, challenge: Challenge, now: datetime) -> bool:
    """Use up one try in one statement; False where none is left."""
    counted = session.execute(
        update(Challenge)
        .where(
            Challenge.id == challenge.id,
            Challenge.state == "open",
            Challenge.tries < rules.MAX_TRIES,
            Challenge.expires_at > now,
        )
        .values(tries=Challenge.tries + 1)
        .returning(Challenge.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    session.refresh(challenge)
    return counted is not None


def mark_verified(
    session: Session, *, conversation_id: str, customer_id: int, now: datetime
) -> None:
    """Tie the conversation to its customer: the one place where a conversation becomes somebody's.

    Whatever else a log-in must do (a new session token, hiding what an earlier visitor wrote)
    belongs here.
    """
    advance(
        session,
        conversation_id=conversation_id,
        count=0,
        now=now,
        customer_id=customer_id,
        level="verified",
        verified_until=now + rules.VERIFIED_FOR,
    )


def hide_code(session: Session, *, conversation_id: str, message_id: int, payload: str) -> None:
    """Mask the digits in the stored text; `payload` is what the dialogue engine hears instead."""
    message = session.get_one(Message, (conversation_id, message_id))
    message.text, message.payload = codes.mask_codes(message.text), payload
    add_note(session, "changed", conversation_id, message_id)
