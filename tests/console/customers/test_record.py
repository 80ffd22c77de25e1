"""What staff read and do of customers is on record: once, and only what was done."""

from fastapi.testclient import TestClient
from sqlalchemy import select

from console.audit.models import AuditEntry
from tests.console.conftest import ClientOf
from tests.console.customers.conftest import DELIVERED, KEY, PAID, Store, act, read_form

CRM = ("customer_read", "customer_changed", "order_", "return_", "ticket_")
Line = tuple[str, str, str, int | None, str]


def lines(store: Store) -> list[Line]:
    """Return the lines about customers, oldest first."""
    with store.scene.db.session() as session:
        found = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    return [
        (one.actor, one.action, one.object_id, one.customer_id, one.details.get("what", ""))
        for one in found
        if one.action.startswith(CRM)
    ]


def test_customer_on_a_screen_is_on_record_once_an_hour(agent: TestClient, store: Store) -> None:
    stranger = store.scene.conversation()
    for path in (
        f"customers/{store.ada.id}",
        f"conversations/{store.chat}/customer",
        f"conversations/{store.chat}/orders/{PAID}",
        f"conversations/{stranger}/customer",
    ):
        assert agent.get(f"/staff/{path}").status_code == 200
    assert agent.get("/staff/customers/999").status_code == 404
    ada = store.ada.id
    assert lines(store) == [("Ben Okafor", "customer_read", str(ada), ada, "")]


def test_refund_is_on_record_once_however_often_it_is_sent(agent: TestClient, store: Store) -> None:
    path = store.path(DELIVERED, "refund")
    asked = agent.post(path, data={"amount": "10.00", "reason": "It hums"})
    form = read_form(asked.text)
    for _ in range(2):
        assert agent.post(path, data=form).status_code == 303
    done = [one for one in lines(store) if one[1] == "order_refunded"]
    assert done == [("Ben Okafor", "order_refunded", DELIVERED, store.ada.id, "refund")]


def test_what_was_refused_is_not_on_record(
    agent: TestClient, client_of: ClientOf, store: Store
) -> None:
    act(agent, store.path(PAID, "cancel"))
    refused = agent.post(
        store.path(DELIVERED, "refund"),
        data={"amount": "9999", "reason": "x", "confirmed": "yes", "key": KEY},
    )
    assert refused.status_code >= 400
    viewer = client_of("viewer", "Vera Ott")
    viewer.post(store.path(DELIVERED, "refund"), data={"confirmed": "yes", "key": KEY})
    assert [one[1:3] for one in lines(store) if one[1].startswith("order")] == [
        ("order_changed", PAID)
    ]


def test_notes_and_tickets_are_on_record(agent: TestClient, store: Store) -> None:
    ada = store.ada.id
    for _ in range(2):
        agent.post(f"/staff/customers/{ada}/notes", data={"key": KEY, "text": "likes brass"})
    agent.post(f"/staff/customers/{ada}/notes/1/delete")
    ticket = {"subject": "It hums", "details": "x", "kind": "question", "priority": "normal"}
    made = agent.post(f"/staff/conversations/{store.chat}/tickets/new", data=ticket | {"key": KEY})
    assert made.status_code == 303
    for _ in range(2):
        agent.post("/staff/tickets/T-20001/comments", data={"key": KEY, "text": "Called"})
    assert [one[1:] for one in lines(store) if one[1] != "customer_read"] == [
        ("customer_changed", str(ada), ada, "note_written"),
        ("customer_changed", str(ada), ada, "note_deleted"),
        ("ticket_opened", "T-20001", ada, ""),
        ("ticket_changed", "T-20001", ada, "commented"),
    ]
