"""What agents say: only who owns the conversation, and not past a message they have not seen."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.handoff.measures import note_answer
from bot.handoff.moves import Agent, refuse, settle_kept
from bot.handoff.presence import show_up
from bot.ledger.conversations import lock_conversation
from bot.ledger.messages import Draft, find_by_cid, post
from bot.ledger.models import Conversation, Message
from crm_backend.text import plain
from kernel.errors import Conflict, Invalid
from kernel.messages import MAX_TEXT, Card, Reply


class NewerMessage(Conflict):
    """The customer wrote something the agent has not seen; `data` says which is the newest."""

    code = "newer_message"


def post_agent_message(
    session: Session,
    *,
    conversation_id: str,
    agent: Agent,
    text: str,
    now: datetime,
    cid: str | None = None,
    seen_id: int | None = None,
    despite_newer: bool = False,
    cards: Sequence[Card] = (),
    attachments: Sequence[Mapping[str, Any]] = (),
) -> int:
    """Store what the agent says; raise `NotYours` unless this agent owns the conversation.

    With a `cid` it is stored once, however often it is sent; returns its number. With the number of
    the newest message the agent has seen it raises `NewerMessage` where the customer has written
    since, unless they send it `despite_newer`. `attachments` describe files of this conversation;
    text may be left out where there is something else.
    """
    known = find_by_cid(session, conversation_id=conversation_id, cid=cid)
    if known is not None:
        return known
    text = plain(text).strip()
    if not (text or cards or attachments) or len(text) > MAX_TEXT:
        raise Invalid(f"A message has 1 to {MAX_TEXT:,} characters.")
    if seen_id is not None and not despite_newer:
        check_seen(session, conversation_id=conversation_id, agent=agent, seen_id=seen_id)
    first_id = post(
        session,
        conversation_id=conversation_id,
        drafts=[
            Draft(
                "agent",
                Reply(text=text, cards=tuple(cards)),
                agent.name,
                cid=cid,
                attachments=tuple(dict(one) for one in attachments),
            )
        ],
        now=now,
        conditions=(Conversation.owner == "person", Conversation.agent_id == agent.id),
    )
    if first_id is None:
        refuse(session, conversation_id)
    settle_kept(session, conversation_id)
    note_answer(session, conversation_id=conversation_id, agent_id=agent.id, now=now)
    show_up(session, agent_id=agent.id, now=now)
    return first_id


def check_seen(session: Session, *, conversation_id: str, agent: Agent, seen_id: int) -> None:
    """Raise `NewerMessage` where the customer has written since; a colleague's chat is `NotYours`.

    The conversation is kept from other writers, so that nothing comes before what follows.
    """
    found = lock_conversation(session, conversation_id=conversation_id)
    if found.owner != "person" or found.agent_id != agent.id:
        refuse(session, conversation_id)
    refuse_unseen(session, conversation_id=conversation_id, seen_id=seen_id)


def refuse_unseen(session: Session, *, conversation_id: str, seen_id: int | None) -> None:
    """Raise `NewerMessage` where the customer wrote after `seen_id`; None means it is not asked."""
    newest = find_newest(session, conversation_id, "customer")
    if seen_id is not None and newest > seen_id:
        raise NewerMessage("The customer has written something you have not seen.", newest=newest)


def find_newest(session: Session, conversation_id: str, *senders: str) -> int:
    """Return the number of the newest message of these senders, 0 where there is none."""
    query = select(func.max(Message.id)).where(
        Message.conversation_id == conversation_id, Message.sender.in_(senders)
    )
    return session.scalar(query) or 0
