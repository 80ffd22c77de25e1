"""The inbox of messages to label, worked through by keyboard alone; and every look of its pages."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from console.staff.models import Staff
from kernel.runtime import Runtime
from tests.console.studio.labelling.conftest import DOMAIN, NLU, unsure

from .desk import LOOKS, WIDER, Browsers, Desk, find_faults

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

PICTURES = os.environ.get("FRONTDESK_PICTURES")  # a folder, to look at what was seen
INBOX = "/staff/studio/inbox"


@pytest.fixture
def runtime(runtime: Runtime, tmp_path: Path) -> Runtime:
    root = tmp_path / "project"
    (root / "data/nlu/en").mkdir(parents=True)
    (root / "domain.yml").write_text(DOMAIN, "utf-8")
    (root / "data/nlu/en/talk.yml").write_text(NLU, "utf-8")
    settings = runtime.settings.model_copy(update={"project": root})
    return Runtime(settings=settings, db=runtime.db, clock=runtime.clock)


@pytest.fixture
def ana(desk: Desk) -> Staff:
    floor = desk.floor
    for text, chance, times in (
        ("do you sell gift cards", 0.3, 5),
        ("where is my parcel", 0.4, 3),
        ("my name is Karin Blum and I hate lalala", 0.2, 1),
    ):
        for number in range(times):
            said = f"hi, {text}?" if number == 1 else text
            understood = unsure(("track_order", chance), ("return_item", 0.2), ("greet", 0.1))
            felt = "negative" if number else None
            floor.hear(floor.conversation(), said, understanding=understood, sentiment_label=felt)
    return floor.staff("studio", "Ana Ruiz", "ana@desk.example")


def focused(page: Page) -> str:
    return page.locator("[data-group]:focus h3").inner_text()


def keep(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def test_inbox_is_worked_through_by_keyboard_alone(
    desk: Desk, browsers: Browsers, ana: Staff
) -> None:
    page = browsers.open(INBOX, ana)
    assert focused(page) == "do you sell gift cards"
    press = page.keyboard.press
    press("j")
    assert focused(page) == "where is my parcel"
    press("Enter")
    expect(page.get_by_text("Accepted; the examples are in your draft.")).to_be_visible()
    assert focused(page) == "my name is [name] and I hate lalala"
    press("i")
    expect(page.get_by_text("Ignored; these do not come back.")).to_be_visible()
    press("u")
    expect(page.get_by_text("Taken back.")).to_be_visible()
    expect(page.locator("[data-group]")).to_have_count(2)
    press("k")
    assert focused(page) == "do you sell gift cards"
    press("n")
    page.keyboard.type("Greet")
    press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("There is an intent greet already")
    assert all("status of 409" in line for line in browsers.hear_complaints())
    expect(page.locator("input:focus")).to_have_value("Greet")
    press("Control+a")
    page.keyboard.type("Ask gift card")
    press("Enter")
    expect(page.get_by_text("The new intent is in your draft")).to_be_visible()
    press("c")
    page.keyboard.type("ask_gift_card")
    press("Escape")
    assert focused(page) == "my name is [name] and I hate lalala"
    press("1")
    expect(page.get_by_text("Corrected; the examples are in your draft.")).to_be_visible()
    expect(page.get_by_text("Nothing to label.")).to_be_visible()
    with desk.floor.db.session() as session:
        assert "Karin" not in str(
            session.connection().exec_driver_sql("SELECT text FROM studio_text").all()
        )


def test_keys_are_silent_while_somebody_types_and_their_sheet_opens(
    browsers: Browsers, ana: Staff
) -> None:
    page = browsers.open(INBOX, ana)
    page.keyboard.press("c")
    page.keyboard.type("ijuk1")
    expect(page.locator("input:focus")).to_have_value("ijuk1")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    page.keyboard.press("i")
    expect(page.locator("[data-group]")).to_have_count(3)


@pytest.mark.parametrize(("dark", "phone"), LOOKS)
def test_every_look_of_the_inbox(browsers: Browsers, ana: Staff, dark: bool, phone: bool) -> None:
    locale = "zh-CN" if dark != phone else "en-GB"
    page = browsers.open(INBOX, ana, dark=dark, phone=phone, locale=locale)
    first = page.locator("[data-group]").first
    name = f"inbox-{'dark' if dark else 'light'}-{'phone' if phone else 'desktop'}"
    for details in first.locator("details").all():
        details.locator("summary").click()
    keep(page, name)
    assert find_faults(page) == []
    assert page.evaluate(WIDER) == 0
    first.locator("[data-do=accept]").click()
    expect(page.locator("[data-group]")).to_have_count(2)
    page.goto(browsers.desk.address + f"{INBOX}/decided")
    keep(page, f"{name}-decided")
    assert find_faults(page) == []
    assert page.evaluate(WIDER) == 0


@pytest.mark.parametrize("phone", [False, True])
def test_doubtful_examples_come_by_themselves(
    desk: Desk, browsers: Browsers, ana: Staff, phone: bool
) -> None:
    texts = [f"what is the price of {thing}" for thing in ("a lamp", "a rug", "a sofa", "a vase")]
    rows = "".join(f"    - {text}\n" for text in texts)
    wrong = "    - what is the price of a lamp?\n"
    path = desk.app.state.runtime.settings.project / "data/nlu/en/talk.yml"
    path.write_text(f"{NLU}{wrong}- intent: ask_price\n  examples: |\n{rows}", "utf-8")
    page = browsers.open(f"{INBOX}/doubts", ana, phone=phone, dark=phone)
    expect(page.get_by_text("“ask price” says the same:").first).to_be_visible()
    keep(page, f"doubts-{'phone' if phone else 'desktop'}")
    assert find_faults(page) == []
    assert page.evaluate(WIDER) == 0
    page.get_by_role("button", name="Move to “ask price”").click()
    expect(page.get_by_text("Moved, in your draft.")).to_be_visible()
    expect(page.get_by_text("No example looks wrong.")).to_be_visible()


def test_inbox_works_without_scripts(browsers: Browsers, ana: Staff) -> None:
    page = browsers.open(INBOX, ana, scripts=False)
    page.locator("[data-do=accept]").first.click()
    expect(page.locator("[data-group]")).to_have_count(2)
    page.get_by_role("button", name="Take back").click()
    expect(page.locator("[data-group]")).to_have_count(3)


def test_agent_says_that_a_message_was_misread(desk: Desk, browsers: Browsers) -> None:
    chat = desk.floor.conversation()
    read = {"intent": {"name": "greet", "confidence": 0.9}, "ranking": [], "language": "en"}
    desk.floor.hear(chat, "hello I want my money back", understanding=read)
    page = browsers.open(f"/staff/conversations/{chat}", desk.floor.staff("agent", "Ben Okafor"))
    page.locator("details.understood summary").click()
    page.get_by_role("link", name="Understood wrongly?").click()
    keep(page, "meaning")
    page.get_by_label("It asks for").fill("return_item")
    page.get_by_role("button", name="Propose").click()
    expect(page.get_by_text("hello I want my money back").first).to_be_visible()
    ana = desk.floor.staff("studio", "Ana Ruiz", "ana@desk.example")
    inbox = browsers.open(INBOX, ana)
    expect(inbox.get_by_text("Ben Okafor: “return item”")).to_be_visible()
    keep(inbox, "proposal")
