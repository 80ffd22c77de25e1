"""A customer's chat in the widget: words, choices, cards, ratings, refusals."""

import pytest
from playwright.sync_api import expect

from .conftest import OpenPage
from .driver import Widget, wait_until
from .fakes.chat import FakeChat

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(60)]


def test_typing_dots_come_before_the_answer_when_the_customer_writes(
    open_page: OpenPage, chat: FakeChat
) -> None:
    chat.pause = 0.5
    widget = Widget(open_page()).open()
    widget.write("hello")
    expect(widget.page.locator(".dots")).to_be_visible()
    widget.expect_text("You said: hello")
    expect(widget.page.locator(".dots")).to_be_hidden()
    assert widget.texts() == ["hello", "You said: hello"]
    assert [frame["type"] for frame in chat.sent] == ["typing", "message"]


def test_choices_are_past_when_one_was_taken(open_page: OpenPage, chat: FakeChat) -> None:
    widget = Widget(open_page()).open()
    widget.ask("where is my order", "What would you like to do?")
    widget.choice("Track it").click()
    widget.expect_text("You said: Track it")
    expect(widget.choice("Track it")).to_have_attribute("aria-pressed", "true")
    for label in ("Track it", "Change the address", "Cancel it"):
        expect(widget.choice(label)).to_be_disabled()
    frame = chat.sent[-1]
    assert (frame["type"], frame["token"], "text" in frame) == ("button", "b-0", False)


def test_cards_show_picture_price_reason_and_choice_when_products_come(
    open_page: OpenPage, chat: FakeChat
) -> None:
    widget = Widget(open_page()).open()
    widget.ask("a lamp please", "go well with")
    card = widget.log.get_by_role("group", name="Linen table lamp")
    expect(card).to_contain_text("89.00 €")
    expect(card).to_contain_text("Because you bought the Oak desk")
    picture = card.locator("img")
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("e => e.naturalWidth") > 0
    carousel = widget.log.get_by_role("group", name="Suggestions")
    carousel.focus()
    widget.page.keyboard.press("ArrowRight")
    wait_until(widget.page, lambda: bool(carousel.evaluate("e => e.scrollLeft > 0")))
    card.get_by_role("button").click()
    widget.expect_text("You said: Choose Linen")
    assert chat.sent[-1]["token"] == "lamp-0"


def test_markup_is_inert_when_a_message_holds_it(open_page: OpenPage) -> None:
    widget = Widget(open_page()).open()
    widget.ask("xss", "<img src=x onerror=alert(1)>")
    answer = widget.messages.last
    assert answer.locator("img, script").count() == 0
    assert "<b>bot</b> · " in answer.locator(".who").inner_text()
    assert [link.get_attribute("href") for link in answer.locator("a").all()] == [
        "https://shop.example/a",
        "https://plain.example/x?y=1",
        "mailto:help@shop.example",
    ]
    expect(answer.locator("b")).to_have_text("bold")
    expect(answer).to_contain_text("[click](javascript:alert(3))")
    widget.write("<b>mine</b> **stars**")
    expect(widget.log.locator(".customer .text").last).to_have_text("<b>mine</b> **stars**")


def test_rating_stays_given_when_the_page_is_loaded_again(
    open_page: OpenPage, chat: FakeChat
) -> None:
    widget = Widget(open_page()).open()
    widget.ask("hello", "You said")
    widget.log.get_by_role("button", name="Not helpful").click()
    expect(widget.log).to_contain_text("Thank you!")
    why = widget.log.get_by_placeholder("What was missing?")
    why.fill("The date")
    why.press("Enter")
    wait_until(widget.page, lambda: len(chat.only.ratings) == 2)
    said = [(r["ref"], r["score"], r["comment"]) for r in chat.only.ratings]
    assert said == [(2, 1, ""), (2, 1, "The date")]
    widget.page.reload()
    expect(widget.log).to_contain_text("Thank you!")
    expect(widget.log.get_by_role("button", name="Helpful", exact=True)).to_be_hidden()


@pytest.mark.parametrize(
    ("code", "text"), [("too_many", "Too fast"), ("new_code", "Oh no"), ("other", "Sorry")]
)
def test_message_can_be_sent_again_when_the_server_refused_it(
    open_page: OpenPage, chat: FakeChat, code: str, text: str
) -> None:
    chat.faults = [code]
    widget = Widget(open_page()).open()
    widget.write("keep me")
    failed = widget.log.locator(".oops")
    expect(failed).to_contain_text(text)
    expect(widget.spoken).to_contain_text(text)
    widget.ask("next", "You said: next")
    failed.get_by_role("button", name="Try again").click()
    widget.expect_text("You said: keep me")
    assert widget.texts() == ["next", "You said: next", "keep me", "You said: keep me"]


def test_limit_is_stated_and_nothing_lost_when_the_text_is_too_long(
    open_page: OpenPage, chat: FakeChat
) -> None:
    widget = Widget(open_page()).open()
    widget.write("x" * 8_001)
    expect(widget.page.locator(".count")).to_contain_text("8001 / 8000 Too long")
    assert len(widget.field.input_value()) == 8_001
    assert widget.texts() == []
    widget.field.press("Backspace")
    widget.field.press("Enter")
    widget.expect_text("You said: xxx")
    assert len(chat.only.messages[0]["text"]) == 8_000


def test_enter_does_not_send_when_it_ends_a_chinese_word(open_page: OpenPage) -> None:
    widget = Widget(open_page()).open()
    widget.field.fill("ding")
    widget.field.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    widget.field.dispatch_event("keydown", {"key": "Enter", "shiftKey": True})
    assert widget.field.input_value() == "ding"
    assert widget.texts() == []


def test_badge_counts_what_came_when_the_panel_was_closed(
    open_page: OpenPage, chat: FakeChat
) -> None:
    widget = Widget(open_page()).open()
    widget.ask("hello", "You said")
    widget.page.keyboard.press("Escape")
    chat.say("One more thing", "agent", name="Anna")
    expect(widget.launcher).to_have_accessible_name("Open chat, 1 unread")
    expect(widget.page.locator(".badge")).to_have_text("1")
    widget.page.reload()
    expect(widget.page.locator(".badge")).to_have_text("1")
    widget.open()
    expect(widget.page.locator(".badge")).to_be_hidden()
    widget.page.keyboard.press("Escape")
    expect(widget.launcher).to_have_accessible_name("Open chat")


def test_waiting_customer_sees_place_and_wait_when_a_person_was_asked_for(
    open_page: OpenPage, chat: FakeChat
) -> None:
    widget = Widget(open_page()).open()
    button = widget.page.get_by_role("button", name="Talk to a person")
    button.click()
    header = widget.page.locator(".head")
    expect(header).to_contain_text("You are number 2 in the queue. The wait is about 3 min.")
    expect(button).to_be_hidden()
    chat.run(chat.only.tell({"type": "status", "owner": "person", "name": "Anna"}))
    expect(header).to_contain_text("Anna is here to help.")
    expect(widget.spoken).to_contain_text("Anna is here to help.")
    chat.run(chat.only.tell({"type": "status", "owner": "bot"}))
    expect(button).to_be_visible()


def test_words_are_chinese_when_the_page_asks_for_it(open_page: OpenPage, chat: FakeChat) -> None:
    page = open_page("/?lang=zh")
    page.get_by_role("button", name="打开对话").click()
    field = page.get_by_role("textbox", name="请输入消息…")
    field.fill("我的订单到哪了")
    field.press("Enter")
    expect(page.get_by_role("log")).to_contain_text("正在配送")
    assert chat.hellos[-1]["lang"] == "zh"
    chat.faults = ["too_many"]
    field.fill("再问一下")
    field.press("Enter")
    expect(page.get_by_role("log")).to_contain_text("发送太快")


def test_page_can_drive_the_widget_when_it_embeds_it(open_page: OpenPage) -> None:
    page = open_page()
    page.evaluate(
        """() => {
          window.heard = [];
          const chat = document.querySelector('frontdesk-chat');
          for (const name of ['open', 'close', 'send', 'message']) {
            document.addEventListener(`chat-${name}`, ({ detail }) => {
              heard.push(name + (detail?.text ?? ''));
            });
          }
          chat.messages = { hello: 'Ahoy!', starters: [] };
          chat.open();
          window.taken = [chat.send('from the page'), chat.send('  '), chat.send('x'.repeat(8001))];
        }"""
    )
    widget = Widget(page)
    widget.expect_text("You said: from the page")
    expect(widget.log).to_contain_text("Ahoy!")
    page.evaluate("document.querySelector('frontdesk-chat').close()")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert page.evaluate("taken") == [True, False, False]
    wait_until(page, lambda: len(page.evaluate("heard")) >= 4)
    assert page.evaluate("heard") == [
        "open",
        "sendfrom the page",
        "messageYou said: from the page",
        "close",
    ]
