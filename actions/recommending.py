"""Recommending: what is new for somebody, what they describe, what they want once more."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from actions.action import FrontdeskAction, ask_identity
from actions.answer import Answer
from actions.asking import (
    asks_beside,
    asks_why,
    refuses,
    wants_list,
    wants_others,
    wants_thing,
)
from actions.handoff import apologise
from actions.mentions import find_item
from actions.offers import asks_again, hold_back, note_offer, stop_offering
from actions.product_cards import name_words, reason_of, show_recommended
from actions.refining import Asked, keep_shown, read_asked
from actions.turn import Turn
from actions.wanted import describes, find_called, keep_wanted
from actions.wording import listing, word
from crm_backend.analytics.product_search import (
    Found,
    Match,
    Wish,
    find_described,
    find_newest,
)
from crm_backend.analytics.product_search.wishes import say_terms
from crm_backend.analytics.recommendations import Recommendation, recommend, recommend_again
from crm_backend.analytics.recommendations.trying import POPULAR, find_trial
from crm_backend.catalog.models import Product
from crm_backend.catalog.service import find_category
from crm_backend.matching import split_words
from kernel.messages import Card

SHOWN = 3
RANKED = 60  # recommendations looked at to order what was found by name, or to keep to a price


class ActionRecommendProduct(FrontdeskAction):
    """Recommends what is in stock, each with a reason; never to somebody angry or wronged."""

    def answer(self, session: Session, turn: Turn) -> Answer:
        """Show cards with reasons."""
        if refuses(turn):
            return stop_offering()
        is_asked = wants_thing(turn) or wants_others(turn)
        if turn.is_angry and not is_asked and not wants_list(turn):
            return apologise(turn)
        instead = hold_back(session, turn, is_asked=is_asked)
        if instead is not None:
            return instead
        answer = self._answer_wish(session, turn)
        # "Show me your damn lamps" is a wish none the less.
        return answer.soften() if turn.is_angry else answer

    def _answer_wish(self, session: Session, turn: Turn) -> Answer:
        if asks_why(turn):
            return Answer().utter("utter_recommend_product_why")
        asked = read_asked(turn)
        if asks_again(turn) and not asked.goes_on:
            return self._offer_again(session, turn)
        if asks_beside(turn) and turn.customer_id is None:
            return ask_identity(turn, self.name())
        answer = self._offer_asked(session, asked)
        if asked.is_cheaper and not answer.cards:
            return self._offer_asked(session, asked.sink())
        return answer

    def _offer_asked(self, session: Session, asked: Asked) -> Answer:
        called = find_called(session, asked.turn)
        answer = self._offer_described(session, asked, called) if describes(asked) else None
        answer = answer or self._offer_named(session, asked, called)
        if answer is None and asked.wish.sort == "newest":
            answer = self._offer_newest(session, asked)
        return answer or self._offer_best(session, asked)

    def _offer_again(self, session: Session, turn: Turn) -> Answer:
        if turn.customer_id is None:
            return ask_identity(turn, self.name())
        found = recommend_again(
            session, customer_id=turn.customer_id, now=turn.now, limit=SHOWN, is_asked=True
        )
        if not found:
            return Answer().utter("utter_recommend_product_again_none")
        answer = Answer().utter("utter_recommend_product_again", cards=show_all(found, turn))
        answer.set(shown=None)  # others than these would not be what was bought
        return note_offer(answer, found, turn, self.workplace.holdout, "again")

    def _offer_described(
        self, session: Session, asked: Asked, called: Sequence[Product]
    ) -> Answer | None:
        turn = asked.turn
        found = find_described(
            session,
            wish=asked.wish,
            customer_id=turn.customer_id,
            now=turn.now,
            limit=SHOWN,
            category_id=find_shelf(session, turn),
            holdout=self.workplace.holdout,
            among={one.id for one in called} or None,
            without=asked.without,
        )
        if found is None:
            return None
        if not found.matches:
            is_limited = asked.wish.has_price or asked.wish.avoided or asked.without
            return Answer().utter(asked.nothing) if is_limited else None
        answer = self._show_matches(name_response(found), found.matches, asked)
        if found.other_currency:
            answer.utter("utter_recommend_product_currency", currency=found.other_currency)
        return answer

    def _offer_newest(self, session: Session, asked: Asked) -> Answer | None:
        shelf = find_shelf(session, asked.turn)
        found = find_newest(
            session, now=asked.turn.now, limit=SHOWN, category_id=shelf, without=asked.without
        )
        return self._show_matches("utter_recommend_product_newest", found, asked) if found else None

    def _show_matches(self, response: str, matches: Sequence[Match], asked: Asked) -> Answer:
        turn = asked.turn
        cards = [show_match(one, asked.wish, turn) for one in matches]
        answer = keep_shown(Answer(), asked, [one.product for one in matches])
        shown = [as_recommendation(one) for one in matches]
        answer.utter(asked.response or response, cards=cards)
        return note_offer(answer, shown, turn, self.workplace.holdout, "search")

    def _offer_best(self, session: Session, asked: Asked) -> Answer:
        turn, wish = asked.turn, asked.wish
        trial = find_trial(
            session,
            target="chat",
            customer_id=turn.customer_id,
            holdout=self.workplace.holdout,
            now=turn.now,
        )
        is_picky = wish.has_price or wish.sort or asked.without
        found = recommend(
            session,
            customer_id=turn.customer_id,
            now=turn.now,
            limit=RANKED if is_picky else SHOWN,
            category_id=find_shelf(session, turn),
            holdout=self.workplace.holdout,
            is_popular=trial is not None and trial.arm == POPULAR,
        )
        kept = keep_wanted([one.product for one in found], asked)
        by_id = {one.product.id: one for one in found}
        found = [by_id[product.id] for product in kept[:SHOWN]]
        # Counted even where nothing was found: that may itself be what the strategy does.
        answer = Answer(trials=[trial] if trial is not None else [])
        if not found:
            return answer.utter(asked.nothing)
        response = asked.response or "utter_recommend_product"
        answer.utter(response, cards=show_all(found, turn))
        keep_shown(answer, asked, [one.product for one in found])
        return note_offer(answer, found, turn, self.workplace.holdout)

    def _offer_named(
        self, session: Session, asked: Asked, called: Sequence[Product]
    ) -> Answer | None:
        turn, item = asked.turn, find_item(asked.turn)
        found = [product for product in called if product.stock > 0]
        if not found:
            return None  # a whole category: the best of it
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
        shown = keep_wanted(found, asked)[:SHOWN]
        if not shown:
            return Answer().utter(asked.nothing)
        fits = word("fits", turn.language, name=item)
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
        answer = keep_shown(Answer(), asked, shown)
        answer.utter(asked.response or "utter_recommend_product", cards=cards)
        return note_offer(answer, offered, turn, self.workplace.holdout, "search")


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
    if item and item not in said and set(split_words(item)) & name_words(match.product):
        said = [item, *(one for one in said if one not in item)]
    reason = word("meets", turn.language, name=listing(said, turn.language)) if said else ""
    return show_recommended(match.product, turn.language, reason)


def as_recommendation(match: Match) -> Recommendation:
    """Return what was found by its words as a recommendation that nothing else speaks for."""
    return Recommendation(match.product, match.score, None, "popular", strategy="text")
