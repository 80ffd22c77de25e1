"""An experiment as a table for programs: a row for each arm, metric and look. Pure."""

from collections.abc import Iterable, Sequence

from console.exports import Cell
from crm_backend.analytics.experiments.models import ExperimentLook
from crm_backend.analytics.experiments.results import read_analysis

HEAD = (
    *("look", "at", "verdict", "sizes_p", "metric", "is_primary", "arm", "customers", "value"),
    *("difference", "low", "high", "relative", "relative_low", "relative_high"),
    *("confidence", "p", "p_adjusted", "is_shown", "variance_kept", "p_without_cuped"),
)


def make_rows(taken: Iterable[ExperimentLook]) -> Iterable[Sequence[Cell]]:
    """Give a row for each arm of each metric at each look; the control has no change."""
    for look in taken:
        made = read_analysis(look.result)
        first: list[Cell] = [look.number, look.at.isoformat(), made.verdict.key, made.ratio_p]
        results = [*([made.primary] if made.primary else []), *made.secondary]
        if not results:
            yield first + [None] * (len(HEAD) - len(first))
        for result in results:
            compared = {one.arm: one for one in result.comparisons}
            for level in result.levels:
                row = [*first, result.name, int(result is made.primary)]
                row += [level.arm, level.customers, level.value]
                one = compared.get(level.arm)
                if one is None:
                    yield row + [None] * (len(HEAD) - len(row))
                    continue
                row += [one.difference, one.low, one.high]
                row += [one.relative, one.relative_low, one.relative_high]
                row += [result.confidence, one.p, one.adjusted, int(one.is_shown)]
                yield [*row, result.variance_kept, one.plain_p]
