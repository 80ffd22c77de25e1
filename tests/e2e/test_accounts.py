"""Accounts in a browser: every page in every look without a fault, and a second factor set up."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from console.audit.service import Actor, record
from console.staff import team
from console.staff.models import Staff
from console.staff.policy import write_factor_roles
from console.web import COOKIE
from kernel.runtime import Runtime
from tests.conftest import FakeClock
from tests.console.conftest import create_app
from tests.console.scene import PASSWORD, Scene
from tests.console.staff.test_factor import enrol

from .desk import VIEWS, WIDER, find_faults
from .driver import DESKTOP, PHONE
from .fakes.site import serving

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]

OpenAs = Callable[..., Page]


@pytest.fixture
def scene(runtime: Runtime) -> Scene:
    return Scene(runtime)


@pytest.fixture
def desk(runtime: Runtime) -> Iterator[str]:
    with serving(create_app(runtime)) as address:
        yield address


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def open_as(browser: Browser, desk: str, scene: Scene, complaints: list[str]) -> Iterator[OpenAs]:
    """Open a page, signed in as somebody or nobody."""
    contexts: list[BrowserContext] = []

    def open_one(
        path: str,
        staff: Staff | None = None,
        *,
        dark: bool = False,
        phone: bool = False,
        locale: str = "en-GB",
    ) -> Page:
        context = browser.new_context(
            color_scheme="dark" if dark else "light",
            viewport=PHONE if phone else DESKTOP,
            is_mobile=phone,
            has_touch=phone,
            locale=locale,
        )
        contexts.append(context)
        context.set_default_timeout(30_000)
        if staff is not None:
            token = scene.session(staff)
            cookie: Any = {"name": COOKIE, "value": token, "domain": "127.0.0.1", "path": "/staff"}
            context.add_cookies([cookie])
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(desk + path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    # A page that is left while its socket opens is no fault.
    meant = ("status of 4", "closed before the connection is established")
    assert [line for line in complaints if not any(part in line for part in meant)] == []


def furnish(scene: Scene, clock: FakeClock) -> tuple[Staff, Staff]:
    """Fill team and log; returns an admin and an agent with a second factor."""
    ada = scene.staff("admin", "Ada Boss")
    ben = scene.staff("agent", "Ben Okafor")
    scene.staff("supervisor", "陈思远", "siyuan@desk.example")
    gone = scene.staff("viewer", "Gone Person-With-A-Very-Long-Name " + "x" * 60)
    enrol(scene, ben, clock)
    scene.session(ben)
    actor = Actor(ada.id, ada.name, ada.role, "f" * 64)
    with scene.db.transaction() as session:
        team.disable(session, staff_id=gone.id, now=scene.now)
        team.invite(session, role="agent", label="Lin, second week", by=ada.id, now=scene.now)
        team.make_password_link(session, staff_id=ben.id, by=ada.id, now=scene.now)
        write_factor_roles(session, ["supervisor"])
        for number in range(60):
            what: dict[str, Any] = {"kind": "conversation", "object_id": f"{number:032x}"}
            record(session, actor, "conversation_read", now=scene.now, customer_id=7, **what)
        details = {"before": "agent", "after": "viewer"}
        what = {"kind": "staff", "object_id": gone.id, "details": details}
        record(session, actor, "role_changed", now=scene.now, **what)
    return ada, ben


@pytest.mark.parametrize(("dark", "phone", "locale"), VIEWS)
def test_no_page_of_accounts_has_a_fault_or_is_too_wide(
    open_as: OpenAs,
    scene: Scene,
    clock: FakeClock,
    desk: str,
    dark: bool,
    phone: bool,
    locale: str,
) -> None:
    ada, ben = furnish(scene, clock)
    page = open_as("/staff/team", ada, dark=dark, phone=phone, locale=locale)
    paths = [
        "team",
        f"team/{ben.id}",
        f"team/{ada.id}",
        "account",
        "account?done=password",
        "account/factor",
        "audit",
        "audit?action=role_changed",
        "audit?about=none",
        "again?back=/staff/team",
    ]
    check(page, desk, paths)
    clock.advance(minutes=6)
    check(page, desk, ["team", f"team/{ben.id}"])
    bens = open_as("/staff/account", ben, dark=dark, phone=phone, locale=locale)
    check(bens, desk, ["account", "again", "nothing", "team"])
    check(bens, desk, [f"setup/{scene.link()}", "setup/x", "login"])


def check(page: Page, desk: str, paths: list[str]) -> None:
    for path in paths:
        page.goto(f"{desk}/staff/{path}")
        assert find_faults(page) == [], path
        assert page.evaluate(WIDER) == 0, path


@pytest.mark.parametrize("phone", [False, True])
def test_second_factor_is_set_up_and_asked_for_by_keyboard(
    open_as: OpenAs, scene: Scene, clock: FakeClock, phone: bool
) -> None:
    page = open_as("/staff/account", scene.staff(), phone=phone)
    page.get_by_role("link", name="Set it up").press("Enter")
    key = "".join(page.locator(".key span").all_text_contents())
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    totp = pyotp.TOTP(key)
    page.get_by_label("The six figures").fill(totp.at(clock.now))
    page.keyboard.press("Enter")
    codes = page.get_by_role("list", name="Recovery codes").get_by_role("listitem")
    expect(codes).to_have_count(10)
    assert find_faults(page) == []
    assert page.evaluate(WIDER) == 0
    kept = codes.all_text_contents()
    page.get_by_role("link", name="I have kept them").press("Enter")
    expect(page.get_by_text("Recovery codes left: 10")).to_be_visible()
    page.get_by_role("button", name="Log out").press("Enter")
    for code, is_last in ((totp.at(clock.now), False), (kept[0], True)):
        page.get_by_label("E-mail").fill("ben@desk.example")
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_label("Code")).to_be_focused()
        assert find_faults(page) == []
        page.keyboard.type(code)  # the first one was spent when the factor was set up
        page.keyboard.press("Enter")
        if not is_last:
            expect(page.get_by_role("alert")).to_contain_text("used already")
            assert find_faults(page) == []
            page.get_by_role("link", name="Log in as somebody else").press("Enter")
    expect(page.get_by_role("heading", name="Conversations")).to_be_visible()


def test_admin_invites_and_the_link_leads_in(open_as: OpenAs, scene: Scene, desk: str) -> None:
    page = open_as("/staff/team", scene.staff("admin", "Ada Boss"))
    page.get_by_label("For whom").fill("Lin")
    page.get_by_role("combobox", name="Role").select_option("supervisor")
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_label("One-time link").input_value()
    assert re.fullmatch(re.escape(desk) + r"/staff/setup/[\w-]{43}", link)
    assert find_faults(page) == []
    guest = open_as(link.removeprefix(desk))
    guest.get_by_label("Name, as customers see it").fill("Lin Berger")
    guest.get_by_label("E-mail").fill("lin@desk.example")
    guest.get_by_label("Password").fill("another quiet green lamp")
    guest.keyboard.press("Enter")
    expect(guest.get_by_role("link", name=re.compile("Lin Berger"))).to_be_visible()
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="Team").click()
    expect(page.get_by_role("link", name="Lin Berger")).to_be_visible()


def test_member_is_switched_off_and_on(open_as: OpenAs, scene: Scene) -> None:
    ben = scene.staff()
    bens = open_as("/staff/tickets", ben)
    page = open_as(f"/staff/team/{ben.id}", scene.staff("admin", "Ada Boss"))
    page.get_by_role("button", name="Switch the account off").click()
    expect(page.get_by_text("nobody can log in with it")).to_be_visible()
    bens.reload()
    expect(bens.get_by_role("status")).to_contain_text("session has ended")
    page.get_by_role("button", name="Switch the account on").click()
    expect(page.get_by_role("button", name="Switch the account off")).to_be_visible()
