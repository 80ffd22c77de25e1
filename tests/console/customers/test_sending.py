"""Cards and files that agents send: made by the server, of this customer, said once."""

from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.attachments.models import Attachment
from bot.attachments.rules import MAX_BYTES
from bot.ledger.messages import read_messages
from bot.ledger.models import Message
from crm_backend.analytics.recommendations.models import Offer
from crm_backend.catalog.models import Product
from crm_backend.catalog.service import get_product
from tests.bot.attachments.samples import PDF, make_picture
from tests.console.conftest import ClientOf
from tests.console.customers.conftest import DELIVERED, OTHERS, Store
from tests.crm_backend.shop import Shop

PICTURE = make_picture()


@pytest.fixture
def chat(agent: TestClient, store: Store) -> str:
    """Ada's conversation, which the agent has taken."""
    agent.post(f"/staff/conversations/{store.chat}/take")
    return store.chat


def send(client: TestClient, chat: str, **form: Any) -> httpx.Response:
    return client.post(f"/staff/conversations/{chat}/reply", data=form, follow_redirects=False)


def upload(
    client: TestClient, chat: str, content: bytes = PICTURE, name: str = "scratch.png"
) -> httpx.Response:
    path = f"/staff/conversations/{chat}/files"
    return client.post(path, content=content, headers={"X-File-Name": name})


def said(store: Store, chat: str) -> list[Message]:
    with store.scene.db.session() as session:
        found = read_messages(session, conversation_id=chat)
    return [one for one in found if one.sender == "agent"]


def test_reply_has_the_cards_that_were_chosen(agent: TestClient, store: Store, chat: str) -> None:
    wanted = ["product:LL-0002", f"order:{DELIVERED}"]
    assert send(agent, chat, text="Here you are", card=wanted).status_code == 303
    (message,) = said(store, chat)
    vase, order = message.cards or []
    assert (vase["title"], vase["price"]) == ("Pebble Vase", "€25.00")
    assert DELIVERED in order["title"]
    page = agent.get(f"/staff/conversations/{chat}").text
    assert "<b>Pebble Vase</b>" in page


def test_card_alone_is_a_reply_and_nothing_is_none(
    agent: TestClient, store: Store, chat: str
) -> None:
    assert send(agent, chat, text="", card=["product:LL-0001"]).status_code == 303
    assert send(agent, chat, text=" ").status_code == 422
    assert [(one.text, len(one.cards or [])) for one in said(store, chat)] == [("", 1)]


@pytest.mark.parametrize(
    "reference", [f"order:{OTHERS}", "order:FD-9999999", "product:LL-0003", "product:no", "x"]
)
def test_s17_what_is_not_the_customers_is_not_sent(
    agent: TestClient, store: Store, chat: str, reference: str
) -> None:
    answer = send(agent, chat, text="My long answer", card=["product:LL-0001", reference])
    assert answer.status_code in (404, 422)
    assert "My long answer" in answer.text
    assert said(store, chat) == []


def test_s17_no_order_goes_where_the_proof_has_run_out(agent: TestClient, store: Store) -> None:
    for chat in (store.verify(store.ada, hours=0), store.scene.conversation()):
        agent.post(f"/staff/conversations/{chat}/take")
        assert send(agent, chat, text="x", card=[f"order:{DELIVERED}"]).status_code == 404
        assert said(store, chat) == []
        assert send(agent, chat, text="x", card=["product:LL-0001"]).status_code == 303


def test_reply_is_said_once_even_if_the_product_went_meanwhile(
    agent: TestClient, store: Store, chat: str
) -> None:
    form: dict[str, Any] = {"text": "Look", "cid": "a" * 20, "card": ["product:LL-0002"]}
    assert send(agent, chat, **form).status_code == 303
    gone = update(Product).where(Product.sku == "LL-0002").values(is_active=False)
    store.do(lambda session: session.execute(gone))
    assert send(agent, chat, **form).status_code == 303
    assert len(said(store, chat)) == 1


def test_file_is_kept_and_sent_once(agent: TestClient, store: Store, chat: str) -> None:
    kept = upload(agent, chat, PDF, "%E6%A0%87%E7%AD%BE.pdf")
    assert kept.status_code == 201
    assert kept.json()["name"] == "标签.pdf"
    file = kept.json()["id"]
    assert send(agent, chat, text="", file=[file]).status_code == 303
    (message,) = said(store, chat)
    assert [one["id"] for one in message.attachments or []] == [file]
    assert send(agent, chat, text="again", file=[file]).status_code == 404
    assert len(said(store, chat)) == 1


def test_files_of_another_conversation_are_not_sent(
    agent: TestClient, store: Store, chat: str
) -> None:
    other = store.verify(store.bo)
    agent.post(f"/staff/conversations/{other}/take")
    file = upload(agent, other).json()["id"]
    assert send(agent, chat, text="x", file=[file]).status_code == 404
    assert said(store, chat) == []


@pytest.mark.parametrize(
    ("content", "name", "status", "told"),
    [
        (b"MZ\x90\x00 program", "run.exe", 422, "This kind of file"),
        (b"", "empty.png", 422, "file"),
        (b"x" * (MAX_BYTES + 1), "big.png", 413, "10 MB is the most"),
    ],
)
def test_file_that_is_not_taken_is_told_why(
    agent: TestClient, store: Store, chat: str, content: bytes, name: str, status: int, told: str
) -> None:
    answer = upload(agent, chat, content, name)
    assert answer.status_code == status
    assert told in answer.json()["message"]
    assert count_files(store) == 0


def count_files(store: Store) -> int:
    with store.scene.db.session() as session:
        return session.scalar(select(func.count()).select_from(Attachment)) or 0


def test_files_are_for_who_answers_here(
    agent: TestClient, client_of: ClientOf, store: Store, chat: str
) -> None:
    viewer, colleague = client_of("viewer", "Vera Ott"), client_of("agent", "Lin Berger")
    assert upload(viewer, chat).status_code == 403
    refused = upload(colleague, chat)
    assert refused.status_code == 409
    assert "somebody else answers" in refused.json()["message"]
    assert upload(agent, "0" * 32).status_code == 404
    foreign = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    path = f"/staff/conversations/{chat}/files"
    assert agent.post(path, content=PICTURE, headers=foreign).status_code == 403
    assert count_files(store) == 0


def test_colleague_and_viewer_send_no_cards(
    agent: TestClient, client_of: ClientOf, store: Store, chat: str
) -> None:
    for role, name, status in (("viewer", "Vera Ott", 403), ("agent", "Lin Berger", 409)):
        client = client_of(role, name)
        assert send(client, chat, text="x", card=["product:LL-0001"]).status_code == status
    assert said(store, chat) == []


def test_reply_box_offers_inserts_to_who_answers(
    agent: TestClient, client_of: ClientOf, chat: str
) -> None:
    page = agent.get(f"/staff/conversations/{chat}").text
    for kind in ("products", "orders", "articles", "file", "emoji"):
        assert f'data-inserts="{kind}"' in page
    assert f'data-insert="order:{DELIVERED}"' in page
    assert (
        "data-inserts"
        not in client_of("viewer", "Vera Ott").get(f"/staff/conversations/{chat}").text
    )


def read_offers(store: Store) -> list[Offer]:
    with store.scene.db.session() as session:
        return list(session.scalars(select(Offer).order_by(Offer.id)))


def test_products_that_an_agent_shows_are_offers_once(
    agent: TestClient, store: Store, chat: str
) -> None:
    form: dict[str, Any] = {"text": "Look", "cid": "b" * 20}
    form["card"] = ["product:LL-0002", f"order:{DELIVERED}", "product:LL-0001"]
    for _again in range(2):
        assert send(agent, chat, **form).status_code == 303
    found = read_offers(store)
    assert [(one.place, one.list_name, one.strategy) for one in found] == [
        ("console", "search", "agent")
    ] * 2
    assert {(one.customer_id, one.conversation_id) for one in found} == {(store.ada.id, chat)}
    assert all(one.is_shown for one in found)


def test_next_best_product_counts_for_the_model(agent: TestClient, store: Store, chat: str) -> None:
    def stock(session: Session) -> None:
        shop = Shop(session)
        lamp = get_product(session, sku="LL-0001")
        rug = shop.product("LL-0009", shop.category("rugs", "Rugs", "地毯"), "Dune Rug")
        shop.order(store.bo, (lamp, 1), (rug, 1), number="FD-1000010", status="delivered")

    store.do(stock)
    page = agent.get(f"/staff/conversations/{chat}").text
    assert 'data-insert="product:LL-0009"' in page
    assert send(agent, chat, text="This?", card=["product:LL-0009"]).status_code == 303
    (offer,) = read_offers(store)
    assert (offer.place, offer.list_name, offer.arm) == ("console", "new", "model")
    assert offer.strategy != "agent"


def test_nothing_is_offered_by_what_is_refused(agent: TestClient, store: Store, chat: str) -> None:
    assert send(agent, chat, text="x", card=["product:LL-0001", "product:no"]).status_code == 404
    assert send(agent, chat, text="No card").status_code == 303
    assert read_offers(store) == []


def test_sold_out_product_is_told_of_and_shown_only_on_purpose(
    agent: TestClient, store: Store, chat: str
) -> None:
    gone = update(Product).where(Product.sku == "LL-0002").values(stock=0)
    store.do(lambda session: session.execute(gone))
    refused = send(agent, chat, text="My long answer", card=["product:LL-0002"])
    assert refused.status_code == 409
    assert "Pebble Vase is sold out by now" in refused.text
    assert "My long answer" in refused.text
    assert (said(store, chat), read_offers(store)) == ([], [])
    picker = agent.get(f"/staff/conversations/{chat}/insert/products?q=vase").text
    assert 'data-reference="soldout:LL-0002"' in picker
    assert 'data-title="Pebble Vase (sold out)"' in picker
    assert send(agent, chat, text="Soon again", card=["soldout:LL-0002"]).status_code == 303
    (message,) = said(store, chat)
    assert (message.cards or [])[0]["subtitle"].startswith("sold out")
