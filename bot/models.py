"""Imports every table of the conversation service, so that the metadata is whole."""

from bot.attachments.models import Attachment, AttachmentContent
from bot.channels.telegram.models import TelegramChat, TelegramUpdate
from bot.handoff.models import AgentProfile, DeskSetting, Handoff, Presence
from bot.identity.models import BrowserSession, Challenge, LinkToken, Revocation
from bot.ledger.models import ButtonToken, Conversation, Inbox, Message, Turn
from bot.ledger.outbox_models import ChannelBot, Outbox
from bot.ledger.staff_models import Gaze, StaffMention, StaffNote
from bot.mailings.models import CustomerMail, Visit
from bot.releases.models import ModelServer, Release, TrialVisit

__all__ = [
    "AgentProfile",
    "Attachment",
    "AttachmentContent",
    "BrowserSession",
    "ButtonToken",
    "Challenge",
    "ChannelBot",
    "Conversation",
    "CustomerMail",
    "DeskSetting",
    "Gaze",
    "Handoff",
    "Inbox",
    "LinkToken",
    "Message",
    "ModelServer",
    "Outbox",
    "Presence",
    "Release",
    "Revocation",
    "StaffMention",
    "StaffNote",
    "TelegramChat",
    "TelegramUpdate",
    "TrialVisit",
    "Turn",
    "Visit",
]
