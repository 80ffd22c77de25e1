"""Finishing: the replies of a turn land in the one statement that checks owner and fence."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from bot.ledger import guards
from bot.ledger.claims import Claim, end_turn_row
from bot.ledger.messages import Draft, advance, write_drafts
from bot.ledger.models import Conversation, Inbox, Message
from bot.ledger.notes import add_note
from kernel.messages import Reply
from kernel.turns import Language

# late: the lease was lost, another turn answers; taken_over: a person does.
Outcome = Literal["done", "taken_over", "late"]


@dataclass(frozen=True)
class Ending:
    """What a turn came to."""

    replies: tuple[Reply, ...]
    result: str
    language: Language
    understanding: dict[str, Any] | None = None
    model: str = ""


def finish_turn(session: Session, *, claim: Claim, ending: Ending, now: datetime) -> Outcome:
    """Store the answer and end the claim, or write no message at all."""
    drafts = [Draft("bot", reply) for reply in ending.replies]
    drafts = [draft for draft in drafts if not draft.is_empty]
    first_id = advance(
        session,
        conversation_id=claim.conversation_id,
        count=len(drafts),
        now=now,
        conditions=(guards.holds_lease(claim), guards.bot_answers()),
        lease_until=None,
        language=ending.language,
    )
    if first_id is None:
        return _step_aside(session, claim, ending, now)
    write_drafts(
        session, conversation_id=claim.conversation_id, first_id=first_id, drafts=drafts, now=now
    )
    _close(session, claim, ending, now, state="done")
    return "done"


def _step_aside(session: Session, claim: Claim, ending: Ending, now: datetime) -> Outcome:
    """A person has come, or the lease is gone: say nothing; leave what was understood."""
    ours = session.execute(
        update(Conversation)
        .where(Conversation.id == claim.conversation_id, guards.holds_lease(claim))
        .values(lease_until=None)
        .returning(Conversation.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if ours is None:
        return "late"
    _close(session, claim, ending, now, state="taken_over")
    return "taken_over"


def _close(session: Session, claim: Claim, ending: Ending, now: datetime, *, state: str) -> None:
    session.execute(
        update(Inbox)
        .where(Inbox.conversation_id == claim.conversation_id, Inbox.message_id == claim.message_id)
        .values(state="done")
    )
    end_turn_row(
        session, claim=claim, state=state, now=now, result=ending.result, model=ending.model
    )
    if ending.understanding is not None:
        _note_understanding(session, claim, ending.understanding)
    waits = exists().where(Inbox.conversation_id == claim.conversation_id, Inbox.state == "waiting")
    if session.scalar(select(waits)):
        add_note(session, "inbox", claim.conversation_id)


def _note_understanding(session: Session, claim: Claim, understanding: dict[str, Any]) -> None:
    sentiment = understanding.get("sentiment") or {}
    session.execute(
        update(Message)
        .where(Message.conversation_id == claim.conversation_id, Message.id == claim.message_id)
        .values(
            understanding=understanding,
            sentiment_label=sentiment.get("label"),
            sentiment_score=sentiment.get("score"),
        )
    )
