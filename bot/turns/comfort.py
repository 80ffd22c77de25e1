"""A person is offered when a customer's mood falls, before anybody has to ask for one."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.ledger.claims import Claim
from bot.ledger.finish import Ending
from bot.ledger.models import Message
from bot.mood_trend import FALLING, is_falling
from bot.payloads import PERSON, person_button
from bot.wording import say
from kernel.messages import Handoff, Reply

LOW = -0.3  # a mood above this is no reason, wherever it came from
LEADS_TO_PERSON = (PERSON, "/request_human")


def find_comfort(session: Session, claim: Claim, ending: Ending) -> Reply | None:
    """Return the offer of a person after an answer, or None where there is no reason for one.

    The reason: each of the customer's last three messages was sadder than the one before, and the
    answer neither calls a person nor offers one.
    """
    felt = ((ending.understanding or {}).get("sentiment") or {}).get("score")
    if felt is None or felt > LOW or leads_to_person(ending.replies):
        return None
    if not is_falling(read_moods(session, claim)):
        return None
    spoken = ending.language
    return Reply(text=say("mood_falls", spoken), buttons=(person_button(spoken),))


def leads_to_person(replies: Sequence[Reply]) -> bool:
    """Tell whether an answer calls a person or offers one already."""
    called = any(isinstance(one, Handoff) for reply in replies for one in reply.directives)
    offered = [button.payload for reply in replies for button in reply.buttons]
    return called or any(payload.startswith(LEADS_TO_PERSON) for payload in offered)


def read_moods(session: Session, claim: Claim) -> list[float]:
    """Return the scores of the customer's last messages up to this turn's, the newest last."""
    query = (
        select(Message.sentiment_score)
        .where(
            Message.conversation_id == claim.conversation_id,
            Message.id <= claim.message_id,
            Message.sentiment_score.is_not(None),
        )
        .order_by(Message.id.desc())
        .limit(FALLING)
    )
    return [score for score in reversed(session.scalars(query).all()) if score is not None]
