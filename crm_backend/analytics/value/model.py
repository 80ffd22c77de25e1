"""A fitted model of value that says of any customer what is to come; kept as JSON."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, cast

import numpy as np

from crm_backend.analytics.value.buying import KINDS, BuyingModel, Kind
from crm_backend.analytics.value.futures import Intervals, Known, draw_intervals
from crm_backend.analytics.value.spending import SpendingModel
from crm_backend.analytics.value.summary import UNITS, Summary
from crm_backend.analytics.value.transactions import Floats
from kernel.errors import Invalid

FORMAT = "frontdesk-value-1"


@dataclass(frozen=True)
class Forecast:
    """What is expected of n customers within a horizon, with intervals; arrays of n."""

    alive: Floats
    purchases: Floats
    basket: Floats
    spend: Floats
    intervals: Intervals


@dataclass(frozen=True)
class ValueModel:
    """Buying (BG/NBD or MBG/NBD) times spending (Gamma-Gamma); `unit` is the unit of all times."""

    unit: str
    buying: BuyingModel
    spending: SpendingModel
    buying_covariance: tuple[tuple[float, ...], ...]
    spending_covariance: tuple[tuple[float, ...], ...]

    def predict(
        self, customers: Summary, horizon: float, *, level: float = 0.9, seed: int = 0
    ) -> Forecast:
        """Return what is expected within `horizon` (in `unit`); `customers` in the same unit."""
        purchases = self.buying.expect(customers, horizon)
        basket = self.spending.expect(customers)
        alive = self.buying.alive(customers)
        intervals = draw_intervals(self._known(), customers, horizon, level=level, seed=seed)
        return Forecast(alive, purchases, basket, purchases * basket, intervals)

    def _known(self) -> Known:
        buying, spending = self.buying, self.spending
        return Known(
            buying.kind,
            np.array([buying.r, buying.alpha, buying.a, buying.b]),
            np.array(self.buying_covariance),
            np.array([spending.p, spending.q, spending.v]),
            np.array(self.spending_covariance),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the model as plain JSON, from which `from_dict` makes it again."""
        buying, spending = self.buying, self.spending
        return {
            "format": FORMAT,
            "unit": self.unit,
            "kind": buying.kind,
            "buying": {"r": buying.r, "alpha": buying.alpha, "a": buying.a, "b": buying.b},
            "spending": {"p": spending.p, "q": spending.q, "v": spending.v},
            "buying_covariance": [list(row) for row in self.buying_covariance],
            "spending_covariance": [list(row) for row in self.spending_covariance],
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Return the model that `to_dict` told of. Raises `Invalid` for anything else."""
        try:
            if data["format"] != FORMAT or data["kind"] not in KINDS or data["unit"] not in UNITS:
                raise Invalid(f"This is no value model of the format {FORMAT}.")
            kind = cast(Kind, data["kind"])
            return cls(
                data["unit"],
                BuyingModel(kind, **{key: float(value) for key, value in data["buying"].items()}),
                SpendingModel(**{key: float(value) for key, value in data["spending"].items()}),
                tuple(tuple(map(float, row)) for row in data["buying_covariance"]),
                tuple(tuple(map(float, row)) for row in data["spending_covariance"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Invalid(f"This is no value model: {error}") from error

    def save(self, path: Path) -> None:
        """Write the model as JSON."""
        path.write_text(json.dumps(self.to_dict(), indent=1, allow_nan=False), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote. Raises `Invalid` for anything else."""
        try:
            return cls.from_dict(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise Invalid(f"{path.name} cannot be read as a value model: {error}") from error
