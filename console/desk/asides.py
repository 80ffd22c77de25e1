"""Until when a chat is put aside: some hours, a moment of the agent's own, or a reply."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.handoff import snoozing
from bot.handoff.desk import read_setting
from bot.handoff.hours import Hours
from console.refusals import refusal
from kernel.errors import Invalid

# What a browser sends for a field of day and time.
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d", re.ASCII)


def put_aside(session: Session, *, moment: str, hours: int, now: datetime, **chat: Any) -> None:
    """Put a chat aside until a `moment` in the desk's zone, or else for `hours`; 0 is till a reply.

    Raises as `snooze` and `read_moment` do.
    """
    until = now + timedelta(hours=hours) if hours else None
    if moment:
        until = read_moment(moment, read_setting(session, Hours).zone, now)
    snoozing.snooze(session, now=now, until=until, **chat)


def read_moment(text: str, zone: str, now: datetime) -> datetime:
    """Return a local time such as `2026-03-29T09:00` in UTC; of one that comes twice the first.

    Raises `Invalid`, each with words of its own, for what is no time, is over, is more than a year
    off, or is skipped as the clocks go forward. Pure.
    """
    try:
        local = datetime.fromisoformat(text if MOMENT.fullmatch(text) else "")
    except ValueError:
        raise refusal(Invalid, "snooze_unreadable") from None
    there = local.replace(tzinfo=ZoneInfo(zone))
    if there <= now:
        raise refusal(Invalid, "snooze_over", zone=zone)
    if there > now + snoozing.LONGEST:
        raise refusal(Invalid, "snooze_far")
    until = there.astimezone(UTC)
    if until.astimezone(there.tzinfo).replace(tzinfo=None) != local:
        raise refusal(Invalid, "snooze_skipped", zone=zone)
    return until
