"""Quick actions on orders: by the rules, once, and only on what is the verified customer's."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from bot.handoff.desk import Refunds, write_setting
from console.customers.deeds.refunding import read_cents
from crm_backend.orders.models import Order
from crm_backend.orders.rules import count_refundable
from tests.conftest import FakeClock
from tests.console.conftest import ClientOf
from tests.console.customers.conftest import (
    DELIVERED,
    KEY,
    OTHERS,
    PAID,
    SHIPPED,
    Store,
    act,
    read_form,
)
from tests.console.scene import PASSWORD

ACTIONS = ("refund", "return", "cancel", "address")
FIELDS = {
    "refund": {"amount": "5.00", "reason": "late"},
    "return": {"line": "1", "quantity": "1", "reason": "broken"},
    "cancel": {},
    "address": {"street": "New 2", "postcode": "1", "city": "Bath", "country": "GB"},
}


def test_page_of_an_order_shows_where_it_is(agent: TestClient, store: Store) -> None:
    page = agent.get(store.path(SHIPPED)).text
    for words in ("On its way", "DHL", "JD01", "Pebble Vase", "€25.00", "Expected"):
        assert words in page
    assert "is on its way with DHL, tracking number JD01" in page
    assert 'href="' + store.path(SHIPPED, "refund") in page
    assert store.path(SHIPPED, "cancel") not in page


def test_refund_says_what_will_happen_and_then_happens_once(
    agent: TestClient, store: Store
) -> None:
    path = store.path(DELIVERED, "refund")
    form = agent.get(path).text
    assert "€123.00" in form  # paid
    assert 'name="amount" value="50.00"' in form  # the limit of an agent
    asked = agent.post(path, data={"amount": "12,5", "reason": "a scratch"})
    assert "€12.50 goes back to the customer for order FD-1000003." in asked.text
    assert "Afterwards €110.50 of the order can still be refunded." in asked.text
    assert "Reason: a scratch" in asked.text
    assert store.read(DELIVERED).refunds == []
    sent = read_form(asked.text)
    first, again = agent.post(path, data=sent), agent.post(path, data=sent)
    assert (first.status_code, again.status_code) == (303, 303)
    assert first.headers["location"] == again.headers["location"]
    (refund,) = store.read(DELIVERED).refunds
    assert (refund.amount_cents, refund.reason) == (1_250, "a scratch")
    assert refund.given_by == "staff:1"
    done = agent.get(first.headers["location"]).text
    assert "I have refunded €12.50 for your order FD-1000003." in done
    assert "The customer has not been told yet." in done
    assert store.scene.read(store.chat).last_id == 0  # nothing is said by itself


def test_twenty_clicks_at_once_refund_once(agent: TestClient, store: Store) -> None:
    path = store.path(DELIVERED, "refund")
    sent = read_form(agent.post(path, data={"amount": "10", "reason": "late"}).text)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _n: agent.post(path, data=sent).status_code, range(20)))
    assert set(answers) == {303}
    assert [one.amount_cents for one in store.read(DELIVERED).refunds] == [1_000]


def test_many_agents_at_once_refund_no_more_than_was_paid(
    client_of: ClientOf, store: Store
) -> None:
    boss = client_of("supervisor")
    path = store.path(SHIPPED, "refund")
    forms = [
        read_form(boss.post(path, data={"amount": "10", "reason": "late"}).text) for _ in range(6)
    ]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda form: boss.post(path, data=form), forms))
    assert sum(one.amount_cents for one in store.read(SHIPPED).refunds) == 2_000
    assert count_refundable(store.read(SHIPPED)) == 500


def test_agent_refunds_up_to_the_limit_and_a_supervisor_beyond(
    client_of: ClientOf, store: Store
) -> None:
    store.do(
        lambda session: write_setting(
            session, Refunds(agent_limit_cents=1_000), now=store.scene.now, by="test"
        )
    )
    agent, boss = client_of("agent"), client_of("supervisor", "Lin Berger")
    path = store.path(DELIVERED, "refund")
    assert act(agent, path, amount="6", reason="x").status_code == 303
    refused = agent.post(path, data={"amount": "4.01", "reason": "x"})
    assert refused.status_code == 422
    assert "You may refund up to €10.00 of one order" in refused.text
    # The page of what will happen cannot be skipped past the limit either.
    forced = {"amount": "90", "reason": "x", "confirmed": "yes", "key": KEY}
    assert agent.post(path, data=forced).status_code == 403
    assert act(boss, path, amount="100", reason="x").status_code == 303
    assert [one.amount_cents for one in store.read(DELIVERED).refunds] == [600, 10_000]


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "Give an amount"),
        ("-5", "Give an amount"),
        ("1,250.00", "Give an amount"),
        ("1e3", "Give an amount"),
        ("٥", "Give an amount"),
        ("", "Give an amount"),
        ("123.01", "Only €123.00 can still be refunded."),
    ],
)
def test_odd_amounts_are_told_and_refund_nothing(
    client_of: ClientOf, store: Store, amount: str, words: str
) -> None:
    answer = client_of("supervisor").post(
        store.path(DELIVERED, "refund"), data={"amount": amount, "reason": "x"}
    )
    assert answer.status_code == 422
    assert words in answer.text
    assert store.read(DELIVERED).refunds == []


@pytest.mark.parametrize(
    ("text", "cents"),
    [("12", 1_200), ("12.5", 1_250), (" 0,05 ", 5), ("12.345", None), ("€5", None), (".5", None)],
)
def test_amounts_are_read_as_people_type_them(text: str, cents: int | None) -> None:
    assert read_cents(text) == cents


def test_return_is_registered_once(agent: TestClient, store: Store) -> None:
    path = store.path(DELIVERED, "return")
    assert "Floor Lamp (up to 2)" in agent.get(path).text
    line = store.read(DELIVERED).lines[0].id
    sent = {"line": str(line), "quantity": "2", "reason": "It arrived damaged"}
    asked = agent.post(path, data=sent)
    assert "A return of 2 × Floor Lamp from order FD-1000003 is registered." in asked.text
    assert "The customer gets €98.00 back" in asked.text
    form = read_form(asked.text)
    first, again = agent.post(path, data=form), agent.post(path, data=form)
    assert first.headers["location"] == again.headers["location"]
    (back,) = store.read(DELIVERED).returns
    assert (back.quantity, back.refund_cents, back.status) == (2, 9_800, "requested")
    done = agent.get(first.headers["location"]).text
    assert f"I have registered your return {back.number} for Floor Lamp." in done


@pytest.mark.parametrize(
    ("number", "sent", "words"),
    [
        (DELIVERED, {"quantity": "3"}, "Between 1 and 2"),
        (DELIVERED, {"quantity": "x"}, "Between 1 and 2"),
        (DELIVERED, {"reason": " "}, "Give a reason."),
        (DELIVERED, {"line": "999"}, "Choose an item"),
        (SHIPPED, {}, "cannot go back"),
    ],
)
def test_odd_returns_are_told_and_register_nothing(
    agent: TestClient, store: Store, number: str, sent: dict[str, str], words: str
) -> None:
    line = str(store.read(number).lines[0].id)
    form = {"line": line, "quantity": "1", "reason": "broken"} | sent
    answer = agent.post(store.path(number, "return"), data=form)
    assert answer.status_code == 422
    assert words in answer.text
    assert store.read(number).returns == []


def test_cancelling_asks_first_and_cancels_once(agent: TestClient, store: Store) -> None:
    path = store.path(PAID, "cancel")
    asked = agent.get(path).text
    assert "Order FD-1000001 is cancelled for good: Floor Lamp." in asked
    assert "What was paid, €49.00, goes back to the customer." in asked
    assert store.read(PAID).status == "paid"
    sent = read_form(asked)
    assert [agent.post(path, data=sent).status_code for _ in range(2)] == [303, 303]
    found = store.read(PAID)
    assert found.status == "cancelled"
    assert [step.status for step in found.history].count("cancelled") == 1
    assert found.lines[0].product.stock == 11


def test_cancelling_too_late_is_told(agent: TestClient, store: Store) -> None:
    path = store.path(PAID, "cancel")
    sent = read_form(agent.get(path).text)

    shipped = update(Order).where(Order.number == PAID).values(status="shipped")
    store.do(lambda session: session.execute(shipped))
    answer = agent.post(path, data=sent)
    assert answer.status_code == 409
    assert "The order has changed meanwhile" in answer.text
    assert store.read(PAID).status == "shipped"
    assert "too late to cancel" in agent.get(path).text


def test_address_is_changed_as_long_as_it_may_be(agent: TestClient, store: Store) -> None:
    path = store.path(PAID, "address")
    sent = {"street": "Lime St 4", "postcode": "BS1 4ST", "city": "Bristol", "country": "GB"}
    asked = agent.post(path, data=sent)
    assert "Order FD-1000001 goes to: Lime St 4, BS1 4ST Bristol, GB." in asked.text
    assert agent.post(path, data=read_form(asked.text)).status_code == 303
    assert store.read(PAID).street == "Lime St 4"
    same = agent.post(path, data=sent)
    assert (same.status_code, "the address it has already" in same.text) == (422, True)
    empty = agent.post(path, data=sent | {"city": ""})
    assert (empty.status_code, "Fill in street" in empty.text) == (422, True)
    late = agent.post(store.path(SHIPPED, "address"), data=sent)
    assert (late.status_code, "too late to change" in late.text) == (422, True)


def test_sentence_goes_into_the_draft_and_is_not_sent(agent: TestClient, store: Store) -> None:
    where = act(agent, store.path(DELIVERED, "refund"), amount="5", reason="x").headers["location"]
    form = read_form(agent.get(where).text)
    path = f"/staff/conversations/{store.chat}/customer/sentence"
    for _ in range(2):
        assert agent.post(path, data=form).status_code == 303
    agent.post(f"/staff/conversations/{store.chat}/take")
    page = agent.get(f"/staff/conversations/{store.chat}").text
    assert page.count("I have refunded €5.00 for your order FD-1000003.") == 1


def test_sentence_is_in_the_customers_language(agent: TestClient, store: Store) -> None:
    store.chat = store.verify(store.ada, language="zh")
    where = act(agent, store.path(DELIVERED, "refund"), amount="5", reason="x").headers["location"]
    page = agent.get(where).text
    assert "我已为您的订单 FD-1000003 退款 €5.00" in page
    assert "The customer has not been told yet." in page


@pytest.mark.parametrize("about", ["refund:FD-1000003:1", "refund:FD-1000009:1", "x", "track:", ""])
def test_sentence_about_what_is_not_there_is_not_made(
    agent: TestClient, store: Store, about: str
) -> None:
    path = f"/staff/conversations/{store.chat}/customer/sentence"
    assert agent.post(path, data={"about": about}).status_code in (404, 422)


def test_viewer_sees_the_order_and_can_do_nothing(client_of: ClientOf, store: Store) -> None:
    viewer = client_of("viewer")
    page = viewer.get(store.path(DELIVERED)).text
    assert DELIVERED in page
    assert f"{DELIVERED}/refund" not in page
    for action in ACTIONS:
        path = store.path(DELIVERED, action)
        assert viewer.get(path).status_code == 403
        forced = FIELDS[action] | {"confirmed": "yes", "key": KEY}
        assert viewer.post(path, data=forced).status_code == 403
    assert store.read(DELIVERED).refunds == []


@pytest.mark.parametrize("key", ["", "x", "c" * 31 + "!"])
def test_form_without_its_key_does_nothing(agent: TestClient, store: Store, key: str) -> None:
    sent = FIELDS["refund"] | {"confirmed": "yes", "key": key}
    assert agent.post(store.path(DELIVERED, "refund"), data=sent).status_code == 422
    assert store.read(DELIVERED).refunds == []


def test_proof_that_runs_out_ends_the_actions(
    agent: TestClient, store: Store, clock: FakeClock
) -> None:
    path = store.path(DELIVERED, "refund")
    sent = read_form(agent.post(path, data=FIELDS["refund"]).text)
    clock.advance(minutes=25)
    agent.get("/staff/")
    clock.advance(minutes=25)
    agent.get("/staff/")
    clock.advance(minutes=11)
    assert agent.post(path, data=sent).status_code == 409
    assert agent.get(store.path(DELIVERED)).status_code == 409
    assert store.read(DELIVERED).refunds == []


def test_another_agents_key_is_another_key(client_of: ClientOf, store: Store) -> None:
    one, other = client_of("agent"), client_of("agent", "Lin Berger")
    path = store.path(DELIVERED, "refund")
    sent = FIELDS["refund"] | {"confirmed": "yes", "key": KEY}
    assert (one.post(path, data=sent).status_code, other.post(path, data=sent).status_code) == (
        303,
        303,
    )
    assert len(store.read(DELIVERED).refunds) == 2


def test_pages_speak_chinese(agent: TestClient, store: Store) -> None:
    agent.headers["Accept-Language"] = "zh-CN"
    path = store.path(DELIVERED, "refund")
    assert "可退金额" in agent.get(path).text
    asked = agent.post(path, data=FIELDS["refund"]).text
    assert "将为订单 FD-1000003 向客户退款 €5.00。" in asked
    assert not re.search(r"customers_\w+", asked)
    assert "配送中" in agent.get(store.path(SHIPPED)).text


def test_hostile_reason_stays_words(agent: TestClient, store: Store) -> None:
    hostile = '"><script>alert(1)</script>{0}{number}'
    asked = agent.post(store.path(DELIVERED, "refund"), data={"amount": "5", "reason": hostile})
    assert "<script>alert" not in asked.text
    assert read_form(asked.text)["reason"] == hostile
    agent.post(store.path(DELIVERED, "refund"), data=read_form(asked.text))
    assert store.read(DELIVERED).refunds[0].reason == hostile
    assert "<script>alert" not in agent.get(store.path(DELIVERED)).text


def test_order_of_nobody_is_asked_for_in_odd_ways(agent: TestClient, store: Store) -> None:
    for number in (OTHERS, "FD-9999999", "x", "%00", "1", "'"):
        assert agent.get(store.path(number)).status_code == 404, number


def test_sentence_of_a_late_parcel_promises_nothing(
    agent: TestClient, store: Store, clock: FakeClock
) -> None:
    assert "It should arrive" in agent.get(store.path(SHIPPED)).text
    store.chat = store.verify(store.ada, hours=100)
    clock.advance(days=3)
    agent.post("/staff/login", data={"email": "ben@desk.example", "password": PASSWORD})
    page = agent.get(store.path(SHIPPED)).text
    assert "It was expected Tuesday, 3 March and is late" in page
    assert "It should arrive" not in page
