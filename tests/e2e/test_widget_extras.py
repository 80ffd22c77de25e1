"""What the widget's second file adds: files, ratings, the form, the menu, opening messages."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from .conftest import OpenPage
from .driver import Widget, wait_until
from .fakes.chat import FakeChat
from .pictures import PDF, make_noise, make_png

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(60)]

LAMP = {
    "id": "lamp",
    "path": "/*",
    "delay_seconds": 0,
    "text": {"en": "May I help you choose?", "zh": "需要帮您挑选吗？"},
}


def attach(widget: Widget, *files: tuple[str, str, bytes]) -> None:
    """Choose files, as name, type and bytes."""
    expect(widget.page.get_by_role("button", name="Attach a picture or PDF")).to_be_visible()
    chosen = [FilePayload(name=name, mimeType=kind, buffer=held) for name, kind, held in files]
    widget.page.locator("input[type=file]").set_input_files(chosen)


def attach_picture(widget: Widget, name: str = "lamp.png") -> None:
    """Choose a picture and wait until it is kept."""
    attach(widget, (name, "image/png", make_png()))
    expect(widget.page.locator(".chip img")).to_have_js_property("complete", True)


def test_picture_is_shown_before_and_after_when_it_is_sent(
    open_page: OpenPage, chat: FakeChat
) -> None:
    widget = Widget(open_page()).open()
    attach_picture(widget)
    widget.ask("look at this", "You said: look at this")
    assert chat.uploads[0]["name"] == "lamp.png"
    assert chat.uploads[0]["session"] == f"Bearer {chat.only.session}"
    sent = next(frame for frame in chat.sent if frame["type"] == "message")
    assert sent["attachments"] == list(chat.files)
    assert "files" not in sent
    picture = widget.log.get_by_role("img", name="Picture: lamp.png")
    assert picture.evaluate("e => [e.width, e.height, e.naturalWidth]") == [220, 165, 64]
    expect(widget.page.locator(".chip")).to_have_count(0)
    widget.page.reload()
    expect(picture).to_have_count(1)


def test_files_are_dropped_when_the_chat_they_were_kept_for_is_gone(
    open_page: OpenPage, chat: FakeChat
) -> None:
    widget = Widget(open_page()).open()
    attach_picture(widget)
    chat.conversations, gone = {}, chat.only
    for socket in list(gone.sockets):
        chat.run(socket.close(1012))
    expect(widget.page.locator(".chip")).to_have_count(0)
    widget.ask("hello", "You said: hello")


def test_file_alone_can_be_sent_when_nothing_is_written(
    open_page: OpenPage, chat: FakeChat
) -> None:
    widget = Widget(open_page()).open()
    send = widget.page.get_by_role("button", name="Send", exact=True)
    attach(widget, ("bill.pdf", "application/pdf", PDF))
    expect(send).to_be_enabled()
    send.click()
    link = widget.log.get_by_role("link", name=re.compile(r"bill\.pdf"))
    expect(link).to_have_attribute("href", re.compile("/chat/v1/attachments/file-"))
    expect(link).to_have_attribute("download", "bill.pdf")
    expect(send).to_be_disabled()


def test_file_is_not_sent_when_it_was_removed(open_page: OpenPage, chat: FakeChat) -> None:
    widget = Widget(open_page()).open()
    attach_picture(widget)
    widget.page.get_by_role("button", name="Remove lamp.png").click()
    expect(widget.page.locator(".chip")).to_have_count(0)
    widget.ask("only words", "You said: only words")
    assert "attachments" not in next(one for one in chat.sent if one["type"] == "message")


def test_heavy_picture_is_scaled_down_before_it_is_sent(
    open_page: OpenPage, chat: FakeChat
) -> None:
    widget = Widget(open_page()).open()
    attach(widget, ("photo.png", "image/png", make_noise(3_200, 1_600)))
    expect(widget.page.locator(".chip img")).to_be_visible()
    assert chat.uploads[0]["size"] < 3_000_000
    (sent,) = chat.files.values()
    with Image.open(io.BytesIO(sent)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (2_560, 1_280))


@pytest.mark.parametrize(
    ("lang", "name", "kind", "size", "words"),
    [
        ("en", "a.svg", "image/svg+xml", 10, "This kind of file can’t be sent here"),
        ("zh", "a.svg", "image/svg+xml", 10, "不支持该文件类型"),
        ("en", "a.png", "image/png", 10_000_001, "10 MB is the most"),
    ],
)
def test_reason_is_said_when_a_file_is_refused_at_once(
    open_page: OpenPage, chat: FakeChat, lang: str, name: str, kind: str, size: int, words: str
) -> None:
    page = open_page(f"/?lang={lang}")
    page.locator(".launch").click()
    page.wait_for_selector("input[type=file]", state="attached")
    held = FilePayload(name=name, mimeType=kind, buffer=b"x" * size)
    page.locator("input[type=file]").set_input_files([held])
    expect(page.locator(".chip")).to_contain_text(words)
    expect(Widget(page).spoken).to_contain_text(words)
    assert chat.uploads == []


def test_words_of_the_server_are_shown_when_it_refuses_a_file(
    open_page: OpenPage, chat: FakeChat, console: list[str]
) -> None:
    chat.refusals = [(422, "This file is damaged.")]
    widget = Widget(open_page()).open()
    attach(widget, ("a.png", "image/png", make_png()))
    chip = widget.page.locator(".chip")
    expect(chip).to_contain_text("This file is damaged.")
    expect(chip.get_by_role("button", name="Try again")).to_have_count(0)
    widget.ask("words still go", "You said: words still go")
    console.clear()  # the browser logs every 422 by itself


def test_upload_is_tried_again_when_the_server_was_busy(
    open_page: OpenPage, chat: FakeChat, console: list[str]
) -> None:
    chat.refusals = [(429, "That was too fast.")]
    widget = Widget(open_page()).open()
    attach(widget, ("a.png", "image/png", make_png()))
    chip = widget.page.locator(".chip")
    expect(chip).to_contain_text("That was too fast.")
    chip.get_by_role("button", name="Try again").click()
    expect(chip.locator("img")).to_be_visible()
    assert len(chat.uploads) == 2
    console.clear()


def has_loaded(page: Page, path: str) -> bool:
    """Tell whether the page has fetched something."""
    find = "(path) => performance.getEntriesByName(location.origin + path).length > 0"
    return bool(page.evaluate(find, path))


DROP = """([bytes, kind]) => {
  const shadow = document.querySelector('frontdesk-chat').shadowRoot;
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], 'dropped.png', { type: 'image/png' }));
  const target = shadow.querySelector(kind === 'paste' ? 'textarea' : 'dialog');
  const options = { bubbles: true, cancelable: true };
  target.dispatchEvent(kind === 'paste'
    ? new ClipboardEvent('paste', { ...options, clipboardData: data })
    : new DragEvent('drop', { ...options, dataTransfer: data }));
}"""


@pytest.mark.parametrize("way", ["paste", "drop"])
def test_picture_is_taken_when_it_is_pasted_or_dropped(
    open_page: OpenPage, chat: FakeChat, way: str
) -> None:
    widget = Widget(open_page()).open()
    expect(widget.page.get_by_role("button", name="Attach a picture or PDF")).to_be_visible()
    widget.page.evaluate(DROP, [list(make_png()), way])
    expect(widget.page.locator(".chip img")).to_be_visible()
    assert chat.uploads[0]["name"] == "dropped.png"


def test_five_files_are_the_most_when_more_are_chosen(open_page: OpenPage, chat: FakeChat) -> None:
    widget = Widget(open_page()).open()
    attach(widget, *[(f"{n}.png", "image/png", make_png()) for n in range(6)])
    expect(widget.page.locator(".chip")).to_have_count(5)
    expect(widget.spoken).to_contain_text("Five files at a time")


def test_stars_and_comment_are_kept_when_a_person_was_rated(
    open_page: OpenPage, chat: FakeChat
) -> None:
    widget = Widget(open_page()).open()
    widget.ask("hello", "You said")
    chat.say("How was this chat with Mina?", "system", asks_rating=True)
    ask = widget.log.get_by_role("group", name="How was this chat with Mina?")
    ask.get_by_role("button", name="4 of 5").click()
    expect(ask.get_by_role("textbox")).to_be_focused()
    ask.get_by_role("textbox").fill("Kind")
    ask.get_by_role("button", name="Send").click()
    expect(ask).to_contain_text("Thank you!")
    wait_until(widget.page, lambda: len(chat.only.ratings) == 2)
    assert [(r["score"], r["comment"]) for r in chat.only.ratings] == [(4, ""), (4, "Kind")]
    widget.page.reload()
    expect(ask).to_contain_text("Thank you!")
    chosen = ask.get_by_role("button", name="4 of 5")
    expect(chosen).to_have_attribute("aria-pressed", "true")
    expect(ask.get_by_role("textbox")).to_be_hidden()


def test_form_asks_first_and_never_again_when_the_operator_wants_it(
    open_page: OpenPage, chat: FakeChat
) -> None:
    chat.config["prechat"] = {"name": "optional", "email": "required"}
    widget = Widget(open_page()).open()
    form = widget.page.get_by_role("form", name="Before we start")
    expect(form).to_be_visible()
    expect(widget.field).to_be_hidden()
    expect(form.get_by_role("button", name="Skip")).to_have_count(0)
    form.get_by_label("Your e-mail").fill("ada@example.com")
    form.get_by_label("Your name").fill("Ada")
    form.get_by_role("button", name="Start the chat").click()
    expect(form).to_have_count(0)
    expect(widget.field).to_be_visible()
    assert (chat.only.profile["name"], chat.only.profile["email"]) == ("Ada", "ada@example.com")
    widget.page.reload()
    expect(widget.page.get_by_role("button", name="Attach a picture or PDF")).to_be_visible()
    expect(form).to_have_count(0)


def test_form_is_skipped_when_it_is_optional(open_page: OpenPage, chat: FakeChat) -> None:
    chat.config["prechat"] = {"name": "optional", "email": "optional"}
    widget = Widget(open_page()).open()
    form = widget.page.get_by_role("form", name="Before we start")
    form.get_by_role("button", name="Skip").click()
    expect(form).to_have_count(0)
    widget.ask("hello", "You said: hello")
    assert chat.only.profile == {}


def test_reason_is_said_when_an_address_is_refused(open_page: OpenPage, chat: FakeChat) -> None:
    chat.config["prechat"] = {"name": "off", "email": "required"}
    chat.faults = ["email"]
    widget = Widget(open_page()).open()
    form = widget.page.get_by_role("form", name="Before we start")
    form.get_by_label("Your e-mail").fill("ada@example")
    form.get_by_role("button", name="Start the chat").click()
    expect(form.get_by_role("alert")).to_have_text("Oh no")


def test_opening_message_begins_the_chat_when_it_is_clicked(
    open_page: OpenPage, chat: FakeChat
) -> None:
    chat.config["proactive"] = [LAMP]
    page = open_page()
    page.locator("#host").focus()
    teaser = page.get_by_role("button", name="May I help you choose?")
    teaser.wait_for()
    expect(page.locator("#host")).to_be_focused()
    teaser.click()
    widget = Widget(page)
    widget.expect_text("May I help you choose?")
    widget.ask("yes please", "You said: yes please")
    assert widget.texts() == ["May I help you choose?", "yes please", "You said: yes please"]
    assert chat.only.messages[0]["text"] == "May I help you choose?"
    assert next(one for one in chat.sent if one["type"] == "message")["opening"] == "lamp"
    page.reload()
    wait_until(page, lambda: len(widget.texts()) == 3)


def test_opening_message_stays_away_when_it_was_dismissed(
    open_page: OpenPage, chat: FakeChat
) -> None:
    chat.config["proactive"] = [LAMP]
    page = open_page()
    page.get_by_role("button", name="Dismiss").click()
    expect(page.locator(".teaser")).to_have_count(0)
    expect(page.locator(".launch")).to_be_focused()
    page.reload()
    wait_until(page, lambda: has_loaded(page, "/chat/v1/config"))
    page.wait_for_timeout(200)
    expect(page.locator(".teaser")).to_have_count(0)


def test_opening_message_stays_away_when_the_page_does_not_fit(
    open_page: OpenPage, chat: FakeChat
) -> None:
    chat.config["proactive"] = [{**LAMP, "path": "/cart*"}]
    page = open_page()
    wait_until(page, lambda: has_loaded(page, "/widget/v1/extras.js"))
    page.wait_for_timeout(200)
    expect(page.locator(".teaser")).to_have_count(0)


def test_chat_is_saved_as_text_when_the_menu_is_used(open_page: OpenPage, chat: FakeChat) -> None:
    widget = Widget(open_page()).open()
    widget.ask("hello", "You said: hello")
    more = widget.page.get_by_role("button", name="More")
    more.focus()
    widget.page.keyboard.press("Enter")
    expect(widget.page.get_by_role("button", name="Send me this chat by e-mail")).to_be_focused()
    widget.page.keyboard.press("Escape")
    expect(more).to_be_focused()
    expect(widget.page.get_by_role("dialog")).to_be_visible()
    more.click()
    with widget.page.expect_download() as download:
        widget.page.get_by_role("button", name="Save this chat as a file").click()
    text = download.value.path().read_text("utf-8")
    assert download.value.suggested_filename == "chat.txt"
    assert re.findall(r"(?m)^(?:You said: )?hello$", text) == ["hello", "You said: hello"]


def test_address_is_named_when_the_chat_is_mailed(open_page: OpenPage, chat: FakeChat) -> None:
    widget = Widget(open_page()).open()
    widget.ask("hello", "You said")
    widget.page.get_by_role("button", name="More").click()
    widget.page.get_by_role("button", name="Send me this chat by e-mail").click()
    widget.expect_text("The chat is on its way to a•••@example.com.")


def test_s46_nothing_of_the_customer_stays_when_they_log_out(
    open_page: OpenPage, chat: FakeChat
) -> None:
    chat.config["prechat"] = {"name": "optional", "email": "optional"}
    widget = Widget(open_page()).open()
    form = widget.page.get_by_role("form", name="Before we start")
    form.get_by_label("Your name").fill("Ada Moreno")
    form.get_by_role("button", name="Start the chat").click()
    widget.ask("my secret wish", "You said: my secret wish")
    widget.field.fill("a secret draft")
    session = chat.only.session
    widget.page.evaluate("document.querySelector('frontdesk-chat').logout()")
    wait_until(widget.page, lambda: chat.sent[-1]["type"] == "logout")
    kept = str(widget.page.evaluate("[{...localStorage}, {...sessionStorage}]"))
    for trace in (session, "secret", "Ada", "Moreno"):
        assert trace not in kept
    assert widget.texts() == []
    assert widget.page.evaluate("indexedDB.databases()") == []
    widget.open()
    expect(widget.page.get_by_role("form", name="Before we start")).to_be_visible()
    assert not chat.hellos[-1].get("session")


def test_chat_goes_on_when_the_session_is_replaced(open_page: OpenPage, chat: FakeChat) -> None:
    widget = Widget(open_page()).open()
    widget.ask("hello", "You said: hello")
    old = chat.only
    chat.run(old.tell({"type": "session", "session": "fresh"}))
    kept = "localStorage[Object.keys(localStorage).find((key) => key.startsWith('frontdesk'))]"
    wait_until(widget.page, lambda: "fresh" in widget.page.evaluate(kept))
    chat.conversations = {"fresh": old}
    old.session = "fresh"
    chat.kill(4410)
    widget.ask("still here", "You said: still here")
    assert chat.hellos[-1]["session"] == "fresh"
    assert widget.texts() == ["hello", "You said: hello", "still here", "You said: still here"]


def test_customer_is_left_in_peace_when_the_site_token_is_bad(
    open_page: OpenPage, chat: FakeChat
) -> None:
    widget = Widget(open_page()).open()
    widget.ask("hello", "You said: hello")
    chat.run(chat.only.tell({"type": "error", "code": "token_invalid", "text": "Bad token"}))
    widget.ask("and on", "You said: and on")
    assert widget.texts() == ["hello", "You said: hello", "and on", "You said: and on"]


def test_way_back_is_told_when_a_mailed_link_opens_another_browser(
    open_page: OpenPage, chat: FakeChat
) -> None:
    page = open_page("/#frontdesk-open")
    widget = Widget(page)
    widget.expect_text("open the link in the browser you wrote from")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_chat_works_without_extras_when_they_cannot_be_loaded(
    open_page: OpenPage, chat: FakeChat, console: list[str]
) -> None:
    page: Page = open_page()
    page.route("**/extras.js", lambda route: route.abort())
    Widget(page).open().ask("hello", "You said: hello")
    console.clear()
