"""Who looks at a conversation, in few writes."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.app import BotService
from bot.handoff import gazing
from kernel.db import Database
from kernel.errors import NotFound
from tests.bot.acting import keep_gaze
from tests.bot.driver import Client
from tests.bot.handoff.floor import MINA, OLI, Floor


@pytest.fixture
def floor(database: Database) -> Floor:
    return Floor(database)


def seen(floor: Floor, chat: str, but: str | None = None) -> list[tuple[str, str]]:
    found = floor.look(gazing.list_gazes, conversation_id=chat, now=floor.now, but=but)
    return [(one.name, one.state) for one in found]


def test_who_looks_and_who_types_is_shown_for_seconds(floor: Floor) -> None:
    chat = floor.open()
    floor.do(gazing.gaze, conversation_id=chat, agent=MINA, state="looking")
    began = floor.now
    floor.tick(seconds=5)
    floor.do(gazing.gaze, conversation_id=chat, agent=OLI, state="typing")
    assert seen(floor, chat) == [("Oli", "typing"), ("Mina Kovač", "looking")]
    assert seen(floor, chat, but="2") == [("Mina Kovač", "looking")]
    floor.do(gazing.gaze, conversation_id=chat, agent=MINA, state="looking")
    (mina,) = floor.look(gazing.list_gazes, conversation_id=chat, now=floor.now, but="2")
    assert mina.since == began
    floor.tick(seconds=12)
    assert seen(floor, chat) == []
    assert floor.do(gazing.sweep_gazes) == 2
    assert floor.do(gazing.sweep_gazes) == 0


def test_looking_away_shows_at_once(floor: Floor) -> None:
    chat = floor.open()
    floor.do(gazing.gaze, conversation_id=chat, agent=MINA, state="looking")
    with floor.db.transaction() as session:
        gazing.look_away(session, conversation_id=chat, agent_id="1")
    assert seen(floor, chat) == []


def test_sign_of_life_is_written_only_where_it_tells_something(floor: Floor) -> None:
    chat = floor.open()
    ask = {"conversation_id": chat, "agent_id": "1"}

    def is_due(state: str) -> bool:
        due: bool = floor.look(gazing.is_gaze_due, state=state, now=floor.now, **ask)
        return due

    assert is_due("looking")
    floor.do(gazing.gaze, conversation_id=chat, agent=MINA, state="looking")
    floor.tick(seconds=3)
    assert not is_due("looking")
    assert is_due("typing")
    floor.tick(seconds=1)
    assert is_due("looking")


def test_two_pages_of_one_agent_open_at_once(floor: Floor) -> None:
    chat = floor.open()
    with ThreadPoolExecutor(4) as pool:
        list(
            pool.map(
                lambda _: floor.do(gazing.gaze, conversation_id=chat, agent=MINA, state="typing"),
                range(8),
            )
        )
    assert seen(floor, chat) == [("Mina Kovač", "typing")]
    with pytest.raises(NotFound):
        floor.do(gazing.gaze, conversation_id="0" * 32, agent=MINA, state="typing")


async def test_pages_are_told_of_changes_alone(address: str, service: BotService) -> None:
    told: list[str] = []
    service.ledger.listen(lambda note: told.append(note.kind))
    async with Client(address) as client:
        chat = client.welcome["conversation"]
        told.clear()
        assert await keep_gaze(service, chat, MINA)
        assert not await keep_gaze(service, chat, MINA)
        assert await keep_gaze(service, chat, MINA, "typing")
        await service.ledger.write(
            lambda session: gazing.look_away(session, conversation_id=chat, agent_id="1")
        )
    assert told.count("desk") == 3
