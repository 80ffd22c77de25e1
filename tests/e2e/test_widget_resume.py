"""Nothing is lost and nothing doubled: reloads, dead sockets, second tabs, forgotten sessions."""

import pytest
from playwright.sync_api import expect

from .conftest import OpenPage
from .driver import Widget, wait_until
from .fakes.chat import FakeChat

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(60)]


def test_history_is_the_same_when_the_page_is_loaded_again(
    open_page: OpenPage, chat: FakeChat
) -> None:
    widget = Widget(open_page()).open()
    widget.ask("where is my order", "What would you like to do?")
    widget.choice("Cancel it").click()
    widget.expect_text("You said: Cancel it")
    before = widget.texts()
    widget.page.reload()
    expect(widget.bubbles).to_have_count(4)
    assert widget.texts() == before
    expect(widget.choice("Cancel it")).to_have_attribute("aria-pressed", "true")
    expect(widget.choice("Track it")).to_be_disabled()
    assert chat.hellos[-1] | {"token": 0} == {
        "type": "hello",
        "session": "session-1",
        "after": 0,
        "lang": "en",
        "token": 0,
        "page": "/",
    }
    assert widget.spoken.inner_text() == ""


@pytest.mark.parametrize("fault", ["cut_before", "cut_after"])
def test_message_arrives_once_when_the_socket_dies_under_it(
    open_page: OpenPage, chat: FakeChat, fault: str
) -> None:
    widget = Widget(open_page()).open()
    widget.ask("hello", "You said: hello")
    chat.faults = [fault]
    widget.write("silence one")
    widget.write("silence two")
    wait_until(widget.page, lambda: len(chat.only.messages) == 4)
    widget.expect_sent()
    stored = [message["text"] for message in chat.only.messages]
    assert stored == ["hello", "You said: hello", "silence one", "silence two"]
    assert widget.texts() == stored
    assert chat.hellos[-1]["after"] >= 2


def test_missed_messages_come_once_when_the_socket_is_back(
    open_page: OpenPage, chat: FakeChat
) -> None:
    widget = Widget(open_page()).open()
    widget.ask("hello", "You said: hello")
    for number in range(3):
        chat.kill()
        chat.say(f"news {number}", "agent", name="Anna")
        widget.expect_text(f"news {number}")
    assert widget.texts() == ["hello", "You said: hello", "news 0", "news 1", "news 2"]
    assert [hello["after"] for hello in chat.hellos] == [0, 2, 3, 4]
    expect(widget.spoken).to_contain_text("Anna: news 2")


def test_both_tabs_show_the_same_when_one_of_them_writes(
    open_page: OpenPage, chat: FakeChat
) -> None:
    first = Widget(open_page()).open()
    first.ask("order", "What would you like to do?")
    second = Widget(open_page(same=first.page)).open()
    second.expect_text("What would you like to do?")
    second.choice("Track it").click()
    first.expect_text("You said: Track it")
    expect(first.choice("Cancel it")).to_be_disabled()
    first.ask("from the first", "You said: from the first")
    second.expect_text("You said: from the first")
    assert (
        first.texts() == second.texts() == [m["text"].replace("**", "") for m in chat.only.messages]
    )
    assert len(chat.conversations) == 1


def test_new_chat_is_announced_when_the_session_is_known_no_more(
    open_page: OpenPage, chat: FakeChat
) -> None:
    widget = Widget(open_page()).open()
    widget.ask("secret of an earlier visitor", "You said")
    chat.kill(4401)
    chat.conversations.clear()
    widget.expect_text("Your earlier chat is closed: this is a new one.")
    widget.ask("hello again", "You said: hello again")
    assert widget.texts()[1:] == ["hello again", "You said: hello again"]
    assert chat.only.session == "session-2"


def test_everything_is_read_anew_when_the_server_knows_less(
    open_page: OpenPage, chat: FakeChat
) -> None:
    widget = Widget(open_page()).open()
    widget.ask("one", "You said: one")
    widget.ask("two", "You said: two")
    del chat.only.messages[2:]
    chat.kill()
    expect(widget.bubbles).to_have_count(2)
    assert widget.texts() == ["one", "You said: one"]


def test_message_and_draft_survive_when_the_page_is_left_while_offline(
    open_page: OpenPage, chat: FakeChat, console: list[str]
) -> None:
    widget = Widget(open_page()).open()
    widget.ask("hello", "You said: hello")
    chat.closed = True
    chat.kill()
    expect(widget.page.locator(".head")).to_contain_text("No connection")
    widget.write("written offline")
    widget.field.fill("half a thou")
    widget.page.reload()
    expect(widget.log.locator(".wait .text")).to_have_text("written offline")
    assert widget.field.input_value() == "half a thou"
    chat.closed = False
    widget.page.evaluate("dispatchEvent(new Event('online'))")
    widget.expect_text("You said: written offline")
    assert widget.texts() == [
        "hello",
        "You said: hello",
        "written offline",
        "You said: written offline",
    ]
    assert all("WebSocket connection" in line for line in console)
    console.clear()


def test_typed_code_is_masked_when_the_server_masks_it(open_page: OpenPage, chat: FakeChat) -> None:
    widget = Widget(open_page()).open()
    widget.ask("silence 493027", "silence 493027")
    widget.expect_sent()
    chat.run(chat.only.tell(chat.only.messages[0] | {"text": "silence ••••••"}))
    widget.expect_text("silence ••••••")
    assert widget.texts() == ["silence ••••••"]


def test_message_stands_where_its_id_belongs_when_frames_come_late(
    open_page: OpenPage, chat: FakeChat
) -> None:
    widget = Widget(open_page()).open()
    widget.ask("hello", "You said: hello")
    late, early = ({"type": "message", "from": "agent", "id": n, "text": f"id {n}"} for n in (4, 3))
    chat.run(chat.only.tell(late))
    chat.run(chat.only.tell(early))
    chat.run(chat.only.tell(late))
    widget.expect_text("id 3")
    assert widget.texts() == ["hello", "You said: hello", "id 3", "id 4"]


def test_no_socket_is_opened_when_nobody_has_chatted(open_page: OpenPage, chat: FakeChat) -> None:
    widget = Widget(open_page())
    expect(widget.launcher).to_be_visible()
    assert chat.hellos == []
    widget.open()
    wait_until(widget.page, lambda: len(chat.hellos) == 1)


def test_gap_is_filled_when_a_later_message_overtook_a_lost_one(
    open_page: OpenPage, chat: FakeChat
) -> None:
    widget = Widget(open_page()).open()
    widget.ask("hello", "You said: hello")
    for number in (3, 4):
        message = {"type": "message", "from": "agent", "id": number, "text": f"id {number}"}
        chat.only.messages.append(message)
    chat.run(chat.only.tell(chat.only.messages[3]))
    widget.expect_text("id 4")
    chat.kill()
    widget.expect_text("id 3")
    assert widget.texts() == ["hello", "You said: hello", "id 3", "id 4"]
    assert chat.hellos[-1]["after"] == 2
