"""A ticket from a chat: filled in from what was said, made once, of the right customer."""

import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from crm_backend.customers.models import Customer
from crm_backend.tickets.models import Ticket
from tests.console.scene import Scene

KEY = "b" * 32
FORM = {"key": KEY, "subject": "S", "details": "D", "kind": "problem", "priority": "high"}


@pytest.fixture
def ada(scene: Scene) -> Customer:
    return scene.customer()


def chat_of(scene: Scene, customer: Customer, **more: object) -> str:
    """Return a conversation whose customer has just proved who they are."""
    until = scene.now + timedelta(hours=1)
    return scene.conversation(customer, verified_until=until, **more)


def tickets(scene: Scene) -> list[Ticket]:
    with scene.db.session() as session:
        return list(session.scalars(select(Ticket).order_by(Ticket.id)))


def path_of(chat: str) -> str:
    return f"/staff/conversations/{chat}/tickets/new"


def test_form_is_filled_in_from_the_chat(agent: TestClient, scene: Scene, ada: Customer) -> None:
    scene.order(ada, "FD-1004217", 4_900)
    chat = chat_of(scene, ada)
    scene.hear(chat, "hi")
    understood = {"understanding": {"intent": {"name": "report_delivery_problem"}}}
    long = "My order FD-1004217 came\nwith a lamp that hums all night " + "long " * 60
    scene.hear(chat, long, sentiment_score=-0.9, **understood)
    scene.hear(chat, "hello??", sentiment_score=-0.8)
    page = agent.get(path_of(chat)).text
    assert 'value="My order FD-1004217 came with a lamp that hums all night long' in page
    subject = re.search(r'name="subject" value="([^"]*)"', page)
    assert subject is not None
    assert len(subject[1]) <= 200
    assert '<option value="delivery" selected>' in page
    assert '<option value="high" selected>' in page
    assert '<option value="FD-1004217" selected>' in page
    assert "For Ada Moreno" in page


def test_ticket_is_made_once_and_belongs_to_the_verified_customer(
    agent: TestClient, scene: Scene, ada: Customer
) -> None:
    order = scene.order(ada, "FD-1004217", 4_900)
    chat = chat_of(scene, ada, language="zh")
    sent = FORM | {"order": "FD-1004217"}
    first, again = (agent.post(path_of(chat), data=sent) for _ in range(2))
    assert first.headers["location"] == again.headers["location"]
    (ticket,) = tickets(scene)
    assert (ticket.customer_id, ticket.order_id) == (ada.id, order.id)
    assert (ticket.conversation_id, ticket.kind, ticket.priority) == (chat, "problem", "high")
    page = agent.get(first.headers["location"]).text
    assert f"我已为您创建工单 {ticket.number}：“S”" in page  # in the customer's language
    assert "has not been told yet" in page
    assert scene.read(chat).last_id == 0


def test_ticket_of_who_has_not_proved_it_is_nobodys(
    agent: TestClient, scene: Scene, ada: Customer
) -> None:
    scene.order(ada, "FD-1004217", 4_900)
    over = scene.conversation(ada, verified_until=scene.now)
    for chat in (over, scene.conversation(visitor_email="ada@example.com", level="claimed")):
        page = agent.get(path_of(chat)).text
        assert "FD-1004217" not in page
        assert "Ada Moreno" not in page
        sent = FORM | {"key": chat}
        assert agent.post(path_of(chat), data=sent | {"order": "FD-1004217"}).status_code == 404
        assert agent.post(path_of(chat), data=sent).status_code == 303
    assert [one.customer_id for one in tickets(scene)] == [None, None]


def test_order_of_another_is_refused(agent: TestClient, scene: Scene, ada: Customer) -> None:
    scene.order(ada, "FD-1004217", 4_900)
    chat = chat_of(scene, scene.customer("Bo Lind"))
    sent = FORM | {"order": "FD-1004217"}
    assert agent.post(path_of(chat), data=sent).status_code == 404
    assert tickets(scene) == []


def test_page_of_a_ticket_of_another_chat_is_not_found(
    agent: TestClient, scene: Scene, ada: Customer
) -> None:
    chat, other = chat_of(scene, ada), scene.conversation()
    where = agent.post(path_of(chat), data=FORM).headers["location"]
    assert agent.get(where.replace(chat, other)).status_code == 404


@pytest.mark.parametrize("more", [{"key": "x"}, {"kind": "odd"}, {"subject": ""}, {"details": ""}])
def test_odd_form_makes_no_ticket(agent: TestClient, scene: Scene, more: dict[str, str]) -> None:
    assert agent.post(path_of(scene.conversation()), data=FORM | more).status_code == 422
    assert tickets(scene) == []
