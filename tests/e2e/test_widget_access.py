"""The widget for everybody and everywhere: axe, keyboard, phone, hostile host pages."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FilePayload, Page, expect

from .conftest import OpenPage
from .driver import PHONE, Widget
from .fakes.chat import FakeChat
from .pictures import PDF, make_png

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(60)]

LOOK = """() => {
  const shadow = document.querySelector('frontdesk-chat').shadowRoot;
  const look = (one) => {
    const { color, fontSize, letterSpacing, textTransform, display } = getComputedStyle(one);
    const { x, y, width, height } = one.getBoundingClientRect();
    return [color, fontSize, letterSpacing, textTransform, display, x, y, width, height];
  };
  const parts = ['.launch', 'dialog', '.name b', '.text', '.pick'];
  return parts.map((part) => look(shadow.querySelector(part)));
}"""


def find_faults(page: Page) -> list[str]:
    """Run axe with every rule and return what it found, in one line each."""
    page.wait_for_timeout(350)  # a fading bubble has no contrast yet
    response = Axe().run(page).response
    return [
        f"{found['id']}: {node['target']} {node['failureSummary']}"
        for found in response["violations"]
        for node in found["nodes"]
    ]


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_when_the_chat_is_full(
    open_page: OpenPage, chat: FakeChat, dark: bool, phone: bool
) -> None:
    widget = Widget(open_page(dark=dark, phone=phone))
    assert find_faults(widget.page) == []
    widget.open()
    assert find_faults(widget.page) == []
    widget.ask("order", "What would you like to do?")
    widget.choice("Track it").click()
    widget.ask("xss", "onerror")
    widget.ask("a lamp", "go well with")
    chat.say("I am Anna", "agent", name="Anna")
    widget.expect_text("I am Anna")
    widget.log.get_by_role("button", name="Not helpful").last.click()
    assert find_faults(widget.page) == []
    chat.faults = ["too_many"]
    widget.write("refused")
    expect(widget.log.locator(".oops")).to_be_visible()
    chat.faults = ["ignore"]
    widget.write("waiting")
    widget.field.fill("x" * 8_001)
    assert find_faults(widget.page) == []


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_when_extras_are_used(
    open_page: OpenPage, chat: FakeChat, dark: bool, phone: bool
) -> None:
    chat.config = {
        "prechat": {"name": "optional", "email": "required"},
        "proactive": [{"id": "a", "path": "/*", "delay_seconds": 0, "text": {"en": "May I?"}}],
    }
    widget = Widget(open_page(dark=dark, phone=phone))
    expect(widget.page.locator(".teaser")).to_be_visible()
    assert find_faults(widget.page) == []
    widget.page.get_by_role("button", name="Dismiss").click()
    widget.open()
    form = widget.page.get_by_role("form", name="Before we start")
    assert find_faults(widget.page) == []
    form.get_by_label("Your e-mail").fill("ada@example.com")
    form.get_by_role("button", name="Start the chat").click()
    files = [("a.png", "image/png", make_png()), ("b.pdf", "application/pdf", PDF)]
    files += [("c.svg", "image/svg+xml", b"<svg/>")]
    held = [FilePayload(name=name, mimeType=kind, buffer=data) for name, kind, data in files]
    widget.page.locator("input[type=file]").set_input_files(held)
    expect(widget.page.locator(".chip img")).to_be_visible()
    assert find_faults(widget.page) == []
    widget.ask("look", "You said: look")
    chat.say("How was this chat?", "system", asks_rating=True)
    widget.log.get_by_role("button", name="4 of 5").click()
    widget.page.get_by_role("button", name="More").click()
    assert find_faults(widget.page) == []


def test_focus_moves_in_and_back_when_the_panel_opens_and_closes(open_page: OpenPage) -> None:
    widget = Widget(open_page())
    widget.launcher.focus()
    widget.page.keyboard.press("Enter")
    expect(widget.field).to_be_focused()
    widget.page.keyboard.press("Escape")
    expect(widget.page.get_by_role("dialog")).to_be_hidden()
    expect(widget.launcher).to_be_focused()
    host = widget.page.locator("#host")
    host.focus()
    widget.page.evaluate("document.querySelector('frontdesk-chat').open()")
    expect(widget.field).to_be_focused()
    widget.page.keyboard.press("Escape")
    expect(host).to_be_focused()


def test_tab_leaves_the_launcher_when_the_panel_is_closed(open_page: OpenPage) -> None:
    widget = Widget(open_page())
    widget.launcher.focus()
    widget.page.keyboard.press("Shift+Tab")
    expect(widget.page.locator("#host")).to_be_focused()
    widget.page.keyboard.press("Tab")
    expect(widget.launcher).to_be_focused()


def test_panel_fills_the_screen_when_on_a_phone(open_page: OpenPage) -> None:
    widget = Widget(open_page(phone=True)).open()
    widget.page.wait_for_timeout(300)
    box = widget.page.get_by_role("dialog").bounding_box()
    assert box == pytest.approx({"x": 0, "y": 0, **PHONE})
    expect(widget.launcher).to_be_hidden()
    widget.ask("hello", "You said: hello")
    expect(widget.spoken).to_contain_text("Lumi: You said: hello")
    widget.page.keyboard.press("Escape")
    expect(widget.launcher).to_be_visible()
    expect(widget.launcher).to_be_focused()


def test_host_styles_do_not_reach_in_when_they_are_hostile(open_page: OpenPage) -> None:
    looks = []
    for style in ("plain", "hostile"):
        widget = Widget(open_page(f"/?style={style}")).open()
        widget.ask("order", "What would you like to do?")
        widget.page.wait_for_timeout(300)
        looks.append(widget.page.evaluate(LOOK))
    assert looks[0] == looks[1]


def test_theme_follows_the_attribute_when_it_is_set(open_page: OpenPage) -> None:
    colours = {}
    for theme in ("auto", "light", "dark"):
        widget = Widget(open_page(f"/?theme={theme}", dark=True)).open()
        dialog = widget.page.get_by_role("dialog")
        colours[theme] = dialog.evaluate("e => getComputedStyle(e).backgroundColor")
    assert colours["auto"] == colours["dark"] != colours["light"]


def test_history_is_not_read_out_when_it_is_replayed(open_page: OpenPage, chat: FakeChat) -> None:
    widget = Widget(open_page()).open()
    widget.ask("hello", "You said: hello")
    expect(widget.spoken).to_contain_text("Lumi: You said: hello")
    expect(widget.log).to_have_attribute("aria-live", "off")
    widget.page.reload()
    widget.expect_text("You said: hello")
    chat.say("Fresh")
    expect(widget.spoken).to_have_text("Assistant: Fresh")


def test_nothing_moves_when_the_customer_wants_less_motion(open_page: OpenPage) -> None:
    page = open_page()
    page.emulate_media(reduced_motion="reduce")
    Widget(page).open()
    assert page.get_by_role("dialog").evaluate("e => getComputedStyle(e).animationName") == "none"


def test_reader_is_not_pulled_down_when_a_message_comes(
    open_page: OpenPage, chat: FakeChat
) -> None:
    widget = Widget(open_page()).open()
    widget.ask("long", "A long answer")
    widget.ask("long", "A long answer")
    widget.log.evaluate("e => { e.scrollTop = 0 }")
    chat.say("Down here")
    newer = widget.page.get_by_role("button", name="New messages")
    expect(newer).to_be_visible()
    assert widget.log.evaluate("e => e.scrollTop") == 0
    newer.click()
    expect(widget.bubbles.last).to_be_in_viewport()
    expect(newer).to_be_hidden()


def test_no_other_host_is_asked_when_the_widget_runs(open_page: OpenPage) -> None:
    page = open_page()
    hosts = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.reload()
    Widget(page).open().ask("a lamp", "go well with")
    assert hosts == {page.url.split("/")[2]}
