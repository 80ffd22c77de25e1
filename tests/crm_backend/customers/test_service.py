"""Customers: one address each, however it is written."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from sqlalchemy.orm import Session

from crm_backend.customers import service
from crm_backend.customers.schemas import CustomerCreate, CustomerUpdate, Email
from kernel.errors import Conflict, NotFound
from tests.crm_backend.shop import NOW, Shop


def create(session: Session, email: str = "Ada@Example.com", name: str = "Ada Lovelace") -> int:
    body = CustomerCreate(name=name, email=email)
    return service.create_customer(session, customer=body, now=NOW).id


def test_customer_is_found_when_address_is_written_otherwise(session: Session) -> None:
    made = create(session)
    found = service.find_customer_by_email(session, email=" ADA@example.COM ")
    assert found is not None
    assert (found.id, found.email, found.first_name) == (made, "ada@example.com", "Ada")


@pytest.mark.parametrize("email", ["", "nobody@example.com", "ada@example.com\x00x", "\ud800", "%"])
def test_nobody_is_found_when_address_is_unknown(session: Session, email: str) -> None:
    create(session)
    assert service.find_customer_by_email(session, email=email) is None


def test_customer_is_refused_when_address_is_taken(session: Session) -> None:
    create(session)
    with pytest.raises(Conflict) as refusal:
        create(session, "ADA@example.com")
    assert refusal.value.data == {"field": "email"}
    assert create(session, "bo@example.com") is not None  # the session is still good


def test_only_named_fields_change_when_updated(session: Session) -> None:
    made = create(session)
    later = NOW + timedelta(days=1)
    changed = service.update_customer(
        session, customer_id=made, changes=CustomerUpdate(city="Bonn"), now=later
    )
    assert (changed.city, changed.name, changed.updated_at) == ("Bonn", "Ada Lovelace", later)


def test_change_is_refused_when_address_is_taken(session: Session) -> None:
    create(session)
    other = create(session, "bo@example.com")
    changes = CustomerUpdate(email="ada@example.com")
    with pytest.raises(Conflict):
        service.update_customer(session, customer_id=other, changes=changes, now=NOW)
    assert service.get_customer(session, customer_id=other).email == "bo@example.com"


def test_own_address_may_be_given_again_when_updated(session: Session) -> None:
    made = create(session)
    changes = CustomerUpdate(email="ada@example.com")
    assert service.update_customer(session, customer_id=made, changes=changes, now=NOW).id == made


def test_customer_is_not_found_when_missing(session: Session) -> None:
    with pytest.raises(NotFound):
        service.get_customer(session, customer_id=1)
    with pytest.raises(NotFound):
        service.update_customer(session, customer_id=1, changes=CustomerUpdate(), now=NOW)


@pytest.mark.parametrize(
    ("query", "count"),
    [("LOVE", 1), ("example.com", 2), ("100%", 0), ("_", 0), (None, 2), ("李", 1)],
)
def test_list_is_narrowed_when_part_of_name_or_address_is_given(
    session: Session, query: str | None, count: int
) -> None:
    create(session)
    create(session, "li@example.com", "李雷")
    assert len(service.list_customers(session, query=query).items) == count


def test_shop_has_customers_when_there_is_one(session: Session) -> None:
    assert not service.has_customers(session)
    create(session)
    assert service.has_customers(session)


def test_account_belongs_to_newest_owner_when_proved_twice(shop: Shop) -> None:
    session, ada, bo = shop.session, shop.customer(), shop.customer("bo@example.com")
    account = {"channel": "telegram", "external_id": "42"}
    assert service.find_customer_by_identity(session, **account) is None
    service.link_identity(session, customer_id=ada.id, now=NOW, **account)
    assert service.find_customer_by_identity(session, **account) is ada
    service.link_identity(session, customer_id=bo.id, now=NOW, **account)
    assert service.find_customer_by_identity(session, **account) is bo
    assert list(service.list_identities(session, customer_id=ada.id)) == []
    assert len(service.list_identities(session, customer_id=bo.id)) == 1
    with pytest.raises(NotFound):
        service.list_identities(session, customer_id=999)


@given(st.emails())
def test_address_is_taken_lower_case_when_it_is_one(email: str) -> None:
    assert TypeAdapter(Email).validate_python(email) == email.lower()


@pytest.mark.parametrize("email", ["", "ada", "a@b", "a b@c.de", "a@b.c\nBcc: x@y.z", "@b.de"])
def test_address_is_refused_when_it_is_none(email: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Email).validate_python(email)
