"""How a handoff ends: back to the bot, or closed. Each move checks who owns the conversation."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, or_
from sqlalchemy.orm import Session

from bot.handoff.desk import read_setting
from bot.handoff.moves import (
    FREE,
    Agent,
    end_handoff,
    is_theirs,
    move,
    refuse,
    settle_inbox,
    settle_kept,
    take_up,
)
from bot.handoff.outcomes import Outcome, Outcomes
from bot.handoff.rating import ask_rating
from bot.handoff.replying import refuse_unseen
from bot.handoff.rules import Actor
from bot.handoff.speaking import announce, welcome_back
from bot.handoff.staff_notes import note_move
from bot.ledger.conversations import get_conversation
from bot.ledger.events import add_event
from bot.ledger.marks import add_mark
from bot.ledger.models import Conversation, Inbox
from kernel.errors import Conflict

_HAS_WAITING = exists().where(Inbox.conversation_id == Conversation.id, Inbox.state == "waiting")


class BotStillAnswers(Conflict):
    """A message of the conversation waits for the bot's answer."""

    code = "bot_still_answers"


def hand_back(
    session: Session,
    *,
    conversation_id: str,
    now: datetime,
    actor: Actor = "staff",
    agent: Agent | None = None,
    message_id: int | None = None,
    note: str = "",
    staff: Sequence[Agent] = (),
) -> None:
    """Let the bot go on where it was; raise `NotYours` where it answers or a colleague does.

    What was written for a person who never came is the bot's again, but for the message that asked
    for the bot. A `note` is for staff.
    """
    if not move(session, conversation_id, "return", actor, now, is_theirs(agent), **FREE):
        refuse(session, conversation_id)
    ended = end_handoff(session, conversation_id, "returned", now)
    note_move(
        session,
        conversation_id=conversation_id,
        author=agent,
        text=note,
        kind="return",
        staff=staff,
        now=now,
    )
    welcome_back(session, conversation_id, now)
    if ended is not None and ended.agent_id is None:
        take_up(session, conversation_id, but=message_id, now=now)
    else:
        settle_kept(session, conversation_id)
    ask_rating(session, handoff=ended, now=now)


def leave_line(session: Session, *, conversation_id: str, now: datetime) -> None:
    """Take who waits out of the line without a word: the bot does what they want instead."""
    if move(session, conversation_id, "return", "customer", now, **FREE):
        ended = end_handoff(session, conversation_id, "left_message", now)
        if ended is not None and ended.agent_id is None:
            take_up(session, conversation_id, but=None, now=now)


def close(
    session: Session,
    *,
    conversation_id: str,
    now: datetime,
    actor: Actor = "staff",
    agent: Agent | None = None,
    outcome: str | None = None,
    note: str = "",
    staff: Sequence[Agent] = (),
    seen_id: int | None = None,
) -> bool:
    """End the conversation; False where it is closed, `NotYours` where a colleague answers it.

    While the bot still has something to answer it is not closed: `BotStillAnswers` for staff.
    An `outcome` is one of the shop's list, or `Invalid`; it and a `note` are for staff. Where the
    customer wrote after message `seen_id` it raises `NewerMessage`: the transaction must not stand.
    """
    chosen = read_setting(session, Outcomes).find(outcome) if outcome is not None else None
    conditions = (*is_theirs(agent), or_(Conversation.owner != "bot", ~_HAS_WAITING))
    if not move(session, conversation_id, "close", actor, now, conditions, **FREE):
        found = get_conversation(session, conversation_id=conversation_id)
        session.refresh(found)
        if found.owner == "person":
            refuse(session, conversation_id)
        if found.owner == "bot" and actor == "staff":
            raise BotStillAnswers("The bot is still answering here; close it in a moment.")
        return False
    # The move has locked the conversation: nothing comes between this look and the end.
    refuse_unseen(session, conversation_id=conversation_id, seen_id=seen_id)
    settle_inbox(session, conversation_id)
    settle_kept(session, conversation_id)
    add_event(session, "conversation_closed", conversation_id, now, by=actor)
    ended = end_handoff(session, conversation_id, chosen.code if chosen else "closed", now)
    if agent is not None:
        _mark_closed(session, conversation_id, agent, chosen, note, staff, now)
    if actor == "staff":
        announce(session, conversation_id, "closed", now)
    if chosen is None or chosen.asks_rating:
        ask_rating(session, handoff=ended, now=now)
    return True


def _mark_closed(
    session: Session,
    conversation_id: str,
    agent: Agent,
    outcome: Outcome | None,
    note: str,
    staff: Sequence[Agent],
    now: datetime,
) -> None:
    """Leave what it came to where staff read it, also of a chat nobody had called for."""
    author = {"author_id": agent.id, "author_name": agent.name}
    if outcome is not None:
        add_mark(session, "close", conversation_id, now, **author, outcome=outcome.code)
    note_move(
        session,
        conversation_id=conversation_id,
        author=agent,
        text=note,
        kind="close",
        staff=staff,
        now=now,
    )
