"""The editor of a file, under the strict policy of the pages: lint, completion, saving."""

import pytest
from playwright.sync_api import Page, expect

from console.app import VENDOR
from kernel.runtime import Runtime

from .desk import Browsers, Desk, find_faults

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(180),
    pytest.mark.skipif(
        not VENDOR["codemirror.js"].exists(), reason="the editor is bundled by `make setup`"
    ),
]
PATH = "data/stories.yml"
STORIES = "stories:\n- story: One\n  steps:\n  - intent: greet\n  - action: utter_hi\n"
DOMAIN = "intents: [greet, buy]\nresponses: {utter_hi: [{text: Hello}]}\n"


def open_file(
    runtime: Runtime, desk: Desk, browsers: Browsers, *, scripts: bool = True, query: str = ""
) -> Page:
    root = runtime.settings.project
    (root / "data").mkdir(parents=True)
    (root / PATH).write_text(STORIES)
    (root / "domain.yml").write_text(DOMAIN)
    staff = desk.floor.staff("studio", "Ana")
    return browsers.open(f"/staff/studio/files/{PATH}{query}", staff, scripts=scripts)


def test_editor_lints_completes_and_saves(runtime: Runtime, desk: Desk, browsers: Browsers) -> None:
    page = open_file(runtime, desk, browsers, query="?line=5")
    content = page.locator(".cm-content")
    expect(content).to_be_focused()
    expect(page.locator("#text")).to_be_hidden()
    expect(page.locator(".cm-lineNumbers")).to_contain_text("5")
    assert find_faults(page) == []
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("- intent: b")
    expect(page.locator(".cm-tooltip-autocomplete li")).to_have_text(["buy"])
    page.keyboard.press("Escape")
    page.keyboard.type("yy")
    expect(page.locator(".cm-lintRange-warning")).to_have_text("- intent: byy")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    page.keyboard.press("Control+Space")
    page.locator(".cm-tooltip-autocomplete li", has_text="buy").click()
    expect(page.locator(".cm-lintRange-warning")).to_have_count(0)
    page.keyboard.press("Control+s")
    expect(page.locator(".told")).to_contain_text("Kept in your draft")
    expect(page.locator("#text")).to_have_value(STORIES + "  - intent: buy\n")


def test_findings_lead_to_their_lines_and_tab_leaves_the_editor(
    runtime: Runtime, desk: Desk, browsers: Browsers
) -> None:
    page = open_file(runtime, desk, browsers)
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("- story: ]")
    page.keyboard.press("Control+s")
    expect(page.locator(".found .error").first).to_be_visible()
    expect(page.locator(".cm-lintRange-error").first).to_be_visible()
    page.locator(".found li a").first.click()
    expect(page.locator(".cm-content")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#file-form .btn-primary")).to_be_focused()


def test_file_is_edited_without_scripts(runtime: Runtime, desk: Desk, browsers: Browsers) -> None:
    page = open_file(runtime, desk, browsers, scripts=False)
    page.locator("#text").fill(STORIES.replace("utter_hi", "utter_lost"))
    page.locator("#file-form .btn-primary").click()
    expect(page.locator(".found li").last).to_contain_text("utter_lost")
