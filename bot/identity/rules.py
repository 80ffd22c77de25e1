"""What a proof of identity is worth, and how often a code may be asked for. Pure."""

from datetime import datetime, timedelta

from kernel.turns import Level

CODE_LIFETIME = timedelta(minutes=10)
VERIFIED_FOR = timedelta(hours=12)  # one working day: a shared computer forgets overnight
MAX_TRIES = 5
WINDOW = timedelta(hours=1)
MAX_PER_ADDRESS = 5
MAX_PER_CONVERSATION = 5


def level_at(level: Level, verified_until: datetime | None, now: datetime) -> Level:
    """Return the level that still holds: a proof that has run out is a mere claim."""
    if level == "verified" and (verified_until is None or verified_until <= now):
        return "claimed"
    return level


def may_send_code(*, for_address: int, for_conversation: int) -> bool:
    """Tell whether one more code may be asked for, given how many there were in the last hour."""
    return for_address < MAX_PER_ADDRESS and for_conversation < MAX_PER_CONVERSATION
