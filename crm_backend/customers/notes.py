"""What staff write down of a customer."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_backend.customers.models import CustomerNote
from crm_backend.customers.service import get_customer
from crm_backend.text import tidy_text
from kernel.errors import Conflict, Forbidden, NotFound

MOST = 50  # shown of one customer; the pinned ones are always among them


def list_notes(session: Session, *, customer_id: int, limit: int = MOST) -> Sequence[CustomerNote]:
    """Return the notes on a customer, the pinned ones first, then the newest."""
    query = select(CustomerNote).where(CustomerNote.customer_id == customer_id)
    order = (CustomerNote.is_pinned.desc(), CustomerNote.id.desc())
    return session.scalars(query.order_by(*order).limit(limit)).all()


def find_note(session: Session, *, customer_id: int, note_id: int) -> CustomerNote:
    """Return the note; `NotFound`, in the same words, where it is missing or on another."""
    note = session.get(CustomerNote, note_id)
    if note is None or note.customer_id != customer_id:
        raise NotFound("There is no such note.")
    return note


def write_note(
    session: Session,
    *,
    customer_id: int,
    author_id: str,
    author_name: str,
    text: str,
    is_pinned: bool = False,
    now: datetime,
    idempotency_key: str | None = None,
) -> CustomerNote:
    """Keep a note; with a key once. Raises `NotFound`, `Invalid`, `Conflict` for a used key."""
    get_customer(session, customer_id=customer_id)
    if idempotency_key is not None:
        query = select(CustomerNote).where(CustomerNote.idempotency_key == idempotency_key)
        done = session.scalar(query)
        if done is not None and done.customer_id != customer_id:
            raise Conflict("This idempotency key was used for another customer.")
        if done is not None:
            return done
    made = CustomerNote(
        customer_id=customer_id,
        author_id=author_id,
        author_name=author_name,
        text=tidy_text(text, what="note"),
        is_pinned=is_pinned,
        created_at=now,
        idempotency_key=idempotency_key,
    )
    session.add(made)
    session.flush()
    return made


def change_note(
    session: Session,
    *,
    customer_id: int,
    note_id: int,
    text: str,
    is_pinned: bool,
    author_id: str,
    may_overrule: bool,
    now: datetime,
) -> CustomerNote:
    """Write a note anew. Anybody may pin; another's words only who may overrule."""
    note = find_note(session, customer_id=customer_id, note_id=note_id)
    words = tidy_text(text, what="note")
    if words != note.text:
        _insist_own(note, author_id, may_overrule=may_overrule)
        note.text, note.updated_at = words, now
    note.is_pinned = is_pinned
    session.flush()
    return note


def delete_note(
    session: Session, *, customer_id: int, note_id: int, author_id: str, may_overrule: bool
) -> None:
    """Forget a note; another's only who may overrule."""
    note = find_note(session, customer_id=customer_id, note_id=note_id)
    _insist_own(note, author_id, may_overrule=may_overrule)
    session.delete(note)
    session.flush()


def _insist_own(note: CustomerNote, author_id: str, *, may_overrule: bool) -> None:
    if note.author_id != author_id and not may_overrule:
        raise Forbidden("This note is a colleague's.")
