"""One turn, from the claim to its end."""

import asyncio
import random
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from bot.dialogue import (
    DialogueEngine,
    DialogueFailed,
    DialogueSlow,
    DialogueUnavailable,
)
from bot.handoff.rules import asks_for_person
from bot.identity import codes
from bot.identity.service import Identity
from bot.ledger.claims import Claim, hurry
from bot.ledger.finish import Ending, Outcome
from bot.ledger.ledger import Ledger
from bot.ledger.notes import Note
from bot.ledger.writer import LedgerUnavailable, Work
from bot.payloads import retried_id
from bot.reception import find_retried
from bot.releases.trial import Trials
from bot.turns.choosing import may_choose
from bot.turns.closing import end_turn
from bot.turns.endings import apologise, call_person, conclude, move
from bot.turns.judging import judge_code
from bot.turns.offers import find_choice
from bot.turns.postponing import postpone
from bot.turns.questions import Asking, read_asking
from bot.turns.retries import RETRIES, Failure, Retries
from bot.turns.variations import Variations
from kernel import crash
from kernel.clock import Clock
from kernel.logging import get_logger

log = get_logger(__name__)

ENGINE_SECONDS = 13.0  # of the 15 a turn has; the rest is for the ledger and the way back
GRACE_SECONDS = 0.5  # the engine keeps its time by itself; this is for one that does not
PAUSES = (0.2, 1.0, 2.0)  # between tries to store an answer; the lease outlives them


class EngineFailed(Exception):
    """The engine gave no answer this time."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure: Failure = failure


@dataclass
class TurnRunner:
    """Runs turns; knows nothing of how they were claimed. `key` signs turn contexts.

    `trials` says which conversations a model on trial answers.
    """

    ledger: Ledger
    engine: DialogueEngine
    identity: Identity
    key: str
    clock: Clock
    retries: Retries = RETRIES
    engine_seconds: float = ENGINE_SECONDS
    is_engine_away: bool = False
    trials: Trials | None = None

    def __post_init__(self) -> None:
        self.variations = Variations(self.ledger, self.clock)

    async def run(self, claim: Claim) -> Outcome:
        """Answer the claimed message; whatever goes wrong, the customer hears something."""
        asking = await self._prepare(claim)
        if self.clock() >= claim.until:
            # The process stood still: by now another may ask the engine the same.
            log.warning("turn_too_late", conversation=claim.conversation_id)
            return "late"
        try:
            result, outcome = await self._answer(claim, asking)
        except EngineFailed as failed:
            result, outcome = await self._try_later(claim, asking, failed.failure)
        crash.point("after_landing")
        log.info(
            "turn_ended",
            conversation=claim.conversation_id,
            message=claim.message_id,
            attempt=claim.attempt,
            result=result,
            outcome=outcome,
        )
        return outcome

    async def _answer(self, claim: Claim, asking: Asking) -> tuple[str, Outcome]:
        if claim.attempt > self.retries.tries:  # workers died on it
            ending = apologise(asking, "apology")
        else:
            self.ledger.tell(Note("typing", claim.conversation_id))
            ending = move(asking) or await self._ask(asking)
        return ending.result, await self._store(claim, ending, asking)

    async def _try_later(
        self, claim: Claim, asking: Asking, failure: Failure
    ) -> tuple[str, Outcome]:
        """Postpone the turn, or give it up with an apology."""
        now = self.clock()
        age = (now - claim.received_at).total_seconds()
        pause = self.retries.find_pause(
            failure, attempt=claim.attempt, age=age, chance=random.random
        )
        if pause is None:
            ending = apologise(asking, "apology", result=failure)
            return failure, await self._store(claim, ending, asking)
        is_due = self.retries.is_notice_due(age=age)

        def work(session: Session) -> Outcome:
            return postpone(
                session,
                claim=claim,
                failure=failure,
                pause=pause,
                is_notice_due=is_due,
                now=now,
            )

        return failure, await self._write(work)

    async def _prepare(self, claim: Claim) -> Asking:
        """Check a code before anything else hears of it; find what a choice or a retry means."""
        asking = read_asking(claim, now=self.clock())
        if claim.payload is None and codes.find_code(claim.text) is not None:
            return await self.ledger.write(
                lambda session: judge_code(
                    session, self.identity, claim=claim, asking=asking, now=self.clock()
                )
            )
        if claim.payload is None and may_choose(claim.text):
            asking = await self.ledger.read(lambda session: _read_choice(session, asking))
        if retried_id(asking.payload) is not None:
            return await self.ledger.read(lambda session: _take_up(session, asking))
        return asking

    async def _ask(self, asking: Asking) -> Ending:
        question = asking.to_question(key=self.key, now=self.clock())
        question = replace(
            question,
            model=await self._choose_model(asking),
            variations=await self.variations.choose(asking.customer_id),
        )
        try:
            crash.point("before_engine")
            async with asyncio.timeout(self.engine_seconds + GRACE_SECONDS):
                answer = await self.engine.answer(question, seconds=self.engine_seconds)
            crash.point("after_engine")
        except (DialogueSlow, TimeoutError):
            return apologise(asking, "apology_slow", result="slow")
        except (DialogueUnavailable, DialogueFailed) as error:
            is_away = isinstance(error, DialogueUnavailable)
            self.is_engine_away = self.is_engine_away or is_away
            if asking.payload is None and asks_for_person(asking.text):
                return call_person(asking)
            raise EngineFailed("unavailable" if is_away else "failed") from error
        if not any(reply.model_dump(exclude_defaults=True) for reply in answer.replies):
            raise EngineFailed("failed")
        await self._note_return()
        return conclude(asking, answer)

    async def _choose_model(self, asking: Asking) -> str:
        if self.trials is None:
            return ""
        return await self.trials.choose(
            conversation_id=asking.conversation_id,
            customer_id=asking.customer_id,
            fence=asking.fence,
        )

    async def _note_return(self) -> None:
        """Have tried at once what waits for an engine that was away."""
        if self.is_engine_away:
            self.is_engine_away = False
            now = self.clock()
            await self.ledger.write(lambda session: hurry(session, reason="unavailable", now=now))

    async def _store(self, claim: Claim, ending: Ending, asking: Asking) -> Outcome:
        now: Clock = self.clock

        def work(session: Session) -> Outcome:
            return end_turn(
                session, self.identity, claim=claim, ending=ending, asking=asking, now=now()
            )

        return await self._write(work)

    async def _write(self, work: Work[Outcome]) -> Outcome:
        """Store how a turn went; a database that is away for a moment is waited for."""
        for pause in (*PAUSES, None):
            try:
                return await self.ledger.write(work)
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
