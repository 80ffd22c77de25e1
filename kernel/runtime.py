"""What one process was started with; made once by the composition root."""

from dataclasses import dataclass

from kernel.clock import Clock, utc_now
from kernel.db import Database
from kernel.settings import Settings


@dataclass(frozen=True)
class Runtime:
    """Settings, database and clock, handed to whoever needs them."""

    settings: Settings
    db: Database
    clock: Clock = utc_now
