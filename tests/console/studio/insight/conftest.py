"""Conversations that the bot has read, answered, and handed over."""

from typing import Any

import pytest
from sqlalchemy import func, select

from bot.handoff.models import Handoff
from bot.ledger.models import Message, Turn
from kernel.messages import Reply
from kernel.runtime import Runtime
from tests.conftest import FakeClock
from tests.console.scene import Scene


class Life(Scene):
    """A scene in which messages are understood and turns end as in the product."""

    def __init__(self, runtime: Runtime, clock: FakeClock) -> None:
        super().__init__(runtime)
        self.clock = clock

    def ask(
        self,
        chat: str,
        intent: str,
        text: str = "a question",
        *,
        likely: str = "",
        model: str = "m1",
        is_answered: bool = True,
        language: str = "en",
        **did: str | None,
    ) -> int:
        """Have a customer ask and the bot answer; returns the number of the question."""
        self.clock.advance(seconds=5)
        made = self.hear(
            chat,
            text,
            understanding={
                "intent": {"name": intent, "confidence": 0.9},
                "ranking": [{"name": likely or intent, "confidence": 0.4}],
                "choices": [],
                "entities": [],
                "language": language,
                "did": {"policy": "RulePolicy", "action": "", "last": "", "form": None} | did,
            },
        )
        self.clock.advance(seconds=1)
        with self.db.transaction() as session:
            fence = session.scalar(select(func.count()).where(Turn.conversation_id == chat))
            session.add(
                Turn(
                    conversation_id=chat,
                    message_id=made,
                    fence=int(fence or 0) + 1,
                    worker="w",
                    state="done",
                    result="answered" if is_answered else "gave_up",
                    model=model if is_answered else None,
                    started_at=self.now,
                    ended_at=self.now,
                )
            )
        self.say(chat, Reply(text="An answer."))
        return made

    def call(self, chat: str, *, agent: str | None = "1", **more: Any) -> None:
        """Have a person called, who comes unless there is no `agent`."""
        self.clock.advance(seconds=5)
        with self.db.transaction() as session:
            session.add(
                Handoff(
                    conversation_id=chat,
                    requested_at=self.now,
                    queued_at=self.now,
                    agent_id=agent,
                    **{"ended_at": self.now, **more},
                )
            )

    def press(self, chat: str, intent: str) -> None:
        """Have a customer press a button."""
        made = self.ask(chat, intent)
        self.understand(chat, made, payload=f"/{intent}")

    def count(self) -> int:
        """Return how many messages customers wrote."""
        with self.db.session() as session:
            query = select(func.count()).where(Message.sender == "customer")
            return int(session.scalar(query) or 0)


@pytest.fixture
def life(runtime: Runtime, clock: FakeClock) -> Life:
    return Life(runtime, clock)
