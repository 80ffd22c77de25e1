"""Words of the staff pages: who answers, how sure we are of somebody, moments. Pure."""

from datetime import datetime

from bot.ledger.models import Owner, Sender
from kernel.turns import Level

OWNERS: dict[Owner, str] = {
    "waiting": "Waiting",
    "person": "With a person",
    "bot": "With the bot",
    "closed": "Closed",
}
IDENTITY: dict[Level, str] = {
    "anonymous": "not known",
    "claimed": "claimed, not proved",
    "verified": "proved by a code",
}
SENDERS: dict[Sender, str] = {
    "customer": "Customer",
    "bot": "Bot",
    "agent": "Agent",
    "system": "Notice",
}


def moment(at: datetime) -> str:
    """Return a moment for readers without scripts; `times.js` puts it into their own zone."""
    return f"{at.day} {at:%b %Y, %H:%M} UTC"


def plainly(name: str) -> str:
    """Return a name from a program as words: `track_order` is "track order"."""
    return name.replace("_", " ")
