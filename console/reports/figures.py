"""Figures and how sure one may be of them: shares, spreads of times, ratings. Pure."""

from dataclasses import dataclass

from crm_backend.analytics.intervals import wilson

FEW = 5  # below this many a percentage would be a rumour: the counts are shown instead
TAIL = 10  # below this many there is no ninth tenth to speak of


@dataclass(frozen=True)
class Share:
    """`part` of `n`."""

    part: int
    n: int

    @property
    def value(self) -> float | None:
        """The share from 0 to 1; None where there are too few."""
        return self.part / self.n if self.n >= FEW else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where the share lies with a confidence of 95 %; None where there are too few."""
        return wilson(self.part, self.n) if self.n >= FEW else None

    def differs_from(self, other: "Share") -> bool:
        """Tell whether the intervals of two shares have nothing in common: a clear difference."""
        if self.interval is None or other.interval is None:
            return False
        return self.interval[1] < other.interval[0] or self.interval[0] > other.interval[1]


@dataclass(frozen=True)
class Spread:
    """Times in seconds: of `n`, the middle one and the one that nine tenths do not exceed."""

    n: int = 0
    median: float | None = None
    p90: float | None = None

    @property
    def tail(self) -> float | None:
        """`p90`, or None where there are too few for it."""
        return self.p90 if self.n >= TAIL else None


@dataclass(frozen=True)
class Tally:
    """Counts over calls for a person; field by field what `console.reports.queries` sums up."""

    calls: int = 0
    ended: int = 0
    helped: int = 0
    abandoned: int = 0
    answered: int = 0
    on_time: int = 0
    transfers: int = 0
    requeues: int = 0
    rated: int = 0
    good: int = 0
    stars: int = 0

    @property
    def csat(self) -> Share:
        """Those who gave 4 or 5 of those who gave any."""
        return Share(self.good, self.rated)

    @property
    def average(self) -> float | None:
        """The mean rating; None where there are too few."""
        return self.stars / self.rated if self.rated >= FEW else None

    @property
    def in_time(self) -> Share:
        """First words within the target, of all that came."""
        return Share(self.on_time, self.answered)

    @property
    def given_up(self) -> Share:
        """Waits that ended without a person, of all that ended."""
        return Share(self.abandoned, self.ended)


@dataclass(frozen=True)
class Line:
    """The figures of one agent, reason or outcome; `key` is None for nobody or none."""

    key: str | None
    tally: Tally = Tally()
    wait: Spread = Spread()
    first: Spread = Spread()
    handle: Spread = Spread()
