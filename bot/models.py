"""Imports every table of the conversation service, so that the metadata is whole."""

from bot.handoff.models import Handoff
from bot.identity.models import Challenge
from bot.ledger.models import ButtonToken, Conversation, Inbox, Message, Outbox, Turn

__all__ = [
    "ButtonToken",
    "Challenge",
    "Conversation",
    "Handoff",
    "Inbox",
    "Message",
    "Outbox",
    "Turn",
]
