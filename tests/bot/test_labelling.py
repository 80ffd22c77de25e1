"""Messages to label: which are listed, in which order, and what of them nobody may read."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

import crm_backend.models  # noqa: F401 (the tables must be known before they are made)
from bot.labelling import list_unlabelled, mask
from bot.ledger.models import Conversation, Message
from kernel.errors import Invalid
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


def test_what_the_model_was_unsure_of_is_listed_newest_first(session: Session) -> None:
    say(session, 1, "asdf", {"intent": {"name": "nlu_fallback", "confidence": 1.0}})
    say(session, 2, "my parcel", {"intent": {"name": "clarify", "confidence": 1.0}})
    say(session, 3, "a poem", {"intent": {"name": "out_of_scope", "confidence": 0.9}})
    say(session, 4, "hm", {"intent": {"name": "greet", "confidence": 0.3}})
    say(session, 5, "Wo ist es", {**SURE, "language": "other"})
    say(session, 6, "where is it", {**SURE, "language": "en"})
    say(session, 7, "/x", {"intent": {"name": "nlu_fallback"}}, payload="/nlu_fallback")
    say(session, 8, "not yet read", None)
    say(session, 9, "Sorry", None, sender="bot")
    assert [one.message_id for one in list_unlabelled(session)] == [5, 4, 3, 2, 1]
    assert [one.message_id for one in list_unlabelled(session, 2)] == [5, 4]


def test_likeliest_intents_are_suggested(session: Session) -> None:
    ranking = [{"name": name, "confidence": 0.2} for name in ("nlu_fallback", "greet", "thank")]
    unknown = {"intent": {"name": "nlu_fallback", "confidence": 1.0}, "ranking": ranking}
    say(session, 1, "hm", {**unknown, "language": "en"})
    say(session, 2, "parcel", {**unknown, "choices": ["track_order", "return_item"]})
    second, first = list_unlabelled(session)
    assert (first.suggestions, first.language) == (("greet", "thank"), "en")
    assert second.suggestions == ("track_order", "return_item")
    assert (first.intent, first.confidence, first.at) == ("nlu_fallback", 1.0, first.at)


def test_personal_data_are_masked(session: Session) -> None:
    text = "I'm ada@example.com, order FD-1004217, phone +49 170 1234567"
    found = {"entity": "order_number", "value": "FD-1004217", "start": 27, "end": 37}
    understood = {"intent": {"name": "clarify", "confidence": 1.0}, "entities": [found]}
    say(session, 1, text, understood)
    assert list_unlabelled(session)[0].text == ("I'm [email], order [order_number], phone [number]")


@given(
    st.text(max_size=60),
    st.lists(
        st.tuples(st.integers(0, 60), st.integers(0, 60), st.sampled_from(["email", "phone"])),
        max_size=4,
    ),
)
def test_no_character_of_a_span_is_left_when_spans_overlap(
    text: str, spans: list[tuple[int, int, str]]
) -> None:
    text = "".join("x" if char in "emailphonenumbertoken[]" else char for char in text)
    marked = list(text)
    for start, end, _kind in spans:
        for place in range(start, min(end, len(text))):
            marked[place] = "§"
    entities = [
        {"entity": kind, "start": start, "end": end} for start, end, kind in spans if start < end
    ]
    hidden = mask("".join(marked), {"entities": entities})
    assert "§" not in hidden or "§" in text


@pytest.mark.parametrize("limit", [0, -1, 10_000])
def test_wild_limit_is_refused(session: Session, limit: int) -> None:
    with pytest.raises(Invalid):
        list_unlabelled(session, limit)
