"""Days are added up once and kept; the newest, in which much may still happen, are read live."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.orm import Session

from bot.ledger.models import Channel
from console.reports.period import Period, day_start
from console.studio.insight import queries
from console.studio.insight.days import day_number, name_day
from console.studio.insight.figures import Ending, Group
from console.studio.insight.models import InsightDay, InsightEnding, InsightGroup
from kernel.db import Database, insert_into
from kernel.turns import Language

VERSION = 1  # of what is counted: a change has all days added up anew
SETTLED = timedelta(days=1)  # after its end a day is added up; ratings that come later are lost
CHUNK = 7  # days at once, at most: as many as are quickly done
PATIENCE = 2.0  # seconds of one request; the next one goes on with what is left
Ticks = Callable[[], float]


@dataclass(frozen=True)
class Filters:
    """What is left out."""

    channel: Channel | None = None
    language: Language | None = None

    def lets_in(self, one: Group | Ending) -> bool:
        """Tell whether it counts."""
        is_channel = self.channel in (None, one.channel)
        return is_channel and self.language in (None, one.language)


@dataclass(frozen=True)
class Figures:
    """What is known of a period; `missing` of its days are not added up yet."""

    groups: list[Group]
    endings: list[Ending]
    missing: tuple[int, ...] = ()


def read_figures(
    database: Database,
    period: Period,
    filters: Filters,
    *,
    now: datetime,
    patience: float = PATIENCE,
    ticks: Ticks = time.monotonic,
) -> Figures:
    """Return the figures of a period; days that nobody has asked for before are added up first."""
    days = [day_number(day) for day in period.days]
    settled = [day for day in days if _ends(day, period.zone) + SETTLED <= now]
    missing = _fill(database, settled, period.zone, now=now, patience=patience, ticks=ticks)
    live = days[len(settled) :]
    with database.session() as session:
        groups, endings = _read_kept(session, settled, period.zone, filters)
        if live:
            more = _count(session, live, period.zone, now=now)
            groups += [one for one in more.groups if filters.lets_in(one)]
            endings += [one for one in more.endings if filters.lets_in(one)]
    return Figures(groups, endings, missing)


def _fill(
    database: Database,
    days: Sequence[int],
    zone: str,
    *,
    now: datetime,
    patience: float,
    ticks: Ticks,
) -> tuple[int, ...]:
    """Add up what is missing, the newest days first, as long as there is time; return the rest."""
    with database.session() as session:
        known = set(session.scalars(_select_known(days, zone)))
    missing = [day for day in days if day not in known]
    began, size = ticks(), 1
    while missing and (start := ticks()) < began + patience:
        chunk = take_newest(missing, size)
        with database.session() as session:
            counted = _count(session, chunk, zone, now=now)
        with database.transaction() as session:
            _keep(session, chunk, zone, counted, now)
        missing = [day for day in missing if day not in chunk]
        is_quick = ticks() - start < patience / 4
        size = min(2 * size, CHUNK) if is_quick else max(size // 2, 1)
    return tuple(missing)


def take_newest(days: Sequence[int], most: int) -> list[int]:
    """Return the newest of ascending days and those right before it, `most` in all. Pure."""
    taken = [days[-1]]
    for day in reversed(days[:-1]):
        if day != taken[-1] - 1 or len(taken) == most:
            break
        taken.append(day)
    return taken[::-1]


def _ends(day: int, zone: str) -> datetime:
    return day_start(name_day(day + 1), zone)


def _select_known(days: Sequence[int], zone: str) -> Any:
    query = select(InsightDay.day).where(InsightDay.zone == zone, InsightDay.version == VERSION)
    return query.where(InsightDay.day.between(min(days, default=0), max(days, default=-1)))


def _count(session: Session, days: Sequence[int], zone: str, *, now: datetime) -> Figures:
    """Add days up that follow one another."""
    end = min(_ends(days[-1], zone), now + timedelta(seconds=1))
    period = Period(day_start(name_day(days[0]), zone), end, zone)
    parts = (queries.group_messages, queries.group_next, queries.group_calls)
    groups = [group for part in parts for group in part(session, period)]
    return Figures(groups, queries.count_endings(session, period, now=now))


def _keep(
    session: Session, days: Sequence[int], zone: str, counted: Figures, now: datetime
) -> None:
    """Store days that were added up, unless another process has meanwhile."""
    is_other = or_(InsightDay.zone != zone, InsightDay.version != VERSION)
    stale = select(InsightDay.day).where(InsightDay.day.in_(days), is_other)
    old = list(session.scalars(stale.with_for_update()))
    for table in (InsightGroup, InsightEnding, InsightDay):
        session.execute(delete(table).where(table.day.in_(old)))
    rows = [{"day": day, "zone": zone, "version": VERSION, "made_at": now} for day in days]
    claim = insert_into(session, InsightDay).values(rows).on_conflict_do_nothing()
    ours = set(session.scalars(claim.returning(InsightDay.day)))
    _store(session, InsightGroup, (one for one in counted.groups if one.day in ours))
    _store(session, InsightEnding, (one for one in counted.endings if one.day in ours))


def _store(session: Session, table: Any, found: Iterable[Group | Ending]) -> None:
    rows = [
        {
            key: value[: table.__table__.c[key].type.length] if isinstance(value, str) else value
            for key, value in asdict(one).items()
        }
        for one in found
    ]
    if rows:
        session.execute(insert(table), rows)


def _read_kept(
    session: Session, days: Sequence[int], zone: str, filters: Filters
) -> tuple[list[Group], list[Ending]]:
    groups = [Group(*row) for row in session.execute(_select(InsightGroup, Group, days, filters))]
    endings = [
        Ending(*row) for row in session.execute(_select(InsightEnding, Ending, days, filters))
    ]
    known = set(session.scalars(_select_known(days, zone)))
    return (
        [one for one in groups if one.day in known],
        [one for one in endings if one.day in known],
    )


def _select(table: Any, kind: type[Group | Ending], days: Sequence[int], filters: Filters) -> Any:
    columns = [getattr(table, one.name) for one in fields(kind)]
    query = select(*columns).where(
        table.day >= min(days, default=0), table.day <= max(days, default=-1)
    )
    if filters.channel is not None:
        query = query.where(table.channel == filters.channel)
    if filters.language is not None:
        query = query.where(table.language == filters.language)
    return query
