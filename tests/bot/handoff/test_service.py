"""Handing over: one winner, honest places, a bot that stays silent."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.handoff import ending
from bot.handoff import service as handoff
from bot.handoff.models import Handoff
from bot.handoff.moves import Agent, NotYours
from bot.handoff.queue import Place, find_place
from bot.handoff.reasons import make_reason
from bot.ledger.claims import Claim
from bot.ledger.models import Conversation
from kernel.db import Database
from kernel.errors import Invalid
from tests.bot.ledger.steps import Steps

MINA, OLI = Agent("1", "Mina"), Agent("2", "Oli")


class Floor(Steps):
    """The ledger's steps and those of handing over."""

    def request(self, chat: str) -> bool:
        with self.db.transaction() as session:
            return handoff.request_handoff(
                session, conversation_id=chat, reasons=[make_reason("asked")], now=self.now
            )

    def take(self, chat: str, agent: Agent = MINA) -> None:
        with self.db.transaction() as session:
            handoff.take_over(session, conversation_id=chat, agent=agent, now=self.now)

    def say(self, chat: str, text: str, agent: Agent = MINA) -> int:
        with self.db.transaction() as session:
            return handoff.post_agent_message(
                session, conversation_id=chat, agent=agent, text=text, now=self.now
            )

    def give_back(self, chat: str) -> None:
        with self.db.transaction() as session:
            ending.hand_back(session, conversation_id=chat, now=self.now)

    def close(self, chat: str) -> bool:
        with self.db.transaction() as session:
            return ending.close(session, conversation_id=chat, now=self.now)

    def place(self, chat: str) -> Place | None:
        with self.db.session() as session:
            found = session.get_one(Conversation, chat)
            return find_place(session, conversation=found, now=self.now)

    def owner(self, chat: str) -> str:
        with self.db.session() as session:
            return session.get_one(Conversation, chat).owner

    def wait_for(self, seconds: int) -> None:
        chat = self.open()
        self.request(chat)
        self.now += timedelta(seconds=seconds)
        self.take(chat)


@pytest.fixture
def floor(database: Database) -> Floor:
    return Floor(database)


def test_customer_is_told_the_place_when_a_person_was_asked_for(floor: Floor) -> None:
    one, two = floor.open(), floor.open()
    assert floor.request(one)
    floor.now += timedelta(seconds=1)
    assert floor.request(two)
    assert not floor.request(two)
    assert floor.place(one) == Place(1, None)
    assert floor.place(two) == Place(2, None)
    (message,) = floor.messages(two)
    assert message.sender == "system"
    assert "number 2" in message.text
    assert [button["label"] for button in message.buttons or ()] == ["Back to the bot"]


def test_place_moves_up_when_somebody_is_served(floor: Floor) -> None:
    one, two = floor.open(), floor.open()
    floor.request(one)
    floor.now += timedelta(seconds=1)
    floor.request(two)
    floor.take(one)
    assert floor.place(one) is None
    assert floor.place(two) == Place(1, None)


def test_wait_is_the_median_when_there_were_enough(floor: Floor) -> None:
    for seconds in (60, 600, 120):
        floor.wait_for(seconds)
    chat = floor.open()
    floor.request(chat)
    assert floor.place(chat) == Place(1, 120)
    assert "2 min" in floor.texts(chat)[0]
    floor.now += timedelta(days=2)
    assert floor.place(chat) == Place(1, None)  # old waits say nothing


def test_chat_nobody_asked_for_counts_as_no_wait(floor: Floor) -> None:
    for _ in range(3):
        floor.take(floor.open())
    waiting = floor.open()
    floor.request(waiting)
    assert floor.place(waiting) == Place(1, None)


def test_second_agent_is_told_who_won_when_both_take(floor: Floor) -> None:
    chat = floor.open()
    floor.take(chat, MINA)
    with pytest.raises(NotYours) as refused:
        floor.take(chat, OLI)
    assert refused.value.data == {"owner": "person", "agent": "Mina"}
    assert refused.value.status == 409


def test_exactly_one_agent_wins_when_many_race(floor: Floor) -> None:
    def race(number: int) -> int:
        chat = floor.open()

        def grab(agent: Agent) -> bool:
            try:
                floor.take(chat, agent)
            except NotYours:
                return False
            return True

        with ThreadPoolExecutor(4) as pool:
            return sum(pool.map(grab, [Agent(str(n), f"A{n}") for n in range(4)]))

    assert [race(number) for number in range(10)] == [1] * 10


def test_only_the_owner_speaks_when_an_agent_has_taken_over(floor: Floor) -> None:
    chat = floor.open()
    floor.take(chat, MINA)
    assert floor.say(chat, " Hello, Mina here ") == 2
    message = floor.messages(chat)[-1]
    assert (message.sender, message.name, message.text) == ("agent", "Mina", "Hello, Mina here")
    with pytest.raises(NotYours):
        floor.say(chat, "me too", OLI)
    for bad in ("", "  ", "x" * 8_001):
        with pytest.raises(Invalid):
            floor.say(chat, bad)


def test_agent_is_refused_when_the_bot_answers_again(floor: Floor) -> None:
    chat = floor.open()
    floor.take(chat)
    floor.give_back(chat)
    with pytest.raises(NotYours):
        floor.say(chat, "one more thing")
    with pytest.raises(NotYours):
        floor.give_back(chat)
    floor.receive(chat, "a")
    assert len(floor.claim()) == 1


def test_waiting_messages_get_no_turn_when_a_person_takes_over(floor: Floor) -> None:
    chat = floor.open()
    floor.receive(chat, "a")
    floor.receive(chat, "b")
    (running,) = floor.claim()
    floor.take(chat)
    assert floor.finish(running, "late bot") == "taken_over"
    floor.give_back(chat)
    assert floor.claim() == []
    assert "late bot" not in floor.texts(chat)


def test_handoff_is_on_record_from_request_to_end(floor: Floor) -> None:
    chat = floor.open()
    floor.request(chat)
    floor.now += timedelta(seconds=30)
    floor.take(chat)
    floor.close(chat)
    assert floor.owner(chat) == "closed"
    assert floor.close(chat) is False
    with floor.db.session() as session:
        (record,) = session.scalars(select(Handoff)).all()
    assert (record.reason, record.agent_name, record.outcome) == ("asked", "Mina", "closed")
    assert record.taken_at is not None
    assert (record.taken_at - record.requested_at).total_seconds() == 30


def test_bot_never_speaks_after_takeover_when_both_race(floor: Floor) -> None:
    for number in range(15):
        chat = floor.open()
        floor.receive(chat, "a")
        (claim,) = [one for one in floor.claim(limit=50) if one.conversation_id == chat]

        def finish(claim: Claim = claim) -> None:
            floor.finish(claim, "the bot")

        def take(chat: str = chat) -> None:
            floor.take(chat)

        with ThreadPoolExecutor(2) as pool:
            works = [finish, take] if number % 2 else [take, finish]
            for future in [pool.submit(work) for work in works]:
                future.result()
        senders = [message.sender for message in floor.messages(chat)]
        assert senders in (["customer", "system"], ["customer", "bot", "system"])
