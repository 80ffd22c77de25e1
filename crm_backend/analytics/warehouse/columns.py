"""Turns rows of the database into columns of Arrow; what cannot be read is empty and counted."""

import math
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from crm_backend.analytics.warehouse.layout import Field, Kind, Source

TYPES: dict[Kind, pa.DataType] = {
    "int": pa.int64(),
    "text": pa.string(),
    "time": pa.timestamp("us"),
    "number": pa.float64(),
    "flag": pa.bool_(),
}
# Pandas' nanoseconds end in 2262 and begin in 1677; an order of the year 9999 is a slip.
FIRST, LAST = datetime(1700, 1, 1), datetime(2250, 1, 1)  # noqa: DTZ001 - UTC without a zone


def schema_of(source: Source) -> pa.Schema:
    """Return the columns of a table as they are kept."""
    return pa.schema([(field.name, TYPES[field.kind]) for field in source.fields])


def make_batch(
    source: Source, rows: Sequence[Sequence[Any]], unread: "Counter[str]"
) -> pa.RecordBatch:
    """Return rows as a batch; `unread` counts, by `table.column`, values of another kind."""
    columns = zip(*rows, strict=True) if rows else [() for _ in source.fields]
    arrays = [
        make_array(field, list(values), unread, f"{source.name}.{field.name}")
        for field, values in zip(source.fields, columns, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema_of(source))


def make_array(field: Field, values: list[Any], unread: "Counter[str]", name: str) -> pa.Array:
    """Return a column; `None` where a value is missing or cannot be read."""
    if field.kind == "time":
        values = [_read_time(one, unread, name) for one in values]
    try:
        return pa.array(values, TYPES[field.kind], from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError, TypeError):
        tidy = [_read_value(field.kind, one, unread, name) for one in values]
        return pa.array(tidy, TYPES[field.kind], from_pandas=True)


def _read_time(value: Any, unread: "Counter[str]", name: str) -> datetime | None:
    if value is None:
        return None
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        if moment.tzinfo is not None:
            moment = moment.astimezone(UTC).replace(tzinfo=None)
        if FIRST <= moment < LAST:
            return moment
    except (ValueError, OverflowError):
        pass
    unread[name] += 1
    return None


def _read_value(kind: Kind, value: Any, unread: "Counter[str]", name: str) -> Any:
    if value is None:
        return None
    try:
        match kind:
            case "int":
                number = int(value)
                if not -(2**63) <= number < 2**63:
                    raise OverflowError
                return number
            case "number":
                share = float(value)
                return share if math.isfinite(share) else None
            case "flag":
                return bool(int(value))
            case _:
                return str(value)
    except (ValueError, TypeError, OverflowError):
        unread[name] += 1
        return None
