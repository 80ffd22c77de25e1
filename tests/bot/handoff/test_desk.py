"""The desk at work: lines, capacity, silent agents, colleagues, closed hours, forms taken up."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from bot.handoff import desk, ending, presence, watch
from bot.handoff import service as handoff
from bot.handoff.desk import Timers
from bot.handoff.desk_watch import DeskWatch
from bot.handoff.hours import Hours
from bot.handoff.moves import Agent, NotYours
from bot.handoff.presence import AtCapacity
from bot.handoff.queue import list_waiting
from bot.handoff.reasons import make_reason
from bot.ledger.ledger import Ledger
from bot.ledger.models import Conversation
from kernel.db import Database
from kernel.errors import NotFound
from tests.bot.ledger.steps import Steps

MINA, OLI, BOSS = Agent("1", "Mina"), Agent("2", "Oli"), Agent("3", "Bo", may_overrule=True)
CLOSED = Hours(week=(("00:00-00:01",),) + ((),) * 6)


class Floor(Steps):
    """A desk and a clock."""

    def do(self, work: Callable[..., Any], **arguments: Any) -> Any:
        with self.db.transaction() as session:
            return work(session, now=self.now, **arguments)

    def request(self, code: str = "asked") -> str:
        chat = self.open()
        reasons = [make_reason(code)]  # type: ignore[arg-type]
        assert self.do(handoff.request_handoff, conversation_id=chat, reasons=reasons)
        self.now = self.now.replace(microsecond=self.now.microsecond + 1)
        return chat

    def take(self, chat: str, agent: Agent = MINA) -> None:
        self.do(handoff.take_over, conversation_id=chat, agent=agent)

    def arrive(self, agent: Agent = MINA, capacity: int = 4, state: str = "online") -> None:
        self.do(
            presence.set_presence,
            agent_id=agent.id,
            name=agent.name,
            capacity=capacity,
            state=state,
        )

    def set(self, value: Any) -> None:
        self.do(desk.write_setting, value=value, by="test")

    def owner(self, chat: str) -> tuple[str, str | None]:
        with self.db.session() as session:
            found = session.get_one(Conversation, chat)
            return found.owner, found.agent_name

    def line(self) -> list[str]:
        with self.db.session() as session:
            return [one.conversation_id for one in list_waiting(session)]

    def watch(self, seconds: float) -> list[str]:
        self.now += timedelta(seconds=seconds)
        moved: list[str] = self.do(watch.requeue_abandoned)
        return moved


@pytest.fixture
def floor(database: Database) -> Floor:
    return Floor(database)


def test_line_is_first_come_first_served_within_a_priority(floor: Floor) -> None:
    first, second = floor.request(), floor.request()
    valued = floor.request("valued_complaint")
    assert floor.line() == [valued, first, second]
    taken = [floor.do(handoff.claim_next, agent=MINA) for _ in range(4)]
    assert taken == [valued, first, second, None]


def test_agent_gets_no_more_than_they_take_at_once(floor: Floor) -> None:
    floor.arrive(MINA, capacity=1)
    first, second = floor.request(), floor.request()
    floor.take(first)
    with pytest.raises(AtCapacity) as refused:
        floor.do(handoff.claim_next, agent=MINA)
    assert refused.value.data == {"chats": 1, "capacity": 1}
    floor.do(handoff.take_over, conversation_id=second, agent=MINA, despite_capacity=True)
    assert floor.owner(second) == ("person", "Mina")


def test_two_agents_never_claim_the_same(floor: Floor) -> None:
    chats = {floor.request() for _ in range(12)}
    agents = [MINA, OLI]
    with ThreadPoolExecutor(4) as pool:
        taken = list(
            pool.map(lambda place: floor.do(handoff.claim_next, agent=agents[place % 2]), range(16))
        )
    assert sorted(one for one in taken if one) == sorted(chats)


def test_chat_of_an_agent_whose_console_is_gone_is_back_in_line(floor: Floor) -> None:
    floor.arrive()
    chat, later = floor.request(), floor.request()
    floor.take(chat)
    assert floor.watch(30) == []
    assert floor.watch(11) == [chat]
    assert floor.line() == [chat, later]  # it keeps its place
    assert floor.owner(chat) == ("waiting", None)
    told = [message.text for message in floor.messages(chat)]
    assert "Mina had to leave" in told[-2]
    assert "Nothing of this chat is lost" in told[-2]
    assert floor.watch(0) == []


async def test_whole_night_of_chats_is_moved_some_at_a_time(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "AT_ONCE", 2)
    floor.arrive(capacity=9)
    chats = [floor.request() for _ in range(5)]
    for chat in chats:
        floor.take(chat)
    floor.now += timedelta(seconds=41)
    assert len(floor.do(watch.requeue_abandoned)) == 2
    ledger = Ledger(floor.db)
    ledger.open()
    moved = await DeskWatch(ledger, clock=lambda: floor.now).look()
    await ledger.close()
    assert len(moved) == 3
    assert floor.line() == chats


def test_chat_stays_while_the_heart_beats_and_the_agent_answers(floor: Floor) -> None:
    floor.arrive()
    chat = floor.request()
    floor.take(chat)
    for _ in range(5):
        floor.arrive()
        assert floor.watch(30) == []
    floor.receive(chat, "a", "anyone?")
    for _ in range(20):
        floor.arrive()
        assert floor.watch(29) == []
    floor.arrive()
    assert floor.watch(30) == [chat]  # ten minutes without a word


def test_chat_stays_with_an_agent_who_never_said_they_are_there(floor: Floor) -> None:
    chat = floor.request()
    floor.take(chat)
    assert floor.watch(500) == []


def test_timers_are_the_shops(floor: Floor) -> None:
    floor.set(Timers(gone_seconds=120, silent_seconds=60))
    floor.arrive()
    chat = floor.request()
    floor.take(chat)
    assert floor.watch(60) == []
    floor.receive(chat, "a")
    assert floor.watch(61) == [chat]


def test_colleagues_chat_is_left_alone_but_by_who_may_overrule(floor: Floor) -> None:
    chat = floor.request()
    floor.take(chat)
    for move in (ending.hand_back, ending.close):
        with pytest.raises(NotYours) as refused:
            floor.do(move, conversation_id=chat, agent=OLI)
        assert refused.value.data["agent"] == "Mina"
    with pytest.raises(NotYours):
        floor.do(handoff.requeue, conversation_id=chat, agent=OLI, actor="staff")
    floor.do(handoff.requeue, conversation_id=chat, agent=BOSS, actor="staff")
    assert floor.owner(chat)[0] == "waiting"


def test_chat_is_handed_to_a_colleague_at_the_desk(floor: Floor) -> None:
    chat = floor.request()
    floor.take(chat)
    with pytest.raises(NotFound):
        floor.do(handoff.transfer, conversation_id=chat, agent=MINA, to=OLI)
    floor.arrive(OLI, capacity=1)
    with pytest.raises(NotYours):
        floor.do(handoff.transfer, conversation_id=chat, agent=OLI, to=OLI)
    floor.do(handoff.transfer, conversation_id=chat, agent=MINA, to=OLI)
    assert floor.owner(chat) == ("person", "Oli")
    assert floor.texts(chat)[-1] == "Oli takes over from here."
    other = floor.request()
    floor.take(other)
    with pytest.raises(AtCapacity):
        floor.do(handoff.transfer, conversation_id=other, agent=MINA, to=OLI)


def test_customer_hears_when_the_desk_opens_and_may_leave_a_message(floor: Floor) -> None:
    floor.set(CLOSED)
    chat = floor.request()
    told = floor.messages(chat)[-1]
    assert "2026-03-09 00:00 (UTC)" in told.text
    assert [one["label"] for one in told.buttons or ()] == ["Leave a message", "Back to the bot"]


def test_customer_hears_when_everybody_is_away(floor: Floor) -> None:
    floor.arrive(state="away")
    chat = floor.request()
    assert "away just now" in floor.texts(chat)[-1]
    floor.arrive(state="online")
    assert "number 2 in line" in floor.texts(floor.request())[-1]
