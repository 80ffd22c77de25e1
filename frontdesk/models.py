"""Trained models: find the newest, train one where there is none."""

import hashlib
import hmac
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from frontdesk.catalog_names import catalog_file
from frontdesk.paths import RASA_PYTHON, ROOT
from kernel.errors import Unavailable
from kernel.settings import Settings

# Nothing else waits while it trains, so it may use all processors (a worker that serves keeps to
# one thread); and Rasa writes sets into its models, whose order is to be the same every time.
TRAINING = {"OMP_NUM_THREADS": str(os.cpu_count() or 1), "PYTHONHASHSEED": "0"}


def newest_model(settings: Settings) -> Path | None:
    """Return the newest archive with a manifest that this installation signed, or None."""
    folder, key = ROOT / settings.models, settings.derive_key("model")
    ours = [path for path in folder.glob("*.tar.gz") if is_signed(manifest_of(path), key)]
    return max(ours, key=lambda path: path.stat().st_mtime, default=None)


def manifest_of(archive: Path) -> Path:
    """Return where the signed manifest of an archive lies."""
    return archive.with_name(archive.name.removesuffix(".tar.gz") + ".json")


def is_signed(manifest: Path, key: str) -> bool:
    """Tell whether `key` signed a manifest, as `nlu.manifest` does it.

    The worker refuses any other model, so one that somebody else trained must not be chosen. The
    archive itself is compared with its manifest by the worker, before it is loaded.
    """
    try:
        body = json.loads(manifest.read_text(encoding="utf-8"))
        facts, signature = body["facts"], str(body["signature"])
    except (OSError, ValueError, KeyError, TypeError):
        return False
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    ours = hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()
    return hmac.compare_digest(signature.encode(), ours.encode())


def require_rasa() -> None:
    """Raise `Unavailable` where the environment of the Rasa side is not installed."""
    if not RASA_PYTHON.exists():
        raise Unavailable("The Rasa environment is not installed; run `make setup` first.")


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


def train_model(settings: Settings, show: Callable[[str], None]) -> Path:
    """Train on the files of the project; each line of progress goes to `show`."""
    require_rasa()
    command = [str(RASA_PYTHON), "-m", "nlu.train", "--out", str(ROOT / settings.models)]
    process = subprocess.Popen(  # noqa: S603 - a fixed command of our own
        command,
        cwd=ROOT,
        env={**rasa_environment(settings), **TRAINING},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
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
