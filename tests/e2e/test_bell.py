"""The bell: heard once in a browser, for whatever is new, and when a login has ended unseen."""

import pytest
from playwright.sync_api import Page, expect

from bot.handoff.moves import Agent
from bot.handoff.reasons import make_reason
from bot.handoff.service import request_handoff, take_over
from tests.conftest import FakeClock

from .desk import Browsers, Desk

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(90)]

# Instead of a tone: every tab notes that it would have sounded.
BELL = """
localStorage.setItem("frontdesk-sound", "on");
window.rung = 0;
window.AudioContext = class {
  currentTime = 0;
  state = "running";
  resume() { return Promise.resolve(); }
  createGain() { return { gain: { setValueAtTime() {}, exponentialRampToValueAtTime() {} } }; }
  createOscillator() {
    return { frequency: {}, connect: () => ({ connect() {} }),
             start: () => { window.rung += 1; }, stop() {} };
  }
};
"""
TABS = 4
SETTLED = 1_500  # milliseconds: what rings has rung


def open_tabs(browsers: Browsers, desk: Desk, count: int = 1) -> list[Page]:
    first = browsers.open("/staff/account", desk.floor.staff())
    first.context.add_init_script(BELL)
    return [browsers.open_tab(first.context, "/staff/") for _ in range(count)]


def rung(pages: list[Page]) -> int:
    pages[0].wait_for_timeout(SETTLED)
    return sum(page.evaluate("window.rung") for page in pages)


def ask(desk: Desk, name: str) -> str:
    made = desk.floor.conversation(desk.floor.customer(name))
    desk.hear(made, "I want a person")
    reasons = [make_reason("asked")]
    desk.write(
        lambda session: request_handoff(
            session, conversation_id=made, reasons=reasons, now=desk.floor.now
        )
    )
    return made


def test_one_tab_rings_for_a_new_chat(browsers: Browsers, desk: Desk) -> None:
    pages = open_tabs(browsers, desk, TABS)
    ask(desk, "Ada Moreno")
    for page in pages:
        expect(page).to_have_title("(1) Conversations · Lumen & Loom")
    assert rung(pages) == 1


def test_new_chat_is_heard_when_another_leaves_the_line_with_it(
    browsers: Browsers, desk: Desk, clock: FakeClock
) -> None:
    first = ask(desk, "Ada Moreno")
    pages = open_tabs(browsers, desk)
    clock.advance(seconds=5)
    second, now = desk.floor.conversation(desk.floor.customer("Bo Chen")), desk.floor.now

    def swap(session) -> None:  # type: ignore[no-untyped-def]
        take_over(session, conversation_id=first, agent=Agent("9", "Lin"), now=now)
        request_handoff(session, conversation_id=second, reasons=[make_reason("asked")], now=now)

    desk.write(swap)
    expect(pages[0].locator("#views")).to_have_attribute("data-newest", str(now.timestamp()))
    expect(pages[0].locator("#views")).to_have_attribute("data-waiting", "1")
    assert rung(pages) == 1


def test_login_that_ends_in_a_hidden_tab_is_heard_and_stands_in_its_title(
    browsers: Browsers, desk: Desk, clock: FakeClock
) -> None:
    pages = open_tabs(browsers, desk)
    clock.advance(minutes=31)
    expect(pages[0]).to_have_title("⚠ Conversations · Lumen & Loom")
    expect(pages[0].locator("#login-ended")).to_be_visible()
    assert rung(pages) == 1


def test_what_a_page_notes_as_seen_keeps_no_login_alive(browsers: Browsers, desk: Desk) -> None:
    chat = desk.floor.conversation(desk.floor.customer())
    page = browsers.open("/staff/account", desk.floor.staff())
    with page.expect_request("**/seen") as asked:
        desk.hear(chat, "Hello?")
        page.goto(f"{desk.address}/staff/conversations/{chat}")
        desk.hear(chat, "Are you there?")
    assert asked.value.headers["hx-request"] == "true"
