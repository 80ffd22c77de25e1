"""What a customer is writing: shown to the person who answers only if the operator wants it."""

from typing import Any

import pytest
from playwright.sync_api import expect

from .conftest import OpenPage
from .driver import Widget, wait_until
from .fakes.chat import FakeChat

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(60)]

TOLD = "While a person answers you, they see what you write before you send it."


def shown(chat: FakeChat) -> list[Any]:
    """Return the words that the widget has told while they were written."""
    return [one["text"] for one in chat.sent if one["type"] == "typing" and "text" in one]


def test_words_are_told_to_a_person_and_the_customer_knows(
    open_page: OpenPage, chat: FakeChat
) -> None:
    chat.config["typing_preview"] = True
    page = open_page()
    widget = Widget(page).open()
    expect(page.get_by_text(TOLD)).to_be_visible()
    widget.ask("hello", "You said: hello")
    widget.field.press_sequentially("To the bot")
    page.wait_for_timeout(1_200)
    assert shown(chat) == []
    chat.run(chat.only.tell({"type": "status", "owner": "person", "name": "Anna"}))
    expect(page.get_by_role("dialog").get_by_text("Anna is here to help.").first).to_be_visible()
    widget.field.fill("To Anna")
    wait_until(page, lambda: shown(chat) == ["To Anna"])
    widget.write("To Anna, sent")
    widget.expect_text("To Anna, sent")
    page.wait_for_timeout(1_200)
    assert shown(chat) in (["To Anna"], ["To Anna", ""])


def test_words_stay_in_the_browser_when_the_operator_has_not_asked(
    open_page: OpenPage, chat: FakeChat
) -> None:
    page = open_page()
    widget = Widget(page).open()
    widget.ask("hello", "You said: hello")
    chat.run(chat.only.tell({"type": "status", "owner": "person", "name": "Anna"}))
    widget.field.fill("To Anna")
    page.wait_for_timeout(1_200)
    assert shown(chat) == []
    assert page.get_by_text(TOLD).count() == 0
