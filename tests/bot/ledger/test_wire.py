"""Notes between processes: they fit, they arrive, and a cut wire mends itself."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.ledger.ledger import Ledger
from bot.ledger.notes import Note, add_note
from bot.ledger.wire import MAX_BYTES, pack, unpack
from kernel.db import Database
from tests.bot.driver import until

NOTES = st.lists(
    st.builds(
        Note,
        st.sampled_from(["message", "owner", "inbox"]),
        st.text("0123456789abcdef", min_size=32, max_size=32),
        st.integers(0, 2**31),
        st.text(max_size=500),
    ),
    max_size=300,
)


@given(NOTES)
def test_notes_come_out_as_they_went_in(notes: list[Note]) -> None:
    bodies = pack("me", notes)
    assert all(len(body) < MAX_BYTES + 200 for body in bodies)
    opened = [unpack(body) for body in bodies]
    assert all(sender == "me" for sender, _notes in opened)
    assert [note for _sender, part in opened for note in part] == notes


@pytest.mark.parametrize("body", ["", "{}", "[1]", '["x", [[]]]', '["x", 5]', "null"])
def test_nothing_is_heard_when_a_notice_is_not_ours(body: str) -> None:
    assert unpack(body)[1] == []


@pytest.fixture
def two_ledgers(database: Database) -> tuple[Ledger, Ledger]:
    if database.is_sqlite:
        pytest.skip("SQLite has no wire: processes on it look for themselves.")
    return Ledger(database), Ledger(database)


async def test_other_process_hears_of_a_write_at_once(two_ledgers: tuple[Ledger, Ledger]) -> None:
    here, there = two_ledgers
    heard: list[Note] = []
    there.listen(heard.append)
    here.open()
    there.open()
    await until(lambda: Note("inbox") in heard)  # it listens now
    await here.write(lambda session: add_note(session, "message", "c" * 32, 7))
    await until(lambda: Note("message", "c" * 32, 7) in heard, seconds=0.5)
    await here.close()
    await there.close()


async def test_wire_mends_itself_when_it_is_cut(two_ledgers: tuple[Ledger, Ledger]) -> None:
    here, there = two_ledgers
    heard: list[Note] = []
    there.listen(heard.append)
    here.open()
    there.open()
    await until(lambda: Note("inbox") in heard)
    heard.clear()

    def cut(session: Session) -> None:
        session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
            )
        )

    await here.write(cut)
    await until(lambda: Note("inbox") in heard)  # whatever was missed is looked for
    await here.write(lambda session: add_note(session, "owner", "d" * 32))
    await until(lambda: Note("owner", "d" * 32) in heard)
    await asyncio.gather(here.close(), there.close())
