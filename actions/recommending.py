"""Recommending: what is new for somebody, what they describe, what they want once more."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from actions.action import FrontdeskAction, ask_identity
from actions.answer import Answer
from actions.handoff import apologise
from actions.mentions import find_item
from actions.offers import asks_again, hold_back, note_offer
from actions.product_cards import reason_of, show_recommended
from actions.turn import Turn
from actions.wording import listing, word
from crm_backend.analytics.product_search import Found, Match, Wish, find_described, read_wish
from crm_backend.analytics.product_search.wishes import say_terms
from crm_backend.analytics.recommendations import Recommendation, recommend, recommend_again
from crm_backend.analytics.recommendations.trying import POPULAR, find_trial
from crm_backend.catalog.service import find_category, find_products
from kernel.messages import Card

SHOWN = 3
RANKED = 60  # recommendations looked at to order what was found by name, or to keep to a price


class ActionRecommendProduct(FrontdeskAction):
    """Recommends what is in stock, each with a reason; never to somebody angry or wronged."""

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Show cards with reasons."""
        if turn.is_angry:
            return apologise(turn)
        instead = hold_back(session, turn)
        if instead is not None:
            return instead
        if asks_again(turn):
            return self._offer_again(session, turn)
        wish = read_wish(turn.text)
        answer = self._offer_described(session, turn, wish) if describes(turn, wish) else None
        return answer or self._offer_named(session, turn) or self._offer_best(session, turn, wish)

    def _offer_again(self, session: Session, turn: Turn) -> Answer:
        if turn.customer_id is None:
            return ask_identity(turn, self.name())
        found = recommend_again(
            session, customer_id=turn.customer_id, now=turn.now, limit=SHOWN, is_asked=True
        )
        if not found:
            return Answer().utter("utter_recommend_product_again_none")
        answer = Answer().utter("utter_recommend_product_again", cards=show_all(found, turn))
        return note_offer(answer, found, turn, self.workplace.holdout, "again")

    def _offer_described(self, session: Session, turn: Turn, wish: Wish) -> Answer | None:
        found = find_described(
            session,
            wish=wish,
            customer_id=turn.customer_id,
            now=turn.now,
            limit=SHOWN,
            category_id=find_shelf(session, turn),
            holdout=self.workplace.holdout,
        )
        if found is None or not found.matches:
            return None
        cards = [show_match(one, wish, turn) for one in found.matches]
        answer = Answer().utter(name_response(found), cards=cards)
        if found.other_currency:
            answer.utter("utter_recommend_product_currency", currency=found.other_currency)
        shown = [as_recommendation(one) for one in found.matches]
        return note_offer(answer, shown, turn, self.workplace.holdout, "search")

    def _offer_best(self, session: Session, turn: Turn, wish: Wish) -> Answer:
        trial = find_trial(
            session,
            target="chat",
            customer_id=turn.customer_id,
            holdout=self.workplace.holdout,
            now=turn.now,
        )
        found = recommend(
            session,
            customer_id=turn.customer_id,
            now=turn.now,
            limit=RANKED if wish.has_price else SHOWN,
            category_id=find_shelf(session, turn),
            holdout=self.workplace.holdout,
            is_popular=trial is not None and trial.arm == POPULAR,
        )
        found = [one for one in found if wish.may_cost(one.product.price_cents)][:SHOWN]
        # Counted even where nothing was found: that may itself be what the strategy does.
        answer = Answer(trials=[trial] if trial is not None else [])
        if not found:
            return answer.utter("utter_recommend_product_none")
        answer.utter("utter_recommend_product", cards=show_all(found, turn))
        return note_offer(answer, found, turn, self.workplace.holdout)

    def _offer_named(self, session: Session, turn: Turn) -> Answer | None:
        if not turn.entities.get("product"):
            return None  # a whole category: the best of it
        item = find_item(turn)
        found = find_products(session, text=item, language=turn.language, limit=10)
        found = [product for product in found if product.stock > 0]
        if not found:
            return None
        ranked = recommend(
            session,
            customer_id=turn.customer_id,
            now=turn.now,
            limit=RANKED,
            category_id=found[0].category_id,
            holdout=self.workplace.holdout,
        )
        known = {entry.product.id: entry for entry in ranked}
        found.sort(key=lambda product: product.id not in known)
        fits = word("fits", turn.language, name=item)
        shown = found[:SHOWN]
        cards = [
            show_recommended(
                product,
                turn.language,
                reason_of(known[product.id], turn.language) if product.id in known else fits,
            )
            for product in shown
        ]
        offered = [
            known.get(product.id) or as_recommendation(Match(product, (), 0.0)) for product in shown
        ]
        answer = Answer().utter("utter_recommend_product", cards=cards)
        return note_offer(answer, offered, turn, self.workplace.holdout, "search")


def describes(turn: Turn, wish: Wish) -> bool:
    """Tell whether a message says more than the name of a product or category."""
    if wish.concepts or wish.colours or wish.sizes:
        return True
    return wish.has_words and (wish.has_price or not find_item(turn))


def find_shelf(session: Session, turn: Turn) -> int | None:
    """Return the id of the category that a message names."""
    kind = turn.first("category")
    category = find_category(session, text=kind) if kind else None
    return category.id if category else None


def name_response(found: Found) -> str:
    """Return the response for what was found."""
    return "utter_recommend_product_found" if found.is_exact else "utter_recommend_product_near"


def show_all(found: Sequence[Recommendation], turn: Turn) -> list[Card]:
    """Return recommendations as cards with their reasons."""
    return [
        show_recommended(one.product, turn.language, reason_of(one, turn.language)) for one in found
    ]


def show_match(match: Match, wish: Wish, turn: Turn) -> Card:
    """Return what was found as a card that says which of the wishes it meets."""
    said = say_terms(wish, match.terms, turn.language)
    item = find_item(turn)
    if item and item not in said:
        said = [item, *(one for one in said if one not in item)]
    reason = word("meets", turn.language, name=listing(said, turn.language)) if said else ""
    return show_recommended(match.product, turn.language, reason)


def as_recommendation(match: Match) -> Recommendation:
    """Return what was found by its words as a recommendation that nothing else speaks for."""
    return Recommendation(match.product, match.score, None, "popular", strategy="text")
