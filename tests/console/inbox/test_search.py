"""The search box of the inbox: what it finds, how it is shown, and what it bears."""

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from bot.ledger.models import Conversation
from console.words import say
from kernel.messages import Reply
from tests.conftest import FakeClock
from tests.console.conftest import ClientOf
from tests.console.scene import Scene

ROW = re.compile(r'<a href="(/staff/conversations/[0-9a-f]{32}\?[^"]*)">([^<]+)</a>')
HOSTILE = "<img src=x onerror=alert(1)>"
LONG = ("a" * 10_000, "退" * 3_400, "word " * 2_000)
SIGNS = ("!?…", "'", '"', "退", "👍", "👩\u200d👧", "-", "<", "@", "+", "0", "  ", "\u202e", "ß")
SYNTAX = ("%", "_", "%_", "\\", "* AND NEAR(", "a*", '""" OR "', "' OR 1=1 --", "FD-", "1e999")
STRANGE = (*LONG, *SIGNS, *SYNTAX, "\x00", "a\x00da", "\ud7ff", "\x1b[2J")

pytestmark = pytest.mark.timeout(60)  # PostgreSQL's first start on a busy machine


def look(client: TestClient, words: str, **more: str) -> str:
    found = client.get("/staff/", params={"q": words, **more})
    assert found.status_code == 200, found.text
    return found.text


def names(page: str) -> list[str]:
    return [name for _address, name in ROW.findall(page)]


@pytest.fixture
def ada(scene: Scene, clock: FakeClock) -> str:
    """A closed conversation of a customer with an order, and others beside it."""
    customer = scene.customer("Ada Moreno", phone="+44 7700 900142")
    scene.order(customer, "FD-1004217", 4_900)
    made = scene.conversation(customer)
    scene.hear(made, "My lamp arrived broken, 我要退款")
    scene.say(made, Reply(text="I am sorry to hear that."))
    with scene.db.transaction() as session:
        chat = update(Conversation).where(Conversation.id == made)
        session.execute(chat.values(owner="closed"))
    clock.advance(minutes=1)
    scene.hear(scene.conversation(scene.customer("陈雨桐"), language="zh"), "我的包裹在哪里？")
    return made


@pytest.mark.parametrize(
    "words",
    [
        *("BROKEN lamp", "退款", "退", "oreno", "ada@example.com", "FD-1004217", "#fd1004217"),
        *("+44 7700 900142", "0044 7700900142"),
    ],
)
def test_search_finds_text_customer_and_number_in_closed_ones_too(
    agent: TestClient, ada: str, words: str
) -> None:
    page = look(agent, words, view="waiting")
    assert set(names(page)) == {"Ada Moreno"}
    assert ada in page
    assert f"Search: “{words}”" in unescape(page)
    assert 'aria-current="true"' not in page


def test_found_words_are_marked_and_lead_to_their_message(agent: TestClient, ada: str) -> None:
    page = look(agent, "broken")
    assert "My lamp arrived <mark>broken</mark>, 我要退款" in page
    ((address, _name),) = ROW.findall(page)
    assert address == f"/staff/conversations/{ada}?view=open&amp;q=broken#m1"
    opened = agent.get(unescape(address)).text
    assert 'id="m1"' in opened
    assert "<mark>broken</mark>" in opened  # the list beside the chat is still what was found
    assert 'name="q" type="search" value="broken"' in opened


def test_number_of_an_order_stands_first_with_whose_it_is(agent: TestClient, ada: str) -> None:
    page = look(agent, "FD-1004217")
    assert re.search(r"<h3[^>]*>Order FD-1004217 · Ada Moreno</h3>", page)
    assert "Nothing has" not in page


@pytest.mark.parametrize("language", ["en", "zh"])
def test_empty_result_says_what_was_searched(client_of: ClientOf, ada: str, language: str) -> None:
    client = client_of()
    client.headers["Accept-Language"] = language
    page = unescape(look(client, "zzyzx"))
    assert names(page) == []
    assert say("inbox_found_none", "zh" if language == "zh" else "en", words="zzyzx") in page


def test_filters_hold_for_a_search_and_are_kept_by_it(agent: TestClient, ada: str) -> None:
    page = look(agent, "example.com", language="zh")
    assert names(page) == ["陈雨桐"]
    assert '<input type="hidden" name="language" value="zh">' in page
    assert "that fit the filter" in page
    assert 'href="/staff/?view=open&amp;language=zh">Leave search' in page


def test_any_query_is_answered_and_finds_only_what_holds_it(agent: TestClient, ada: str) -> None:
    for words in STRANGE:
        page = look(agent, words)
        plain = " ".join(words.replace("\x00", "").split())
        assert (ada in page) == (plain in {"退", "@", "+", "0", "ada"}), words


@pytest.mark.parametrize("field", ["said", "customer", "visitor", "words"])
def test_what_strangers_write_stays_words(agent: TestClient, scene: Scene, field: str) -> None:
    if field == "customer":
        scene.conversation(scene.customer(HOSTILE))
    elif field == "visitor":
        scene.conversation(visitor_name=HOSTILE)
    elif field == "said":
        scene.hear(scene.conversation(), f"see {HOSTILE} here")
    page = look(agent, "<img src=x" if field != "words" else HOSTILE)
    assert "<img src=x" not in page
    assert ("<mark>&lt;img</mark> <mark>src=x</mark> onerror" in page) == (field != "words")


def test_a_search_holds_all_pages_once(
    agent: TestClient, scene: Scene, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.desk.listing.PAGE_SIZE", 2)
    for number in range(5):
        scene.hear(scene.conversation(scene.customer(f"N{number} Customer")), "the same words")
        clock.advance(seconds=1)
    path, seen = "/staff/?q=same+words", []
    for _ in range(3):
        page = agent.get(path).text
        seen += names(page)
        onward = re.search(r'href="(\?[^"]*after=[^"]+)">Older', page)
        path = "/staff/" + unescape(onward[1]) if onward else ""
    assert seen == [f"N{number} Customer" for number in (4, 3, 2, 1, 0)]
    assert path == ""
    assert 'href="?view=open&amp;q=same+words">Newest' in page


def test_short_word_is_looked_for_step_by_step(
    agent: TestClient, scene: Scene, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.inbox.lookup.NEAR", (2, 3))
    scene.hear(scene.conversation(scene.customer("Old Customer")), "a qz word")
    for _ in range(3):
        clock.advance(minutes=1)
        scene.hear(scene.conversation(), "other")
    page = look(agent, "qz")
    assert names(page) == []
    assert "Nothing has “qz” so far." in page
    assert '<time datetime="2026-03-02T09:31:00+00:00">' in page
    onward = re.search(r'href="(\?[^"]*after=[^"]+)">Older', page)
    assert onward is not None
    assert names(agent.get("/staff/" + unescape(onward[1])).text) == ["Old Customer"]


@pytest.mark.parametrize("role", ["viewer", "agent", "supervisor", "admin"])
def test_all_that_is_found_can_be_opened(client_of: ClientOf, ada: str, role: str) -> None:
    client = client_of(role)
    for words in ("broken", "moreno", "FD-1004217"):
        addresses = [unescape(address) for address, _name in ROW.findall(look(client, words))]
        assert addresses
        assert {client.get(address).status_code for address in addresses} == {200}


def test_nobody_searches_without_a_login(visitor: TestClient, ada: str) -> None:
    found = visitor.get("/staff/", params={"q": "broken"})
    assert found.status_code == 303
    assert "broken</mark>" not in found.text


def test_words_are_those_of_the_live_part(agent: TestClient, ada: str) -> None:
    page = look(agent, "broken", view="mine")
    assert "part=list%3Aview%3Dmine%26q%3Dbroken" in page
