"""A customer with the widget open in a browser: what they say and what they read."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect

from benchmarks.product import Product
from tests.product.shoppers import Shopper

PICTURES = os.environ.get("FRONTDESK_PICTURES", "")  # a folder, to look at what was seen
SEEN_WITHIN = 30_000  # milliseconds: a machine that others use too
LOOK = 300  # milliseconds between two looks; two alike end an answer
READ = """(messages, before) => messages.slice(before).map(message => [
  message.querySelector('.text')?.innerText ?? '',
  [...message.querySelectorAll('.card')].map(card => [
    card.getAttribute('aria-label'), card.querySelector('.reason')?.innerText ?? '',
    card.querySelector('div > span')?.innerText ?? '',
  ]),
])"""


@dataclass(frozen=True)
class Speech:
    """What a customer says in one language, and words of the answers."""

    locale: str
    email: str
    code_sent: str
    recommend: str
    reason: str
    described: str
    track: str
    beside: str
    complain: str
    sorry: str
    agree: str
    still_open: str
    unhappy: tuple[str, ...]
    something_wrong: str


EN = Speech(
    locale="en-GB",
    email="my email is {}",
    code_sent="six-digit code",
    recommend="what would you recommend?",
    reason="Because you bought |New, and like your ",
    described="something warm for a small flat under 50",
    track="what is in my order {}?",
    beside="this goes well with that order",
    complain="This is a disgrace, the worst service ever, I want to complain!",
    sorry="sorry",
    agree="yes please",
    still_open="still open, and that comes first",
    unhappy=(
        "thank you, that was great",
        "where are you based?",
        "I am disappointed with your products, what would you recommend instead?",
    ),
    something_wrong="let's sort that out before",
)
ZH = Speech(
    locale="zh-CN",
    email="我的邮箱是{}",
    code_sent="验证码",
    recommend="有什么推荐的吗?",
    reason="因为您买过|新品，与您的",
    described="有没有适合小户型的保暖的东西，50以内",
    track="订单{}里有什么？",
    beside="这件和您的订单很配",
    complain="你们的服务太差了，气死我了，我要投诉！",
    sorry="抱歉",
    agree="好的",
    still_open="还在处理中，我们先把它解决好",
    unhappy=("谢谢，太好了", "你们在哪里？", "你们的东西让我很失望，还有什么推荐的吗？"),
    something_wrong="我们先解决它|我们来把它解决",
)
LANGUAGES = {"en": EN, "zh": ZH}


@dataclass(frozen=True)
class Shown:
    """A product's card as it is read; `under` is the line below its title."""

    title: str
    reason: str
    under: str


@dataclass(frozen=True)
class Answer:
    """All that was answered to one message."""

    text: str
    cards: tuple[Shown, ...]

    @property
    def titles(self) -> list[str]:
        """What the cards show, in their order."""
        return [card.title for card in self.cards]


class Chat:
    """The widget on the shop's page, in front of one customer."""

    def __init__(self, page: Page, product: Product, speech: Speech) -> None:
        self.page, self.product, self.speech = page, product, speech
        self.noise: list[str] = []
        page.on("console", lambda message: self.noise.append(message.text))
        page.goto(product.url)
        page.locator("frontdesk-chat").evaluate("element => element.open()")
        self.said = page.locator("frontdesk-chat .log .m:not(.customer)")

    def verify(self, shopper: Shopper) -> None:
        """Prove by the code from the mail who is speaking."""
        self.ask(self.speech.email.format(shopper.email), self.speech.code_sent)
        self.ask(self.product.wait_code(shopper.email), shopper.name.split()[0])

    def ask(self, text: str, expected: str = "") -> Answer:
        """Say something and return all that is answered, once it holds what is expected."""
        before = self.said.count()
        box = self.page.locator("frontdesk-chat textarea")
        box.fill(text)
        box.press("Enter")
        expect(self.said.nth(before)).to_be_visible(timeout=SEEN_WITHIN)
        last = None
        for _ in range(SEEN_WITHIN // LOOK):
            now = self.said.evaluate_all(READ, before)
            told = "\n".join(line for line, _cards in now)
            if now == last and re.search(expected, told):
                return Answer(told, tuple(Shown(*card) for _line, cards in now for card in cards))
            last = now
            self.page.wait_for_timeout(LOOK)
        raise AssertionError(f"{text!r} was answered {last}, not {expected!r}.")

    def photograph(self, name: str) -> None:
        """Keep a picture to be looked at, if a folder is named for it."""
        if PICTURES:
            self.page.screenshot(path=Path(PICTURES) / f"{name}.png")
