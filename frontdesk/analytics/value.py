"""`frontdesk analytics fit-value`: what each customer of a file is expected to buy and to spend."""

from typing import Annotated

import typer

from crm_backend.analytics.value.fit import fit_value
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

MOST_LISTED = 100_000


def fit_value_command(
    csv: CsvIn,
    customer: CustomerColumn,
    date: DateColumn,
    amount: AmountColumn,
    horizon: Annotated[float, typer.Option(help="Weeks to look ahead.")] = 13.0,
    holdout: Annotated[
        float | None,
        typer.Option(help="Weeks at the end to prove it on; else as the horizon."),
    ] = None,
    level: Annotated[float, typer.Option(help="Of the intervals, such as 0.9.")] = 0.9,
    quantity: QuantityColumn = None,
    currency: CurrencyColumn = None,
    as_of: AsOf = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the draws behind the intervals.")] = 0,
    out: JsonOut = None,
) -> None:
    """Fit BG/NBD or MBG/NBD and Gamma-Gamma; purchases and spend to come, with intervals."""
    purchases = read_transactions(
        csv,
        customer=customer,
        date=date,
        amount=amount,
        quantity=quantity,
        currency=currency,
        as_of=as_of,
    )
    report = fit_value(purchases, horizon=horizon, holdout=holdout, level=level, seed=seed)
    told = report.to_dict(most_customers=MOST_LISTED)
    if len(report.customers) > MOST_LISTED:
        told["notes"].append(f"The {MOST_LISTED:,} most valuable customers are listed.")
    write_result(told, out)
