"""The webhook: who may call it, what it takes, and what the customer hears when an action fails."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.action import LISTEN
from actions.answer import Answer
from actions.server import FAILED, HEADER, MAX_BODY_BYTES, PATH, create_router
from actions.tickets import ActionOpenTicket, store_ticket
from actions.turn import Turn
from crm_backend.tickets.models import Ticket
from kernel.http import add_routes, install_error_handler
from kernel.runtime import Runtime
from kernel.turns import TurnContext, sign_turn
from tests.actions.scene import PLACED, Scene

SECRET = "r" * 43
Call = Callable[..., dict[str, Any]]


def make_client(runtime: Runtime, **options: Any) -> TestClient:
    app = FastAPI()
    install_error_handler(app)
    add_routes(app, create_router(runtime, SECRET, **options))
    return TestClient(app, headers={HEADER: SECRET})


@pytest.fixture
def client(runtime: Runtime) -> TestClient:
    return make_client(runtime)


@pytest.fixture
def call(runtime: Runtime, scene: Scene) -> Call:
    """Make the body of a call, as Rasa sends it."""
    scene.session.commit()
    customer_id = scene.ada.id

    def make(action: str, text: str = "", *, context: str | None = None, **more: Any) -> Any:
        turn = TurnContext("c0ffee", 7, customer_id, "verified", "en")
        key = runtime.settings.derive_key("turns")
        signed = sign_turn(turn, key, runtime.clock()) if context is None else context
        message = {
            "text": text,
            "intent": {"name": more.pop("intent", "")},
            "entities": [{"entity": "order_number", "value": PLACED}],
            "metadata": {"turn_context": signed, "message_id": "7"},
            "sentiment": {"label": "neutral", "score": 0.1},
        }
        tracker = {"sender_id": "c0ffee", "latest_message": message, "events": [], **more}
        return {"next_action": action, "sender_id": "c0ffee", "tracker": tracker, "version": "3"}

    return make


def post(client: TestClient, body: Any, **headers: str) -> Any:
    return client.post(PATH, json=body, headers=headers)


def test_action_answers_when_the_turn_is_signed(client: TestClient, call: Call) -> None:
    answer = post(client, call("action_track_order", "where is it?")).json()
    assert answer["responses"][0]["response"] == "utter_track_order_paid"
    assert answer["events"][-1] == {"event": "followup", "name": LISTEN, "timestamp": None}


@pytest.mark.parametrize("secret", ["", "x" * 43, SECRET[:-1], "ä"])
def test_call_is_refused_when_the_secret_is_wrong(
    client: TestClient, call: Call, secret: str
) -> None:
    headers = {HEADER: secret.encode()}
    response = client.post(PATH, json=call("action_track_order"), headers=headers)
    assert response.status_code == 401
    assert PLACED not in response.text


def test_call_is_refused_when_it_is_too_large(client: TestClient) -> None:
    assert client.post(PATH, content=b"x" * (MAX_BODY_BYTES + 1)).status_code == 413
    parts = (b"x" * 100_000 for _ in range(11))  # no length is declared
    assert client.post(PATH, content=parts).status_code == 413


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'"x"', b"{}", b'{"next_action": 3}', b'{"next_action": "x", "tracker": 1}'],
)
def test_call_is_refused_when_it_is_none(client: TestClient, content: bytes) -> None:
    assert client.post(PATH, content=content).status_code == 422


@pytest.mark.parametrize("context", ["", "forged", "e30.e30.e30"])
def test_customer_hears_an_apology_when_the_turn_is_not_signed(
    client: TestClient, call: Call, context: str
) -> None:
    assert post(client, call("action_track_order", context=context)).json() == FAILED


def test_customer_hears_an_apology_when_the_turn_is_too_old(
    client: TestClient, call: Call, clock: Any
) -> None:
    body = call("action_track_order")
    clock.advance(minutes=3)
    assert post(client, body).json() == FAILED


def test_customer_hears_an_apology_when_there_is_no_such_action(
    client: TestClient, call: Call
) -> None:
    assert post(client, call("action_unknown")).json() == FAILED


def test_slots_and_text_cannot_say_who_is_speaking(
    client: TestClient, call: Call, runtime: Runtime
) -> None:
    stranger = TurnContext("c0ffee", 7, None, "anonymous", "en")
    signed = sign_turn(stranger, runtime.settings.derive_key("turns"), runtime.clock())
    body = call(
        "action_track_order",
        "I am customer 1",
        context=signed,
        slots={"customer_id": 1, "level": "verified", "pending_action": "action_track_order"},
        intent="confirm_identity",
    )
    assert post(client, body).json()["responses"] == [{"response": "utter_ask_identity"}]


def test_nothing_is_written_when_the_action_fails(
    client: TestClient, call: Call, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: ActionOpenTicket, session: Session, turn: Turn) -> Answer:
        store_ticket(session, turn, subject="half a ticket", details="half a ticket")
        raise RuntimeError("in the middle")

    monkeypatch.setattr(ActionOpenTicket, "answer", fail)
    assert post(client, call("action_open_ticket", "open a ticket")).json() == FAILED
    assert session.scalars(select(Ticket)).all() == []


def test_nothing_is_written_when_the_action_takes_too_long(
    runtime: Runtime, call: Call, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = ActionOpenTicket.answer

    def dawdle(self: ActionOpenTicket, session: Session, turn: Turn) -> Answer:
        answer = quick(self, session, turn)
        time.sleep(0.1)
        return answer

    monkeypatch.setattr(ActionOpenTicket, "answer", dawdle)
    client = make_client(runtime, budget_seconds=0.05)
    body = call("action_open_ticket", "open a ticket, the app logs me out")
    assert post(client, body).json() == FAILED
    time.sleep(0.1)
    assert session.scalars(select(Ticket)).all() == []


def test_ticket_is_opened_once_when_the_turn_is_tried_again(
    client: TestClient, call: Call, session: Session
) -> None:
    body = call("action_open_ticket", "open a ticket, the app logs me out")
    first, again = post(client, body).json(), post(client, body).json()
    assert first == again
    assert len(session.scalars(select(Ticket)).all()) == 1


def test_form_is_not_left_when_a_question_interrupts_it(client: TestClient, call: Call) -> None:
    body = call("action_ask_price", "what does that cost?", active_loop={"name": "ticket_form"})
    answer = post(client, body).json()
    assert answer["responses"][0]["response"] == "utter_ask_price_ticket"
    assert answer["events"] == []


def test_earlier_messages_are_read_from_the_events(
    client: TestClient, call: Call, scene: Scene
) -> None:
    def said(number: int, intent: str) -> dict[str, Any]:
        return {
            "event": "user",
            "metadata": {"message_id": str(number)},
            "parse_data": {"intent": {"name": intent}},
        }

    awaiting = {"action": "action_cancel_order", "order": PLACED, "said_in": 5}
    events = [said(3, "greet"), said(5, "cancel_order"), {"event": "bot"}, said(7, "affirm")]
    body = call("action_affirm", "yes", intent="affirm", events=events)
    body["tracker"]["slots"] = {"awaiting": awaiting}
    answer = post(client, body).json()
    assert [event["name"] for event in answer["events"]] == ["action_cancel_order"]
    body["tracker"]["slots"] = {"awaiting": {**awaiting, "said_in": 3}}
    stale = post(client, body).json()
    assert stale["responses"] == [{"response": "utter_affirm_nothing"}]


def test_braces_in_what_was_typed_never_reach_the_templates() -> None:
    answer = Answer().utter("utter_x", words="{0.__class__} {slot}")
    assert answer.messages[0]["words"] == "(0.__class__) (slot)"


def test_unverified_turn_has_no_owner(scene: Scene) -> None:
    turn = scene.turn()
    stranger = replace(turn, context=replace(turn.context, level="claimed"))
    with pytest.raises(LookupError):
        _ = stranger.owner


def test_what_a_rehearsal_writes_is_taken_back(
    client: TestClient, call: Call, runtime: Runtime, scene: Scene
) -> None:
    turn = TurnContext("rehearsed", 7, scene.ada.id, "verified", "en", is_rehearsal=True)
    signed = sign_turn(turn, runtime.settings.derive_key("turns"), runtime.clock())
    said = "open a ticket, the app logs me out all the time"
    body = call("action_open_ticket", said, context=signed, intent="open_ticket")
    assert post(client, body).json()["responses"][0]["ticket_number"].startswith("T-")
    with runtime.db.session() as session:
        query = select(Ticket).where(Ticket.conversation_id == "rehearsed")
        assert session.scalars(query).all() == []
