"""Filters: what narrows a view further, read from an address and written back. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, get_args

from sqlalchemy import ColumnElement, Text, cast, select

from bot.handoff.models import Handoff
from bot.handoff.reasons import Code
from bot.ledger.models import Channel, Conversation, Owner
from console.inbox.lookup import Costly, is_there
from console.inbox.views import OPEN
from kernel.errors import Invalid
from kernel.turns import Language

MAX_PRIORITY = 9
NAME = re.compile(r"[^\x00-\x1f\x7f]{1,64}")
CHOICES: dict[str, tuple[str, ...]] = {
    "channel": get_args(Channel),
    "language": get_args(Language),
    "reason": get_args(Code),
}


@dataclass(frozen=True)
class Filters:
    """What must hold beside the view. `agent` is an agent's id; `since` is a day in UTC.

    `priority` is the least one. In open conversations `agent` is who has them, and `reason` is why
    a person is called now; in closed ones, which have no agent any more, it is who was ever called
    and why.
    """

    channel: str | None = None
    language: str | None = None
    agent: str | None = None
    team: str | None = None
    priority: int | None = None
    reason: str | None = None
    unanswered: bool = False
    since: date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is filtered."""
        return self == Filters()

    def to_values(self) -> dict[str, str]:
        """Return what is set, as it stands in an address or is kept: `read_filters` reads it."""
        plain: dict[str, Any] = {
            "channel": self.channel,
            "language": self.language,
            "agent": self.agent,
            "team": self.team,
            "priority": self.priority,
            "reason": self.reason,
            "unanswered": "1" if self.unanswered else None,
            "since": self.since,
        }
        return {name: str(value) for name, value in plain.items() if value is not None}


def read_filters(values: Mapping[str, str]) -> Filters:
    """Return the filters that `values` name; empty ones filter nothing, strange ones are `Invalid`.

    Names that are no filter are left alone: an address holds other things as well.
    """
    given = {name: value.strip() for name, value in values.items() if value.strip()}
    for name, known in CHOICES.items():
        if given.get(name, known[0]) not in known:
            raise Invalid(f"There is no {name} of this name.", field=name)
    for name in ("agent", "team"):
        if name in given and not NAME.fullmatch(given[name]):
            raise Invalid(f"There is no {name} of this name.", field=name)
    return Filters(
        channel=given.get("channel"),
        language=given.get("language"),
        agent=given.get("agent"),
        team=given.get("team"),
        priority=_read_priority(given.get("priority")),
        reason=given.get("reason"),
        unanswered=given.get("unanswered", "0") not in ("0", "false", "off"),
        since=_read_day(given.get("since")),
    )


def _read_priority(text: str | None) -> int | None:
    if text is None:
        return None
    if not re.fullmatch("[0-9]", text):
        raise Invalid(f"A priority is a number from 0 to {MAX_PRIORITY}.", field="priority")
    return int(text)


def _read_day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid("Write a day as 2026-03-02.", field="since") from error


def plain_conditions(filters: Filters, owner: Owner | None) -> list[ColumnElement[bool]]:
    """Return the conditions on columns of a conversation itself; no owner stands for any."""
    found: list[ColumnElement[bool]] = []
    if filters.channel is not None:
        found.append(Conversation.channel == filters.channel)
    if filters.language is not None:
        found.append(Conversation.language == filters.language)
    if filters.team is not None:
        found.append(Conversation.team == filters.team)
    if filters.agent is not None and owner in OPEN:
        found.append(Conversation.agent_id == filters.agent)
    if filters.priority is not None:
        found.append(Conversation.priority >= filters.priority)
    if filters.unanswered:
        # What was merged into another is answered there; and SQLite, which does not count rows,
        # takes the index with more columns.
        found += [Conversation.unanswered_since.is_not(None), Conversation.merged_into.is_(None)]
    if filters.since is not None:
        start = datetime.combine(filters.since, time(), UTC)
        found.append(Conversation.updated_at >= start)
    return found


def costly_conditions(filters: Filters, owner: Owner | None) -> list[Costly]:
    """Return the conditions on the calls for a person."""
    calls: list[ColumnElement[bool]] = []
    if filters.reason is not None:
        calls.append(cast(Handoff.reasons, Text).like(f'%"code": "{filters.reason}"%'))
        if owner in OPEN:
            calls.append(Handoff.ended_at.is_(None))
    if filters.agent is not None and owner not in OPEN:
        calls.append(Handoff.agent_id == filters.agent)
    if not calls:
        return []
    whole = Conversation.id.in_(select(Handoff.conversation_id).where(*calls))
    return [Costly(is_there(Handoff.conversation_id == Conversation.id, *calls), whole)]
