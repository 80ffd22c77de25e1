"""Exponential smoothing state space models (ETS) by statsforecast, for few and long series.

Heavy: imported only by those who ask for it, and handed in as an extra method.
"""

import numpy as np
from statsforecast.models import AutoETS

from crm_backend.analytics.demand.methods import ETS, Method, forecast_ses
from crm_backend.analytics.demand.seasons import Floats

LONGEST_SEASON = 24  # as in the published models; beyond, fitting takes minutes
LEAST = 10  # values


def forecast_ets(values: Floats, horizon: int, season: int) -> Floats:
    """Return the forecast of the ETS model with the least corrected AIC.

    Without season where it is longer than 24 or the history shorter than two of them; simple
    smoothing below 10 values or where all are equal.
    """
    if len(values) < LEAST or np.ptp(values) == 0:
        return forecast_ses(values, horizon)
    fits = 1 < season <= LONGEST_SEASON and len(values) >= 2 * season
    model = AutoETS(season_length=season if fits else 1)
    found = np.asarray(model.forecast(y=values, h=horizon)["mean"], dtype=np.float64)
    return found if np.isfinite(found).all() else forecast_ses(values, horizon)


METHOD: dict[str, Method] = {ETS: forecast_ets}
