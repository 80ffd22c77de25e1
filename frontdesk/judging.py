"""Judging models in the Rasa environment, as a job or from the command line."""

import json
import os
from pathlib import Path
from typing import Any

from bot.releases.archives import Archive, find_archive
from console.studio.judging.asking import Ask
from console.studio.judging.exporting import export_conversations
from console.studio.judging.places import forget_replays, replay_path
from frontdesk.models import require_rasa
from frontdesk.watched import Watch, run, watch_job, working_folder
from kernel.errors import Unavailable
from kernel.jobs.claims import Claim
from kernel.jobs.progress import Progress
from kernel.runtime import Runtime


class JudgeJob:
    """Judges as `Ask.payload` says; the result names the model and what was judged."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime

    def __call__(self, claim: Claim, progress: Progress) -> dict[str, Any]:
        """Judge; raise `JobFailed` with the reason, `JobStopped` where it is not wanted."""
        with watch_job(progress, "Judging") as watch:
            ask = Ask.read(claim.payload)
            judge(self.runtime, ask, watch)
        return {"what": ask.what, "model": ask.model, "against": ask.against}


def judge(runtime: Runtime, ask: Ask, watch: Watch) -> None:
    """Judge, and leave report, comparison or replay where `console.studio.judging.places` finds it.

    Raises `NotFound` for a model that is not here, `Unavailable` where it cannot be done, and
    `Unwanted` where nobody wants it any more.
    """
    python, settings = require_rasa(), runtime.settings
    archive = find_archive(settings, ask.model)
    against = find_archive(settings, ask.against) if ask.against else None
    with working_folder(settings) as work:
        words = list_words(runtime, ask, archive, against, work)
        command = [python, "-m", "nlu.judge", *words]
        half = {"OMP_NUM_THREADS": str(max(1, (os.cpu_count() or 1) // 2))}
        last, code = run(command, settings, watch, work, half)
    if code != 0:
        raise Unavailable(f"The model was not judged: {last or 'the judge ended without a word'}")


def list_words(
    runtime: Runtime, ask: Ask, archive: Archive, against: Archive | None, work: Path
) -> list[str]:
    """Return the arguments of the judge; writes the masked conversations that it needs."""
    settings = runtime.settings
    words = ["--model", str(archive.path), "--project", str(settings.project.absolute())]
    if against is not None:
        words += ["--against", str(against.path)]
    if ask.what == "cross":
        words += ["--cross"]
    if ask.what == "replay" and against is not None:
        forget_replays(settings, runtime.clock())
        out = replay_path(settings, archive.name, against.name).absolute()
        out.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        export = work / "conversations.json"
        with runtime.db.session() as session:
            at = runtime.clock().isoformat(timespec="seconds")
            said = export_conversations(session, limit=ask.conversations, at=at)
        if not said["conversations"]:
            raise Unavailable("There is no conversation yet that the bot has read.")
        export.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
        words += ["--replay", str(export.absolute()), "--replay-out", str(out)]
    return words
