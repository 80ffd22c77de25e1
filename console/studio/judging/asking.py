"""Asking for a judgement: a job of the kind `judge`, which the application's worker does.

The payload is what `Ask.payload` returns; `frontdesk.judging` reads it.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal, Self, cast, get_args

from sqlalchemy.orm import Session

from console.studio.judging.exporting import MOST_CONVERSATIONS
from kernel.errors import Invalid, Unavailable
from kernel.jobs.models import Job
from kernel.jobs.queue import JobQueue, list_jobs

JUDGE = "judge"
What = Literal["report", "cross", "comparison", "replay"]
CONVERSATIONS = 200
LOOKED_AT = 50  # of the newest jobs


@dataclass(frozen=True)
class Ask:
    """What is asked for. `against` names the other model, for a comparison and a replay."""

    what: What
    model: str
    against: str = ""
    conversations: int = CONVERSATIONS

    def __post_init__(self) -> None:
        if self.what not in get_args(What):
            raise Invalid("There is no such judgement.")
        if self.what in ("comparison", "replay") and self.against in ("", self.model):
            raise Invalid("Choose another model to put beside this one.")
        if not 1 <= self.conversations <= MOST_CONVERSATIONS:
            raise Invalid(f"A replay reads 1 to {MOST_CONVERSATIONS:,} conversations.")

    def payload(self) -> dict[str, Any]:
        """Return it as a job keeps it."""
        return {
            "what": self.what,
            "model": self.model,
            "against": self.against,
            "conversations": self.conversations,
        }

    @classmethod
    def read(cls, payload: dict[str, Any]) -> Self:
        """Return what a job keeps; raise `Invalid` for anything else."""
        try:
            return cls(
                payload["what"],
                str(payload["model"]),
                str(payload["against"]),
                int(payload["conversations"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise Invalid("This is no judgement that can be made.") from error

    @property
    def key(self) -> str:
        """What is the same for two requests for the same judgement; `what` stands before it."""
        return f"{self.what}:{short_sum(self.model)}:{short_sum(self.against)}"


def short_sum(name: str) -> str:
    """Return what stands for a model's name in a key, which has not the room for two names."""
    return sha256(name.encode()).hexdigest()[:32]


def request_judging(
    session: Session, queue: JobQueue | None, ask: Ask, *, asked_by: str, now: datetime
) -> bool:
    """Ask for a judgement in the caller's transaction; False where the same is being made already.

    Raises `Unavailable` where this process has nobody who could do it.
    """
    if queue is None or JUDGE not in queue.kinds:
        raise Unavailable("Nobody judges models here; run `frontdesk judge` on the server.")
    _, is_new = queue.enqueue(
        session,
        kind=JUDGE,
        payload=ask.payload(),
        now=now,
        asked_by=asked_by,
        dedupe_key=ask.key,
        max_attempts=2,
    )
    return is_new


@dataclass(frozen=True)
class Underway:
    """A judgement that is being made, or was not."""

    what: What
    job: Job


def list_judging(session: Session, model: str) -> list[Underway]:
    """Return what is being judged of a model, and what failed and was not made since."""
    seen: dict[str, Underway] = {}
    for job in list_jobs(session, kind=JUDGE, limit=LOOKED_AT):
        what, _, models = (job.dedupe_key or "").partition(":")
        if models.startswith(short_sum(model)) and what in get_args(What):
            seen.setdefault(str(job.dedupe_key), Underway(cast("What", what), job))
    return [one for one in seen.values() if one.job.is_open or one.job.state == "failed"]
