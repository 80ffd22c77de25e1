"""What the pages show of a training: its stage in words, how long it runs, its last lines."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from console.words import say
from kernel.jobs.models import Job
from kernel.turns import Language

TAIL = 40  # lines of the log that are shown
STAGES = ("checking", "loading", "reading", "learning", "judging", "signing")  # of `nlu.stages`


@dataclass(frozen=True)
class Shown:
    """A training as it is shown. `seconds` is how long it ran, or has run so far."""

    job: Job
    stage: str
    seconds: int | None
    lines: tuple[str, ...]
    model: str
    macro_f1: float | None
    who: str


def show_job(job: Job, *, language: Language, now: datetime) -> Shown:
    """Return what is shown of a training."""
    result: dict[str, Any] = job.result or {}
    end = job.ended_at or now
    return Shown(
        job=job,
        stage=name_stage(job.stage, language),
        seconds=None if job.started_at is None else int((end - job.started_at).total_seconds()),
        lines=tuple(job.log.splitlines()[-TAIL:]),
        model=str(result.get("model", "")),
        macro_f1=result.get("macro_f1"),
        who=job.asked_by.partition(" ")[2],
    )


def name_stage(stage: str, language: Language) -> str:
    """Return the words for a stage as the trainer tells it: its key, and a component's name."""
    key, _, part = stage.partition(" ")
    words = say(f"training_stage_{key}", language) if key in STAGES else key
    return f"{words} · {part}" if part else words


def span(seconds: int) -> str:
    """Return a span of time as minutes and seconds, for a table."""
    minutes, rest = divmod(max(0, seconds), 60)
    return f"{minutes}:{rest:02d}"
