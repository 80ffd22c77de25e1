"""A setting as it is stored: its value, its version, who set it last; and saving a new one."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Generic, TypeVar

from fastapi import Form, Request
from pydantic import BaseModel
from sqlalchemy.orm import Session

from bot.handoff.desk import SettingChanged, change_setting, find_key, find_row, read_setting
from console.access import actor_of, get_bot
from console.audit.service import record
from console.staff.models import Staff
from console.web import as_principal

T = TypeVar("T", bound=BaseModel)
MOST_FACTS = 8  # as many as the audit log takes
# The log takes no name that smells of what people wrote, such as one with "body" in it.
RENAMED = {"anybody_after_seconds": "released_after_seconds"}
Version = Annotated[str, Form(alias="seen", max_length=64)]  # as a form brings it back
NO_VERSION = datetime(1970, 1, 1, tzinfo=UTC)  # of a form that says nothing we ever wrote


@dataclass(frozen=True)
class Stored(Generic[T]):
    """What is set. `version` goes into the form and back; it is empty while nothing is stored.

    `by` is a name; empty for a program of the shop's.
    """

    value: T
    version: str = ""
    at: datetime | None = None
    by: str = ""


def read_stored(session: Session, kind: type[T]) -> Stored[T]:
    """Return a setting with its version."""
    row = find_row(session, kind)
    if row is None:
        return Stored(kind())
    name = name_author(session, row.changed_by)
    return Stored(read_setting(session, kind), row.changed_at.isoformat(), row.changed_at, name)


def name_author(session: Session, label: str) -> str:
    """Return the name of a member of staff by the label they leave, "staff:3"; else nothing."""
    kind, _, number = label.partition(":")
    staff = session.get(Staff, int(number)) if kind == "staff" and number.isdecimal() else None
    return staff.name if staff is not None else ""


def read_version(text: str) -> datetime | None:
    """Return the version a form was made with; what is none of ours fits no setting."""
    if not text:
        return None
    try:
        version = datetime.fromisoformat(text)
    except ValueError:
        return NO_VERSION
    return version if version.tzinfo is not None else NO_VERSION


async def load(request: Request, kind: type[T]) -> Stored[T]:
    """Return a setting as it is stored now."""
    return await get_bot(request).ledger.read(lambda session: read_stored(session, kind))


async def save(request: Request, staff: Staff, value: T, version: str) -> Stored[T] | None:
    """Store a setting, unless somebody else has since the form was made: return what they set."""
    bot, by, actor = get_bot(request), as_principal(staff).label, actor_of(request, staff)

    def work(session: Session) -> None:
        before, now = read_setting(session, type(value)), bot.clock()
        change_setting(session, value, seen=read_version(version), now=now, by=by)
        key, facts = find_key(type(value)), tell_difference(before, value)
        record(
            session, actor, "setting_changed", now=now, kind="setting", object_id=key, details=facts
        )

    try:
        await bot.ledger.write(work)
    except SettingChanged:
        return await load(request, type(value))
    return None


def tell_difference(before: BaseModel, after: BaseModel) -> dict[str, str]:
    """Return which fields of a setting have changed, for the audit log: "120 → 60", or how many.

    Lists, such as rules and holidays, hold what people wrote: of them only the length is told.
    """
    old, new = before.model_dump(mode="json"), after.model_dump(mode="json")
    changed = [name for name in new if old.get(name) != new[name]]
    return {
        RENAMED.get(name, name): f"{_brief(old.get(name))} → {_brief(new[name])}"
        for name in changed[:MOST_FACTS]
    }


def _brief(value: object) -> str:
    if isinstance(value, list | dict):
        return str(len(value))
    return "–" if value is None else str(value)
