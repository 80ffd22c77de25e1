"""The analysis of an experiment at one look: sizes first, then the metrics, then what follows.

Loads heavy libraries: nothing that the server imports at start may import this.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from crm_backend.analytics.experiments.comparing import Effect, compare, keep_of_variance
from crm_backend.analytics.experiments.results import (
    Analysis,
    Arm,
    Comparison,
    Level,
    Looks,
    MetricResult,
    Sentence,
)
from crm_backend.analytics.experiments.sample import (
    Bools,
    Design,
    Metric,
    cap_values,
    check_design,
)
from crm_backend.analytics.experiments.sequential import find_boundaries
from crm_backend.analytics.experiments.sizes import check_sizes
from crm_backend.analytics.experiments.trust import (
    find_needed,
    find_uneven_before,
    find_uneven_missing,
)
from crm_backend.analytics.experiments.verdict import Doubts, conclude, refuse
from crm_backend.analytics.intervals import adjust_holm

Masks = dict[str, Bools]


@dataclass(frozen=True)
class _Compared:
    metric: Metric
    masks: Masks
    effects: dict[str, Effect]
    plain: dict[str, Effect]
    capped_at: float | None


def analyse(arms: NDArray[np.str_], metrics: Sequence[Metric], design: Design) -> Analysis:
    """Return what may be concluded; `arms` names each customer's arm, `metrics[0]` is the primary.

    The primary metric is held to the boundary of this look, its doubt shared out among the
    treatments (Bonferroni); all comparisons of secondary metrics are adjusted together (Holm).
    Raises `Invalid` for a design that cannot be analysed.
    """
    metrics = tuple(metrics)
    check_design(design, arms, metrics)
    masks: Masks = {arm: arms == arm for arm in design.shares}
    counts = [int(mask.sum()) for mask in masks.values()]
    shares = list(design.shares.values())
    p, trust = check_sizes(counts, shares)
    looks = make_looks(design)
    notes, doubts = [], Doubts(sizes_p=p, sizes=trust)
    primary, secondary = None, list[MetricResult]()
    if trust != "broken":
        compared = [_compare_all(metric, masks, design, looks) for metric in metrics]
        doubts = _find_doubts(doubts, compared[0], masks, design)
        primary = _make_result(compared[0], design, looks)
        secondary = _adjust(
            [_make_result(one, design, looks) for one in compared[1:]], design, looks
        )
        notes = [note for one in compared for note in _note(one, design)]
    named = dict(zip(masks, counts, strict=True))
    if refuse(primary, doubts, named) is not None:
        primary = primary and _hide(primary)
        secondary = [_hide(one) for one in secondary]
    return Analysis(
        control=design.control,
        arms=tuple(
            Arm(arm, count, sum(counts) * share, share)
            for (arm, share), count in zip(design.shares.items(), counts, strict=True)
        ),
        ratio_p=p,
        ratio_trust=trust,
        looks=looks,
        primary=primary,
        secondary=tuple(secondary),
        verdict=conclude(primary, looks, doubts, counts=named),
        notes=tuple(notes),
    )


def _hide(result: MetricResult) -> MetricResult:
    """Return figures of which nothing is shown, because they cannot be believed."""
    return replace(
        result, comparisons=tuple(replace(one, is_shown=False) for one in result.comparisons)
    )


def make_looks(design: Design) -> Looks:
    """Return the boundary of this look; each of several treatments has its part of the doubt."""
    number = len(design.information)
    is_last = number == design.looks
    alpha = design.alpha / max(1, len(design.treatments))
    fractions = [min(one, 1.0) for one in design.information]
    if is_last:
        fractions[-1] = 1.0
    bound = find_boundaries(fractions, alpha, information=design.information)[-1]
    fraction = 1.0 if is_last else fractions[-1]
    return Looks(number, design.looks, fraction, bound, float(2 * ndtr(-bound)))


def _compare_all(metric: Metric, masks: Masks, design: Design, looks: Looks) -> _Compared:
    capped_at = None
    if design.cap is not None:
        metric, capped_at = cap_values(metric, design.cap)
        if metric.before is not None and capped_at is not None:
            metric = replace(metric, before=np.minimum(metric.before, capped_at))
    metric = _fill_before(metric)
    own = {arm: mask & metric.known for arm, mask in masks.items()}
    control, confidence = own[design.control], 1 - looks.level
    effects, plain = {}, {}
    for arm in design.treatments:
        found = compare(metric, control, own[arm], confidence=confidence)
        naive = compare(metric, control, own[arm], confidence=confidence, with_before=False)
        if found is not None and naive is not None:
            effects[arm], plain[arm] = found, naive
    return _Compared(metric, own, effects, plain, capped_at)


def _fill_before(metric: Metric) -> Metric:
    """Return the metric with customers of whom nothing is known from before at the mean."""
    if metric.before is None:
        return metric
    is_known = np.isfinite(metric.before)
    known = metric.before[is_known]
    if len(known) < 2 or np.ptp(known) == 0:
        return replace(metric, before=None)  # what never varies tells nobody from another
    return replace(metric, before=np.where(is_known, metric.before, known.mean()))


def _find_doubts(doubts: Doubts, found: _Compared, masks: Masks, design: Design) -> Doubts:
    """Return what speaks against believing the primary metric, beside the sizes."""
    there = {arm: mask for arm, mask in masks.items() if mask.any()}
    own = found.masks
    treatments = [own[arm] for arm in design.treatments if own[arm].any()]
    return replace(
        doubts,
        missing_p=find_uneven_missing(found.metric.known, there),
        before_p=find_uneven_before(found.metric, own[design.control], treatments),
    )


def _make_result(found: _Compared, design: Design, looks: Looks) -> MetricResult:
    metric, comparisons = found.metric, []
    count = max(1, len(design.treatments))
    for arm, effect in found.effects.items():
        plain, around = found.plain[arm], effect.relative_interval
        comparisons.append(
            Comparison(
                arm=arm,
                difference=effect.difference,
                low=effect.interval[0],
                high=effect.interval[1],
                relative=effect.relative,
                relative_low=around[0] if around else None,
                relative_high=around[1] if around else None,
                p=effect.p,
                adjusted=min(1.0, effect.p * count),
                is_shown=effect.p <= looks.level,
                is_exact=effect.is_exact,
                plain_p=plain.p,
                plain_width=plain.interval[1] - plain.interval[0],
            )
        )
    return MetricResult(
        name=metric.name,
        kind=metric.kind,
        higher_is_better=metric.higher_is_better,
        levels=tuple(_level(metric, arm, mask) for arm, mask in found.masks.items()),
        comparisons=tuple(comparisons),
        variance_kept=keep_of_variance(metric, [one for one in found.masks.values() if one.any()]),
        confidence=1 - looks.level,
        capped_at=found.capped_at,
    )


def _level(metric: Metric, arm: str, mask: Bools) -> Level:
    count = int(mask.sum())
    below = count if metric.below is None else float(metric.below[mask].sum())
    return Level(arm, count, float(metric.values[mask].sum()) / below if below else 0.0)


def _adjust(results: list[MetricResult], design: Design, looks: Looks) -> list[MetricResult]:
    """Return secondary metrics with their p-values adjusted for all their comparisons.

    They are held to what the look may spend on all treatments together.
    """
    level = min(design.alpha, looks.level * len(design.treatments))
    adjusted = iter(adjust_holm([one.p for result in results for one in result.comparisons]))
    made = []
    for result in results:
        told = []
        for one in result.comparisons:
            p = next(adjusted)
            told.append(replace(one, adjusted=p, is_shown=p <= level))
        made.append(replace(result, comparisons=tuple(told)))
    return made


def _note(found: _Compared, design: Design) -> list[Sentence]:
    metric, notes = found.metric, []
    missing = int((~metric.known).sum())
    if missing:
        notes.append(Sentence("missing", {"metric": metric.name, "n": missing}))
    sizes = [int(mask.sum()) for mask in found.masks.values()]
    values = metric.values[metric.known]
    needed = find_needed(values) if metric.kind != "binary" else 0
    if needed > min(sizes):
        facts = {"metric": metric.name, "needed": needed, "largest": float(values.max())}
        notes.append(Sentence("heavy", facts))
    if found.capped_at is not None:
        facts = {"metric": metric.name, "cap": found.capped_at, "quantile": design.cap or 0.0}
        notes.append(Sentence("capped", facts))
    return notes
