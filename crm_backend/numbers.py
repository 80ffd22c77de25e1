"""Numbers people read out: orders, tickets, returns. One after the other, under any writers."""

from dataclasses import dataclass

from sqlalchemy import String, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from kernel.db import Base


class NumberSeries(Base):
    """The last number given out in a series. Its row is the lock between concurrent writers."""

    __tablename__ = "number_series"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    last: Mapped[int]


@dataclass(frozen=True)
class Series:
    """How numbers of one kind look: `prefix`, `mark` and a number above `start`."""

    prefix: str
    start: int
    mark: str = "-"

    def render(self, value: int) -> str:
        """Return the number as people read it."""
        return f"{self.prefix}{self.mark}{value}"


def next_number(session: Session, series: Series, column: InstrumentedAttribute[str]) -> str:
    """Return the next number of `series`, which no other row of `column` has.

    On PostgreSQL the row of the series stays locked until this transaction ends; SQLite lets one
    writer in at a time anyway. Rows that came by another road (an import, the demo shop) are
    noticed: the series then goes on above the highest of them.
    """
    number = series.render(_advance(session, series, column))
    if session.scalar(select(column).where(column == number)) is None:
        return number
    highest = _highest(session, series, column)
    session.execute(
        update(NumberSeries).where(NumberSeries.name == series.prefix).values(last=highest)
    )
    return series.render(_advance(session, series, column))


def _advance(session: Session, series: Series, column: InstrumentedAttribute[str]) -> int:
    step = (
        update(NumberSeries)
        .where(NumberSeries.name == series.prefix)
        .values(last=NumberSeries.last + 1)
        .returning(NumberSeries.last)
        .execution_options(synchronize_session=False)
    )
    last = session.scalar(step)
    if last is None:
        start_series(session, series, _highest(session, series, column))
        last = session.scalars(step).one()
    return last


def start_series(session: Session, series: Series, last: int) -> None:
    """Make the row of a series, unless another writer made it at the same moment."""
    try:
        with session.begin_nested():
            session.execute(insert(NumberSeries).values(name=series.prefix, last=last))
    except IntegrityError:
        return


def _highest(session: Session, series: Series, column: InstrumentedAttribute[str]) -> int:
    # The longest number and among those the last in order is the highest: no cast that could fail.
    query = (
        select(column)
        .where(column.startswith(series.prefix + series.mark, autoescape=True))
        .order_by(func.length(column).desc(), column.desc())
        .limit(1)
    )
    found = session.scalar(query)
    digits = found.rpartition(series.mark)[2] if found else ""
    return max(series.start, int(digits) if digits.isascii() and digits.isdigit() else 0)
