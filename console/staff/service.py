"""Use cases of staff accounts."""

import hashlib
import hmac
import secrets
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.orm import Session

from console.staff.models import LoginFailure, SetupLink, Staff, StaffSession
from console.staff.rules import (
    ABSOLUTE,
    ACCOUNT_WINDOW,
    ADDRESS_WINDOW,
    ROLES,
    SETUP_LIFETIME,
    is_session_alive,
    may_try_login,
    password_problem,
)
from kernel.errors import Conflict, Invalid, NotFound, TooMany, Unauthenticated

TOKEN_BYTES = 32
HASHER = PasswordHasher()  # argon2id with RFC 9106's low-memory parameters (64 MiB, t=3, p=4)
# Checked when there is no such account, so that both answers take as long.
DECOY = HASHER.hash(secrets.token_urlsafe(TOKEN_BYTES))


def hash_token(token: str) -> str:
    """Return what is stored of a token: a SHA-256, enough for 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def has_staff(session: Session) -> bool:
    """Tell whether anybody has an account yet."""
    return bool(session.scalar(select(exists().where(Staff.id.is_not(None)))))


def create_setup_link(session: Session, *, role: str, now: datetime) -> str:
    """Return the token of a new one-time link; older unused links for this role die."""
    if role not in ROLES:
        raise Invalid(f"There is no role {role!r}; choose one of {', '.join(ROLES)}.")
    session.execute(delete(SetupLink).where(SetupLink.role == role, SetupLink.used_at.is_(None)))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = SetupLink(
        token_hash=hash_token(token), role=role, created_at=now, expires_at=now + SETUP_LIFETIME
    )
    session.add(link)
    return token


def find_setup_link(session: Session, *, token: str, now: datetime) -> SetupLink:
    """Return the link if it can still be used."""
    link = session.get(SetupLink, hash_token(token))
    if link is None or link.used_at is not None or link.expires_at <= now:
        raise NotFound("This set-up link is unknown, used or expired; ask for a new one.")
    return link


def accept_setup(
    session: Session,
    *,
    token: str,
    name: str,
    email: str,
    password: str,
    shop_name: str,
    now: datetime,
) -> Staff:
    """Make the account a set-up link stands for, and use the link up."""
    link = find_setup_link(session, token=token, now=now)
    email = email.strip().lower()
    if not name.strip() or "@" not in email or len(email) > 320 or len(name) > 200:
        raise Invalid("Give a name and an e-mail address.")
    if problem := password_problem(password, email=email, shop_name=shop_name):
        raise Invalid(problem)
    if session.scalar(select(Staff.id).where(Staff.email == email)) is not None:
        raise Conflict("There is an account with this e-mail address already.")
    used = session.execute(
        update(SetupLink)
        .where(SetupLink.token_hash == link.token_hash, SetupLink.used_at.is_(None))
        .values(used_at=now)
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]
        raise NotFound("This set-up link is unknown, used or expired; ask for a new one.")
    staff = Staff(
        email=email,
        name=name.strip(),
        role=link.role,
        password_hash=HASHER.hash(password),
        created_at=now,
    )
    session.add(staff)
    session.flush()
    return staff


def keyed_hash(value: str, key: str) -> str:
    """Return a hash of `value` that nobody without the key can look up."""
    return hmac.new(key.encode(), value.encode(), hashlib.sha256).hexdigest()


def count_failures(
    session: Session, *, account: str, address: str, now: datetime
) -> tuple[int, int]:
    """Return the failed logins of an account (15 min) and from an address (5 min)."""
    counts = []
    for column, value, window in (
        (LoginFailure.account_hash, account, ACCOUNT_WINDOW),
        (LoginFailure.address_hash, address, ADDRESS_WINDOW),
    ):
        query = select(func.count()).where(column == value, LoginFailure.at > now - window)
        counts.append(session.scalar(query) or 0)
    return counts[0], counts[1]


def check_login(
    session: Session, *, email: str, password: str, account: str, address: str, now: datetime
) -> Staff:
    """Return whose password this is.

    `account` and `address` are keyed hashes. A wrong e-mail and a wrong password raise the same
    `Unauthenticated` after the same work; too many failures raise `TooMany`. Only reads: checking
    a password takes long on purpose, and nobody who wants to write shall wait for it.
    """
    if not may_try_login(*count_failures(session, account=account, address=address, now=now)):
        raise TooMany("Too many failed logins; wait a quarter of an hour and try again.")
    staff = session.scalar(select(Staff).where(Staff.email == email.strip().lower()))
    try:
        HASHER.verify(staff.password_hash if staff else DECOY, password)
    except VerificationError as error:
        raise Unauthenticated("The e-mail address or the password is wrong.") from error
    if staff is None or not staff.is_active:
        raise Unauthenticated("The e-mail address or the password is wrong.")
    return staff


def open_session(session: Session, *, staff_id: int, old_token: str, now: datetime) -> str:
    """Return the token of a new session; the browser's old one and outlived ones end."""
    log_out(session, token=old_token)
    session.execute(delete(StaffSession).where(StaffSession.created_at <= now - ABSOLUTE))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        StaffSession(token_hash=hash_token(token), staff_id=staff_id, created_at=now, seen_at=now)
    )
    return token


def record_failure(session: Session, *, account: str, address: str, now: datetime) -> None:
    """Count a failed login and forget those too old to count."""
    session.execute(delete(LoginFailure).where(LoginFailure.at < now - ACCOUNT_WINDOW))
    session.add(LoginFailure(account_hash=account, address_hash=address, at=now))


def find_session(session: Session, *, token: str, now: datetime) -> StaffSession | None:
    """Return the live session of a cookie, or None."""
    found = session.get(StaffSession, hash_token(token))
    if found is None or not found.staff.is_active:
        return None
    return found if is_session_alive(found.created_at, found.seen_at, now) else None


def touch_session(session: Session, *, token: str, now: datetime) -> None:
    """Note that a session was used."""
    query = update(StaffSession).where(StaffSession.token_hash == hash_token(token))
    session.execute(query.values(seen_at=now))


def log_out(session: Session, *, token: str) -> None:
    """End a session on the server."""
    session.execute(delete(StaffSession).where(StaffSession.token_hash == hash_token(token)))
