"""Group commit: many writes, few commits; a failing write fails alone."""

import asyncio
import threading
from collections.abc import Callable

import pytest
from sqlalchemy import event, select, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.ledger.conversations import open_conversation
from bot.ledger.ledger import Ledger
from bot.ledger.models import Conversation
from bot.ledger.notes import Note, add_note
from bot.ledger.writer import LedgerUnavailable, PooledWriter
from kernel.clock import utc_now
from kernel.db import Database
from kernel.errors import NotFound


def begin(session: Session) -> str:
    made = open_conversation(session, channel="web", language="en", now=utc_now())
    add_note(session, "message", made.id)
    return made.id


def count(database: Database) -> int:
    with database.session() as session:
        return len(session.query(Conversation).all())


@pytest.fixture
def on_sqlite(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL commits each write by itself.")


@pytest.mark.usefixtures("on_sqlite")
async def test_one_commit_holds_many_writes_when_they_wait_together(database: Database) -> None:
    ledger = Ledger(database)
    ledger.open()
    gate = threading.Event()
    first = asyncio.ensure_future(ledger.write(lambda _session: gate.wait(5)))
    rest = [asyncio.ensure_future(ledger.write(begin)) for _ in range(30)]
    await asyncio.sleep(0.05)
    gate.set()
    made = await asyncio.gather(*rest)
    await first
    assert len(set(made)) == 30
    assert count(database) == 30
    assert ledger.commits <= 2
    await ledger.close()


async def test_neighbours_are_kept_when_one_write_fails(database: Database) -> None:
    ledger = Ledger(database)
    heard: list[Note] = []
    ledger.listen(heard.append)
    ledger.open()

    def fail(session: Session) -> None:
        begin(session)
        raise NotFound("no")

    def break_rule(session: Session) -> None:
        session.execute(text("INSERT INTO message (conversation_id, id) VALUES ('x', 1)"))

    works = (begin, fail, begin, break_rule, begin)
    results = await asyncio.gather(*(ledger.write(one) for one in works), return_exceptions=True)
    kept = [one for one in results if isinstance(one, str)]
    assert count(database) == len(kept) == 3
    assert isinstance(results[1], NotFound)
    assert isinstance(results[3], LedgerUnavailable)
    assert {note.conversation_id for note in heard if note.kind == "message"} == set(kept)
    await ledger.close()


@pytest.mark.usefixtures("on_sqlite")
async def test_nobody_hears_done_when_the_commit_fails(database: Database) -> None:
    ledger = Ledger(database)
    heard: list[Note] = []
    ledger.listen(heard.append)
    ledger.open()

    def refuse(_connection: object) -> None:
        raise OperationalError("COMMIT", None, Exception("disk full"))

    event.listen(database.engine, "commit", refuse)
    results = await asyncio.gather(*(ledger.write(begin) for _ in range(3)), return_exceptions=True)
    event.remove(database.engine, "commit", refuse)
    assert all(isinstance(one, LedgerUnavailable) for one in results)
    assert (count(database), heard, ledger.commits) == (0, [], 0)
    await ledger.write(begin)
    assert count(database) == 1
    await ledger.close()


async def test_reading_fails_in_our_own_words_when_the_database_does(database: Database) -> None:
    ledger = Ledger(database)
    ledger.open()
    with pytest.raises(LedgerUnavailable):
        await ledger.read(lambda session: session.execute(text("SELECT * FROM nowhere")))
    await ledger.close()


async def test_writing_is_refused_when_the_ledger_is_not_open(database: Database) -> None:
    with pytest.raises(RuntimeError, match="not open"):
        await Ledger(database).write(begin)


def test_each_write_is_a_transaction_when_writers_are_pooled(database: Database) -> None:
    heard: list[Note] = []
    writer = PooledWriter(database, heard.extend)
    made = [writer.submit(begin) for _ in range(5)]
    failed = writer.submit(lambda session: session.execute(text("SELECT * FROM nowhere")))
    ids = {future.result(5) for future in made}
    assert len(ids) == count(database) == writer.commits == 5
    assert {note.conversation_id for note in heard} == ids
    assert isinstance(failed.exception(5), LedgerUnavailable)
    writer.close()


def test_write_is_tried_again_when_another_waited_for_it(postgres_url: str) -> None:
    """Each has one row and wants the other's: PostgreSQL ends one of the two."""
    database = Database(postgres_url)
    database.create_all()
    with database.transaction() as session:
        chats = [begin(session), begin(session)]
    both, tries = threading.Barrier(2), [0, 0]

    def write(which: int) -> Callable[[Session], None]:
        def work(session: Session) -> None:
            tries[which] += 1
            for place, chat in enumerate(chats if which else chats[::-1]):
                if place and tries[which] == 1:
                    both.wait(5)
                session.execute(
                    update(Conversation)
                    .where(Conversation.id == chat)
                    .values(priority=Conversation.priority + 1)
                )

        return work

    writer = PooledWriter(database, lambda _notes: None)
    for future in [writer.submit(write(which)) for which in (0, 1)]:
        future.result(20)
    writer.close()
    with database.session() as session:
        assert list(session.scalars(select(Conversation.priority))) == [2, 2]
    assert sorted(tries) == [1, 2]
    database.dispose()
