"""`frontdesk analytics forecast`: what comes next, of any file with numbers over time."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from crm_backend.analytics.demand.collecting import Doubles, Kind, collect_series
from crm_backend.analytics.demand.forecasting import Options
from crm_backend.analytics.demand.forecasting import forecast as forecast_all
from crm_backend.analytics.demand.layout import Columns, read_layout
from crm_backend.analytics.demand.methods import Method
from crm_backend.analytics.demand.periods import Every
from crm_backend.analytics.files.reading import read_csv
from frontdesk.analytics.output import JsonOut, write_result
from kernel.errors import Invalid


def forecast(
    csv: Annotated[Path, typer.Option(help="A CSV file with a head, one row per value.")],
    horizon: Annotated[int, typer.Option(help="How many periods ahead.")],
    date: Annotated[str | None, typer.Option(help="The column of dates.")] = None,
    value: Annotated[str | None, typer.Option(help="The column of numbers.")] = None,
    series: Annotated[
        str | None, typer.Option(help="The columns that tell series apart, by commas.")
    ] = None,
    season: Annotated[int | None, typer.Option(help="Periods of a season; 1 for none.")] = None,
    every: Annotated[Every | None, typer.Option(help="How long a period is.")] = None,
    kind: Annotated[
        Kind | None, typer.Option(help="Whether a missing period is zero or not known.")
    ] = None,
    doubles: Annotated[
        Doubles | None, typer.Option(help="What several rows of one period are together.")
    ] = None,
    date_format: Annotated[
        str | None, typer.Option(help="How dates are written, such as %d-%m-%y.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(help="COLUMN=TEXT: only such rows; may be repeated.")
    ] = None,
    level: Annotated[float, typer.Option(help="What intervals are to hold, 0.5 to 0.99.")] = 0.9,
    as_of: Annotated[
        str | None, typer.Option(help="The day the data are of: counts go on with zeros to it.")
    ] = None,
    ets: Annotated[bool, typer.Option(help="Try ETS too: slower, for up to 100 series.")] = False,
    keep_wild: Annotated[bool, typer.Option(help="Leave values far from all as they are.")] = False,
    out: JsonOut = None,
) -> None:
    """Forecast every series of a file, with intervals, and errors beside naive forecasts."""
    notes: list[str] = []
    frame = keep_only(read_csv(csv), only or [])
    names = tuple(name.strip() for name in (series or "").split(",") if name.strip())
    rows = read_layout(frame, Columns(date, value, names, date_format), notes)
    collected = collect_series(
        rows,
        every=every,
        kind=kind,
        doubles=doubles,
        as_of=read_day(as_of, notes),
        runs_on=as_of is not None,  # a file of some year ends with that year
    )
    options = Options(
        horizon, season, level=level, softens_wild=not keep_wild, extra=load_ets() if ets else None
    )
    told = forecast_all(collected, options).to_dict()
    told["notes"] = [*notes, *told["notes"]]
    write_result(told, out)


def keep_only(frame: pd.DataFrame, conditions: list[str]) -> pd.DataFrame:
    """Return the rows that meet every `COLUMN=TEXT`."""
    for condition in conditions:
        name, sign, text = condition.partition("=")
        if not sign or name not in frame.columns:
            raise Invalid(f"{condition!r} is no COLUMN=TEXT of this file.")
        frame = frame[frame[name] == text]
    if frame.empty:
        raise Invalid("No row meets the conditions.")
    return frame.reset_index(drop=True)


def read_day(text: str | None, notes: list[str]) -> pd.Timestamp:
    """Return the moment the data are of: the end of a day, or now."""
    if text is None:
        return pd.Timestamp(datetime.now(UTC))
    try:
        day = pd.Timestamp(datetime.fromisoformat(text).date())
    except ValueError as error:
        raise Invalid(f"{text!r} is no day, such as 2026-11-23.") from error
    notes.append(f"The data are taken as of the end of {day:%Y-%m-%d}.")
    return day.tz_localize("UTC") + pd.Timedelta(days=1)


def load_ets() -> dict[str, Method]:
    """Return ETS as an extra method; its library is heavy, and loaded only here."""
    from crm_backend.analytics.demand.ets import METHOD

    return METHOD
