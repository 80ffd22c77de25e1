"""Handing a conversation over and back. Each move is one statement that checks who owns it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.handoff.models import Handoff
from bot.handoff.queue import find_place
from bot.handoff.rules import Actor, Move, destination, origins
from bot.ledger.conversations import get_conversation
from bot.ledger.messages import Draft, advance, post, write_drafts
from bot.ledger.models import Conversation, Inbox
from bot.ledger.notes import add_note
from bot.payloads import back_button, person_button
from bot.wording import say
from kernel.errors import Conflict, Invalid
from kernel.messages import MAX_TEXT, Reply


@dataclass(frozen=True)
class Agent:
    """A member of staff as customers see them."""

    id: str
    name: str


class NotYours(Conflict):
    """Somebody else answers this conversation; `data` says who."""

    code = "not_yours"


def request_handoff(
    session: Session, *, conversation_id: str, reason: str, now: datetime, actor: Actor = "customer"
) -> bool:
    """Put the conversation in line for a person; False where the bot does not own it."""
    if not _move(session, conversation_id, "request", actor, now, waiting_since=now, agent_id=None):
        return False
    session.add(Handoff(conversation_id=conversation_id, reason=reason, requested_at=now))
    session.flush()
    _settle_inbox(session, conversation_id)
    _tell_place(session, conversation_id, now)
    return True


def take_over(session: Session, *, conversation_id: str, agent: Agent, now: datetime) -> None:
    """Make the agent the one who answers; raise `NotYours` naming the owner if somebody does."""
    taken = {"agent_id": agent.id, "agent_name": agent.name, "waiting_since": None}
    if not _move(session, conversation_id, "take", "staff", now, **taken):
        _refuse(session, conversation_id)
    _settle_inbox(session, conversation_id)
    handoff = _open_handoff(session, conversation_id)
    if handoff is None:
        handoff = Handoff(conversation_id=conversation_id, reason="taken over", requested_at=now)
        session.add(handoff)
    else:
        handoff.taken_at = now  # a wait that counts; a chat nobody called for had none
    handoff.agent_id, handoff.agent_name = agent.id, agent.name
    _announce(session, conversation_id, "person_joined", now, name=agent.name)


def post_agent_message(
    session: Session, *, conversation_id: str, agent: Agent, text: str, now: datetime
) -> int:
    """Store what the agent says; raise `NotYours` unless this agent owns the conversation."""
    text = text.strip()
    if not text or len(text) > MAX_TEXT:
        raise Invalid(f"A message has 1 to {MAX_TEXT:,} characters.")
    first_id = post(
        session,
        conversation_id=conversation_id,
        drafts=[Draft("agent", Reply(text=text), agent.name)],
        now=now,
        conditions=(Conversation.owner == "person", Conversation.agent_id == agent.id),
    )
    return first_id if first_id is not None else _refuse(session, conversation_id)


def hand_back(
    session: Session, *, conversation_id: str, now: datetime, actor: Actor = "staff"
) -> None:
    """Let the bot answer again; raise `NotYours` where nobody has taken it from the bot."""
    free = {"agent_id": None, "agent_name": None, "waiting_since": None}
    if not _move(session, conversation_id, "return", actor, now, **free):
        _refuse(session, conversation_id)
    _end_handoff(session, conversation_id, "returned", now)
    _announce(session, conversation_id, "bot_returned", now)


def close(session: Session, *, conversation_id: str, now: datetime, actor: Actor = "staff") -> bool:
    """End the conversation; False where it is closed already."""
    free = {"agent_id": None, "agent_name": None, "waiting_since": None}
    if not _move(session, conversation_id, "close", actor, now, **free):
        return False
    _settle_inbox(session, conversation_id)
    _end_handoff(session, conversation_id, "closed", now)
    if actor == "staff":
        _announce(session, conversation_id, "closed", now)
    return True


def _move(
    session: Session, conversation_id: str, move: Move, actor: Actor, now: datetime, **values: Any
) -> bool:
    moved = advance(
        session,
        conversation_id=conversation_id,
        count=0,
        now=now,
        conditions=(Conversation.owner.in_(origins(move, actor)),),
        owner=destination(move),
        **values,
    )
    if moved is None:
        return False
    add_note(session, "owner", conversation_id)
    add_note(session, "queue")
    return True


def _refuse(session: Session, conversation_id: str) -> Any:
    found = get_conversation(session, conversation_id=conversation_id)
    session.refresh(found)
    raise NotYours(
        "Somebody else answers this conversation now.", owner=found.owner, agent=found.agent_name
    )


def _settle_inbox(session: Session, conversation_id: str) -> None:
    """What waits for the bot is for the person now: it stays in the transcript, without a turn."""
    session.execute(
        update(Inbox)
        .where(Inbox.conversation_id == conversation_id, Inbox.state == "waiting")
        .values(state="done")
    )


def _open_handoff(session: Session, conversation_id: str) -> Handoff | None:
    query = select(Handoff).where(
        Handoff.conversation_id == conversation_id, Handoff.ended_at.is_(None)
    )
    return session.scalar(query.order_by(Handoff.id.desc()).limit(1))


def _end_handoff(session: Session, conversation_id: str, outcome: str, now: datetime) -> None:
    handoff = _open_handoff(session, conversation_id)
    if handoff is not None:
        handoff.ended_at, handoff.outcome = now, outcome


def _tell_place(session: Session, conversation_id: str, now: datetime) -> None:
    found = get_conversation(session, conversation_id=conversation_id)
    session.refresh(found)
    place, language = find_place(session, conversation=found, now=now), found.language
    if place is None:
        return
    text = say("waiting_place", language, position=place.position)
    if place.wait_seconds is not None:
        text += say("waiting_time", language, minutes=max(1, round(place.wait_seconds / 60)))
    _write(session, found, Reply(text=text, buttons=(back_button(language),)), now)


def _announce(
    session: Session, conversation_id: str, key: str, now: datetime, **values: str
) -> None:
    found = get_conversation(session, conversation_id=conversation_id)
    session.refresh(found)
    text = say(key, found.language, **values)
    buttons = (person_button(found.language),) if key == "bot_returned" else ()
    _write(session, found, Reply(text=text, buttons=buttons), now)


def _write(session: Session, found: Conversation, reply: Reply, now: datetime) -> None:
    first_id = advance(session, conversation_id=found.id, count=1, now=now)
    if first_id is not None:
        drafts = [Draft("system", reply)]
        write_drafts(session, conversation_id=found.id, first_id=first_id, drafts=drafts, now=now)
