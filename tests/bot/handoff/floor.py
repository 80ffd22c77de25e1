"""A desk and a clock: short ways to do what agents and customers do, each in a transaction."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bot.handoff import assigning, desk, presence, profiles, snoozing, watch
from bot.handoff import service as handoff
from bot.handoff.assigning import Given
from bot.handoff.matching import Assignment
from bot.handoff.moves import Agent
from bot.handoff.profiles import Profile
from bot.handoff.reasons import make_reason
from bot.ledger.models import Conversation, Message
from tests.bot.ledger.steps import Steps

MINA, OLI, LI = Agent("1", "Mina Kovač"), Agent("2", "Oli"), Agent("4", "李雷")
BOSS = Agent("3", "Bo", may_overrule=True)
STAFF = (MINA, OLI, BOSS, LI)


class Floor(Steps):
    """What happens at a desk."""

    def do(self, work: Callable[..., Any], **arguments: Any) -> Any:
        with self.db.transaction() as session:
            return work(session, now=self.now, **arguments)

    def look(self, work: Callable[..., Any], **arguments: Any) -> Any:
        with self.db.session() as session:
            return work(session, **arguments)

    def tick(self, **span: float) -> None:
        self.now += timedelta(**span)

    def request(self, *, code: str = "asked", **of: Any) -> str:
        """Have a customer call a person; `of` are values of the conversation."""
        chat = self.open()
        self.change(chat, **of)
        reasons = [make_reason(code)]  # type: ignore[arg-type]
        assert self.do(handoff.request_handoff, conversation_id=chat, reasons=reasons)
        self.tick(microseconds=1)
        return chat

    def taken(self, agent: Agent = MINA) -> str:
        chat = self.request()
        self.take(chat, agent)
        return chat

    def change(self, chat: str, **values: Any) -> None:
        with self.db.transaction() as session:
            found = session.get_one(Conversation, chat)
            for name, value in values.items():
                setattr(found, name, value)

    def take(self, chat: str, agent: Agent = MINA) -> None:
        self.do(handoff.take_over, conversation_id=chat, agent=agent)

    def say(self, chat: str, agent: Agent = MINA, text: str = "Hello", **how: Any) -> int:
        number: int = self.do(
            handoff.post_agent_message, conversation_id=chat, agent=agent, text=text, **how
        )
        return number

    def arrive(self, *agents: Agent, capacity: int = 4, state: str = "online") -> None:
        for agent in agents:
            self.do(
                presence.set_presence,
                agent_id=agent.id,
                name=agent.name,
                capacity=capacity,
                state=state,
            )

    def set(self, value: Any) -> None:
        self.do(desk.write_setting, value=value, by="test")

    def assigning(self, **setting: Any) -> None:
        self.set(Assignment.model_validate({"mode": "round_robin", **setting}))

    def skilled(self, agent: Agent, **talents: Any) -> None:
        profile = Profile.model_validate(talents)
        self.do(profiles.set_profile, agent_id=agent.id, profile=profile, by="test")

    def assign(self) -> list[tuple[str, str]]:
        """Give out all that can be given now."""
        given: list[tuple[str, str]] = []
        while (one := self.do(assigning.assign_next)) is not None:
            assert isinstance(one, Given)
            given.append((one.conversation_id, one.agent_id))
        return given

    def watch(self, **span: float) -> list[str]:
        self.tick(**span)
        self.do(snoozing.wake_due)
        moved: list[str] = self.do(watch.requeue_abandoned)
        self.do(watch.note_left)
        return moved

    def read(self, chat: str) -> Conversation:
        with self.db.session() as session:
            return session.get_one(Conversation, chat)

    def owner(self, chat: str) -> tuple[str, str | None]:
        found = self.read(chat)
        return found.owner, found.agent_id

    def senders(self, chat: str) -> list[str]:
        return [message.sender for message in self.messages(chat)]

    def numbers(self, chat: str) -> list[int]:
        return [message.id for message in self.messages(chat)]

    def understand(self, chat: str, number: int, intent: str) -> None:
        with self.db.transaction() as session:
            found = session.get_one(Message, (chat, number))
            found.understanding = {"intent": {"name": intent}}
