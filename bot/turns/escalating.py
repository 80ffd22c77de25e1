"""At the end of a turn: is this a person's by now? Handed over where one is there, else offered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.handoff import service as handoff
from bot.handoff.desk import read_setting
from bot.handoff.presence import find_staffing
from bot.handoff.reasons import Escalation, Reason, Situation
from bot.handoff.speaking import announce
from bot.labelling import UNSURE
from bot.ledger.claims import Claim
from bot.ledger.finish import Ending
from bot.ledger.messages import Draft, post
from bot.ledger.models import Message
from bot.mood_trend import is_falling
from bot.payloads import PERSON, person_button
from bot.turns.questions import Asking
from bot.wording import say
from crm_backend.orders.models import Order
from kernel.messages import Handoff, Reply

LOW = -0.3  # a mood above this is no reason, wherever it came from
LOOKED_AT = 12  # messages: the last few of the customer are among them
COMPLAINT = "complain"
LEADS_TO_PERSON = (PERSON, "/request_human")
OFFERS: dict[str, str] = {"mood": "mood_falls"}  # by reason; the others have one wording


def escalate(
    session: Session, *, claim: Claim, ending: Ending, asking: Asking, now: datetime
) -> None:
    """Weigh the conversation; hand it over or offer a person where a reason holds."""
    if calls_person(ending.replies):
        return
    reasons = read_setting(session, Escalation).find_reasons(
        read_situation(session, claim, ending, asking)
    )
    if not reasons:
        return
    urgent = [one for one in reasons if one.then == "hand_over"]
    if urgent and find_staffing(session, now=now).is_staffed:
        announce(session, claim.conversation_id, "escalated", now)
        handoff.request_handoff(
            session, conversation_id=claim.conversation_id, reasons=reasons, now=now, actor="bot"
        )
    elif not offers_person(ending.replies):
        _offer(session, claim, ending, reasons, now)


def _offer(
    session: Session, claim: Claim, ending: Ending, reasons: Sequence[Reason], now: datetime
) -> None:
    spoken = ending.language
    text = say(OFFERS.get(reasons[0].code, "person_offered"), spoken)
    drafts = [Draft("bot", Reply(text=text, buttons=(person_button(spoken),)))]
    post(session, conversation_id=claim.conversation_id, drafts=drafts, now=now)


def calls_person(replies: Sequence[Reply]) -> bool:
    """Tell whether an answer puts the customer in line already."""
    return any(isinstance(one, Handoff) for reply in replies for one in reply.directives)


def offers_person(replies: Sequence[Reply]) -> bool:
    """Tell whether an answer has a button that leads to a person."""
    offered = [button.payload for reply in replies for button in reply.buttons]
    return any(payload.startswith(LEADS_TO_PERSON) for payload in offered)


def read_situation(session: Session, claim: Claim, ending: Ending, asking: Asking) -> Situation:
    """Return the conversation as the rules see it; what costs a query is read where it counts."""
    understood = ending.understanding or {}
    intent = str((understood.get("intent") or {}).get("name") or "")
    intents = frozenset({intent, *map(str, understood.get("also") or ())})
    mood = (understood.get("sentiment") or {}).get("score")
    is_low = mood is not None and mood <= LOW
    history = _read_history(session, claim) if is_low or intent in UNSURE else History()
    owner = asking.customer_id if COMPLAINT in intents else None
    return Situation(
        text=asking.text,
        intent=intent,
        intents=intents,
        language=ending.language,
        channel=claim.channel,
        is_verified=asking.customer_id is not None,
        unclear=history.unclear,
        mood=float(mood or 0.0),
        is_mood_falling=is_low and is_falling(history.moods),
        has_failed=ending.reason is not None,
        spent_cents=0 if owner is None else _read_spent(session, owner),
    )


@dataclass(frozen=True)
class History:
    """The customer's last messages since a person was here: moods, the oldest first; how many of
    the newest in a row were not understood."""

    moods: tuple[float, ...] = ()
    unclear: int = 0


def _read_history(session: Session, claim: Claim) -> History:
    query = (
        select(Message)
        .where(Message.conversation_id == claim.conversation_id, Message.id <= claim.message_id)
        .order_by(Message.id.desc())
        .limit(LOOKED_AT)
    )
    moods: list[float] = []
    read: list[str] = []
    for message in session.scalars(query):
        if message.sender in ("agent", "system"):
            break
        if message.sender == "customer" and message.understanding is not None:
            read.append(str((message.understanding.get("intent") or {}).get("name") or ""))
            if message.sentiment_score is not None:
                moods.append(message.sentiment_score)
    clear = next((place for place, name in enumerate(read) if name not in UNSURE), len(read))
    return History(tuple(reversed(moods)), clear)


def _read_spent(session: Session, customer_id: int) -> int:
    query = select(func.sum(Order.total_cents)).where(
        Order.customer_id == customer_id, Order.status != "cancelled"
    )
    return session.scalar(query) or 0
