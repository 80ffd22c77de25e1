"""What the work tells of itself, and what it is told: to stop."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

from kernel.errors import FrontdeskError
from kernel.jobs.claims import Claim, News
from kernel.jobs.rules import clip_percent

Stop = Literal["cancelled", "lost", "ending"]
UNTOLD = 400  # lines kept between two tellings: the log keeps fewer


class JobFailed(FrontdeskError):
    """The work cannot be done, and trying again would not help; the message says why."""

    code = "job_failed"


class JobStopped(Exception):
    """The work stopped because it was told to."""


@dataclass(eq=False)
class Progress:
    """Handed to a handler, which runs in a thread of its own.

    `confirm` asks the database whether the claim still holds.
    """

    claim: Claim
    confirm: Callable[[Claim], Stop | None]

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._news = News()
        self._stopped = threading.Event()
        self.reason: Stop | None = None

    def stage(self, name: str, percent: float | None = None) -> None:
        """Say what is being done now, and how much of the whole was before it (0 to 100)."""
        with self._lock:
            shown = self._news.percent if percent is None else clip_percent(percent)
            self._news = replace(self._news, stage=name, percent=shown)

    def percent(self, percent: float) -> None:
        """Say how much is done."""
        with self._lock:
            self._news = replace(self._news, percent=clip_percent(percent))

    def line(self, text: str) -> None:
        """Add a line to the log."""
        with self._lock:
            self._news = replace(self._news, lines=(*self._news.lines, text)[-UNTOLD:])

    def is_cancelled(self) -> bool:
        """Whether the work is to stop, for whatever reason; ask often."""
        return self._stopped.is_set()

    def wait(self, seconds: float) -> bool:
        """Pause, no longer than until the work is to stop; return whether it is."""
        return self._stopped.wait(seconds)

    def hold(self) -> None:
        """Make sure, right before what cannot be undone, that the job is still ours.

        Raises `JobStopped` where it is not, or where it was cancelled.
        """
        if not self.is_cancelled() and (found := self.confirm(self.claim)) is not None:
            self.stop(found)
        if self.is_cancelled():
            raise JobStopped(self.reason)

    def stop(self, reason: Stop) -> None:
        """Tell the work to stop; the first reason counts."""
        with self._lock:
            self.reason = self.reason or reason
        self._stopped.set()

    def take(self) -> News | None:
        """Return what was said since the last time, or None."""
        with self._lock:
            news, self._news = self._news, News()
        return news if news != News() else None


Handler = Callable[[Claim, Progress], dict[str, Any]]
