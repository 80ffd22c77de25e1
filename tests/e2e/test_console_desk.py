"""The inbox and a conversation in a browser: pushed by the server, read and answered by people."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from bot.handoff.gazing import CUSTOMER, gaze
from bot.handoff.moves import Agent
from bot.ledger.notes import add_note
from kernel.clock import utc_now
from tests.conftest import FakeClock
from tests.console.scene import PASSWORD

from .desk import Browsers, Desk
from .driver import wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(60)]

BELL = 2_500  # milliseconds after which it may sound again
PUSHED = 30_000  # milliseconds, on a busy machine; how fast it is, `make bench-console-live` tells


def path_of(chat: str) -> str:
    return f"/staff/conversations/{chat}"


def test_new_message_and_owner_appear_by_themselves(browsers: Browsers, desk: Desk) -> None:
    made = desk.floor.conversation(desk.floor.customer())
    page = browsers.open(path_of(made), desk.floor.staff())
    expect(page.get_by_text("No message yet.")).to_be_visible()
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    desk.hear(made, "Is anybody there?", sentiment_label="negative", sentiment_score=-0.5)
    expect(page.locator(".said", has_text="Is anybody there?")).to_be_visible(timeout=PUSHED)
    expect(page.locator("#m1 .feeling")).to_be_visible()
    expect(page.locator("#owner")).to_have_text("With the bot")
    other = browsers.open(path_of(made), desk.floor.staff("agent", "Lin Berger"))
    other.get_by_role("button", name="Take over").click()
    expect(page.locator("#owner")).to_have_text("With Lin Berger", timeout=PUSHED)
    # An icon may come late; what counts is that the page asks for nothing to be up to date.
    assert [one for one in asked if not one.endswith("/seen") and "/static/" not in one] == []


def test_list_shows_new_conversations_by_itself(browsers: Browsers, desk: Desk) -> None:
    page = browsers.open("/staff/", desk.floor.staff())
    made = desk.floor.conversation(desk.floor.customer())
    desk.hear(made, "Hello?")
    link = page.locator("#list").get_by_role("link", name="Ada Moreno")
    expect(link).to_be_visible(timeout=PUSHED)
    page.locator("#list").get_by_role("listitem").click()  # the whole row is the link
    expect(page.get_by_role("heading", name="Ada Moreno").first).to_be_visible()


def test_agent_answers_while_news_come(browsers: Browsers, desk: Desk) -> None:
    made = desk.floor.conversation()
    desk.hear(made, "I want a person")
    page = browsers.open(path_of(made), desk.floor.staff(), phone=True)
    page.get_by_role("button", name="Take over").click()
    field = page.get_by_label("Your answer")
    field.press_sequentially("Hello, I am ")
    desk.hear(made, "Still there?")
    expect(page.locator(".said", has_text="Still there?")).to_be_visible(timeout=PUSHED)
    expect(field).to_be_focused()
    expect(page.locator("#newer")).to_be_visible()
    page.keyboard.type("Ben.")
    page.get_by_role("button", name="Send anyway").first.click()
    page.get_by_role("button", name="Send now").click()
    expect(page.locator(".from-agent .said").last).to_have_text("Hello, I am Ben.")
    expect(field).to_have_value("")


def test_reader_sees_the_newest_and_is_not_pulled_down(browsers: Browsers, desk: Desk) -> None:
    made = desk.floor.conversation(desk.floor.customer())
    for number in range(15):
        desk.floor.hear(made, f"Message {number} " + "words " * 40)
    page = browsers.open(path_of(made), desk.floor.staff())
    expect(page.locator(".message").last).to_be_in_viewport()
    desk.hear(made, "One more")
    expect(page.locator(".said", has_text="One more")).to_be_in_viewport(timeout=PUSHED)
    first = page.locator("#m1")
    first.scroll_into_view_if_needed()
    desk.hear(made, "And another")
    expect(page.locator(".said", has_text="And another")).to_be_attached(timeout=PUSHED)
    expect(first).to_be_in_viewport()
    expect(page.locator(".said", has_text="And another")).not_to_be_in_viewport()
    newer = page.get_by_role("button", name="New messages")
    expect(newer).to_be_in_viewport()
    newer.click()
    expect(page.locator(".said", has_text="And another")).to_be_in_viewport()
    expect(newer).to_be_hidden()


def test_what_came_while_one_read_further_up_counts_as_seen_only_then(
    browsers: Browsers, desk: Desk
) -> None:
    made = desk.floor.conversation(desk.floor.customer())
    for number in range(15):
        desk.floor.hear(made, f"Message {number} " + "words " * 40)
    page = browsers.open(path_of(made), desk.floor.staff())
    page.locator("#m1").scroll_into_view_if_needed()
    told: list[str] = []
    page.on("request", lambda one: told.append(one.post_data or "") if "/seen" in one.url else None)
    desk.hear(made, "One more")
    newer = page.get_by_role("button", name="New messages")
    expect(newer).to_be_visible(timeout=PUSHED)
    assert "message_id=16" not in told
    with page.expect_request("**/seen") as asked:
        newer.click()
    assert asked.value.post_data == "message_id=16"


def test_each_day_of_the_readers_own_begins_with_its_name(
    browsers: Browsers, desk: Desk, clock: FakeClock
) -> None:
    made = desk.floor.conversation()
    for hours in (0, 14, 1):  # 10:30, 00:30 and 01:30 in Berlin: one midnight
        clock.advance(hours=hours)
        desk.floor.hear(made, f"After {hours}")
    page = browsers.open("/staff/account", desk.floor.staff())
    page.clock.set_fixed_time(clock.now + timedelta(hours=9))
    page.goto(desk.address + path_of(made))
    days = page.locator("#transcript > .day")
    expect(days).to_have_text(["yesterday", "today"])
    expect(page.locator("#transcript > .day + #m2")).to_be_attached()
    desk.hear(made, "Later", at=clock.now + timedelta(hours=30))
    expect(days).to_have_text(["yesterday", "today", "Wednesday 4 March"], timeout=PUSHED)
    assert page.locator("#transcript > li").count() == 7


@pytest.mark.parametrize(("zone", "shown"), [("Europe/Berlin", "10:30"), ("Asia/Tokyo", "18:30")])
def test_times_are_the_readers_own(
    browsers: Browsers, desk: Desk, clock: FakeClock, zone: str, shown: str
) -> None:
    made = desk.floor.conversation()
    desk.hear(made, "Now")
    page = browsers.open("/staff/account", desk.floor.staff(), zone=zone)
    page.clock.set_fixed_time(clock.now + timedelta(hours=1))
    page.goto(desk.address + path_of(made))
    time = page.locator("#m1 time")
    expect(time).to_have_text(shown)
    assert "2 March 2026" in (time.get_attribute("title") or "")
    desk.hear(made, "And now")
    expect(page.locator("#m2 time")).to_have_text(shown, timeout=PUSHED)
    expect(time).to_have_text(shown)
    page.clock.set_fixed_time(clock.now + timedelta(days=3))
    page.reload()
    expect(time).to_have_text(f"2 Mar, {shown}")
    page.clock.set_fixed_time(clock.now + timedelta(days=400))
    page.reload()
    expect(time).to_have_text("2 Mar 2026")


def test_page_leads_to_the_login_when_its_session_ends(
    browsers: Browsers, desk: Desk, clock: FakeClock
) -> None:
    made = desk.floor.conversation()
    page = browsers.open(path_of(made), desk.floor.staff())
    clock.advance(minutes=31)
    told = page.locator("#login-ended")
    expect(told).to_be_visible(timeout=PUSHED)
    told.get_by_role("link").click()
    page.get_by_label("E-mail").fill("ben@desk.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"**{path_of(made)}")


def test_account_is_made_with_the_keyboard_alone(browsers: Browsers, desk: Desk) -> None:
    page = browsers.open(f"/staff/setup/{desk.floor.link()}")
    for text in ("Lin Berger", "lin@desk.example", PASSWORD):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_attached()
    page.wait_for_url("**/staff/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/staff/login")


def test_desk_works_when_scripts_are_off(browsers: Browsers, desk: Desk) -> None:
    made = desk.floor.conversation()
    desk.hear(made, "Hello?")
    page = browsers.open(path_of(made), desk.floor.staff(), scripts=False)
    expect(page.locator("#m1 time")).to_have_text("2 Mar 2026, 09:30 UTC")
    page.get_by_role("button", name="Take over").click()
    page.get_by_label("Your answer").fill("Here I am.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".said", has_text="Here I am.")).to_be_visible()
    page.locator("#closing summary").click()
    page.locator("#close").get_by_role("button", name="Close").click()
    expect(page.locator("#owner")).to_have_text("Closed")


def test_presence_is_changed_by_choosing_and_the_load_is_live(
    browsers: Browsers, desk: Desk
) -> None:
    ben = desk.floor.staff()
    page = browsers.open("/staff/", ben)
    other = browsers.open("/staff/", ben)
    expect(page.get_by_role("button", name="Set", exact=True)).to_be_hidden()
    page.get_by_label("You are").select_option("away")
    load = page.locator("#load")
    expect(load).to_have_attribute("data-state", "away", timeout=PUSHED)
    expect(other.get_by_label("You are")).to_have_value("away", timeout=PUSHED)
    page.get_by_label("Chats at once").fill("2")
    page.keyboard.press("Tab")
    expect(load).to_have_text("0 of 2 chats", timeout=PUSHED)
    made = desk.floor.conversation()
    chat = browsers.open(path_of(made), ben)
    chat.get_by_role("button", name="Take over").click()
    expect(load).to_have_text("1 of 2 chats", timeout=PUSHED)
    expect(chat.get_by_label("You are")).to_have_value("away")
    assert page.url.endswith("/staff/")


@pytest.mark.parametrize("where", ["inbox", "chat"])
def test_who_waits_is_told_in_the_title_and_heard_on_every_page(
    browsers: Browsers, desk: Desk, where: str
) -> None:
    path = "/staff/" if where == "inbox" else path_of(desk.floor.conversation())
    page = browsers.open("/staff/account", desk.floor.staff())
    page.add_init_script(
        "window.tones = 0; const tone = OscillatorNode.prototype, begin = tone.start;"
        "tone.start = function (...when) { window.tones += 1; begin.apply(this, when); };"
    )
    page.goto(desk.address + path)
    page.get_by_label("Sound").check()
    wait_until(page, lambda: page.evaluate("window.tones") == 1)  # it shows how it sounds
    page.wait_for_timeout(BELL)
    desk.floor.ask()
    desk.write(lambda session: add_note(session, "queue"))
    expect(page).to_have_title(re.compile(r"^\(1\) "), timeout=PUSHED)
    wait_until(page, lambda: page.evaluate("window.tones") == 2)
    page.wait_for_timeout(BELL)
    ben = Agent(desk.floor.newest_agent(), "Ben Okafor")
    mine = desk.floor.conversation()
    desk.floor.take(mine, ben)
    desk.hear(mine, "Are you there?")
    expect(page.locator("#views")).to_have_attribute("data-mine", "1", timeout=PUSHED)
    wait_until(page, lambda: page.evaluate("window.tones") == 3)


def test_agent_sees_what_the_customer_is_writing_and_no_colleague_does(
    browsers: Browsers, desk: Desk
) -> None:
    ben, made = desk.floor.staff(), desk.floor.conversation()
    desk.floor.take(made, Agent(str(ben.id), ben.name))
    mine = browsers.open(path_of(made), ben)
    other = browsers.open(path_of(made), desk.floor.staff("agent", "Lin Berger"))

    def write(session: Session) -> None:
        gaze(session, conversation_id=made, agent=CUSTOMER, state="typing", now=utc_now())
        add_note(session, "preview", made, text="Perhaps the brass one")

    desk.write(write)
    expect(mine.locator("#others q")).to_have_text("Perhaps the brass one", timeout=PUSHED)
    expect(other.locator("#others")).to_contain_text("The customer is typing", timeout=PUSHED)
    assert other.locator("#others q").count() == 0
    desk.hear(made, "The brass one, please")
    expect(mine.locator(".said", has_text="brass one, please")).to_be_visible(timeout=PUSHED)
    desk.write(lambda session: add_note(session, "desk", made))
    expect(mine.locator("#others q")).to_have_count(0, timeout=PUSHED)


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.parametrize("menu", ["closing", "more"])
def test_menu_lies_within_the_screen(
    browsers: Browsers, desk: Desk, phone: bool, menu: str
) -> None:
    ben = desk.floor.staff()
    chat = desk.floor.conversation(desk.floor.customer(), owner="person", agent_id=str(ben.id))
    page = browsers.open(f"/staff/conversations/{chat}", ben, phone=phone)
    page.locator(f"#{menu} > summary").click()
    box = page.locator(f"#{menu} .menu-body").bounding_box()
    size = page.viewport_size
    assert box is not None
    assert size is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size["width"]
    assert box["y"] + box["height"] <= size["height"]
