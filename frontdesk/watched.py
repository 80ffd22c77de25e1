"""Work as a process of its own, in the Rasa environment or ours, watched and to be stopped."""

import json
import os
import queue
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from frontdesk.models import rasa_environment
from frontdesk.paths import ROOT
from kernel.errors import FrontdeskError
from kernel.jobs.progress import JobFailed, JobStopped, Progress
from kernel.settings import Settings

MARK = "@stage "  # as `nlu.stages` writes it
LOOK_SECONDS = 0.2  # how late a wish to stop is heard
TERM_SECONDS = 5.0  # between being asked to end and being ended
LEFT_SECONDS = 86_400  # no work lasts so long


class Unwanted(Exception):
    """Somebody did not want it any more; nothing of it is left."""


@dataclass(frozen=True)
class Watch:
    """Who looks on: each stage (name, component, percent), each line, and when to stop."""

    stage: Callable[[str, str, int], None] = lambda _stage, _part, _percent: None
    line: Callable[[str], None] = lambda _line: None
    is_unwanted: Callable[[], bool] = lambda: False


@contextmanager
def watch_job(progress: Progress, what: str) -> Iterator[Watch]:
    """Give the watch of a job; raise `JobFailed` with the reason, `JobStopped` if unwanted."""
    try:
        yield Watch(
            stage=lambda stage, part, percent: progress.stage(f"{stage} {part}".strip(), percent),
            line=progress.line,
            is_unwanted=progress.is_cancelled,
        )
    except Unwanted as error:
        raise JobStopped from error
    except FrontdeskError as error:
        raise JobFailed(error.message) from error
    except OSError as error:
        raise JobFailed(f"{what} failed: {error.strerror or type(error).__name__}.") from error


@contextmanager
def working_folder(settings: Settings) -> Iterator[Path]:
    """Give a folder in the data folder that is gone afterwards, whatever was left in it."""
    parent = settings.data.absolute() / "training"
    parent.mkdir(parents=True, exist_ok=True)
    sweep(parent)
    with tempfile.TemporaryDirectory(dir=parent, ignore_cleanup_errors=True) as name:
        (Path(name) / "tmp").mkdir()
        yield Path(name)


def sweep(parent: Path) -> None:
    """Delete what processes that were killed left behind."""
    for left in parent.iterdir():
        if time.time() - left.stat().st_mtime > LEFT_SECONDS:
            shutil.rmtree(left, ignore_errors=True)


def run(
    command: Sequence[str], settings: Settings, watch: Watch, work: Path, more: Mapping[str, str]
) -> tuple[str, int]:
    """Run a command with `more` in its environment; return its last word and its exit code.

    Nothing of its group is left afterwards. Raises `Unwanted`.
    """
    # What it leaves behind in TMPDIR when it is killed goes with the rest.
    environment = {**rasa_environment(settings), "TMPDIR": str(work / "tmp"), **more}
    return run_in(environment, command, watch)


def run_in(environment: Mapping[str, str], command: Sequence[str], watch: Watch) -> tuple[str, int]:
    """Run a command in an environment of its own, as `run` does."""
    process = subprocess.Popen(  # noqa: S603 - a fixed command of our own
        [*command, "--watch-parent"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    )
    last = ""
    with process:
        try:
            for line in read_lines(process.stdout, watch.is_unwanted):
                show_line(line, watch)
                last = line if line and not line.startswith(MARK) else last
            return last.removeprefix("error: "), process.wait()
        finally:
            end_group(process)


def read_lines(stream: IO[str] | None, is_unwanted: Callable[[], bool]) -> Iterator[str]:
    """Yield lines as they come; raise `Unwanted` soon after nobody wants them any more."""
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def fill() -> None:
        for line in stream or ():
            lines.put(line.rstrip())
        lines.put(None)

    threading.Thread(target=fill, name="watched-lines", daemon=True).start()
    while True:
        if is_unwanted():
            raise Unwanted
        try:
            line = lines.get(timeout=LOOK_SECONDS)
        except queue.Empty:
            continue
        if line is None:
            return
        yield line


def show_line(line: str, watch: Watch) -> None:
    """Hand on a stage or a line for people."""
    if not line.startswith(MARK):
        watch.line(line)
        return
    try:
        told = json.loads(line.removeprefix(MARK))
        watch.stage(str(told["stage"]), str(told["part"]), int(told["percent"]))
    except (ValueError, KeyError, TypeError):
        watch.line(line)


def end_group(process: "subprocess.Popen[str]") -> None:
    """End the process and all it has started."""
    for number, seconds in ((signal.SIGTERM, TERM_SECONDS), (signal.SIGKILL, TERM_SECONDS)):
        try:
            os.killpg(process.pid, number)
        except (ProcessLookupError, PermissionError):
            return
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
