"""Logging in, in one step or two; every step is counted, limited and recorded.

Passwords are checked between transactions: it takes long on purpose.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from console.audit.service import Actor, record
from console.refusals import refusal
from console.staff import factor, service
from console.staff.models import Staff, StaffSession
from console.staff.service import Place, hash_token
from kernel.errors import Forbidden, TooMany, Unauthenticated, Unavailable
from kernel.runtime import Runtime

# Each check takes 64 MiB for a moment; more at once would only fill the memory.
HASHES_AT_ONCE = 4
WAIT_SECONDS = 5.0
_SLOTS = BoundedSemaphore(HASHES_AT_ONCE)


class NotFresh(Forbidden):
    """A sensitive change by a login that is older than five minutes; `data` says where to go on."""

    code = "login_not_fresh"


@dataclass(frozen=True)
class Visitor:
    """Who asks: the address to count by (empty for this machine's), its hash for the audit log."""

    address: str
    address_hash: str
    place: Place


def as_actor(staff: Staff, visitor: Visitor) -> Actor:
    """Return a member of staff as the audit log names them."""
    return Actor(staff.id, staff.name, staff.role, visitor.address_hash)


def about(staff_id: int | str, details: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a line of the audit log says of the account it is about."""
    return {"kind": "staff", "object_id": staff_id, "details": details}


@contextmanager
def hashing() -> Iterator[None]:
    """Wait for one of the few places where passwords are hashed; raise `Unavailable` if long."""
    if not _SLOTS.acquire(timeout=WAIT_SECONDS):
        raise refusal(Unavailable, "logins_busy")
    try:
        yield
    finally:
        _SLOTS.release()


def prove_password(runtime: Runtime, *, email: str, password: str, visitor: Visitor) -> Staff:
    """Return whose password this is.

    Raises `Unauthenticated`, which is counted against account and address, and `TooMany`.
    """
    key, now = runtime.settings.derive_key("login"), runtime.clock()
    account = service.keyed_hash(service.tidy_email(email), key)
    address = service.keyed_hash(visitor.address, key) if visitor.address else ""
    counted = {"account": account, "address": address}
    with hashing():  # around the counting, too: few tries at once can slip past a limit
        try:
            with runtime.db.session() as session:
                staff = service.check_login(
                    session, email=email, password=password, **counted, now=now
                )
        except Unauthenticated:
            with runtime.db.transaction() as session:
                service.record_failure(session, **counted, now=now)
                _record_failure(session, email, visitor, runtime)
            raise
        _renew_hash(runtime, staff, password)
    return staff


def _record_failure(session: Session, email: str, visitor: Visitor, runtime: Runtime) -> None:
    """Tell the audit log whose account it was; an unknown e-mail may be a password, and is not."""
    known = session.scalar(select(Staff).where(Staff.email == service.tidy_email(email)))
    record(
        session,
        Actor(None, address_hash=visitor.address_hash),
        "login_failed",
        now=runtime.clock(),
        kind="staff" if known else "",
        object_id=known.id if known else "",
        details={"account": known.name} if known else {},
    )


def _renew_hash(runtime: Runtime, staff: Staff, password: str) -> None:
    """Hash a right password anew where the parameters have risen since."""
    old = staff.password_hash
    if not service.HASHER.check_needs_rehash(old):
        return
    renewed = service.HASHER.hash(password)
    with runtime.db.transaction() as session:
        same = (Staff.id == staff.id, Staff.password_hash == old)
        session.execute(update(Staff).where(*same).values(password_hash=renewed))


def begin_session(
    session: Session, runtime: Runtime, *, staff: Staff, old_token: str, visitor: Visitor, how: str
) -> str:
    """Return the token of a new session and record it; `how` is such as "password"."""
    now = runtime.clock()
    token = service.open_session(
        session, staff_id=staff.id, old_token=old_token, now=now, place=visitor.place
    )
    actor = as_actor(staff, visitor)
    record(
        session,
        actor,
        "logged_in",
        now=now,
        kind="staff",
        object_id=staff.id,
        details={"how": how},
    )
    return token


def prove_factor(
    session: Session, runtime: Runtime, *, staff: Staff, code: str, visitor: Visitor
) -> factor.Outcome:
    """Tell whether somebody has their second factor, and record it where not; commit it anyway."""
    now = runtime.clock()
    keys = factor.derive_keys(runtime.settings)
    outcome = factor.check_code(session, staff_id=staff.id, code=code, keys=keys, now=now)
    line: dict[str, Any] = {"now": now, "kind": "staff", "object_id": staff.id}
    actor = as_actor(staff, visitor)
    if outcome == "recovered":
        left = factor.count_codes(session, staff_id=staff.id)
        record(session, actor, "recovery_code_used", details={"left": left}, **line)
    elif outcome == "wrong":
        nobody = Actor(None, address_hash=visitor.address_hash)
        record(session, nobody, "factor_failed", details={"account": staff.name}, **line)
    return outcome


def refuse_outcome(outcome: factor.Outcome) -> None:
    """Raise what a wrong or untried code means."""
    if outcome == "locked":
        raise refusal(TooMany, "factor_locked")
    if outcome == "wrong":
        raise refusal(Unauthenticated, "code_wrong")


def freshen(session: Session, *, token: str, runtime: Runtime) -> None:
    """Note that somebody has just proved again who they are."""
    session.execute(
        update(StaffSession)
        .where(StaffSession.token_hash == hash_token(token))
        .values(proved_at=runtime.clock())
    )
