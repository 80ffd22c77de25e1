"""HTTP routes of orders and returns. Callers are programs of the shop: they see every order."""

from fastapi import APIRouter

from crm_backend.access.guard import Caller, IdempotencyKey, needs
from crm_backend.http import API, ERRORS, After, Limit, PathWord, QueryId
from crm_backend.orders import service
from crm_backend.orders.models import OrderStatus
from crm_backend.orders.schemas import (
    Address,
    OrderCreate,
    OrderPage,
    OrderRead,
    RefundCreate,
    RefundRead,
    ReturnCreate,
    ReturnMove,
    ReturnRead,
    StatusMove,
)
from crm_backend.scope import EVERYONE
from kernel.http import ReadSession, TheRuntime, WriteSession

router = APIRouter(prefix=API, tags=["orders"], responses=ERRORS)


@router.get("/orders", dependencies=[needs("orders:read")])
def list_orders(
    session: ReadSession,
    customer_id: QueryId = None,
    status: OrderStatus | None = None,
    after: After = None,
    limit: Limit = 50,
) -> OrderPage:
    """List orders, newest first."""
    scope = EVERYONE if customer_id is None else customer_id
    page = service.list_orders(session, customer_id=scope, status=status, after=after, limit=limit)
    return OrderPage.model_validate(page)


@router.post("/orders", status_code=201, dependencies=[needs("orders:write")])
def place_order(
    body: OrderCreate, session: WriteSession, runtime: TheRuntime, key: IdempotencyKey
) -> OrderRead:
    """Store a new order at today's prices and take its pieces from the stock."""
    made = service.place_order(session, order=body, now=runtime.clock(), idempotency_key=key)
    return OrderRead.model_validate(made)


@router.get("/orders/{number}", dependencies=[needs("orders:read")])
def get_order(number: PathWord, session: ReadSession) -> OrderRead:
    """Show one order with lines, history, parcel and returns."""
    order = service.find_order(session, customer_id=EVERYONE, number=number)
    return OrderRead.model_validate(order)


@router.post("/orders/{number}/status", dependencies=[needs("orders:write")])
def move_order(
    number: PathWord,
    body: StatusMove,
    session: WriteSession,
    runtime: TheRuntime,
    key: IdempotencyKey,
) -> OrderRead:
    """Take the next step of an order: paid, packed, shipped (with its parcel), delivered."""
    order = service.move_order(
        session,
        customer_id=EVERYONE,
        number=number,
        move=body,
        now=runtime.clock(),
        idempotency_key=key,
    )
    return OrderRead.model_validate(order)


@router.post("/orders/{number}/cancel", dependencies=[needs("orders:write")])
def cancel_order(
    number: PathWord, session: WriteSession, runtime: TheRuntime, key: IdempotencyKey
) -> OrderRead:
    """Cancel an order that is not packed yet (or was packed within an hour of ordering)."""
    order = service.cancel_order(
        session, customer_id=EVERYONE, number=number, now=runtime.clock(), idempotency_key=key
    )
    return OrderRead.model_validate(order)


@router.put("/orders/{number}/address", dependencies=[needs("orders:write")])
def change_address(
    number: PathWord,
    body: Address,
    session: WriteSession,
    runtime: TheRuntime,
    key: IdempotencyKey,
) -> OrderRead:
    """Send the parcel elsewhere, as long as the order could be cancelled."""
    order = service.change_address(
        session,
        customer_id=EVERYONE,
        number=number,
        address=body,
        now=runtime.clock(),
        idempotency_key=key,
    )
    return OrderRead.model_validate(order)


@router.get("/orders/{number}/returns", dependencies=[needs("orders:read")])
def list_returns(number: PathWord, session: ReadSession) -> list[ReturnRead]:
    """List what of an order was or shall be sent back."""
    found = service.list_returns(session, customer_id=EVERYONE, number=number)
    return [ReturnRead.model_validate(item) for item in found]


@router.post("/orders/{number}/returns", status_code=201, dependencies=[needs("orders:write")])
def request_return(
    number: PathWord,
    body: ReturnCreate,
    session: WriteSession,
    runtime: TheRuntime,
    key: IdempotencyKey,
) -> ReturnRead:
    """Note that so many of a line shall go back, within 30 days of delivery."""
    made = service.request_return(
        session,
        customer_id=EVERYONE,
        number=number,
        now=runtime.clock(),
        idempotency_key=key,
        **body.model_dump(),
    )
    return ReturnRead.model_validate(made)


@router.post(
    "/orders/{number}/refunds", status_code=201, dependencies=[needs("orders:refund_beyond")]
)
def refund_order(
    number: PathWord,
    body: RefundCreate,
    session: WriteSession,
    runtime: TheRuntime,
    caller: Caller,
    key: IdempotencyKey,
) -> RefundRead:
    """Give money back beside returns, never more than was paid."""
    made = service.refund_order(
        session,
        customer_id=EVERYONE,
        number=number,
        given_by=caller.label,
        limit_cents=None,
        now=runtime.clock(),
        idempotency_key=key,
        **body.model_dump(),
    )
    return RefundRead.model_validate(made)


@router.post("/returns/{number}/status", dependencies=[needs("orders:write")])
def move_return(
    number: PathWord, body: ReturnMove, session: WriteSession, runtime: TheRuntime
) -> ReturnRead:
    """Take the next step of a return: approved, received, refunded or refused."""
    item = service.move_return(session, number=number, move=body, now=runtime.clock())
    return ReturnRead.model_validate(item)
