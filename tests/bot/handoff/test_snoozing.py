"""Snoozed chats: theirs, out of the way, and back in time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.handoff import ending, presence, snoozing, staff_notes
from bot.handoff import service as handoff
from bot.handoff.moves import NotYours
from bot.handoff.replying import NewerMessage
from bot.handoff.snoozing import UNTIL_REPLY, Unanswered
from kernel.db import Database
from kernel.errors import Invalid
from tests.bot.handoff.floor import BOSS, MINA, OLI, Floor

HOUR = timedelta(hours=1)


@pytest.fixture
def floor(database: Database) -> Floor:
    return Floor(database)


def snooze(floor: Floor, chat: str, hours: float | None = 1, **how: object) -> None:
    until = None if hours is None else floor.now + hours * HOUR
    how = {"agent": MINA, "until": until, **how}
    floor.do(snoozing.snooze, conversation_id=chat, **how)


def marks(floor: Floor, chat: str) -> list[tuple[str, object]]:
    found = floor.look(staff_notes.list_notes, conversation_id=chat)
    return [(row.note.kind, (row.note.facts or {}).get("why")) for row in found]


def test_snoozed_chat_stays_its_agents_and_counts_for_nothing(floor: Floor) -> None:
    floor.arrive(MINA, capacity=1)
    chat = floor.taken()
    floor.receive(chat, "a")
    before = floor.numbers(chat)
    snooze(floor, chat)
    assert floor.owner(chat) == ("person", "1")
    assert floor.numbers(chat) == before  # the customer sees nothing of it
    floor.take(floor.request())  # there is room again
    (load,) = floor.look(presence.list_agents)
    assert load.chats == 1
    floor.tick(minutes=30)
    floor.arrive(MINA, capacity=1)
    assert chat not in floor.watch(minutes=20)


def test_chat_of_who_has_gone_home_sleeps_on(floor: Floor) -> None:
    floor.arrive(MINA)
    chat = floor.taken()
    snooze(floor, chat, hours=20)
    assert floor.watch(hours=10) == []
    assert floor.watch(hours=10) == [chat]  # nobody is there when it wakes: back in line
    assert floor.owner(chat) == ("waiting", None)


def test_chat_wakes_when_the_customer_writes(floor: Floor) -> None:
    floor.arrive(MINA)
    chat = floor.taken()
    snooze(floor, chat, hours=None)
    assert floor.read(chat).snoozed_until == UNTIL_REPLY
    floor.receive(chat, "a")
    found = floor.read(chat)
    assert (found.owner, found.snoozed_until, found.woke_at) == ("person", None, floor.now)
    floor.receive(chat, "b")
    assert marks(floor, chat) == [("snooze", None), ("wake", "reply")]


def test_chat_wakes_in_time_and_its_agent_has_time_to_answer(floor: Floor) -> None:
    floor.arrive(MINA)
    chat = floor.taken()
    floor.receive(chat, "a")
    snooze(floor, chat)
    floor.tick(hours=1)
    floor.arrive(MINA)
    assert floor.watch() == []  # asked an hour ago, but in front of her just now
    assert floor.read(chat).snoozed_until is None
    assert marks(floor, chat)[-1] == ("wake", "time")
    for _ in range(20):
        floor.tick(seconds=30)
        floor.arrive(MINA)
    assert floor.watch(seconds=5) == [chat]


def test_one_process_wakes_it_when_many_look(floor: Floor) -> None:
    chats = [floor.taken() for _ in range(6)]
    for chat in chats:
        snooze(floor, chat)
    floor.tick(hours=2)
    with ThreadPoolExecutor(4) as pool:
        woken = [
            one
            for found in pool.map(lambda _: floor.do(snoozing.wake_due), "1234")
            for one in found
        ]
    assert sorted(woken) == sorted(chats)
    assert all(marks(floor, chat)[1:] == [("wake", "time")] for chat in chats)


def test_snoozing_and_the_customers_message_race(floor: Floor) -> None:
    """Whoever is first: no message sleeps that the agent has not seen."""
    for number in range(12):
        chat = floor.taken()
        seen = floor.numbers(chat)[-1]

        def sleep(chat: str = chat, seen: int = seen) -> bool:
            try:
                snooze(floor, chat, seen_id=seen)
            except NewerMessage:
                return False
            return True

        def write(chat: str = chat) -> object:
            return floor.receive(chat, "a")

        with ThreadPoolExecutor(2) as pool:
            works = [write, sleep] if number % 2 else [sleep, write]
            for future in [pool.submit(work) for work in works]:
                future.result()
        assert floor.read(chat).snoozed_until is None


def test_chat_is_not_put_aside_for_good_while_the_customer_waits(floor: Floor) -> None:
    chat = floor.taken()
    number = floor.receive(chat, "a").message_id
    with pytest.raises(Unanswered):
        snooze(floor, chat, hours=None)
    with pytest.raises(NewerMessage) as refused:
        snooze(floor, chat, seen_id=number - 1)
    assert refused.value.data == {"newest": number}
    floor.say(chat)
    snooze(floor, chat, hours=None, seen_id=number)
    assert floor.read(chat).snoozed_until == UNTIL_REPLY


@pytest.mark.parametrize("hours", [0, -1, 24 * 367])
def test_time_that_makes_no_sense_is_refused(floor: Floor, hours: float) -> None:
    chat = floor.taken()
    with pytest.raises(Invalid):
        snooze(floor, chat, hours=hours)


def test_only_its_agent_or_a_supervisor_puts_it_aside_or_wakes_it(floor: Floor) -> None:
    chat = floor.taken()
    for owned in (chat, floor.open(), floor.request()):
        with pytest.raises(NotYours):
            snooze(floor, owned, agent=OLI)
    snooze(floor, chat, agent=BOSS)
    with pytest.raises(NotYours):
        floor.do(snoozing.unsnooze, conversation_id=chat, agent=OLI)
    assert floor.do(snoozing.unsnooze, conversation_id=chat, agent=MINA)
    assert not floor.do(snoozing.unsnooze, conversation_id=chat, agent=MINA)
    assert marks(floor, chat) == [("snooze", None), ("wake", "agent")]


@pytest.mark.parametrize("way", ["return", "close", "requeue", "transfer"])
def test_nothing_sleeps_after_a_move(floor: Floor, way: str) -> None:
    floor.arrive(OLI)
    chat = floor.taken()
    snooze(floor, chat)
    if way == "return":
        floor.do(ending.hand_back, conversation_id=chat, agent=MINA)
    elif way == "close":
        floor.do(ending.close, conversation_id=chat, agent=MINA)
    elif way == "requeue":
        floor.do(handoff.requeue, conversation_id=chat, agent=MINA, actor="staff")
    else:
        floor.do(handoff.transfer, conversation_id=chat, agent=MINA, to=OLI)
    assert floor.read(chat).snoozed_until is None
