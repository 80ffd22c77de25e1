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
        "account:own",
    }
)
WORK_CRM = READ_CRM | {
    "customers:write",
    "orders:write",
    "tickets:write",
    "conversations:write",
    "identity:end",
    "orders:refund",  # up to the limit that the desk is set to
}
RUN_SHOP = WORK_CRM | {
    "catalog:write",
    "knowledge:write",
    "staff:read",
    "conversations:overrule",
    "desk:write",
    "replies:write",
    "reports:read",
    "analytics:run",
    "experiments:write",
    "orders:refund_beyond",
    "studio:read",
}
# Who looks after the bot sees no customer: what people wrote is masked in the studio.
TEACH_BOT = frozenset(
    {
        "catalog:read",
        "knowledge:read",
        "account:own",
        "studio:read",
        "studio:write",
        "studio:train",
    }
)

# What an admin may give one person beyond their role, each by itself. Nothing else can be given.
GRANTABLE = ("studio:read", "studio:write", "studio:train", "studio:promote")

ALLOWED: dict[str, frozenset[str]] = {
    "anonymous": frozenset({"catalog:read", "knowledge:read"}),
    "viewer": READ_CRM,
    "agent": WORK_CRM,
    "supervisor": RUN_SHOP,
    "studio": TEACH_BOT,
    "admin": RUN_SHOP
    | TEACH_BOT
    | {"staff:write", "api_keys:write", "audit:read", "studio:promote"},
}

# What a verified customer may do, and only to what is theirs.
OWN = frozenset({"customers:read", "orders:read", "orders:write", "tickets:read", "tickets:write"})


@dataclass(frozen=True)
class Principal:
    """Somebody who calls. `customer_id` is set for a verified customer and for nobody else.

    `grants` are what a member of staff was given beyond their role.
    """

    kind: Kind
    id: str
    role: str
    customer_id: int | None = None
    grants: frozenset[str] = frozenset()

    @property
    def label(self) -> str:
        """Who it was, for an audit line."""
        return f"{self.kind}:{self.id}"


ANONYMOUS = Principal(kind="anonymous", id="-", role="anonymous")


def verified_customer(customer_id: int) -> Principal:
    """Return the principal of a customer whose identity was proved."""
    return Principal("customer", str(customer_id), "customer", customer_id)


def roles_with(permission: str) -> list[str]:
    """Return the roles that have a permission."""
    return sorted(role for role, allowed in ALLOWED.items() if permission in allowed)


def may(principal: Principal, permission: str, *, customer_id: int | None = None) -> bool:
    """Tell whether `principal` has `permission`, on the things of `customer_id` where given."""
    if principal.kind == "customer":
        owns = customer_id is not None and customer_id == principal.customer_id
        return (permission in OWN and owns) or permission in ALLOWED["anonymous"]
    allowed = ALLOWED.get(principal.role)
    if allowed is None:
        return False
    is_given = principal.kind == "staff" and permission in GRANTABLE
    return permission in allowed or (is_given and permission in principal.grants)


def require(principal: Principal, permission: str, *, customer_id: int | None = None) -> None:
    """Raise `Forbidden` unless `may` says yes."""
    if not may(principal, permission, customer_id=customer_id):
        raise Forbidden("You may not do this.", permission=permission)
