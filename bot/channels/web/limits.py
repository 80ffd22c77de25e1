"""Token buckets: how much one connection, one chat and one address may ask for."""

import math
from collections import Counter, OrderedDict
from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    """`burst` at once, then so many a second."""

    burst: float
    per_second: float


# A person sends a message and a few typing signs a second; a page that replays what was waiting
# sends a burst, and a script that waits for each answer some twenty a second.
FRAMES = Limit(burst=60, per_second=30)
# A shop, a school or a mobile network may stand behind one address.
CONVERSATIONS = Limit(burst=300, per_second=5)
# A page opens a socket, and again when the network comes back: an office whose line was cut
# returns at once, a script that opens sockets all day does not get far.
HANDSHAKES = Limit(burst=300, per_second=10)
# Of one address at a time; an office or a mobile network may stand behind it.
MAX_SOCKETS = 1_000
MAX_TABS = 30  # sockets of one chat in this process: more are a script's
# A few pictures at once, then one every ten seconds; of an address ten times as many.
UPLOADS = Limit(burst=10, per_second=0.1)
UPLOADS_OF_ADDRESS = Limit(burst=100, per_second=1)
MAX_UPLOADING = 20  # bodies of 10 MB in memory at a time
# Messages of one conversation that wait for the bot. People write a handful while they wait; a
# script that writes on and on is told to wait, and in an overload everybody after two.
MOST_WAITING = 20
MOST_IN_OVERLOAD = 2
MAX_REFUSED = 400  # frames refused without a calm moment: two seconds of 200 a second
ADDRESSES = 10_000  # remembered; the one unseen longest is forgotten


class Bucket:
    """Allowance of one caller; `now` is any clock that counts seconds."""

    def __init__(self, limit: Limit, now: float) -> None:
        self.limit, self.tokens, self.at = limit, limit.burst, now

    def take(self, now: float) -> bool:
        """Use up one; False where none is left."""
        gained = max(0.0, now - self.at) * self.limit.per_second
        self.tokens, self.at = min(self.limit.burst, self.tokens + gained), now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True

    @property
    def wait_seconds(self) -> int:
        """How long after the last `take` there is one again, in whole seconds; an hour at most."""
        if self.limit.per_second <= 0:
            return 3_600
        return min(3_600, max(1, math.ceil((1 - self.tokens) / self.limit.per_second)))


class Allowances:
    """A bucket for each address."""

    def __init__(self, limit: Limit) -> None:
        self.limit = limit
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, address: str, now: float) -> bool:
        """Use up one of an address's; False where none is left."""
        return self.find(address, now).take(now)

    def find(self, address: str, now: float) -> Bucket:
        """Return the bucket of an address."""
        bucket = self._buckets.setdefault(address, Bucket(self.limit, now))
        self._buckets.move_to_end(address)
        if len(self._buckets) > ADDRESSES:
            self._buckets.popitem(last=False)
        return bucket


class Door:
    """Lets sockets in before they are accepted: so many handshakes and so many at a time."""

    def __init__(self, limit: Limit = HANDSHAKES, most: int = MAX_SOCKETS) -> None:
        self.handshakes, self.most = Allowances(limit), most
        self._open: Counter[str] = Counter()

    def enter(self, address: str, now: float) -> int:
        """Count a socket in and return 0, or return after how many seconds to try again."""
        if not address:
            return 0
        bucket = self.handshakes.find(address, now)
        if not bucket.take(now):
            return bucket.wait_seconds
        if self._open[address] >= self.most:
            return 60  # until some of the others are closed
        self._open[address] += 1
        return 0

    def leave(self, address: str) -> None:
        """Count a socket out."""
        if not address:
            return
        self._open[address] -= 1
        if self._open[address] <= 0:
            del self._open[address]
