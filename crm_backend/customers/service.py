"""What can be done with customers."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from crm_backend.customers.models import ChannelIdentity, Customer
from crm_backend.customers.phones import SIGNS, normalise_phone
from crm_backend.customers.schemas import CustomerCreate, CustomerUpdate
from crm_backend.paging import Page, page_by_id
from crm_backend.text import plain
from kernel.errors import Conflict, NotFound


def get_customer(session: Session, *, customer_id: int) -> Customer:
    """Return the customer, or raise `NotFound`."""
    customer = session.get(Customer, customer_id)
    if customer is None:
        raise NotFound("There is no such customer.")
    return customer


def find_customer_by_email(session: Session, *, email: str) -> Customer | None:
    """Return the customer who has this address, however it is written, or `None`."""
    address = plain(email).strip().lower()
    return session.scalar(select(Customer).where(Customer.email == address))


def find_customers_by_phone(session: Session, *, phone: str) -> Sequence[Customer]:
    """Return who has this international number, however it is written on either side."""
    wanted = normalise_phone(phone)
    if not wanted:
        return []
    bare: ColumnElement[str] = Customer.phone.expression
    for sign in SIGNS:
        bare = func.replace(bare, sign, "")
    # The database finds those that may fit; the rule decides.
    likely = session.scalars(select(Customer).where(bare.endswith(wanted[-4:])))
    return [one for one in likely if normalise_phone(one.phone) == wanted]


def has_customers(session: Session) -> bool:
    """Tell whether there is any customer at all."""
    return session.scalar(select(Customer.id).limit(1)) is not None


def list_customers(
    session: Session, *, query: str | None = None, after: str | None = None, limit: int = 50
) -> Page[Customer]:
    """Return customers, oldest first; `query` is a part of a name, an address or a phone number."""
    statement = select(Customer)
    if query:
        query = plain(query)
        columns = (Customer.name, Customer.email, Customer.phone)
        statement = statement.where(
            or_(*(column.icontains(query, autoescape=True) for column in columns))
        )
    return page_by_id(session, statement, column=Customer.id, after=after, limit=limit)


def create_customer(session: Session, *, customer: CustomerCreate, now: datetime) -> Customer:
    """Store a new customer; raise `Conflict` where the address is taken."""
    with _taken_email_refused(session):
        made = Customer(**customer.model_dump(), created_at=now)
        session.add(made)
    return made


def update_customer(
    session: Session, *, customer_id: int, changes: CustomerUpdate, now: datetime
) -> Customer:
    """Change the fields that `changes` sets; raise `NotFound`, or `Conflict` if taken."""
    customer = get_customer(session, customer_id=customer_id)
    with _taken_email_refused(session):
        for field, value in changes.model_dump(exclude_unset=True).items():
            setattr(customer, field, value)
        customer.updated_at = now
    return customer


def link_identity(
    session: Session, *, customer_id: int, channel: str, external_id: str, now: datetime
) -> ChannelIdentity:
    """Note that an account on a channel was proved to be the customer's; the newest proof counts.

    An account that changed hands moves to its new owner.
    """
    customer = get_customer(session, customer_id=customer_id)
    query = select(ChannelIdentity).where(
        ChannelIdentity.channel == channel, ChannelIdentity.external_id == external_id
    )
    identity = session.scalar(query)
    if identity is None:
        made = ChannelIdentity(
            channel=channel, external_id=external_id, customer_id=customer.id, verified_at=now
        )
        try:
            with session.begin_nested():
                session.add(made)
        except IntegrityError:  # another proof of the same account came at the same time
            identity = session.scalars(query).one()
        else:
            identity = made
    identity.customer, identity.verified_at = customer, now
    session.flush()
    return identity


def find_customer_by_identity(
    session: Session, *, channel: str, external_id: str
) -> Customer | None:
    """Return the customer to whom the account on the channel was proved to belong, or `None`."""
    identity = session.scalar(
        select(ChannelIdentity)
        .where(ChannelIdentity.channel == channel, ChannelIdentity.external_id == external_id)
        .options(joinedload(ChannelIdentity.customer))
    )
    return identity.customer if identity is not None else None


def unlink_identity(session: Session, *, channel: str, external_id: str) -> bool:
    """Forget whose an account on a channel is; False where it was nobody's."""
    gone = session.execute(
        delete(ChannelIdentity)
        .where(ChannelIdentity.channel == channel, ChannelIdentity.external_id == external_id)
        .returning(ChannelIdentity.id)
    ).scalar_one_or_none()
    return gone is not None


def delete_identity(session: Session, *, customer_id: int, identity_id: int) -> None:
    """Forget an account of a customer, or raise `NotFound`; its next message is a stranger's."""
    identity = session.get(ChannelIdentity, identity_id)
    if identity is None or identity.customer_id != customer_id:
        raise NotFound("The customer has no such account.")
    session.delete(identity)


def list_identities(session: Session, *, customer_id: int) -> Sequence[ChannelIdentity]:
    """Return the channel accounts of a customer, or raise `NotFound`."""
    get_customer(session, customer_id=customer_id)
    query = select(ChannelIdentity).where(ChannelIdentity.customer_id == customer_id)
    return session.scalars(query.order_by(ChannelIdentity.id)).all()


@contextmanager
def _taken_email_refused(session: Session) -> Iterator[None]:
    # The table decides: a look before the write could be overtaken by a second writer.
    try:
        with session.begin_nested():
            yield
    except IntegrityError as error:
        raise Conflict("Another customer has this e-mail address.", field="email") from error


def read_names(session: Session, *, customer_ids: Sequence[int]) -> dict[int, str]:
    """Return the names of some customers by id; ids of nobody are left out."""
    query = select(Customer.id, Customer.name).where(Customer.id.in_(customer_ids))
    return {row.id: row.name for row in session.execute(query)}
