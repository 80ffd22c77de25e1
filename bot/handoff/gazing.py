"""Who is looking at a conversation or typing in it right now: a soft lock that holds nobody up."""

from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.handoff.moves import Agent
from bot.ledger.conversations import get_conversation
from bot.ledger.ledger import Ledger
from bot.ledger.models import Conversation
from bot.ledger.notes import add_note
from bot.ledger.staff_models import Gaze, Gazing

FRESH = timedelta(seconds=12)  # a page tells every five seconds: one time may be missed
RENEW = timedelta(seconds=4)  # more often would only write
CUSTOMER = Agent("customer", "")  # stands among those who type, so that the agent waits for it


def is_gaze_due(
    session: Session, *, conversation_id: str, agent_id: str, state: Gazing, now: datetime
) -> bool:
    """Tell whether a sign of life would change anything: a look that takes no write lock."""
    row = session.get(Gaze, (conversation_id, agent_id))
    return row is None or row.state != state or row.seen_at <= now - RENEW


def is_customer_sign_due(session: Session, *, conversation_id: str, now: datetime) -> bool:
    """Tell whether a person is there to see that the customer types, and does not know yet."""
    return is_with_person(session, conversation_id=conversation_id) and (
        is_gaze_due(
            session,
            conversation_id=conversation_id,
            agent_id=CUSTOMER.id,
            state="typing",
            now=now,
        )
    )


def is_with_person(session: Session, *, conversation_id: str) -> bool:
    """Tell whether a person has the chat."""
    found = session.get(Conversation, conversation_id)
    return found is not None and found.owner == "person"


def gaze(
    session: Session, *, conversation_id: str, agent: Agent, state: Gazing, now: datetime
) -> None:
    """Note that an agent looks at a conversation or types in it; raise `NotFound`."""
    row = session.get(Gaze, (conversation_id, agent.id))
    if row is None:
        get_conversation(session, conversation_id=conversation_id)
        row = _begin(session, conversation_id, agent, state, now)
        add_note(session, "desk", conversation_id)
    if row.state != state or row.seen_at <= now - FRESH:
        row.state, row.since = state, now
        add_note(session, "desk", conversation_id)
    row.name, row.seen_at = agent.name, now
    session.flush()


async def keep_gaze(
    ledger: Ledger, *, conversation_id: str, agent: Agent, state: Gazing, now: datetime
) -> bool:
    """Do what `gaze` does where that tells anything; returns whether it wrote."""
    is_due = await ledger.read(
        lambda session: is_gaze_due(
            session, conversation_id=conversation_id, agent_id=agent.id, state=state, now=now
        )
    )
    if is_due:
        await ledger.write(
            lambda session: gaze(
                session, conversation_id=conversation_id, agent=agent, state=state, now=now
            )
        )
    return is_due


def _begin(
    session: Session, conversation_id: str, agent: Agent, state: Gazing, now: datetime
) -> Gaze:
    """Store a first look; of two pages of one agent that open at once one does."""
    row = Gaze(
        conversation_id=conversation_id,
        agent_id=agent.id,
        name=agent.name,
        state=state,
        since=now,
        seen_at=now,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return session.get_one(Gaze, (conversation_id, agent.id))
    return row


def look_away(session: Session, *, conversation_id: str, agent_id: str) -> None:
    """Note that an agent has left a conversation."""
    mine = (Gaze.conversation_id == conversation_id, Gaze.agent_id == agent_id)
    if session.scalar(delete(Gaze).where(*mine).returning(Gaze.agent_id)) is not None:
        add_note(session, "desk", conversation_id)


def list_gazes(
    session: Session, *, conversation_id: str, now: datetime, but: str | None = None
) -> list[Gaze]:
    """Return who looks at a conversation now, who types first; `but` leaves out who asks."""
    query = select(Gaze).where(
        Gaze.conversation_id == conversation_id,
        Gaze.seen_at > now - FRESH,
        Gaze.agent_id != (but or ""),
    )
    return list(session.scalars(query.order_by(Gaze.state.desc(), Gaze.since, Gaze.agent_id)))


def has_stale(session: Session, *, now: datetime) -> bool:
    """Tell whether somebody's page has gone without a word."""
    return bool(session.scalar(select(exists().where(Gaze.seen_at <= now - FRESH))))


def sweep_gazes(session: Session, *, now: datetime) -> int:
    """Forget them and tell the pages that showed them; returns how many."""
    gone = session.scalars(
        delete(Gaze).where(Gaze.seen_at <= now - FRESH).returning(Gaze.conversation_id)
    ).all()
    for conversation_id in set(gone):
        add_note(session, "desk", conversation_id)
    return len(gone)
