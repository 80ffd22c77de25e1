"""A report put together: the figures, those of the period before, and the groups."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.handoff.desk import Targets, read_setting
from bot.handoff.models import Handoff, Presence
from bot.handoff.outcomes import Outcomes
from console.reports.figures import Line, Share, Spread, Tally
from console.reports.period import Period
from console.reports.queries import (
    Filters,
    Group,
    Measure,
    count_conversations,
    count_quarters,
    spread_calls,
    tally_calls,
)
from console.reports.sql import QUARTER
from console.staff.models import Staff

HOURS = 24


@dataclass(frozen=True)
class Summary:
    """The headline figures of a period. `conversations` is None where the filter is about calls."""

    conversations: int | None
    alone: Share | None
    calls: Line


@dataclass(frozen=True)
class Load:
    """When it was busy: by day of the period, and by hour of the week from Monday."""

    days: dict[date, int]
    week: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Report:
    """Everything a page or a CSV shows of a period."""

    period: Period
    summary: Summary
    before: Summary
    conversations: Load | None
    calls: Load
    agents: list[Line]
    reasons: list[Line]
    outcomes: list[Line]
    outcome_list: Outcomes
    names: Mapping[str, str]
    target_seconds: int


def read_report(session: Session, period: Period, filters: Filters) -> Report:
    """Return a report; how many rows there are costs the database alone."""
    target = read_setting(session, Targets).first_response_seconds
    agents = _read_lines(session, period, filters, "agent", target)
    reasons = _read_lines(session, period, filters, "reason", target)
    outcomes = tally_calls(session, period, filters, by="outcome", target_seconds=target)
    return Report(
        period=period,
        summary=read_summary(session, period, filters, target),
        before=read_summary(session, period.before(), filters, target),
        conversations=None
        if filters.is_about_calls
        else spread_load(
            count_quarters(session, period, filters, of="conversations"), period=period
        ),
        calls=spread_load(count_quarters(session, period, filters, of="calls"), period=period),
        agents=agents,
        reasons=reasons,
        outcomes=_order([Line(key, tally) for key, tally in outcomes.items()]),
        outcome_list=read_setting(session, Outcomes),
        names=name_agents(session, period),
        target_seconds=target,
    )


def read_summary(session: Session, period: Period, filters: Filters, target: int) -> Summary:
    """Return the headline figures of a period."""
    lines = _read_lines(session, period, filters, "all", target)
    calls = lines[0] if lines else Line("all")
    if filters.is_about_calls:
        return Summary(None, None, calls)
    total, alone = count_conversations(session, period, filters)
    return Summary(total, Share(alone, total), calls)


def _read_lines(
    session: Session, period: Period, filters: Filters, by: Group, target: int
) -> list[Line]:
    """Return the lines of a group. First words count for who said them, not for who came after."""

    def spread(measure: Measure) -> dict[str | None, Spread]:
        is_first = by == "agent" and measure == "first"
        group: Group = "first_agent" if is_first else by
        return spread_calls(session, period, filters, by=group, measure=measure)

    tallies = tally_calls(session, period, filters, by=by, target_seconds=target)
    if by == "agent":
        firsts = tally_calls(session, period, filters, by="first_agent", target_seconds=target)
        tallies = credit_first_words(tallies, firsts)
    wait, first, handle = spread("wait"), spread("first"), spread("handle")
    if by == "agent":
        first.pop(None, None)
    keys = dict.fromkeys([*tallies, *first])
    return _order(
        [
            Line(
                key,
                tallies.get(key, Tally()),
                wait.get(key, Spread()),
                first.get(key, Spread()),
                handle.get(key, Spread()),
            )
            for key in keys
        ]
    )


def credit_first_words(
    tallies: Mapping[str | None, Tally], firsts: Mapping[str | None, Tally]
) -> dict[str | None, Tally]:
    """Return the counts of agents with the first words credited to who said them. Pure."""
    made: dict[str | None, Tally] = {}
    for key in dict.fromkeys([*tallies, *(one for one in firsts if one is not None)]):
        own = tallies.get(key, Tally())
        first = firsts.get(key, Tally()) if key is not None else Tally()
        made[key] = Tally(**{**vars(own), "answered": first.answered, "on_time": first.on_time})
    return made


def _order(lines: list[Line]) -> list[Line]:
    """Return the lines with the most calls first; nobody's and none last."""
    return sorted(lines, key=lambda one: (one.key is None, -one.tally.calls, one.key or ""))


def spread_load(quarters: list[tuple[int, int]], *, period: Period) -> Load:
    """Return counts by quarter of an hour as counts by day and by hour of the week. Pure."""
    zone = ZoneInfo(period.zone)
    days = dict.fromkeys(period.days, 0)
    week = [[0] * HOURS for _day in range(7)]
    for quarter, count in quarters:
        local = datetime.fromtimestamp(quarter * QUARTER, UTC).astimezone(zone)
        days[local.date()] = days.get(local.date(), 0) + count
        week[local.weekday()][local.hour] += count
    return Load(days, tuple(tuple(line) for line in week))


def name_agents(session: Session, period: Period) -> dict[str, str]:
    """Return what agents are called, also those who have left since the period."""
    query = (
        select(Handoff.agent_id, func.max(Handoff.agent_name))
        .where(Handoff.requested_at >= period.start, Handoff.requested_at < period.end)
        .where(Handoff.agent_id.is_not(None))
        .group_by(Handoff.agent_id)
    )
    then = {str(key): name or str(key) for key, name in session.execute(query)}
    return then | read_agent_names(session)


def read_agent_names(session: Session) -> dict[str, str]:
    """Return what agents are called: of the staff, and of who came through a program."""
    names = {row.agent_id: row.name for row in session.scalars(select(Presence))}
    return names | {str(one.id): one.name for one in session.scalars(select(Staff))}
