"""The environment of the Rasa side, and training on the installation's own files."""

import os
import sys

from frontdesk.catalog_names import catalog_file
from frontdesk.paths import RASA_PYTHON, ROOT
from kernel.errors import Unavailable
from kernel.settings import Settings


def require_rasa() -> str:
    """Return the interpreter of the Rasa side; raise `Unavailable` where it is not installed."""
    if not RASA_PYTHON.exists():
        raise Unavailable("The Rasa environment is not installed; run `make setup` first.")
    return str(RASA_PYTHON)


def rasa_environment(settings: Settings) -> dict[str, str]:
    """Return the environment of every process of the Rasa side."""
    return {
        **os.environ,
        "FRONTDESK_MODEL_KEY": settings.derive_key("model"),
        "FRONTDESK_CATALOG": str(catalog_file(settings)),
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore::DeprecationWarning",  # of packages Rasa pins, years old
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "-1",
        "OMP_NUM_THREADS": "1",
    }


def print_line(line: str) -> None:
    """Write a line of progress as it is."""
    sys.stdout.write(f"    {line}\n")
    sys.stdout.flush()
