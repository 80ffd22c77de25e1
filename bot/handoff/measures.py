"""What is noted of a handoff while it goes on, so that reports need not read transcripts."""

from datetime import datetime

from sqlalchemy import func, literal, update
from sqlalchemy.orm import Session

from bot.handoff.models import Handoff
from kernel.db import UtcDateTime


def note_answer(session: Session, *, conversation_id: str, agent_id: str, now: datetime) -> None:
    """Count an agent's answer, and keep when and by whom the first came."""
    session.execute(
        update(Handoff)
        .where(Handoff.conversation_id == conversation_id, Handoff.ended_at.is_(None))
        .values(
            answers=Handoff.answers + 1,
            first_answer_at=func.coalesce(Handoff.first_answer_at, literal(now, UtcDateTime())),
            first_answer_by=func.coalesce(Handoff.first_answer_by, agent_id),
        )
        .execution_options(synchronize_session=False)
    )


def note_rating(session: Session, *, conversation_id: str, message_id: int, score: int) -> None:
    """Keep with a handoff how its customer found it, if this message asked for that."""
    session.execute(
        update(Handoff)
        .where(Handoff.conversation_id == conversation_id, Handoff.rating_id == message_id)
        .values(rating=score)
        .execution_options(synchronize_session=False)
    )
