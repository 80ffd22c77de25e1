"""What a page of reports was asked for: a period and filters, read from its address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, get_args
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import Query

from bot.handoff.reasons import Code
from bot.ledger.models import Channel
from console.forms import CLEAN
from console.reports.period import (
    DEFAULT,
    Choice,
    Period,
    Problem,
    check_range,
    choose_period,
    make_range,
)
from console.reports.queries import Filters
from kernel.errors import Invalid
from kernel.turns import Language

Asked = Annotated[str, Query(max_length=64), CLEAN]


@dataclass(frozen=True)
class Question:
    """The words of the address as they came; empty ones ask for everything."""

    period: str = DEFAULT
    first: str = ""
    last: str = ""
    channel: str = ""
    language: str = ""
    agent: str = ""
    team: str = ""
    reason: str = ""

    def address(self) -> str:
        """Return the query that asks the same again."""
        named = {"period": self.period, "from": self.first, "to": self.last}
        if self.period != "own":
            named = {"period": self.period}
        rest = {key: vars(self)[key] for key in ("channel", "language", "agent", "team", "reason")}
        return urlencode({key: value for key, value in (named | rest).items() if value})


def read_question(
    period: Asked = DEFAULT,
    first: Annotated[str, Query(alias="from", max_length=64)] = "",
    last: Annotated[str, Query(alias="to", max_length=64)] = "",
    channel: Asked = "",
    language: Asked = "",
    agent: Asked = "",
    team: Asked = "",
    reason: Asked = "",
) -> Question:
    """Return what the address asks; raise `Invalid` for a value that no form of ours sends."""
    known = {
        "period": (period, get_args(Choice)),
        "channel": (channel, ("", *get_args(Channel))),
        "language": (language, ("", *get_args(Language))),
        "reason": (reason, ("", *get_args(Code))),
    }
    for name, (value, allowed) in known.items():
        if value not in allowed:
            raise Invalid(f"The report cannot be filtered by this {name}.")
    return Question(period, first, last, channel, language, agent, team, reason)


def read_period(asked: Question, *, now: datetime, zone: str) -> tuple[Period, Problem | None]:
    """Return the period; a range that cannot be is told and the usual one shown instead."""
    if asked.period != "own":
        return choose_period(asked.period, now=now, zone=zone), None  # type: ignore[arg-type]
    first, last = _read_day(asked.first), _read_day(asked.last)
    problem = check_range(first, last, today=now.astimezone(ZoneInfo(zone)).date())
    if problem is not None or first is None or last is None:
        return choose_period(DEFAULT, now=now, zone=zone), problem
    return make_range(first, last, now=now, zone=zone), None


def _read_day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year > 1970 else None  # zones are asked about time since then


def read_filters(asked: Question, teams: Mapping[str, Sequence[str]]) -> Filters:
    """Return the filters; a team stands for the agents in it, an unknown one for nobody."""
    agents: tuple[str, ...] | None = None
    if asked.team:
        agents = tuple(teams.get(asked.team, ()))
    if asked.agent:
        agents = (asked.agent,) if agents is None or asked.agent in agents else ()
    return Filters(
        channel=asked.channel or None,  # type: ignore[arg-type]
        language=asked.language or None,  # type: ignore[arg-type]
        agents=agents,
        reason=asked.reason or None,
    )
