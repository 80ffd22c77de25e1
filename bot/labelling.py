"""Messages the model was unsure of: which they are."""

from sqlalchemy import ColumnElement, or_

from bot.ledger.models import Message

UNSURE = ("nlu_fallback", "clarify", "out_of_scope")
# Calibrated, so every second reading at this confidence is wrong: worth a person's look.
LOW_CONFIDENCE = 0.5
OTHER_LANGUAGE = "other"


def is_unsure() -> ColumnElement[bool]:
    """Return the condition under which the model was not sure what a message asks for."""
    intent = Message.understanding["intent"]
    return or_(
        intent["name"].as_string().in_(UNSURE),
        intent["confidence"].as_float() < LOW_CONFIDENCE,
        Message.understanding["language"].as_string() == OTHER_LANGUAGE,
    )
