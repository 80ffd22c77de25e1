"""How fast the bot may send: token buckets for all chats and for each one. Pure; the clock counts
seconds and is an argument.

Telegram's limits (https://core.telegram.org/bots/faq): about 30 messages a second in all, and in
one chat about one a second, short bursts excepted.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.ledger.lanes import Head
from bot.ledger.outbox import BULK

PER_SECOND = 25.0  # with the burst 30 in any one second, never more
BURST = 5.0
CHAT_PER_SECOND = 1.0
# The messages of one answer: its words and six cards or so. More than that is slowed down; 429 was
# seen by others from about twenty in a row on.
CHAT_BURST = 8.0
BULK_BURST = 1.0  # a campaign never bursts
CHATS = 10_000  # remembered; after 8 s of calm a chat is like one never seen
PAUSE_ALL_AFTER = 2  # chats told to wait at the same time: then it is the bot that is too fast


@dataclass
class _Bucket:
    tokens: float
    at: float

    def fill(self, now: float, burst: float, rate: float) -> None:
        self.tokens = min(burst, self.tokens + max(0.0, now - self.at) * rate)
        self.at = max(now, self.at)


class Pacer:
    """What may be sent now, and how long to wait for what may not."""

    def __init__(self, now: float) -> None:
        self._all = _Bucket(BURST, now)
        self._chats: OrderedDict[str, _Bucket] = OrderedDict()
        self._empty: set[str] = set()
        self._halted: dict[str, float] = {}
        self._halted_until = 0.0

    def wait(self, chat: str, priority: int, now: float) -> float:
        """Return the seconds until one more message may go to a chat; 0 is now."""
        return max(self.wait_for_any(now), self._wait_for_chat(chat, priority, now))

    def wait_for_any(self, now: float) -> float:
        """Return the seconds until a message may go to whatever chat."""
        self._all.fill(now, BURST, PER_SECOND)
        return max(self._halted_until - now, _missing(self._all.tokens, 1.0, PER_SECOND))

    def _wait_for_chat(self, chat: str, priority: int, now: float) -> float:
        halt = self._halted.get(chat, now) - now
        bucket = self._chats.get(chat)
        if bucket is None:
            return max(0.0, halt)
        bucket.fill(now, CHAT_BURST, CHAT_PER_SECOND)
        # One of a campaign goes only where the chat has been calm: it uses no burst.
        needed = 1.0 if priority < BULK else CHAT_BURST + 1.0 - BULK_BURST
        return max(halt, _missing(bucket.tokens, needed, CHAT_PER_SECOND))

    def take(self, chat: str, now: float) -> None:
        """Note that a message goes to a chat now."""
        self._all.fill(now, BURST, PER_SECOND)
        self._all.tokens -= 1
        bucket = self._chats.setdefault(chat, _Bucket(CHAT_BURST, now))
        bucket.fill(now, CHAT_BURST, CHAT_PER_SECOND)
        bucket.tokens -= 1
        if bucket.tokens < 1:
            self._empty.add(chat)
        self._chats.move_to_end(chat)
        if len(self._chats) > CHATS:
            self._chats.popitem(last=False)

    def halt(self, chat: str, seconds: float, now: float) -> None:
        """Send nothing more to a chat for so long; nothing at all if others wait as well.

        Telegram does not say whether a 429 means the chat or the bot.
        """
        self._halted = {one: until for one, until in self._halted.items() if until > now}
        self._halted[chat] = max(self._halted.get(chat, 0.0), now + seconds)
        if len(self._halted) >= PAUSE_ALL_AFTER:
            self._halted_until = max(self._halted_until, now + seconds)

    def list_waiting(self, now: float) -> list[str]:
        """Return the chats that can take nothing now."""
        self._empty = {chat for chat in self._empty if self._wait_for_chat(chat, 0, now) > 0}
        halted = {chat for chat, until in self._halted.items() if until > now}
        return sorted(halted | self._empty)

    def choose(self, heads: Iterable[Head], now: float) -> tuple[list[Head], float]:
        """Take what may be sent now, in the order given; return it and the seconds until more."""
        chosen: list[Head] = []
        shortest = float("inf")
        for head in heads:
            wait = self.wait(head.recipient, head.priority, now)
            if wait <= 0:
                self.take(head.recipient, now)
                chosen.append(head)
            shortest = min(shortest, wait if wait > 0 else shortest)
        return chosen, shortest

    def give_back(self, heads: Sequence[Head]) -> None:
        """Undo `take` for what was not sent after all."""
        self._all.tokens = min(BURST, self._all.tokens + len(heads))
        for head in heads:
            bucket = self._chats.get(head.recipient)
            if bucket is not None:
                bucket.tokens = min(CHAT_BURST, bucket.tokens + 1)


def _missing(tokens: float, needed: float, rate: float) -> float:
    # A hair's breadth less than needed is enough: sums of fractions are never exact.
    return max(0.0, (needed - tokens - 1e-9) / rate)
