"""Browser sessions: the secret by which a browser finds its conversation again.

A log-in gives the browser a new secret (OWASP ASVS 7.2.4): whoever had the old one, had put it
there or had used the same computer before, is left outside.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.identity.models import BrowserSession
from bot.ledger.models import Conversation
from bot.ledger.notes import add_note

SECRET_BYTES = 32  # 256 bits from the system's generator: not to be guessed


@dataclass(frozen=True)
class Entry:
    """A browser's session and the conversation it opens."""

    browser: BrowserSession
    conversation: Conversation


def hash_secret(secret: str) -> str:
    """Return what is stored of a secret; one of 256 random bits needs no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


def open_session(
    session: Session,
    *,
    conversation_id: str,
    now: datetime,
    by_token: bool = False,
    token_id: str | None = None,
) -> str:
    """Store a new session and return its secret."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    session.add(
        BrowserSession(
            secret_hash=hash_secret(secret),
            conversation_id=conversation_id,
            by_token=by_token,
            token_id=token_id,
            created_at=now,
        )
    )
    session.flush()
    return secret


def find_entry(session: Session, *, secret: str | None) -> Entry | None:
    """Return what a secret opens, None for an unknown one."""
    if not secret:
        return None
    query = (
        select(BrowserSession, Conversation)
        .join(Conversation, Conversation.id == BrowserSession.conversation_id)
        .where(BrowserSession.secret_hash == hash_secret(secret))
    )
    found = session.execute(query).one_or_none()
    return None if found is None else Entry(*found)


def require_rotation(
    session: Session, *, conversation_id: str, message_id: int, now: datetime, move_to: str
) -> None:
    """Have the browser that sent a message change its secret; `move_to` is what the new one opens.

    Where the conversation stays, all other browsers are out: the session that logged in counts.
    """
    session.execute(
        update(BrowserSession)
        .where(BrowserSession.conversation_id == conversation_id)
        .values(rotate_for=message_id, rotate_at=now, move_to=move_to)
    )
    add_note(session, "session", conversation_id, message_id)


def rotate(session: Session, *, secret_hash: str, now: datetime) -> tuple[str, str] | None:
    """Change a secret that must be changed; return the new one and the conversation it opens.

    None where it is known no more: somebody else was quicker.
    """
    row = session.execute(
        delete(BrowserSession)
        .where(BrowserSession.secret_hash == secret_hash, BrowserSession.rotate_at.is_not(None))
        .returning(
            BrowserSession.conversation_id,
            BrowserSession.move_to,
            BrowserSession.by_token,
            BrowserSession.token_id,
        )
    ).one_or_none()
    if row is None:
        return None
    target = row.move_to or row.conversation_id
    secret = open_session(
        session,
        conversation_id=target,
        now=now,
        by_token=row.by_token and target == row.conversation_id,
        token_id=row.token_id,
    )
    _end_or_keep_others(session, row.conversation_id, target)
    return secret, target


def _end_or_keep_others(session: Session, old: str, target: str) -> None:
    """End the sessions that wait for the same change; where they are another's, let them be."""
    waiting = (BrowserSession.conversation_id == old, BrowserSession.rotate_at.is_not(None))
    if target == old:
        session.execute(delete(BrowserSession).where(*waiting))
        add_note(session, "session", old)
    else:
        unchanged = {"rotate_for": None, "rotate_at": None, "move_to": None}
        session.execute(update(BrowserSession).where(*waiting).values(**unchanged))


def end_session(session: Session, *, secret_hash: str) -> None:
    """Forget a browser: it has logged out."""
    conversation_id = session.scalar(
        delete(BrowserSession)
        .where(BrowserSession.secret_hash == secret_hash)
        .returning(BrowserSession.conversation_id)
    )
    if conversation_id is not None:
        add_note(session, "session", conversation_id)


def is_session_good(session: Session, *, secret_hash: str, own_messages: frozenset[int]) -> bool:
    """Tell whether a socket may go on with this secret.

    One that must change its secret may while it is the one that logged in.
    """
    found = session.get(BrowserSession, secret_hash)
    if found is None:
        return False
    is_other = found.rotate_for is not None and found.rotate_for not in own_messages
    return not (is_other and found.move_to == found.conversation_id)
