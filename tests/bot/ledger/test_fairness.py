"""Who is next: the one served least recently; and how much one conversation may have waiting."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.ledger.intake import Incoming, TooManyWaiting, receive
from tests.bot.ledger.steps import Steps


def send(steps: Steps, chat: str, cid: str, most: int | None = None) -> None:
    incoming = Incoming(conversation_id=chat, external_id=f"{chat}:{cid}", text=cid, cid=cid)
    with steps.db.transaction() as session:
        receive(session, incoming=replace(incoming, most_waiting=most), now=steps.now)


def test_newcomer_is_next_when_others_have_many_waiting(steps: Steps) -> None:
    loud = steps.open()
    for number in range(5):
        send(steps, loud, str(number))
    steps.finish(steps.claim()[0])
    newcomer = steps.open()
    send(steps, newcomer, "first")
    steps.now += timedelta(seconds=1)
    order = [steps.claim()[0] for _ in range(2)]
    assert [one.conversation_id for one in order] == [newcomer, loud]


def test_loud_ones_take_turns(steps: Steps) -> None:
    chats = [steps.open() for _ in range(3)]
    for chat in chats:
        for number in range(3):
            send(steps, chat, str(number))
    served = []
    for _ in range(9):
        (claim,) = steps.claim()
        served.append(claim.conversation_id)
        steps.now += timedelta(seconds=1)
        steps.finish(claim)
    assert served == chats * 3


def test_message_is_refused_whole_when_too_many_wait(steps: Steps) -> None:
    chat = steps.open()
    send(steps, chat, "a", most=2)
    send(steps, chat, "b", most=2)
    with pytest.raises(TooManyWaiting):
        send(steps, chat, "c", most=2)
    assert steps.texts(chat) == ["a", "b"]
    send(steps, chat, "b", most=2)  # a repeat of what is kept is no new one
    steps.finish(steps.claim()[0])
    send(steps, chat, "c", most=2)  # refused once, taken later under the same id
    assert steps.texts(chat)[-1] == "c"
