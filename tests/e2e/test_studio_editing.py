"""An admin works on an intent with the mouse and with the keyboard alone."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from console.studio.project.service import read_draft

from .desk import Browsers, Desk, find_faults

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]

NLU = "nlu:\n- intent: greet\n  examples: |\n    - hi\n    - 😀 the lamp is fine\n    - 你好\n"
NLU += "- intent: buy\n  examples: |\n    - a lamp please\n"
DOMAIN = "intents:\n- greet\n- buy\nentities:\n- colour\n- product\n"
SLOW = 10_000


@pytest.fixture
def root(desk: Desk) -> Path:
    root = desk.floor.runtime.settings.project
    for name, text in (("data/nlu.yml", NLU), ("domain.yml", DOMAIN)):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return root


@pytest.fixture
def admin(desk: Desk):  # type: ignore[no-untyped-def]
    return desk.floor.staff("studio", "Eddy Tor", "eddy@desk.example")


@pytest.fixture
def page(root: Path, admin, browsers: Browsers) -> Page:  # type: ignore[no-untyped-def]
    return browsers.open("/staff/studio/intents/greet", admin)


def draft(desk: Desk, root: Path, staff_id: int) -> str:
    with desk.floor.db.session() as session:
        return read_draft(session, root, staff_id=staff_id).files["data/nlu.yml"]


def select(page: Page, text: str, words: str) -> None:
    """Select words of an example as a mouse does."""
    page.evaluate(
        """([text, words]) => {
            const line = [...document.querySelectorAll(".words")]
                .find((one) => one.textContent.includes(text));
            const node = [...line.childNodes].find((one) => one.textContent.includes(words));
            const range = document.createRange();
            const start = node.textContent.indexOf(words);
            range.setStart(node, start);
            range.setEnd(node, start + words.length);
            const selection = getSelection();
            selection.removeAllRanges();
            selection.addRange(range);
        }""",
        [text, words],
    )


def test_selected_words_are_marked_in_any_script(
    desk: Desk,
    root: Path,
    admin,
    page: Page,  # type: ignore[no-untyped-def]
) -> None:
    select(page, "lamp", "lamp")
    expect(page.get_by_text("“lamp”")).to_be_visible()
    page.get_by_role("combobox", name="is a").select_option("product")
    assert find_faults(page) == []
    page.get_by_role("button", name="Mark", exact=True).click()
    expect(page.get_by_text("marked an entity in an example of greet")).to_be_visible()
    assert draft(desk, root, admin.id) == NLU.replace("the lamp", "the [lamp](product)")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    assert draft(desk, root, admin.id) == NLU


def test_lines_are_looked_at_as_they_are_typed(
    desk: Desk,
    root: Path,
    admin,
    page: Page,  # type: ignore[no-untyped-def]
) -> None:
    page.get_by_role("textbox", name="Add examples").fill("howdy\nA lamp, please!\neve@gmail.com")
    expect(page.get_by_text("Looks like somebody's own data")).to_be_visible(timeout=SLOW)
    assert find_faults(page) == []
    page.get_by_role("checkbox", name="Move “A lamp, please!” here").check()
    page.get_by_role("button", name="Add what is ticked").click()
    expect(page.get_by_text("added 2 examples to greet")).to_be_visible()
    wanted = "    - 你好\n    - a lamp please\n    - howdy\n"
    assert draft(desk, root, admin.id) == NLU.split("- intent: buy")[0].replace(
        "    - 你好\n", wanted
    )


def test_keyboard_alone_rewords_an_example(
    desk: Desk,
    root: Path,
    admin,
    page: Page,  # type: ignore[no-untyped-def]
) -> None:
    page.get_by_role("link", name="Edit “hi”").focus()
    page.keyboard.press("Enter")
    field = page.get_by_role("textbox", name="Wording")
    expect(field).to_be_focused(timeout=SLOW)
    assert find_faults(page) == []
    page.keyboard.press("End")
    page.keyboard.type(" there")
    page.keyboard.press("Enter")
    expect(page.get_by_text("reworded an example of greet")).to_be_visible()
    assert draft(desk, root, admin.id) == NLU.replace("- hi\n", "- hi there\n")
