"""What the harness needs of a customer, whatever the channel; and what a customer reports."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from tests.reliability.exchange import Exchange
from tests.reliability.plan import Line, Plan


@dataclass
class Said:
    """One message as its sender knows it. Times are of the monotonic clock; None: not yet.

    `update` is the number that the channel gave it, where it gives one: of two, the one that was
    given later may be kept later although it arrived first.
    """

    line: Line
    first_sent: float | None = None
    last_sent: float = 0.0
    acked_at: float | None = None
    ids: set[int] = field(default_factory=set)  # all that were ever acknowledged
    answered_at: float | None = None
    is_apologised: bool = False
    update: int | None = None

    @property
    def wait_seconds(self) -> float | None:
        """How long the answer took, None where there is none."""
        if self.first_sent is None or self.answered_at is None:
            return None
        return self.answered_at - self.first_sent


@dataclass(frozen=True)
class Shown:
    """One message as it was shown."""

    id: int
    sender: str
    text: str
    cid: str | None


@dataclass
class Report:
    """What a customer sent, was promised, and saw; on each of their screens.

    Where the product has to deliver, there are no screens: `delivered` is what arrived, in order,
    None elsewhere. `updates` are the numbers of all that was acknowledged there.
    """

    place: int
    conversation: str = ""
    is_echoed: bool = True  # whether screens show the customer's own words, too
    is_ordered: bool = False  # whether all is kept in the order of the script, repeats or not
    said: list[Said] = field(default_factory=list)
    screens: list[list[Shown]] = field(default_factory=list)
    delivered: list[str] | None = None
    updates: list[int] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    inverted: list[str] = field(default_factory=list)
    refusals: Counter[str] = field(default_factory=Counter)  # errors that were said, by code


class Customer(Protocol):
    """A customer of one channel: a `ClientKind` makes them."""

    report: Report

    async def open(self) -> None:
        """Begin the conversation; `report.conversation` is known then."""

    async def speak(self, began: float) -> None:
        """Say all lines at their times after `began`, repeats too, then return."""

    async def wait_acked(self) -> None:
        """Return once every line was acknowledged; say again what was not."""

    async def wait_shown(self, last: int) -> None:
        """Return once the message with this id is on every screen."""

    async def close(self) -> None:
        """Leave."""


@dataclass(frozen=True)
class Doors:
    """Where customers come in: the sockets of the applications, and Telegram if it is there.

    `find_conversation` knows the conversation of a chat.
    """

    sockets: Sequence[str]
    exchange: Exchange | None
    find_conversation: Callable[[str], str]


class ClientKind(Protocol):
    """One channel: makes its customers.

    The judge finds a line in the inbox by an external id that ends in the line's `cid`. Where the
    channel tells no number, `Said.ids` stays empty: the inbox knows it.
    """

    def __call__(self, plan: Plan, place: int, doors: Doors) -> Customer:
        """Return the customer at a place."""
