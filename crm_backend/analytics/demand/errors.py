"""Errors of forecasts: MAE, MASE and sMAPE."""

from dataclasses import dataclass

import numpy as np

from crm_backend.analytics.demand.seasons import Floats


@dataclass(frozen=True)
class Errors:
    """Mean absolute error, scaled (MASE; None where the scale is zero), and sMAPE in per cent."""

    mae: float
    mase: float | None
    smape: float


def scale_of(values: Floats, season: int) -> float:
    """Return the mean absolute change over one season: what MASE divides by; 0.0 if too short.

    Hyndman & Koehler 2006: the in-sample error of the (seasonal) naive forecast.
    """
    lag = season if len(values) > season else 1
    return float(np.abs(values[lag:] - values[:-lag]).mean()) if len(values) > lag else 0.0


def symmetric(actual: Floats, ahead: Floats) -> Floats:
    """Return 200 * |error| / (|actual| + |forecast|) of each value; 0 where both are zero."""
    whole = np.abs(actual) + np.abs(ahead)
    parts: Floats = np.zeros_like(whole)
    np.divide(200 * np.abs(actual - ahead), whole, out=parts, where=whole > 0)
    return parts


def measure(actual: Floats, ahead: Floats, scales: Floats) -> Errors:
    """Return the errors of forecasts, origins x steps; `scales` as of `scale_of`, one an origin.

    MASE is the mean over the origins that have a scale.
    """
    misses = np.abs(actual - ahead)
    known = scales > 0
    scaled = misses[known].mean(axis=1) / scales[known]
    mase = float(scaled.mean()) if known.any() else None
    return Errors(float(misses.mean()), mase, float(symmetric(actual, ahead).mean()))
