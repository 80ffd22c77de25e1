"""What was suggested and what became of it."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.ledger.models import Message
from console.copilot.models import Outcome, SuggestionEvent
from console.copilot.suggesting import Suggestion
from console.copilot.vectors import cut_words
from kernel.errors import NotFound
from kernel.turns import Language

LEFT = 0.5  # of the words of a suggestion are still there: it was edited, not written anew


def hash_text(text: str) -> str:
    """Return what tells whether two texts are the same but for spaces."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def find_new(
    session: Session, *, conversation_id: str, agent_id: str, shown: Sequence[Suggestion]
) -> list[Suggestion]:
    """Return those of the suggestions that this agent was not shown, as they are now, before."""
    known = _read_known(session, conversation_id, agent_id, shown)
    return [one for one in shown if not _is_same(known.get(one.key), one)]


def _is_same(event: SuggestionEvent | None, one: Suggestion) -> bool:
    return event is not None and (event.place, event.text_hash) == (one.place, hash_text(one.text))


def _read_known(
    session: Session, conversation_id: str, agent_id: str, shown: Sequence[Suggestion]
) -> dict[str, SuggestionEvent]:
    if not shown:
        return {}
    query = select(SuggestionEvent).where(
        SuggestionEvent.conversation_id == conversation_id,
        SuggestionEvent.message_id == shown[0].message_id,
        SuggestionEvent.agent_id == agent_id,
    )
    return {event.key: event for event in session.scalars(query)}


def record_shown(
    session: Session,
    *,
    conversation_id: str,
    agent_id: str,
    language: Language,
    shown: Sequence[Suggestion],
    now: datetime,
) -> None:
    """Note what an agent was shown for a message, each reply once; settle what they passed over."""
    ignore_passed(session, conversation_id=conversation_id, agent_id=agent_id, now=now)
    known = _read_known(session, conversation_id, agent_id, shown)
    for one in shown:
        event = known.get(one.key)
        if event is not None:
            if not _is_same(event, one):
                event.place, event.text_hash, event.shown_at = one.place, hash_text(one.text), now
            continue
        event = SuggestionEvent(
            conversation_id=conversation_id,
            message_id=one.message_id,
            agent_id=agent_id,
            place=one.place,
            key=one.key,
            source=one.source,
            language=language,
            text_hash=hash_text(one.text),
            shown_at=now,
        )
        try:
            with session.begin_nested():
                session.add(event)
        except IntegrityError:
            continue  # two tabs of one agent: the other has noted it
    session.flush()


def record_use(
    session: Session,
    *,
    conversation_id: str,
    agent_id: str,
    message_id: int,
    place: int,
    is_edited: bool,
) -> str:
    """Note that an agent has used a suggestion and return its key; raise `NotFound` for none."""
    event = session.scalar(
        select(SuggestionEvent)
        .where(
            SuggestionEvent.conversation_id == conversation_id,
            SuggestionEvent.message_id == message_id,
            SuggestionEvent.agent_id == agent_id,
            SuggestionEvent.place == place,
        )
        .order_by(SuggestionEvent.shown_at.desc(), SuggestionEvent.id.desc())
        .limit(1)
    )
    if event is None:
        raise NotFound("There is no such suggestion any more.")
    event.outcome = "edited" if is_edited else "accepted"  # until something is sent
    session.flush()
    return event.key


def settle(
    session: Session,
    *,
    conversation_id: str,
    agent_id: str,
    text: str,
    now: datetime,
    basis: str = "",
) -> None:
    """Note what became of an agent's suggestions when they sent `text`.

    The same text is an accepted suggestion; one that was inserted and reads otherwise now was
    edited; the others that stood there were ignored. `basis` is the suggestion that was inserted
    last, where the page knows it: what kept less than half of its words was written anew. To be
    called where a reply is stored, in its transaction.
    """
    sent = hash_text(text)
    events = session.scalars(
        select(SuggestionEvent)
        .where(
            SuggestionEvent.conversation_id == conversation_id,
            SuggestionEvent.agent_id == agent_id,
            SuggestionEvent.settled_at.is_(None),
        )
        .order_by(SuggestionEvent.message_id.desc())
        .limit(10)
    ).all()
    newest = max((one.message_id for one in events), default=0)
    for event in events:
        if event.message_id == newest:
            is_left = not basis or event.text_hash != hash_text(basis) or has_left(text, basis)
            event.outcome = _judge(event, sent, is_left)
            event.settled_at = now


def _judge(event: SuggestionEvent, sent: str, is_left: bool) -> Outcome:
    if event.text_hash == sent:
        return "accepted"
    return "edited" if event.outcome != "shown" and is_left else "ignored"


def has_left(text: str, basis: str) -> bool:
    """Tell whether at least half of the words of `basis` are in `text`."""
    words = set(cut_words(basis))
    return not words or len(words & set(cut_words(text))) >= LEFT * len(words)


def ignore_passed(session: Session, *, conversation_id: str, agent_id: str, now: datetime) -> None:
    """Settle suggestions after which the agent has answered in other words."""
    answered = exists().where(
        Message.conversation_id == SuggestionEvent.conversation_id,
        Message.id > SuggestionEvent.message_id,
        Message.sender == "agent",
    )
    session.execute(
        update(SuggestionEvent)
        .where(
            SuggestionEvent.conversation_id == conversation_id,
            SuggestionEvent.agent_id == agent_id,
            SuggestionEvent.outcome == "shown",
            answered,
        )
        .values(outcome="ignored", settled_at=now)
        .execution_options(synchronize_session=False)
    )
