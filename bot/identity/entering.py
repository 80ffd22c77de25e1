"""A browser comes in: with a secret, with a token of its site, with both or with nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.identity.revoking import is_revoked
from bot.identity.service import mark_verified
from bot.identity.sessions import Entry, find_entry, open_session
from bot.identity.tokens import SiteClaims, TokenRefused
from bot.ledger.conversations import open_conversation
from bot.ledger.models import Conversation
from crm_backend.customers.models import Customer
from crm_backend.customers.schemas import CustomerCreate
from crm_backend.customers.service import (
    create_customer,
    find_customer_by_email,
    find_customer_by_identity,
    link_identity,
)
from kernel.errors import Conflict
from kernel.turns import Language

SITE = "site"  # the channel under which a site's own ids of customers are kept
RESUMED_FOR = timedelta(days=30)  # older chats are history, not where one goes on


@dataclass(frozen=True)
class Visitor:
    """Who comes in, as far as a browser tells. `address_hash` is keyed: it only counts."""

    secret: str | None
    claims: SiteClaims | None
    language: Language
    page: str = ""
    address_hash: str = ""


@dataclass(frozen=True)
class Admission:
    """What a browser got: a conversation and the secret for it.

    `was_known` where what it brought was good; otherwise it begins anew.
    """

    conversation: Conversation
    secret: str
    was_known: bool


def find_resumable(session: Session, visitor: Visitor) -> Entry | None:
    """Return what the secret opens as it is: nothing has to change for who comes back."""
    found = find_entry(session, secret=visitor.secret)
    if found is None or visitor.claims is not None or found.browser.by_token:
        return None
    return found if found.browser.rotate_at is None else None


def admit(session: Session, visitor: Visitor, *, now: datetime) -> Admission:
    """Let a browser in; raises `TokenRefused` for a token that was revoked."""
    found = find_entry(session, secret=visitor.secret)
    if visitor.claims is not None:
        return _admit_customer(session, visitor, visitor.claims, found, now)
    # Without the token the site says that nobody is logged in: this browser may be another's now.
    # And a secret that was good until somebody logged in is one that others may have.
    if found is None or found.browser.by_token or _was_overtaken(found):
        return _begin(session, visitor, now)
    return Admission(found.conversation, str(visitor.secret), was_known=True)


def _was_overtaken(found: Entry) -> bool:
    """Tell whether a secret was good until somebody logged in to its conversation.

    Who logged in to one of their own changed nothing for this one.
    """
    browser = found.browser
    return browser.rotate_at is not None and browser.move_to == browser.conversation_id


def _begin(session: Session, visitor: Visitor, now: datetime) -> Admission:
    return _open(session, _begin_row(session, visitor, now), now)


def _open(
    session: Session,
    conversation: Conversation,
    now: datetime,
    claims: SiteClaims | None = None,
) -> Admission:
    secret = open_session(
        session,
        conversation_id=conversation.id,
        now=now,
        by_token=claims is not None,
        token_id=claims.token_id if claims else None,
    )
    return Admission(conversation, secret, was_known=claims is not None)


def _admit_customer(
    session: Session, visitor: Visitor, claims: SiteClaims, found: Entry | None, now: datetime
) -> Admission:
    """Open the customer's own conversation.

    What this browser wrote as nobody becomes theirs; what somebody else wrote stays out of sight.
    """
    customer = find_or_make_customer(session, claims, visitor.language, now)
    if is_revoked(session, claims=claims, customer_id=customer.id):
        raise TokenRefused("The token was revoked: the customer has logged out.")
    if found is not None and found.conversation.customer_id == customer.id:
        return _renew(session, visitor, claims, found, customer, now)
    is_nobodys = found is not None and found.conversation.customer_id is None
    if found is not None and is_nobodys and found.conversation.last_id > 0:
        conversation = found.conversation
    else:
        conversation = _find_latest(session, customer.id, now) or _begin_row(session, visitor, now)
    if found is not None and (is_nobodys or found.browser.by_token):
        session.delete(found.browser)
    _mark(session, conversation, customer, now)
    return _open(session, conversation, now, claims)


def _renew(
    session: Session,
    visitor: Visitor,
    claims: SiteClaims,
    found: Entry,
    customer: Customer,
    now: datetime,
) -> Admission:
    _mark(session, found.conversation, customer, now)
    found.browser.by_token, found.browser.token_id = True, claims.token_id
    found.browser.rotate_for = found.browser.rotate_at = found.browser.move_to = None
    session.flush()
    return Admission(found.conversation, str(visitor.secret), was_known=True)


def _mark(session: Session, conversation: Conversation, customer: Customer, now: datetime) -> None:
    mark_verified(session, conversation_id=conversation.id, customer_id=customer.id, now=now)
    session.refresh(conversation)


def _begin_row(session: Session, visitor: Visitor, now: datetime) -> Conversation:
    return open_conversation(
        session,
        channel="web",
        language=visitor.language,
        page=visitor.page,
        address_hash=visitor.address_hash,
        now=now,
    )


def _find_latest(session: Session, customer_id: int, now: datetime) -> Conversation | None:
    query = (
        select(Conversation)
        .where(
            Conversation.channel == "web",
            Conversation.customer_id == customer_id,
            Conversation.updated_at > now - RESUMED_FOR,
        )
        .order_by(Conversation.updated_at.desc())
        .limit(1)
    )
    return session.scalar(query)


def find_or_make_customer(
    session: Session, claims: SiteClaims, language: Language, now: datetime
) -> Customer:
    """Return the customer whom a site's token names; one it brings for the first time is stored.

    The site's own id counts first: an address may change hands. Raises `TokenRefused` where the
    token names nobody we could know.
    """
    known = find_customer_by_identity(session, channel=SITE, external_id=claims.subject)
    if claims.customer_id is not None:
        named = session.get(Customer, claims.customer_id)
        if named is None or (known is not None and known.id != named.id):
            raise TokenRefused("`customer_id` is no customer of ours, or not the one of `sub`.")
        known = named
    if known is None and claims.email is not None:
        known = find_customer_by_email(session, email=claims.email)
        known = known or _make_customer(session, claims, claims.email, language, now)
    if known is None:
        raise TokenRefused("The token needs `email`, or a `sub` that came with one before.")
    link_identity(session, customer_id=known.id, channel=SITE, external_id=claims.subject, now=now)
    return known


def _make_customer(
    session: Session, claims: SiteClaims, email: str, language: Language, now: datetime
) -> Customer | None:
    name = claims.name or email.partition("@")[0]
    made = CustomerCreate(name=name, email=email, language=language)
    try:
        return create_customer(session, customer=made, now=now)
    except Conflict:  # another tab was quicker
        return find_customer_by_email(session, email=email)
