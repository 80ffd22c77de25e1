"""Offering: when it is not the moment, what goes beside an order, and what is noted of it."""

import re
from collections.abc import Sequence

from sqlalchemy.orm import Session

from actions.answer import Answer, button
from actions.product_cards import reason_of, show_recommended
from actions.turn import Turn
from actions.wording import word
from crm_backend.analytics.experiments.exposing import expose
from crm_backend.analytics.recommendations import Holdout, Recommendation, recommend_with
from crm_backend.analytics.recommendations.holds import find_complaint, find_mood_hold
from crm_backend.analytics.recommendations.models import ListName
from crm_backend.analytics.recommendations.offers import (
    draft_offers,
    has_offered,
    mark_clicked,
    record_offers,
)
from crm_backend.orders.models import Order
from kernel.moods import is_falling
from kernel.runtime import Runtime

OFFERED_FOR = ("placed", "paid", "packed", "shipped", "delivered")
CONTENT = -0.2  # sentiment below which nobody is offered what they did not ask for
# "The same again": of a purchase, and not of the talk ("say that again").
AGAIN = re.compile(
    r"\b(?:re-?(?:order|buy|stock|purchase|fill)|(?:buy|order|get|purchase)\b.{0,40}\b(?:again|same)"
    r"|(?:buy|order|get)\b.{0,20}\bwhat i (?:bought|ordered|had|got)\b"
    r"|(?:same|usual)\b.{0,20}\b(?:again|as (?:last|before)|please|order)|(?:my|the) usual)\b"
    r"|再(?:买|来|订|下|购)一?(?:次|单|份|些|点|样)|再(?:买|来|订)[^次]{0,6}(?:一样|同样)|回购|复购"
    r"|(?:一样|同样|上次|老样子)[^。！？]{0,8}(?:再|重新)[^。！？]{0,6}(?:买|订|来|下单|份)"
    r"|再(?:买|来|订|下单)|重新(?:买|订|下单)|老样子",
    re.IGNORECASE,
)


def asks_again(turn: Turn) -> bool:
    """Tell whether the message is about buying once more what was bought before."""
    return bool(AGAIN.search(turn.text))


def hold_back(session: Session, turn: Turn, *, is_asked: bool = False) -> Answer | None:
    """Return what is said in place of an offer where it is not the moment for one; None mostly.

    Where `is_asked`, plainly and for a thing, the mood of this one message is no reason.
    """
    language = turn.language
    number = find_complaint(
        session, customer_id=turn.customer_id, conversation_id=turn.context.conversation_id
    )
    if number is not None:
        track = button(word("label_ticket_track", language), "track_ticket", ticket_number=number)
        human = button(word("label_human", language), "request_human")
        return Answer().utter(
            "utter_recommend_product_complaint", buttons=[track, human], ticket_number=number
        )
    if is_asked or find_mood_hold(turn.moods) is None:
        return None
    ticket = button(word("label_ticket", language), "open_ticket")
    human = button(word("label_human", language), "request_human")
    return Answer().utter("utter_recommend_product_later", buttons=[ticket, human])


def stop_offering() -> Answer:
    """Return the word that nothing more is offered; the conversation keeps to it."""
    return Answer().utter("utter_stop").set(offers_unwanted=True)


def note_offer(
    answer: Answer,
    found: Sequence[Recommendation],
    turn: Turn,
    holdout: Holdout,
    list_name: ListName = "new",
) -> Answer:
    """Have it stored that these were shown in the chat."""
    answer.offers += draft_offers(
        found,
        place="chat",
        list_name=list_name,
        customer_id=turn.customer_id,
        holdout=holdout,
    )
    return answer


def offer_beside(
    session: Session, turn: Turn, order: Order, answer: Answer, holdout: Holdout
) -> Answer:
    """Add one product that goes with an order to the answer about it.

    At most once a conversation, and never where somebody wants no offers, is not content, has a
    complaint open, waits for a late parcel, or said something else that is not yet answered. Who
    is held out is shown nothing; what they would have been shown is noted.
    """
    if not may_offer_beside(session, turn, order, answer):
        return answer
    found = recommend_with(
        session,
        product_ids=[line.product_id for line in order.lines],
        customer_id=turn.customer_id,
        now=turn.now,
        limit=1,
    )
    if not found:
        return answer
    is_held = holdout.holds(turn.customer_id)
    answer.offers += draft_offers(
        found,
        place="after_order",
        list_name="basket",
        customer_id=turn.customer_id,
        holdout=holdout,
        is_shown=not is_held,
    )
    if is_held:
        return answer
    cards = [
        show_recommended(one.product, turn.language, reason_of(one, turn.language)) for one in found
    ]
    return answer.utter("utter_goes_with_order", cards=cards)


def may_offer_beside(session: Session, turn: Turn, order: Order, answer: Answer) -> bool:
    """Tell whether something may be offered beside an order."""
    is_late = any(one.endswith("_late") for one in answer.responses)
    is_busy = turn.form is not None or turn.also or answer.follow_ups
    is_unwanted = bool(turn.slots.get("offers_unwanted"))
    moods = turn.moods or (turn.sentiment,)
    if order.status not in OFFERED_FOR or is_late or is_busy or is_unwanted:
        return False
    if turn.sentiment < CONTENT:
        return False
    if find_mood_hold(moods) is not None or (moods[-1] < 0 and is_falling(moods)):
        return False
    chat = turn.context.conversation_id
    if has_offered(
        session, conversation_id=chat, place="after_order", without_key=turn.key("offer")
    ):
        return False
    return find_complaint(session, customer_id=turn.customer_id, conversation_id=chat) is None


def keep_offers(runtime: Runtime, turn: Turn, answer: Answer) -> None:
    """Store what an answer offered, by which arm, and which offer was pressed: in one write.

    Of a rehearsal nothing stays.
    """
    if turn.context.is_rehearsal or not (answer.offers or answer.pressed or answer.trials):
        return
    chat = turn.context.conversation_id
    with runtime.db.transaction() as session:
        record_offers(
            session,
            offers=answer.offers,
            key=turn.key("offer"),
            now=turn.now,
            customer_id=turn.customer_id,
            conversation_id=chat,
        )
        if turn.customer_id is not None:
            for given in answer.trials:
                expose(session, given, customer_id=turn.customer_id, now=turn.now)
        for sku in answer.pressed:
            mark_clicked(session, conversation_id=chat, sku=sku, now=turn.now)
