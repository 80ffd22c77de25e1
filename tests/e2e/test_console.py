"""The staff pages in a browser: every width and colour, live, with nothing to complain about."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi import Response
from playwright.sync_api import Browser, BrowserContext, Page, expect

from console.web import COOKIE
from kernel.messages import Button, Reply
from kernel.runtime import Runtime
from tests.conftest import FakeClock
from tests.console.conftest import create_app
from tests.console.scene import PASSWORD, Scene, card

from .conftest import DESKTOP, PHONE
from .fakes.site import PICTURE, serving

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(60)]

LOOKS = [(dark, phone) for dark in (False, True) for phone in (False, True)]
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
REFRESH = 6_000  # milliseconds: the slowest page asks every three seconds
OpenDesk = Callable[..., Page]


@pytest.fixture
def scene(runtime: Runtime) -> Scene:
    return Scene(runtime)


@pytest.fixture
def desk(runtime: Runtime) -> Iterator[str]:
    """The address of a served console."""
    app = create_app(runtime)

    @app.get("/pictures/{name}")
    def picture(name: str) -> Response:
        return Response(PICTURE, media_type="image/svg+xml")

    with serving(app) as address:
        yield address


@pytest.fixture
def complaints() -> list[str]:
    """What pages have written to the console, and what they asked of other hosts."""
    return []


@pytest.fixture
def open_desk(
    browser: Browser, desk: str, scene: Scene, complaints: list[str]
) -> Iterator[OpenDesk]:
    """Open a page; signed in as a new agent with `name`, or as nobody."""
    contexts: list[BrowserContext] = []

    def watch(page: Page) -> None:
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda asked: asked.url.startswith(desk) or complaints.append(asked.url),
        )

    def open_one(
        path: str,
        *,
        name: str | None = "Ben Okafor",
        dark: bool = False,
        phone: bool = False,
        zone: str = "Europe/Berlin",
        scripts: bool = True,
    ) -> Page:
        context = browser.new_context(
            color_scheme="dark" if dark else "light",
            viewport=PHONE if phone else DESKTOP,
            is_mobile=phone,
            has_touch=phone,
            locale="en-GB",
            timezone_id=zone,
            java_script_enabled=scripts,
        )
        contexts.append(context)
        context.set_default_timeout(REFRESH)
        if name is not None:
            token = scene.session(scene.staff("agent", name))
            cookie = {"name": COOKIE, "value": token, "domain": "127.0.0.1", "path": "/staff"}
            context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        watch(page)
        page.goto(desk + path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []


def find_faults(page: Page) -> list[str]:
    """Run axe with every rule and return what it found, in one line each."""
    return [
        f"{found['id']}: {node['target']} {node['failureSummary']}"
        for found in Axe().run(page).response["violations"]
        for node in found["nodes"]
    ]


def furnish(scene: Scene) -> str:
    """Fill the desk with everything a page can show; return the fullest conversation."""
    ada = scene.customer("Ada Moreno", phone="+44 7700 900142", city="Bristol")
    scene.order(ada, "FD-1004217", 104_990)
    scene.ticket("The lamp hums", ada, priority="urgent")
    scene.ticket("The bedspread that was ordered in March has " + "never " * 20 + "come")
    scene.ticket("Done", status="resolved")
    scene.ticket("Waits", status="pending", priority="high")
    scene.conversation(owner="waiting", waiting_since=scene.now)
    scene.conversation(owner="person", agent_id="99", agent_name="Lin Berger", language="zh")
    scene.conversation(scene.customer("陈雨桐"), owner="closed")
    made = scene.conversation(ada)
    for number, (label, score) in enumerate(
        [("negative", -0.9), ("neutral", 0.0), ("positive", 0.8)] * 3
    ):
        understood = {
            "intent": {"name": "track_order", "confidence": number / 9},
            "entities": [{"entity": "order_number", "value": "FD-1004217"}],
        }
        feeling = {"sentiment_label": label, "sentiment_score": score, "rating": 4}
        scene.hear(made, f"Message {number} " + "w" * 90, understanding=understood, **feeling)
    lamp = card(image="/pictures/LAMP.svg", price="€49.00", reason="Because you bought a bulb")
    choice = Button(label="Tell me more", payload="/ask_price")
    scene.say(made, Reply(text="Perhaps this?", cards=(lamp, lamp), buttons=(choice,)))
    return made


@pytest.mark.parametrize(("dark", "phone"), LOOKS)
def test_no_page_has_a_fault_or_is_too_wide(
    open_desk: OpenDesk, scene: Scene, desk: str, dark: bool, phone: bool
) -> None:
    made = furnish(scene)
    paths = ["", "?owner=person", "tickets", "tickets?status=closed", f"conversations/{made}"]
    page = open_desk("/staff/", dark=dark, phone=phone)
    for path in [*paths, "login", "login?ended=1", f"setup/{scene.link()}"]:
        page.goto(f"{desk}/staff/{path}")
        assert find_faults(page) == [], path
        assert page.evaluate(WIDER) == 0, path
    theme = page.evaluate("document.documentElement.dataset.bsTheme")
    assert theme == ("dark" if dark else "light")


@pytest.mark.parametrize(("dark", "phone"), LOOKS)
def test_no_page_of_work_or_trouble_has_a_fault(
    open_desk: OpenDesk,
    scene: Scene,
    desk: str,
    complaints: list[str],
    dark: bool,
    phone: bool,
) -> None:
    made = furnish(scene)
    first = open_desk(f"/staff/conversations/{made}", name="Lin Berger")
    page = open_desk(f"/staff/conversations/{made}", dark=dark, phone=phone)
    # This page has not heard yet that the other agent was faster.
    page.route("**/conversations/*", lambda route: route.fulfill(status=204))
    first.get_by_role("button", name="Take over").click()
    expect(first.locator("#owner")).to_have_text("With you")
    assert find_faults(first) == []
    page.get_by_role("button", name="Take over").click()
    expect(page.get_by_text("Lin Berger answers this conversation now.")).to_be_visible()
    assert find_faults(page) == []
    page.goto(f"{desk}/staff/nothing")
    assert find_faults(page) == []
    page.goto(f"{desk}/staff/login")
    page.get_by_label("E-mail").fill("nobody@desk.example")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert find_faults(page) == []
    assert page.evaluate(WIDER) == 0
    assert all("status of 4" in line for line in complaints)  # Chromium notes each refusal
    complaints.clear()


def test_new_message_and_owner_appear_by_themselves(open_desk: OpenDesk, scene: Scene) -> None:
    made = scene.conversation(scene.customer())
    page = open_desk(f"/staff/conversations/{made}")
    expect(page.get_by_text("No message yet.")).to_be_visible()
    scene.hear(made, "Is anybody there?", sentiment_label="negative", sentiment_score=-0.5)
    expect(page.get_by_text("Is anybody there?")).to_be_visible(timeout=4_000)
    expect(page.get_by_text("negative −0.50")).to_be_visible()
    expect(page.locator("#owner")).to_have_text("With the bot")
    other = open_desk(f"/staff/conversations/{made}", name="Lin Berger")
    other.get_by_role("button", name="Take over").click()
    expect(page.locator("#owner")).to_have_text("With Lin Berger", timeout=4_000)
    expect(page.get_by_role("button", name="Take over")).to_have_count(0)


def test_list_shows_new_conversations_by_itself(open_desk: OpenDesk, scene: Scene) -> None:
    page = open_desk("/staff/")
    expect(page.get_by_text("No conversation yet.")).to_be_visible()
    made = scene.conversation(scene.customer())
    scene.hear(made, "Hello?")
    expect(page.get_by_role("link", name="Ada Moreno")).to_be_visible(timeout=5_000)
    page.get_by_role("listitem").click()  # the whole row is the link
    expect(page.get_by_role("heading", name="Ada Moreno")).to_be_visible()


def test_agent_answers_while_the_page_refreshes(open_desk: OpenDesk, scene: Scene) -> None:
    made = scene.conversation()
    scene.hear(made, "I want a person")
    page = open_desk(f"/staff/conversations/{made}", phone=True)
    page.get_by_role("button", name="Take over").click()
    field = page.get_by_label("Your answer")
    field.fill("Hello, I am ")
    scene.hear(made, "Still there?")
    expect(page.get_by_text("Still there?")).to_be_visible()
    expect(field).to_be_focused()
    page.keyboard.type("Ben.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".from-agent .said")).to_have_text("Hello, I am Ben.")
    expect(field).to_have_value("")


def test_reader_sees_the_newest_and_is_not_pulled_down(open_desk: OpenDesk, scene: Scene) -> None:
    made = furnish(scene)
    page = open_desk(f"/staff/conversations/{made}")
    newest = page.locator(".message").last
    expect(newest).to_be_in_viewport()
    scene.hear(made, "One more")
    expect(page.get_by_text("One more")).to_be_in_viewport()
    first = page.locator("#m1")
    first.scroll_into_view_if_needed()
    scene.hear(made, "And another")
    expect(page.get_by_text("And another")).to_be_attached()
    expect(first).to_be_in_viewport()
    expect(page.get_by_text("And another")).not_to_be_in_viewport()


def test_pages_ask_no_faster_when_they_have_refreshed_often(
    open_desk: OpenDesk, scene: Scene
) -> None:
    page = open_desk(f"/staff/conversations/{scene.conversation()}")
    asked: list[float] = []
    page.on("request", lambda _request: asked.append(page.evaluate("performance.now()")))
    asked.clear()
    moments = []
    for _ in range(4):
        with page.expect_response("**/conversations/*"):
            pass
        moments.append(page.evaluate("performance.now()"))
    assert moments[-1] - moments[0] > 5_000


@pytest.mark.parametrize(("zone", "shown"), [("Europe/Berlin", "10:30"), ("Asia/Tokyo", "18:30")])
def test_times_are_the_readers_own(
    open_desk: OpenDesk, scene: Scene, clock: FakeClock, desk: str, zone: str, shown: str
) -> None:
    made = scene.conversation()
    scene.hear(made, "Now")
    page = open_desk("/staff/", zone=zone)
    page.clock.set_fixed_time(clock.now + timedelta(hours=1))
    page.goto(f"{desk}/staff/conversations/{made}")
    time = page.locator("#m1 time")
    expect(time).to_have_text(shown)
    assert "2 March 2026" in (time.get_attribute("title") or "")
    with page.expect_response("**/conversations/*"):
        pass
    expect(time).to_have_text(shown)
    page.clock.set_fixed_time(clock.now + timedelta(days=3))
    page.reload()
    expect(time).to_have_text(f"2 Mar, {shown}")
    page.clock.set_fixed_time(clock.now + timedelta(days=400))
    page.reload()
    expect(time).to_have_text("2 Mar 2026")


def test_page_leads_to_the_login_when_its_session_ends(
    open_desk: OpenDesk, scene: Scene, clock: FakeClock
) -> None:
    made = scene.conversation()
    page = open_desk(f"/staff/conversations/{made}")
    clock.advance(minutes=30)
    page.wait_for_url("**/staff/login?**")
    expect(page.get_by_text("Your session has ended.")).to_be_visible()
    page.get_by_label("E-mail").fill("ben@desk.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"**/staff/conversations/{made}")


def test_account_is_made_with_the_keyboard_alone(open_desk: OpenDesk, scene: Scene) -> None:
    page = open_desk(f"/staff/setup/{scene.link()}", name=None)
    for text in ("Lin Berger", "lin@desk.example", PASSWORD):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Conversations")).to_be_visible()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/staff/login")


def test_desk_works_when_scripts_are_off(open_desk: OpenDesk, scene: Scene) -> None:
    made = scene.conversation()
    scene.hear(made, "Hello?")
    page = open_desk(f"/staff/conversations/{made}", scripts=False)
    expect(page.locator("#m1 time")).to_have_text("2 Mar 2026, 09:30 UTC")
    page.get_by_role("button", name="Take over").click()
    page.get_by_label("Your answer").fill("Here I am.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Here I am.")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#owner")).to_have_text("Closed")
