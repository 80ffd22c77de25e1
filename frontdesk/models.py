"""Trained models: find the newest, train one where there is none."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from frontdesk.paths import RASA_PYTHON, ROOT
from kernel.errors import Unavailable
from kernel.settings import Settings


def newest_model(settings: Settings) -> Path | None:
    """Return the newest archive that has a manifest beside it, or None."""
    folder = ROOT / settings.models
    signed = [path for path in folder.glob("*.tar.gz") if manifest_of(path).exists()]
    return max(signed, key=lambda path: path.stat().st_mtime, default=None)


def manifest_of(archive: Path) -> Path:
    """Return where the signed manifest of an archive lies."""
    return archive.with_name(archive.name.removesuffix(".tar.gz") + ".json")


def rasa_environment(settings: Settings) -> dict[str, str]:
    """Return the environment of every process of the Rasa side."""
    return {
        **os.environ,
        "FRONTDESK_MODEL_KEY": settings.derive_key("model"),
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "-1",
        "OMP_NUM_THREADS": "1",
    }


def train_model(settings: Settings, show: Callable[[str], None]) -> Path:
    """Train on the files of the project; each line of progress goes to `show`."""
    if not RASA_PYTHON.exists():
        raise Unavailable("The Rasa environment is not installed; run `make setup` first.")
    command = [str(RASA_PYTHON), "-m", "nlu.train", "--out", str(ROOT / settings.models)]
    process = subprocess.Popen(  # noqa: S603 - a fixed command of our own
        command,
        cwd=ROOT,
        env=rasa_environment(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        for line in process.stdout or ():
            show(line.rstrip())
    model = newest_model(settings)
    if process.returncode != 0 or model is None:
        raise Unavailable("Training failed; the lines above say why. The last model is untouched.")
    return model


def print_line(line: str) -> None:
    """Write a line of progress as it is."""
    sys.stdout.write(f"    {line}\n")
    sys.stdout.flush()
