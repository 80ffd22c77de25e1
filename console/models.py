"""Imports every table of the console, so that the metadata is whole."""

from console.audit.models import AuditEntry
from console.copilot.models import SuggestionEvent
from console.desk.models import ReplyDraft
from console.inbox.models import SavedFilter, Seen
from console.replies.models import SavedReply
from console.staff.models import (
    LoginFailure,
    LoginStep,
    RecoveryCode,
    SetupLink,
    Staff,
    StaffFactor,
    StaffGrant,
    StaffRule,
    StaffSession,
)
from console.studio.exchange.models import StudioUpload
from console.studio.insight.models import InsightDay, InsightEnding, InsightGroup
from console.studio.labelling.models import LabelDecision, LabelKept, LabelledMessage, LabelProposal
from console.studio.project.models import (
    StudioChange,
    StudioFile,
    StudioPublication,
    StudioRevision,
    StudioText,
)
from console.studio.talk.models import StudioTalk

__all__ = [
    "AuditEntry",
    "InsightDay",
    "InsightEnding",
    "InsightGroup",
    "LabelDecision",
    "LabelKept",
    "LabelProposal",
    "LabelledMessage",
    "LoginFailure",
    "LoginStep",
    "RecoveryCode",
    "ReplyDraft",
    "SavedFilter",
    "SavedReply",
    "Seen",
    "SetupLink",
    "Staff",
    "StaffFactor",
    "StaffGrant",
    "StaffRule",
    "StaffSession",
    "StudioChange",
    "StudioFile",
    "StudioPublication",
    "StudioRevision",
    "StudioTalk",
    "StudioText",
    "StudioUpload",
    "SuggestionEvent",
]
