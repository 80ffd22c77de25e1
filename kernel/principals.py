"""Who is calling, and the one table that says what each role may do."""

from dataclasses import dataclass
from typing import Literal

from kernel.errors import Forbidden

Kind = Literal["anonymous", "customer", "staff", "service"]

READ_CRM = frozenset(
    {
        "customers:read",
        "catalog:read",
        "orders:read",
        "tickets:read",
        "knowledge:read",
        "conversations:read",
    }
)
WORK_CRM = READ_CRM | {"customers:write", "orders:write", "tickets:write", "conversations:write"}
RUN_SHOP = WORK_CRM | {"catalog:write", "knowledge:write", "staff:read"}

ALLOWED: dict[str, frozenset[str]] = {
    "anonymous": frozenset({"catalog:read", "knowledge:read"}),
    "viewer": READ_CRM,
    "agent": WORK_CRM,
    "supervisor": RUN_SHOP,
    "admin": RUN_SHOP | {"staff:write", "api_keys:write"},
}

# What a verified customer may do, and only to what is theirs.
OWN = frozenset({"customers:read", "orders:read", "orders:write", "tickets:read", "tickets:write"})


@dataclass(frozen=True)
class Principal:
    """Somebody who calls. `customer_id` is set for a verified customer and for nobody else."""

    kind: Kind
    id: str
    role: str
    customer_id: int | None = None

    @property
    def label(self) -> str:
        """Who it was, for an audit line."""
        return f"{self.kind}:{self.id}"


ANONYMOUS = Principal(kind="anonymous", id="-", role="anonymous")


def verified_customer(customer_id: int) -> Principal:
    """Return the principal of a customer whose identity was proved."""
    return Principal("customer", str(customer_id), "customer", customer_id)


def may(principal: Principal, permission: str, *, customer_id: int | None = None) -> bool:
    """Tell whether `principal` has `permission`, on the things of `customer_id` where given."""
    if principal.kind == "customer":
        owns = customer_id is not None and customer_id == principal.customer_id
        return (permission in OWN and owns) or permission in ALLOWED["anonymous"]
    return permission in ALLOWED.get(principal.role, frozenset())


def require(principal: Principal, permission: str, *, customer_id: int | None = None) -> None:
    """Raise `Forbidden` unless `may` says yes."""
    if not may(principal, permission, customer_id=customer_id):
        raise Forbidden("You may not do this.", permission=permission)
