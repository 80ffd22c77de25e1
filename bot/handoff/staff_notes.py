"""Notes staff write for staff: they name colleagues, and no customer's channel reads them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from bot.handoff.mentions import find_mentions
from bot.handoff.moves import Agent
from bot.ledger.conversations import get_conversation
from bot.ledger.marks import add_mark
from bot.ledger.notes import add_note
from bot.ledger.staff_models import StaffMention, StaffNote, StaffNoteKind
from crm_backend.text import tidy_text
from kernel.errors import Forbidden, NotFound

LISTED = 500


@dataclass(frozen=True)
class NoteRow:
    """A note or a mark, and the ids of who is named in it."""

    note: StaffNote
    mentions: tuple[str, ...] = ()


def write_note(
    session: Session,
    *,
    conversation_id: str,
    author: Agent,
    text: str,
    now: datetime,
    staff: Sequence[Agent] = (),
    kind: StaffNoteKind = "note",
    named: Iterable[str] = (),
) -> int:
    """Store a note and return its id; raise `Invalid` for an empty or too long one, `NotFound`.

    Who of `staff` is named in it, and all of `named`, find it among their mentions.
    """
    get_conversation(session, conversation_id=conversation_id)
    text = tidy_text(text, what="note")
    note_id = add_mark(
        session,
        kind,
        conversation_id,
        now,
        author_id=author.id,
        author_name=author.name,
        text=text,
    )
    _mention(session, note_id, author.id, {*find_mentions(text, staff), *named})
    return note_id


def note_move(
    session: Session,
    *,
    conversation_id: str,
    author: Agent | None,
    text: str,
    kind: StaffNoteKind,
    staff: Sequence[Agent],
    now: datetime,
    named: Iterable[str] = (),
) -> None:
    """Store what was noted with a move of a conversation, if somebody noted anything."""
    if author is not None and text.strip():
        write_note(
            session,
            conversation_id=conversation_id,
            author=author,
            text=text,
            kind=kind,
            staff=staff,
            named=named,
            now=now,
        )


def _mention(session: Session, note_id: int, author_id: str | None, named: set[str]) -> None:
    """Name colleagues in a note; who was named before has it as they left it."""
    known = session.scalars(select(StaffMention.staff_id).where(StaffMention.note_id == note_id))
    new = sorted(named - {author_id} - set(known))
    if new:
        rows = [{"note_id": note_id, "staff_id": one} for one in new]
        session.execute(insert(StaffMention), rows)
        add_note(session, "desk")


def edit_note(
    session: Session,
    *,
    conversation_id: str,
    note_id: int,
    agent: Agent,
    text: str,
    now: datetime,
    staff: Sequence[Agent] = (),
) -> None:
    """Change a note; raise `Forbidden` unless it is the agent's or they may overrule."""
    note = _lock_note(session, conversation_id, note_id, agent)
    note.text, note.edited_at = tidy_text(text, what="note"), now
    named = set(find_mentions(note.text, staff))
    session.execute(
        delete(StaffMention).where(
            StaffMention.note_id == note_id,
            StaffMention.read_at.is_(None),
            StaffMention.staff_id.in_({one.id for one in staff} - named),
        )
    )
    _mention(session, note_id, note.author_id, named)
    add_note(session, "desk", conversation_id)


def delete_note(
    session: Session, *, conversation_id: str, note_id: int, agent: Agent, now: datetime
) -> None:
    """Take back what a note says; an empty line stays. Raises as `edit_note` does."""
    note = _lock_note(session, conversation_id, note_id, agent)
    note.text, note.deleted_at = "", now
    session.execute(delete(StaffMention).where(StaffMention.note_id == note_id))
    add_note(session, "desk", conversation_id)
    add_note(session, "desk")


def _lock_note(session: Session, conversation_id: str, note_id: int, agent: Agent) -> StaffNote:
    query = select(StaffNote).where(
        StaffNote.id == note_id,
        StaffNote.conversation_id == conversation_id,
        StaffNote.text != "",
        StaffNote.deleted_at.is_(None),
    )
    note = session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if note is None:
        raise NotFound("There is no such note.")
    if note.author_id != agent.id and not agent.may_overrule:
        raise Forbidden("Only its author or a supervisor may change a note.")
    return note


def list_notes(
    session: Session, *, conversation_id: str, after: int = 0, limit: int = LISTED
) -> list[NoteRow]:
    """Return notes and marks with an id above `after`, in order; each stands after the message
    `after_id`."""
    query = (
        select(StaffNote)
        .where(StaffNote.conversation_id == conversation_id, StaffNote.id > after)
        .order_by(StaffNote.id)
        .limit(limit)
    )
    notes = session.scalars(query).all()
    named: dict[int, list[str]] = {}
    mentions = select(StaffMention).where(StaffMention.note_id.in_([one.id for one in notes]))
    for mention in session.scalars(mentions.order_by(StaffMention.staff_id)):
        named.setdefault(mention.note_id, []).append(mention.staff_id)
    return [NoteRow(note, tuple(named.get(note.id, ()))) for note in notes]


def list_newest(
    session: Session, *, conversation_ids: Collection[str], most: int = LISTED
) -> list[StaffNote]:
    """Return the newest notes and marks of conversations, in the order they were written."""
    query = select(StaffNote).where(StaffNote.conversation_id.in_(conversation_ids))
    newest = session.scalars(query.order_by(StaffNote.id.desc()).limit(most)).all()
    return list(reversed(newest))


def count_unread_mentions(session: Session, *, staff_id: str) -> int:
    """Return how many notes name a member of staff and were not read by them."""
    query = select(func.count()).where(
        StaffMention.staff_id == staff_id, StaffMention.read_at.is_(None)
    )
    return session.scalar(query) or 0


def has_mentions(session: Session, *, staff_id: str, conversation_id: str) -> bool:
    """Tell whether notes on a conversation name a member of staff who has not read them."""
    named = select(StaffMention.note_id).join(StaffNote, StaffMention.note_id == StaffNote.id)
    query = named.where(
        StaffMention.staff_id == staff_id,
        StaffMention.read_at.is_(None),
        StaffNote.conversation_id == conversation_id,
    )
    return session.scalar(query.limit(1)) is not None


def list_mentions(session: Session, *, staff_id: str, limit: int = 50) -> list[StaffNote]:
    """Return the notes that name a member of staff and were not read by them, newest first."""
    query = (
        select(StaffNote)
        .join(StaffMention, StaffMention.note_id == StaffNote.id)
        .where(StaffMention.staff_id == staff_id, StaffMention.read_at.is_(None))
        .order_by(StaffNote.id.desc())
        .limit(limit)
    )
    return list(session.scalars(query))


def read_mentions(
    session: Session, *, staff_id: str, now: datetime, conversation_id: str | None = None
) -> int:
    """Note that they were read, all or those of one conversation; returns how many were new."""
    chosen = select(StaffNote.id).where(StaffNote.conversation_id == conversation_id)
    where = [StaffMention.staff_id == staff_id, StaffMention.read_at.is_(None)]
    if conversation_id is not None:
        where.append(StaffMention.note_id.in_(chosen))
    read = session.scalars(
        update(StaffMention)
        .where(*where)
        .values(read_at=now)
        .returning(StaffMention.note_id)
        .execution_options(synchronize_session=False)
    ).all()
    if read:
        add_note(session, "desk")
    return len(read)
