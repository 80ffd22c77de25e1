"""The one table of permissions."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import Forbidden
from kernel.principals import ALLOWED, ANONYMOUS, OWN, Principal, may, require, verified_customer

EVERY_PERMISSION = sorted(OWN.union(*ALLOWED.values()))


@given(permission=st.sampled_from(EVERY_PERMISSION), other=st.integers(min_value=1))
def test_customer_reaches_only_what_is_theirs(permission: str, other: int) -> None:
    customer = verified_customer(7)
    if permission in OWN:
        assert may(customer, permission, customer_id=other) is (other == 7)
        assert not may(customer, permission)


def test_nobody_reads_personal_data() -> None:
    readable = {p for p in EVERY_PERMISSION if may(ANONYMOUS, p, customer_id=7)}
    assert readable == {"catalog:read", "knowledge:read"}


def test_roles_grow_from_viewer_to_admin() -> None:
    ladder = [ALLOWED[role] for role in ("viewer", "agent", "supervisor", "admin")]
    assert all(lower < higher for lower, higher in pairwise(ladder))


def test_viewer_changes_nothing() -> None:
    assert not [p for p in ALLOWED["viewer"] if p.endswith(":write")]


def test_an_unknown_role_may_nothing() -> None:
    stranger = Principal(kind="staff", id="1", role="owner")
    assert not [p for p in EVERY_PERMISSION if may(stranger, p, customer_id=1)]


def test_require_names_the_permission_it_misses() -> None:
    with pytest.raises(Forbidden) as caught:
        require(ANONYMOUS, "orders:read")
    assert caught.value.data == {"permission": "orders:read"}
