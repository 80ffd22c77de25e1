"""Which segment a customer belongs to: centres and names, kept as JSON; needs numpy alone."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from crm_backend.analytics.segments.rules import Floats
from crm_backend.analytics.segments.scaling import Scaling
from kernel.errors import Invalid

FORMAT = "frontdesk-segments-1"
ROWS_AT_ONCE = 100_000


@dataclass(frozen=True)
class Segmenter:
    """Segments in a fixed order. A segment keeps its number and name from run to run.

    centres  (k, c) in scaled units; numbers and names of k segments
    """

    scaling: Scaling
    centres: tuple[tuple[float, ...], ...]
    numbers: tuple[int, ...]
    names: tuple[str, ...]

    def assign(self, values: Floats) -> NDArray[np.intp]:
        """Return the place of the nearest segment of each row of (n, c), NaN where missing."""
        if values.ndim != 2 or values.shape[1] != len(self.scaling.columns):
            raise Invalid(f"Each customer has the columns {', '.join(self.scaling.columns)}.")
        places = [
            self._nearest(values[start : start + ROWS_AT_ONCE])
            for start in range(0, len(values), ROWS_AT_ONCE)
        ]
        return np.concatenate([np.empty(0, dtype=np.intp), *places])

    def _nearest(self, values: Floats) -> NDArray[np.intp]:
        gaps = self.scaling.transform(values)[:, None, :] - np.array(self.centres)
        return np.asarray((gaps**2).sum(axis=2).argmin(axis=1))

    def to_dict(self) -> dict[str, Any]:
        """Return the segments as plain JSON, from which `from_dict` makes them again."""
        return {
            "format": FORMAT,
            "scaling": self.scaling.to_dict(),
            "centres": [list(centre) for centre in self.centres],
            "numbers": list(self.numbers),
            "names": list(self.names),
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Return the segments that `to_dict` told of. Raises `Invalid` for anything else."""
        try:
            if data["format"] != FORMAT:
                raise Invalid(f"These are no segments of the format {FORMAT}.")
            scaling = Scaling.from_dict(data["scaling"])
            centres = tuple(tuple(float(one) for one in row) for row in data["centres"])
            numbers = tuple(int(number) for number in data["numbers"])
            names = tuple(str(name) for name in data["names"])
        except (KeyError, TypeError, ValueError) as error:
            raise Invalid(f"These are no segments: {error}") from error
        is_even = {len(row) for row in centres} == {len(scaling.columns)}
        if not is_even or not len(centres) == len(numbers) == len(names):
            raise Invalid("These segments do not fit together: one centre, number and name each.")
        return cls(scaling, centres, numbers, names)

    def save(self, path: Path) -> None:
        """Write the segments as JSON."""
        text = json.dumps(self.to_dict(), ensure_ascii=False, indent=1, allow_nan=False)
        path.write_text(text, encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote. Raises `Invalid` for anything else."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise Invalid(f"{path.name} cannot be read as segments: {error}") from error
        return cls.from_dict(data)
