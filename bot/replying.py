"""What agents say and ask: text with cards and files, and who somebody is."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.attachments.service import find_attachments, mark_sent
from bot.handoff.moves import Agent, refuse
from bot.handoff.replying import post_agent_message
from bot.identity.asking import ask_proof
from bot.identity.service import Identity
from bot.ledger.messages import find_by_cid
from bot.ledger.models import Conversation
from bot.ledger.notes import add_note
from kernel.errors import Invalid
from kernel.messages import Card

MAX_CARDS = 10  # as many as Telegram puts into one album
MAX_FILES = 5


def post_reply(
    session: Session,
    *,
    conversation_id: str,
    agent: Agent,
    text: str,
    now: datetime,
    cards: Callable[[Session], Sequence[Card]] | None = None,
    attachments: Sequence[str] = (),
    cid: str | None = None,
    seen_id: int | None = None,
    despite_newer: bool = False,
) -> int:
    """Store what the agent says, with cards and files of this conversation; return its number.

    `cards` makes the cards in this transaction; it is not asked where the `cid` was said before.
    Text may be left out where there is something else. Raises `NotYours`, `NewerMessage`,
    `Invalid`, and `NotFound` for files that are another's or were sent before.
    """
    known = find_by_cid(session, conversation_id=conversation_id, cid=cid)
    if known is not None:
        return known
    made = () if cards is None else cards(session)
    if len(made) > MAX_CARDS or len(attachments) > MAX_FILES:
        raise Invalid(f"A message holds up to {MAX_CARDS} cards and {MAX_FILES} files.")
    files = find_attachments(session, conversation_id=conversation_id, ids=attachments)
    number = post_agent_message(
        session,
        conversation_id=conversation_id,
        agent=agent,
        text=text,
        cards=made,
        attachments=[one.describe() for one in files],
        cid=cid,
        seen_id=seen_id,
        despite_newer=despite_newer,
        now=now,
    )
    if files:
        mark_sent(session, attachments=files, message_id=number)
    return number


def ask_who(
    session: Session,
    identity: Identity,
    *,
    conversation_id: str,
    agent: Agent,
    address: str,
    now: datetime,
) -> None:
    """Ask the customer of an agent's own conversation to prove who they are."""
    mine = select(Conversation.id).where(
        Conversation.id == conversation_id,
        Conversation.owner == "person",
        Conversation.agent_id == agent.id,
    )
    if session.scalar(mine.with_for_update()) is None:
        refuse(session, conversation_id)
    ask_proof(
        session,
        identity,
        conversation_id=conversation_id,
        address=address,
        asked_by=agent.name,
        now=now,
    )
    add_note(session, "desk", conversation_id)
