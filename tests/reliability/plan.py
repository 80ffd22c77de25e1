"""What a storm will do, decided by its seed before anything runs. Pure."""

import random
from dataclasses import dataclass, replace
from typing import Literal, Self

from bot.ledger.claims import LEASE

Kind = Literal["talk", "ticket", "code"]
TelegramBy = Literal["seed", "polling", "webhook"]

PER_SECOND = 30.0  # messages: above it two cores would measure the harness
PER_KILL = 1.7  # seconds: about as long as the application takes to start
LEASE_SECONDS = LEASE.total_seconds()
MESSENGER_PER_SECOND = 20.0  # what Telegram lets a bot say, less a reserve
PARTS = 4 / 3  # messages of the fake worker's answers, on average
QUIET_SECONDS = 60.0  # how long the product may take to finish what is left
PAUSE_BEYOND_LEASE = 3.0  # how much longer than a lease a paused process sleeps


@dataclass(frozen=True)
class Plan:
    """The size of a storm. `seconds` is how long customers write; answers may come later."""

    seed: int = 1
    db: Literal["sqlite", "postgresql"] = "sqlite"
    messages: int = 5_000
    conversations: int = 200
    kills: int = 100
    pauses: int = 0
    apps: int = 1
    workers: int = 3
    lease_seconds: float = LEASE_SECONDS  # a shorter one saves time, and changes the product
    tickets: float = 0.2  # shares of the messages: those that open a ticket,
    codes: float = 0.06  # and those that have a code mailed
    app_share: float = 0.5  # of the kills; the rest are the workers'
    per_second: float = PER_SECOND
    worker_seconds: float = 0.3  # what a turn takes a worker at most
    telegram: float = 0.5  # share of the conversations that are chats on Telegram
    telegram_by: TelegramBy = "seed"  # by the seed: every third has a webhook
    mutant: str = ""

    @property
    def seconds(self) -> float:
        """How long the storm blows."""
        blowing = max(self.messages / self.per_second, self.kills * PER_KILL, 5.0)
        return max(blowing, self.pauses * (self.pause_seconds + 1))

    @property
    def quiet_seconds(self) -> float:
        """How long the product may take afterwards: longer where Telegram slows it down."""
        said = self.messages * self.telegram * PARTS
        return QUIET_SECONDS + said / MESSENGER_PER_SECOND

    @property
    def has_webhook(self) -> bool:
        """Whether Telegram delivers updates by itself, or waits to be asked."""
        return self.telegram_by == "webhook" or (self.telegram_by == "seed" and self.seed % 3 == 2)

    def is_on_telegram(self, place: int) -> bool:
        """Tell whether the customer at a place writes on Telegram; they are spread evenly."""
        return int((place + 1) * self.telegram) > int(place * self.telegram)

    @property
    def pause_seconds(self) -> float:
        """How long a process is stopped: until its leases have run out."""
        return self.lease_seconds + PAUSE_BEYOND_LEASE

    def dice(self, *of: object) -> random.Random:
        """Return the dice of one part: what one part throws moves no other."""
        return random.Random(":".join(map(str, (self.seed, *of))))

    def with_seed(self, seed: int) -> Self:
        """Return the same storm under other dice."""
        return replace(self, seed=seed)


@dataclass(frozen=True)
class Line:
    """One message of a script: said first at `at` (seconds), then again at each of `again`.

    `tab` is the socket it is said on, 0 or 1; a repeat is said on the socket beside its time.
    """

    number: int
    cid: str
    text: str
    kind: Kind
    at: float
    tab: int
    again: tuple[tuple[float, int], ...]


def write_script(plan: Plan, place: int) -> list[Line]:
    """Return what the customer at `place` (0, 1, …) says, in the order of its numbers."""
    dice = plan.dice("script", place)
    count = plan.messages // plan.conversations + (place < plan.messages % plan.conversations)
    times = sorted(dice.uniform(0, plan.seconds) for _ in range(count))
    has_second_tab = place % 3 == 0
    lines: list[Line] = []
    for number, at in enumerate(times, start=1):
        is_second = has_second_tab and dice.random() < 0.3
        # Said at the same moment as the one before, on the other socket: the server decides.
        if lines and has_second_tab and dice.random() < 0.25:
            at, is_second = lines[-1].at, not lines[-1].tab
        kind = _throw_kind(plan, dice)
        lines.append(
            Line(
                number=number,
                cid=f"m{number:05}-{dice.getrandbits(40):010x}",
                text=_write_text(kind, place, number),
                kind=kind,
                at=at,
                tab=int(is_second),
                again=_throw_repeats(dice, at, has_second_tab),
            )
        )
    return lines


def _throw_kind(plan: Plan, dice: random.Random) -> Kind:
    thrown = dice.random()
    if thrown < plan.tickets:
        return "ticket"
    return "code" if thrown < plan.tickets + plan.codes else "talk"


def _throw_repeats(
    dice: random.Random, at: float, has_second_tab: bool
) -> tuple[tuple[float, int], ...]:
    """Say it one to four times in all: at once, a little later, or much later."""
    times = dice.choice((0, 0, 0, 1, 1, 2, 3))
    waits = (0.0, dice.uniform(0, 0.3), dice.uniform(0, 5))
    return tuple(
        (at + dice.choice(waits), dice.randrange(2) if has_second_tab else 0) for _ in range(times)
    )


def label(place: int, number: int) -> str:
    """Return what every text names: the customer and the number of the message."""
    return f"c{place}x{number}"


def address(place: int) -> str:
    """Return the mail address of the customer at a place."""
    return f"c{place}@storm.example"


def _write_text(kind: Kind, place: int, number: int) -> str:
    named = label(place, number)
    if kind == "ticket":
        return f"open a ticket about lamp {named} that broke"
    if kind == "code":
        return f"mail a code to {address(place)} for {named}"
    return f"hello there {named}"
