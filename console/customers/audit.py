"""What goes on record of customers: who had their data on a screen, and who changed what."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Path, Request
from sqlalchemy.orm import Session

from bot.identity.links import verified_customer_id
from console.access import get_bot
from console.audit.reading import Reading, note_once
from console.audit.service import Actor, record
from console.customers.owner import read_chat
from console.desk.ids import ChatId
from console.web import SignedIn, as_principal
from crm_backend.customers.models import Customer
from crm_backend.paging import MAX_ID
from kernel.principals import require

KIND = "customer"
CustomerId = Annotated[int, Path(ge=1, le=MAX_ID)]


async def note_customer(request: Request, staff: SignedIn, customer_id: CustomerId) -> None:
    """Note that the page of a customer was asked for."""
    require(as_principal(staff), "customers:read")
    await note_once(request, staff, lambda session: find_reading(session, customer_id))


async def note_owner(request: Request, staff: SignedIn, conversation_id: ChatId) -> None:
    """Note that a page about the proved customer of a conversation was asked for."""
    require(as_principal(staff), "customers:read")
    now = get_bot(request).clock()

    def find(session: Session) -> Reading | None:
        return find_reading(session, verified_customer_id(read_chat(session, conversation_id), now))

    await note_once(request, staff, find)


NotesCustomer, NotesOwner = Depends(note_customer), Depends(note_owner)


def find_reading(session: Session, customer_id: int | None) -> Reading | None:
    """Return the reading of a customer, None for nobody."""
    if customer_id is None or session.get(Customer, customer_id) is None:
        return None
    return Reading("customer_read", KIND, customer_id, customer_id)


def note_change(
    session: Session, actor: Actor, what: str, *, customer_id: int, now: datetime, once: str = ""
) -> None:
    """Note that somebody changed something of a customer's: a note, a link."""
    record(
        session,
        actor,
        "customer_changed",
        now=now,
        kind=KIND,
        object_id=customer_id,
        customer_id=customer_id,
        details={"what": what},
        once=once,
    )
