"""Challenges: a code goes to the address on file; who can type it back is that customer.

An address nobody has is treated alike: a row, no mail, the same answer, the same refusals.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from bot.identity import codes, rules
from bot.identity.models import Challenge
from bot.identity.sessions import require_rotation
from bot.ledger.conversations import get_conversation, open_conversation
from bot.ledger.intake import Received
from bot.ledger.models import Conversation, Message
from bot.ledger.notes import add_note
from bot.ledger.outbox import queue_mail
from bot.wording import say
from crm_backend.customers.models import Customer
from crm_backend.customers.service import find_customer_by_email, link_identity

Verdict = Literal["confirmed", "refused", "expired"]


@dataclass(frozen=True)
class Judgement:
    """What came of a typed code; `moved_to` where its customer has a conversation of their own."""

    verdict: Verdict
    moved_to: str | None = None


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
    if not _may_send(session, conversation_id, address_hash, now):
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
    add_note(session, "desk", conversation_id)
    return True


def _may_send(session: Session, conversation_id: str, address_hash: str, now: datetime) -> bool:
    since = now - rules.WINDOW
    same_address = Challenge.address_hash == address_hash
    same_chat = Challenge.conversation_id == conversation_id
    network = get_conversation(session, conversation_id=conversation_id).address_hash
    neighbours = select(Conversation.id).where(Conversation.address_hash == network)
    from_network = Challenge.conversation_id.in_(neighbours)
    dead = and_(or_(same_address, same_chat), Challenge.state == "dead")
    return rules.may_send_code(
        for_address=_count(session, same_address, since),
        for_conversation=_count(session, same_chat, since),
        from_network=_count(session, from_network, since) if network else 0,
        is_locked=_count(session, dead, now - rules.LOCKED_FOR) > 0,
    )


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
    session: Session,
    identity: Identity,
    *,
    conversation_id: str,
    message_id: int,
    code: str,
    now: datetime,
) -> Judgement | None:
    """Judge the code of a message and note the outcome; None where no code is awaited."""
    challenge = newest_challenge(session, conversation_id=conversation_id, now=now)
    if challenge is None:
        return None
    if not _count_try(session, challenge, now):
        return Judgement("expired")
    # Hashed for an unknown address too: both take the same time.
    given = codes.hash_code(code, key=identity.key, challenge_id=challenge.id)
    if codes.is_same(given, challenge.code_hash or "") and challenge.customer_id is not None:
        challenge.state = "used"
        moved_to = _log_in(session, conversation_id, message_id, challenge.customer_id, now)
        return Judgement("confirmed", moved_to)
    if challenge.tries >= rules.MAX_TRIES:
        challenge.state = "dead"
        return Judgement("expired")
    return Judgement("refused")


def _log_in(
    session: Session, conversation_id: str, message_id: int, customer_id: int, now: datetime
) -> str | None:
    """Make the conversation the customer's, or, where it is another's, open one of their own.

    Returns the id of the new one: nobody sees what an earlier visitor wrote.
    """
    found = get_conversation(session, conversation_id=conversation_id)
    session.refresh(found)
    target = found
    if found.channel == "web" and found.customer_id not in (None, customer_id):
        target = open_conversation(
            session,
            channel="web",
            language=found.language,
            page=found.page,
            address_hash=found.address_hash,
            now=now,
        )
    mark_verified(session, conversation_id=target.id, customer_id=customer_id, now=now)
    require_rotation(
        session,
        conversation_id=conversation_id,
        message_id=message_id,
        move_to=target.id,
        now=now,
    )
    return None if target is found else target.id


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
    """Tie a conversation to its customer: the one place where it becomes somebody's."""
    session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(customer_id=customer_id, level="verified", verified_until=now + rules.VERIFIED_FOR)
        .execution_options(synchronize_session=False)
    )
    add_note(session, "owner", conversation_id)
    _link_account(session, conversation_id, customer_id, now)


def _link_account(session: Session, conversation_id: str, customer_id: int, now: datetime) -> None:
    """Outside the web the account that speaks is the customer's from now on."""
    found = session.get_one(Conversation, conversation_id)
    if found.external_id is not None:
        link_identity(
            session,
            customer_id=customer_id,
            channel=found.channel,
            external_id=found.external_id,
            now=now,
        )


def mask_awaited_code(
    session: Session, *, conversation_id: str, received: Received, now: datetime
) -> None:
    """Mask the digits of a message while a code is awaited that nobody will judge."""
    message = session.get_one(Message, (conversation_id, received.message_id))
    if codes.find_code(message.text) is None:
        return
    challenge = newest_challenge(session, conversation_id=conversation_id, now=now)
    if challenge is not None and challenge.state == "open":
        message.text = codes.mask_codes(message.text)


def hide_code(session: Session, *, conversation_id: str, message_id: int, payload: str) -> None:
    """Mask the digits in the stored text; `payload` is what the dialogue engine hears instead."""
    message = session.get_one(Message, (conversation_id, message_id))
    message.text, message.payload = codes.mask_codes(message.text), payload
    add_note(session, "changed", conversation_id, message_id)
