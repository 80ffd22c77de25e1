"""The mails themselves: answers that were missed, and transcripts for customers who proved it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from bot.identity.codes import hash_address
from bot.identity.rules import level_at
from bot.ledger.conversations import get_conversation
from bot.ledger.messages import read_messages
from bot.ledger.models import Conversation, Message
from bot.ledger.outbox import queue_mail
from bot.mailings import rules
from bot.mailings.models import CustomerMail, MailKind, Visit
from bot.mailings.rules import Line, Plan, Standing
from bot.mailings.writing import write_answers, write_transcript
from crm_backend.customers.models import Customer
from kernel.errors import Forbidden, TooMany

TRANSCRIPT = 1_000  # messages in a mail at most, the newest


@dataclass(frozen=True)
class MailSettings:
    """What mails need of their process: a key for links and hashes, the shop's name, our address.

    `base_url` has no slash at its end.
    """

    key: str
    shop_name: str
    base_url: str


def find_left(session: Session, *, now: datetime, limit: int = 50) -> Sequence[str]:
    """Return conversations whose customers have left and may have missed something."""
    query = (
        select(Conversation.id)
        .join(Visit, Visit.conversation_id == Conversation.id)
        .where(
            Visit.seen_at <= now - rules.GONE_AFTER,
            Conversation.updated_at > now - rules.WORTH_IT,
            Conversation.last_id > Visit.read_id,
            Conversation.last_id > Visit.mailed_id,
            or_(Visit.mailed_at.is_(None), Visit.mailed_at <= now - rules.PAUSE),
            or_(Conversation.customer_id.is_not(None), Conversation.visitor_email != ""),
        )
        .order_by(Conversation.updated_at)
        .limit(limit)
    )
    return session.scalars(query).all()


def mail_answers(
    session: Session, mailing: MailSettings, *, conversation_id: str, now: datetime
) -> bool:
    """Queue the mail that is due for a chat whose customer has left; False where none is."""
    visit = session.get(Visit, conversation_id)
    if visit is None:
        return False
    conversation = get_conversation(session, conversation_id=conversation_id)
    newest = conversation.last_id
    plan = rules.decide(_read_standing(session, mailing, conversation, visit, now), now)
    if plan == "later" or not _claim(session, visit, newest, plan, now):
        return False
    if isinstance(plan, str):
        return False
    token = rules.sign_link(conversation_id, key=mailing.key, now=now)
    subject, text = write_answers(
        plan.lines,
        language=conversation.language,
        shop=mailing.shop_name,
        link=f"{mailing.base_url}/chat/v1/continue/{token}",
    )
    _send(session, mailing, conversation_id, "answers", plan.address, subject, text, now)
    return True


def _claim(session: Session, visit: Visit, newest: int, plan: Plan | str, now: datetime) -> bool:
    """Settle the messages up to `newest` in one statement: two processes write no two mails."""
    sent = {} if isinstance(plan, str) else {"mailed_at": now}
    claimed = session.execute(
        update(Visit)
        .where(
            Visit.conversation_id == visit.conversation_id,
            Visit.mailed_id < newest,
            or_(Visit.mailed_at.is_(None), Visit.mailed_at <= now - rules.PAUSE),
        )
        .values(mailed_id=newest, **sent)
        .returning(Visit.conversation_id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    return claimed is not None


def _read_standing(
    session: Session, mailing: MailSettings, conversation: Conversation, visit: Visit, now: datetime
) -> Standing:
    after = max(visit.read_id, visit.mailed_id)
    messages = read_messages(session, conversation_id=conversation.id, after=after)
    proved = _find_proved(session, conversation)
    # What a visitor typed counts no more once a customer has proved who they are: it may be of
    # somebody who had the browser, or its secret, before.
    claimed = conversation.visitor_email if conversation.customer_id is None else ""
    address = proved or claimed
    hashed = hash_address(address, key=mailing.key)
    return Standing(
        seen_at=visit.seen_at,
        proved=proved,
        claimed=claimed,
        unread=tuple(
            Line(one.id, one.sender, one.name or "", one.at, one.text) for one in messages
        ),
        mailed_at=visit.mailed_at,
        recent=_count(session, "answers", CustomerMail.address_hash == hashed, now - rules.DAY),
    )


def _find_proved(session: Session, conversation: Conversation) -> str:
    """Return the address on file of the customer who wrote last, if that was proved then."""
    query = (
        select(Message.at)
        .where(Message.conversation_id == conversation.id, Message.sender == "customer")
        .order_by(Message.id.desc())
        .limit(1)
    )
    wrote_at = session.scalar(query)
    if wrote_at is None or conversation.customer_id is None:
        return ""
    if level_at(conversation.level, conversation.verified_until, wrote_at) != "verified":
        return ""
    customer = session.get(Customer, conversation.customer_id)
    return customer.email if customer else ""


def mail_transcript(
    session: Session, mailing: MailSettings, *, conversation_id: str, now: datetime
) -> str:
    """Queue the whole chat for its proved customer; return their address, masked.

    It goes to the address on file and to no other: whatever a visitor types, nobody else gets mail.
    Raises `Forbidden` for a visitor who proved nothing, `TooMany` beyond three a day.
    """
    conversation = get_conversation(session, conversation_id=conversation_id)
    level = level_at(conversation.level, conversation.verified_until, now)
    customer = session.get(Customer, conversation.customer_id) if level == "verified" else None
    if customer is None:
        raise Forbidden("A transcript is mailed to customers who proved who they are.")
    hashed, since = hash_address(customer.email, key=mailing.key), now - rules.DAY
    for whose in (
        CustomerMail.conversation_id == conversation_id,
        CustomerMail.address_hash == hashed,
    ):
        if _count(session, "transcript", whose, since) >= rules.MAX_TRANSCRIPTS:
            raise TooMany("This chat was mailed three times today.")
    after = max(0, conversation.last_id - TRANSCRIPT)
    messages = read_messages(
        session, conversation_id=conversation_id, after=after, limit=TRANSCRIPT
    )
    subject, text = write_transcript(
        messages, language=conversation.language, shop=mailing.shop_name
    )
    address = customer.email
    _send(session, mailing, conversation_id, "transcript", address, subject, text, now)
    return rules.mask_address(address)


def _count(session: Session, kind: MailKind, whose: ColumnElement[bool], since: datetime) -> int:
    query = select(func.count()).where(
        CustomerMail.kind == kind, whose, CustomerMail.created_at > since
    )
    return session.scalar(query) or 0


def _send(
    session: Session,
    mailing: MailSettings,
    conversation_id: str,
    kind: MailKind,
    address: str,
    subject: str,
    text: str,
    now: datetime,
) -> None:
    queue_mail(
        session,
        conversation_id=conversation_id,
        recipient=address,
        subject=subject,
        text=text,
        now=now,
    )
    session.add(
        CustomerMail(
            conversation_id=conversation_id,
            kind=kind,
            address_hash=hash_address(address, key=mailing.key),
            created_at=now,
        )
    )
