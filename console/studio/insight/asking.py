"""What the insight page was asked for: a period and filters, read from its address."""

from typing import Annotated, get_args

from fastapi import Query

from bot.ledger.models import Channel
from console.reports.asking import Asked, Question
from console.reports.period import DEFAULT, Choice
from console.studio.insight.keeping import Filters
from kernel.errors import Invalid
from kernel.turns import Language

PERIODS: tuple[Choice, ...] = ("7", "28", "90", "own")


def read_question(
    period: Asked = DEFAULT,
    first: Annotated[str, Query(alias="from", max_length=64)] = "",
    last: Annotated[str, Query(alias="to", max_length=64)] = "",
    channel: Asked = "",
    language: Asked = "",
) -> Question:
    """Return what the address asks; raise `Invalid` for a value that no form of ours sends."""
    known = {
        "period": (period, PERIODS),
        "channel": (channel, ("", *get_args(Channel))),
        "language": (language, ("", *get_args(Language))),
    }
    for name, (value, allowed) in known.items():
        if value not in allowed:
            raise Invalid(f"The figures cannot be filtered by this {name}.")
    return Question(period, first, last, channel, language)


def read_filters(asked: Question) -> Filters:
    """Return the filters."""
    return Filters(
        channel=asked.channel or None,  # type: ignore[arg-type]
        language=asked.language or None,  # type: ignore[arg-type]
    )
