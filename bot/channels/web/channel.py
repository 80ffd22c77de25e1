"""What all sockets of the web channel share."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.channels.web.config import WidgetConfig
from bot.channels.web.hub import Hub
from bot.channels.web.limits import (
    CONVERSATIONS,
    FRAMES,
    MOST_IN_OVERLOAD,
    MOST_WAITING,
    UPLOADS,
    UPLOADS_OF_ADDRESS,
    Allowances,
    Door,
    Limit,
)
from bot.channels.web.visiting import Visits
from bot.identity.service import Identity
from bot.identity.tokens import SiteKeys
from bot.ledger.ledger import Ledger
from bot.mailings.service import MailSettings
from kernel.clock import Clock
from kernel.settings import Settings


@dataclass(frozen=True)
class WebChannel:
    """The ledger, the hub, the site's keys, the limits. `ticks` counts seconds for the limits."""

    ledger: Ledger
    hub: Hub
    settings: Settings
    clock: Clock
    visits: Visits
    mailing: MailSettings
    identity: Identity
    config: WidgetConfig = field(default_factory=WidgetConfig)
    keys: SiteKeys = field(default_factory=SiteKeys)
    door: Door = field(default_factory=Door)
    uploads: Allowances = field(default_factory=lambda: Allowances(UPLOADS))
    uploads_of_address: Allowances = field(default_factory=lambda: Allowances(UPLOADS_OF_ADDRESS))
    is_overloaded: Callable[[], bool] = lambda: False
    frames: Limit = FRAMES
    conversations: Allowances = field(default_factory=lambda: Allowances(CONVERSATIONS))
    ticks: Callable[[], float] = time.monotonic
    slow_seconds: float = 10.0  # a reader that takes no frame for so long is evicted
    hello_seconds: float = 10.0  # a socket that does not say hello for so long is closed

    @property
    def most_waiting(self) -> int:
        """How many messages of a conversation may wait for turns: few while all others do too."""
        return MOST_IN_OVERLOAD if self.is_overloaded() else MOST_WAITING

    @property
    def origins(self) -> tuple[str, ...]:
        """The sites whose pages may connect, beside the host itself."""
        own = (self.settings.public_url,) if self.settings.public_url else ()
        return (*self.settings.allowed_origins, *own)
