"""What a test does with the widget, in a customer's words."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

OPEN = "Open chat"
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


class Widget:
    """The widget on a page. The log alone is looked at: the spoken region repeats its words."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.log = page.get_by_role("log")
        self.messages = self.log.locator(".m")
        self.bubbles = self.log.locator(".m .text")
        self.field = page.get_by_role("textbox", name="Write a message…")
        self.launcher = page.locator(".launch")

    def open(self) -> "Widget":
        """Open the panel."""
        self.launcher.click()
        expect(self.page.get_by_role("dialog")).to_be_visible()
        return self

    def write(self, text: str) -> None:
        """Type and send."""
        self.field.fill(text)
        self.field.press("Enter")

    def ask(self, text: str, answer: str) -> None:
        """Send and wait for an answer that holds some words."""
        self.write(text)
        self.expect_text(answer)

    def expect_text(self, text: str) -> None:
        """Wait until a bubble holds the words."""
        expect(self.bubbles.filter(has_text=text).last).to_be_visible()

    def expect_sent(self) -> None:
        """Wait until nothing is on its way any more."""
        expect(self.log.locator(".wait")).to_have_count(0)

    def texts(self) -> list[str]:
        """All bubbles, oldest first."""
        return self.bubbles.all_inner_texts()

    def choice(self, label: str) -> Locator:
        """A choice under a message."""
        return self.log.get_by_role("button", name=label)

    @property
    def spoken(self) -> Locator:
        """The region a screen reader reads out."""
        return self.page.locator("[aria-live=polite]")


def wait_until(page: Page, done: Callable[[], bool]) -> None:
    """Wait for something on the server's side, at most five seconds."""
    for _ in range(100):
        if done():
            return
        page.wait_for_timeout(50)
    assert done()
