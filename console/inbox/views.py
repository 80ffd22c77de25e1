"""The views of the inbox: which conversations each shows and in which order. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import ColumnElement, Select, false, literal_column, or_, select

from bot.ledger.models import Conversation, Owner
from bot.ledger.staff_models import StaffMention, StaffNote

View = Literal["waiting", "mine", "team", "open", "bot", "snoozed", "closed", "mentions"]
Order = Literal["line", "newest", "waking"]

VIEWS: tuple[View, ...] = get_args(View)
OPEN: tuple[Owner, ...] = ("waiting", "person", "bot")
# Whose conversations a view may hold; each owner is looked up apart, so that an index gives them
# in their order.
OWNERS: dict[View, tuple[Owner, ...]] = {
    "waiting": ("waiting",),
    "mine": ("person",),
    "team": ("waiting", "person"),
    "open": OPEN,
    "bot": ("bot",),
    "snoozed": ("person",),
    "closed": ("closed",),
    "mentions": (),  # of any: there are few, and they are found by their notes
}
# The line: first come first served within a priority. Snoozed: who wakes first. Others: what
# changed last.
ORDERS: dict[View, Order] = {"waiting": "line", "snoozed": "waking"}


@dataclass(frozen=True)
class Viewer:
    """A member of staff who looks: the number of the account, and the teams they are in."""

    staff_id: int
    teams: tuple[str, ...] = ()

    @property
    def agent_id(self) -> str:
        """The id of the same person where conversations name an agent."""
        return str(self.staff_id)


def order_of(view: View) -> Order:
    """Return the order of a view."""
    return ORDERS.get(view, "newest")


def owned_by(owner: Owner) -> ColumnElement[bool]:
    """Return the condition that one owner has a conversation.

    Written out and not bound: an index for some owners alone is used only where the statement
    itself names them.
    """
    return Conversation.owner == literal_column(f"'{owner}'")


def is_awake(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a conversation is not snoozed now."""
    return or_(Conversation.snoozed_until.is_(None), Conversation.snoozed_until <= now)


def conditions_of(view: View, viewer: Viewer, now: datetime) -> list[ColumnElement[bool]]:
    """Return what holds for the conversations of a view, beside who owns them."""
    if view == "mine":
        return [Conversation.agent_id == viewer.agent_id, is_awake(now)]
    if view == "team":
        mine = Conversation.team.in_(viewer.teams) if viewer.teams else false()
        return [mine, is_awake(now)]
    if view == "open":
        return [is_awake(now)]
    if view == "snoozed":
        return [Conversation.snoozed_until > now]
    if view == "closed":
        return [Conversation.merged_into.is_(None)]
    if view == "mentions":
        return [Conversation.id.in_(mentioning(viewer))]
    return []


def mentioning(viewer: Viewer, *, unread: bool = False) -> Select[str]:
    """Return the conversations with a note that names the viewer and was not deleted."""
    query = (
        select(StaffNote.conversation_id)
        .join(StaffMention, StaffMention.note_id == StaffNote.id)
        .where(StaffMention.staff_id == viewer.agent_id, StaffNote.deleted_at.is_(None))
    )
    return query.where(StaffMention.read_at.is_(None)) if unread else query
