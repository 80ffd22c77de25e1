"""What people do with their own account."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot.ledger.notes import add_note
from console.refusals import refusal
from console.staff import factor, service
from console.staff.models import SetupLink, Staff, StaffSession
from console.staff.rules import is_session_alive
from crm_backend.text import plain
from kernel.errors import Invalid, NotFound
from kernel.turns import Language

ID_DIGITS = 16  # of the hash of a session's token: tells sessions apart and opens none


def change_profile(
    session: Session, *, staff_id: int, name: str, language: Language | None
) -> None:
    """Set the name that customers see, and the language of the pages (None: the browser's)."""
    tidy = " ".join(plain(name).split())
    if not tidy or len(tidy) > 200:
        raise refusal(Invalid, "name_missing")
    session.execute(update(Staff).where(Staff.id == staff_id).values(name=tidy, language=language))


def make_password_hash(staff: Staff, *, old: str, new: str, shop_name: str) -> str:
    """Return the hash of a new password; raises `Invalid` where it is none, or no other one.

    That the old one is right was proved before. Takes long.
    """
    service.check_new_password(new, email=staff.email, shop_name=shop_name, name=staff.name)
    if old == new:
        raise refusal(Invalid, "password_same")
    return service.HASHER.hash(new)


def change_password(session: Session, *, staff_id: int, password_hash: str, keep_token: str) -> int:
    """Set a password and end all other sessions; returns how many there were."""
    session.execute(update(Staff).where(Staff.id == staff_id).values(password_hash=password_hash))
    # A link for a new password that lies about in a mail opens nothing any more.
    session.execute(
        delete(SetupLink).where(SetupLink.staff_id == staff_id, SetupLink.used_at.is_(None))
    )
    return end_sessions(session, staff_id=staff_id, keep_token=keep_token)


def end_sessions(session: Session, *, staff_id: int, keep_token: str = "") -> int:
    """End all sessions of somebody, but for one; open pages hear of it at once."""
    others = (
        StaffSession.staff_id == staff_id,
        StaffSession.token_hash != service.hash_token(keep_token),
    )
    ended = session.execute(delete(StaffSession).where(*others))
    factor.end_steps(session, staff_ids=[staff_id])
    add_note(session, "staff", str(staff_id))
    return int(ended.rowcount)  # type: ignore[attr-defined]


def end_session(session: Session, *, staff_id: int, session_id: str) -> None:
    """End one session of somebody; raises `NotFound` where they have no such one."""
    ended = session.execute(
        delete(StaffSession).where(
            StaffSession.staff_id == staff_id,
            func.substr(StaffSession.token_hash, 1, ID_DIGITS) == session_id,
        )
    )
    if not ended.rowcount:  # type: ignore[attr-defined]
        raise refusal(NotFound, "session_gone")
    add_note(session, "staff", str(staff_id))


def list_sessions(session: Session, *, staff_id: int, now: datetime) -> Sequence[StaffSession]:
    """Return the sessions that still count, the one used last first."""
    query = select(StaffSession).where(StaffSession.staff_id == staff_id)
    found = session.scalars(query.order_by(StaffSession.seen_at.desc())).all()
    return [one for one in found if is_session_alive(one.created_at, one.seen_at, now)]
