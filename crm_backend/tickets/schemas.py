"""Bodies of the ticket routes."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from crm_backend.paging import MAX_ID, PageRead
from crm_backend.text import FilledLine, FilledText
from crm_backend.tickets.models import AuthorKind, TicketKind, TicketPriority, TicketStatus

Identity = Annotated[int, Field(ge=1, le=MAX_ID)]


class TicketCreate(BaseModel):
    """A new ticket; `details` become its first comment."""

    model_config = ConfigDict(extra="forbid")

    subject: FilledLine
    details: FilledText
    kind: TicketKind = "question"
    priority: TicketPriority = "normal"
    customer_id: Identity | None = None
    order_number: FilledLine | None = None


class TicketUpdate(BaseModel):
    """What shall change; a field left out stays as it is, and null is refused."""

    model_config = ConfigDict(extra="forbid")

    subject: FilledLine = ""
    kind: TicketKind = "question"
    priority: TicketPriority = "normal"
    status: TicketStatus = "open"
    due_at: AwareDatetime = datetime.max.replace(tzinfo=UTC)


class CommentCreate(BaseModel):
    """Something staff say on a ticket; not public = a note the customer never sees."""

    model_config = ConfigDict(extra="forbid")

    text: FilledText
    author_name: FilledLine
    is_public: bool = True


class CommentRead(BaseModel):
    """A comment as the API shows it."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    author_kind: AuthorKind
    author_name: str
    text: str
    is_public: bool
    created_at: datetime


class TicketSummary(BaseModel):
    """A ticket in a list."""

    model_config = ConfigDict(from_attributes=True)

    number: str
    customer_id: int | None
    conversation_id: str | None
    subject: str
    kind: TicketKind
    priority: TicketPriority
    status: TicketStatus
    created_at: datetime
    updated_at: datetime
    due_at: datetime
    resolved_at: datetime | None
    assignee_name: str | None


class TicketRead(TicketSummary):
    """A ticket with everything said on it."""

    comments: list[CommentRead]


class TicketPage(PageRead[TicketSummary]):
    """A page of tickets."""
