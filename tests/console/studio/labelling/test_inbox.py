"""From messages in the ledger to groups with a proposal and a gain, and back through undo."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from bot.handoff.models import Handoff
from console.staff.models import Staff
from console.studio.editing.personal import PersonalData
from console.studio.labelling import deciding, proposing
from console.studio.labelling.candidates import Candidate, read_candidates
from console.studio.labelling.deciding import Label, propose_lines, read_lines
from console.studio.labelling.errors import (
    DecidedMeanwhile,
    IntentTaken,
    NoExamples,
    NoSuchIntent,
    NothingToUndo,
    TooManyExamples,
    TooManyProposals,
)
from console.studio.labelling.inbox import FOLLOWING, Group, find_group, leave_out, make_inbox
from console.studio.labelling.models import LabelledMessage
from console.studio.labelling.shelf import FORGOTTEN, FRESH, InboxShelf
from kernel.errors import NotFound
from tests.conftest import FakeClock
from tests.console.studio.labelling.conftest import NLU, Desk, unsure

TALK = "data/nlu/en/talk.yml"


def read(desk: Desk) -> list[Candidate]:
    with desk.db.session() as session:
        return read_candidates(session, now=desk.now, valued_cents=30_000)


def left(desk: Desk) -> list[Group]:
    with desk.db.session() as session:
        return leave_out(make_inbox(read(desk)), *deciding.read_decided(session))


def decide(desk: Desk, staff: Staff, group: Group, label: Label) -> Any:
    with desk.db.transaction() as session:
        return deciding.decide(
            session, desk.root, staff=staff, group=group, label=label, now=desk.now
        )


def undo(desk: Desk, staff: Staff, number: int | None = None) -> Any:
    with desk.db.transaction() as session:
        return deciding.undo(session, desk.root, staff=staff, now=desk.now, decision_id=number)


@pytest.fixture
def ana(desk: Desk) -> Staff:
    return desk.staff("studio", "Ana", "ana@x.example")


def test_s70_what_is_read_from_the_ledger_is_masked(desk: Desk) -> None:
    ada = desk.customer("Ada Moreno", street="4 Elm Row", city="Leeds", phone="07700 900123")
    chat = desk.conversation(ada, visitor_name="Addie")
    found = {"entity": "order_number", "value": "FD-1004217", "start": 6, "end": 13}
    understood = unsure(("track_order", 0.4), entities=[found])
    desk.ask("order 1004217 for Moreno", chat=chat, understanding=understood)
    desk.ask("Addie, 4 Elm Row", chat=chat)
    assert {one.text for one in read(desk)} == {
        "order [order_number] for [name]",
        "[name], [address]",
    }


def test_only_what_the_bot_was_unsure_of_is_read(desk: Desk, clock: FakeClock) -> None:
    sure = {"intent": {"name": "greet", "confidence": 0.9}, "ranking": []}
    old = desk.ask("from long ago")
    clock.advance(days=31)
    chat = desk.ask("what is this")
    desk.ask("hello there", chat=chat, understanding=sure)
    desk.ask("pressed", chat=chat, payload="/greet")
    desk.ask("and an old chat that goes on", chat=old)
    assert {one.text for one in read(desk)} == {"what is this", "and an old chat that goes on"}


def test_what_came_of_a_message_is_read(desk: Desk, clock: FakeClock) -> None:
    ada = desk.customer("Ada Moreno")
    desk.order(ada, "FD-1000001", 40_000)
    rich = desk.ask("where is it", chat=desk.conversation(ada))
    upset = desk.ask("this is rubbish", sentiment_label="negative")
    for chat, minutes in ((rich, 5), (upset, 11)):
        with desk.db.transaction() as session:
            at = desk.now + timedelta(minutes=minutes)
            session.add(Handoff(conversation_id=chat, requested_at=at, queued_at=at))
    costs = {one.text: one.cost for one in read(desk)}
    assert costs["where is it"].weight == 2.5
    assert costs["this is rubbish"].weight == 1.5


def test_groups_are_proposed_and_ordered_by_gain(desk: Desk) -> None:
    for _ in range(4):
        desk.ask(
            "do you sell gift cards", understanding=unsure(("greet", 0.2), ("track_order", 0.1))
        )
    desk.ask("Do you sell gift cards?", understanding=unsure(("greet", 0.2)))
    desk.ask("parcel where", understanding=unsure(("track_order", 0.45), ("return_item", 0.4)))
    first, second = left(desk)
    assert (first.text, len(first.members), first.proposed) == (
        "do you sell gift cards",
        5,
        "greet",
    )
    assert first.gain == pytest.approx(5 * 0.8)
    assert first.misread == pytest.approx(4.0)
    assert second.choices == ("return_item",)
    assert 0 < second.gain <= 0.55


def test_language_parts_groups(desk: Desk) -> None:
    desk.ask("ok", understanding=unsure(("greet", 0.3)))
    desk.ask("ok", understanding=unsure(("greet", 0.3)) | {"language": "other"})
    assert {(one.language, len(one.members)) for one in left(desk)} == {("en", 1), ("other", 1)}


def test_accepted_group_becomes_examples_and_does_not_come_back(desk: Desk, ana: Staff) -> None:
    desk.ask(
        "where is my parcel ada@example.com", "Where is my parcel ada@example.com??", "asdf qwer"
    )
    group = next(one for one in left(desk) if "parcel" in one.text)
    made = decide(desk, ana, group, Label("accepted", "track_order"))
    assert (made.messages, made.lines) == (2, propose_lines(group))
    text = desk.files(ana.id)[TALK]
    assert text.count("- where is my parcel [") + text.count("- Where is my parcel [") == 1
    assert "(email)" in text
    assert [one.text for one in left(desk)] == ["asdf qwer"]
    desk.ask("WHERE is my parcel ada@example.com")
    assert [one.text for one in left(desk)] == ["asdf qwer"]


def test_what_is_near_to_a_labelled_group_comes_with_its_label(desk: Desk, ana: Staff) -> None:
    desk.ask("please where is my big parcel now")
    [group] = left(desk)
    decide(desk, ana, group, Label("corrected", "return_item"))
    desk.ask("please where is my big parcel now mate")
    [after] = left(desk)
    assert (after.earlier, len(after.members)) == ("return_item", 1)
    assert after.gain <= group.gain * FOLLOWING


def test_undo_brings_the_messages_back_and_takes_the_examples_out(desk: Desk, ana: Staff) -> None:
    desk.ask("where is my parcel")
    before = desk.files(ana.id)
    [group] = left(desk)
    decide(desk, ana, group, Label("accepted", "track_order"))
    assert left(desk) == []
    assert undo(desk, ana).text == "where is my parcel"
    assert desk.files(ana.id) == before
    assert [one.text for one in left(desk)] == ["where is my parcel"]
    with pytest.raises(NothingToUndo):
        undo(desk, ana)


def test_undo_keeps_what_was_edited_since(desk: Desk, ana: Staff) -> None:
    desk.ask("where is my parcel", "gift cards please")
    for intent in ("track_order", "greet"):
        decide(desk, ana, left(desk)[0], Label("corrected", intent))
    undo(desk, ana, 1)
    text = desk.files(ana.id)[TALK]
    assert text.count("    - ") == NLU.count("    - ") + 1
    assert len(left(desk)) == 1


def test_new_intent_is_made_and_undone(desk: Desk, ana: Staff) -> None:
    desk.ask("do you sell gift cards")
    before = desk.files(ana.id)
    decide(desk, ana, left(desk)[0], Label("new", "Ask gift card"))
    files = desk.files(ana.id)
    assert "- ask_gift_card\n" in files["domain.yml"]
    assert any("intent: ask_gift_card" in text for text in files.values())
    undo(desk, ana)
    assert desk.files(ana.id) == before


def test_ignored_messages_teach_nothing(desk: Desk, ana: Staff) -> None:
    desk.ask("lalala lololo")
    before = desk.files(ana.id)
    made = decide(desk, ana, left(desk)[0], Label("ignored"))
    assert (made.intent, made.lines, left(desk)) == ("", [], [])
    assert desk.files(ana.id) == before


def test_draft_is_of_who_labels(desk: Desk, ana: Staff) -> None:
    bo = desk.staff("studio", "Bo", "bo@x.example")
    desk.ask("where is my parcel")
    decide(desk, ana, left(desk)[0], Label("accepted", "track_order"))
    assert desk.files(bo.id)[TALK] == NLU
    with pytest.raises(NothingToUndo):
        undo(desk, bo, 1)


def test_second_to_label_the_same_messages_is_told(desk: Desk, ana: Staff) -> None:
    bo = desk.staff("studio", "Bo", "bo@x.example")
    desk.ask("where is my parcel")
    [group] = left(desk)
    decide(desk, ana, group, Label("accepted", "track_order"))
    with pytest.raises(DecidedMeanwhile):
        decide(desk, bo, group, Label("ignored"))
    with desk.db.session() as session:
        assert session.scalar(select(func.count()).select_from(LabelledMessage)) == 1
    assert desk.files(bo.id)[TALK] == NLU


@pytest.mark.parametrize(
    ("label", "wrong"),
    [
        (Label("accepted", "no_such"), NoSuchIntent),
        (Label("corrected", ""), NoSuchIntent),
        (Label("new", "greet"), IntentTaken),
        (Label("accepted", "greet", []), NoExamples),
        (Label("accepted", "greet", ["mail bob@gmail.com"]), PersonalData),
    ],
)
def test_wrong_label_leaves_everything_as_it_was(
    desk: Desk, ana: Staff, label: Label, wrong: type[Exception]
) -> None:
    desk.ask("where is my parcel")
    before = desk.files(ana.id)
    with pytest.raises(wrong):
        decide(desk, ana, left(desk)[0], label)
    assert desk.files(ana.id) == before
    assert len(left(desk)) == 1


def test_lines_are_as_they_were_typed_but_checked() -> None:
    assert read_lines(" a  b \r\n\n c\x00\na b\n") == ["a b", "c"]
    with pytest.raises(TooManyExamples):
        read_lines("\n".join(f"line {n}" for n in range(21)))
    with pytest.raises(PersonalData):
        read_lines("fine\n5425 2334 3010 9903")


def test_s68_what_agents_say_is_a_proposal_and_no_more(desk: Desk, ana: Staff) -> None:
    ben = desk.staff("agent", "Ben", "ben@x.example")
    sure = {"intent": {"name": "greet", "confidence": 0.95}, "language": "en"}
    sure |= {"ranking": [{"name": "greet", "confidence": 0.95}]}
    chat = desk.ask("hello I want my money back", understanding=sure)
    before = desk.files(ana.id)
    assert left(desk) == []
    with desk.db.transaction() as session:
        place = {"conversation_id": chat, "message_id": 1}
        proposing.propose(session, staff=ben, intent="return_item", now=desk.now, **place)
        proposing.propose(session, staff=ben, intent="return_item", now=desk.now, **place)
    [group] = left(desk)
    assert (group.proposed, group.proposals) == ("return_item", [("return_item", 1, "Ben")])
    assert group.gain == pytest.approx(1.0)
    assert desk.files(ana.id) == desk.files(ben.id) == before
    with desk.db.transaction() as session:
        proposing.withdraw(session, staff=ben, **place)
    assert left(desk) == []


def test_proposals_are_for_customers_own_words_and_not_without_end(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ben = desk.staff("agent", "Ben", "ben@x.example")
    chat = desk.ask("one", "two", "/x")
    desk.understand(chat, 3, payload="/x")
    with desk.db.transaction() as session:
        for message, wrong in ((3, NotFound), (9, NotFound)):
            with pytest.raises(wrong):
                proposing.propose(
                    session,
                    staff=ben,
                    conversation_id=chat,
                    message_id=message,
                    intent="greet",
                    now=desk.now,
                )
        monkeypatch.setattr(proposing, "MOST_A_DAY", 1)
        place = {"conversation_id": chat, "intent": "greet", "staff": ben}
        proposing.propose(session, message_id=1, now=desk.now, **place)
        with pytest.raises(TooManyProposals):
            proposing.propose(session, message_id=2, now=desk.now, **place)
        proposing.propose(session, message_id=2, now=desk.now + timedelta(days=1), **place)


def test_inbox_is_read_anew_when_it_is_old(desk: Desk, clock: FakeClock) -> None:
    shelf = InboxShelf()
    desk.ask("where is my parcel")
    assert len(shelf.get(desk.db, now=desk.now)) == 1
    desk.ask("something else entirely")
    assert len(shelf.get(desk.db, now=desk.now)) == 1
    clock.advance(seconds=FRESH.total_seconds())
    assert len(shelf.get(desk.db, now=desk.now)) == 1  # nobody waits for the new one
    shelf.wait()
    assert len(shelf.get(desk.db, now=desk.now)) == 2
    desk.ask("and a third thing")
    clock.advance(seconds=FORGOTTEN.total_seconds())
    assert len(shelf.get(desk.db, now=desk.now)) == 3


def test_old_inbox_stays_when_the_database_fails(
    desk: Desk, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = InboxShelf()
    desk.ask("where is my parcel")
    assert len(shelf.get(desk.db, now=desk.now)) == 1

    def fail(*_all: object, **_named: object) -> None:
        raise OperationalError("select", {}, Exception("gone"))

    clock.advance(seconds=FRESH.total_seconds())
    with monkeypatch.context() as patch:
        patch.setattr("console.studio.labelling.shelf.read_candidates", fail)
        assert len(shelf.get(desk.db, now=desk.now)) == 1
        shelf.wait()
    desk.ask("something else entirely")
    assert len(shelf.get(desk.db, now=desk.now)) == 1
    shelf.wait()
    assert len(shelf.get(desk.db, now=desk.now)) == 2


def test_group_is_found_by_its_key_until_it_is_gone(desk: Desk) -> None:
    desk.ask("where is my parcel")
    [group] = left(desk)
    assert find_group(left(desk), group.key) == group
    assert find_group([], group.key) is None
