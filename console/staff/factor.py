"""The second factor: codes of half a minute (TOTP, RFC 6238) and recovery codes of one use."""

import hmac
import re
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import pyotp
import segno
from sqlalchemy import case, delete, func, select, update
from sqlalchemy.orm import Session

from console.refusals import refusal
from console.staff.models import LoginStep, RecoveryCode, Staff, StaffFactor
from console.staff.rules import FACTOR_LOCK, FACTOR_TRIES, STEP_LIFETIME
from console.staff.sealing import seal, unseal
from console.staff.service import TOKEN_BYTES, hash_token, keyed_hash
from kernel.errors import Conflict, Invalid
from kernel.settings import Settings

STEP_SECONDS = 30
DRIFT = (0, -1, 1)  # steps by which a clock may be wrong
RECOVERY_CODES = 10
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # none looks like another
CODE_LETTERS = 10  # 49 bits; the hash is keyed, so nobody can try them all without the key

Outcome = Literal["right", "recovered", "wrong", "locked"]


@dataclass(frozen=True)
class FactorKeys:
    """What secrets and recovery codes are kept with."""

    secrets: str
    codes: str


def derive_keys(settings: Settings) -> FactorKeys:
    """Return the keys of this installation."""
    return FactorKeys(settings.derive_key("second factor"), settings.derive_key("recovery codes"))


def draft_secret(keys: FactorKeys, *, login: str) -> tuple[str, str]:
    """Return a new secret, and the same sealed for the login that is to confirm it."""
    made = pyotp.random_base32()
    return made, seal(made, key=keys.secrets, owner=f"draft:{login}")


def open_draft(draft: str, keys: FactorKeys, *, login: str) -> str:
    """Return the secret of a draft made for this login; raise `Invalid` for any other."""
    try:
        return unseal(draft, key=keys.secrets, owner=f"draft:{login}")
    except Invalid as error:
        raise refusal(Invalid, "draft_dead") from error


def make_address(secret: str, *, email: str, shop_name: str) -> str:
    """Return what authenticator apps read from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=f"{shop_name} Frontdesk")


def draw_qr(address: str) -> str:
    """Return the address as an SVG, dark on light with its quiet zone, whatever stands around."""
    return segno.make(address, error="m").svg_inline(scale=5, border=4, light="#fff", dark="#000")


def match_step(secret: str, code: str, now: datetime) -> int | None:
    """Return the half minute (since 1970) whose code this is, one off at most, or None."""
    current = int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    matching = [
        current + drift
        for drift in DRIFT
        if hmac.compare_digest(totp.generate_otp(current + drift).encode(), code.encode())
    ]
    return matching[0] if matching else None


def enrol(
    session: Session, *, staff_id: int, secret: str, code: str, keys: FactorKeys, now: datetime
) -> list[str]:
    """Ask for a second factor from now on; returns the recovery codes, which are shown this once.

    Raises `Invalid` where the code is not the secret's, `Conflict` where there is a factor already.
    """
    step = match_step(secret, tidy_code(code), now)
    if step is None:
        raise refusal(Invalid, "code_wrong")
    turned_on = session.execute(
        update(Staff)
        .where(Staff.id == staff_id, Staff.factor_at.is_(None))
        .values(factor_at=now)
        .execution_options(synchronize_session=False)
    )
    if turned_on.rowcount != 1:  # type: ignore[attr-defined]
        raise refusal(Conflict, "factor_is_on")
    sealed = seal(secret, key=keys.secrets, owner=f"staff:{staff_id}")
    session.merge(
        StaffFactor(staff_id=staff_id, sealed=sealed, last_step=step, failures=0, locked_until=None)
    )
    return renew_codes(session, staff_id=staff_id, keys=keys)


def renew_codes(session: Session, *, staff_id: int, keys: FactorKeys) -> list[str]:
    """Return ten new recovery codes; the old ones open nothing more."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    letters = [
        "".join(map(secrets.choice, [ALPHABET] * CODE_LETTERS)) for _ in range(RECOVERY_CODES)
    ]
    session.add_all(
        RecoveryCode(code_hash=hash_code(one, staff_id, keys), staff_id=staff_id) for one in letters
    )
    session.flush()
    return [f"{one[:5]}-{one[5:]}" for one in letters]


def count_codes(session: Session, *, staff_id: int) -> int:
    """Return how many recovery codes are left."""
    query = select(func.count()).where(RecoveryCode.staff_id == staff_id)
    return session.scalar(query) or 0


def remove_factor(session: Session, *, staff_id: int) -> bool:
    """Ask for no second factor any more; False where none was asked for."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    session.execute(delete(StaffFactor).where(StaffFactor.staff_id == staff_id))
    turned_off = session.execute(
        update(Staff)
        .where(Staff.id == staff_id, Staff.factor_at.is_not(None))
        .values(factor_at=None)
        .execution_options(synchronize_session=False)
    )
    return bool(turned_off.rowcount)  # type: ignore[attr-defined]


def check_code(
    session: Session, *, staff_id: int, code: str, keys: FactorKeys, now: datetime
) -> Outcome:
    """Tell whether somebody has their second factor; each code counts once.

    Must be committed whatever comes out: a wrong try counts, and the sixth in a row locks the step
    for a quarter of an hour, for recovery codes, too.
    """
    # Locked, so that of many tries at once each is counted before the next is looked at.
    found = session.get(StaffFactor, staff_id, with_for_update=True, populate_existing=True)
    if found is None:
        return "wrong"
    if found.locked_until is not None and found.locked_until > now:
        return "locked"
    tidy = tidy_code(code)
    if re.fullmatch(r"\d{6}", tidy):
        secret = unseal(found.sealed, key=keys.secrets, owner=f"staff:{staff_id}")
        step = match_step(secret, tidy, now)
        if step is not None and _spend_step(session, staff_id, step):
            return "right"
    elif _spend_recovery_code(session, staff_id, tidy, keys):
        return "recovered"
    return _count_wrong(session, staff_id, now)


def _spend_step(session: Session, staff_id: int, step: int) -> bool:
    """Use a half minute up; False where it or a later one was used before."""
    used = session.execute(
        update(StaffFactor)
        .where(StaffFactor.staff_id == staff_id, StaffFactor.last_step < step)
        .values(last_step=step, failures=0, locked_until=None)
        .execution_options(synchronize_session=False)
    )
    return bool(used.rowcount)  # type: ignore[attr-defined]


def _spend_recovery_code(session: Session, staff_id: int, code: str, keys: FactorKeys) -> bool:
    hashed = hash_code(code, staff_id, keys)
    used = session.execute(
        delete(RecoveryCode).where(
            RecoveryCode.code_hash == hashed, RecoveryCode.staff_id == staff_id
        )
    )
    if not used.rowcount:  # type: ignore[attr-defined]
        return False
    session.execute(
        update(StaffFactor)
        .where(StaffFactor.staff_id == staff_id)
        .values(failures=0, locked_until=None)
        .execution_options(synchronize_session=False)
    )
    return True


def _count_wrong(session: Session, staff_id: int, now: datetime) -> Outcome:
    is_last = StaffFactor.failures + 1 >= FACTOR_TRIES
    session.execute(
        update(StaffFactor)
        .where(StaffFactor.staff_id == staff_id)
        .values(
            failures=case((is_last, 0), else_=StaffFactor.failures + 1),
            locked_until=case((is_last, now + FACTOR_LOCK), else_=None),
        )
        .execution_options(synchronize_session=False)
    )
    return "wrong"


def tidy_code(code: str) -> str:
    """Return a code as it is compared: people put spaces into them, or wide figures."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", code)).lower()


def hash_code(code: str, staff_id: int, keys: FactorKeys) -> str:
    """Return what is kept of a recovery code."""
    return keyed_hash(f"{staff_id}:{tidy_code(code)}", keys.codes)


def open_step(session: Session, *, staff_id: int, now: datetime) -> str:
    """Return the token of a login whose code is still to come; outlived ones are deleted."""
    session.execute(delete(LoginStep).where(LoginStep.created_at <= now - STEP_LIFETIME))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(LoginStep(token_hash=hash_token(token), staff_id=staff_id, created_at=now))
    return token


def find_step(session: Session, *, token: str, now: datetime) -> Staff | None:
    """Return who gave their password a little while ago, or None."""
    found = session.get(LoginStep, hash_token(token))
    if found is None or found.created_at <= now - STEP_LIFETIME:
        return None
    staff = session.get(Staff, found.staff_id)
    return staff if staff is not None and staff.is_active else None


def end_steps(session: Session, *, staff_ids: Iterable[int]) -> None:
    """Let half-done logins of these people lead nowhere."""
    session.execute(delete(LoginStep).where(LoginStep.staff_id.in_(list(staff_ids))))


def end_step(session: Session, *, token: str) -> None:
    """Let a half-done login lead nowhere more."""
    session.execute(delete(LoginStep).where(LoginStep.token_hash == hash_token(token)))
