"""Messages the model was unsure of: which they are."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import crm_backend.models  # noqa: F401 (the tables must be known before they are made)
from bot.labelling import is_unsure
from bot.ledger.models import Conversation, Message
from tests.conftest import START

SURE = {"intent": {"name": "track_order", "confidence": 0.9}}


def say(session: Session, number: int, text: str, understood: Any, **more: Any) -> None:
    if session.get(Conversation, "c1") is None:
        session.add(Conversation(id="c1", created_at=START, updated_at=START))
        session.flush()
    row = {"sender": "customer", "at": START + timedelta(minutes=number), **more}
    message = Message(conversation_id="c1", id=number, text=text, understanding=understood, **row)
    session.add(message)
    session.flush()


def test_what_the_model_was_unsure_of(session: Session) -> None:
    say(session, 1, "asdf", {"intent": {"name": "nlu_fallback", "confidence": 1.0}})
    say(session, 2, "my parcel", {"intent": {"name": "clarify", "confidence": 1.0}})
    say(session, 3, "a poem", {"intent": {"name": "out_of_scope", "confidence": 0.9}})
    say(session, 4, "hm", {"intent": {"name": "greet", "confidence": 0.3}})
    say(session, 5, "Wo ist es", {**SURE, "language": "other"})
    say(session, 6, "where is it", {**SURE, "language": "en"})
    say(session, 7, "/x", {"intent": {"name": "nlu_fallback"}}, payload="/nlu_fallback")
    say(session, 8, "not yet read", None)
    say(session, 9, "Sorry", None, sender="bot")
    query = select(Message.id).where(Message.sender == "customer", is_unsure())
    assert set(session.scalars(query)) == {1, 2, 3, 4, 5, 7}
