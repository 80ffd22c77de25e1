"""What supervisors see and set, in a browser: no fault at any width or colour, keyboard alone."""

import os
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.handoff.desk import Timers, find_row, read_setting, write_setting
from bot.handoff.hours import Hours
from bot.handoff.moves import Agent
from bot.handoff.profiles import Profile, set_profile
from bot.handoff.reasons import Escalation, Rule
from console.web import COOKIE
from kernel.clock import utc_now
from kernel.runtime import Runtime
from tests.conftest import FakeClock
from tests.console.conftest import create_app
from tests.console.floor import Floor

from .desk import LOOKS, WIDER, find_faults
from .driver import DESKTOP, PHONE
from .fakes.site import serving

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

PICTURES = os.environ.get("FRONTDESK_PICTURES", "")
WHOLE = timedelta(minutes=40)  # the doings on the floor end about now
MINA, OLI = Agent("9001", "Mina Sørensen"), Agent("9002", "Oli Park")
OpenDesk = Callable[..., Page]


@pytest.fixture
def clock() -> FakeClock:
    """A clock that begins a while ago: the live parts are drawn by the time that it is."""
    return FakeClock(utc_now() - WHOLE)


@pytest.fixture
def floor(runtime: Runtime) -> Floor:
    return Floor(runtime)


@pytest.fixture
def desk(runtime: Runtime) -> Iterator[str]:
    """The address of a served console."""
    with serving(create_app(runtime)) as address:
        yield address


@pytest.fixture
def open_desk(browser: Browser, desk: str, floor: Floor) -> Iterator[OpenDesk]:
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_one(
        path: str,
        *,
        dark: bool = False,
        phone: bool = False,
        zh: bool = False,
        name: str = "Bo Lind",
    ) -> Page:
        context = browser.new_context(
            color_scheme="dark" if dark else "light",
            viewport=PHONE if phone else DESKTOP,
            is_mobile=phone,
            has_touch=phone,
            locale="zh-CN" if zh else "en-GB",
        )
        contexts.append(context)
        token = floor.session(floor.staff("supervisor", name))
        cookie = {"name": COOKIE, "value": token, "domain": "127.0.0.1", "path": "/staff"}
        context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda asked: asked.url.startswith(desk) or complaints.append(asked.url))
        page.goto(desk + path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    # Browsers note forms that are refused (409, 422) and sockets of pages that are left.
    noted = ("status of 4", "closed before the connection")
    assert [one for one in complaints if not any(part in one for part in noted)] == []


@pytest.fixture
def chat(floor: Floor) -> str:
    """A floor at work: calls answered, at risk and late, a full agent and one who is away."""
    floor.arrive(MINA, capacity=2)
    floor.arrive(OLI, state="away")
    for number in range(8):
        floor.help(
            ("asked", "mood", "rule")[number % 3],
            wait=60,
            first=20,
            handle=80,
            score=(5, 4, None, 2)[number % 4],
            agent=(MINA, OLI)[number % 2],
            language=("en", "zh")[number % 2],
        )
    floor.arrive(MINA, capacity=2)
    ada = floor.customer("Ada Moreno")
    late, fresh = floor.ask("mood", customer=ada), floor.ask("asked")
    held = floor.ask("valued_complaint", customer=floor.customer("陈雨桐"))
    floor.take(held, MINA)
    floor.answer(held, MINA)
    floor.hear(held, "And?")
    for score in (0.8, 0.2, -0.4, -0.9):
        floor.hear(late, "Where is it?", sentiment_score=score, sentiment_label="neutral")
    assert fresh != late
    with floor.db.transaction() as session:
        rule = Rule(name="Lawyers", words=("sue", "律师"), then="hand_over", priority=2)
        write_setting(session, Escalation(rules=(rule,)), now=floor.now, by="staff:1")
        days = {date(2026, 12, 25): "Christmas"}
        hours = Hours(
            zone="Asia/Shanghai",
            week=(("00:00-24:00",),) * 6 + ((),),
            holidays=tuple(days),
            holiday_names=days,
        )
        write_setting(session, hours, now=floor.now, by="staff:1")
        profile = Profile(languages=("en", "zh"), skills=("returns",), teams=("vip", "nights"))
        set_profile(session, agent_id=MINA.id, profile=profile, now=floor.now, by="staff:1")
    floor.clock.now = utc_now()
    floor.beat(MINA, OLI)
    return late


def list_paths(chat: str) -> dict[str, str]:
    """Return every page there is for supervisors, by the name of its picture."""
    return {
        "board": "board",
        "assign": f"board/chats/{chat}",
        "agent": f"board/agents/{MINA.id}",
        "reports": "reports",
        "desk": "desk",
        "hours": "desk/hours",
        "targets": "desk/targets",
        "timers": "desk/timers",
        "assignment": "desk/assignment",
        "skills": "desk/skills",
        "outcomes": "desk/outcomes",
        "refunds": "desk/refunds",
        "agents": "desk/agents",
        "profile": f"desk/agents/{MINA.id}",
        "escalation": "desk/escalation",
        "rule": "desk/escalation/rules/0",
        "try": "desk/escalation/try?text=I+will+sue&mood=-0.9&unclear=3",
        "listen": f"conversations/{chat}",
    }


def photograph(page: Page, name: str) -> None:
    """Keep a picture to be looked at, if a folder is named for it."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(("dark", "phone"), LOOKS)
def test_no_page_has_a_fault_or_is_too_wide(
    open_desk: OpenDesk, desk: str, chat: str, dark: bool, phone: bool
) -> None:
    page = open_desk("/staff/board", dark=dark, phone=phone)
    for name, path in list_paths(chat).items():
        answer = page.goto(f"{desk}/staff/{path}")
        assert answer is not None
        assert answer.status == 200, path
        page.wait_for_timeout(200)
        photograph(page, f"{name}-{'dark' if dark else 'light'}-{'phone' if phone else 'wide'}")
        assert find_faults(page) == [], path
        assert page.evaluate(WIDER) == 0, path


def test_pages_speak_chinese(open_desk: OpenDesk, desk: str, chat: str) -> None:
    page = open_desk("/staff/board", zh=True)
    names = {"Mina", "Sørensen", "Park", "Moreno", "Lawyers", "Christmas", "Asia", "Shanghai"}
    names |= {
        "CSAT",
        "Wilson",
        "track",
        "order",
        "complain",
        "Telegram",
        "returns",
        "nights",
        "will",
        "Lind",
        "Europe",
        "Berlin",
    }
    for name, path in list_paths(chat).items():
        if name == "listen":
            continue  # what was said there is English
        page.goto(f"{desk}/staff/{path}")
        photograph(page, f"{name}-zh")
        shown = page.locator("main").inner_text()
        assert set(re.findall(r"[A-Za-zø]{4,}", shown)) - names == set(), path


def test_board_is_live_and_a_chat_is_listened_to_and_given_away_by_keyboard_alone(
    open_desk: OpenDesk, floor: Floor, chat: str
) -> None:
    page = open_desk("/staff/board")
    waiting = page.locator("#board .now .value").first
    expect(waiting).to_have_text("2")
    row = page.locator(f"#r{chat}")
    expect(row).to_contain_text("Ada Moreno")
    press_on(page, f"#r{chat} a >> nth=0")  # listen
    expect(page.locator("#transcript")).to_contain_text("Where is it?")
    expect(page.locator("#mood svg")).to_be_visible()
    expect(page.locator("#reply")).to_have_count(0)  # reading, not answering
    press_on(page, "nav a[href='/staff/board']")
    press_on(page, f"#r{chat} a >> nth=1")  # assign
    choice = page.get_by_role("radio", name=re.compile("Mina"))
    walk_to(page, "input[type=radio] >> nth=0")
    page.keyboard.press("Space")
    expect(choice).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator("#board")).to_be_visible()
    expect(row).to_contain_text("Mina Sørensen")
    expect(waiting).to_have_text("1")
    floor.ask("asked")
    expect(waiting).to_have_text("2", timeout=11_000)


def test_live_part_pushes_within_a_second_or_two(
    open_desk: OpenDesk, desk: str, floor: Floor, chat: str
) -> None:
    board, other = open_desk("/staff/board"), open_desk("/staff/board", name="Kim Ito")
    expect(board.locator("#board .now .value").first).to_have_text("2")
    # An act of the other's, through the ledger of the process, is pushed: no page asks for it.
    board.route("**/staff/board", lambda route: route.fulfill(status=204))
    other.goto(f"{desk}/staff/board/agents/{MINA.id}")
    other.get_by_label("Away").check()
    other.get_by_role("button", name="Save").click()
    state = board.locator(f"#a{MINA.id} .state")
    expect(state).to_have_text("Away", timeout=4_000)


def test_two_supervisors_at_once_overwrite_nothing(
    open_desk: OpenDesk, floor: Floor, chat: str
) -> None:
    first, second = (
        open_desk("/staff/desk/timers", name=name, phone=True) for name in ("Bo Lind", "Kim Ito")
    )
    first.get_by_label("Agent’s page is gone").fill("60")
    first.get_by_role("button", name="Save", exact=True).click()
    expect(first.get_by_role("status")).to_contain_text("Saved")
    second.get_by_label("Agent’s page is gone").fill("90")
    second.get_by_role("button", name="Save", exact=True).click()
    expect(second.get_by_role("alert")).to_contain_text("Bo Lind has changed this meanwhile")
    expect(second.locator("form.card")).to_contain_text("stored now: 60 s")
    photograph(second, "conflict-phone")
    assert find_faults(second) == []
    assert second.evaluate(WIDER) == 0
    with floor.db.session() as session:
        assert read_setting(session, Timers).gone_seconds == 60
    second.get_by_role("button", name="Save mine").click()
    expect(second.get_by_role("status")).to_contain_text("Saved")
    with floor.db.session() as session:
        assert read_setting(session, Timers).gone_seconds == 90
        row = find_row(session, Timers)
        assert row is not None


def test_rule_is_made_tried_and_switched_off_by_keyboard_alone(
    open_desk: OpenDesk, floor: Floor, chat: str
) -> None:
    page = open_desk("/staff/desk/escalation", dark=True)
    press_on(page, "a[href$='/rules/new']")
    walk_to(page, "#name")
    page.keyboard.type("Fire")
    walk_to(page, "#words")
    page.keyboard.type("smoke\nfire")
    walk_to(page, "main form .btn-primary")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Saved")
    press_on(page, "a[href$='/try']")
    walk_to(page, "#text")
    page.keyboard.type("there is smoke")
    page.keyboard.press("Enter")
    expect(page.locator("section")).to_contain_text("Fire")
    expect(page.locator("section")).to_contain_text("✓ Fire")
    press_on(page, "main a[href='/staff/desk/escalation']")
    press_on(page, "button[aria-label='Switch off: Fire']")
    expect(page.locator(".rules li").nth(1)).to_contain_text("off")
    with floor.db.session() as session:
        made = read_setting(session, Escalation).rules[1]
    assert (made.name, made.words, made.is_active) == ("Fire", ("smoke", "fire"), False)


def walk_to(page: Page, place: str) -> None:
    """Press Tab until the focus is there."""
    wanted = page.locator(place).first
    wanted.wait_for()
    for _ in range(200):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not lead to {place}")


def press_on(page: Page, place: str) -> None:
    """Walk there with Tab and press Enter."""
    walk_to(page, place)
    page.keyboard.press("Enter")
    page.wait_for_load_state()
