"""What the taking of updates needs to know of its process, and what is to be called afterwards."""

from dataclasses import dataclass, field
from typing import Any

from bot.identity.service import Identity
from bot.ledger.outbox import Chat


@dataclass(frozen=True)
class Desk:
    """The bot account and the shop it speaks for. `bot` is the number of the account.

    `codes_key` is the key of the hashes of one-time codes.
    """

    bot: str
    shop_name: str
    codes_key: str = ""

    @property
    def identity(self) -> Identity:
        """What is needed to judge a code."""
        return Identity(key=self.codes_key, shop_name=self.shop_name)

    def chat(self, number: int | str) -> Chat:
        """Return a chat of this account."""
        return Chat("telegram", self.bot, str(number))


@dataclass(frozen=True)
class Effect:
    """A call made once the update is committed; if it fails nothing is lost."""

    method: str
    values: dict[str, Any] = field(default_factory=dict)
