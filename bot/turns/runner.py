"""One turn, from the claim to its end."""

import asyncio
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.dialogue import (
    DialogueEngine,
    DialogueFailed,
    DialogueSlow,
    DialogueUnavailable,
)
from bot.handoff.rules import asks_for_person
from bot.identity import codes
from bot.identity.service import Identity, Verdict, check_code, hide_code
from bot.ledger.claims import Claim
from bot.ledger.finish import Ending, Outcome
from bot.ledger.ledger import Ledger
from bot.ledger.models import Conversation
from bot.ledger.notes import Note
from bot.ledger.writer import LedgerUnavailable
from bot.payloads import retried_id
from bot.reception import find_retried
from bot.turns.choosing import may_choose
from bot.turns.closing import end_turn
from bot.turns.endings import apologise, call_person, conclude, move
from bot.turns.offers import find_choice
from bot.turns.questions import Asking, read_asking
from kernel.clock import Clock
from kernel.logging import get_logger

log = get_logger(__name__)

ENGINE_SECONDS = 13.0  # of the 15 a turn has; the rest is for the ledger and the way back
GRACE_SECONDS = 0.5  # the engine keeps its time by itself; this is for one that does not
MAX_ATTEMPTS = 3  # a message on which workers die is answered with an apology
PAYLOADS: dict[Verdict, str] = {
    "confirmed": "/confirm_identity",
    "refused": "/refuse_code",
    "expired": "/expire_code",
}
PAUSES = (0.2, 1.0, 2.0)  # between tries to store an answer; the lease outlives them


@dataclass(frozen=True)
class TurnRunner:
    """Runs turns; knows nothing of how they were claimed. `key` signs turn contexts."""

    ledger: Ledger
    engine: DialogueEngine
    identity: Identity
    key: str
    clock: Clock
    engine_seconds: float = ENGINE_SECONDS

    async def run(self, claim: Claim) -> Outcome:
        """Answer the claimed message; whatever goes wrong, the customer hears something."""
        asking = await self._prepare(claim)
        if claim.attempt > MAX_ATTEMPTS:
            ending = apologise(asking, "apology")
        else:
            self.ledger.tell(Note("typing", claim.conversation_id))
            ending = move(asking) or await self._ask(asking)
        outcome = await self._store(claim, ending, asking.payload)
        log.info(
            "turn_ended",
            conversation=claim.conversation_id,
            message=claim.message_id,
            attempt=claim.attempt,
            result=ending.result,
            outcome=outcome,
        )
        return outcome

    async def _prepare(self, claim: Claim) -> Asking:
        """Check a code before anything else hears of it; find what a choice or a retry means."""
        asking = read_asking(claim, now=self.clock())
        if claim.payload is None and codes.find_code(claim.text) is not None:
            return await self.ledger.write(lambda session: self._judge_code(session, claim, asking))
        if claim.payload is None and may_choose(claim.text):
            asking = await self.ledger.read(lambda session: _read_choice(session, asking))
        if retried_id(asking.payload) is not None:
            return await self.ledger.read(lambda session: _take_up(session, asking))
        return asking

    def _judge_code(self, session: Session, claim: Claim, asking: Asking) -> Asking:
        query = select(Conversation).where(
            Conversation.id == claim.conversation_id,
            Conversation.fence == claim.fence,
            Conversation.lease_until.is_not(None),
        )
        conversation = session.scalar(query.with_for_update())
        code = codes.find_code(claim.text)
        if conversation is None or code is None:
            return asking  # a late turn judges nothing, and will be refused when it ends
        verdict = check_code(
            session,
            self.identity,
            conversation_id=claim.conversation_id,
            code=code,
            now=self.clock(),
        )
        if verdict is None:
            return asking
        payload = PAYLOADS[verdict]
        hide_code(
            session,
            conversation_id=claim.conversation_id,
            message_id=claim.message_id,
            payload=payload,
        )
        session.refresh(conversation)
        asking = replace(asking, payload=payload, text="")
        if verdict == "confirmed" and conversation.customer_id is not None:
            return asking.confirmed(conversation.customer_id)
        return asking

    async def _ask(self, asking: Asking) -> Ending:
        question = asking.to_question(key=self.key, now=self.clock())
        try:
            async with asyncio.timeout(self.engine_seconds + GRACE_SECONDS):
                answer = await self.engine.answer(question, seconds=self.engine_seconds)
        except DialogueUnavailable:
            if asking.payload is None and asks_for_person(asking.text):
                return call_person(asking)
            return apologise(asking, "apology", result="unavailable")
        except (DialogueSlow, TimeoutError):
            return apologise(asking, "apology_slow", result="slow")
        except DialogueFailed:
            return apologise(asking, "apology", result="failed")
        return conclude(asking, answer)

    async def _store(self, claim: Claim, ending: Ending, payload: str | None) -> Outcome:
        """Store the ending; a database that is away for a moment is waited for."""
        for pause in (*PAUSES, None):
            try:
                return await self.ledger.write(
                    lambda session: end_turn(
                        session,
                        self.identity,
                        claim=claim,
                        ending=ending,
                        payload=payload,
                        now=self.clock(),
                    )
                )
            except LedgerUnavailable:
                if pause is None:
                    raise
                await asyncio.sleep(pause)
        raise AssertionError("unreachable")


def _read_choice(session: Session, asking: Asking) -> Asking:
    """Take a text that plainly means a button shown right before it as that button."""
    choice = find_choice(
        session,
        conversation_id=asking.conversation_id,
        message_id=asking.message_id,
        text=asking.text,
    )
    return asking if choice is None else replace(asking, payload=choice.payload)


def _take_up(session: Session, asking: Asking) -> Asking:
    """Ask the earlier message again, under its own id: what it did is not done twice."""
    earlier = find_retried(session, conversation_id=asking.conversation_id, payload=asking.payload)
    if earlier is None:
        return replace(asking, payload=None)
    return replace(asking, message_id=earlier.id, text=earlier.text, payload=earlier.payload)
