"""Stories in a browser: built by keyboard alone, without scripts, and with the focus kept."""

import pytest
from playwright.sync_api import Page, expect

from console.studio.editing.sheet import StoryKey
from console.studio.stories.addresses import story_url
from kernel.runtime import Runtime

from .desk import Browsers, Desk

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]
PATH = "data/stories.yml"
STORIES = "stories:\n- story: One\n  steps:\n  - intent: greet\n  - action: utter_hi\n"
DOMAIN = """\
intents: [greet, buy]
responses:
  utter_hi: [{text: Hello}]
  utter_buy: [{text: Which one?}]
"""
ONE = StoryKey(PATH, "story", "One")
HEADS = ".step .head"


@pytest.fixture
def story(runtime: Runtime, desk: Desk, browsers: Browsers) -> Page:
    """The page of a small story, as an editor of the bot sees it."""
    return open_story(runtime, desk, browsers)


def open_story(runtime: Runtime, desk: Desk, browsers: Browsers, *, scripts: bool = True) -> Page:
    root = runtime.settings.project
    (root / "data").mkdir(parents=True)
    (root / PATH).write_text(STORIES)
    (root / "domain.yml").write_text(DOMAIN)
    return browsers.open(story_url(ONE), desk.floor.staff("studio", "Ana"), scripts=scripts)


def focused(page: Page) -> str:
    """Return the id of the card in which the focus is."""
    return str(page.evaluate("document.activeElement.closest('.step')?.id ?? ''"))


def test_story_is_built_by_keyboard_alone(story: Page) -> None:
    press = story.keyboard.press
    expect(story.locator(".step")).to_have_count(2)
    press("ArrowDown")
    assert focused(story) == "steps-0"
    press("ArrowDown")
    assert focused(story) == "steps-1"
    press("a")
    press("Enter")  # the first choice: what the customer says
    expect(story.locator(".adding input[name=named]")).to_be_focused()
    story.keyboard.type("buy")
    press("Enter")
    expect(story.locator(".step")).to_have_count(3)
    expect(story.locator("#steps-2 summary")).to_be_focused()
    expect(story.locator("#steps-2 code")).to_have_text("buy")
    press("Alt+ArrowUp")
    expect(story.locator("#steps-1 code")).to_have_text("buy")
    expect(story.locator("#steps-1 summary")).to_be_focused()
    press("Enter")
    expect(story.locator("#steps-1 details")).to_have_attribute("open", "")
    story.locator("#steps-1 input[name=named]").fill("greet")
    press("Enter")
    expect(story.locator("#steps-1 code")).to_have_text("greet")
    expect(story.locator("#steps-1 summary")).to_be_focused()
    expect(story.locator("#steps-1 details")).not_to_have_attribute("open", "")
    press("Delete")
    expect(story.locator(".step")).to_have_count(2)
    assert focused(story) == "steps-0"
    expect(story.locator(".notices")).to_contain_text("Kept in your draft")
    story.locator("[data-undo]").press("Enter")
    expect(story.locator(".step")).to_have_count(3)


def test_form_says_what_is_missing_and_escape_leaves_it(story: Page) -> None:
    story.locator("#steps-1 summary").focus()
    story.keyboard.press("a")
    story.locator("#steps-add-2 a", has_text="remembered").press("Enter")
    story.locator(".adding .btn-primary").press("Enter")
    expect(story.locator(".adding [role=alert]")).to_have_text("Choose a slot.")
    story.keyboard.press("Escape")
    expect(story.locator(".adding")).to_have_count(0)
    expect(story.locator("#steps-1 summary")).to_be_focused()
    story.keyboard.press("?")
    expect(story.get_by_role("dialog")).to_contain_text("move the card")


def test_story_is_edited_without_scripts(runtime: Runtime, desk: Desk, browsers: Browsers) -> None:
    page = open_story(runtime, desk, browsers, scripts=False)
    page.locator("#steps-add-2 summary").click()
    page.locator("#steps-add-2 a", has_text="answers or acts").click()
    page.locator(".adding input[name=named]").fill("utter_buy")
    page.locator(".adding .btn-primary").click()
    expect(page.locator("#steps-2 .sample")).to_have_text("Which one?")
    page.locator("#steps-2 [data-move=up]").click()
    expect(page.locator("#steps-1 .sample")).to_have_text("Which one?")
    page.locator("#steps-1 > details > summary").click()
    page.locator("#branch-1").fill("Branch")
    page.locator("#steps-1 .branch button").click()
    expect(page.locator("h1")).to_have_text("Branch")
    expect(page.locator(".step")).to_have_count(2)
    page.locator("[data-undo]").click()
    expect(page.locator("h1")).to_have_text("Stories and rules")
