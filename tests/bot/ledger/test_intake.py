"""Receiving: a repeat is known, whatever it holds and whoever sends it at the same time."""

from concurrent.futures import ThreadPoolExecutor
from typing import cast

from sqlalchemy import Table, text

from bot.ledger.models import Inbox, Message
from tests.bot.ledger.steps import Steps


def test_first_id_is_returned_when_cid_is_repeated(steps: Steps) -> None:
    one = steps.open()
    first = steps.receive(one, "a", "hello")
    again = steps.receive(one, "a", "something else")
    assert (first.message_id, first.is_new) == (1, True)
    assert (again.message_id, again.is_new) == (1, False)
    assert steps.texts(one) == ["hello"]


def test_same_cid_is_another_message_when_conversation_differs(steps: Steps) -> None:
    one, two = steps.open(), steps.open()
    assert steps.receive(one, "a").is_new
    assert steps.receive(two, "a").is_new


def send_in_parallel(steps: Steps, times: int = 40) -> list[int]:
    one = steps.open()
    with ThreadPoolExecutor(8) as pool:
        cids = [str(number % 10) for number in range(times)]
        list(pool.map(lambda cid: steps.receive(one, cid, cid), cids))
    return [message.id for message in steps.messages(one)]


def test_each_cid_is_kept_once_when_sent_in_parallel(steps: Steps) -> None:
    assert send_in_parallel(steps) == list(range(1, 11))


def test_repeats_are_doubled_when_the_unique_indexes_are_gone(steps: Steps) -> None:
    # The twin: without its guard the test above fails, so it does test the guard.
    with steps.db.transaction() as session:
        session.execute(text("DROP INDEX uq_inbox_external"))
        session.execute(text("DROP INDEX uq_message_cid"))
    assert len(send_in_parallel(steps)) > 10
    with steps.db.transaction() as session:  # other tests may use these tables
        session.execute(text("DELETE FROM inbox"))
        session.execute(text("DELETE FROM message"))
        for table in (cast(Table, Inbox.__table__), cast(Table, Message.__table__)):
            for index in table.indexes:
                index.create(session.connection(), checkfirst=True)


def test_conversation_is_open_again_when_a_customer_writes_into_a_closed_one(steps: Steps) -> None:
    one = steps.open()
    with steps.db.transaction() as session:
        session.execute(text("UPDATE conversation SET owner = 'closed'"))
    assert steps.receive(one, "a").owner == "bot"
    assert len(steps.claim()) == 1


def test_no_turn_is_due_when_a_person_answers(steps: Steps) -> None:
    one = steps.open()
    with steps.db.transaction() as session:
        session.execute(text("UPDATE conversation SET owner = 'person'"))
    assert steps.receive(one, "a").owner == "person"
    assert steps.claim() == []
    assert steps.texts(one) == ["hi"]
