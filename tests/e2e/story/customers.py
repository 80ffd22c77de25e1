"""The customers: two with the widget in a browser, one with a phone and Telegram."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, WebSocket, expect

from tests.e2e.driver import Widget
from tests.fakes.bot_api import FakeBotApi, User, visible

from .background import Background
from .lines import Line, squeeze

READ_WIDGET = """lines => lines.filter(line => line.dataset.id).map(line => [
  Number(line.dataset.id),
  line.classList[1],
  line.querySelector('.text')?.innerText ?? '',
  [...line.querySelectorAll('.card > div > b:first-child')].map(one => one.innerText),
])"""
SLOW = 15_000  # milliseconds: a machine that others use too


class Customer:
    """Somebody in the shop, with the widget open."""

    def __init__(self, page: Page, shop: str, field: str) -> None:
        self.page = page
        self.frames: list[str] = []
        page.on("websocket", self._listen)
        page.goto(shop)
        self.widget = Widget(page)
        self.field = page.get_by_role("textbox", name=field)
        page.locator("[data-open]").click()
        expect(page.get_by_role("dialog")).to_be_visible()

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self.frames.append(str(frame)))

    def write(self, text: str) -> None:
        """Type and send."""
        self.field.fill(text)
        self.field.press("Enter")

    def hears(self, text: str) -> None:
        """Wait for words of anybody else."""
        others = self.widget.log.locator(".m:not(.customer) .text")
        expect(others.filter(has_text=text).last).to_be_visible(timeout=SLOW)

    def press(self, label: str) -> None:
        """Press the newest choice with this label."""
        self.widget.choice(label).last.click()

    @property
    def stars(self) -> Locator:
        """The question how a person's help was."""
        return self.widget.log.locator(".ask").last

    def rate(self, score: int) -> None:
        """Give stars."""
        self.stars.locator(".star").nth(score - 1).click()
        expect(self.stars.locator(".star").nth(score - 1)).to_have_attribute("aria-pressed", "true")

    def reads(self) -> list[Line]:
        """Return what the list shows, in its order."""
        found = self.widget.log.locator(".m").evaluate_all(READ_WIDGET)
        return [
            Line(number, sender, squeeze(text), tuple(cards))
            for number, sender, text, cards in found
        ]

    def has_got(self, text: str) -> bool:
        """Tell whether some words ever came to this browser, shown or not."""
        return any(text in frame for frame in self.frames)


class TelegramCustomer:
    """Somebody on Telegram: what they wrote and what they got, in the order of the phone."""

    def __init__(self, api: FakeBotApi, beside: Background, number: int) -> None:
        self.api, self.beside = api, beside
        self.user = User(api, number, first_name="Cy", username="cy_b")
        self.said: dict[int, str] = {}

    def write(self, text: str) -> None:
        """Send a message."""
        update = self.beside.run(self.user.say(text))
        self.said[update["message"]["message_id"]] = text

    def hears(self, text: str) -> None:
        """Wait for words of the bot's account."""
        self.beside.run(
            self.api.wait(lambda api: any(text in one for one in self._texts(api)), SLOW / 1000)
        )

    def rate(self, score: int) -> None:
        """Press stars under the newest question."""
        label = "★" * score
        asked = [
            call
            for call in self.api.sent
            if call.chat == str(self.user.number)
            and label in str(call.values.get("reply_markup", ""))
        ]
        self.beside.run(self.user.press(asked[-1], label))

    def reads(self) -> list[str]:
        """Return the chat as the phone shows it, the oldest first."""
        got = {
            call.result["message_id"]: self._text(call.values)
            for call in self.api.done("sendMessage")
            if call.chat == str(self.user.number)
        }
        shown: dict[int, str] = self.said | got
        return [squeeze(shown[number]) for number in sorted(shown)]

    def has_got(self, text: str) -> bool:
        """Tell whether some words ever came."""
        return any(text in one for one in self._texts(self.api))

    def _texts(self, api: FakeBotApi) -> list[str]:
        return [
            self._text(call.values)
            for call in api.done("sendMessage", "editMessageText")
            if call.chat == str(self.user.number)
        ]

    @staticmethod
    def _text(values: dict[str, Any]) -> str:
        is_html = values.get("parse_mode") == "HTML"
        return re.sub(r"\s+", " ", visible(str(values.get("text") or ""), is_html=is_html)).strip()
