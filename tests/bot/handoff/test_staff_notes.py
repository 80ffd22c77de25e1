"""Notes of staff: who is named, who may change them, and that customers never see them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import BotService
from bot.handoff import staff_notes
from bot.handoff.mentions import find_mentions
from bot.handoff.moves import Agent
from kernel.db import Database
from kernel.errors import Forbidden, Invalid, NotFound
from tests.bot.acting import keep_gaze, take_over
from tests.bot.driver import Client
from tests.bot.handoff.floor import BOSS, MINA, OLI, STAFF, Floor


@pytest.fixture
def floor(database: Database) -> Floor:
    return Floor(database)


def rows(floor: Floor, chat: str) -> list[tuple[str, tuple[str, ...]]]:
    found = floor.look(staff_notes.list_notes, conversation_id=chat)
    return [(row.note.text, row.mentions) for row in found]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@Mina Kovač look", ("1",)),
        ("@mina, look", ("1",)),
        ("ask @Oli and @MINA", ("2", "1")),
        ("@Minas and @Oliver", ()),
        ("mail oli@mina.com or a@oli", ()),
        ("请@李雷看一下，还有＠Oli", ("4", "2")),
        ("@Mina请看", ("1",)),
        ("@Oli @oli", ("2",)),
        ("nobody @ all, @Zoe", ()),
    ],
)
def test_colleague_is_named_by_name_or_first_name(text: str, named: tuple[str, ...]) -> None:
    assert find_mentions(text, STAFF) == named


def test_first_name_of_two_names_both_and_a_full_name_one() -> None:
    two = (Agent("1", "Mina Kovač"), Agent("9", "Mina Berg"))
    assert find_mentions("@Mina", two) == ("1", "9")
    assert find_mentions("@Mina  Berg", two) == ("9",)


@given(st.text(max_size=40), st.lists(st.text(max_size=12), max_size=4))
def test_any_text_and_any_names_are_borne(text: str, names: list[str]) -> None:
    staff = [Agent(str(place), name) for place, name in enumerate(names)]
    assert set(find_mentions(text, staff)) <= {one.id for one in staff}
    for one in staff:
        if one.name.strip() and one.name.isascii() and one.name.isprintable():
            assert one.id in find_mentions(f"@{one.name}", staff)


def test_note_stands_after_the_newest_message_and_takes_no_number(floor: Floor) -> None:
    chat = floor.taken()
    before = floor.numbers(chat)
    note_id = floor.do(
        staff_notes.write_note, conversation_id=chat, author=MINA, text=" for @Oli ", staff=STAFF
    )
    said = floor.say(chat)
    assert floor.numbers(chat) == [*before, said]
    assert said == before[-1] + 1
    (row,) = floor.look(staff_notes.list_notes, conversation_id=chat)
    assert (row.note.id, row.note.after_id, row.note.text) == (note_id, before[-1], "for @Oli")
    assert (row.note.author_id, row.note.author_name) == ("1", "Mina Kovač")
    assert floor.look(staff_notes.list_notes, conversation_id=chat, after=note_id) == []


def test_mentions_are_counted_until_they_are_read(floor: Floor) -> None:
    chat, other = floor.taken(), floor.taken()
    for where in (chat, chat, other):
        floor.do(
            staff_notes.write_note,
            conversation_id=where,
            author=MINA,
            text="@Oli @Mina",
            staff=STAFF,
        )
    count = lambda one: floor.look(staff_notes.count_unread_mentions, staff_id=one)  # noqa: E731
    assert (count("2"), count("1")) == (3, 0)  # nobody names themselves
    assert floor.do(staff_notes.read_mentions, staff_id="2", conversation_id=chat) == 2
    assert floor.do(staff_notes.read_mentions, staff_id="2", conversation_id=chat) == 0
    assert count("2") == 1
    (left,) = floor.look(staff_notes.list_mentions, staff_id="2")
    assert left.conversation_id == other
    assert floor.do(staff_notes.read_mentions, staff_id="2") == 1
    assert count("2") == 0


def test_note_is_changed_by_its_author_or_a_supervisor(floor: Floor) -> None:
    chat = floor.taken()
    where = {"conversation_id": chat, "staff": STAFF}
    note_id = floor.do(staff_notes.write_note, author=MINA, text="@Oli one", **where)
    with pytest.raises(Forbidden):
        floor.do(staff_notes.edit_note, note_id=note_id, agent=OLI, text="mine", **where)
    floor.do(staff_notes.edit_note, note_id=note_id, agent=MINA, text="@李雷 two", **where)
    assert rows(floor, chat) == [("@李雷 two", ("4",))]
    floor.do(staff_notes.edit_note, note_id=note_id, agent=BOSS, text="three", **where)
    assert rows(floor, chat) == [("three", ())]
    gone = {"conversation_id": chat, "note_id": note_id}
    with pytest.raises(Forbidden):
        floor.do(staff_notes.delete_note, agent=OLI, **gone)
    floor.do(staff_notes.delete_note, agent=MINA, **gone)
    assert rows(floor, chat) == [("", ())]
    for work in (staff_notes.delete_note, staff_notes.edit_note):
        more = {"text": "x"} if work is staff_notes.edit_note else {}
        with pytest.raises(NotFound):
            floor.do(work, agent=MINA, **gone, **more)


def test_who_has_read_a_mention_is_not_named_anew_by_an_edit(floor: Floor) -> None:
    where = {"conversation_id": floor.taken(), "staff": STAFF}
    note_id = floor.do(staff_notes.write_note, author=MINA, text="@Oli one", **where)
    floor.do(staff_notes.read_mentions, staff_id="2")
    floor.do(staff_notes.edit_note, note_id=note_id, agent=MINA, text="@Oli two", **where)
    assert floor.look(staff_notes.count_unread_mentions, staff_id="2") == 0


def test_note_of_another_conversation_and_empty_notes_are_refused(floor: Floor) -> None:
    chat, other = floor.taken(), floor.taken()
    note_id = floor.do(staff_notes.write_note, conversation_id=chat, author=MINA, text="x")
    with pytest.raises(NotFound):
        floor.do(staff_notes.delete_note, conversation_id=other, note_id=note_id, agent=BOSS)
    with pytest.raises(NotFound):
        floor.do(staff_notes.write_note, conversation_id="0" * 32, author=MINA, text="x")
    for bad in (" ", "x" * 8_001):
        with pytest.raises(Invalid):
            floor.do(staff_notes.write_note, conversation_id=chat, author=MINA, text=bad)


async def test_customer_hears_nothing_of_a_note(address: str, service: BotService) -> None:
    async with Client(address) as client:
        chat = client.welcome["conversation"]
        await take_over(service, chat, MINA)
        await client.quiet()
        heard = len(client.frames)
        await service.ledger.write(
            lambda session: staff_notes.write_note(
                session,
                conversation_id=chat,
                author=MINA,
                text="the customer is @Oli's brother",
                staff=STAFF,
                now=service.clock(),
            )
        )
        await keep_gaze(service, chat, MINA, "typing")
        assert await client.quiet() == []
        await service.post_agent_message(chat, MINA, "Hello")
        await client.wait(type="message", sender="agent")
        assert "brother" not in str(client.frames)
        ids = [frame["id"] for frame in client.messages]
        assert ids == list(range(ids[0], ids[0] + len(ids)))
        assert len(client.frames) > heard
    async with Client(address, session=client.session) as again:
        await again.quiet()
        assert "brother" not in str(again.frames)
