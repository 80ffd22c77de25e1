"""Bodies of the routes about notes, snoozing, merging and who looks."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from bot.handoff.matching import Tag
from bot.handoff.schemas import AgentGiven, Given, MessageId, MessageRead, NotedGiven, Taken
from bot.ledger.models import Channel
from bot.ledger.staff_models import Gazing, StaffNoteKind
from crm_backend.text import FilledText

ChatId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class PassOnGiven(NotedGiven):
    """For whom it is first: a team, who has a skill, or both."""

    team: Tag | Literal[""] = ""
    skill: Tag | Literal[""] = ""


class SnoozeGiven(AgentGiven):
    """Until when; without a time until the customer writes. `seen_id` as in a reply."""

    until: AwareDatetime | None = None
    seen_id: MessageId | None = None


class MergeGiven(AgentGiven):
    """Where staff go on."""

    into: ChatId


class DoneRead(Taken):
    """Whether anything was done: a repeat does nothing."""

    is_done: bool


class TakeUpRead(Taken):
    """What the bot would do if it answered again now."""

    question: str | None
    question_id: int | None
    choices: list[str]
    kept: int


class StreamRowRead(Taken):
    """A message where it was said; its number counts within its conversation."""

    conversation_id: str
    channel: Channel
    message: MessageRead


class NoteGiven(AgentGiven):
    """What is noted; "@Mina" names a colleague who has been at the desk."""

    text: FilledText


class NoteRead(Taken):
    """A note or a mark; it stands after the message `after_id`."""

    id: int
    conversation_id: str
    kind: StaffNoteKind
    author_id: str | None
    author_name: str | None
    text: str
    facts: dict[str, Any] | None
    after_id: int
    at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None


class NoteRowRead(Taken):
    """A note or a mark, and the ids of who is named in it."""

    note: NoteRead
    mentions: list[str]


class NotedRead(Taken):
    """The id of a note that was stored."""

    note_id: int


class MentionsRead(Taken):
    """How many notes name somebody and were not read by them, and the newest of them."""

    unread: int
    notes: list[NoteRead]


class MentionsGiven(Given):
    """Of which conversation they were read; of all without one."""

    conversation_id: ChatId | None = None


class CountRead(Taken):
    """How many there were."""

    count: int


class GazeGiven(AgentGiven):
    """Sent every five seconds by a page that shows the conversation."""

    state: Gazing = "looking"


class GazeRead(Taken):
    """An agent who has a conversation open."""

    agent_id: str
    name: str
    state: Gazing
    since: datetime
