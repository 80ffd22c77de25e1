"""Claiming and finishing: one turn per conversation, oldest first, late ones write nothing."""

import pytest
from sqlalchemy import text

from bot.ledger import claims, statements
from bot.ledger.claims import release
from tests.bot.ledger.steps import Steps


def test_oldest_conversation_comes_first_when_several_wait(steps: Steps) -> None:
    one, two, three = steps.open(), steps.open(), steps.open()
    for conversation in (two, one, three, two):
        steps.receive(conversation, f"{conversation}-{len(steps.texts(conversation))}")
    claimed = [claim.conversation_id for claim in steps.claim(limit=2)]
    assert claimed == [two, one]


def test_second_message_waits_when_a_turn_is_in_flight(steps: Steps) -> None:
    one = steps.open()
    steps.receive(one, "a")
    steps.receive(one, "b")
    (first,) = steps.claim(limit=5)
    assert steps.claim(limit=5) == []
    assert steps.finish(first) == "done"
    (second,) = steps.claim(limit=5)
    assert (first.message_id, second.message_id) == (1, 2)
    assert second.fence == first.fence + 1


def test_lower_number_comes_first_when_its_row_is_the_later_one(steps: Steps) -> None:
    one = steps.open()
    steps.receive(one, "a")
    steps.receive(one, "b")
    with steps.db.transaction() as session:  # what two sockets at once do on PostgreSQL
        session.execute(text("UPDATE inbox SET message_id = 3 - message_id"))
    (first,) = steps.claim()
    steps.finish(first)
    (second,) = steps.claim()
    assert (first.message_id, second.message_id) == (1, 2)


def test_message_waits_again_when_its_worker_died(steps: Steps) -> None:
    one = steps.open()
    steps.receive(one, "a")
    (first,) = steps.claim()
    assert steps.expire() == 1
    (again,) = steps.claim()
    assert (again.message_id, again.attempt) == (first.message_id, 2)


def finish_late(steps: Steps) -> list[str]:
    one = steps.open()
    steps.receive(one, "a")
    (late,) = steps.claim()
    steps.expire()
    (claim,) = steps.claim()
    assert steps.finish(claim, "in time") == "done"
    steps.finish(late, "too late")
    return steps.texts(one)


def test_nothing_is_written_when_the_fence_is_old(steps: Steps) -> None:
    assert finish_late(steps) == ["hi", "in time"]


def test_late_reply_lands_when_the_fence_is_ignored(
    steps: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The twin of the test above.
    careless = statements.build_landing(statements.BOT_ANSWERS)
    monkeypatch.setattr(statements, "LAND", careless)
    assert finish_late(steps) == ["hi", "in time", "too late"]


def finish_after_takeover(steps: Steps) -> list[str]:
    one = steps.open()
    steps.receive(one, "a")
    (claim,) = steps.claim()
    with steps.db.transaction() as session:
        session.execute(text("UPDATE conversation SET owner = 'person'"))
    steps.finish(claim, "the bot speaks")
    return steps.texts(one)


def test_bot_is_silent_when_a_person_has_taken_over(steps: Steps) -> None:
    assert finish_after_takeover(steps) == ["hi"]


def test_bot_speaks_over_a_person_when_the_owner_is_ignored(
    steps: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The twin of the test above.
    careless = statements.build_landing(statements.HOLDS_LEASE)
    monkeypatch.setattr(statements, "LAND", careless)
    assert finish_after_takeover(steps) == ["hi", "the bot speaks"]


def test_understanding_is_kept_when_the_turn_was_taken_over(steps: Steps) -> None:
    one = steps.open()
    steps.receive(one, "a")
    (claim,) = steps.claim()
    with steps.db.transaction() as session:
        session.execute(text("UPDATE conversation SET owner = 'person'"))
    assert steps.finish(claim) == "taken_over"
    assert steps.expire() == 0  # the lease was given back


def test_claim_is_free_at_once_when_it_is_given_back(steps: Steps) -> None:
    one = steps.open()
    steps.receive(one, "a")
    (claim,) = steps.claim()
    with steps.db.transaction() as session:
        assert release(session, claim=claim, now=steps.now)
    with steps.db.transaction() as session:
        assert not release(session, claim=claim, now=steps.now)
    assert len(steps.claim()) == 1


def test_nothing_is_claimed_when_another_worker_was_quicker(steps: Steps) -> None:
    one, two = steps.open(), steps.open()
    steps.receive(one, "a")
    steps.receive(two, "a")
    with steps.db.session() as session:
        listed = dict(
            session.execute(statements.WAITING_IN_ORDER, {"most": 9, "now": steps.now}).all()
        )
    (first, _second) = steps.claim(limit=2)
    steps.finish(first)
    with steps.db.transaction() as session:
        for conversation, inbox in listed.items():  # a list as old as this can be
            assert claims._claim(session, conversation, inbox, "late", steps.now) is None
