"""What the choice of methods is worth, on last periods of every series that it did not see."""

from collections.abc import Sequence

import numpy as np

from crm_backend.analytics.demand.backtest import Backtest
from crm_backend.analytics.demand.choosing import choose
from crm_backend.analytics.demand.errors import Errors
from crm_backend.analytics.demand.methods import NAIVE, SEASONAL_NAIVE
from crm_backend.analytics.demand.results import HeldOut, SeriesForecast


def judge_held_out(tests: Sequence[Backtest | None]) -> HeldOut | None:
    """Return errors on the latest window of each series; None where there is no back-test."""
    picked = choose(tests, is_held_out=True)
    rows: dict[str, list[Errors]] = {}
    chosen, naive = [], []
    seasonal = sum(test is not None and SEASONAL_NAIVE in test.ahead for test in tests)
    reference = SEASONAL_NAIVE if seasonal * 2 > len(tests) else NAIVE
    for test, method in zip(tests, picked, strict=True):
        if test is None:
            continue
        found = {name: test.measure(name, slice(1)) for name in test.ahead}
        for name, errors in found.items():
            rows.setdefault(name, []).append(errors)
        chosen.append(found[method])
        naive.append(found.get(reference, found[NAIVE]))
    if not chosen:
        return None
    steps = max(test.steps for test in tests if test is not None)
    beaten = [ours.mae < theirs.mae for ours, theirs in zip(chosen, naive, strict=True)]
    methods = {name: _mean(errors) for name, errors in rows.items()}
    methods[reference] = _mean(naive)
    return HeldOut(len(chosen), steps, reference, _mean(chosen), methods, float(np.mean(beaten)))


def _mean(errors: Sequence[Errors]) -> Errors:
    scaled = [one.mase for one in errors if one.mase is not None]
    return Errors(
        float(np.mean([one.mae for one in errors])),
        float(np.mean(scaled)) if scaled else None,
        float(np.mean([one.smape for one in errors])),
    )


def tell_held_out(held_out: HeldOut | None, series: Sequence[SeriesForecast]) -> list[str]:
    """Return what people should know of it, in sentences."""
    if held_out is None:
        return ["The history is too short to test a forecast on: trust it little."]
    reference = held_out.reference.replace("_", " ")
    ours, theirs = held_out.chosen, held_out.methods[held_out.reference]
    told = [
        f"On the last {held_out.steps} periods, which the choice of methods did not see, "
        f"{_say(ours)}, against {_say(theirs)} of the {reference} forecast."
    ]
    if (ours.mase or ours.mae) >= (theirs.mase or theirs.mae):
        told.append(f"Nothing beats the {reference} forecast here: use the figures with care.")
    losing = sum(one.gain is not None and one.gain <= 0 for one in series)
    if losing:
        share = f"{losing} of {len(series)} series"
        told.append(f"For {share} the naive forecast was as good or better in the back-test.")
    return told


def _say(errors: Errors) -> str:
    scaled = f"MASE is {errors.mase:.3f}, " if errors.mase is not None else ""
    return f"{scaled}sMAPE {errors.smape:.2f} %"
