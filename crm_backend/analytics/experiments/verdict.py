"""What may be concluded of an experiment, in one sentence. Pure; knows no numpy."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm_backend.analytics.experiments.results import (
    Comparison,
    Looks,
    MetricResult,
    Sentence,
    Trust,
)

FEWEST = 30  # customers of an arm: with fewer no mean is trusted


@dataclass(frozen=True)
class Doubts:
    """What speaks against believing the figures: p-values where something is clearly amiss."""

    sizes_p: float = 1.0
    sizes: Trust = "fine"
    before_p: float | None = None
    missing_p: float | None = None


def conclude(
    primary: MetricResult | None, looks: Looks, doubts: Doubts, *, counts: Mapping[str, int]
) -> Sentence:
    """Return the sentence on top of a result: what was shown, or why nothing can be concluded."""
    refused = refuse(primary, doubts, counts)
    if refused is not None or primary is None:
        return refused or Sentence("nobody", {})
    shown = [one for one in primary.comparisons if one.is_shown]
    if shown:
        best = choose_best(shown, primary)
        facts = tell(best, primary)
        is_better = (best.difference > 0) == primary.higher_is_better
        kind = "better" if is_better else "worse"
        return Sentence(f"{kind}{measure_of(best)}", facts)
    if not looks.is_last:
        facts = {"metric": primary.name, "look": looks.number, "looks": looks.planned}
        return Sentence("not_yet", facts | {"share": looks.fraction})
    widest = max(primary.comparisons, key=lambda one: one.high - one.low)
    return Sentence(f"nothing{measure_of(widest)}", tell(widest, primary))


def refuse(
    primary: MetricResult | None, doubts: Doubts, counts: Mapping[str, int]
) -> Sentence | None:
    """Return why nothing can be concluded whatever the figures are, or None."""
    if not sum(counts.values()):
        return Sentence("nobody", {})
    if doubts.sizes == "broken":
        return Sentence("broken", {"p": doubts.sizes_p})
    fewest = min(counts, key=lambda arm: counts[arm])
    if counts[fewest] < FEWEST:
        facts = {"arm": fewest, "n": counts[fewest], "least": FEWEST}
        return Sentence("too_few", facts)
    if primary is None or not primary.comparisons:
        return Sentence("constant", {"metric": primary.name if primary else ""})
    known = min(primary.levels, key=lambda one: one.customers)
    if known.customers < FEWEST:
        facts = {"arm": known.arm, "n": known.customers, "least": FEWEST}
        return Sentence("too_few", facts)
    if doubts.sizes == "doubtful":
        return Sentence("doubtful", {"p": doubts.sizes_p})
    if doubts.before_p is not None:
        return Sentence("before", {"p": doubts.before_p})
    if doubts.missing_p is not None:
        return Sentence("missing", {"metric": primary.name, "p": doubts.missing_p})
    return None


def choose_best(shown: list[Comparison], primary: MetricResult) -> Comparison:
    """Return the treatment that does best; the one that does worst where none does better."""
    sign = 1 if primary.higher_is_better else -1
    better = [one for one in shown if one.difference * sign > 0]
    if better:
        return max(better, key=lambda one: one.difference * sign)
    return min(shown, key=lambda one: one.difference * sign)


def measure_of(one: Comparison) -> str:
    """Return which words say the change: as a share of the control's value, or as it is."""
    return "" if one.relative_low is not None else "_plain"


def tell(one: Comparison, primary: MetricResult) -> dict[str, Any]:
    """Return what the sentences on a comparison say."""
    return {
        "arm": one.arm,
        "metric": primary.name,
        "difference": one.difference,
        "low": one.low,
        "high": one.high,
        "relative": one.relative or 0.0,
        "relative_low": one.relative_low or 0.0,
        "relative_high": one.relative_high or 0.0,
        "confidence": primary.confidence,
    }
