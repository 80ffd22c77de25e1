"""A trial as it runs: gives conversations to models, takes the new one back if it does worse."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from bot.ledger.ledger import Ledger
from bot.ledger.writer import LedgerUnavailable
from bot.releases import rules, visits
from bot.releases.rules import State
from bot.releases.sequential import Decision, decide
from bot.releases.service import Mover, PointerMoved, move, read_state
from kernel.clock import Clock
from kernel.logging import get_logger
from kernel.loops import start_loop

log = get_logger(__name__)

LOOK_SECONDS = 5.0
Tell = Callable[[Session, State, Decision, datetime], None]


class Trials:
    """Asked before every turn, so it is told the state: without a trial it costs nothing.

    `tell` is called in the transaction that takes a model back.
    """

    def __init__(self, ledger: Ledger, *, key: str, clock: Clock, tell: Tell) -> None:
        self.ledger, self.key, self.clock, self.tell = ledger, key, clock, tell
        self.look_seconds = LOOK_SECONDS
        self._state, self._loaded = State(), ""
        self._task: asyncio.Task[None] | None = None

    def hear(self, state: State, loaded: str) -> None:
        """Take note of the state and of the model on trial that this process has loaded."""
        self._state, self._loaded = state, loaded

    def start(self) -> None:
        """Begin to watch."""
        self._task = start_loop(self._watch, "trials", pause=self.look_seconds)

    async def stop(self) -> None:
        """Watch no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})

    async def choose(self, *, conversation_id: str, customer_id: int | None, fence: int) -> str:
        """Return the model on trial that is to answer a turn; empty for the live one.

        A conversation stays with the model that it was given to; one that goes on from before the
        trial stays with the live model until it has been quiet for hours.
        """
        state = self._state
        if state.trial is None or self._loaded != state.trial.model:
            return ""
        trial, now = state.trial, self.clock()

        def look(session: Session) -> str | None:
            arm = visits.find_arm(session, trial_id=trial.id, conversation_id=conversation_id)
            if arm is not None:
                return arm
            is_halfway = visits.goes_on(
                session, conversation_id=conversation_id, fence=fence, now=now
            )
            return "live" if is_halfway else None

        def enter(session: Session) -> str:
            return visits.enter(
                session,
                state,
                key=self.key,
                conversation_id=conversation_id,
                customer_id=customer_id,
                now=now,
            )

        try:
            arm = await self.ledger.read(look) or await self.ledger.write(enter)
        except LedgerUnavailable:
            return ""  # the turn itself will say so
        return trial.model if arm == "canary" else ""

    async def _watch(self) -> None:
        while True:
            if self._state.trial is not None:
                try:
                    await self.ledger.write(self.judge)
                except (LedgerUnavailable, PointerMoved) as error:
                    log.warning("trial_not_judged", error=type(error).__name__)
            await asyncio.sleep(self.look_seconds)

    def judge(self, session: Session) -> Decision | None:
        """Count what went badly; take the model back where it does worse than the live one."""
        state = read_state(session)
        if state.trial is None:
            return None
        now = self.clock()
        visits.mark_bad(session, trial_id=state.trial.id, now=now)
        decision = decide(visits.count_bad(session, trial_id=state.trial.id))
        if decision.is_worse:
            seen = visits.count_seen(session, trial_id=state.trial.id)
            (tried, bad), (others, worse) = seen["canary"], seen["live"]
            why = f"{bad} of {tried} customers fared badly, {worse} of {others} with the live model"
            mover = Mover(None, "", f"{why} (p = {decision.p:.2g})")
            move(session, "trial_failed", rules.end_trial, mover=mover, now=now, seen_id=state.id)
            self.tell(session, state, decision, now)
            log.error("trial_failed", model=state.trial.model, p=decision.p, bad=bad, seen=tried)
        return decision
