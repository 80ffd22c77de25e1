"""Waiting chats find their agents by themselves."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from sqlalchemy import select

from bot.app import BotService
from bot.dialogue import Answer, ScriptedDialogue
from bot.handoff import assigning, desk, presence
from bot.handoff import service as handoff
from bot.handoff.matching import Assignment
from bot.handoff.models import Handoff, Presence
from bot.handoff.presence import AtCapacity
from bot.handoff.reasons import make_reason
from kernel.clock import utc_now
from kernel.db import Database
from kernel.messages import Handoff as Wish
from kernel.messages import Reply
from tests.bot.driver import Client
from tests.bot.handoff.floor import BOSS, LI, MINA, OLI, Floor


@pytest.fixture
def floor(database: Database) -> Floor:
    return Floor(database)


def test_nothing_is_given_out_until_it_is_set(floor: Floor) -> None:
    floor.arrive(MINA)
    floor.request()
    assert floor.assign() == []
    floor.assigning(mode="manual")
    assert floor.assign() == []


def test_chats_go_round_in_the_order_of_the_line(floor: Floor) -> None:
    floor.assigning()
    chats = [floor.request(), floor.request(), floor.request()]
    valued = floor.request(code="valued_complaint")
    floor.arrive(MINA, OLI)
    given = []
    for _ in [*chats, valued]:
        floor.tick(seconds=1)
        one = floor.do(assigning.assign_next)
        given.append((one.conversation_id, one.agent_id))
    assert given == [(valued, "1"), (chats[0], "2"), (chats[1], "1"), (chats[2], "2")]
    assert floor.texts(chats[1])[-1] == "Mina Kovač has joined the chat."
    floor.tick(seconds=1)
    late = floor.request()
    assert floor.assign() == [(late, "1")]  # last assigned, first out


def test_least_busy_gets_the_next(floor: Floor) -> None:
    floor.assigning(mode="least_busy")
    floor.arrive(MINA, OLI)
    floor.taken(MINA)
    floor.taken(MINA)
    floor.taken(OLI)
    one, two = floor.request(), floor.request()
    assert floor.assign() == [(one, "2"), (two, "1")]  # both have two then: Oli was given one last


def test_nobody_gets_more_than_they_take_or_while_away(floor: Floor) -> None:
    floor.assigning()
    floor.arrive(MINA, capacity=1)
    floor.arrive(OLI, state="away")
    floor.arrive(BOSS, state="off")
    one, two = floor.request(), floor.request()
    assert floor.assign() == [(one, "1")]
    assert floor.owner(two) == ("waiting", None)
    floor.tick(seconds=41)  # Mina's console is gone
    floor.arrive(OLI, capacity=2)
    assert floor.assign() == [(two, "2")]


def test_language_that_must_match_waits_for_who_speaks_it(floor: Floor) -> None:
    floor.assigning(language="must", anybody_after_seconds=60)
    floor.skilled(MINA, languages=["en"])
    floor.skilled(LI, languages=["zh", "en"])
    floor.arrive(MINA)
    chinese, english = floor.request(language="zh"), floor.request()
    assert floor.assign() == [(english, "1")]  # nobody who fits: the next is not held up
    floor.arrive(LI)
    assert floor.assign() == [(chinese, "4")]
    late = floor.request(language="zh")
    floor.arrive(LI, state="away")
    floor.arrive(MINA)
    assert floor.assign() == []
    floor.tick(seconds=60)
    floor.arrive(MINA)
    assert floor.assign() == [(late, "1")]  # anybody, in the end


def test_need_is_derived_from_reason_and_from_what_was_understood(floor: Floor) -> None:
    rules = [
        {"intents": ["complain"], "skill": "complaints"},
        {"reasons": ["action_failed"], "team": "tech"},
    ]
    floor.assigning(rules=rules)
    chat = floor.open()
    floor.understand(chat, floor.receive(chat, "a").message_id, "complain")
    floor.understand(chat, floor.receive(chat, "b").message_id, "request_human")
    reasons = [make_reason("action_failed")]
    floor.do(handoff.request_handoff, conversation_id=chat, reasons=reasons)
    found = floor.read(chat)
    assert (found.team, found.skill) == ("tech", "complaints")
    floor.skilled(MINA, skills=["complaints"])
    floor.skilled(OLI, teams=["Tech"], skills=["complaints"])
    floor.arrive(MINA, OLI)
    assert floor.assign() == [(chat, "2")]


def test_chat_nobody_answered_goes_to_somebody_else(floor: Floor) -> None:
    floor.assigning(answer_seconds=60)
    floor.arrive(MINA)
    chat = floor.request()
    assert floor.assign() == [(chat, "1")]
    floor.tick(seconds=30)
    floor.arrive(MINA)
    assert floor.watch(seconds=29) == []
    floor.arrive(MINA)
    assert floor.watch(seconds=2) == [chat]
    assert "waiting for an answer" in floor.texts(chat)[-2]
    assert floor.assign() == []  # it was Mina who lost it
    floor.arrive(MINA, OLI)
    assert floor.assign() == [(chat, "2")]
    floor.say(chat, OLI)
    floor.tick(seconds=30)
    floor.arrive(MINA, OLI)
    assert floor.watch(seconds=35) == []


def test_chat_taken_by_hand_is_not_lost_for_want_of_a_greeting(floor: Floor) -> None:
    floor.assigning(answer_seconds=60)
    chat = floor.taken(MINA)
    assert floor.watch(seconds=300) == []
    assert floor.owner(chat) == ("person", "1")


def test_agent_starts_with_the_capacity_set_for_them(floor: Floor) -> None:
    floor.assigning(capacity=7)
    floor.skilled(OLI, capacity=2)
    for agent in (MINA, OLI):
        floor.do(presence.set_presence, agent_id=agent.id, name=agent.name, state="online")
    loads = floor.look(presence.list_agents)
    assert {one.agent_id: one.capacity for one in loads} == {"1": 7, "2": 2}
    floor.skilled(MINA, capacity=3)
    assert {one.capacity for one in floor.look(presence.list_agents)} == {3, 2}


def test_long_line_is_walked_to_its_end(floor: Floor) -> None:
    floor.assigning(language="must")
    floor.skilled(LI, languages=["zh"])
    floor.arrive(LI)
    for _ in range(205):
        floor.request()
    chinese = floor.request(language="zh")
    assert floor.assign() == [(chinese, "4")]


def test_each_chat_goes_to_one_agent_when_many_processes_give_out(floor: Floor) -> None:
    floor.assigning()
    floor.arrive(MINA, OLI, BOSS, capacity=5)
    chats = [floor.request() for _ in range(15)]
    with ThreadPoolExecutor(6) as pool:
        given = [
            one
            for found in pool.map(lambda _: floor.do(assigning.assign_next), range(24))
            if (one := found) is not None
        ]
    given += [assigning.Given(*one) for one in floor.assign()]
    assert sorted(one.conversation_id for one in given) == sorted(chats)
    for one in given:
        assert floor.owner(one.conversation_id) == ("person", one.agent_id)
        assert floor.senders(one.conversation_id) == ["system", "system"]  # told once
    counts = [sum(one.agent_id == agent.id for one in given) for agent in (MINA, OLI, BOSS)]
    assert counts == [5, 5, 5]  # nobody beyond what they take


def test_desk_and_agents_that_take_at_once_never_share_a_chat(floor: Floor) -> None:
    floor.assigning()
    floor.arrive(MINA, OLI, capacity=8)
    chats = [floor.request() for _ in range(12)]

    def work(place: int) -> None:
        if place % 2:
            floor.do(assigning.assign_next)
            return
        with suppress(AtCapacity):
            floor.do(handoff.claim_next, agent=(MINA, OLI)[place % 4 // 2])

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(24)))
    for chat in chats:
        assert floor.owner(chat)[0] == "person"
        assert floor.senders(chat) == ["system", "system"]
    with floor.db.session() as session:
        calls = session.scalars(select(Handoff)).all()
        assert {(one.conversation_id, one.agent_id) for one in calls} == {
            (chat, floor.owner(chat)[1]) for chat in chats
        }
        loads = session.scalars(select(Presence.capacity)).all()
    assert loads == [8, 8]


async def test_customer_gets_an_agent_at_once(
    address: str, service: BotService, engine: ScriptedDialogue, database: Database
) -> None:
    with database.transaction() as session:
        setting = Assignment(mode="least_busy")
        desk.write_setting(session, setting, now=utc_now(), by="test")
    engine.script = {"a person": Answer((Reply(text="Yes", directives=(Wish(reason="asked"),)),))}
    async with Client(address) as client:
        await client.ask("a person")
        await client.wait(type="status", owner="waiting")
        await service.ledger.write(
            lambda session: presence.set_presence(
                session, agent_id="1", name="Mina", state="online", now=service.clock()
            )
        )
        # Woken by the agent's coming: the look of every five seconds would be too late.
        await client.wait(type="status", owner="person", name="Mina", seconds=2)
