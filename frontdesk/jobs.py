"""The work that jobs of each kind do. Registered in `make_handlers`, the one dictionary."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.releases.archives import Archive, find_archive, has_archive
from bot.releases.service import read_state
from console.analytics.asking import ANALYTICS
from console.studio.judging.asking import JUDGE, Ask, request_judging
from console.studio.project.store import load_texts
from console.studio.training.proving import write_findings
from console.studio.training.service import TRAIN
from frontdesk.judging import JudgeJob
from frontdesk.overnight import AnalyticsJob
from frontdesk.training import Trainee, train
from frontdesk.watched import watch_job, working_folder
from kernel.errors import FrontdeskError
from kernel.jobs.claims import Claim
from kernel.jobs.progress import Handler, JobFailed, Progress
from kernel.jobs.queue import JobQueue
from kernel.logging import get_logger
from kernel.runtime import Runtime

log = get_logger(__name__)


def make_handlers(runtime: Runtime) -> dict[str, Handler]:
    """Return who does the jobs of each kind."""
    return {
        TRAIN: TrainJob(runtime),
        JUDGE: JudgeJob(runtime),
        ANALYTICS: AnalyticsJob(runtime),
    }


class TrainJob:
    """Trains on a snapshot of a project's files.

    The payload: `files` (path → SHA-256 of a kept text), `revision` and `who`, both for the
    manifest. The result: `model`, its name, `seconds` and `macro_f1` (None if not measured).
    """

    def __init__(self, runtime: Runtime) -> None:
        self.runtime, self.settings = runtime, runtime.settings

    def __call__(self, claim: Claim, progress: Progress) -> dict[str, Any]:
        """Train; raise `JobFailed` with the reason, `JobStopped` where it is not wanted."""
        who = str(claim.payload.get("who", claim.asked_by))
        with watch_job(progress, "Training") as watch, working_folder(self.settings) as work:
            project = work / "project"
            files = self._read_files(claim.payload["files"])
            lay_out(project, files)
            trainee = Trainee(
                project,
                revision=str(claim.payload.get("revision", "")),
                who=who,
                confirm=progress.hold,
            )
            made = train(self.settings, trainee, watch)
        archive = find_archive(self.settings, made.name.removesuffix(".tar.gz"))
        try:
            self._have_judged(archive, files, who)
        except (FrontdeskError, OSError, ValueError, SQLAlchemyError) as error:
            # The model is there; it can be judged by hand, and the gate says what is missing.
            log.exception("model_not_judged", model=archive.name, error=type(error).__name__)
        return {
            "model": archive.name,
            "seconds": archive.facts.get("seconds"),
            "macro_f1": archive.macro_f1,
        }

    def _have_judged(self, archive: Archive, files: Mapping[str, str], asked_by: str) -> None:
        """Leave what the gate asks for: the findings now, report and comparison by a job."""
        write_findings(self.settings, archive, files)
        with self.runtime.db.transaction() as session:
            live = read_state(session).live
            is_beside = live is not None and has_archive(self.settings, live)
            ask = Ask("comparison", archive.name, live or "") if is_beside else None
            request_judging(
                session,
                JobQueue(frozenset({JUDGE})),
                ask or Ask("report", archive.name),
                asked_by=asked_by,
                now=self.runtime.clock(),
            )

    def _read_files(self, sums: Mapping[str, str]) -> dict[str, str]:
        with self.runtime.db.session() as session:
            texts = load_texts(session, set(sums.values()))
        try:
            return {path: str(texts[digest]) for path, digest in sums.items()}
        except KeyError as error:
            raise JobFailed("A file of the snapshot is gone; train again.") from error


def lay_out(folder: Path, files: Mapping[str, str]) -> None:
    """Write a project's files into a new folder; raise `JobFailed` for a path that leads out."""
    root = folder.absolute()
    for name, text in files.items():
        path = (root / name).resolve()
        if not path.is_relative_to(root) or path.suffix not in (".yml", ".yaml"):
            raise JobFailed(f"{name} is no file of a project.")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
