"""Log-outs that reach every browser: one token is called back, or all of a customer's."""

from datetime import datetime

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from bot.identity.models import BrowserSession, Revocation
from bot.identity.tokens import SiteClaims
from bot.ledger.models import Conversation
from bot.ledger.notes import add_note


def is_revoked(session: Session, *, claims: SiteClaims, customer_id: int) -> bool:
    """Tell whether a token was called back; one without `iat` is older than any log-out."""
    if claims.token_id is not None:
        called_back = session.get(Revocation, f"jti:{claims.token_id}")
        if called_back is not None:
            return True
    left = session.get(Revocation, f"customer:{customer_id}")
    # Times of issue are whole seconds: what was signed in the second of the log-out may be older.
    return left is not None and (claims.issued_at is None or claims.issued_at <= left.at)


def revoke_token(session: Session, *, token_id: str, now: datetime) -> int:
    """Call one token back; return how many browsers had come in by it."""
    _note(session, f"jti:{token_id}", now)
    return _end(session, select(BrowserSession).where(BrowserSession.token_id == token_id))


def log_out_everywhere(session: Session, *, customer_id: int, now: datetime) -> int:
    """End all of a customer's browser sessions and proofs; return how many browsers that were."""
    _note(session, f"customer:{customer_id}", now)
    query = (
        select(BrowserSession)
        .join(Conversation, Conversation.id == BrowserSession.conversation_id)
        .where(Conversation.customer_id == customer_id)
    )
    ended = _end(session, query)
    unproved = session.scalars(
        update(Conversation)
        .where(Conversation.customer_id == customer_id, Conversation.level == "verified")
        .values(level="claimed", verified_until=None)
        .returning(Conversation.id)
        .execution_options(synchronize_session=False)
    )
    for conversation_id in unproved:
        add_note(session, "desk", conversation_id)
    return ended


def _note(session: Session, subject: str, now: datetime) -> None:
    session.merge(Revocation(subject=subject, at=now))


def _end(session: Session, query: Select[BrowserSession]) -> int:
    browsers = session.scalars(query).all()
    for browser in browsers:
        session.execute(
            update(Conversation)
            .where(Conversation.id == browser.conversation_id)
            .values(level="claimed", verified_until=None)
            .execution_options(synchronize_session=False)
        )
        session.execute(
            delete(BrowserSession).where(BrowserSession.secret_hash == browser.secret_hash)
        )
        add_note(session, "session", browser.conversation_id)
        add_note(session, "desk", browser.conversation_id)
    return len(browsers)
