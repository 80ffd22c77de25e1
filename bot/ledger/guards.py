"""The conditions that keep a late or overruled turn from writing; each is part of the statement
that writes, so nothing can come between the look and the write."""

from typing import Protocol

from sqlalchemy import ColumnElement, and_

from bot.ledger.models import Conversation


class Fenced(Protocol):
    """Whatever carries the number of a claim."""

    @property
    def fence(self) -> int:
        """The number of the claim."""


def holds_lease(claim: Fenced) -> ColumnElement[bool]:
    """The claim is the newest of its conversation and was not taken back."""
    return and_(Conversation.fence == claim.fence, Conversation.lease_until.is_not(None))


def bot_answers() -> ColumnElement[bool]:
    """No person has taken the conversation over or was asked to."""
    return Conversation.owner == "bot"
