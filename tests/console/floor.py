"""A desk at work: what customers and agents do, through the product's own services."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from bot import reception
from bot.handoff import desk, ending, presence
from bot.handoff import service as handoff
from bot.handoff.models import Handoff, Presence
from bot.handoff.moves import Agent
from bot.handoff.reasons import make_reason
from bot.ledger.models import Message
from kernel.runtime import Runtime
from tests.console.scene import Scene

MINA, OLI = Agent("mina", "Mina Sørensen"), Agent("oli", "Oli")


class Floor(Scene):
    """Every step is committed at once, at the time of the test's clock."""

    def __init__(self, runtime: Runtime) -> None:
        super().__init__(runtime)
        self.clock: Any = runtime.clock

    def do(self, work: Callable[..., Any], **arguments: Any) -> Any:
        with self.db.transaction() as session:
            return work(session, now=self.now, **arguments)

    def wait(self, seconds: float) -> None:
        self.clock.advance(seconds=seconds)

    def set(self, value: Any) -> None:
        self.do(desk.write_setting, value=value, by="staff:1")

    def arrive(self, agent: Agent = MINA, capacity: int = 4, state: Any = "online") -> None:
        self.do(
            presence.set_presence,
            agent_id=agent.id,
            name=agent.name,
            state=state,
            capacity=capacity,
        )

    def beat(self, *agents: Agent) -> None:
        for agent in agents or (MINA, OLI):
            self.do(presence.beat, agent_id=agent.id)

    def ask(self, code: Any = "asked", chat: str | None = None, **more: Any) -> str:
        """A customer says something and is put in line."""
        chat = chat or self.conversation(**more)
        self.hear(chat, "I need help with my lamp")
        assert self.do(handoff.request_handoff, conversation_id=chat, reasons=[make_reason(code)])
        return chat

    def take(self, chat: str, agent: Agent = MINA) -> None:
        self.do(handoff.take_over, conversation_id=chat, agent=agent, despite_capacity=True)

    def answer(self, chat: str, agent: Agent = MINA, text: str = "Let me look.") -> None:
        self.do(handoff.post_agent_message, conversation_id=chat, agent=agent, text=text)

    def transfer(self, chat: str, agent: Agent = MINA, to: Agent = OLI) -> None:
        self.do(handoff.transfer, conversation_id=chat, agent=agent, to=to)

    def requeue(self, chat: str) -> None:
        self.do(handoff.requeue, conversation_id=chat, actor="system")

    def close(self, chat: str, agent: Agent | None = None) -> None:
        self.do(ending.close, conversation_id=chat, agent=agent)

    def hand_back(self, chat: str, actor: Any = "staff") -> None:
        self.do(ending.hand_back, conversation_id=chat, actor=actor)

    def rate(self, chat: str, score: int) -> None:
        """The customer answers the newest question how it was."""
        with self.db.session() as session:
            asked = session.scalars(
                select(Message.id)
                .where(Message.conversation_id == chat, Message.asks_rating)
                .order_by(Message.id.desc())
            ).first()
        assert asked is not None
        self.do(
            reception.rate_message,
            conversation_id=chat,
            message_id=asked,
            score=score,
            comment="",
        )

    def help(
        self,
        code: Any = "asked",
        *,
        wait: float = 60,
        first: float = 30,
        handle: float = 300,
        score: int | None = None,
        agent: Agent = MINA,
        **more: Any,
    ) -> str:
        """A whole call: asked for, taken, answered, closed and perhaps rated; times in seconds."""
        chat = self.ask(code, **more)
        self.wait(wait)
        self.take(chat, agent)
        self.wait(first)
        self.answer(chat, agent)
        self.wait(handle - first)
        self.close(chat, agent)
        if score is not None:
            self.rate(chat, score)
        return chat

    def call(self, chat: str) -> Handoff:
        """The newest call of a conversation."""
        with self.db.session() as session:
            query = select(Handoff).where(Handoff.conversation_id == chat)
            return session.scalars(query.order_by(Handoff.id.desc())).first()  # type: ignore[return-value]

    def presence_of(self, agent: Agent) -> Presence | None:
        with self.db.session() as session:
            return session.get(Presence, agent.id)
