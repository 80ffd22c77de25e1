"""Asking for a training: the files are kept as they are now, whatever is changed meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from sqlalchemy.orm import Session

from console.refusals import refusal
from console.staff.models import Staff
from console.studio.project.service import DraftUnclear, DraftUnreadable, read_draft
from console.studio.project.store import keep
from console.studio.proving.service import prove_files
from kernel.errors import Conflict, Unavailable
from kernel.jobs.queue import JobQueue
from nlu.core.dialogue.checks.parts import find_stop
from nlu.core.dialogue.finding import Finding
from nlu.core.project.files import sum_of
from nlu.core.project.project import Project, read_project

TRAIN = "train"
Source = Literal["draft", "published"]


@dataclass(frozen=True)
class Snapshot:
    """Files to be trained on. `revision` names them in the manifest, `changes` counts a draft's."""

    source: Source
    files: Mapping[str, str]
    project: Project
    revision: str
    changes: int = 0
    unclear: tuple[str, ...] = ()

    @property
    def grave(self) -> int:
        """How many grave findings the check has of it."""
        return len(prove_files(self.files).errors)

    @property
    def stop(self) -> Finding | None:
        """What in its configuration nothing can be trained by."""
        return find_stop(prove_files(self.files).errors)

    @property
    def examples(self) -> int:
        """How many lines are learned from."""
        return len(self.project.understood.examples)


def read_snapshots(session: Session, root: Path, *, staff_id: int) -> dict[Source, Snapshot]:
    """Return what somebody can train on now: what is published and, if it differs, their draft."""
    draft = read_draft(session, root, staff_id=staff_id)
    published = dict(draft.published)
    found: dict[Source, Snapshot] = {
        "published": Snapshot(
            "published", published, read_project(published), f"published {sum_of(published)[:12]}"
        )
    }
    if draft.changed:
        newest = max((one.id for one in draft.revisions), default=0)
        found["draft"] = Snapshot(
            "draft",
            draft.files,
            draft.project,
            f"draft of staff {staff_id}, change {newest}",
            changes=len(draft.revisions),
            unclear=tuple(sorted(draft.unclear)),
        )
    return found


def ask_training(
    session: Session,
    queue: JobQueue | None,
    snapshot: Snapshot,
    *,
    staff: Staff,
    now: datetime,
) -> tuple[int, bool]:
    """Ask for a training in the caller's transaction; return the job and whether it is a new one.

    Raises `DraftUnclear`, `DraftUnreadable` or `Conflict` where the files cannot be trained on,
    `Unavailable` where nobody trains.
    """
    if queue is None or TRAIN not in queue.kinds:
        raise Unavailable("Nobody trains here; run `frontdesk train` on the server.")
    if snapshot.unclear:
        raise DraftUnclear(list(snapshot.unclear))
    if snapshot.project.faults:
        raise DraftUnreadable(snapshot.project.faults)
    if (stop := snapshot.stop) is not None:
        raise refusal(Conflict, "training_stop", place=str(stop.place))
    files = {path: keep(session, text) for path, text in snapshot.files.items()}
    payload = {"files": files, "revision": snapshot.revision, "who": staff.name}
    return queue.enqueue(
        session,
        kind=TRAIN,
        payload=payload,
        now=now,
        asked_by=f"{staff.id} {staff.name}"[:100],
        dedupe_key=sum_of(snapshot.files),
    )
