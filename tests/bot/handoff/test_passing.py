"""Handing on with a word, closing with an outcome, going back to the bot with open eyes."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from sqlalchemy import select

from bot.handoff import ending, staff_notes
from bot.handoff import service as handoff
from bot.handoff.models import Handoff
from bot.handoff.moves import NotYours
from bot.handoff.outcomes import Outcome, Outcomes
from bot.handoff.replying import NewerMessage
from bot.handoff.speaking import TakeUp, foresee_take_up
from bot.ledger.messages import Draft, post
from bot.payloads import rating_buttons
from kernel.db import Database
from kernel.errors import Invalid, NotFound
from kernel.messages import Button, Reply
from tests.bot.handoff.floor import BOSS, MINA, OLI, STAFF, Floor


@pytest.fixture
def floor(database: Database) -> Floor:
    return Floor(database)


def notes(floor: Floor, chat: str) -> list[tuple[str, str, tuple[str, ...]]]:
    found = floor.look(staff_notes.list_notes, conversation_id=chat)
    return [(row.note.kind, row.note.text, row.mentions) for row in found]


def call(floor: Floor, chat: str) -> Handoff:
    with floor.db.session() as session:
        return session.scalars(select(Handoff).where(Handoff.conversation_id == chat)).one()


def test_colleague_finds_the_note_of_a_transfer(floor: Floor) -> None:
    floor.arrive(OLI)
    chat = floor.taken()
    floor.do(handoff.transfer, conversation_id=chat, agent=MINA, to=OLI, note="wants a refund")
    assert floor.owner(chat) == ("person", "2")
    assert notes(floor, chat) == [("transfer", "wants a refund", ("2",))]
    assert floor.look(staff_notes.count_unread_mentions, staff_id="2") == 1
    assert "refund" not in str(floor.texts(chat))


def test_nothing_is_noted_when_the_move_is_refused(floor: Floor) -> None:
    floor.arrive(OLI)
    chat = floor.taken()
    for work in (handoff.requeue, ending.hand_back, ending.close):
        actor = {"actor": "staff"} if work is handoff.requeue else {}
        with pytest.raises(NotYours):
            floor.do(work, conversation_id=chat, agent=OLI, note="mine", **actor)
    assert notes(floor, chat) == []


def test_chat_is_passed_on_to_a_team_first(floor: Floor) -> None:
    floor.assigning(anybody_after_seconds=60)
    floor.skilled(OLI, teams=["Returns"])
    floor.arrive(MINA, OLI)
    chat = floor.taken()
    with pytest.raises(NotFound):
        floor.do(handoff.pass_on, conversation_id=chat, agent=MINA, team="sales")
    with pytest.raises(Invalid):
        floor.do(handoff.pass_on, conversation_id=chat, agent=MINA)
    with pytest.raises(NotYours):
        floor.do(handoff.pass_on, conversation_id=chat, agent=OLI, team="returns")
    floor.do(
        handoff.pass_on, conversation_id=chat, agent=MINA, team="RETURNS", note="@Oli", staff=STAFF
    )
    found = floor.read(chat)
    assert (found.owner, found.team, found.skill) == ("waiting", "returns", "")
    assert "Mina Kovač is passing you on" in floor.texts(chat)[-2]
    assert "number 1" in floor.texts(chat)[-1]
    assert notes(floor, chat) == [("requeue", "@Oli", ("2",))]
    assert floor.do(handoff.claim_next, agent=BOSS) is None  # it is kept for the team
    assert floor.assign() == [(chat, "2")]


def test_passed_on_chat_is_anybodys_after_a_while(floor: Floor) -> None:
    floor.assigning(anybody_after_seconds=60)
    floor.skilled(OLI, skills=["returns"])
    chat = floor.taken()
    floor.do(handoff.pass_on, conversation_id=chat, agent=MINA, skill="returns")
    floor.tick(seconds=60)
    floor.arrive(MINA, BOSS)
    assert floor.assign() == [(chat, "3")]  # but never back to who passed it on


def test_outcome_is_kept_on_the_call_and_marked(floor: Floor) -> None:
    chat = floor.taken()
    with pytest.raises(Invalid) as refused:
        floor.do(ending.close, conversation_id=chat, agent=MINA, outcome="nonsense")
    assert "resolved" in refused.value.data["known"]
    assert floor.owner(chat) == ("person", "1")
    floor.do(ending.close, conversation_id=chat, agent=MINA, outcome="resolved", note="sent anew")
    assert call(floor, chat).outcome == "resolved"
    (mark, note) = floor.look(staff_notes.list_notes, conversation_id=chat)
    assert (mark.note.kind, mark.note.facts) == ("close", {"outcome": "resolved"})
    assert (note.note.kind, note.note.text) == ("close", "sent anew")
    assert any(message.asks_rating for message in floor.messages(chat))


def test_spam_is_not_asked_how_it_was(floor: Floor) -> None:
    chat = floor.taken()
    floor.do(ending.close, conversation_id=chat, agent=MINA, outcome="spam")
    assert not any(message.asks_rating for message in floor.messages(chat))


def test_outcomes_are_the_shops(floor: Floor) -> None:
    old = Outcome(code="resolved", en="Done", zh="完成", is_active=False)
    floor.set(Outcomes(items=(old, Outcome(code="sold", en="Sold", zh="已成交"))))
    chat = floor.taken()
    with pytest.raises(Invalid):
        floor.do(ending.close, conversation_id=chat, agent=MINA, outcome="resolved")
    assert floor.do(ending.close, conversation_id=chat, agent=MINA, outcome="sold")


@pytest.mark.parametrize("codes", [["returned"], ["a", "a"], ["Two Words"]])
def test_list_of_outcomes_that_makes_no_sense_is_refused(codes: list[str]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Outcomes.model_validate({"items": [{"code": one, "en": "x", "zh": "x"} for one in codes]})


def test_agent_sees_what_the_bot_would_take_up(floor: Floor) -> None:
    chat = floor.taken()
    assert floor.look(foresee_take_up, conversation_id=chat) == TakeUp()
    asked = Reply(text="What is wrong?", buttons=(Button(label="Broken", payload="/x"),))
    drafts = [Draft("bot", asked), Draft("system", Reply(text="x", buttons=rating_buttons()))]
    number = floor.do(post, conversation_id=chat, drafts=drafts)
    floor.change(chat, question_id=number)
    foreseen = floor.look(foresee_take_up, conversation_id=chat)
    assert foreseen == TakeUp("What is wrong?", number, ("Broken",), 0)
    floor.do(ending.hand_back, conversation_id=chat, agent=MINA, note="he will measure it")
    assert notes(floor, chat) == [("return", "he will measure it", ())]
    assert any("What is wrong?" in text for text in floor.texts(chat)[number:])


def test_bot_takes_up_only_what_no_person_has_answered(floor: Floor) -> None:
    chat = floor.taken()
    floor.receive(chat, "a", "first")
    floor.say(chat)
    floor.do(ending.hand_back, conversation_id=chat, agent=MINA)
    reasons = call(floor, chat).reasons
    assert reasons is not None
    floor.do(handoff.request_handoff, conversation_id=chat, reasons=[])
    floor.receive(chat, "b", "second")
    assert floor.look(foresee_take_up, conversation_id=chat).kept == 1
    floor.do(ending.hand_back, conversation_id=chat, actor="customer")
    assert [one.text for one in floor.claim(limit=5)] == ["second"]


def test_reply_past_an_unseen_message_is_refused_unless_it_is_meant(floor: Floor) -> None:
    chat = floor.taken()
    seen = floor.numbers(chat)[-1]
    floor.say(chat, seen_id=seen)  # what the agent said herself is nothing new
    newest = floor.receive(chat, "a").message_id
    with pytest.raises(NewerMessage) as refused:
        floor.say(chat, seen_id=seen)
    assert (refused.value.code, refused.value.status) == ("newer_message", 409)
    assert refused.value.data == {"newest": newest}
    assert floor.say(chat, seen_id=newest) > newest
    floor.receive(chat, "b")
    assert floor.say(chat, seen_id=seen, despite_newer=True)
    with pytest.raises(NotYours):
        floor.say(chat, OLI, seen_id=0)


def test_reply_and_the_customers_message_race(floor: Floor) -> None:
    """Whoever is first: no answer stands after a message its agent has not seen."""
    for number in range(12):
        chat = floor.taken()
        seen = floor.numbers(chat)[-1]

        def answer(chat: str = chat, seen: int = seen) -> None:
            with suppress(NewerMessage):
                floor.say(chat, seen_id=seen)

        def write(chat: str = chat) -> None:
            floor.receive(chat, "a")

        with ThreadPoolExecutor(2) as pool:
            works = [write, answer] if number % 2 else [answer, write]
            for future in [pool.submit(work) for work in works]:
                future.result()
        assert floor.senders(chat)[-1] == "customer"
