"""What reports need of SQL and each database says in its own way."""

from typing import Any

from sqlalchemy import ColumnElement, Float, Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

QUARTER = 900  # seconds: all zones are whole quarters of an hour away from UTC


class seconds_between(FunctionElement[float]):  # noqa: N801 - written as a function of SQL
    """Seconds from the first moment to the second, broken ones included."""

    type = Float()
    inherit_cache = True


class quarter_of(FunctionElement[int]):  # noqa: N801
    """The quarter of an hour a moment lies in, counted from 1970 in UTC."""

    type = Integer()
    inherit_cache = True


@compiles(seconds_between, "sqlite")
def _seconds_on_sqlite(element: Any, compiler: Any, **more: Any) -> str:
    start, end = (compiler.process(one, **more) for one in element.clauses)
    return f"((julianday({end}) - julianday({start})) * 86400.0)"


@compiles(seconds_between, "postgresql")
def _seconds_on_postgresql(element: Any, compiler: Any, **more: Any) -> str:
    start, end = (compiler.process(one, **more) for one in element.clauses)
    return f"CAST(EXTRACT(EPOCH FROM ({end} - {start})) AS DOUBLE PRECISION)"


@compiles(quarter_of, "sqlite")
def _quarter_on_sqlite(element: Any, compiler: Any, **more: Any) -> str:
    (moment,) = (compiler.process(one, **more) for one in element.clauses)
    return f"(CAST(strftime('%s', {moment}) AS INTEGER) / {QUARTER})"


@compiles(quarter_of, "postgresql")
def _quarter_on_postgresql(element: Any, compiler: Any, **more: Any) -> str:
    (moment,) = (compiler.process(one, **more) for one in element.clauses)
    return f"CAST(FLOOR(EXTRACT(EPOCH FROM {moment}) / {QUARTER}) AS BIGINT)"


def rank_of(count: ColumnElement[int], hundredth: int) -> ColumnElement[int]:
    """Return which of `count` values in order is the percentile: the nearest rank, from 1."""
    return (count * hundredth + 99) // 100
