"""`frontdesk analytics fit-next`: when each customer of a file will order again."""

from typing import Annotated, Any

import pandas as pd
import typer

from crm_backend.analytics.value.transactions import Purchases
from frontdesk.analytics.output import JsonOut, write_result
from frontdesk.analytics.transactions import (
    AmountColumn,
    AsOf,
    CsvIn,
    CurrencyColumn,
    CustomerColumn,
    DateColumn,
    QuantityColumn,
    read_transactions,
)
from kernel.errors import Invalid

MOST_LISTED = 100_000
EVALUATED = (
    "Each horizon has a model of its own, learnt at earlier days and judged on the last full "
    "window, which it had not seen. Its figures are of no order in that time; baselines: the share "
    "of all, the days since the last order alone, a plain logistic regression. Intervals are 95 %."
)


def fit_next(
    csv: CsvIn,
    customer: CustomerColumn,
    date: DateColumn,
    amount: AmountColumn,
    horizons: Annotated[str, typer.Option(help="Days ahead, by commas.")] = "30,60,90",
    quantity: QuantityColumn = None,
    currency: CurrencyColumn = None,
    as_of: AsOf = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the folds.")] = 0,
    out: JsonOut = None,
) -> None:
    """Fit the chance of an order within each horizon; when it reaches one half, per customer."""
    from crm_backend.analytics.churn.next_purchase import fit_next_purchase

    days = read_horizons(horizons)
    purchases = read_transactions(
        csv,
        customer=customer,
        date=date,
        amount=amount,
        quantity=quantity,
        currency=currency,
        as_of=as_of,
    )
    now = pd.Timestamp(purchases.end + 1, unit="D", tz="UTC")
    found = fit_next_purchase(make_orders(purchases), now, horizons=days, seed=seed)
    told: dict[str, Any] = {"evaluated": EVALUATED, **found.to_dict()}
    told["notes"] = [*purchases.notes, *told["notes"]]
    ranked = found.chances.sort_values(list(found.chances.columns), ascending=False, kind="stable")
    listed = ranked.head(MOST_LISTED)
    told["customers"] = [
        {
            "customer": name,
            "chances": {str(horizon): chance for horizon, chance in row.items()},
            "expected_days": days_until,
        }
        for (name, row), days_until in zip(
            listed.iterrows(), found.expected_days.reindex(listed.index), strict=True
        )
    ]
    if len(ranked) > MOST_LISTED:
        told["notes"].append(f"The {MOST_LISTED:,} likeliest customers are listed.")
    write_result(told, out)


def read_horizons(text: str) -> list[int]:
    """Return days in rising order. Raises `Invalid` for what are none."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts or not all(part.isdecimal() and 0 < int(part) <= 3_650 for part in parts):
        raise Invalid(f"--horizons are days ahead, such as 30,60,90, not {text!r}.")
    return sorted({int(part) for part in parts})


def make_orders(purchases: Purchases) -> pd.DataFrame:
    """Return purchases as `check_orders` wants them: a row each, at the begin of its day."""
    return pd.DataFrame(
        {
            "customer": purchases.ids[purchases.codes],
            "at": pd.to_datetime(purchases.days, unit="D", utc=True),
            "amount": purchases.amounts,
        }
    )
