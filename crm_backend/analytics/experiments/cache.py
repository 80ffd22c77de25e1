"""What each process remembers of the experiments of a database, so that asking costs nothing."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from crm_backend.analytics.experiments.models import Experiment, State

FRESH = timedelta(seconds=5)  # so long another process may not hear that one was stopped
SETTLED = timedelta(minutes=1)  # older exposures were committed, whatever became of a transaction
MOST_SEEN = 100_000


@dataclass(frozen=True)
class Known:
    """What sorting customers needs of an experiment."""

    id: int
    key: str
    subject: str
    target: str
    state: State
    shares: dict[str, float]
    winner: str

    @property
    def control(self) -> str:
        """The first arm."""
        return next(iter(self.shares))


@dataclass
class Memory:
    """The experiments as they were read at a moment, and who is known to be in which arm."""

    at: datetime
    by_key: dict[str, Known]
    seen: dict[tuple[int, int], str] = field(default_factory=dict)

    def find_places(self, subject: str) -> dict[str, Known]:
        """Return by target which experiment of a subject decides: one that runs, or the newest."""
        begun = [one for one in self.by_key.values() if one.subject == subject]
        begun = [one for one in begun if one.state != "draft"]
        begun.sort(key=lambda one: one.state == "running")  # keeps the order of their starts
        return {one.target: one for one in begun}

    def remember(self, experiment_id: int, customer_id: int, arm: str) -> None:
        """Keep an arm that nothing can take back any more."""
        if len(self.seen) >= MOST_SEEN:
            self.seen.clear()
        self.seen[experiment_id, customer_id] = arm


_memories: WeakKeyDictionary[Engine, Memory] = WeakKeyDictionary()


def get_memory(session: Session, now: datetime) -> Memory:
    """Return what is known, read anew after a few seconds."""
    engine = session.get_bind().engine
    known = _memories.get(engine)
    if known is None or not timedelta() <= now - known.at < FRESH:
        known = Memory(now, read_all(session), known.seen if known else {})
        _memories[engine] = known
    return known


def read_all(session: Session) -> dict[str, Known]:
    """Return all experiments that have begun, by key; the newest one of a place comes last."""
    query = select(Experiment).order_by(Experiment.started_at, Experiment.id)
    return {
        one.key: Known(one.id, one.key, one.subject, one.target, one.state, one.shares, one.winner)
        for one in session.scalars(query)
    }


def forget(session: Session) -> None:
    """Read the experiments anew when next asked: one has changed."""
    _memories.pop(session.get_bind().engine, None)
