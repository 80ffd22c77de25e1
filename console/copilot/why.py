"""Why a conversation is a person's, for above its transcript: read, and rendered as a part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.meanings import MEANINGS
from actions.wording import say_word
from bot.handoff.models import Handoff
from bot.ledger.conversations import get_conversation
from bot.ledger.messages import read_messages
from bot.ledger.models import Conversation, Message, Turn
from console.copilot.reasons import ToldReason, tell_reason
from console.copilot.state import BotState, read_lines, read_state
from console.copilot.summary import Summary, shorten, summarise
from console.web import templates
from console.words import plainly
from kernel.turns import Language

MOST = 10_000  # messages read
MOST_RESULTS = 200


@dataclass(frozen=True)
class Call:
    """One call for a person: when, its reasons (the weightiest first), how it ended."""

    requested_at: datetime
    reasons: tuple[ToldReason, ...]
    requeues: int = 0
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Why:
    """All that stands above a transcript. `call` is the newest, `earlier` how many came before."""

    conversation_id: str
    call: Call | None
    earlier: int
    summary: Summary
    state: BotState

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell an agent."""
        parts = (self.call, self.summary.problem, self.summary.promises, self.summary.unanswered)
        return not any(parts) and self.state.is_empty


def read_why(session: Session, *, conversation_id: str, language: Language) -> Why:
    """Return why a conversation was escalated and what it is about; raise `NotFound`."""
    conversation = get_conversation(session, conversation_id=conversation_id)
    messages = read_messages(session, conversation_id=conversation_id, limit=MOST)
    return make_why(session, conversation, messages, language=language)


def make_why(
    session: Session,
    conversation: Conversation,
    messages: Sequence[Message],
    *,
    language: Language,
) -> Why:
    """Return the same where the messages have been read already."""
    here = conversation.id
    calls = session.scalars(
        select(Handoff).where(Handoff.conversation_id == here).order_by(Handoff.id.desc())
    ).all()
    results = session.scalars(
        select(Turn.result)
        .where(Turn.conversation_id == here, Turn.result.is_not(None))
        .order_by(Turn.id.desc())
        .limit(MOST_RESULTS)
    )
    stored = " ".join(str(one.get("detail") or "") for call in calls for one in call.reasons or ())
    return Why(
        conversation_id=here,
        call=_tell(calls[0], language) if calls else None,
        earlier=max(0, len(calls) - 1),
        summary=summarise(read_lines(messages), stored),
        state=read_state(
            messages,
            question_id=conversation.question_id,
            results=[result for result in results if result],
        ),
    )


def _tell(call: Handoff, language: Language) -> Call:
    reasons = [tell_reason(one, language) for one in call.reasons or ()]
    heaviest = sorted(reasons, key=lambda one: -one.weight)
    return Call(call.requested_at, tuple(heaviest), call.requeues, call.ended_at)


def name_intent(intent: str, language: Language) -> str:
    """Return what a customer wants, in words."""
    known = MEANINGS.get(intent)
    return say_word(known, language) if known is not None else plainly(intent)


templates.env.globals |= {"name_intent": name_intent}
templates.env.filters["shorten"] = shorten
