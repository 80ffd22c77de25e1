"""The check of a draft in a browser: every kind of finding in every look, a repair by keyboard."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from console.staff.models import Staff
from tests.core.dialogue.projects import BASE

from .desk import LOOKS, WIDER, Browsers, Desk, find_faults

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]
PROVE = "/staff/studio/prove"
PICTURES = os.environ.get("FRONTDESK_PICTURES")  # a folder, to look at what is drawn
WRONG = """\
stories:
- story: A customer who greets, and is sent away although the rule says something else
  steps:
  - intent: greet
  - action: utter_stop
- story: Somebody thanks and nobody answers
  steps:
  - intent: greet
  - action: utter_greet
  - intent: thnak
nlu:
- intent: thank
  examples: |
    - stop it
- regex: product
  examples: |
    - (\\w+\\s?)+$
"""


@pytest.fixture
def ana(desk: Desk) -> Staff:
    root = desk.floor.runtime.settings.project
    for path, text in {**BASE, "data/wrong.yml": WRONG}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return desk.floor.staff("admin", "Ana", "ana@desk.example")


@pytest.mark.parametrize(("dark", "phone"), LOOKS)
def test_findings_have_no_fault_in_any_look(
    browsers: Browsers, ana: Staff, dark: bool, phone: bool
) -> None:
    locale = "zh-CN" if dark else "en-GB"
    page = browsers.open(PROVE, ana, dark=dark, phone=phone, locale=locale)
    expect(page.locator(".finding.error")).to_have_count(5)
    assert page.evaluate(WIDER) == 0
    assert find_faults(page) == []
    if PICTURES:
        name = f"prove-{'dark' if dark else 'light'}-{'phone' if phone else 'desktop'}.png"
        page.screenshot(path=str(Path(PICTURES) / name), full_page=True)
    ways = page.locator(".finding:has(.ways)").first.locator(".way")
    first, second = (ways.nth(number).bounding_box() for number in range(2))
    assert first is not None
    assert second is not None
    assert (first["y"] == second["y"]) is not phone


def test_repair_is_taken_by_keyboard(browsers: Browsers, ana: Staff) -> None:
    page = browsers.open(PROVE, ana)
    button = page.get_by_role("button", name="Take this repair").first
    expect(button).to_have_accessible_description(
        "Let “A customer who greets, and is sent away although the rule says something else” do "
        "utter_greet instead of utter_stop"
    )
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Repaired in your draft")
    expect(page.locator(".finding.error")).to_have_count(4)
