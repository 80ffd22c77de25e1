"""The desk while the world goes on: menus are fresh, what is chosen and where one is stays."""

import pytest
from playwright.sync_api import expect

from bot.handoff.moves import Agent
from bot.handoff.service import take_over
from bot.ledger.notes import add_note

from .desk import Browsers, Desk

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(60)]


def test_menu_of_a_chat_that_was_given_to_one_asks_what_it_came_to(
    desk: Desk, browsers: Browsers
) -> None:
    ben, chat = desk.floor.staff(), desk.floor.ask()
    page = browsers.open(f"/staff/conversations/{chat}", ben)
    expect(page.locator("#closing")).to_be_visible()
    me = Agent(str(ben.id), ben.name)
    desk.write(
        lambda session: take_over(session, conversation_id=chat, agent=me, now=desk.floor.now)
    )
    expect(page.locator("#owner")).to_have_text("With you")
    page.locator("#closing > summary").click()
    outcome = page.get_by_label("Outcome")
    outcome.select_option("unresolved")
    page.locator("#closing-note").fill("She hung up")
    desk.hear(chat, "Still there?")
    desk.write(lambda session: add_note(session, "owner", chat))  # the head is drawn anew
    expect(page.locator("#transcript .said", has_text="Still there?")).to_be_visible()
    expect(outcome).to_have_value("unresolved")
    expect(page.locator("#closing-note")).to_have_value("She hung up")


def test_focus_stays_on_a_row_while_the_list_moves(desk: Desk, browsers: Browsers) -> None:
    floor = desk.floor
    chats = [
        floor.conversation(floor.customer(f"Person {n}", email=f"p{n}@x.example")) for n in range(3)
    ]
    page = browsers.open("/staff/", floor.staff())
    expect(page.locator("#list .inbox a")).to_have_count(3)
    row = page.locator(f"#c{chats[1]} a")
    row.focus()
    for chat in (chats[2], chats[1], chats[0]):
        floor.wait(1)
        desk.hear(chat, f"News of {chat}")
        expect(page.locator("#list .inbox li").first).to_contain_text(f"News of {chat}")
        expect(row).to_be_focused()


def test_keys_lead_past_the_conversation_that_is_open(desk: Desk, browsers: Browsers) -> None:
    floor = desk.floor
    chats = [
        floor.conversation(floor.customer(f"Person {n}", email=f"p{n}@x.example")) for n in range(3)
    ]
    page = browsers.open(f"/staff/conversations/{chats[2]}", floor.staff())
    rows = page.locator("#list .inbox a")
    expect(rows).to_have_count(3)
    first = next(n for n in range(3) if chats[2] in (rows.nth(n).get_attribute("href") or ""))
    for key, places in (("j", range(first + 1, 3)), ("k", range(1, -1, -1))):
        for place in places:
            page.keyboard.press(key)
            expect(rows.nth(place)).to_be_focused()


def test_open_chat_is_marked_in_the_list_also_after_it_was_drawn_anew(
    desk: Desk, browsers: Browsers
) -> None:
    floor = desk.floor
    here, other = floor.conversation(), floor.conversation()
    page = browsers.open(f"/staff/conversations/{here}", floor.staff())
    for number in range(2):
        desk.hear(other, f"News {number}")
        expect(page.locator(f"#c{other}")).to_contain_text(f"News {number}")
        expect(page.locator("#list [aria-current=true]")).to_have_count(1)
        expect(page.locator(f"#c{here} > a")).to_have_attribute("aria-current", "true")
