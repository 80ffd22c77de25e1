"""What a forecast says: per series and for all together; plain values that leave as JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from crm_backend.analytics.demand.errors import Errors


@dataclass(frozen=True)
class SeriesForecast:
    """The forecast of one series, step 1 first.

    `lower` and `upper` hold `level` of what comes; None where nothing could be said of the width.
    `mean_errors` are expected absolute errors per step, `sum_errors` of the sum of all steps up
    to each. `errors` are those of every method in the back-test over `origins` windows of `steps`
    periods; `gain` is how much lower the chosen method's is than the best naive one's (0.1 = 10 %;
    None without a back-test).
    """

    key: str
    method: str
    season: int
    history: int
    first: int
    periods: tuple[str, ...]
    mean: tuple[float, ...]
    lower: tuple[float | None, ...]
    upper: tuple[float | None, ...]
    mean_errors: tuple[float | None, ...]
    sum_errors: tuple[float | None, ...]
    errors: Mapping[str, Errors]
    origins: int
    steps: int
    gain: float | None
    notes: tuple[str, ...] = ()

    @property
    def beats_naive(self) -> bool:
        """Return whether the chosen method was better than naive ones in the back-test."""
        return self.gain is not None and self.gain > 0


@dataclass(frozen=True)
class HeldOut:
    """Errors on the last periods, which the choice did not see: means over all series.

    `chosen` are of the method chosen per series from earlier windows, `methods` of each method
    for all series, `beaten` the share of series on which the chosen one beat the naive one.
    """

    series: int
    steps: int
    reference: str
    chosen: Errors
    methods: Mapping[str, Errors]
    beaten: float


@dataclass(frozen=True)
class Forecasts:
    """Forecasts of many series, what they are worth beside naive ones, and what was doubted."""

    horizon: int
    every: str
    level: float
    series: tuple[SeriesForecast, ...]
    held_out: HeldOut | None
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain values: dictionaries, lists, texts and numbers."""
        told = asdict(self)
        for one, series in zip(told["series"], self.series, strict=True):
            one["beats_naive"] = series.beats_naive
        return told
