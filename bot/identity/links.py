"""Telegram accounts: linked by the customer's own number or by a link from a verified web page.

A linked account is its customer in its chat for as long as the link stands: every message renews
the proof, and the first message after an unlinking, by whomever, is a stranger's.
"""

import secrets
from datetime import datetime
from typing import Literal

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.identity import rules
from bot.identity.models import LinkState, LinkToken
from bot.identity.service import mark_verified
from bot.identity.sessions import hash_secret
from bot.ledger.conversations import find_by_chat, get_conversation
from bot.ledger.messages import Draft, advance, post
from bot.ledger.models import Conversation
from bot.ledger.notes import add_note
from bot.ledger.speakers import find_username
from bot.payloads import confirm_buttons
from bot.wording import say
from crm_backend.customers.models import Customer
from crm_backend.customers.service import (
    find_customer_by_identity,
    find_customers_by_phone,
    get_customer,
    list_identities,
    unlink_identity,
)
from kernel.messages import Button, Reply

CHANNEL: Literal["telegram"] = "telegram"
LINK_BYTES = 32  # 43 characters; Telegram takes 64 of A-Z a-z 0-9 _ -
MAX_LABEL = 80  # characters of a name that a stranger chose


def send_link(session: Session, *, conversation_id: str, now: datetime) -> None:
    """Answer the wish for a link: the link, or what is missing for it."""
    found = get_conversation(session, conversation_id=conversation_id)
    session.refresh(found)
    username = find_username(session, channel=CHANNEL, now=now)
    customer_id = verified_customer_id(found, now)
    if username is None:
        return _tell(session, found, "link_off", now)
    if customer_id is None:
        return _tell(session, found, "link_verify_first", now)
    token = _issue(session, found.id, customer_id, now)
    if token is None:
        return _tell(session, found, "too_many_codes", now)
    return _tell(session, found, "link_here", now, link=f"https://t.me/{username}?start={token}")


def verified_customer_id(conversation: Conversation, now: datetime) -> int | None:
    """Return whose a conversation is, if that is proved and still holds."""
    level = rules.level_at(conversation.level, conversation.verified_until, now)
    return conversation.customer_id if level == "verified" else None


def _issue(session: Session, conversation_id: str, customer_id: int, now: datetime) -> str | None:
    """Store a link that replaces earlier ones; None when too many were asked for."""
    mine = LinkToken.conversation_id == conversation_id
    query = select(func.count()).select_from(LinkToken)
    if (
        session.scalar(query.where(mine, LinkToken.created_at > now - rules.WINDOW)) or 0
    ) >= rules.MAX_LINKS:
        return None
    session.execute(
        update(LinkToken)
        .where(mine, LinkToken.state.in_(("open", "opened")))
        .values(state="replaced")
    )
    token = secrets.token_urlsafe(LINK_BYTES)
    session.add(
        LinkToken(
            conversation_id=conversation_id,
            customer_id=customer_id,
            token_hash=hash_secret(token),
            created_at=now,
            expires_at=now + rules.LINK_LIFETIME,
        )
    )
    return token


def open_link(session: Session, *, token: str, account: str, name: str, now: datetime) -> bool:
    """Note that a Telegram account opened a link, and ask on the web whether it is theirs.

    False for a link that is unknown, used, expired or was opened before: one answer for all.
    """
    opened = session.execute(
        update(LinkToken)
        .where(
            LinkToken.token_hash == hash_secret(token),
            LinkToken.state == "open",
            LinkToken.expires_at > now,
        )
        .values(state="opened", account=account)
        .returning(LinkToken.id, LinkToken.conversation_id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if opened is None:
        return False
    found = get_conversation(session, conversation_id=opened.conversation_id)
    buttons = confirm_buttons(found.language, opened.id)
    # The name is a stranger's: its signs are no marks, its length is bounded.
    shown = name.replace("*", "").replace("[", "(").replace("]", ")")[:MAX_LABEL]
    _tell(session, found, "link_confirm", now, buttons=buttons, account=shown)
    return True


def confirm_link(session: Session, *, conversation_id: str, link_id: int, now: datetime) -> None:
    """Link the account that opened the link: the yes of the page that asked for it."""
    found = get_conversation(session, conversation_id=conversation_id)
    session.refresh(found)
    link = session.get(LinkToken, link_id)
    if link is None or link.customer_id != verified_customer_id(found, now):
        return _tell(session, found, "link_over", now)
    if not _end(session, conversation_id, link_id, "used", now) or link.account is None:
        return _tell(session, found, "link_over", now)
    is_linked = link_account(session, account=link.account, customer_id=link.customer_id, now=now)
    return _tell(session, found, "link_done" if is_linked else "link_over", now)


def refuse_link(session: Session, *, conversation_id: str, link_id: int, now: datetime) -> None:
    """The no of the page: the link is dead."""
    found = get_conversation(session, conversation_id=conversation_id)
    is_refused = _end(session, conversation_id, link_id, "refused", now)
    _tell(session, found, "link_refused" if is_refused else "link_over", now)


def _end(
    session: Session, conversation_id: str, link_id: int, state: LinkState, now: datetime
) -> bool:
    ended = session.execute(
        update(LinkToken)
        .where(
            LinkToken.id == link_id,
            LinkToken.conversation_id == conversation_id,
            LinkToken.state == "opened",
            LinkToken.expires_at > now,
        )
        .values(state=state)
        .returning(LinkToken.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    return ended is not None


def link_account(session: Session, *, account: str, customer_id: int, now: datetime) -> bool:
    """Make a Telegram account its customer's, and tell its chat; False where that was forgotten."""
    chat = find_by_chat(session, channel=CHANNEL, external_id=account)
    if chat is None:
        return False
    mark_verified(session, conversation_id=chat.id, customer_id=customer_id, now=now)
    customer = get_customer(session, customer_id=customer_id)
    _tell(session, chat, "telegram_linked", now, name=customer.first_name)
    return True


def find_contact_owner(session: Session, *, phone: str) -> Customer | None:
    """Return the one customer with this number; where two share it, it proves nothing."""
    found = find_customers_by_phone(session, phone=phone)
    return found[0] if len(found) == 1 else None


def renew_account(session: Session, *, conversation: Conversation, now: datetime) -> None:
    """Bring a chat to what its account is now, before anything of its message is done."""
    account = conversation.external_id
    if account is None:
        return
    owner = find_customer_by_identity(session, channel=CHANNEL, external_id=account)
    if owner is None:
        if conversation.level == "verified" or conversation.customer_id is not None:
            _disown(session, conversation.id, now)
        return
    until, is_same = conversation.verified_until, conversation.customer_id == owner.id
    is_fresh = until is not None and until > now + rules.RENEWED_BEFORE
    if not (is_same and is_fresh and conversation.level == "verified"):
        advance(
            session,
            conversation_id=conversation.id,
            count=0,
            now=now,
            customer_id=owner.id,
            level="verified",
            verified_until=now + rules.VERIFIED_FOR,
        )
        add_note(session, "desk", conversation.id)


def unlink_account(session: Session, *, account: str, now: datetime) -> bool:
    """Unlink one account and make its chat a stranger's at once; False if it was nobody's."""
    is_gone = unlink_identity(session, channel=CHANNEL, external_id=account)
    chat = find_by_chat(session, channel=CHANNEL, external_id=account)
    if chat is not None and chat.customer_id is not None:
        _disown(session, chat.id, now)
    return is_gone


def unlink_customer(session: Session, *, customer_id: int, now: datetime) -> int:
    """Unlink all Telegram accounts of a customer; returns how many."""
    accounts = [
        one.external_id
        for one in list_identities(session, customer_id=customer_id)
        if one.channel == CHANNEL
    ]
    return sum(unlink_account(session, account=account, now=now) for account in accounts)


def unlink_mine(session: Session, *, conversation_id: str, now: datetime) -> None:
    """Answer the wish of a verified conversation on the web to unlink."""
    found = get_conversation(session, conversation_id=conversation_id)
    session.refresh(found)
    customer_id = verified_customer_id(found, now)
    if customer_id is None:
        return _tell(session, found, "link_verify_first", now)
    unlink_customer(session, customer_id=customer_id, now=now)
    return _tell(session, found, "unlink_done", now)


def _disown(session: Session, conversation_id: str, now: datetime) -> None:
    advance(
        session,
        conversation_id=conversation_id,
        count=0,
        now=now,
        customer_id=None,
        level="anonymous",
        verified_until=None,
    )
    add_note(session, "desk", conversation_id)


def _tell(
    session: Session,
    conversation: Conversation,
    key: str,
    now: datetime,
    buttons: tuple[Button, ...] = (),
    **values: str,
) -> None:
    text = say(key, conversation.language, **values)
    drafts = [Draft("system", Reply(text=text, buttons=buttons))]
    post(session, conversation_id=conversation.id, drafts=drafts, now=now)
