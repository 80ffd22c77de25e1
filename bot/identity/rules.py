"""What a proof of identity is worth, and how often a code may be asked for. Pure."""

from datetime import datetime, timedelta

from kernel.turns import Level

CODE_LIFETIME = timedelta(minutes=10)
VERIFIED_FOR = timedelta(hours=12)  # one working day: a shared computer forgets overnight
MAX_TRIES = 5
WINDOW = timedelta(hours=1)
MAX_PER_ADDRESS = 5
MAX_PER_CONVERSATION = 5
# A shop, a school or a mobile network may stand behind one network address.
MAX_PER_NETWORK = 30
LOCKED_FOR = timedelta(minutes=15)  # after five wrong tries
LINK_LIFETIME = timedelta(minutes=10)
MAX_LINKS = 5  # in a window, per conversation
RENEWED_BEFORE = timedelta(hours=6)  # half of VERIFIED_FOR: a linked account renews twice a day


def level_at(level: Level, verified_until: datetime | None, now: datetime) -> Level:
    """Return the level that still holds: a proof that has run out is a mere claim."""
    if level == "verified" and (verified_until is None or verified_until <= now):
        return "claimed"
    return level


def may_send_code(
    *, for_address: int, for_conversation: int, from_network: int, is_locked: bool
) -> bool:
    """Tell whether one more code may be asked for, given how many there were in the last hour."""
    return (
        not is_locked
        and for_address < MAX_PER_ADDRESS
        and for_conversation < MAX_PER_CONVERSATION
        and from_network < MAX_PER_NETWORK
    )
