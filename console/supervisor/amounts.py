"""Amounts of money in forms: whole units and two decimals outside, cents inside. Pure."""

from decimal import Decimal, InvalidOperation


def show_amount(value: object) -> object:
    """Return cents as people write them, "50.00"; what was typed stays as it is."""
    return f"{value / 100:.2f}" if isinstance(value, int) else value


def read_amount(text: str) -> int | str:
    """Return what was typed in cents, or the text where it is no amount: no check takes it."""
    try:
        cents = Decimal(text.replace(",", ".")) * 100
    except InvalidOperation:
        return text
    is_amount = cents.is_finite() and abs(cents) < 10**12 and cents == cents.to_integral_value()
    return int(cents) if is_amount else text
