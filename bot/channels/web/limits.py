"""Token buckets: how much one connection and one address may ask for."""

from collections import OrderedDict
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


class Allowances:
    """A bucket for each address."""

    def __init__(self, limit: Limit) -> None:
        self.limit = limit
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, address: str, now: float) -> bool:
        """Use up one of an address's; False where none is left."""
        bucket = self._buckets.setdefault(address, Bucket(self.limit, now))
        self._buckets.move_to_end(address)
        if len(self._buckets) > ADDRESSES:
            self._buckets.popitem(last=False)
        return bucket.take(now)
