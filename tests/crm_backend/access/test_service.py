"""API keys: shown once, kept as a hash, dead when revoked."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from crm_backend.access import service
from kernel.errors import Invalid, NotFound, Unauthenticated
from tests.crm_backend.shop import NOW


def test_key_opens_as_its_role_when_shown(session: Session) -> None:
    row, key = service.create_api_key(session, name="Shop sync", role="agent", now=NOW)
    principal = service.find_principal(session, key=key)
    assert (principal.kind, principal.id, principal.role) == ("service", str(row.id), "agent")
    assert principal.customer_id is None


def test_key_is_stored_nowhere_when_made(session: Session) -> None:
    row, key = service.create_api_key(session, name="n", role="viewer", now=NOW)
    stored = [str(value) for value in vars(row).values()]
    assert key.startswith(row.prefix + "_")
    assert not any(key[len(row.prefix) + 1 :] in value for value in stored)


def test_keys_differ_when_made_twice(session: Session) -> None:
    made = [service.create_api_key(session, name="n", role="viewer", now=NOW) for _ in range(20)]
    assert len({key for _row, key in made}) == 20
    assert [row.prefix for row, _key in made] == [f"fd_{number}" for number in range(1001, 1021)]


@pytest.mark.parametrize("key", ["", "fd_", "fd_0000000000_x", "\x00", "\ud800", "é" * 9_000])
def test_nobody_comes_in_when_key_is_unknown(session: Session, key: str) -> None:
    service.create_api_key(session, name="n", role="admin", now=NOW)
    with pytest.raises(Unauthenticated):
        service.find_principal(session, key=key)


def test_nobody_comes_in_when_key_was_revoked(session: Session) -> None:
    row, key = service.create_api_key(session, name="n", role="admin", now=NOW)
    service.revoke_api_key(session, key_id=row.id, now=NOW)
    service.revoke_api_key(session, key_id=row.id, now=NOW + timedelta(days=1))
    assert row.revoked_at == NOW
    with pytest.raises(Unauthenticated):
        service.find_principal(session, key=key)
    assert [found.id for found in service.list_api_keys(session)] == [row.id]


@pytest.mark.parametrize("role", ["", "customer", "anonymous", "root"])
def test_key_is_refused_when_role_is_no_staff_role(session: Session, role: str) -> None:
    with pytest.raises(Invalid):
        service.create_api_key(session, name="n", role=role, now=NOW)


def test_revoking_says_not_found_when_key_is_missing(session: Session) -> None:
    with pytest.raises(NotFound):
        service.revoke_api_key(session, key_id=1, now=NOW)
