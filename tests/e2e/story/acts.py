"""Two ways to act on a page: with a mouse, and with the keyboard alone."""

from typing import Protocol

from playwright.sync_api import Locator, Page, expect

TABS = 200  # between two things on a page; more would be no way to reach anything
ROWS = 10  # of a list, as many as the story has and some
WHERE = """goal => {
  const here = document.activeElement;
  if (here === goal) return 0;
  const isBehind = here && here !== document.body && here.compareDocumentPosition(goal) & 2;
  return isBehind ? -1 : 1;
}"""
IN_FIELD = "document.activeElement?.matches('input, textarea, select')"


class Acts(Protocol):
    """How somebody acts; `key` is the page's own shortcut for it."""

    def press(self, target: Locator, key: str = "") -> None:
        """Press a button, follow a link, open what folds."""

    def write(self, field: Locator, text: str, key: str = "") -> None:
        """Put words into a field, after those that are there."""

    def overwrite(self, field: Locator, text: str) -> None:
        """Put words into a field in the place of those that are there."""

    def choose(self, field: Locator, label: str) -> None:
        """Choose an option of a list."""

    def send(self, field: Locator, button: Locator) -> None:
        """Send what a field holds."""

    def pick(self, field: Locator, option: Locator) -> None:
        """Choose what a field that filters has found."""

    def step(self, row: Locator) -> None:
        """Go through the list to a row."""


class Mouse:
    """Clicks, and types where it has clicked."""

    def press(self, target: Locator, key: str = "") -> None:
        target.click(no_wait_after=True)

    def write(self, field: Locator, text: str, key: str = "") -> None:
        field.click()
        field.press("Control+End")
        field.press_sequentially(text)

    def overwrite(self, field: Locator, text: str) -> None:
        field.click(click_count=3)
        field.press_sequentially(text)

    def choose(self, field: Locator, label: str) -> None:
        options = field.locator("option").all_inner_texts()
        field.select_option(label=next(one for one in options if label in one))

    def send(self, field: Locator, button: Locator) -> None:
        button.click(no_wait_after=True)

    def pick(self, field: Locator, option: Locator) -> None:
        option.click()

    def step(self, row: Locator) -> None:
        row.scroll_into_view_if_needed()


class Keyboard:
    """Never touches an element: presses keys, and looks at where the focus is."""

    def press(self, target: Locator, key: str = "") -> None:
        expect(target).to_be_visible()
        keys = target.page.keyboard
        if key:
            target.page.wait_for_load_state()  # until then nobody listens for keys
            self._leave(target.page)
            keys.press(key)
            return
        self.reach(target)
        keys.press("Enter")

    def write(self, field: Locator, text: str, key: str = "") -> None:
        if key:
            field.page.wait_for_load_state()
            self._leave(field.page)
            field.page.keyboard.press(key)
            expect(field).to_be_focused()
        self.reach(field)
        field.page.keyboard.press("Control+End")
        field.page.keyboard.type(text)

    def overwrite(self, field: Locator, text: str) -> None:
        self.reach(field)
        field.page.keyboard.press("Control+A")
        field.page.keyboard.type(text)

    def choose(self, field: Locator, label: str) -> None:
        self.reach(field)
        options = field.locator("option").all_inner_texts()
        wanted = next(place for place, one in enumerate(options) if label in one)
        field.page.keyboard.press("Home")
        for _ in range(wanted):
            field.page.keyboard.press("ArrowDown")
        expect(field.locator("option").nth(wanted)).to_have_js_property("selected", True)

    def send(self, field: Locator, button: Locator) -> None:
        self.reach(field)
        field.page.keyboard.press("Enter")

    def pick(self, field: Locator, option: Locator) -> None:
        expect(field).to_be_focused()
        for _ in range(TABS):
            if option.get_attribute("aria-selected") == "true":
                return field.page.keyboard.press("Enter")
            field.page.keyboard.press("ArrowDown")
        raise AssertionError("the arrows do not lead to the option")

    def step(self, row: Locator) -> None:
        self._leave(row.page)
        for key in ["j"] * ROWS + ["k"] * ROWS:
            if row.evaluate(WHERE) == 0:
                return
            row.page.keyboard.press(key)
        raise AssertionError("j and k do not lead to the row")

    def reach(self, target: Locator) -> None:
        """Go there with Tab, or back with Shift and Tab."""
        for _ in range(TABS):
            way = target.evaluate(WHERE)
            if way == 0:
                return
            target.page.keyboard.press("Tab" if way > 0 else "Shift+Tab")
        raise AssertionError(f"the keyboard does not lead to {target}")

    @staticmethod
    def _leave(page: Page) -> None:
        if page.evaluate(IN_FIELD):
            page.keyboard.press("Escape")


WAYS: dict[str, Acts] = {"mouse": Mouse(), "keyboard": Keyboard()}
