"""What customers are offered in the widget, against the whole product, in Chromium.

Customers with different histories see different things, each for a reason of their own; nothing
they have, nothing sold out, and nothing at all while a complaint of theirs is open. Of two
customers' three offers at most one is the same.
"""

import re
from collections.abc import Callable, Iterator
from itertools import combinations

import pytest
from playwright.sync_api import Browser, expect

from benchmarks.product import Product
from tests.e2e.conftest import DESKTOP, PHONE
from tests.e2e.conftest import browser as browser
from tests.product.shoppers import ShopData, Shopper
from tests.product.shopping import EN, ZH, Answer, Chat, Speech
from tests.product.studio.conftest import EMAIL, PASSWORD, find_setup_link

pytestmark = pytest.mark.e2e

WAYS = {
    "en": (EN, DESKTOP, "light"),
    "zh": (ZH, DESKTOP, "dark"),
    "en-phone": (EN, PHONE, "dark"),
    "zh-phone": (ZH, PHONE, "light"),
}
EACH = 3  # customers compared
NEEDED = 9
OpenChat = Callable[..., Chat]


@pytest.fixture(scope="module")
def data(product: Product) -> Iterator[ShopData]:
    """The data of the shop that runs."""
    data = ShopData(product)
    yield data
    data.db.dispose()


@pytest.fixture(scope="module")
def shoppers(data: ShopData) -> list[Shopper]:
    """Customers who are shown different things; a code is mailed to one five times an hour."""
    return data.pick_shoppers(NEEDED)


@pytest.fixture
def open_chat(browser: Browser, product: Product) -> Iterator[OpenChat]:
    """Open the shop's page with the widget; at the end no page may have complained."""
    chats: list[Chat] = []

    def open_one(shopper: Shopper, way: str = "en") -> Chat:
        speech, viewport, scheme = WAYS[way]
        context = browser.new_context(
            viewport=viewport,
            locale=speech.locale,
            color_scheme=scheme,
            has_touch=viewport == PHONE,
            is_mobile=viewport == PHONE,
        )
        chats.append(Chat(context.new_page(), product, speech))
        chats[-1].verify(shopper)
        return chats[-1]

    yield open_one
    noise = [line for chat in chats for line in chat.noise]
    for chat in chats:
        chat.page.context.close()
    assert noise == []


def check_offers(answer: Answer, shopper: Shopper, data: ShopData, speech: Speech) -> None:
    """Each card is new to the customer, in stock, and says which purchase of theirs it rests on."""
    assert len(answer.cards) == EACH
    for card in answer.cards:
        assert card.title not in shopper.ordered
        assert data.stock_of(card.title) > 0
        assert re.match(speech.reason, card.reason), card
        assert any(name in card.reason for name in shopper.ordered), card


@pytest.mark.parametrize("way", WAYS)
def test_three_customers_are_offered_different_things_for_reasons_of_their_own(
    open_chat: OpenChat, data: ShopData, shoppers: list[Shopper], way: str
) -> None:
    speech = WAYS[way][0]
    seen: list[set[str]] = []
    for number, shopper in enumerate(shoppers[:EACH]):
        chat = open_chat(shopper, way)
        answer = chat.ask(speech.recommend)
        chat.photograph(f"offers-{way}-{number}")
        check_offers(answer, shopper, data, speech)
        seen.append(set(answer.titles))
        assert chat.page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    for one, other in combinations(seen, 2):
        assert len(one & other) <= 1


@pytest.mark.parametrize(("way", "place"), [("en", 3), ("zh", 4)])
def test_what_is_sold_out_is_never_shown(
    open_chat: OpenChat, data: ShopData, shoppers: list[Shopper], way: str, place: int
) -> None:
    shopper, speech = shoppers[place], WAYS[way][0]
    chat = open_chat(shopper, way)
    for question in (speech.recommend, speech.described):
        first = chat.ask(question).titles[0]
        with data.sold_out(first):
            again = chat.ask(question).titles
            assert again
            assert first not in again
        assert first in chat.ask(question).titles  # nothing else had changed
    number = shopper.numbers[0]
    offered = chat.ask(speech.track.format(number), speech.beside).titles[-1]
    assert offered not in shopper.ordered
    with data.sold_out(offered):
        other = open_chat(shopper, way)  # once a conversation
        assert offered not in other.ask(speech.track.format(number), speech.beside).titles


def test_an_order_changes_the_next_list_at_once(
    open_chat: OpenChat, data: ShopData, shoppers: list[Shopper]
) -> None:
    shopper = shoppers[5]
    chat = open_chat(shopper)
    before = chat.ask(EN.recommend).titles
    bought = before[0]
    number = data.order(shopper, bought)
    after = chat.ask(EN.recommend).titles
    assert bought not in after
    assert set(after) - set(before)
    assert number in chat.ask(EN.track.format(number)).text


@pytest.mark.parametrize(("way", "place"), [("en", 6), ("zh-phone", 7)])
def test_nothing_is_offered_while_a_complaint_is_open(
    open_chat: OpenChat, shoppers: list[Shopper], way: str, place: int
) -> None:
    shopper, speech = shoppers[place], WAYS[way][0]
    chat = open_chat(shopper, way)
    assert chat.ask(speech.recommend).cards
    assert chat.ask(speech.complain, speech.sorry).cards == ()
    opened = re.search("T-[0-9]+", chat.ask(speech.agree, "T-[0-9]+").text)
    assert opened is not None
    held = chat.ask(speech.recommend, speech.still_open)
    chat.photograph(f"complaint-{way}")
    assert held.cards == ()
    assert opened[0] in held.text
    told = chat.ask(speech.track.format(shopper.numbers[0]), shopper.numbers[0])
    assert not re.search(speech.beside, told.text)


@pytest.mark.parametrize(("way", "place"), [("en-phone", 3), ("zh", 4)])
def test_nothing_is_offered_while_the_mood_falls(
    open_chat: OpenChat, shoppers: list[Shopper], way: str, place: int
) -> None:
    speech = WAYS[way][0]
    chat = open_chat(shoppers[place], way)
    *before, asked = speech.unhappy
    for text in before:
        chat.ask(text)
    assert chat.ask(asked, speech.something_wrong).cards == ()


def test_the_agent_sees_the_same_product_for_the_same_reason(
    browser: Browser, product: Product, open_chat: OpenChat, shoppers: list[Shopper]
) -> None:
    shopper = shoppers[8]
    first = open_chat(shopper).ask(EN.recommend).cards[0]
    context = browser.new_context(viewport=DESKTOP, locale="en-GB")
    page = context.new_page()
    page.goto(find_setup_link(product))
    for label, text in (("Name", "Ana Ruiz"), ("E-mail", EMAIL), ("Password", PASSWORD)):
        page.get_by_label(label).first.fill(text)
    page.get_by_role("button", name="Make the account").click()
    page.get_by_role("link", name="Conversations").first.click()
    page.get_by_role("link", name=shopper.name).first.click()
    best = page.locator("#beside .next[data-reference^='product:']").first
    expect(best).to_contain_text(first.title)
    [cause] = [name for name in shopper.ordered if first.reason.endswith(name)]
    expect(best).to_contain_text(cause)
    context.close()
