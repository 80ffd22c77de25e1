"""The insight page put together: figures of a period, what is not understood, alarms of today."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from console.reports.period import Period, choose_period, day_start
from console.studio.insight.alarms import HISTORY, Alarm, find_alarms
from console.studio.insight.clusters import Cluster, cluster
from console.studio.insight.days import day_number, name_day
from console.studio.insight.figures import (
    Funnel,
    Group,
    Leaving,
    Line,
    Rate,
    list_courses,
    list_leavings,
    list_lines,
    make_funnel,
)
from console.studio.insight.keeping import Figures, Filters, read_figures
from console.studio.insight.missed import read_missed
from kernel.db import Database

LONG = 45  # days; a longer course is shown by weeks
WEEK = 7


@dataclass(frozen=True)
class Course:
    """How something went: for each step of days the share of what was understood."""

    starts: tuple[date, ...]
    rates: dict[str, tuple[Rate, ...]]


@dataclass(frozen=True)
class Insight:
    """Everything the page or its CSV shows. `unread` is the number of messages not understood that
    were looked at for the clusters."""

    period: Period
    funnel: Funnel
    intents: list[Line]
    forms: list[Line]
    steps: list[Line]
    policies: list[Line]
    stories: list[Line]
    models: list[Line]
    leavings: list[Leaving]
    channels: Course
    by_intent: Course
    clusters: list[Cluster]
    unread: int
    missing: int


def read_insight(database: Database, period: Period, filters: Filters, *, now: datetime) -> Insight:
    """Return the page of a period; how many conversations there are costs little (`keeping`)."""
    figures = read_figures(database, period, filters, now=now)
    with database.session() as session:
        missed = read_missed(session, period, filters)
    groups = figures.groups
    return Insight(
        period=period,
        funnel=make_funnel(figures.endings),
        intents=list_lines(groups, lambda one: one.meant),
        forms=list_lines(groups, lambda one: one.form),
        steps=list_lines(groups, lambda one: one.action),
        stories=list_courses(groups),
        policies=list_lines(groups, lambda one: one.policy),
        models=list_lines(groups, lambda one: one.model),
        leavings=list_leavings(figures.endings),
        channels=follow(groups, period, "channel"),
        by_intent=follow(groups, period, "meant"),
        clusters=cluster(missed),
        unread=len(missed),
        missing=len(figures.missing),
    )


def follow(groups: Sequence[Group], period: Period, name: str) -> Course:
    """Return the course of what was understood, by a property of messages. Pure."""
    days = [day_number(day) for day in period.days]
    size = WEEK if len(days) > LONG else 1
    starts = days[(len(days) - 1) % size :: size]  # the last step is whole
    if starts[0] != days[0]:
        starts = [days[0], *starts]
    places = {day: sum(start <= day for start in starts) - 1 for day in days}
    sums: defaultdict[str, list[list[int]]] = defaultdict(lambda: [[0, 0] for _ in starts])
    for one in groups:
        key = getattr(one, name)
        if key and one.typed and one.day in places:
            total = sums[key][places[one.day]]
            total[0] += one.typed if one.kind == "understood" else 0
            total[1] += one.typed
    return Course(
        tuple(name_day(day) for day in starts),
        {key: tuple(Rate(part, n) for part, n in line) for key, line in sorted(sums.items())},
    )


def read_alarms(
    database: Database, *, now: datetime, zone: str, patience: float
) -> tuple[list[Alarm], Figures]:
    """Return the alarms of today, over all channels and languages, and what they were found in.

    While days are still to be added up there are none: half a reference compares with nothing.
    """
    today = day_number(now.astimezone(ZoneInfo(zone)).date())
    start = day_start(name_day(today - HISTORY), zone)
    whole = choose_period("today", now=now, zone=zone)
    period = Period(start, whole.start, zone)
    figures = read_figures(database, period, Filters(), now=now, patience=patience)
    return [] if figures.missing else find_alarms(figures.groups, today), figures
