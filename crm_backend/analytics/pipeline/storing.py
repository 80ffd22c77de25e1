"""Puts results into their tables, in transactions short enough for others to write between."""

import math
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from crm_backend.analytics.pipeline.models import (
    FILLED,
    AnalyticsReport,
    CustomerInsight,
    SegmentMembership,
)
from crm_backend.analytics.pipeline.step import Membership, Report, StepResult
from crm_backend.customers.models import Customer
from kernel.db import Database, insert_into

BUNCH = 2_000  # rows a transaction: some 50 ms of SQLite's one writer
ROWS = 500  # rows a statement: below SQLite's limit of 32,766 values
KEPT_REPORTS = 35  # of a kind: a month of nights to look back on
# Before that one a week is kept: a forecast of some months is compared with what came of it.
KEPT_WEEKS = 53
WEEK = timedelta(weeks=1)


def store_result(
    database: Database, result: StepResult, *, as_of: datetime, filled: Sequence[str] = ()
) -> None:
    """Store what a step found. Reports come last: who reads one finds the rest stored.

    Columns of `filled` of which it told nothing are emptied: nothing old passes for tonight's.
    """
    told = set() if result.insights is None else {str(name) for name in result.insights.columns}
    if result.insights is not None:
        store_insights(database, result.insights, as_of=as_of)
    if silent := [name for name in filled if name not in told]:
        empty_others(database, silent, set())
    for membership in result.memberships:
        store_membership(database, membership, as_of=as_of)
    with database.transaction() as session:
        for report in result.reports:
            store_report(session, report, as_of=as_of)


def store_report(session: Any, report: Report, *, as_of: datetime) -> None:
    """Store a report in place of one of the same moment; forget old ones of its kind."""
    same = (AnalyticsReport.kind == report.kind, AnalyticsReport.as_of == as_of)
    session.execute(delete(AnalyticsReport).where(*same))
    session.add(
        AnalyticsReport(
            kind=report.kind, as_of=as_of, payload=clean(report.payload), notes=list(report.notes)
        )
    )
    session.flush()
    of_kind = AnalyticsReport.kind == report.kind
    moments = session.scalars(select(AnalyticsReport.as_of).where(of_kind))
    kept = choose_kept(list(moments))
    session.execute(delete(AnalyticsReport).where(of_kind, AnalyticsReport.as_of.not_in(kept)))


def choose_kept(moments: Sequence[datetime]) -> list[datetime]:
    """Return which reports are kept: the newest, and the first of each week of a year. Pure."""
    newest_first = sorted(moments, reverse=True)
    kept, older = newest_first[:KEPT_REPORTS], newest_first[KEPT_REPORTS:]
    if not older:
        return kept
    firsts = {find_monday(one): one for one in older}
    return kept + [one for one in firsts.values() if one > newest_first[0] - KEPT_WEEKS * WEEK]


def date_insights(session: Session) -> dict[str, datetime]:
    """Return of each step that fills insights as of when those are that are stored."""
    query = (
        select(AnalyticsReport.kind, func.max(AnalyticsReport.as_of))
        .where(AnalyticsReport.kind.in_(FILLED))
        .group_by(AnalyticsReport.kind)
    )
    return {str(kind): moment for kind, moment in session.execute(query)}


def list_segments(session: Session, customer_id: int, kind: str) -> list[tuple[datetime, str]]:
    """Return the segments a customer was in, each with its first weekly picture, oldest first."""
    query = (
        select(SegmentMembership.as_of, SegmentMembership.segment)
        .where(SegmentMembership.customer_id == customer_id, SegmentMembership.kind == kind)
        .order_by(SegmentMembership.as_of)
    )
    told: list[tuple[datetime, str]] = []
    for moment, segment in session.execute(query):
        if not told or told[-1][1] != segment:
            told.append((moment, segment))
    return told


def store_insights(database: Database, frame: pd.DataFrame, *, as_of: datetime) -> None:
    """Store the columns of `frame` for its customers (its index); empty them for all others."""
    columns = [str(name) for name in frame.columns]
    strange = set(columns) - set(CustomerInsight.__table__.columns.keys())
    if strange:
        raise ValueError(f"no columns of an insight: {sorted(strange)}")
    for bunch in split(frame):
        with database.transaction() as session:
            ids = [int(one) for one in bunch.index]
            there = set(session.scalars(select(Customer.id).where(Customer.id.in_(ids))))
            rows = [
                {"customer_id": int(key), "as_of": as_of, **row}
                for key, row in zip(bunch.index, to_rows(bunch), strict=True)
                if int(key) in there
            ]
            for start in range(0, len(rows), ROWS):
                adding = insert_into(session, CustomerInsight).values(rows[start : start + ROWS])
                fresh = {name: adding.excluded[name] for name in [*columns, "as_of"]}
                session.execute(
                    adding.on_conflict_do_update(index_elements=["customer_id"], set_=fresh)
                )
    empty_others(database, columns, {int(one) for one in frame.index})


def empty_others(database: Database, columns: Sequence[str], kept: set[int]) -> None:
    """Empty columns of all customers but `kept`: nothing old passes for tonight's."""
    filled = or_(*(CustomerInsight.__table__.columns[name].is_not(None) for name in columns))
    with database.session() as session:
        found = session.scalars(select(CustomerInsight.customer_id).where(filled))
        stale = [one for one in found if one not in kept]
    for start in range(0, len(stale), BUNCH):
        with database.transaction() as session:
            ids = stale[start : start + BUNCH]
            session.execute(
                update(CustomerInsight)
                .where(CustomerInsight.customer_id.in_(ids))
                .values(dict.fromkeys(columns, None))
            )


def store_membership(database: Database, membership: Membership, *, as_of: datetime) -> None:
    """Store who is in which segment, in place of the picture of the same week."""
    monday = find_monday(as_of)
    of_kind = SegmentMembership.kind == membership.kind
    with database.transaction() as session:
        session.execute(delete(SegmentMembership).where(of_kind, SegmentMembership.as_of >= monday))
        session.execute(
            delete(SegmentMembership).where(
                of_kind, SegmentMembership.as_of < monday - KEPT_WEEKS * WEEK
            )
        )
    for bunch in split(membership.segments.dropna().to_frame("segment")):
        with database.transaction() as session:
            ids = [int(one) for one in bunch.index]
            there = set(session.scalars(select(Customer.id).where(Customer.id.in_(ids))))
            rows = [
                {
                    "kind": membership.kind,
                    "as_of": as_of,
                    "customer_id": int(key),
                    "segment": str(name),
                }
                for key, name in zip(bunch.index, bunch["segment"], strict=True)
                if int(key) in there
            ]
            if rows:
                session.execute(insert_into(session, SegmentMembership), rows)


def find_monday(moment: datetime) -> datetime:
    """Return the beginning (UTC) of the week of a moment."""
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return day - timedelta(days=day.weekday())


def split(frame: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Give a frame in bunches of rows."""
    for start in range(0, len(frame), BUNCH):
        yield frame.iloc[start : start + BUNCH]


def to_rows(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Give rows of plain values; what is missing is None."""
    names = [str(name) for name in frame.columns]
    for row in frame.itertuples(index=False, name=None):
        yield {name: plain(value) for name, value in zip(names, row, strict=True)}


def plain(value: Any) -> Any:
    """Return a value without numpy or pandas, None where it is missing."""
    if isinstance(value, list | dict | tuple):
        return clean(value)
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    if hasattr(value, "item") and not isinstance(value, str):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def clean(value: Any) -> Any:
    """Return a value of which every part can be said in JSON."""
    if isinstance(value, dict):
        return {str(key): clean(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [clean(part) for part in value]
    told = plain(value)
    return told.isoformat() if isinstance(told, datetime) else told
