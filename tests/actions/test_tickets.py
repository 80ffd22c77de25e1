"""Tickets: opening in one breath or by the form, following, adding, closing."""

from datetime import timedelta

import pytest

from actions.answer import Answer
from actions.comments import (
    ActionAskCommentTicket,
    ActionCommentTicket,
    ActionSubmitComment,
    ValidateCommentForm,
)
from actions.memory import confirmed
from actions.tickets import (
    ActionCloseTicket,
    ActionOpenTicket,
    ActionSubmitTicket,
    ActionTrackTicket,
    ValidateTicketForm,
)
from crm_backend.tickets.service import comment_ticket, find_ticket, latest_ticket
from tests.actions.scene import DELIVERED, Scene
from tests.crm_backend.shop import NOW

UNKNOWN = "T-99999"


def validate(scene: Scene, asked: str, text: str, intent: str, **more: object) -> Answer:
    turn = scene.turn(text, intent, slots={"requested_slot": asked}, form="ticket_form", **more)
    return scene.act(ValidateTicketForm, turn)


def test_ticket_is_opened_at_once_when_the_subject_is_said(scene: Scene) -> None:
    turn = scene.turn("open a ticket, the app logs me out all the time", "open_ticket")
    answer = scene.act(ActionOpenTicket, turn)
    said = answer.messages[0]
    assert said["subject"] == "the app logs me out all the time"
    assert said["due"] == "tomorrow"
    number = said["ticket_number"]
    assert answer.buttons == {
        "Add details": f'/comment_ticket{{"ticket_number": "{number}"}}',
        "Close it": f'/close_ticket{{"ticket_number": "{number}"}}',
    }
    again = scene.act(ActionOpenTicket, turn)
    assert again.messages == answer.messages


def test_ticket_carries_conversation_and_order_when_they_are_known(scene: Scene) -> None:
    turn = scene.turn(
        f"open a ticket because {DELIVERED} has a scratch", "open_ticket", order_number=DELIVERED
    )
    scene.act(ActionOpenTicket, turn)
    ticket = latest_ticket(scene.session, customer_id=scene.ada.id)
    assert ticket is not None
    assert (ticket.conversation_id, ticket.order_id) == ("c0ffee", scene.delivered.id)


def test_angry_ticket_comes_first(scene: Scene) -> None:
    turn = scene.turn("open a ticket, this is a disgrace", "open_ticket", sentiment=-0.9)
    scene.act(ActionOpenTicket, turn)
    ticket = latest_ticket(scene.session, customer_id=scene.ada.id)
    assert ticket is not None
    assert (ticket.kind, ticket.priority) == ("complaint", "high")


def test_form_begins_when_only_the_wish_is_said(scene: Scene) -> None:
    answer = scene.act(ActionOpenTicket, scene.turn("open a ticket please", "open_ticket"))
    assert answer.follow_ups == ["ticket_form"]
    assert latest_ticket(scene.session, customer_id=scene.ada.id) is None


@pytest.mark.parametrize("asked", ["ticket_subject", "ticket_details"])
@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("my card was charged twice", "ask_payment"),
        ("the lamp arrived broken", "report_damaged_item"),
        ("where is my parcel? It was due on Monday", "track_order"),
    ],
)
def test_words_are_taken_when_they_answer_the_question(
    scene: Scene, asked: str, text: str, intent: str
) -> None:
    assert validate(scene, asked, text, intent).slots == {asked: text}


@pytest.mark.parametrize("asked", ["ticket_subject", "ticket_details"])
@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("what does that cost?", "ask_price"),
        ("你们几点营业", "ask_opening_hours"),
        ("never mind", "stop"),
        ("get me a human", "request_human"),
        ("thanks", "thank"),
        ("", "confirm_identity"),
    ],
)
def test_form_is_interrupted_when_the_message_is_no_answer(
    scene: Scene, asked: str, text: str, intent: str
) -> None:
    assert validate(scene, asked, text, intent).slots == {}


def test_no_cancels_at_the_subject_and_ends_at_the_details(scene: Scene) -> None:
    assert validate(scene, "ticket_subject", "no", "deny").slots == {}
    assert validate(scene, "ticket_details", "no", "deny").slots == {"ticket_details": "-"}


def test_ticket_of_the_form_holds_both_answers(scene: Scene) -> None:
    slots = {"ticket_subject": "The app logs me out", "ticket_details": "since Monday"}
    answer = scene.act(ActionSubmitTicket, scene.turn("since Monday", slots=slots))
    assert answer.responses == ["utter_open_ticket_done"]
    ticket = latest_ticket(scene.session, customer_id=scene.ada.id)
    assert ticket is not None
    assert ticket.comments[0].text == "The app logs me out\nsince Monday"
    assert answer.slots["ticket_subject"] is None


def test_form_goes_on_when_it_was_left_half_way(scene: Scene) -> None:
    answer = scene.act(ActionSubmitTicket, scene.turn(slots={"ticket_subject": "The app"}))
    assert answer.follow_ups == ["ticket_form"]


def test_latest_open_ticket_is_told_when_none_is_named(scene: Scene) -> None:
    scene.ticket("Older")
    newer = scene.ticket("Newer")
    answer = scene.act(ActionTrackTicket, scene.turn("any news on my ticket?"))
    assert answer.responses == ["utter_track_ticket_open"]
    assert answer.messages[0]["ticket_number"] == newer.number


def test_ticket_is_overdue_when_the_promised_day_has_passed(scene: Scene) -> None:
    scene.ticket().due_at = NOW - timedelta(hours=1)
    answer = scene.act(ActionTrackTicket, scene.turn("any news on my ticket?"))
    assert answer.responses == ["utter_track_ticket_overdue"]


def test_answer_of_the_team_is_told_but_not_their_notes(scene: Scene) -> None:
    ticket = scene.ticket()
    for text, is_public in (("We found the fault.", True), ("He is a pain.", False)):
        comment_ticket(
            scene.session,
            ticket_id=ticket.id,
            author_kind="staff",
            author_name="Sam",
            text=text,
            is_public=is_public,
            now=NOW,
        )
    answer = scene.act(ActionTrackTicket, scene.turn("any news on my ticket?"))
    assert answer.responses == ["utter_track_ticket_pending", "utter_track_ticket_answer"]
    assert answer.messages[1]["words"] == "We found the fault."


def test_no_ticket_is_told_when_there_is_none(scene: Scene) -> None:
    for action in (ActionTrackTicket, ActionCloseTicket, ActionCommentTicket):
        assert scene.act(action, scene.turn("my ticket")).responses == ["utter_no_ticket"]


@pytest.mark.parametrize("action", [ActionTrackTicket, ActionCloseTicket, ActionCommentTicket])
def test_anothers_ticket_is_told_like_one_that_does_not_exist(
    scene: Scene, action: type[ActionTrackTicket]
) -> None:
    theirs = scene.ticket(of=scene.bo).number

    def ask(number: str) -> Answer:
        return scene.act(action, scene.turn(f"ticket {number}", ticket_number=number))

    found, missing = ask(theirs), ask(UNKNOWN)
    assert found.messages[0].pop("ticket_number") == theirs
    assert missing.messages[0].pop("ticket_number") == UNKNOWN
    assert (found.messages, found.events) == (missing.messages, missing.events)


def test_ticket_is_asked_about_when_its_number_is_typed(scene: Scene) -> None:
    number = scene.ticket().number
    answer = scene.act(ActionCloseTicket, scene.turn("close it", ticket_number=number))
    assert answer.responses == ["utter_close_ticket_confirm"]


def test_ticket_is_left_open_when_the_message_forbids_to_close_it(scene: Scene) -> None:
    number = scene.ticket().number
    words = f"dont close my ticket {number}"
    answer = scene.act(ActionCloseTicket, scene.turn(words, ticket_number=number))
    assert answer.responses == ["utter_deny"]


def test_new_ticket_is_opened_when_the_words_say_so_and_the_intent_does_not(scene: Scene) -> None:
    words = "open a ticket: the kettle lid does not close any more"
    answer = scene.act(ActionCloseTicket, scene.turn(words, "close_ticket"))
    assert answer.responses == []
    assert {"event": "followup", "name": "action_open_ticket"}.items() <= answer.events[0].items()


def test_ticket_is_closed_at_once_when_its_button_is_pressed(scene: Scene) -> None:
    number = scene.ticket().number
    answer = scene.act(ActionCloseTicket, scene.turn("", ticket_number=number))
    assert answer.responses == ["utter_close_ticket_done"]
    ticket = find_ticket(scene.session, customer_id=scene.ada.id, number=number)
    assert ticket.status == "closed"
    later = scene.turn("close it", ticket_number=number, message_id=12)
    assert scene.act(ActionCloseTicket, later).responses == ["utter_close_ticket_closed"]


def test_ticket_is_closed_after_a_yes_when_it_was_not_named(scene: Scene) -> None:
    scene.ticket()
    turn = scene.turn("close my ticket", "close_ticket")
    answer = scene.act(ActionCloseTicket, turn)
    assert answer.responses == ["utter_close_ticket_confirm"]
    turn = scene.next_turn(turn, answer, "yes", "affirm")
    assert scene.act(ActionCloseTicket, turn).responses == ["utter_close_ticket_done"]


def test_words_are_added_at_once_when_the_message_holds_them(scene: Scene) -> None:
    ticket = scene.ticket()
    text = "add to my ticket: it also happens on my tablet"
    answer = scene.act(ActionCommentTicket, scene.turn(text, "comment_ticket"))
    assert answer.responses == ["utter_comment_ticket_done"]
    assert ticket.comments[-1].text == "it also happens on my tablet"


def test_words_are_asked_when_a_button_names_the_ticket(scene: Scene) -> None:
    number = scene.ticket().number
    answer = scene.act(ActionCommentTicket, scene.turn(ticket_number=number))
    assert answer.follow_ups == ["comment_form"]
    assert answer.slots["comment_ticket"] == number


def test_ticket_is_asked_when_there_are_several(scene: Scene) -> None:
    first, second = scene.ticket("First"), scene.ticket("Second")
    answer = scene.act(ActionCommentTicket, scene.turn("add something to my ticket"))
    assert answer.follow_ups == ["comment_form"]
    offered = scene.act(ActionAskCommentTicket, scene.turn()).buttons
    assert list(offered)[:2] == [f"{second.number} · Second", f"{first.number} · First"]


@pytest.mark.parametrize(
    ("asked", "text", "value"),
    [
        ("comment_text", "it happens on my phone", "it happens on my phone"),
        ("comment_ticket", "the T-20001 one", "T-20001"),
    ],
)
def test_answers_of_the_comment_form_are_read(
    scene: Scene, asked: str, text: str, value: str
) -> None:
    scene.ticket()
    turn = scene.turn(text, "inform", slots={"requested_slot": asked}, form="comment_form")
    assert scene.act(ValidateCommentForm, turn).slots == {asked: value}


@pytest.mark.parametrize(
    ("asked", "text", "intent", "slots"),
    [
        ("comment_text", "never mind", "stop", {}),
        ("comment_ticket", "which ones are there", "inform", {}),
        ("comment_ticket", UNKNOWN, "inform", {"comment_ticket": None}),
    ],
)
def test_comment_form_is_not_filled_when_the_message_is_no_answer(
    scene: Scene, asked: str, text: str, intent: str, slots: dict[str, None]
) -> None:
    turn = scene.turn(text, intent, slots={"requested_slot": asked}, form="comment_form")
    assert scene.act(ValidateCommentForm, turn).slots == slots


def test_comment_is_added_when_the_form_is_filled(scene: Scene) -> None:
    ticket = scene.ticket()
    slots = {"comment_ticket": ticket.number, "comment_text": "on my phone"}
    answer = scene.act(ActionSubmitComment, scene.turn("on my phone", slots=slots))
    assert answer.responses == ["utter_comment_ticket_done"]
    assert ticket.comments[-1].author_name == "Ada Lovelace"
    half = scene.act(ActionSubmitComment, scene.turn(slots={"comment_ticket": ticket.number}))
    assert half.follow_ups == ["comment_form"]


def test_comment_is_refused_when_the_ticket_is_closed(scene: Scene) -> None:
    ticket = scene.ticket()
    ticket.status = "closed"
    slots = {"comment_ticket": ticket.number, "comment_text": "on my phone"}
    answer = scene.act(ActionSubmitComment, scene.turn("on my phone", slots=slots))
    assert answer.responses == ["utter_comment_ticket_closed"]


def test_old_yes_button_answers_no_later_question(scene: Scene) -> None:
    ticket = scene.ticket()
    asked = scene.act(ActionCloseTicket, scene.turn("close my ticket"))
    assert f"ask:close:{ticket.number}" in asked.buttons["Yes"]
    question = {"action": "action_cancel_order", "order": "FD-1", "question": "cancel:FD-1"}
    slots = {"awaiting": {**question, "said_in": 10}}
    old = scene.turn("", "affirm", choice=f"ask:close:{ticket.number}", slots=slots)
    assert confirmed(old, "action_cancel_order") is None
    right = scene.turn("", "affirm", choice="ask:cancel:FD-1", slots=slots)
    assert confirmed(right, "action_cancel_order") is not None


def test_yes_with_the_wish_repeated_is_a_yes(scene: Scene) -> None:
    question = {"action": "action_cancel_order", "order": "FD-1000001", "said_in": 10}
    slots = {"awaiting": question}
    assert confirmed(
        scene.turn("yes cancel it", "cancel_order", slots=slots), "action_cancel_order"
    )
    other = scene.turn("yes, FD-1000002", "affirm", order_number="FD-1000002", slots=slots)
    assert confirmed(other, "action_cancel_order") is None
