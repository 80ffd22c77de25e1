"""Which dialogue worker to ask: the least busy of those that answer, with a breaker for each."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

OPENS_AFTER = 3  # failures in a row
OPEN_SECONDS = 2.0  # then one question tries it again

Ticks = Callable[[], float]


@dataclass(eq=False)
class Replica:
    """One worker as seen from here."""

    url: str
    running: int = 0
    failures: int = 0
    retry_at: float = 0.0
    asked: int = 0

    def may_ask(self, now: float) -> bool:
        """Closed breaker, or an open one whose time is up."""
        return self.failures < OPENS_AFTER or now >= self.retry_at

    def succeed(self) -> None:
        """Close the breaker."""
        self.failures = 0

    def fail(self, now: float) -> None:
        """Count a failure; open the breaker when there were enough in a row."""
        self.failures += 1
        self.retry_at = now + OPEN_SECONDS

    def trip(self, now: float) -> None:
        """Open the breaker at once."""
        self.failures = max(self.failures, OPENS_AFTER - 1)
        self.fail(now)


class ReplicaSet:
    """All workers; conversations are bound to none of them."""

    def __init__(self, urls: Sequence[str], ticks: Ticks = time.monotonic) -> None:
        self.replicas = [Replica(url.rstrip("/")) for url in urls]
        self.ticks = ticks

    def replace(self, urls: Sequence[str]) -> list[Replica]:
        """Take these workers from now on; return those left, which may still be answering."""
        known = {one.url: one for one in self.replicas}
        wanted = [url.rstrip("/") for url in urls]
        self.replicas = [known.pop(url) if url in known else Replica(url) for url in wanted]
        return list(known.values())

    def choose(self, avoid: Sequence[Replica] = ()) -> Replica | None:
        """Return the least busy worker that may be asked, one not in `avoid` if there is one."""
        now = self.ticks()
        able = [one for one in self.replicas if one.may_ask(now)]
        chosen = min(
            able, key=lambda one: (one in avoid, one.failures, one.running, one.asked), default=None
        )
        if chosen is not None and chosen.failures >= OPENS_AFTER:
            chosen.retry_at = now + OPEN_SECONDS  # one question tries it, not all that wait
        return chosen
