"""Keeping saved replies: who sees which, who may change which."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from console.replies.models import SavedReply, shelf_of
from console.replies.schemas import ReplyDraft
from console.staff.models import Staff
from console.web import as_principal
from kernel.errors import Conflict, Forbidden, NotFound
from kernel.principals import may, require

MOST = 2_000  # replies on one shelf: more would be found by nobody


class ShortcutTaken(Conflict):
    """Another reply of the same shelf has the shortcut."""

    code = "shortcut_taken"


class ChangedMeanwhile(Conflict):
    """Somebody else has changed the reply since it was shown."""

    code = "changed_meanwhile"


def is_seen_by(staff: Staff) -> ColumnElement[bool]:
    """Return the condition under which a member of staff sees a reply."""
    return or_(SavedReply.scope == "shared", SavedReply.owner_id == staff.id)


def may_change(staff: Staff, reply: SavedReply) -> bool:
    """Tell whether somebody may change or delete a reply that they see."""
    wanted = "conversations:write" if reply.scope == "own" else "replies:write"
    return may(as_principal(staff), wanted)


def list_replies(session: Session, *, staff: Staff) -> list[SavedReply]:
    """Return all that a member of staff sees, by shortcut; shared ones before one's own."""
    query = select(SavedReply).where(is_seen_by(staff))
    return list(session.scalars(query.order_by(SavedReply.shortcut, SavedReply.scope.desc())))


def get_reply(session: Session, *, staff: Staff, reply_id: int) -> SavedReply:
    """Return a reply; raise `NotFound` where there is none or it is a colleague's own."""
    query = select(SavedReply).where(SavedReply.id == reply_id, is_seen_by(staff))
    found = session.scalar(query)
    if found is None:
        raise NotFound("There is no such saved reply.")
    return found


def create_reply(session: Session, *, staff: Staff, draft: ReplyDraft, now: datetime) -> SavedReply:
    """Store a new reply; raise `Forbidden`, `ShortcutTaken`, `Conflict` where a shelf is full."""
    _check_right(staff, draft)
    owner = staff.id if draft.scope == "own" else None
    shelf = shelf_of(draft.scope, owner)
    count = session.scalar(select(func.count()).where(SavedReply.shelf == shelf)) or 0
    if count >= MOST:
        raise Conflict(f"There are {MOST:,} saved replies already; delete some first.")
    made = SavedReply(shelf=shelf, owner_id=owner, changed_by=staff.name, changed_at=now)
    _fill(made, draft)
    return _store(session, made)


def change_reply(
    session: Session,
    *,
    staff: Staff,
    reply_id: int,
    draft: ReplyDraft,
    seen_at: datetime | None,
    now: datetime,
) -> SavedReply:
    """Change a reply that was last seen as of `seen_at` (None: whatever it is now).

    Raises `NotFound`, `Forbidden`, `ShortcutTaken`, `ChangedMeanwhile`.
    """
    found = get_reply(session, staff=staff, reply_id=reply_id)
    _check_change(staff, found)
    _check_right(staff, draft)
    if seen_at is not None and found.changed_at != seen_at:
        raise ChangedMeanwhile("Somebody has changed this reply meanwhile.", by=found.changed_by)
    found.owner_id = staff.id if draft.scope == "own" else None
    found.shelf = shelf_of(draft.scope, found.owner_id)
    found.changed_by, found.changed_at = staff.name, now
    _fill(found, draft)
    return _store(session, found)


def delete_reply(session: Session, *, staff: Staff, reply_id: int) -> SavedReply:
    """Delete a reply and return what it was; raise `NotFound`, `Forbidden`."""
    found = get_reply(session, staff=staff, reply_id=reply_id)
    _check_change(staff, found)
    session.delete(found)
    session.flush()
    return found


def count_use(session: Session, *, staff: Staff, reply_id: int) -> None:
    """Count that somebody has inserted a reply; raise `NotFound`."""
    get_reply(session, staff=staff, reply_id=reply_id)
    counted = update(SavedReply).where(SavedReply.id == reply_id)
    session.execute(counted.values(uses=SavedReply.uses + 1))


def _check_right(staff: Staff, draft: ReplyDraft) -> None:
    wanted = "conversations:write" if draft.scope == "own" else "replies:write"
    require(as_principal(staff), wanted)


def _check_change(staff: Staff, reply: SavedReply) -> None:
    if not may_change(staff, reply):
        raise Forbidden("Shared replies are changed by supervisors.", permission="replies:write")


def _fill(reply: SavedReply, draft: ReplyDraft) -> None:
    for name, value in draft.model_dump().items():
        setattr(reply, name, value)


def _store(session: Session, reply: SavedReply) -> SavedReply:
    try:
        with session.begin_nested():
            session.add(reply)
    except IntegrityError as error:
        raise ShortcutTaken("Another reply has this shortcut.", shortcut=reply.shortcut) from error
    return reply
