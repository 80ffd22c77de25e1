"""What the parts of a conversation's page show, read from a session."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.handoff.desk import read_setting
from bot.handoff.gazing import CUSTOMER, list_gazes
from bot.handoff.hours import Hours
from bot.handoff.merging import list_merged
from bot.handoff.outcomes import Outcomes
from bot.handoff.presence import list_agents
from bot.handoff.profiles import list_tags
from bot.handoff.replying import find_newest
from bot.handoff.rules import legal_moves
from bot.handoff.snoozing import UNTIL_REPLY
from bot.handoff.speaking import foresee_take_up
from bot.handoff.staff_notes import LISTED, list_newest
from bot.handoff.stream import StreamRow, read_stream
from bot.ledger.conversations import get_conversation
from bot.ledger.models import Conversation
from bot.ledger.outbox_models import Outbox
from bot.ledger.staff_models import StaffNote
from console.copilot import why
from console.copilot.suggesting import read_open_id
from console.desk.choices import find_chosen
from console.desk.drafts import read_draft
from console.desk.view import (
    MessageView,
    interleave,
    leads,
    name_conversation,
    view_message,
)
from console.live.parts import Viewer
from console.live.previews import PREVIEWS
from console.web import as_principal
from crm_backend.customers.service import read_names
from kernel.clock import utc_now
from kernel.principals import may
from kernel.turns import Language

TAIL = 200  # messages of a transcript shown at first
MOST = 10_000  # and at most
BESIDE = 5  # orders and tickets shown beside a conversation
Values = dict[str, Any]


def read_head(session: Session, viewer: Viewer, conversation_id: str) -> Values:
    """Return who it is about, who answers, and what the viewer may do about that."""
    conversation = get_conversation(session, conversation_id=conversation_id)
    may_write = may(as_principal(viewer.staff), "conversations:write")
    agent_id = str(viewer.staff.id)
    teams, skills = list_tags(session)
    here = list_agents(session, now=utc_now())
    return {
        "conversation": conversation,
        "name": read_name(session, conversation, viewer),
        "is_mine": is_mine(conversation, viewer),
        "may_write": may_write,
        "moves": legal_moves(conversation.owner) if may_write else (),
        "colleagues": [one for one in here if one.agent_id != agent_id],
        "teams": teams,
        "skills": skills,
        "outcomes": read_setting(session, Outcomes).active,
        "heard_id": find_newest(session, conversation_id, "customer"),
        "take_up": foresee_take_up(session, conversation_id=conversation_id),
        "until_reply": UNTIL_REPLY,
        "zone": read_setting(session, Hours).zone,
        "others_of_customer": read_siblings(session, conversation),
    }


def read_siblings(session: Session, conversation: Conversation) -> list[Conversation]:
    """Return the customer's other open conversations: it can be gone on with in one of them."""
    if conversation.customer_id is None:
        return []
    query = select(Conversation).where(
        Conversation.customer_id == conversation.customer_id,
        Conversation.id != conversation.id,
        Conversation.owner != "closed",
        Conversation.merged_into.is_(None),
    )
    return list(session.scalars(query.order_by(Conversation.updated_at.desc()).limit(BESIDE)))


def read_name(session: Session, conversation: Conversation, viewer: Viewer) -> str:
    """Return what the conversation is called."""
    known = [conversation.customer_id] if conversation.customer_id is not None else []
    return name_conversation(conversation, read_names(session, customer_ids=known), viewer.language)


def is_mine(conversation: Conversation, viewer: Viewer) -> bool:
    """Tell whether the viewer is the one who answers."""
    return conversation.owner == "person" and conversation.agent_id == str(viewer.staff.id)


def read_transcript(
    session: Session, viewer: Viewer, conversation_id: str, *, whole: bool = False
) -> Values:
    """Return the newest messages, or all, with the state of their delivery, and staff's notes.

    Those of conversations that were merged into this one, `around` it, stand where they belong by
    time.
    """
    conversation = get_conversation(session, conversation_id=conversation_id)
    around = {one.id for one in list_merged(session, conversation_id=conversation_id)}
    together = {conversation_id, *around}
    most = MOST if whole else TAIL
    rows = read_stream(session, conversation_id=conversation_id, most=most + 1)
    is_cut, rows = len(rows) > most, rows[-most:]
    notes = [
        note
        for note in list_newest(session, conversation_ids=together, most=MOST if whole else LISTED)
        if note.conversation_id == conversation_id or not leads(note, together)
    ]
    states = read_states(session, together)
    chosen = read_chosen(session, rows)
    messages = [_view_row(row, conversation_id, states, chosen, viewer.language) for row in rows]
    return {
        "conversation": conversation,
        "around": around,
        "lines": interleave(messages, notes, conversation_id, is_cut=is_cut),
        "is_cut": is_cut and not whole,
        "outcome_names": read_setting(session, Outcomes),
        "aside_until": read_moments(notes),
        "may_write": may(as_principal(viewer.staff), "conversations:write"),
        "may_overrule": may(as_principal(viewer.staff), "conversations:overrule"),
    }


def read_moments(notes: Sequence[StaffNote]) -> dict[int, datetime]:
    """Return until when marks say that a chat was put aside, by their ids. Pure."""
    told = {note.id: (note.facts or {}).get("until") for note in notes}
    return {one: datetime.fromisoformat(until) for one, until in told.items() if until}


def read_chosen(session: Session, rows: Sequence[StreamRow]) -> set[str]:
    """Return which buttons of a stream were pressed, in each conversation that is in it."""
    chosen: set[str] = set()
    for chat in {row.conversation_id for row in rows}:
        said = [row.message for row in rows if row.conversation_id == chat]
        chosen |= find_chosen(session, chat, said)
    return chosen


def _view_row(
    row: StreamRow,
    here: str,
    states: Mapping[tuple[str, int], tuple[int, str]],
    chosen: Collection[str],
    language: Language,
) -> MessageView:
    outbox_id, state = states.get((row.conversation_id, row.message_id), (0, ""))
    view = replace(view_message(row.message, language, chosen), outbox_id=outbox_id, state=state)
    if row.conversation_id == here:
        return view
    return replace(view, elsewhere=row.conversation_id, channel=row.channel)


def read_states(
    session: Session, conversation_ids: Collection[str]
) -> dict[tuple[str, int], tuple[int, str]]:
    """Return row and state of the delivery of each message that is sent to a channel."""
    query = select(Outbox.conversation_id, Outbox.message_id, Outbox.id, Outbox.state).where(
        Outbox.conversation_id.in_(conversation_ids), Outbox.message_id.is_not(None)
    )
    return {
        (chat, message_id): (row, state)
        for chat, message_id, row, state in session.execute(query)
        if chat is not None and message_id is not None
    }


def read_reply(session: Session, viewer: Viewer, conversation_id: str) -> Values:
    """Return what stands below the transcript: the agent's draft, or who answers instead."""
    conversation = get_conversation(session, conversation_id=conversation_id)
    may_write = may(as_principal(viewer.staff), "conversations:write")
    return {
        "conversation": conversation,
        "is_mine": is_mine(conversation, viewer),
        "may_write": may_write,
        "moves": legal_moves(conversation.owner) if may_write else (),
        "heard_id": find_newest(session, conversation_id, "customer"),
        "asked_id": read_open_id(session, conversation_id),
        "draft": read_draft(session, staff_id=viewer.staff.id, conversation_id=conversation_id),
    }


def read_why(session: Session, viewer: Viewer, conversation_id: str) -> Values:
    """Return why a conversation was escalated and what it is about."""
    return {"why": why.read_why(session, conversation_id=conversation_id, language=viewer.language)}


def read_others(session: Session, viewer: Viewer, conversation_id: str) -> Values:
    """Return who else looks at the conversation or writes in it, the customer included.

    What the customer is writing is for the agent who has the chat alone.
    """
    conversation = get_conversation(session, conversation_id=conversation_id)
    gazes = list_gazes(
        session, conversation_id=conversation_id, now=utc_now(), but=str(viewer.staff.id)
    )
    may_read = is_mine(conversation, viewer) and any(one.agent_id == CUSTOMER.id for one in gazes)
    return {"gazes": gazes, "preview": PREVIEWS.read(conversation_id) if may_read else ""}
