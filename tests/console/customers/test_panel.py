"""The panel beside a chat: everything of a proved customer, nothing of a claimed one."""

import re
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from bot.handoff.models import Handoff
from bot.identity.models import BrowserSession, Challenge
from bot.ledger.models import Message
from console.customers.panel import render_panel
from console.live.parts import Viewer
from crm_backend.customers.models import ChannelIdentity
from crm_backend.orders.service import refund_order
from crm_backend.scope import EVERYONE
from tests.conftest import FakeClock
from tests.console.conftest import ClientOf
from tests.console.customers.conftest import DELIVERED, KEY, SHIPPED, Store
from tests.console.scene import Scene


def panel(client: TestClient, chat: str) -> str:
    page = client.get(f"/staff/conversations/{chat}/customer")
    assert page.status_code == 200
    return page.text


def test_panel_shows_all_there_is_of_a_proved_customer(agent: TestClient, store: Store) -> None:
    scene = store.scene
    scene.ticket("The lamp hums", store.ada, priority="high")
    scene.ticket("Long done", store.ada, status="closed")
    past = store.verify(store.ada, hours=-1)
    scene.hear(past, "thanks", rating=4)
    with scene.db.transaction() as session:
        session.add(
            Handoff(
                conversation_id=past,
                requested_at=scene.now,
                queued_at=scene.now,
                ended_at=scene.now,
                outcome="closed",
                agent_name="Lin",
            )
        )
        refund_order(
            session,
            customer_id=EVERYONE,
            number=SHIPPED,
            amount_cents=500,
            reason="late",
            given_by="staff:1",
            limit_cents=None,
            now=scene.now,
        )
    page = panel(agent, store.chat)
    for words in (
        "Ada Moreno",
        "ada@example.com",
        "+44 7700 900142",
        "Bristol, GB",
        "Proved",
        "FD-1000001",
        "2 × Floor Lamp",
        "The lamp hums",
        "€5.00 refunded",
        "4.0 of 5 on average, from 1",
        "The last: 4 of 5",
        "€192.00 paid, orders: 3",  # 49 + 25 + 123 - 5
        "closed · Lin · rated 4 of 5",
        f"/staff/conversations/{past}",
        f"/staff/conversations/{store.chat}/orders/{DELIVERED}/return",
    ):
        assert words in page, words
    assert "Long done" not in page
    assert "Bo Lind" not in page


def test_past_chats_came_to_what_the_shop_calls_it(client_of: ClientOf, store: Store) -> None:
    scene, past = store.scene, store.verify(store.ada, hours=-1)
    with scene.db.transaction() as session:
        times = {"requested_at": scene.now, "queued_at": scene.now, "ended_at": scene.now}
        session.add(Handoff(conversation_id=past, outcome="no_reply", **times))
    agent = client_of("agent")
    assert '<span class="under">Customer did not reply</span>' in panel(agent, store.chat)
    address = f"/staff/conversations/{store.chat}/customer"
    chinese = agent.get(address, headers={"Accept-Language": "zh-CN"}).text
    assert '<span class="under">客户未回复</span>' in chinese


def test_proof_says_how_long_it_holds(agent: TestClient, store: Store) -> None:
    until = store.scene.read(store.chat).verified_until
    assert until is not None
    assert f'holds until <time datetime="{until.isoformat()}">' in panel(agent, store.chat)
    claimed = store.scene.conversation(level="claimed", visitor_name="Ada")
    assert "holds until" not in panel(agent, claimed)
    assert "They gave a name or an address; anybody can." in panel(agent, claimed)


STRANGERS: list[dict[str, Any]] = [
    {"level": "anonymous"},
    {"level": "claimed", "visitor_name": "Ada Moreno", "visitor_email": "ada@example.com"},
    {"level": "claimed", "is_hers": True},  # after a log-out
    {"level": "verified", "is_hers": True, "hours": 0},  # the proof has run out
]
SECRETS = ("+44 7700", "Bristol", "FD-100000", "Floor Lamp", "hums", "paid, orders")


@pytest.mark.parametrize("stranger", STRANGERS)
def test_nothing_is_shown_of_who_has_not_proved_it(
    agent: TestClient, store: Store, stranger: dict[str, Any]
) -> None:
    values = dict(stranger)
    hours, is_hers = values.pop("hours", 1), values.pop("is_hers", False)
    store.scene.ticket("The lamp hums", store.ada)
    values |= {"verified_until": store.scene.now + timedelta(hours=hours)}
    if is_hers:
        values |= {"customer_id": store.ada.id}
    chat = store.scene.conversation(**values)
    page = panel(agent, chat)
    assert not [word for word in SECRETS if word in page]
    assert "Nothing of a customer is shown" in page
    assert ("a claim, not proved" in page) == ("visitor_name" in stranger)
    assert ("The proof of this conversation has run out." in page) == is_hers


def test_who_is_not_known_can_be_asked(client_of: ClientOf, store: Store) -> None:
    agent, chat = client_of("agent"), store.scene.conversation()
    store.scene.hear(chat, "I am ADA@example.com, where is my order?")
    assert "Take the conversation over to ask" in panel(agent, chat)
    agent.post(f"/staff/conversations/{chat}/take")
    page = panel(agent, chat)
    assert 'name="email" type="email" value="ada@example.com"' in page
    path = f"/staff/conversations/{chat}/customer/proof"
    assert agent.post(path, data={"email": "ada@example.com"}).status_code == 303
    with store.scene.db.session() as session:
        said = session.scalars(select(Message.text).where(Message.sender == "system")).all()
        assert session.query(Challenge).one().customer_id == store.ada.id
    assert any("six-digit code" in text for text in said)
    found = store.scene.read(chat)
    assert (found.customer_id, found.level) == (None, "claimed")  # nobody is verified by hand


def test_asking_is_for_who_answers_and_needs_an_address(client_of: ClientOf, store: Store) -> None:
    ben, lin, viewer = client_of(), client_of("agent", "Lin Berger"), client_of("viewer", "Vi")
    chat = store.scene.conversation()
    ben.post(f"/staff/conversations/{chat}/take")
    path = f"/staff/conversations/{chat}/customer/proof"
    refused = lin.post(path, data={"email": "ada@example.com"})
    assert (refused.status_code, "Only who answers" in refused.text) == (409, True)
    assert viewer.post(path, data={"email": "ada@example.com"}).status_code == 403
    odd = ben.post(path, data={"email": "nothing"})
    assert (odd.status_code, "This is no e-mail address." in odd.text) == (422, True)
    statuses = [ben.post(path, data={"email": "ada@example.com"}).status_code for _ in range(6)]
    assert statuses == [303] * 5 + [429]


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("telegram", "By a linked Telegram account"),
        ("site", "By the login of the shop"),
        ("code", "By a code sent by e-mail"),
        ("", "Earlier in this chat"),
    ],
)
def test_panel_tells_how_it_was_proved(
    agent: TestClient, store: Store, how: str, words: str
) -> None:
    chat, now = store.verify(store.ada, hours=12), store.scene.now
    with store.scene.db.transaction() as session:
        if how == "site":
            session.add(
                BrowserSession(secret_hash="x", conversation_id=chat, by_token=True, created_at=now)
            )
        if how == "code":
            session.add(
                Challenge(
                    conversation_id=chat,
                    address_hash="x",
                    customer_id=store.ada.id,
                    state="used",
                    created_at=now - timedelta(minutes=2),
                    expires_at=now + timedelta(minutes=8),
                )
            )
    if how == "telegram":
        chat = store.verify(store.ada, channel="telegram", bot="1", external_id="500")
    assert words in panel(agent, chat)


def test_nothing_is_recommended_to_somebody_angry(agent: TestClient, store: Store) -> None:
    store.scene.hear(store.chat, "hello", sentiment_score=0.1)
    assert "Nothing is recommended" not in panel(agent, store.chat)
    store.scene.hear(store.chat, "this is outrageous", sentiment_score=-0.9)
    assert "Nothing is recommended to somebody who is angry." in panel(agent, store.chat)


def test_next_product_is_the_one_the_bot_would_recommend(agent: TestClient, store: Store) -> None:
    chat = store.verify(store.bo)  # who bought a vase, and others bought lamps with it
    page = panel(agent, chat)
    assert 'data-reference="product:LL-0001"' in page
    assert "Often bought with Pebble Vase, which they have" in page


def test_part_is_one_element_and_speaks_the_viewers_language(
    scene: Scene, store: Store, clock: FakeClock
) -> None:
    staff = scene.staff("agent")
    with scene.db.session() as session:
        drawn = render_panel(session, Viewer(staff, "zh"), store.chat, now=clock())
    assert drawn.strip().startswith('<aside class="beside" id="beside"')
    assert drawn.strip().endswith("</aside>")
    assert "身份" in drawn
    assert "已验证" in drawn
    assert not re.search(r"customers_\w+|>None<", drawn)


def test_telegram_is_unlinked_only_after_a_yes(client_of: ClientOf, store: Store) -> None:
    agent, scene = client_of(), store.scene
    chat = store.verify(store.ada, channel="telegram", bot="1", external_id="500")
    with scene.db.transaction() as session:
        session.add(
            ChannelIdentity(
                customer_id=store.ada.id,
                channel="telegram",
                external_id="500",
                verified_at=scene.now,
            )
        )
    assert f"/staff/customers/{store.ada.id}/telegram?chat={chat}" in panel(agent, chat)
    path = f"/staff/customers/{store.ada.id}/telegram"
    page = agent.get(f"{path}?chat={chat}").text
    assert "Telegram accounts of Ada Moreno to be unlinked: 1." in page
    assert client_of("viewer", "Vi").post(path).status_code == 403
    assert scene.read(chat).customer_id == store.ada.id
    answer = agent.post(path, data={"chat": chat})
    assert answer.headers["location"] == f"/staff/conversations/{chat}"
    assert scene.read(chat).customer_id is None
    assert "No Telegram account" in agent.get(path).text
    assert agent.get("/staff/customers/999/telegram").status_code == 404
    assert agent.post("/staff/customers/999/telegram").status_code == 404


def test_hostile_names_stay_words(agent: TestClient, store: Store) -> None:
    hostile = "<script>alert(1)</script>"
    chat = store.scene.conversation(
        visitor_name=hostile, visitor_email='"><img src=x>', page=hostile, level="claimed"
    )
    assert "<script>alert" not in panel(agent, chat)
    assert "<img src=x" not in panel(agent, chat)
    bad = store.scene.customer(hostile, email="x@example.com", notes=hostile, city=hostile)
    path = f"/staff/customers/{bad.id}"
    agent.post(f"{path}/notes", data={"key": KEY, "text": hostile})
    assert "<script>alert" not in panel(agent, store.verify(bad))
    assert "<script>alert" not in agent.get(path).text
    assert "<script>alert" not in agent.get("/staff/customers").text
