"""One-time links: to a new account, or to a new password."""

import secrets
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from console.refusals import refusal
from console.staff import service
from console.staff.models import SetupLink, Staff
from console.staff.rules import ROLES, SETUP_LIFETIME
from crm_backend.text import plain
from kernel.errors import Conflict, Invalid, NotFound


def create_setup_link(session: Session, *, role: str, now: datetime) -> str:
    """Return the token of a new one-time link; older ones of the command line for it die."""
    old = (SetupLink.role == role, SetupLink.used_at.is_(None), SetupLink.made_by.is_(None))
    session.execute(delete(SetupLink).where(*old))
    return add_link(session, role=role, now=now)


def add_link(
    session: Session,
    *,
    role: str,
    now: datetime,
    made_by: int | None = None,
    label: str = "",
    staff_id: int | None = None,
) -> str:
    """Return the token of a new one-time link for an account, or for one's new password."""
    if role not in ROLES:
        raise Invalid(f"There is no role {role!r}; choose one of {', '.join(ROLES)}.")
    token = secrets.token_urlsafe(service.TOKEN_BYTES)
    link = SetupLink(
        token_hash=service.hash_token(token),
        role=role,
        created_at=now,
        expires_at=now + SETUP_LIFETIME,
        staff_id=staff_id,
        made_by=made_by,
        label=label,
    )
    session.add(link)
    session.flush()
    return token


def find_setup_link(session: Session, *, token: str, now: datetime) -> SetupLink:
    """Return the link if it can still be used."""
    link = session.get(SetupLink, service.hash_token(token))
    if link is None or link.used_at is not None or link.expires_at <= now:
        raise refusal(NotFound, "link_dead")
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
    if link.staff_id is not None:  # it is for a password, and makes no accounts
        raise refusal(NotFound, "link_dead")
    name, email = plain(name), service.tidy_email(email)
    if not name.strip() or "@" not in email or len(email) > 320 or len(name) > 200:
        raise refusal(Invalid, "name_and_email")
    service.check_new_password(password, email=email, shop_name=shop_name, name=name)
    if session.scalar(select(Staff.id).where(Staff.email == email)) is not None:
        raise refusal(Conflict, "email_taken")
    use_link_up(session, link, now=now)
    staff = Staff(
        email=email,
        name=name.strip(),
        role=link.role,
        password_hash=service.HASHER.hash(password),
        created_at=now,
    )
    session.add(staff)
    session.flush()
    return staff


def use_link_up(session: Session, link: SetupLink, *, now: datetime) -> None:
    """Let a link open nothing more; of two who use it at once one is refused."""
    used = session.execute(
        update(SetupLink)
        .where(SetupLink.token_hash == link.token_hash, SetupLink.used_at.is_(None))
        .values(used_at=now)
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]
        raise refusal(NotFound, "link_dead")
