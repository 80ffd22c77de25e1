"""The base of all actions: verifies the turn, opens the database, asks for proof where needed."""

import asyncio
import re
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions.answer import Answer
from actions.asking import insists
from actions.mentions import find_email
from actions.offers import keep_offers
from actions.phrases import forbids, wants_new_ticket
from actions.turn import Turn, read_turn
from actions.wishes import offer_wish
from crm_backend.analytics.recommendations import Holdout
from kernel.errors import Unavailable
from kernel.foreign import is_foreign
from kernel.messages import Challenge
from kernel.runtime import Runtime

BUDGET_SECONDS = 8.0
NOBODY = Holdout()
# Said outright, because no rule knows what comes after an action that another one called.
LISTEN = "action_listen"
NEW_TICKET = "action_open_ticket"
UNKNOWN = "action_fallback"
RECOMMEND = "action_recommend_product"
WORD_START = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass(frozen=True)
class Workplace:
    """What actions are handed: the runtime, the key that signs turn contexts, who is held out."""

    runtime: Runtime
    turn_key: str
    budget_seconds: float = BUDGET_SECONDS
    holdout: Holdout = NOBODY


class FrontdeskAction(Action):  # type: ignore[misc] # rasa_sdk has no types
    """An action is `answer(session, turn)`: what it says and remembers, decided from the two."""

    needs_identity: ClassVar[bool] = False
    writes: ClassVar[bool] = False
    is_part_of_form: ClassVar[bool] = False  # run by the form itself: asks or validates
    grants_wish: ClassVar[bool] = False  # "don't …" must not set it off
    understands_all: ClassVar[bool] = False  # acts on words of a language we do not speak, too
    yields: ClassVar[bool] = False  # to plain words that ask for a list of products
    softens: ClassVar[bool] = False  # an angry message gets an apology before the answer

    def __init__(self, workplace: Workplace) -> None:
        self.workplace = workplace

    @classmethod
    def action_name(cls) -> str:
        """Return the name in domain.yml: ActionTrackOrder is action_track_order."""
        return WORD_START.sub("_", cls.__name__).lower()

    def name(self) -> str:
        """Return the name Rasa calls this action by."""
        return self.action_name()

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Answer one call of Rasa; the work is done in a thread, off the event loop."""
        runtime = self.workplace.runtime
        state = tracker.current_state()
        turn = read_turn(state, secret=self.workplace.turn_key, now=runtime.clock())
        answer = await asyncio.to_thread(self._work, turn)
        if not self.is_part_of_form and answer.ends_turn(turn.form):
            answer.follow(LISTEN)
        dispatcher.messages.extend(answer.messages)
        return answer.events

    def respond(self, session: Session, turn: Turn) -> Answer:
        """Return the answer, or the question who is speaking where that must be known first."""
        waiting = turn.intent == "confirm_identity" and (
            turn.slots.get("pending_action") == self.name()
        )
        if waiting:
            turn = turn.recall(turn.slots.get("pending_words"))
        if (instead := self._instead(turn)) is not None:
            return instead
        if self.needs_identity and turn.customer_id is None:
            return ask_identity(turn, self.name())
        answer = offer_wish(self.answer(session, turn), turn, self.name())
        if self.softens and turn.is_angry:
            answer.soften()
        return answer.set(pending_action=None, pending_words=None) if waiting else answer

    def _instead(self, turn: Turn) -> Answer | None:
        """Return what plain words say against the intent that was read; None mostly."""
        if self.is_part_of_form or turn.form is not None:
            return None
        if not self.understands_all and find_email(turn) is None and is_foreign(turn.text):
            return Answer().follow(UNKNOWN)
        if self.grants_wish and forbids(turn.text):
            return Answer().utter("utter_deny").set(awaiting=None)
        if self.name() != NEW_TICKET and wants_new_ticket(turn.text):
            return Answer().follow(NEW_TICKET)
        if self.yields and insists(turn):
            return Answer().follow(RECOMMEND)
        return None

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Decide what to say; `session` reads, and writes only where `writes` is set."""
        raise NotImplementedError

    def _work(self, turn: Turn) -> Answer:
        deadline = time.monotonic() + self.workplace.budget_seconds
        with self._open(turn) as session:
            answer = self.respond(session, turn)
            # Whoever waited has been told it failed: then it must not happen after all.
            if self.writes and time.monotonic() > deadline:
                raise Unavailable("The action took too long.")
        keep_offers(self.workplace.runtime, turn, answer)
        return answer

    def _open(self, turn: Turn) -> AbstractContextManager[Session]:
        database = self.workplace.runtime.db
        if turn.context.is_rehearsal and self.writes:
            return database.rehearsal()
        return database.transaction() if self.writes else database.session()


def ask_identity(turn: Turn, action: str) -> Answer:
    """Return the question for proof; it is the same whatever the customer asked about."""
    answer = Answer().set(pending_action=action, pending_words=turn.words())
    email = find_email(turn)
    if email is not None:
        return answer.utter("utter_code_sent", directives=[Challenge(email=email)])
    if turn.context.level == "claimed":
        return answer.utter("utter_ask_code")
    return answer.utter("utter_ask_identity")
