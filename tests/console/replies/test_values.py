from datetime import timedelta
from typing import Any

import pytest

from bot.ledger.models import Conversation
from console.replies.values import mentioned_orders, read_values
from crm_backend.customers.models import Customer
from kernel.turns import Language
from tests.console.scene import Scene


def values_of(scene: Scene, chat: str, **more: Any) -> dict[str, str]:
    with scene.db.session() as session:
        conversation = session.get(Conversation, chat)
        assert conversation is not None
        return read_values(
            session,
            conversation=conversation,
            agent_name="Ben",
            shop_name="Lumen",
            now=scene.now,
            **more,
        )


def proved(scene: Scene, customer: Customer, language: Language = "en", minutes: int = 30) -> str:
    until = scene.now + timedelta(minutes=minutes)
    return scene.conversation(customer, language, verified_until=until)


@pytest.mark.parametrize("minutes", [-1, 0])
def test_who_has_not_proved_it_is_a_stranger(scene: Scene, minutes: int) -> None:
    ada = scene.customer()
    scene.order(ada, "FD-1000001", 4_900)
    scene.ticket("Old", ada)
    chat = proved(scene, ada, minutes=minutes)
    scene.hear(chat, "where is FD-1000001?")
    assert values_of(scene, chat) == {"agent.name": "Ben", "shop.name": "Lumen"}
    claimed = scene.conversation(visitor_name="Ada", level="claimed", customer_id=ada.id)
    assert values_of(scene, claimed)["customer.name"] == "Ada"
    assert "order.number" not in values_of(scene, claimed)


def test_nothing_is_known_of_a_stranger_but_agent_and_shop(scene: Scene) -> None:
    chat = scene.conversation()
    assert values_of(scene, chat) == {"agent.name": "Ben", "shop.name": "Lumen"}


def test_visitor_is_called_what_they_call_themselves(scene: Scene) -> None:
    chat = scene.conversation(visitor_name=" Mia   Lund ")
    values = values_of(scene, chat)
    assert (values["customer.name"], values["customer.first_name"]) == ("Mia Lund", "Mia")


def test_only_order_of_a_customer_is_meant_where_none_is_named(scene: Scene) -> None:
    ada = scene.customer()
    scene.order(ada, "FD-1000001", 4_900)
    chat = proved(scene, ada, "zh")
    values = values_of(scene, chat)
    assert (values["order.number"], values["order.status"]) == ("FD-1000001", "运送中")
    assert values_of(scene, chat, language="en")["order.status"] == "on its way"


def test_order_that_was_named_is_meant_among_several(scene: Scene) -> None:
    ada = scene.customer()
    for number in ("FD-1000001", "FD-1000002"):
        scene.order(ada, number, 4_900)
    chat = proved(scene, ada)
    assert "order.number" not in values_of(scene, chat)
    scene.hear(chat, "where is fd 1000002?")
    assert values_of(scene, chat)["order.number"] == "FD-1000002"
    scene.hear(chat, "and the other one", understanding=named("FD-1000001"))
    assert "order.number" not in values_of(scene, chat)


def named(number: str) -> dict[str, Any]:
    return {"entities": [{"entity": "order_number", "value": number, "start": 0, "end": 3}]}


@pytest.mark.parametrize("is_known", [True, False])
def test_order_of_another_customer_fills_nothing(scene: Scene, is_known: bool) -> None:
    ada, bo = scene.customer(), scene.customer("Bo Diddley")
    scene.order(ada, "FD-1000001", 4_900)
    scene.order(bo, "FD-1000002", 4_900)
    chat = proved(scene, ada) if is_known else scene.conversation()
    scene.hear(chat, "where is FD-1000002?")
    assert "order.number" not in values_of(scene, chat)


def test_ticket_of_the_conversation_comes_before_those_of_the_customer(scene: Scene) -> None:
    ada = scene.customer()
    chat = proved(scene, ada)
    old = scene.ticket("Old", ada)
    assert values_of(scene, chat)["ticket.number"] == old.number
    here = scene.ticket("Here", ada, conversation_id=chat)
    assert values_of(scene, chat)["ticket.number"] == here.number
    scene.ticket("Here too", ada, conversation_id=chat)
    assert "ticket.number" not in values_of(scene, chat)


def test_numbers_are_found_in_what_was_read_and_in_the_text() -> None:
    assert mentioned_orders("FD-1000001 and fd1000002", named("#1000003")) == {
        "FD-1000001",
        "FD-1000002",
        "FD-1000003",
    }
    assert mentioned_orders("call 1000001", None) == set()
