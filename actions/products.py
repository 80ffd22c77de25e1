"""Products: availability, price, comparison. Nobody need say who they are."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from actions.action import RECOMMEND, FrontdeskAction
from actions.answer import Answer
from actions.asking import wants_list, wants_others, wants_thing
from actions.knowledge import find_text
from actions.memory import find_focus, keep_focus
from actions.mentions import find_choice, find_item, find_quantity
from actions.product_cards import (
    choose_button,
    find_meant,
    price_of,
    search,
    show_product,
    show_recommended,
)
from actions.turn import Turn
from actions.wording import word
from crm_backend.catalog.models import Product
from crm_backend.catalog.service import find_products

SHOWN = 3
FEW = 5  # pieces in stock from which on the number is said
FREE_FORMS = ("ticket_form", "comment_form")


class ProductAction(FrontdeskAction):
    """Base of what is about one product: named, chosen by a button, or just shown."""

    softens = True

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Find the product and speak about it; ask where several fit."""
        found = find_meant(session, turn)
        if len(found) == 1:
            answer = self.speak(session, turn, found[0])
            if find_choice(turn, "sku") == found[0].sku:
                answer.pressed.append(found[0].sku)
            return keep_focus(answer, turn, product=found[0].sku)
        is_told = turn.wish.narrows or turn.wish.has_price or turn.wish.sort
        if (found and is_told and turn.form is None) or (not found and asks_for_list(turn)):
            return Answer().follow(RECOMMEND)
        if found:
            return self._ask_which(turn, found)
        if find_item(turn):
            return Answer().utter("utter_product_not_found", product=find_item(turn))
        return Answer().utter("utter_ask_product")

    def speak(self, session: Session, turn: Turn, product: Product) -> Answer:
        """Say it about this product."""
        raise NotImplementedError

    def _ask_which(self, turn: Turn, found: Sequence[Product]) -> Answer:
        intent = self.name().removeprefix("action_")
        label = word("label_more", turn.language)
        cards = [
            show_product(item, turn.language, buttons=[choose_button(item, label, intent)])
            for item in found
        ]
        buttons = [choose_button(item, item.name(turn.language)[:60], intent) for item in found]
        answer = Answer().utter("utter_choose_product", cards=cards, buttons=buttons)
        return answer.set(shown=None)  # "the second one" is none of an earlier list


def asks_for_list(turn: Turn) -> bool:
    """Tell whether the words of a message ask for a list, or for what is within a price alone."""
    if turn.form is not None:
        return False
    is_price = turn.wish.has_price and not turn.wish.words
    is_thing = not find_item(turn) and wants_thing(turn)
    return wants_list(turn) or is_thing or is_price


class ActionCheckAvailability(ProductAction):
    """Tells whether a product is in stock."""

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Answer "have you got these in green?" with a list, where a list was shown."""
        is_of_one = find_choice(turn, "sku") or find_focus(turn, "product")
        if not is_of_one and wants_others(turn):
            return Answer().follow(RECOMMEND)
        return super().answer(session, turn)

    def speak(self, session: Session, turn: Turn, product: Product) -> Answer:
        """Say it, with what is like it where it is sold out."""
        name, wanted = product.name(turn.language), find_quantity(turn) or 1
        if product.stock == 0:
            return self._offer_others(session, turn, product)
        cards = [show_product(product, turn.language)]
        facts = {"product": name, "stock": str(product.stock)}
        if product.stock < wanted:
            outcome = "too_few"
            facts["quantity"] = str(wanted)
        else:
            outcome = "few" if product.stock <= FEW else "in_stock"
        return Answer().utter(f"utter_check_availability_{outcome}", facts, cards=cards)

    def _offer_others(self, session: Session, turn: Turn, product: Product) -> Answer:
        shelf = product.category.slug  # in stock first
        alike = find_products(session, text="", language="en", category=shelf, limit=2 * SHOWN)
        cards = [
            show_recommended(item, turn.language, "")
            for item in alike
            if item.id != product.id and item.stock > 0
        ][:SHOWN]
        name = product.name(turn.language)
        if not cards:
            return Answer().utter("utter_check_availability_sold_out_alone", product=name)
        return Answer().utter("utter_check_availability_sold_out", cards=cards, product=name)


class ActionAskPrice(ProductAction):
    """Tells the price of a product; in a form, what that service costs."""

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Answer "what does that cost?" from where it is asked."""
        if turn.form in FREE_FORMS and not find_item(turn):
            return Answer().utter("utter_ask_price_ticket")
        if turn.form == "return_form" and not find_item(turn):
            article = find_text(session, "ask_return_policy", turn.language)
            if article is not None:
                return Answer().utter("utter_answer_from_knowledge", article=article)
        return super().answer(session, turn)

    def speak(self, session: Session, turn: Turn, product: Product) -> Answer:
        """Say the price and show the product."""
        label = word("label_stock", turn.language)
        buttons = [choose_button(product, label, "check_availability")]
        return Answer().utter(
            "utter_ask_price",
            cards=[show_product(product, turn.language, buttons=buttons)],
            product=product.name(turn.language),
            price=price_of(product),
        )


class ActionCompareProducts(FrontdeskAction):
    """Puts two or three products side by side."""

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Show the best match of each thing named, or the best of the one thing named."""
        named = turn.entities.get("product", ())
        found = [search(session, turn, item) for item in named[:SHOWN]]
        products = [items[0] for items in found if items]
        if len(named) == 1 and found:
            products = found[0][:SHOWN]
        unique = list({product.id: product for product in products}.values())
        if len(unique) < 2:
            return Answer().utter("utter_compare_products_which")
        cards = [show_recommended(product, turn.language, "") for product in unique]
        return Answer().utter("utter_compare_products", cards=cards)
