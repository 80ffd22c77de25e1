"""Products in words and as cards, and finding the one a customer means."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from actions.answer import button
from actions.memory import find_focus, find_pointed
from actions.mentions import find_choice, find_item
from actions.turn import Turn
from actions.wording import money, word
from crm_backend.analytics.product_search.wishes import is_word
from crm_backend.analytics.recommendations import Recommendation
from crm_backend.catalog.models import Product
from crm_backend.catalog.service import find_products, get_product
from crm_backend.matching import split_words
from kernel.errors import NotFound
from kernel.messages import Button, Card
from kernel.turns import Language

SHOWN = 4
MAX_DESCRIPTION = 160
MIN_WORD = 3  # letters of a word that may name a product


def show_product(
    product: Product, language: Language, *, reason: str = "", buttons: Sequence[Button] = ()
) -> Card:
    """Return a product as a card; what it says below the title is what there is to say."""
    stock = word("in_stock" if product.stock > 0 else "sold_out", language)
    description = product.description(language)
    if len(description) > MAX_DESCRIPTION:
        description = description[: MAX_DESCRIPTION - 1].rstrip() + "…"
    return Card(
        title=product.name(language),
        subtitle=f"{stock} · {description}" if description else stock,
        image=product.image_path,
        price=price_of(product),
        reason=reason,
        buttons=tuple(buttons),
    )


def price_of(product: Product) -> str:
    """Return the price, as people read it."""
    return money(product.price_cents, product.currency)


def choose_button(product: Product, label: str, intent: str) -> Button:
    """Return a button that says `intent` about this product."""
    return button(label, intent, choice=f"sku:{product.sku}")


def show_recommended(product: Product, language: Language, reason: str = "") -> Card:
    """Return a product as a card with what to ask next."""
    buttons = (
        choose_button(product, word("label_more", language), "ask_price"),
        choose_button(product, word("label_stock", language), "check_availability"),
    )
    return show_product(product, language, reason=reason, buttons=buttons)


NAMED = {"bought_together": "because", "alike": "alike", "goes_with": "goes_with"}
UNNAMED = {
    "history": "history",
    "goes_with": "goes_with_all",
    "chosen": "chosen",
    "similar_customers": "similar",
}


def reason_of(item: Recommendation, language: Language) -> str:
    """Return why this is recommended, in words."""
    if item.because is not None:
        key = NAMED.get(item.basis, "because")
        return word(key, language, name=item.because.name(language))
    if item.basis == "again":
        return rhythm_of(item, language)
    return word(UNNAMED.get(item.basis, "popular"), language)


def rhythm_of(item: Recommendation, language: Language) -> str:
    """Return how often this was bought, in words."""
    if item.gap_weeks is not None and item.gap_weeks > 1:
        return word("again_weeks", language, count=str(item.gap_weeks))
    if item.gap_weeks == 1:
        return word("again_week", language)
    if item.times > 1:
        return word("again_times", language, count=str(item.times))
    return word("again_once", language)


def find_meant(session: Session, turn: Turn) -> list[Product]:
    """Return the products the customer may mean, best first: chosen, named, or just shown."""
    chosen, item = find_choice(turn, "sku"), find_item(turn)
    if not item:
        chosen = chosen or find_pointed(turn)
    if item and not chosen:
        return search(session, turn, item)
    found = [] if chosen else find_in_words(session, turn)
    sku = chosen or find_focus(turn, "product")
    if found or sku is None:
        return found
    try:
        return [get_product(session, sku=sku)]
    except NotFound:
        return []


def find_in_words(session: Session, turn: Turn) -> list[Product]:
    """Return the products of whose names the plain words of this message hold a part."""
    said = filter(is_word, split_words(turn.text))
    named = {word for word in said if len(word) >= MIN_WORD or not word.isascii()}
    if not named:
        return []
    found = search(session, turn, turn.text)
    return [item for item in found if named & name_words(item)]


def name_words(product: Product) -> set[str]:
    """Return the words of a product's names in both languages."""
    return {*split_words(product.name_en), *split_words(product.name_zh)}


def search(session: Session, turn: Turn, item: str, limit: int = SHOWN) -> list[Product]:
    """Return the products that `item` names; one alone where its name is said exactly."""
    found = find_products(session, text=item, language=turn.language, limit=limit)
    said = split_words(item)
    exact = [
        product
        for product in found
        if said in (split_words(product.name_en), split_words(product.name_zh))
    ]
    return exact[:1] or closest(found, turn) or found


def closest(found: Sequence[Product], turn: Turn) -> list[Product]:
    """Return the one product of whose name the message holds most, if there is one such."""
    said = set(split_words(turn.text))
    shared = [
        len(said & {*split_words(item.name_en), *split_words(item.name_zh)}) for item in found
    ]
    best = max(shared, default=0)
    return [found[shared.index(best)]] if shared.count(best) == 1 and best > 1 else []
