"""When a customer who has left is written to, where, and what a link in a mail is worth. Pure."""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from bot.ledger.models import Sender

GONE_AFTER = timedelta(minutes=2)  # a reload or a tunnel takes seconds
PAUSE = timedelta(minutes=10)  # between two mails of one chat
CALM = timedelta(seconds=60)  # an agent who is still writing gets one mail, not five
AT_LATEST = timedelta(minutes=5)  # ... however long they write
WORTH_IT = timedelta(days=1)  # what is older is no answer that anybody waits for
LINK_LIFETIME = timedelta(days=3)  # over a weekend
DAY = timedelta(days=1)
MAX_TRANSCRIPTS = 3  # a day, for each conversation and each address
MAX_ANSWERS = 12  # mails a day to an address, whoever named it
# One address and nothing else: what a mail header could read as two is none.
ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+", re.ASCII)
TOKEN = re.compile(r"([0-9a-f]{32})-([0-9]{1,12})-([0-9a-f]{64})")


@dataclass(frozen=True)
class Line:
    """A message that was not seen."""

    id: int
    sender: Sender
    name: str
    at: datetime
    text: str


@dataclass(frozen=True)
class Standing:
    """What is known of a chat whose customer may have left.

    `proved` is the address on file of the customer who wrote last, `claimed` what a visitor typed;
    empty where there is none. `recent` counts today's mails to that address.
    """

    seen_at: datetime
    proved: str
    claimed: str
    unread: tuple[Line, ...]
    mailed_at: datetime | None = None
    recent: int = 0


@dataclass(frozen=True)
class Plan:
    """A mail to be sent."""

    address: str
    lines: tuple[Line, ...]


def decide(standing: Standing, now: datetime) -> Plan | Literal["later", "never"]:
    """Return the mail that is due; `never` where these messages call for none."""
    # To an address that nobody proved go the answers of people alone: a person has looked first.
    senders = ("agent", "bot") if standing.proved else ("agent",)
    lines = tuple(one for one in standing.unread if one.sender in senders)
    address = standing.proved or standing.claimed
    if not lines or not is_address(address):
        return "never"
    if standing.recent >= MAX_ANSWERS:
        return "never"
    if standing.seen_at > now - GONE_AFTER:
        return "later"
    if standing.mailed_at is not None and standing.mailed_at > now - PAUSE:
        return "later"
    if lines[-1].at > now - CALM and lines[0].at > now - AT_LATEST:
        return "later"
    return Plan(address, lines)


def is_address(text: str) -> bool:
    """Tell whether a text is one mail address."""
    return len(text) <= 254 and ADDRESS.fullmatch(text) is not None


def mask_address(address: str) -> str:
    """Return what may be shown of an address.

    >>> mask_address("ada@example.com")
    'a•••@example.com'
    """
    name, _, host = address.partition("@")
    return f"{name[:1]}•••@{host}"


def sign_link(conversation_id: str, *, key: str, now: datetime) -> str:
    """Return the token of a link that leads back to a chat for `LINK_LIFETIME`.

    It opens a page, never a conversation: the browser's own session does that, so a mail that was
    passed on shows its reader nothing.
    """
    until = int((now + LINK_LIFETIME).timestamp())
    return f"{conversation_id}-{until}-{_seal(f'{conversation_id}-{until}', key)}"


def read_link(token: str, *, key: str, now: datetime) -> str | None:
    """Return the conversation of a link, None for one that is forged or too old."""
    found = TOKEN.fullmatch(token)
    if found is None:
        return None
    conversation_id, until, seal = found.groups()
    if not hmac.compare_digest(seal, _seal(f"{conversation_id}-{until}", key)):
        return None
    is_valid = datetime.fromtimestamp(int(until), UTC) > now
    return conversation_id if is_valid else None


def _seal(text: str, key: str) -> str:
    return hmac.new(key.encode(), f"link:{text}".encode(), hashlib.sha256).hexdigest()
