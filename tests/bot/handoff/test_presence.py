"""Who is at the desk after a line broke, and who acts although they had said they are off."""

import pytest

from bot.handoff import presence
from kernel.db import Database
from tests.bot.handoff.floor import MINA, Floor


@pytest.fixture
def floor(database: Database) -> Floor:
    return Floor(database)


def test_agent_whose_line_broke_is_there_as_before_once_it_is_mended(floor: Floor) -> None:
    floor.arrive(MINA)
    chat = floor.request()
    floor.take(chat)
    assert floor.watch(seconds=41) == [chat]
    assert floor.look(presence.list_agents, now=floor.now) == []  # nobody is handed a chat
    floor.do(presence.beat, agent_id=MINA.id)  # her page is connected again
    assert [one.state for one in floor.look(presence.list_agents, now=floor.now)] == ["online"]
    floor.take(chat)
    assert floor.watch(seconds=39) == []
    floor.watch(seconds=15 * 60)
    floor.do(presence.beat, agent_id=MINA.id)
    assert floor.look(presence.list_agents, now=floor.now) == []  # she had left


def test_who_takes_a_chat_is_there_even_if_they_had_said_off(floor: Floor) -> None:
    floor.arrive(MINA)
    floor.do(presence.set_presence, agent_id=MINA.id, name=MINA.name, state="off")
    chat = floor.request()
    floor.take(chat)
    assert [one.state for one in floor.look(presence.list_agents)] == ["away"]
    for _ in range(4):
        floor.tick(seconds=30)
        assert floor.look(presence.is_due, agent_id=MINA.id, now=floor.now)
        floor.do(presence.beat, agent_id=MINA.id)
        assert floor.watch(seconds=0) == []
