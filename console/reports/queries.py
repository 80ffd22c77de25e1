"""The queries of the reports: databases add up, and give back a line for each group alone."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, case, exists, func, literal, select
from sqlalchemy.orm import Session

from bot.handoff.models import Handoff
from bot.ledger.models import Channel, Conversation
from console.reports.figures import Spread, Tally
from console.reports.period import Period
from console.reports.sql import quarter_of, rank_of, seconds_between
from kernel.turns import Language

GOOD = 4  # stars: from here on a customer was content
Group = Literal["all", "agent", "first_agent", "reason", "outcome"]
Measure = Literal["wait", "first", "handle"]

# The weightiest reason of a call; they are stored in that order.
CAUSE = Handoff.reasons[(0, "code")].as_string()
GROUPS: dict[Group, Any] = {
    "all": literal("all"),
    "agent": Handoff.agent_id,
    "first_agent": Handoff.first_answer_by,
    "reason": CAUSE,
    "outcome": Handoff.outcome,
}
MEASURES: dict[Measure, ColumnElement[float]] = {
    "wait": seconds_between(Handoff.queued_at, Handoff.taken_at),
    "first": seconds_between(Handoff.requested_at, Handoff.first_answer_at),
    "handle": seconds_between(
        func.coalesce(Handoff.taken_at, Handoff.requested_at), Handoff.ended_at
    ),
}


@dataclass(frozen=True)
class Filters:
    """What a report leaves out. `agents` are ids, of one agent or of a team; None is everybody."""

    channel: Channel | None = None
    language: Language | None = None
    agents: tuple[str, ...] | None = None
    reason: str | None = None

    @property
    def is_about_calls(self) -> bool:
        """Whether it speaks of what only calls for a person have: an agent, a reason."""
        return self.agents is not None or self.reason is not None

    def of_conversations(self) -> list[ColumnElement[bool]]:
        """Return its conditions on a conversation."""
        found: list[ColumnElement[bool]] = []
        if self.channel is not None:
            found.append(Conversation.channel == self.channel)
        if self.language is not None:
            found.append(Conversation.language == self.language)
        return found


def count_conversations(session: Session, period: Period, filters: Filters) -> tuple[int, int]:
    """Return how many conversations began, silent ones left out, and how many the bot did alone."""
    called = exists().where(Handoff.conversation_id == Conversation.id)
    query = select(func.count(), func.sum(case((called, 0), else_=1))).where(
        *_within(Conversation.created_at, period),
        Conversation.last_id > 0,
        *filters.of_conversations(),
    )
    total, alone = session.execute(query).one()
    return total, int(alone or 0)


def count_quarters(
    session: Session, period: Period, filters: Filters, *, of: Literal["conversations", "calls"]
) -> list[tuple[int, int]]:
    """Return how many began in each quarter of an hour since 1970 that is not empty."""
    if of == "conversations":
        quarter = quarter_of(Conversation.created_at).label("quarter")
        query: Any = select(quarter, func.count()).where(
            *_within(Conversation.created_at, period),
            Conversation.last_id > 0,
            *filters.of_conversations(),
        )
    else:
        quarter = quarter_of(Handoff.requested_at).label("quarter")
        query = _choose(select(quarter, func.count()), period, filters)
    return [(row[0], row[1]) for row in session.execute(query.group_by(quarter))]


def tally_calls(
    session: Session, period: Period, filters: Filters, *, by: Group, target_seconds: int
) -> dict[str | None, Tally]:
    """Return the counts of calls for a person, by a group; nobody and none have the key None."""
    rated = Handoff.rating.is_not(None)
    sums: dict[str, ColumnElement[Any]] = {
        "ended": _sum_if(Handoff.ended_at.is_not(None)),
        "helped": _sum_if(Handoff.agent_id.is_not(None)),
        "abandoned": _sum_if(Handoff.ended_at.is_not(None) & Handoff.agent_id.is_(None)),
        "answered": _sum_if(Handoff.first_answer_at.is_not(None)),
        "on_time": _sum_if(MEASURES["first"] <= target_seconds),
        "transfers": func.sum(Handoff.transfers),
        "requeues": func.sum(Handoff.requeues),
        "rated": _sum_if(rated),
        "good": _sum_if(Handoff.rating >= GOOD),
        "stars": func.sum(Handoff.rating),
    }
    key = GROUPS[by].label("key")
    columns = [key, func.count().label("calls"), *(one.label(name) for name, one in sums.items())]
    query = _choose(select(*columns), period, filters, by=by).group_by(key)
    names = [field.name for field in fields(Tally)]
    return {
        row.key: Tally(**{name: int(getattr(row, name) or 0) for name in names})
        for row in session.execute(query)
    }


def spread_calls(
    session: Session, period: Period, filters: Filters, *, by: Group, measure: Measure
) -> dict[str | None, Spread]:
    """Return how long something took, by a group. The database sorts, and gives back two values."""
    key, value = GROUPS[by].label("key"), MEASURES[measure].label("value")
    chosen = _choose(select(key, value), period, filters, by=by)
    if measure == "handle":
        chosen = chosen.where(Handoff.agent_id.is_not(None))
    known = chosen.where(value.is_not(None)).subquery()
    within = {"partition_by": known.c.key}
    ranked = select(
        known.c.key,
        known.c.value,
        func.row_number().over(order_by=known.c.value, **within).label("place"),
        func.count().over(**within).label("n"),
    ).subquery()

    def pick(hundredth: int) -> ColumnElement[Any]:
        is_it = ranked.c.place == rank_of(ranked.c.n, hundredth)
        return func.max(case((is_it, ranked.c.value)))

    query = select(ranked.c.key, func.max(ranked.c.n), pick(50), pick(90)).group_by(ranked.c.key)
    return {key: Spread(n, middle, most) for key, n, middle, most in session.execute(query)}


def _choose(query: Any, period: Period, filters: Filters, *, by: Group = "all") -> Any:
    """Return the query over the calls of a period, from `handoff` alone where that will do."""
    query = query.select_from(Handoff).where(*_within(Handoff.requested_at, period))
    if conditions := filters.of_conversations():
        query = query.join(Conversation, Conversation.id == Handoff.conversation_id)
        query = query.where(*conditions)
    if filters.agents is not None:
        who = Handoff.first_answer_by if by == "first_agent" else Handoff.agent_id
        query = query.where(who.in_(filters.agents))
    if filters.reason is not None:
        query = query.where(filters.reason == CAUSE)
    return query


def _within(column: Any, period: Period) -> Sequence[ColumnElement[bool]]:
    start: datetime = period.start
    return column >= start, column < period.end


def _sum_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
