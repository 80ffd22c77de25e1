"""The thread of the talk: proof of identity, yes and no, stop, complaints, people, fallbacks."""

from dataclasses import replace

import pytest

from actions.action import FrontdeskAction
from actions.addresses import (
    ActionAskAddressConfirmation,
    ActionAskAddressOrder,
    ActionChangeAddress,
    ActionSubmitAddress,
    ValidateAddressForm,
)
from actions.answer import Answer
from actions.deliveries import (
    ActionReportDamagedItem,
    ActionReportDeliveryProblem,
    ActionReportMissingItem,
    DeliveryAction,
)
from actions.dialogue import ActionAffirm, ActionDeny, ActionFallback, ActionInform, ActionStop
from actions.handoff import ActionComplain, ActionRequestHuman
from actions.identity import (
    ActionCodeExpired,
    ActionCodeRefused,
    ActionResume,
    ActionSendCode,
    ActionUpdateDetails,
    ActionWhoAmI,
)
from actions.orders import ActionCancelOrder, ActionTrackOrder
from actions.tickets import ActionCloseTicket, ActionSubmitTicket
from crm_backend.tickets.service import latest_ticket
from tests.actions.scene import DELIVERED, OTHERS, PLACED, SHIPPED, UNKNOWN, Scene

EMAIL = "ada@example.com"
CHALLENGE = [{"kind": "challenge", "email": EMAIL}]


def test_question_is_taken_up_with_its_words_when_the_code_was_right(scene: Scene) -> None:
    words = f"where is {DELIVERED}?"
    turn = scene.turn(words, "track_order", verified=False, order_number=DELIVERED)
    asked = scene.act(ActionTrackOrder, turn)
    turn = scene.next_turn(turn, asked, "/confirm_identity", "confirm_identity")
    greeted = scene.act(ActionResume, turn)
    assert greeted.responses == ["utter_identity_confirmed"]
    assert greeted.messages[0]["name"] == "Ada"
    assert greeted.follow_ups == ["action_track_order"]
    answer = scene.act(ActionTrackOrder, turn)
    assert answer.messages[0]["order_number"] == DELIVERED
    assert answer.slots["pending_action"] is None
    assert answer.slots["pending_words"] is None


def test_customer_is_asked_what_to_do_when_nothing_waited(scene: Scene) -> None:
    answer = scene.act(ActionResume, scene.turn(intent="confirm_identity"))
    assert answer.responses == ["utter_identity_confirmed_idle"]
    assert answer.follow_ups == []
    late = scene.act(ActionResume, scene.turn(intent="confirm_identity", verified=False))
    assert late.responses == ["utter_ask_identity"]


def test_code_is_sent_at_once_when_the_question_holds_the_address(scene: Scene) -> None:
    turn = scene.turn(f"where is my order, I'm {EMAIL.upper()}", verified=False)
    answer = scene.act(ActionTrackOrder, turn)
    assert answer.responses == ["utter_code_sent"]
    assert answer.directives == CHALLENGE


def test_code_is_asked_when_one_was_sent_already(scene: Scene) -> None:
    turn = scene.turn("where is my order", verified=False)
    turn = replace(turn, context=replace(turn.context, level="claimed"))
    assert scene.act(ActionTrackOrder, turn).responses == ["utter_ask_code"]


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.com"])
def test_sending_a_code_sounds_alike_when_the_address_is_unknown(scene: Scene, email: str) -> None:
    turn = scene.turn(email, "inform", verified=False, email=email)
    answer = scene.act(ActionSendCode, turn)
    assert answer.responses == ["utter_code_sent"]
    assert answer.directives == [{"kind": "challenge", "email": email}]
    assert set(answer.messages[0]) == {"response", "custom"}


def test_no_code_is_sent_when_there_is_no_address_or_no_need(scene: Scene) -> None:
    unread = scene.act(ActionSendCode, scene.turn("it is ada at example", verified=False))
    known = scene.act(ActionSendCode, scene.turn(EMAIL))
    assert (unread.responses, unread.directives) == (["utter_email_not_read"], [])
    assert (known.responses, known.directives) == (["utter_already_verified"], [])


def test_wrong_and_old_codes_are_told(scene: Scene) -> None:
    assert scene.act(ActionCodeRefused, scene.turn()).responses == ["utter_code_refused"]
    assert scene.act(ActionCodeExpired, scene.turn()).responses == ["utter_code_expired"]


def test_customer_hears_who_they_are_when_verified(scene: Scene) -> None:
    said = scene.act(ActionWhoAmI, scene.turn("who am I")).messages[0]
    assert (said["name"], said["email"], said["orders"]) == ("Ada Lovelace", EMAIL, "4 orders")


def test_phone_is_changed_after_a_yes(scene: Scene) -> None:
    turn = scene.turn("my number is +49 170 1234567", "update_details")
    asked = scene.act(ActionUpdateDetails, turn)
    assert asked.responses == ["utter_update_details_confirm"]
    turn = scene.next_turn(turn, asked, "yes", "affirm")
    done = scene.act(ActionUpdateDetails, turn)
    assert done.responses == ["utter_update_details_done"]
    assert scene.ada.phone == "+49 170 1234567"
    other = scene.act(ActionUpdateDetails, scene.turn("I married, change my name"))
    assert other.responses == ["utter_update_details"]


@pytest.mark.parametrize(
    ("text", "entities", "action"),
    [
        (EMAIL, {"email": EMAIL}, "action_send_code"),
        (PLACED, {"order_number": PLACED}, "action_track_order"),
        ("T-20481", {}, "action_track_ticket"),
        ("the floor lamp", {"product": "floor lamp"}, "action_ask_price"),
        ("+49 170 1234567", {"phone": "+49 170 1234567"}, "action_update_details"),
    ],
)
def test_bare_datum_does_the_likely_thing(
    scene: Scene, text: str, entities: dict[str, str], action: str
) -> None:
    answer = scene.act(ActionInform, scene.turn(text, "inform", **entities))
    assert answer.follow_ups == [action]


def test_bare_datum_is_asked_about_when_it_says_nothing(scene: Scene) -> None:
    answer = scene.act(ActionInform, scene.turn("the second one", "inform"))
    assert answer.responses == ["utter_inform_unclear"]
    in_form = scene.act(ActionInform, scene.turn(EMAIL, "inform", form="return_form"))
    assert (in_form.messages, in_form.events) == ([], [])


def test_yes_runs_what_was_asked_about(scene: Scene) -> None:
    turn = scene.turn("cancel my order", "cancel_order")
    asked = scene.act(ActionCancelOrder, turn)
    turn = scene.next_turn(turn, asked, "yes", "affirm")
    assert scene.act(ActionAffirm, turn).follow_ups == ["action_cancel_order"]
    alone = scene.act(ActionAffirm, scene.turn("yes", "affirm"))
    assert alone.responses == ["utter_affirm_nothing"]
    assert scene.act(ActionAffirm, scene.turn("yes", "affirm", form="ticket_form")).events == []


@pytest.mark.parametrize(
    ("action", "text", "response"),
    [
        (ActionCancelOrder, "cancel my order", "utter_cancel_order_kept"),
        (ActionCloseTicket, "close my ticket", "utter_close_ticket_kept"),
        (ActionComplain, "this is bad", "utter_deny"),
    ],
)
def test_no_leaves_things_as_they_are(
    scene: Scene, action: type[FrontdeskAction], text: str, response: str
) -> None:
    scene.ticket()
    turn = scene.turn(text)
    asked = scene.act(action, turn)
    turn = scene.next_turn(turn, asked, "no", "deny")
    assert scene.act(ActionDeny, turn).responses == [response]


@pytest.mark.parametrize("action", [ActionStop, ActionDeny])
@pytest.mark.parametrize("form", ["ticket_form", "comment_form", "return_form", "address_form"])
def test_form_ends_with_a_word_when_it_is_stopped(
    scene: Scene, action: type[FrontdeskAction], form: str
) -> None:
    answer = scene.act(action, scene.turn("stop", "stop", form=form))
    assert answer.responses == [f"utter_stop_{form}"]
    assert {"event": "active_loop", "name": None, "timestamp": None} in answer.events
    assert answer.slots["requested_slot"] is None


def test_what_waits_is_forgotten_when_it_is_stopped(scene: Scene) -> None:
    answer = scene.act(ActionStop, scene.turn("never mind", "stop"))
    assert answer.responses == ["utter_stop"]
    assert answer.slots == {"pending_action": None, "pending_words": None, "awaiting": None}


@pytest.mark.parametrize(
    ("text", "follow_ups"), [("cancel it", ["action_cancel_order"]), ("stop", [])]
)
def test_order_just_shown_is_meant_when_cancelling_is_said(
    scene: Scene, text: str, follow_ups: list[str]
) -> None:
    turn = scene.turn("where is it", "track_order", order_number=PLACED)
    answer = scene.act(ActionTrackOrder, turn)
    turn = scene.next_turn(turn, answer, text, "stop")
    assert scene.act(ActionStop, turn).follow_ups == follow_ups


def test_complaint_becomes_a_ticket_after_a_yes(scene: Scene) -> None:
    turn = scene.turn("Nobody ever answers me, this is terrible", "complain", sentiment=-0.9)
    asked = scene.act(ActionComplain, turn)
    assert (asked.responses, asked.cards) == (["utter_complain"], [])
    turn = scene.next_turn(turn, asked, "", "affirm")
    done = scene.act(ActionComplain, turn)
    assert done.responses == ["utter_open_ticket_done"]
    ticket = latest_ticket(scene.session, customer_id=scene.ada.id)
    assert ticket is not None
    assert ticket.kind == "complaint"


def test_complaint_waits_for_proof_when_nobody_is_verified(scene: Scene) -> None:
    turn = scene.turn("Nobody ever answers me", "complain", verified=False)
    asked = scene.act(ActionComplain, turn)
    turn = scene.next_turn(turn, asked, "yes", "affirm", verified=False)
    answer = scene.act(ActionComplain, turn)
    assert answer.follow_ups == ["action_submit_ticket"]
    turn = replace(turn, slots={**turn.slots, **answer.slots})
    waiting = scene.act(ActionSubmitTicket, turn)
    assert waiting.responses == ["utter_ask_identity"]
    turn = scene.next_turn(turn, waiting, "", "confirm_identity")
    done = scene.act(ActionSubmitTicket, turn)
    assert done.messages[0]["subject"] == "Nobody ever answers me"


def test_ticket_is_asked_about_when_the_complaint_says_nothing(scene: Scene) -> None:
    turn = scene.turn("bad", "complain")
    asked = scene.act(ActionComplain, turn)
    turn = scene.next_turn(turn, asked, "yes", "affirm")
    assert scene.act(ActionComplain, turn).follow_ups == ["action_open_ticket"]


def test_person_is_called_with_one_ticket_when_the_customer_is_known(scene: Scene) -> None:
    turn = scene.turn("I want a person now", "request_human")
    first = scene.act(ActionRequestHuman, turn)
    assert first.responses == ["utter_request_human", "utter_request_human_ticket"]
    assert first.directives == [{"kind": "handoff", "reason": "customer_asked"}]
    again = scene.act(ActionRequestHuman, replace(turn, text="", intent="request_human"))
    assert again.responses == ["utter_request_human", "utter_request_human_open_ticket"]


def test_person_is_called_without_a_ticket_when_nobody_is_known(scene: Scene) -> None:
    answer = scene.act(ActionRequestHuman, scene.turn("a person", verified=False))
    assert answer.responses == ["utter_request_human"]


def test_form_waits_when_a_person_is_called_in_it(scene: Scene) -> None:
    turn = scene.turn("a person", "request_human", verified=False, form="return_form")
    answer = scene.act(ActionRequestHuman, turn)
    assert "requested_slot" not in answer.slots
    assert answer.follow_ups == ["action_listen"]


def test_person_is_offered_when_nothing_was_understood_twice(scene: Scene) -> None:
    turn = scene.turn("xyzzy", "nlu_fallback")
    assert scene.act(ActionFallback, turn).responses == ["utter_fallback"]
    again = replace(turn, earlier_intents=("nlu_fallback", "greet"))
    assert scene.act(ActionFallback, again).responses == ["utter_fallback_again"]
    in_form = replace(turn, form="return_form")
    assert scene.act(ActionFallback, in_form).responses == ["utter_fallback_form"]


def test_code_is_sent_when_only_the_address_was_understood(scene: Scene) -> None:
    turn = scene.turn(f"hm {EMAIL} hm", "nlu_fallback", verified=False)
    assert scene.act(ActionFallback, turn).follow_ups == ["action_send_code"]


@pytest.mark.parametrize(
    ("action", "number"),
    [
        (ActionReportDeliveryProblem, SHIPPED),
        (ActionReportDamagedItem, DELIVERED),
        (ActionReportMissingItem, DELIVERED),
    ],
)
def test_trouble_becomes_a_ticket_after_a_yes(
    scene: Scene, action: type[DeliveryAction], number: str
) -> None:
    turn = scene.turn("something went wrong with my parcel")
    asked = scene.act(action, turn)
    assert asked.messages[-1]["order_number"] == number
    turn = scene.next_turn(turn, asked, "yes", "affirm")
    assert scene.act(action, turn).responses == ["utter_open_ticket_done"]
    ticket = latest_ticket(scene.session, customer_id=scene.ada.id)
    assert ticket is not None
    assert (ticket.kind, ticket.priority) == ("delivery", "high")
    assert ticket.comments[0].text == "something went wrong with my parcel"


def test_trouble_is_about_the_order_named(scene: Scene) -> None:
    turn = scene.turn("damaged", order_number=OTHERS)
    assert scene.act(ActionReportDamagedItem, turn).responses == ["utter_order_not_found"]


def fill_address(scene: Scene, asked: str, text: str, intent: str, **slots: object) -> Answer:
    turn = scene.turn(text, intent, slots={"requested_slot": asked, **slots}, form="address_form")
    return scene.act(ValidateAddressForm, turn)


def test_address_is_changed_when_all_is_known_and_confirmed(scene: Scene) -> None:
    begun = scene.act(ActionChangeAddress, scene.turn("send it elsewhere", "change_address"))
    assert begun.slots["address_order"] == PLACED
    read = fill_address(scene, "new_address", "Elm Street 12, 10115 Berlin, Germany", "inform")
    slots = {**begun.slots, **read.slots}
    shown = scene.act(ActionAskAddressConfirmation, scene.turn(slots=slots))
    assert shown.messages[0]["address"] == "Elm Street 12, 10115 Berlin, Germany"
    said = fill_address(scene, "address_confirmation", "yes", "affirm", **slots)
    done = scene.act(ActionSubmitAddress, scene.turn(slots={**slots, **said.slots}))
    assert done.responses == ["utter_change_address_done"]
    assert (scene.placed.street, scene.placed.city) == ("Elm Street 12", "Berlin")


@pytest.mark.parametrize(
    ("slots", "responses", "follow_ups"),
    [
        ({"address_confirmation": "no"}, ["utter_change_address_kept"], []),
        ({"address_confirmation": "refused"}, [], []),
        ({"address_confirmation": None}, [], ["address_form"]),
        ({"address_confirmation": "yes", "new_address": {}}, ["utter_address_not_read"], []),
        (
            {
                "address_order": SHIPPED,
                "address_confirmation": "yes",
                "new_address": {"street": "a", "postcode": "1", "city": "b", "country": "c"},
            },
            ["utter_change_address_refused"],
            [],
        ),
    ],
)
def test_address_is_kept_when_it_was_not_agreed_or_cannot_be(
    scene: Scene, slots: dict[str, object], responses: list[str], follow_ups: list[str]
) -> None:
    turn = scene.turn(slots={"address_order": PLACED, **slots})
    answer = scene.act(ActionSubmitAddress, turn)
    assert (answer.responses, answer.follow_ups) == (responses, follow_ups)
    assert scene.placed.street == ""


@pytest.mark.parametrize(
    ("number", "response"),
    [
        (SHIPPED, "utter_change_address_refused"),
        (OTHERS, "utter_order_not_found"),
        (UNKNOWN, "utter_order_not_found"),
    ],
)
def test_address_is_not_changed_when_the_order_has_left_or_is_not_theirs(
    scene: Scene, number: str, response: str
) -> None:
    turn = scene.turn("change the address", order_number=number)
    assert scene.act(ActionChangeAddress, turn).responses == [response]
    answer = fill_address(scene, "address_order", number, "inform")
    assert answer.responses == [response]


def test_order_is_asked_when_several_can_still_be_redirected(scene: Scene) -> None:
    second = scene.order("FD-1000005", (scene.jute, 1), status="paid")
    turn = scene.turn("change the address")
    assert scene.act(ActionChangeAddress, turn).follow_ups == ["address_form"]
    offered = scene.act(ActionAskAddressOrder, turn).buttons
    assert f'/inform{{"order_number": "{second.number}"}}' in offered.values()
    read = fill_address(scene, "address_order", PLACED, "inform")
    assert read.slots == {"address_order": PLACED}


def test_no_address_can_be_changed_when_all_has_left(scene: Scene) -> None:
    scene.placed.status = "delivered"
    answer = scene.act(ActionChangeAddress, scene.turn("change the address"))
    assert answer.responses == ["utter_change_address_none"]


@pytest.mark.parametrize(
    ("asked", "text", "intent", "slots"),
    [
        ("new_address", "somewhere nice", "inform", {"new_address": None}),
        ("new_address", "never mind", "stop", {}),
        ("address_order", "the new one", "inform", {}),
        ("address_confirmation", "well", "inform", {}),
    ],
)
def test_address_form_is_not_filled_when_the_message_is_no_answer(
    scene: Scene, asked: str, text: str, intent: str, slots: dict[str, None]
) -> None:
    assert fill_address(scene, asked, text, intent).slots == slots
