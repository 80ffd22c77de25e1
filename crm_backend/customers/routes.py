"""HTTP routes of customers."""

from fastapi import APIRouter

from crm_backend.access.guard import needs
from crm_backend.customers import service
from crm_backend.customers.schemas import (
    CustomerCreate,
    CustomerPage,
    CustomerRead,
    CustomerUpdate,
    IdentityRead,
)
from crm_backend.http import API, ERRORS, After, Limit, PathId, Search
from kernel.http import ReadSession, TheRuntime, WriteSession

router = APIRouter(prefix=f"{API}/customers", tags=["customers"], responses=ERRORS)


@router.get("", dependencies=[needs("customers:read")])
def list_customers(
    session: ReadSession, query: Search = None, after: After = None, limit: Limit = 50
) -> CustomerPage:
    """List customers, oldest first; `query` is a part of a name, address or phone number."""
    page = service.list_customers(session, query=query, after=after, limit=limit)
    return CustomerPage.model_validate(page)


@router.post("", status_code=201, dependencies=[needs("customers:write")])
def create_customer(
    body: CustomerCreate, session: WriteSession, runtime: TheRuntime
) -> CustomerRead:
    """Store a new customer."""
    made = service.create_customer(session, customer=body, now=runtime.clock())
    return CustomerRead.model_validate(made)


@router.get("/{customer_id}", dependencies=[needs("customers:read")])
def get_customer(customer_id: PathId, session: ReadSession) -> CustomerRead:
    """Show one customer."""
    return CustomerRead.model_validate(service.get_customer(session, customer_id=customer_id))


@router.patch("/{customer_id}", dependencies=[needs("customers:write")])
def update_customer(
    customer_id: PathId, body: CustomerUpdate, session: WriteSession, runtime: TheRuntime
) -> CustomerRead:
    """Change what the body names and nothing else."""
    changed = service.update_customer(
        session, customer_id=customer_id, changes=body, now=runtime.clock()
    )
    return CustomerRead.model_validate(changed)


@router.get("/{customer_id}/identities", dependencies=[needs("customers:read")])
def list_identities(customer_id: PathId, session: ReadSession) -> list[IdentityRead]:
    """List the channel accounts that were proved to be the customer's."""
    found = service.list_identities(session, customer_id=customer_id)
    return [IdentityRead.model_validate(identity) for identity in found]


@router.delete(
    "/{customer_id}/identities/{identity_id}",
    status_code=204,
    dependencies=[needs("customers:write")],
)
def delete_identity(customer_id: PathId, identity_id: PathId, session: WriteSession) -> None:
    """Unlink a channel account: its next message sees nothing of the customer."""
    service.delete_identity(session, customer_id=customer_id, identity_id=identity_id)
