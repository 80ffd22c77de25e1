"""What the shop has set for its desk: read with defaults, changed whole."""

from datetime import datetime, timedelta
from typing import Annotated, NoReturn, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.handoff.hours import Hours
from bot.handoff.matching import Assignment
from bot.handoff.models import DeskSetting
from bot.handoff.outcomes import Outcomes
from bot.handoff.reasons import Escalation
from bot.ledger.notes import add_note
from kernel.errors import Conflict

T = TypeVar("T", bound=BaseModel)
KEPT = "desk_settings"
TICK = timedelta(microseconds=1)  # two changes never bear the same moment


class Timers(BaseModel):
    """How long the desk waits, in seconds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # Of an agent whose console is gone. Its heartbeat comes every 15 s: two may be missed.
    gone_seconds: Annotated[int, Field(ge=20, le=600)] = 40
    # Of an agent who is there and does not answer; the customer has waited long enough by then.
    silent_seconds: Annotated[int, Field(ge=60, le=86_400)] = 600


class Refunds(BaseModel):
    """How much agents may refund of one order, all their refunds of it together."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # Shipping or a small thing at once; for more they ask a supervisor.
    agent_limit_cents: Annotated[int, Field(ge=0, le=100_000_000)] = 5_000


class Targets(BaseModel):
    """How soon customers shall hear from a person, in seconds: the service level of the desk."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # From asking for a person to that person's first words.
    first_response_seconds: Annotated[int, Field(ge=10, le=86_400)] = 120
    # From a message of the customer, once a person is there, to the answer.
    answer_seconds: Annotated[int, Field(ge=10, le=86_400)] = 180


SETTINGS: dict[str, type[BaseModel]] = {
    "hours": Hours,
    "escalation": Escalation,
    "timers": Timers,
    "targets": Targets,
    "assignment": Assignment,
    "outcomes": Outcomes,
    "refunds": Refunds,
}


class SettingChanged(Conflict):
    """Somebody else has set it since the caller looked; `data` says who and when."""

    code = "setting_changed"


def read_setting(session: Session, kind: type[T]) -> T:
    """Return what the shop has set, or the defaults."""
    row = find_row(session, kind)
    return kind() if row is None else kind.model_validate(row.value)


def find_row(session: Session, kind: type[BaseModel]) -> DeskSetting | None:
    """Return what is stored of a setting and who set it; None where nobody ever has.

    All are read once in a transaction: a page asks for many of them.
    """
    rows: dict[str, DeskSetting]
    of, rows = session.info.get(KEPT, (None, {}))
    if of is None or of is not session.get_transaction():
        rows = {row.key: row for row in session.scalars(select(DeskSetting))}
        session.info[KEPT] = (session.get_transaction(), rows)
    return rows.get(find_key(kind))


def write_setting(session: Session, value: BaseModel, *, now: datetime, by: str) -> None:
    """Set it from now on, whatever it was."""
    key, body = find_key(type(value)), value.model_dump(mode="json")
    session.merge(DeskSetting(key=key, value=body, changed_at=now, changed_by=by))
    session.info.pop(KEPT, None)
    add_note(session, "queue")


def change_setting(
    session: Session, value: BaseModel, *, seen: datetime | None, now: datetime, by: str
) -> None:
    """Set it if nobody has since `seen`, when it was last changed; raise `SettingChanged`.

    `seen` is None where it was never set.
    """
    key = find_key(type(value))
    row = session.get(DeskSetting, key, with_for_update=True, populate_existing=True)
    if row is None and seen is None:
        _begin_setting(session, key, value, now, by)
        return
    if row is None or row.changed_at != seen:
        _refuse_change(row)
    write_setting(session, value, now=max(now, row.changed_at + TICK), by=by)


def _begin_setting(session: Session, key: str, value: BaseModel, now: datetime, by: str) -> None:
    """Store the first value; of two who do so at once one does."""
    body = value.model_dump(mode="json")
    try:
        with session.begin_nested():
            session.add(DeskSetting(key=key, value=body, changed_at=now, changed_by=by))
    except IntegrityError:
        _refuse_change(session.get(DeskSetting, key, populate_existing=True))
    session.info.pop(KEPT, None)
    add_note(session, "queue")


def _refuse_change(row: DeskSetting | None) -> NoReturn:
    facts = {"by": row.changed_by, "at": row.changed_at.isoformat()} if row else {}
    raise SettingChanged("Somebody else has changed this meanwhile; nothing was saved.", **facts)


def find_key(kind: type[BaseModel]) -> str:
    """Return under which name a setting is kept."""
    (key,) = (name for name, known in SETTINGS.items() if known is kind)
    return key
