"""Finishing: the replies of a turn land in the one statement that checks owner and fence."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.orm import Session

from bot.ledger import statements
from bot.ledger.claims import Claim, end_turn_row, free
from bot.ledger.messages import Draft, write_drafts
from bot.ledger.models import TurnState
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
    landing = {
        "this": claim.conversation_id,
        "held_fence": claim.fence,
        "count": len(drafts),
        "now": now,
        "spoken": ending.language,
    }
    last_id = session.execute(statements.LAND, landing).scalar_one_or_none()
    if last_id is None:
        return _step_aside(session, claim, ending, now)
    first_id = last_id - len(drafts) + 1
    write_drafts(
        session, conversation_id=claim.conversation_id, first_id=first_id, drafts=drafts, now=now
    )
    _close(session, claim, ending, now, state="done")
    return "done"


def _step_aside(session: Session, claim: Claim, ending: Ending, now: datetime) -> Outcome:
    """A person has come, or the lease is gone: say nothing; leave what was understood."""
    if not free(session, claim):
        return "late"
    _close(session, claim, ending, now, state="taken_over")
    return "taken_over"


def _close(
    session: Session, claim: Claim, ending: Ending, now: datetime, *, state: TurnState
) -> None:
    here = {"this": claim.conversation_id}
    message = here | {"number": claim.message_id}
    session.execute(statements.SETTLE_INBOX, message)
    end_turn_row(
        session, claim=claim, state=state, now=now, result=ending.result, model=ending.model
    )
    if ending.understanding is not None:
        felt = ending.understanding.get("sentiment") or {}
        facts = {
            "understood": ending.understanding,
            "label": felt.get("label"),
            "score": felt.get("score"),
        }
        session.execute(statements.UNDERSTAND, message | facts)
    if session.scalar(statements.WAITS_HERE, here):
        add_note(session, "inbox", claim.conversation_id)
