"""The signed turn context: who is speaking in one turn, as the ledger knows it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import jwt
from pydantic import TypeAdapter, ValidationError

from kernel.errors import Unauthenticated

Level = Literal["anonymous", "claimed", "verified"]
Language = Literal["en", "zh"]
LIFETIME = timedelta(minutes=2)  # a turn has 15 s; the rest is room for clocks that differ
ALGORITHM = "HS256"
AUDIENCE = "frontdesk-actions"


@dataclass(frozen=True)
class TurnContext:
    """What an action may believe about the turn it runs in.

    Of a rehearsal nothing stays: staff try the bot, and what actions write is taken back.
    """

    conversation_id: str
    message_id: int
    customer_id: int | None = None
    level: Level = "anonymous"
    language: Language = "en"
    is_rehearsal: bool = False

    @property
    def turn_key(self) -> str:
        """The idempotency key of what this turn writes: the same when the turn is tried again."""
        return f"turn:{self.conversation_id}:{self.message_id}"

    @property
    def verified_customer_id(self) -> int | None:
        """The customer, if their identity was proved."""
        return self.customer_id if self.level == "verified" else None


_ADAPTER = TypeAdapter(TurnContext)


def sign_turn(context: TurnContext, secret: str, now: datetime) -> str:
    """Return the context as a token that dies after two minutes."""
    claims = {"aud": AUDIENCE, "exp": now + LIFETIME, "turn": _ADAPTER.dump_python(context)}
    return jwt.encode(claims, secret, algorithm=ALGORITHM)


def verify_turn(token: str, secret: str, now: datetime) -> TurnContext:
    """Return the context of a token that we signed; raise `Unauthenticated` for any other."""
    try:
        claims = jwt.decode(
            token,
            secret,
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            options={"require": ["exp", "aud"], "verify_exp": False},
        )
        context = _ADAPTER.validate_python(claims.get("turn"))
    except (jwt.InvalidTokenError, ValidationError) as error:
        raise Unauthenticated("The turn context is not one of ours.") from error
    if now.timestamp() >= float(claims["exp"]):
        raise Unauthenticated("The turn context has expired.")
    return context
