"""What becomes of a job whose work ended, failed or was left; how much of a log is kept. Pure."""

from datetime import timedelta
from typing import Literal

LOG_LINES, LOG_CHARACTERS = 200, 16_000  # the last of each are kept
LINE_CHARACTERS = 500
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=10)

Fate = Literal["again", "failed", "cancelled"]


def find_fate(*, attempts: int, max_attempts: int, is_cancelled: bool, is_final: bool) -> Fate:
    """Return what becomes of work that did not end well; `is_final` where another try is idle."""
    if is_cancelled:
        return "cancelled"
    return "failed" if is_final or attempts >= max_attempts else "again"


def find_pause(attempts: int) -> timedelta:
    """Return how long to wait after so many tries: doubled each time, up to a limit."""
    return min(FIRST_PAUSE * (1 << max(0, min(attempts, 20) - 1)), LONGEST_PAUSE)


def tidy_line(line: str) -> str:
    """Return a line as it is kept: printable, not too long."""
    kept = "".join(one if one.isprintable() else " " for one in line.rstrip())
    return kept if len(kept) <= LINE_CHARACTERS else kept[: LINE_CHARACTERS - 1] + "…"


def add_lines(log: str, lines: list[str]) -> str:
    """Return a log with lines added, as much of its end as is kept."""
    kept = [*log.splitlines(), *map(tidy_line, lines)][-LOG_LINES:]
    while kept and sum(map(len, kept)) + len(kept) > LOG_CHARACTERS:
        del kept[: max(1, len(kept) // 10)]
    return "\n".join(kept)


def clip_percent(percent: float) -> int:
    """Return a share of the work in whole percent, 0 to 100."""
    return int(min(100, max(0, percent)))
