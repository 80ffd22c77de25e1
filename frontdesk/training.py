"""Training: a model is put among the others once it is whole, or not at all."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.releases.archives import ENDING, manifest_of, models_folder, read_archive
from console.studio.project.store import read_published
from console.studio.training.proving import write_findings
from frontdesk.models import require_rasa
from frontdesk.watched import Watch, run, working_folder
from kernel.errors import Unavailable
from kernel.settings import Settings

# Nothing else waits while it trains, so it may use all processors (a worker that serves keeps to
# one thread); and Rasa writes sets into its models, whose order is to be the same every time.
TRAINING = {"OMP_NUM_THREADS": str(os.cpu_count() or 1), "PYTHONHASHSEED": "0"}
LEAST_FREE = 300_000_000  # bytes: a model of the shipped files is 18 MB, unpacked twice 80 MB
TIMES_LAST = 6  # so many times the last model's size must be free


@dataclass(frozen=True)
class Trainee:
    """What is trained on and for whom; `confirm` raises where it is not wanted any more."""

    project: Path
    revision: str = ""
    who: str = "command line"
    confirm: Callable[[], None] = lambda: None


def train(settings: Settings, trainee: Trainee, watch: Watch) -> Path:
    """Train, and put archive and manifest into the models folder once both are whole.

    Returns the archive. Raises `Unavailable` where it cannot be done (not installed, no room, it
    failed) and `Unwanted` where it was not wanted any more; the models are then as before.
    """
    python, folder = require_rasa(), models_folder(settings)
    require_room(settings, folder)
    with working_folder(settings) as work:
        command = [python, "-m", "nlu.train", "--out", str(work / "out")]
        command += ["--project", str(trainee.project.absolute())]
        known = {"FRONTDESK_TRAINED_BY": trainee.who, "FRONTDESK_DATA_REVISION": trainee.revision}
        _, code = run(command, settings, watch, work, {**TRAINING, **known})
        made = next(iter((work / "out").glob(f"*{ENDING}")), None)
        if code != 0 or made is None:
            raise Unavailable(
                "Training failed; the lines above say why. The last model is untouched."
            )
        trainee.confirm()
        return publish(made, folder)


def require_room(settings: Settings, folder: Path) -> None:
    """Raise `Unavailable` where the disk has not the room a training needs."""
    last = max((path.stat().st_size for path in folder.glob(f"*{ENDING}")), default=0)
    needed = max(LEAST_FREE, TIMES_LAST * last)
    settings.data.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.data).free
    if free < needed:
        raise Unavailable(
            f"Training needs {needed // 1_000_000} MB of free disk in {settings.data}, and there "
            f"are {free // 1_000_000} MB. Delete what is not needed, such as old models."
        )


def publish(made: Path, folder: Path) -> Path:
    """Move a model into the models folder: whole and at once, its manifest last."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / made.name
    if target.exists():
        raise Unavailable(f"There is a model {made.name} already; train again.")
    for source in (made, manifest_of(made)):
        partial = folder / f".{source.name}.partial"
        shutil.copyfile(source, partial)
        partial.replace(folder / source.name)
    return target


def train_model(settings: Settings, show: Callable[[str], None]) -> Path:
    """Train on the files of the project; each stage and line goes to `show`."""

    def show_stage(stage: str, part: str, percent: int) -> None:
        show(f"{percent:3d} % {stage} {part}".rstrip())

    trainee = Trainee(settings.project)
    made = train(settings, trainee, Watch(stage=show_stage, line=show))
    archive = read_archive(made, settings.derive_key("model"))
    if archive is not None:
        write_findings(settings, archive, read_published(settings.project))
    return made
