"""Use cases of staff accounts: passwords and sessions; `links` has the ways to an account."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.orm import Session

from console.refusals import refusal
from console.staff.models import LoginFailure, Staff, StaffSession
from console.staff.passwords import password_problem
from console.staff.policy import lacks_factor
from console.staff.rules import (
    ABSOLUTE,
    ACCOUNT_WINDOW,
    ADDRESS_WINDOW,
    is_session_alive,
    may_try_login,
)
from crm_backend.text import plain
from kernel.errors import Invalid, TooMany, Unauthenticated

TOKEN_BYTES = 32
HASHER = PasswordHasher()  # argon2id with RFC 9106's low-memory parameters (64 MiB, t=3, p=4)
# Checked when there is no such account, so that both answers take as long.
DECOY = HASHER.hash(secrets.token_urlsafe(TOKEN_BYTES))


@dataclass(frozen=True)
class Place:
    """Where a login comes from, as its owner is shown it: "Firefox · Linux", "203.0.113.…"."""

    browser: str = ""
    network: str = ""


NOWHERE = Place()


def hash_token(token: str) -> str:
    """Return what is stored of a token: a SHA-256, enough for 256 random bits."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def has_staff(session: Session) -> bool:
    """Tell whether anybody has an account yet."""
    return bool(session.scalar(select(exists().where(Staff.id.is_not(None)))))


def list_active(session: Session) -> list[Staff]:
    """Return everybody who may log in, by name."""
    query = select(Staff).where(Staff.is_active).order_by(Staff.name, Staff.id)
    return list(session.scalars(query))


def check_new_password(password: str, *, email: str, shop_name: str, name: str) -> None:
    """Raise `Invalid` for a password that is not good enough."""
    problem = password_problem(password, email=email, shop_name=shop_name, name=name)
    if problem is not None:
        code, values = problem
        raise refusal(Invalid, code, **values)


def tidy_email(email: str) -> str:
    """Return an address as it is stored, asked for and counted: there is one way to write it."""
    return plain(email).strip().lower()


def keyed_hash(value: str, key: str) -> str:
    """Return a hash of `value` that nobody without the key can look up."""
    return hmac.new(key.encode(), value.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def count_failures(
    session: Session, *, account: str, address: str, now: datetime
) -> tuple[int, int]:
    """Return the failed logins of an account (15 min) and from an address (5 min).

    An empty `address` is this machine's: whoever is behind a proxy that was not named as trusted
    looks like that, and one of them must not lock out the others.
    """
    counts = []
    for column, value, window in (
        (LoginFailure.account_hash, account, ACCOUNT_WINDOW),
        (LoginFailure.address_hash, address, ADDRESS_WINDOW),
    ):
        query = select(func.count()).where(column == value, LoginFailure.at > now - window)
        counts.append((session.scalar(query) or 0) if value else 0)
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
        raise refusal(TooMany, "logins_failed")
    staff = session.scalar(select(Staff).where(Staff.email == tidy_email(email)))
    try:
        HASHER.verify(staff.password_hash if staff else DECOY, password)
    except VerificationError as error:
        raise refusal(Unauthenticated, "login_wrong") from error
    if staff is None or not staff.is_active:
        raise refusal(Unauthenticated, "login_wrong")
    return staff


def open_session(
    session: Session, *, staff_id: int, old_token: str, now: datetime, place: Place = NOWHERE
) -> str:
    """Return the token of a new session; the browser's old one and outlived ones end."""
    log_out(session, token=old_token)
    session.execute(delete(StaffSession).where(StaffSession.created_at <= now - ABSOLUTE))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    made = StaffSession(
        token_hash=hash_token(token),
        staff_id=staff_id,
        created_at=now,
        seen_at=now,
        proved_at=now,
        browser=place.browser,
        network=place.network,
    )
    session.add(made)
    session.execute(update(Staff).where(Staff.id == staff_id).values(seen_at=now))
    return token


def record_failure(session: Session, *, account: str, address: str, now: datetime) -> None:
    """Count a failed login and forget those too old to count."""
    session.execute(delete(LoginFailure).where(LoginFailure.at < now - ACCOUNT_WINDOW))
    session.add(LoginFailure(account_hash=account, address_hash=address, at=now))


def find_session(
    session: Session, *, token: str, now: datetime, may_lack_factor: bool = False
) -> StaffSession | None:
    """Return the live session of a cookie, or None.

    None, too, for who must have a second factor and has none: they see nothing but the page that
    sets one up, which asks with `may_lack_factor`.
    """
    found = session.get(StaffSession, hash_token(token))
    if found is None or not found.staff.is_active:
        return None
    if not is_session_alive(found.created_at, found.seen_at, now):
        return None
    if not may_lack_factor and lacks_factor(session, found.staff):
        return None
    return found


def touch_session(session: Session, *, token: str, now: datetime) -> None:
    """Note that a session was used."""
    hashed = hash_token(token)
    session.execute(
        update(StaffSession).where(StaffSession.token_hash == hashed).values(seen_at=now)
    )
    whose = select(StaffSession.staff_id).where(StaffSession.token_hash == hashed)
    session.execute(update(Staff).where(Staff.id.in_(whose)).values(seen_at=now))


def log_out(session: Session, *, token: str) -> None:
    """End a session on the server."""
    session.execute(delete(StaffSession).where(StaffSession.token_hash == hash_token(token)))
