"""Phone numbers are the same however they are written; without a country they are nobody's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from crm_backend.customers.models import Customer
from crm_backend.customers.phones import SIGNS, normalise_phone
from crm_backend.customers.service import (
    delete_identity,
    find_customers_by_phone,
    link_identity,
    list_identities,
    unlink_identity,
)
from kernel.clock import utc_now
from kernel.errors import NotFound


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("+44 7700 900142", "447700900142"),
        ("0044-7700-900142", "447700900142"),
        ("+44 (0)7700 900142", "447700900142"),
        ("＋８６ 100 0000 0043", "8610000000043"),
        ("07700 900142", ""),
        ("7700900142", ""),
        ("+44 7700 900142 ext. 3", ""),
        ("+0 12345678", ""),
        ("+123", ""),
        ("", ""),
    ],
)
def test_number_is_read(written: str, digits: str) -> None:
    assert normalise_phone(written) == digits


@given(
    st.integers(1_000_000, 10**14),
    st.lists(st.sampled_from(SIGNS.replace("(", "")), min_size=30, max_size=30),
)
def test_signs_make_no_difference(number: int, signs: list[str]) -> None:
    text = "".join(digit + sign for digit, sign in zip(str(number), signs, strict=False))
    assert normalise_phone("+" + text) == str(number)


def test_customer_is_found_by_number(session: Session) -> None:
    for email, phone in (("a", "+44 7700-900142"), ("b", "+44 7700 900143"), ("c", "")):
        session.add(Customer(name=email, email=f"{email}@x.y", phone=phone, created_at=utc_now()))
    session.flush()
    assert [one.name for one in find_customers_by_phone(session, phone="00447700900142")] == ["a"]
    assert find_customers_by_phone(session, phone="0142") == []


def test_account_is_unlinked_of_its_own_customer_alone(session: Session) -> None:
    ada, ben = (
        Customer(name=name, email=f"{name}@x.y", created_at=utc_now()) for name in ("ada", "ben")
    )
    session.add_all([ada, ben])
    session.flush()
    linked = link_identity(
        session, customer_id=ada.id, channel="telegram", external_id="500", now=utc_now()
    )
    with pytest.raises(NotFound):
        delete_identity(session, customer_id=ben.id, identity_id=linked.id)
    delete_identity(session, customer_id=ada.id, identity_id=linked.id)
    session.flush()
    assert list_identities(session, customer_id=ada.id) == []
    assert unlink_identity(session, channel="telegram", external_id="500") is False
