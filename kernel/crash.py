"""Named places where a process can be made to die at once, for the tests of what survives it.

`FRONTDESK_CRASH_AT=after_claim` ends the process (status 137, nothing flushed, no clean-up) at the
first pass of that place, `after_claim:3` at the third. Unset, which is how it is delivered, a place
costs one look into a cache. Never set it where customers are served.
"""

import itertools
import os
from functools import cache

VARIABLE = "FRONTDESK_CRASH_AT"
STATUS = 137  # what a shell says of a process that was killed
POINTS = (
    "after_inbox_commit",  # a message is stored, its sender has not heard so
    "after_claim",  # a turn is claimed and has not begun
    "before_engine",
    "after_engine",  # the dialogue engine has answered, nobody knows the answer
    "before_landing",  # the answer is written, not committed
    "after_landing",  # it is committed, nobody was told
    "outbox_taken",  # marked as being sent, not sent
    "after_send",  # sent, not marked as sent
)


@cache
def _read_wish() -> tuple[str, int]:
    """Return which place is meant and at which pass; an empty name where none is."""
    name, _, nth = os.environ.get(VARIABLE, "").partition(":")
    return name, int(nth or 1)


_passes = itertools.count(1)


def point(name: str) -> None:
    """Die here, if this place and this pass of it were asked for."""
    wanted, nth = _read_wish()
    if wanted == name and next(_passes) == nth:
        os._exit(STATUS)
