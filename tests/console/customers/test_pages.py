"""The list of customers, the page of one, and notes on them."""

import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from crm_backend.customers.models import CustomerNote
from tests.console.conftest import ClientOf
from tests.console.customers.conftest import KEY, OTHERS, Store


def names(page: str) -> list[str]:
    return re.findall(r'<a href="/staff/customers/\d+">([^<]+)</a>', page)


def notes(store: Store) -> list[CustomerNote]:
    with store.scene.db.session() as session:
        return list(session.scalars(select(CustomerNote).order_by(CustomerNote.id)))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["Ada Moreno", "Bo Lind"]),
        ("moreno", ["Ada Moreno"]),
        ("BO@EX", ["Bo Lind"]),
        ("900142", ["Ada Moreno"]),
        ("%", []),
        ("_", []),
        ("\\", []),
        ("' OR 1=1", []),
        ("\x00", ["Ada Moreno", "Bo Lind"]),
    ],
)
def test_search_finds_name_address_and_phone_and_takes_signs_as_they_are(
    agent: TestClient, store: Store, asked: str, found: list[str]
) -> None:
    page = agent.get("/staff/customers", params={"q": asked})
    assert page.status_code == 200
    assert names(page.text) == found


def test_pages_hold_all_customers_once(
    agent: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.customers.routes.PAGE_SIZE", 2)
    store.scene.customer("Cy Dunn")
    first = agent.get("/staff/customers?q=example").text
    onward = re.search(r'href="(\?q=example&amp;after=[^"]+)"', first)
    assert onward is not None
    last = agent.get("/staff/customers" + onward[1].replace("&amp;", "&")).text
    assert [names(first), names(last)] == [["Ada Moreno", "Bo Lind"], ["Cy Dunn"]]
    assert "after=" not in last


def test_page_shows_one_customer_and_offers_no_action(agent: TestClient, store: Store) -> None:
    page = agent.get(f"/staff/customers/{store.ada.id}").text
    for words in ("Ada Moreno", "FD-1000001", "2 × Floor Lamp", "Next best product", "Notes"):
        assert words in page
    assert OTHERS not in page
    assert "/orders/" not in page  # orders are changed where the customer has proved who they are
    assert agent.get("/staff/customers/999").status_code == 404
    assert agent.get("/staff/customers/0").status_code == 422


def test_older_orders_are_a_page_away(
    agent: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.customers.routes.ORDERS", 2)
    path = f"/staff/customers/{store.ada.id}"
    first = agent.get(path).text
    onward = re.search(r'href="(\?after=[^"#]+)#orders"', first)
    assert onward is not None
    last = agent.get(path + onward[1]).text
    numbers = [re.findall(r"<b>(FD-\d+)</b>", page) for page in (first, last)]
    assert numbers == [["FD-1000001", "FD-1000002"], ["FD-1000003"]]


def test_note_is_kept_once_and_seen_beside_the_chat(agent: TestClient, store: Store) -> None:
    path = f"/staff/customers/{store.ada.id}/notes"
    sent = {"key": KEY, "text": "Calls in the\r\nmorning", "pinned": "yes", "chat": store.chat}
    first, again = agent.post(path, data=sent), agent.post(path, data=sent)
    assert first.headers["location"] == again.headers["location"]
    assert first.headers["location"] == f"/staff/conversations/{store.chat}"
    (note,) = notes(store)
    assert (note.text, note.is_pinned, note.author_name) == (
        "Calls in the\nmorning",
        True,
        "Ben Okafor",
    )
    page = agent.get(f"/staff/conversations/{store.chat}/customer").text
    assert "Calls in the\nmorning" in page
    assert "pinned" in page
    other = store.verify(store.bo)
    assert "Calls in" not in agent.get(f"/staff/conversations/{other}/customer").text


def test_form_of_the_next_note_has_another_key(agent: TestClient, store: Store) -> None:
    path = f"/staff/customers/{store.ada.id}"
    for number in range(2):
        key = re.search(r'name="key" value="(\w+)"', agent.get(path).text)
        assert key is not None
        agent.post(f"{path}/notes", data={"key": key[1], "text": f"Note {number}"})
    assert [one.text for one in notes(store)] == ["Note 0", "Note 1"]


def test_note_is_changed_and_deleted_by_its_author_or_a_supervisor(
    client_of: ClientOf, store: Store
) -> None:
    ben, lin, boss = client_of(), client_of("agent", "Lin Berger"), client_of("supervisor", "Bo S")
    base = f"/staff/customers/{store.ada.id}/notes"
    ben.post(base, data={"key": KEY, "text": "First"})
    path = f"{base}/{notes(store)[0].id}"
    assert "you can only pin it" in lin.get(path).text
    assert lin.post(path, data={"text": "Mine now"}).status_code == 403
    assert lin.post(f"{path}/delete").status_code == 403
    assert lin.post(path, data={"text": "First", "pinned": "yes"}).status_code == 303
    assert [(one.text, one.is_pinned) for one in notes(store)] == [("First", True)]
    assert ben.post(path, data={"text": "Second"}).status_code == 303
    (note,) = notes(store)
    assert (note.text, note.is_pinned, note.updated_at) == ("Second", False, store.scene.now)
    assert boss.post(f"{path}/delete").status_code == 303
    assert notes(store) == []


def test_note_of_another_customer_is_not_there(agent: TestClient, store: Store) -> None:
    agent.post(f"/staff/customers/{store.bo.id}/notes", data={"key": KEY, "text": "Bo's"})
    path = f"/staff/customers/{store.ada.id}/notes/{notes(store)[0].id}"
    assert agent.get(path).status_code == 404
    assert agent.post(path, data={"text": "x"}).status_code == 404
    assert agent.post(f"{path}/delete").status_code == 404
    assert [one.text for one in notes(store)] == ["Bo's"]


def test_viewer_reads_notes_and_writes_none(client_of: ClientOf, store: Store) -> None:
    client_of().post(f"/staff/customers/{store.ada.id}/notes", data={"key": KEY, "text": "Seen"})
    viewer = client_of("viewer", "Vi")
    page = viewer.get(f"/staff/customers/{store.ada.id}").text
    assert "Seen" in page
    assert "Add a note" not in page
    path = f"/staff/customers/{store.ada.id}/notes"
    assert viewer.post(path, data={"key": KEY, "text": "x"}).status_code == 403
    assert viewer.post(f"{path}/1/delete").status_code == 403
    assert len(notes(store)) == 1


@pytest.mark.parametrize("chat", ["x", "//evil.example", "0" * 31])
def test_way_back_leads_nowhere_else(agent: TestClient, store: Store, chat: str) -> None:
    path = f"/staff/customers/{store.ada.id}/notes"
    assert agent.post(path, data={"key": KEY, "text": "x", "chat": chat}).status_code == 404
    assert notes(store) == []


def test_pages_speak_chinese(agent: TestClient, store: Store) -> None:
    agent.headers["Accept-Language"] = "zh-CN"
    for path in ("/staff/customers", f"/staff/customers/{store.ada.id}"):
        page = agent.get(path).text
        assert "客户" in page
        assert not re.search(r"customers_\w+|tickets_\w+", page)
    assert "近 12 个月" in page
