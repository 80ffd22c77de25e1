"""Bodies of the desk's routes."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from bot.handoff.matching import MAX_CAPACITY
from bot.handoff.models import PresenceState
from bot.handoff.outcomes import Code
from bot.ledger.models import Channel, Owner, Sender
from crm_backend.text import FilledLine, FilledText, Text
from kernel.turns import Language, Level

AgentId = Annotated[FilledLine, Field(max_length=64)]
MessageId = Annotated[int, Field(ge=0, le=2**31 - 1)]


class Taken(BaseModel):
    """What is read from rows."""

    model_config = ConfigDict(from_attributes=True)


class Given(BaseModel):
    """What callers send: no unknown field is taken."""

    model_config = ConfigDict(extra="forbid")


class AgentGiven(Given):
    """Which agent does it, as customers see them."""

    agent_id: AgentId
    agent_name: FilledLine


class TakeGiven(AgentGiven):
    """`despite_capacity` is for supervisors."""

    despite_capacity: bool = False


class NotedGiven(AgentGiven):
    """A move with a word for colleagues; it may be empty."""

    note: Text = ""


class TransferGiven(NotedGiven):
    """To whom it goes."""

    to_id: AgentId
    to_name: FilledLine


class CloseGiven(NotedGiven):
    """What it came to, by a code of the shop's list."""

    outcome: Code | None = None


class ReplyGiven(AgentGiven):
    """What the agent says. `seen_id` is the newest message they have seen."""

    text: FilledText
    seen_id: MessageId | None = None
    despite_newer: bool = False


class PresenceGiven(Given):
    """Sent every 15 seconds by a console that is open: it is the agent's heartbeat."""

    name: FilledLine
    state: PresenceState
    capacity: Annotated[int, Field(ge=1, le=MAX_CAPACITY)] | None = None


class AgentRead(Taken):
    """An agent at the desk and what they carry."""

    agent_id: str
    name: str
    state: PresenceState
    capacity: int
    chats: int
    seen_at: datetime
    last_assigned_at: datetime | None


class StaffingRead(Taken):
    """Whether somebody would come now."""

    is_open: bool
    opens_at: datetime | None
    online: int
    is_staffed: bool


class DeskRead(BaseModel):
    """Who is at the desk."""

    staffing: StaffingRead
    agents: list[AgentRead]


class WaitingRead(Taken):
    """Somebody in line, in the order of the line."""

    conversation_id: str
    channel: Channel
    language: Language
    level: Level
    customer_id: int | None
    priority: int
    waiting_since: datetime
    reasons: list[dict[str, Any]]
    requeues: int
    team: str
    skill: str


class MessageRead(Taken):
    """A line of a transcript, as staff see it."""

    id: int
    sender: Sender
    name: str | None
    at: datetime
    text: str
    buttons: list[dict[str, Any]] | None
    cards: list[dict[str, Any]] | None
    understanding: dict[str, Any] | None
    sentiment_label: str | None
    sentiment_score: float | None
    rating: int | None


class ConversationRead(Taken):
    """A conversation as it stands."""

    id: str
    channel: Channel
    language: Language
    level: Level
    customer_id: int | None
    owner: Owner
    agent_id: str | None
    agent_name: str | None
    waiting_since: datetime | None
    priority: int
    team: str
    skill: str
    snoozed_until: datetime | None
    merged_into: str | None
    last_id: int
    updated_at: datetime


class TranscriptRead(BaseModel):
    """A conversation, its messages after a number, and why people were called."""

    conversation: ConversationRead
    messages: list[MessageRead]
    reasons: list[dict[str, Any]]


class ClaimRead(BaseModel):
    """What an agent was given; null where nobody waits."""

    conversation_id: str | None


class SentRead(BaseModel):
    """The number of a message that was stored."""

    message_id: int


class LetterRead(Taken):
    """A message that was given up."""

    id: int
    conversation_id: str
    message_id: int
    text: str
    reason: str
    attempts: int
    received_at: datetime
