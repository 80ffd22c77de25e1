"""Finishing or postponing: what a turn says lands in the statement that checks owner and fence."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.orm import Session

from bot.ledger import statements
from bot.ledger.claims import Claim, end_turn_row, free
from bot.ledger.events import Fact, add_event
from bot.ledger.messages import Draft, read_landing, write_drafts
from bot.ledger.models import TurnState
from bot.ledger.notes import add_note
from kernel.messages import Reply
from kernel.turns import Language

# late: the lease was lost, another turn answers; taken_over: a person does.
# postponed: it is tried again.
Outcome = Literal["done", "taken_over", "late", "postponed"]
Question = Literal["asked", "stands", "none"]


@dataclass(frozen=True)
class Ending:
    """What a turn came to. With a `reason` it is an apology, and the message a dead letter.

    `question` says what becomes of the question a form waits for: the answer asks it, it stands as
    before, or there is none. `variations` were said of responses that are tried, id by response.
    """

    replies: tuple[Reply, ...]
    result: str
    language: Language
    understanding: dict[str, Any] | None = None
    model: str = ""
    reason: str | None = None
    question: Question = "none"
    variations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Postponement:
    """A turn to be tried again at `until`; `is_counted` where the message may be to blame."""

    reason: str
    until: datetime
    is_counted: bool
    notice: Draft | None = None


def postpone_turn(
    session: Session, *, claim: Claim, postponement: Postponement, now: datetime
) -> Outcome:
    """Let go of a claim whose message waits for another try; say the notice, if there is one."""
    drafts = [postponement.notice] if postponement.notice is not None else []
    where = {
        "this": claim.conversation_id,
        "held_fence": claim.fence,
        "count": len(drafts),
        "now": now,
        "spoken": claim.language,
        "delayed": True,
        "answered": False,
        "question": "stands",
    }
    landed = session.execute(statements.LAND, where).one_or_none()
    if landed is None:
        was_taken = session.scalar(statements.WAS_TAKEN_OVER, _held(claim))
        if not free(session, claim) and not was_taken:
            return "late"
        end_turn_row(session, claim=claim, state="taken_over", now=now)
        return "taken_over"
    if drafts:
        landing = read_landing(landed, len(drafts))
        write_drafts(
            session, conversation_id=claim.conversation_id, landing=landing, drafts=drafts, now=now
        )
    waiting = {
        "this": claim.conversation_id,
        "number": claim.message_id,
        "until": postponement.until,
        "why": postponement.reason,
        "uncounted": 0 if postponement.is_counted else 1,
    }
    session.execute(statements.POSTPONE_INBOX, waiting)
    end_turn_row(session, claim=claim, state="postponed", now=now, result=postponement.reason)
    return "postponed"


def finish_turn(session: Session, *, claim: Claim, ending: Ending, now: datetime) -> Outcome:
    """Store the answer and end the claim, or write no message at all."""
    drafts = [Draft("bot", reply) for reply in ending.replies]
    drafts = [draft for draft in drafts if not draft.is_empty]
    where = {
        "this": claim.conversation_id,
        "held_fence": claim.fence,
        "count": len(drafts),
        "now": now,
        "spoken": ending.language,
        "delayed": False,
        "answered": bool(drafts),
        "question": ending.question,
    }
    landed = session.execute(statements.LAND, where).one_or_none()
    if landed is None:
        return _step_aside(session, claim, ending, now)
    landing = read_landing(landed, len(drafts))
    write_drafts(
        session, conversation_id=claim.conversation_id, landing=landing, drafts=drafts, now=now
    )
    _close(session, claim, ending, now, state="done")
    return "done"


def _step_aside(session: Session, claim: Claim, ending: Ending, now: datetime) -> Outcome:
    """A person has come, or the lease is gone: say nothing; leave what was understood."""
    was_taken = session.scalar(statements.WAS_TAKEN_OVER, _held(claim))
    if not free(session, claim) and not was_taken:
        return "late"
    _close(session, claim, replace(ending, reason=None), now, state="taken_over")
    return "taken_over"


def _held(claim: Claim) -> dict[str, Any]:
    return {"this": claim.conversation_id, "held_fence": claim.fence}


def _close(
    session: Session, claim: Claim, ending: Ending, now: datetime, *, state: TurnState
) -> None:
    here = {"this": claim.conversation_id}
    message = here | {"number": claim.message_id}
    settled = {"new_state": "dead" if ending.reason else "done", "why": ending.reason}
    session.execute(statements.SETTLE_INBOX, message | settled)
    if ending.reason is not None:
        letter: dict[str, Fact] = {"message_id": claim.message_id, "reason": ending.reason}
        add_event(session, "dead_letter", claim.conversation_id, now, **letter)
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
