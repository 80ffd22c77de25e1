"""What a customer's message was to the bot, as expressions of SQL for both databases."""

from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, or_

from bot.labelling import OTHER_LANGUAGE
from console.reports.period import Period
from console.reports.sql import QUARTER, quarter_of
from console.studio.insight.days import list_offsets

QUARTERS_A_DAY = 86_400 // QUARTER
ASKED, UNKNOWN, OUTSIDE = "clarify", "nlu_fallback", "out_of_scope"
# These carry on what was said before and are no subject of their own.
CARRIES_ON = (
    *("greet", "say_goodbye", "thank", "affirm", "deny", "stop", "inform", "request_human"),
    *("confirm_identity", "refuse_code", "expire_code"),
)


def intent_of(message: Any) -> ColumnElement[str]:
    """Return the intent that was acted on."""
    name: ColumnElement[str] = message.understanding[("intent", "name")].as_string()
    return name


def kind_of(message: Any) -> ColumnElement[str]:
    """Return how a message was taken: understood, asked (back), unknown or outside."""
    is_foreign = message.understanding["language"].as_string() == OTHER_LANGUAGE
    # One CASE of one value: PostgreSQL reads the JSON anew for each time that it is named.
    return case(
        {ASKED: "asked", UNKNOWN: "unknown", OUTSIDE: "outside"},
        value=intent_of(message),
        else_=case((is_foreign, "outside"), else_="understood"),
    )


def is_missed(message: Any) -> ColumnElement[bool]:
    """Tell whether a message that was read was not understood."""
    is_foreign = message.understanding["language"].as_string() == OTHER_LANGUAGE
    return or_(intent_of(message).in_((ASKED, UNKNOWN, OUTSIDE)), is_foreign)


def meant_by(message: Any) -> ColumnElement[str]:
    """Return the intent, or else the likeliest one where the bot was not sure; may be empty."""
    likeliest = func.coalesce(
        message.understanding[("choices", 0)].as_string(),
        message.understanding[("ranking", 0, "name")].as_string(),
        "",
    )
    intent = intent_of(message)
    return case(
        {ASKED: likeliest, UNKNOWN: likeliest}, value=intent, else_=func.coalesce(intent, "")
    )


def done_by(message: Any, what: str) -> ColumnElement[str]:
    """Return what a message had done: `policy`, `story`, `action`, `last` action, ..., or ""."""
    return func.coalesce(message.understanding[("did", what)].as_string(), "")


def day_of(moment: ColumnElement[Any], period: Period) -> ColumnElement[int]:
    """Return the day a moment lies in, in the zone of the period, counted from 1970."""
    quarter = quarter_of(moment)
    first, *later = list_offsets(period)
    offset: ColumnElement[int] = literal(first.seconds // QUARTER)
    if later:
        cases = [(moment >= one.since, one.seconds // QUARTER) for one in reversed(later)]
        offset = case(*cases, else_=first.seconds // QUARTER)
    return (quarter + offset) // QUARTERS_A_DAY
