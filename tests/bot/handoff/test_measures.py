"""What is noted of a call while it goes on."""

import pytest

from bot.handoff.reasons import Escalation, Situation
from kernel.runtime import Runtime
from tests.console.floor import OLI, Floor


@pytest.fixture
def floor(runtime: Runtime) -> Floor:
    return Floor(runtime)


def test_first_answer_stays_with_who_gave_it(floor: Floor) -> None:
    chat = floor.ask()
    floor.wait(90)
    floor.arrive(OLI)
    floor.take(chat)
    floor.wait(10)
    floor.answer(chat)
    said_at = floor.now
    floor.wait(5)
    floor.transfer(chat)
    floor.answer(chat, OLI)
    call = floor.call(chat)
    assert (call.first_answer_at, call.first_answer_by) == (said_at, "mina")
    assert (call.answers, call.transfers, call.agent_id) == (2, 1, "oli")


def test_rating_is_kept_with_the_call_that_it_is_about(floor: Floor) -> None:
    chat = floor.help(score=5)
    assert floor.call(chat).rating == 5
    floor.rate(chat, 2)  # thought better of it
    assert floor.call(chat).rating == 2
    again = floor.ask(chat=_reopen(floor, chat))
    floor.take(again, OLI)
    floor.close(again, OLI)
    assert floor.call(chat).rating is None
    floor.rate(chat, 4)
    assert floor.call(chat).rating == 4


def _reopen(floor: Floor, chat: str) -> str:
    with floor.db.transaction() as session:
        from bot.ledger.models import Conversation

        session.get_one(Conversation, chat).owner = "bot"
    return chat


def test_what_is_said_of_another_message_is_no_rating_of_the_call(floor: Floor) -> None:
    chat = floor.ask()
    floor.take(chat)
    floor.answer(chat)
    from bot import reception

    floor.do(reception.rate_message, conversation_id=chat, message_id=4, score=1, comment="")
    assert floor.call(chat).rating is None


def test_shop_says_after_how_many_unclear_turns_a_person_comes() -> None:
    unclear = Situation("?", "nlu_fallback", "en", "web", unclear=2)
    assert [one.code for one in Escalation().find_reasons(unclear)] == ["clarifications"]
    assert Escalation(unclear_turns=3).find_reasons(unclear) == []
