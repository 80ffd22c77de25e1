"""Figures as people read them: counts, shares, times; and what stands beside each. Pure."""

from dataclasses import dataclass
from typing import Literal

from console.reports.figures import Share, Spread
from console.words import say
from console.words.spans import say_span
from kernel.turns import Language

Trend = Literal["", "up", "down"]


@dataclass(frozen=True)
class Card:
    """A headline figure: its key in the words, the figure, what qualifies it, the one before."""

    key: str
    value: str
    note: str = ""
    before: str = ""
    trend: Trend = ""


def say_percent(share: float) -> str:
    """Return a share in whole per cent."""
    return f"{share * 100:.0f} %"


def say_share(share: Share, language: Language) -> str:
    """Return a share as a percentage, or as counts where there are too few."""
    if share.value is not None:
        return say_percent(share.value)
    if not share.n:
        return say("report_no_value", language)
    return say("report_of", language, part=share.part, n=share.n)


def note_share(share: Share, language: Language) -> str:
    """Return what qualifies a share: its interval, or that there are too few."""
    if share.interval is None:
        return say("report_too_few", language) if share.n else ""
    low, high = map(say_percent, share.interval)
    return say("report_interval", language, low=low, high=high, n=f"{share.n:,}")


def note_spread(spread: Spread, language: Language) -> str:
    """Return what stands beside a median: the ninth tenth, or how many there are."""
    if spread.tail is None:
        return say("report_n", language, n=spread.n) if spread.n else ""
    span = say_span(spread.tail, language)
    return say("report_p90", language, span=span, n=f"{spread.n:,}")


def count_card(key: str, now: int, before: int, language: Language, note: str = "") -> Card:
    """Return the card of a count."""
    return Card(key, f"{now:,}", note, _tell_before(f"{before:,}", language))


def share_card(key: str, now: Share, before: Share, language: Language, note: str = "") -> Card:
    """Return the card of a share; it goes up or down only where that is clear."""
    trend: Trend = ""
    if now.value is not None and before.value is not None and now.differs_from(before):
        trend = "up" if now.value > before.value else "down"
    notes = [note, note_share(now, language)]
    return Card(
        key,
        say_share(now, language),
        " · ".join(one for one in notes if one),
        _tell_before(say_share(before, language), language),
        trend,
    )


def span_card(key: str, now: Spread, before: Spread, language: Language) -> Card:
    """Return the card of a time: its median."""
    return Card(
        key,
        say_span(now.median, language),
        note_spread(now, language),
        _tell_before(say_span(before.median, language), language),
    )


def _tell_before(value: str, language: Language) -> str:
    return say("report_before", language, value=value)
