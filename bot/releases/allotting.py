"""Which model a conversation is given to during a trial: by a keyed hash. Pure."""

import hashlib
import hmac
from datetime import datetime, timedelta

from bot.releases.models import Arm

QUIET = timedelta(hours=4)  # who was silent for so long begins anew
SUBJECT_CHARACTERS = 32


def name_subject(key: str, trial_id: int, *, customer_id: int | None, conversation_id: str) -> str:
    """Return a keyed hash of the customer, of the conversation for a stranger; new in each trial.

    A stranger's conversation is their browser's, so they stay with one model.
    """
    who = f"customer {customer_id}" if customer_id is not None else f"chat {conversation_id}"
    digest = hmac.new(key.encode(), f"{trial_id} {who}".encode(), hashlib.sha256)
    return digest.hexdigest()[:SUBJECT_CHARACTERS]


def allot(subject: str, share: float) -> Arm:
    """Return whom a subject is given to; a larger share takes nobody out of the trial."""
    return "canary" if int(subject, 16) < share * 16 ** len(subject) else "live"


def is_halfway(last_turn_at: datetime | None, now: datetime) -> bool:
    """Tell whether a conversation goes on that another model began."""
    return last_turn_at is not None and now - last_turn_at < QUIET
