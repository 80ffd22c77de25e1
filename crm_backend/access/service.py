"""Making, checking and revoking API keys."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_backend.access.models import ApiKey
from crm_backend.access.schemas import Role
from crm_backend.numbers import Series, next_number
from crm_backend.text import tidy_line
from kernel.errors import Invalid, NotFound, Unauthenticated
from kernel.principals import Principal

MAX_NAME = 100
# "fd_" lets people and secret scanners recognise a key; the number tells keys apart.
KEYS = Series(prefix="fd", start=1_000, mark="_")
SECRET_BYTES = 32  # 256 bits: too many to guess, so a plain hash of it is enough


def create_api_key(session: Session, *, name: str, role: str, now: datetime) -> tuple[ApiKey, str]:
    """Make a key and return its row and the key itself, which is stored nowhere."""
    if role not in get_args(Role):
        raise Invalid(f"The role is one of {', '.join(get_args(Role))}.", field="role")
    prefix = next_number(session, KEYS, ApiKey.prefix)
    key = f"{prefix}_{secrets.token_urlsafe(SECRET_BYTES)}"
    tidy = tidy_line(name, what="name")[:MAX_NAME]
    made = ApiKey(name=tidy, prefix=prefix, key_hash=hash_key(key), role=role, created_at=now)
    session.add(made)
    session.flush()
    return made, key


def find_principal(session: Session, *, key: str) -> Principal:
    """Return who shows this key; raise `Unauthenticated` for an unknown or revoked one."""
    found = session.scalar(select(ApiKey).where(ApiKey.key_hash == hash_key(key)))
    if found is None or found.revoked_at is not None:
        raise Unauthenticated("The API key is not known or was revoked.")
    return Principal(kind="service", id=str(found.id), role=found.role)


def list_api_keys(session: Session) -> Sequence[ApiKey]:
    """Return all keys, revoked ones too, oldest first."""
    return session.scalars(select(ApiKey).order_by(ApiKey.id)).all()


def revoke_api_key(session: Session, *, key_id: int, now: datetime) -> ApiKey:
    """Let the key open nothing from now on; doing it twice keeps the first moment."""
    found = session.get(ApiKey, key_id)
    if found is None:
        raise NotFound("There is no such API key.")
    found.revoked_at = found.revoked_at or now
    session.flush()
    return found


def hash_key(key: str) -> str:
    """Return what is stored of a key."""
    return sha256(key.encode("utf-8", "replace")).hexdigest()
