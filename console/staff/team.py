"""What admins do with accounts of others. The last active admin stays one, whatever they do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from bot.handoff.models import Presence
from bot.handoff.service import requeue
from bot.ledger.models import Conversation
from bot.ledger.notes import add_note
from console.refusals import refusal
from console.staff import factor, grants, links, own
from console.staff.models import SetupLink, Staff, StaffSession
from console.staff.rules import ABSOLUTE, IDLE, ROLES
from crm_backend.text import plain
from kernel.errors import Conflict, Invalid, NotFound
from kernel.principals import Principal, may, roles_with

ID_DIGITS = own.ID_DIGITS


@dataclass(frozen=True)
class Member:
    """An account as the team page lists it, with how many sessions are open."""

    staff: Staff
    sessions: int


def list_members(session: Session, *, now: datetime) -> list[Member]:
    """Return all accounts, those that work first, by name."""
    live = (
        select(StaffSession.staff_id, func.count().label("sessions"))
        .where(StaffSession.seen_at > now - IDLE, StaffSession.created_at > now - ABSOLUTE)
        .group_by(StaffSession.staff_id)
        .subquery()
    )
    query = (
        select(Staff, func.coalesce(live.c.sessions, 0))
        .outerjoin(live, live.c.staff_id == Staff.id)
        .order_by(Staff.is_active.desc(), func.lower(Staff.name), Staff.id)
    )
    return [Member(staff, count) for staff, count in session.execute(query)]


def get_member(session: Session, *, staff_id: int) -> Staff:
    """Return an account; raises `NotFound`."""
    found = session.get(Staff, staff_id, populate_existing=True)
    if found is None:
        raise refusal(NotFound, "no_such_account")
    return found


def list_invitations(session: Session, *, now: datetime) -> Sequence[SetupLink]:
    """Return the links that can still be used, newest first."""
    open_ones = (SetupLink.used_at.is_(None), SetupLink.expires_at > now)
    query = select(SetupLink).where(*open_ones).order_by(SetupLink.created_at.desc())
    return session.scalars(query).all()


def invite(session: Session, *, role: str, label: str, by: int, now: datetime) -> str:
    """Return the token of a link that makes an account; `label` says for whom it is meant."""
    if role not in ROLES:
        raise refusal(Invalid, "role_unknown")
    tidy = " ".join(plain(label).split())[:200]
    return links.add_link(session, role=role, now=now, made_by=by, label=tidy)


def withdraw_invitation(session: Session, *, link_id: str) -> SetupLink:
    """Let a link open nothing any more; raises `NotFound` where it does not already."""
    same = (func.substr(SetupLink.token_hash, 1, ID_DIGITS) == link_id, SetupLink.used_at.is_(None))
    found = session.scalar(select(SetupLink).where(*same))
    if found is None:
        raise refusal(NotFound, "link_dead")
    session.delete(found)
    session.flush()
    return found


def make_password_link(session: Session, *, staff_id: int, by: int, now: datetime) -> str:
    """Return the token of a link by which somebody gives themselves a new password.

    It takes no second factor away: who uses it logs in with theirs.
    """
    staff = get_member(session, staff_id=staff_id)
    if not staff.is_active:
        raise refusal(Conflict, "account_is_off")
    session.execute(
        delete(SetupLink).where(SetupLink.staff_id == staff_id, SetupLink.used_at.is_(None))
    )
    return links.add_link(
        session, role=staff.role, now=now, made_by=by, label=staff.name, staff_id=staff_id
    )


def find_password_link(session: Session, *, token: str, now: datetime) -> Staff:
    """Return whose new password a link is for; raises `NotFound` where it can be used no more."""
    link = links.find_setup_link(session, token=token, now=now)
    staff = session.get(Staff, link.staff_id) if link.staff_id is not None else None
    if staff is None or not staff.is_active:
        raise refusal(NotFound, "link_dead")
    return staff


def use_password_link(session: Session, *, token: str, password_hash: str, now: datetime) -> Staff:
    """Set the password of a link's account and use the link up; sessions of the account end."""
    staff = find_password_link(session, token=token, now=now)
    links.use_link_up(session, links.find_setup_link(session, token=token, now=now), now=now)
    staff.password_hash = password_hash
    session.flush()
    own.end_sessions(session, staff_id=staff.id)
    return staff


def change_role(session: Session, *, staff_id: int, role: str, now: datetime) -> str:
    """Give somebody a role from their next request on; returns the old one.

    Raises `Conflict` where the last active admin would be none. Who may answer no chats any more
    has theirs put back in line. What was given beyond the old role ends with it.
    """
    if role not in ROLES:
        raise refusal(Invalid, "role_unknown")
    admins = lock_admins(session)
    staff = get_member(session, staff_id=staff_id)
    old = staff.role
    if role != "admin" and admins == [staff_id]:
        raise refusal(Conflict, "last_admin")
    staff.role = role
    session.flush()
    if role != old:
        grants.drop_grants(session, staff_id=staff_id)
    if role != "admin":
        _drop_links(session, staff_id)
    if not may(Principal("staff", str(staff_id), role), "conversations:write"):
        free_chats(session, staff_id=staff_id, now=now)
    add_note(session, "staff", str(staff_id))
    return old


def disable(session: Session, *, staff_id: int, now: datetime) -> bool:
    """Switch an account off: sessions, open pages and links end, chats go back in line.

    Returns False where it was off; raises `Conflict` for the last active admin.
    """
    admins = lock_admins(session)
    staff = get_member(session, staff_id=staff_id)
    if not staff.is_active:
        return False
    if admins == [staff_id]:
        raise refusal(Conflict, "last_admin")
    staff.is_active = False
    session.flush()
    own.end_sessions(session, staff_id=staff_id)
    _drop_links(session, staff_id)
    free_chats(session, staff_id=staff_id, now=now)
    return True


def enable(session: Session, *, staff_id: int) -> bool:
    """Switch an account on again; False where it is. Nobody is logged in by that."""
    staff = get_member(session, staff_id=staff_id)
    if staff.is_active:
        return False
    staff.is_active = True
    session.flush()
    return True


def take_factor_away(session: Session, *, staff_id: int) -> None:
    """Let somebody in without the second factor they lost; raises `Conflict` where there is none.

    Their sessions end: who had the device had them, too.
    """
    get_member(session, staff_id=staff_id)
    if not factor.remove_factor(session, staff_id=staff_id):
        raise refusal(Conflict, "factor_is_off")
    own.end_sessions(session, staff_id=staff_id)


def end_factorless(session: Session, *, roles: Sequence[str], but: int) -> None:
    """End the sessions of those who must have a second factor now and have none."""
    query = select(Staff.id).where(Staff.role.in_(roles), Staff.factor_at.is_(None))
    for staff_id in session.scalars(query.where(Staff.id != but)).all():
        own.end_sessions(session, staff_id=staff_id)


def lock_admins(session: Session) -> list[int]:
    """Return the active admins; who else would change one waits until this is committed."""
    query = select(Staff.id).where(Staff.role.in_(roles_with("staff:write")), Staff.is_active)
    return list(session.scalars(query.order_by(Staff.id).with_for_update()))


def free_chats(session: Session, *, staff_id: int, now: datetime) -> None:
    """Put the chats of somebody back in line and note that they are not at the desk."""
    agent_id = str(staff_id)
    session.execute(update(Presence).where(Presence.agent_id == agent_id).values(state="off"))
    theirs = (Conversation.owner == "person", Conversation.agent_id == agent_id)
    for chosen in session.scalars(select(Conversation.id).where(*theirs)).all():
        requeue(session, conversation_id=chosen, now=now, actor="system", conditions=theirs)
    add_note(session, "queue")


def _drop_links(session: Session, staff_id: int) -> None:
    """Delete the unused links that somebody made or that are for them."""
    theirs = or_(SetupLink.made_by == staff_id, SetupLink.staff_id == staff_id)
    session.execute(delete(SetupLink).where(theirs, SetupLink.used_at.is_(None)))
