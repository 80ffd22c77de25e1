"""Keeps a scorer as arrays (npz, nothing pickled) with a JSON file of settings beside it."""

import hashlib
import json
import platform
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy
from scipy.sparse import csr_array

from crm_backend.analytics.recommendations.model import Scorer
from kernel.errors import Invalid

FORMAT = 1
ARRAYS = ("data", "indices", "indptr", "prior")


@dataclass(frozen=True)
class Saved:
    """A scorer as loaded, and what its JSON file says of it."""

    scorer: Scorer
    name: str
    settings: dict[str, Any]
    versions: dict[str, str]


def save_scorer(scorer: Scorer, path: Path, *, name: str, settings: dict[str, Any]) -> None:
    """Write `path` (ends in .npz) and the file beside it that ends in .json.

    `settings` must be plain JSON.
    """
    weights = scorer.weights_
    arrays: dict[str, Any] = {
        "data": weights.data,
        "indices": weights.indices,
        "indptr": weights.indptr,
        "prior": scorer.prior_,
    }
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)
    told = {
        "format": FORMAT,
        "name": name,
        "settings": settings,
        "versions": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "scipy": scipy.__version__,
        },
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }
    text = json.dumps(told, ensure_ascii=False, indent=2, allow_nan=False)
    path.with_suffix(".json").write_text(text + "\n", encoding="utf-8")


def load_scorer(path: Path) -> Saved:
    """Return what `save_scorer` wrote. Raises `Invalid` for anything else."""
    try:
        told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        raise Invalid(f"{path.name} cannot be read with its JSON file: {error}") from error
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise Invalid(f"{path.name} is not of format {FORMAT}: fit the model again.")
    if told.get("sha256") != hashlib.sha256(content).hexdigest():
        raise Invalid(f"{path.name} is not the file its JSON file tells of: fit the model again.")
    try:
        with np.load(path, allow_pickle=False) as arrays:
            data, indices, indptr, prior = (arrays[key] for key in ARRAYS)
        width = len(prior)
        weights = csr_array((data, indices, indptr), shape=(width, width))
        weights.check_format()
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise Invalid(f"{path.name} holds no weights: {error}") from error
    scorer = Scorer().set_weights(weights, prior)
    return Saved(scorer, str(told["name"]), told["settings"], told["versions"])
