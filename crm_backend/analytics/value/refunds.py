"""What was given back, taken off what had been bought."""

from typing import Any

import pandas as pd

CENT = 0.005


def net_refunds(lines: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    """Return lines of purchases alone (code, time, day, amount), less what was given back.

    A refund undoes the latest earlier line of the same customer with the same amount; where there
    is none, it is taken off the latest earlier lines until it is used up (last in, first out). What
    exceeds all that was bought before belongs to purchases that the file does not hold: it is left
    out, and counted in `notes`.
    """
    is_refund = lines["amount"] < 0
    if not is_refund.any():
        return lines
    concerned = lines["code"].isin(lines.loc[is_refund, "code"])
    touched = lines[concerned].sort_values(
        ["code", "time", "amount"], ascending=[True, True, False]
    )
    amounts, unmatched = touched["amount"].to_numpy(float).copy(), 0
    for places in touched.reset_index(drop=True).groupby("code").indices.values():
        unmatched += _net_customer(amounts, places)
    notes.append(
        f"{int(is_refund.sum())} lines are negative (refunds, cancelled orders): taken off what "
        "the customer had bought before."
    )
    if unmatched:
        notes.append(
            f"{unmatched} of them exceed what the customer had bought; the rest is left out."
        )
    stays = (amounts > CENT) | (touched["amount"].to_numpy() == 0)
    netted: pd.DataFrame = touched.assign(amount=amounts)[stays]
    untouched: pd.DataFrame = lines[~concerned]
    return pd.concat([untouched, netted])


def _net_customer(amounts: Any, places: Any) -> int:
    """Net the lines of one customer in place, in order of time; return refunds left over."""
    open_places: list[int] = []
    unmatched = 0
    for place in places:
        if amounts[place] >= 0:
            open_places.append(place)
            continue
        left, amounts[place] = -amounts[place], 0.0
        for index in range(len(open_places) - 1, -1, -1):
            if abs(amounts[open_places[index]] - left) < CENT:
                amounts[open_places.pop(index)] = left = 0.0
                break
        while left > CENT and open_places:
            latest = open_places[-1]
            taken = min(left, amounts[latest])
            amounts[latest] -= taken
            left -= taken
            if amounts[latest] <= CENT:
                open_places.pop()
        unmatched += left > CENT
    return unmatched
