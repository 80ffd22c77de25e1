"""The mechanics of a move: one statement that checks who owns the conversation, and its record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from bot.handoff.models import Handoff
from bot.handoff.rules import Actor, Move, destination, origins
from bot.ledger.conversations import get_conversation
from bot.ledger.intake import BY_PERSON, FOR_PERSON
from bot.ledger.messages import advance
from bot.ledger.models import Conversation, Inbox, Turn
from bot.ledger.notes import add_note
from kernel.errors import Conflict

# Nobody's: neither in line nor an agent's.
FREE: Mapping[str, Any] = {
    "agent_id": None,
    "agent_name": None,
    "waiting_since": None,
    "priority": 0,
    "team": "",
    "skill": "",
}


@dataclass(frozen=True)
class Agent:
    """A member of staff as customers see them. `may_overrule` moves what is a colleague's."""

    id: str
    name: str
    may_overrule: bool = False


class NotYours(Conflict):
    """Somebody else answers this conversation; `data` says who."""

    code = "not_yours"


def move(
    session: Session,
    conversation_id: str,
    chosen: Move,
    actor: Actor,
    now: datetime,
    conditions: Sequence[ColumnElement[bool]] = (),
    **values: Any,
) -> bool:
    """Make a move with these values; False where the actor may not from where it stands.

    Where it leads away from the bot, a turn that runs has lost its lease: whatever it comes to, it
    must not land once the bot is back. Nothing sleeps after a move.
    """
    values = {"snoozed_until": None} | values
    if destination(chosen) != "bot":
        values |= {"lease_until": None, "is_delayed": False}
    moved = advance(
        session,
        conversation_id=conversation_id,
        count=0,
        now=now,
        conditions=(Conversation.owner.in_(origins(chosen, actor)), *conditions),
        owner=destination(chosen),
        **values,
    )
    if moved is None:
        return False
    if destination(chosen) != "bot":
        session.execute(
            update(Turn)
            .where(Turn.conversation_id == conversation_id, Turn.state == "running")
            .values(state="taken_over", ended_at=now)
        )
    add_note(session, "owner", conversation_id)
    add_note(session, "queue")
    return True


def is_theirs(agent: Agent | None) -> tuple[ColumnElement[bool], ...]:
    """Return the condition under which an agent may move a conversation: no colleague has it."""
    if agent is None or agent.may_overrule:
        return ()
    return (or_(Conversation.owner != "person", Conversation.agent_id == agent.id),)


def refuse(session: Session, conversation_id: str) -> NoReturn:
    """Raise `NotYours`, naming who answers."""
    found = get_conversation(session, conversation_id=conversation_id)
    session.refresh(found)
    raise NotYours(
        "Somebody else answers this conversation now.", owner=found.owner, agent=found.agent_name
    )


def settle_inbox(session: Session, conversation_id: str) -> None:
    """What waits for the bot is for the person now: it stays in the transcript, without a turn."""
    session.execute(
        update(Inbox)
        .where(Inbox.conversation_id == conversation_id, Inbox.state == "waiting")
        .values(state="done", reason=FOR_PERSON)
    )


def take_up(session: Session, conversation_id: str, *, but: int | None, now: datetime) -> None:
    """Let the bot answer what was kept for a person who never came; `but` asked for the bot."""
    kept = (Inbox.conversation_id == conversation_id, Inbox.reason == FOR_PERSON)
    session.execute(
        update(Inbox)
        .where(*kept, Inbox.state == "done", Inbox.message_id != (but or 0))
        .values(state="waiting", reason=None, attempts=0, next_at=now)
    )
    add_note(session, "inbox", conversation_id)


def settle_kept(session: Session, conversation_id: str) -> None:
    """What was kept for a person has been seen by one: the bot is not to answer it later."""
    session.execute(
        update(Inbox)
        .where(Inbox.conversation_id == conversation_id, Inbox.reason == FOR_PERSON)
        .values(reason=BY_PERSON)
        .execution_options(synchronize_session=False)
    )


def count_kept(session: Session, conversation_id: str) -> int:
    """Return how many messages `take_up` would have answered."""
    query = select(func.count()).where(
        Inbox.conversation_id == conversation_id,
        Inbox.reason == FOR_PERSON,
        Inbox.state == "done",
    )
    return session.scalar(query) or 0


def open_handoff(session: Session, conversation_id: str) -> Handoff | None:
    """Return the call for a person that has not ended."""
    query = select(Handoff).where(
        Handoff.conversation_id == conversation_id, Handoff.ended_at.is_(None)
    )
    return session.scalar(query.order_by(Handoff.id.desc()).limit(1))


def end_handoff(
    session: Session, conversation_id: str, outcome: str, now: datetime
) -> Handoff | None:
    """Note how the call for a person ended, and return it."""
    handoff = open_handoff(session, conversation_id)
    if handoff is not None:
        handoff.ended_at, handoff.outcome = now, outcome
    return handoff
