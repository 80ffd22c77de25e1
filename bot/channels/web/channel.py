"""What all sockets of the web channel share."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.channels.web.hub import Hub
from bot.channels.web.limits import CONVERSATIONS, FRAMES, Allowances, Limit
from bot.ledger.ledger import Ledger
from kernel.clock import Clock
from kernel.settings import Settings


@dataclass(frozen=True)
class WebChannel:
    """The ledger, the hub and the limits. `ticks` counts seconds for the limits."""

    ledger: Ledger
    hub: Hub
    settings: Settings
    clock: Clock
    frames: Limit = FRAMES
    conversations: Allowances = field(default_factory=lambda: Allowances(CONVERSATIONS))
    ticks: Callable[[], float] = time.monotonic
    slow_seconds: float = 10.0  # a reader that takes no frame for so long is evicted
    hello_seconds: float = 10.0  # a socket that does not say hello for so long is closed

    @property
    def origins(self) -> tuple[str, ...]:
        """The sites whose pages may connect, beside the host itself."""
        own = (self.settings.public_url,) if self.settings.public_url else ()
        return (*self.settings.allowed_origins, *own)
