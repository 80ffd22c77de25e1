"""Who calls over HTTP, and the one way a route says which permission it needs."""

from typing import Annotated, Any

from fastapi import Depends, Header
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from crm_backend.access.service import find_principal
from kernel.errors import Forbidden, Unauthenticated
from kernel.http import TheRuntime
from kernel.principals import ANONYMOUS, Principal, require

BEARER = HTTPBearer(
    auto_error=False, scheme_name="apiKey", description="An API key: `Bearer fd_…`."
)


def read_principal(
    runtime: TheRuntime,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)],
) -> Principal:
    """Return whose key came with the request; without a key it is nobody in particular.

    The look-up has a session of its own, closed before the route opens one.
    """
    if credentials is None:
        return ANONYMOUS
    with runtime.db.session() as session:
        return find_principal(session, key=credentials.credentials)


Caller = Annotated[Principal, Depends(read_principal)]


def needs(permission: str) -> Any:
    """Return the dependency that lets in who has `permission`: 401 without a key, else 403."""

    def check(principal: Caller) -> None:
        try:
            require(principal, permission)
        except Forbidden as error:
            if principal.kind == "anonymous":
                raise Unauthenticated("Give an API key: `Authorization: Bearer fd_…`.") from error
            raise

    return Depends(check)


def read_idempotency_key(
    principal: Caller,
    idempotency_key: Annotated[
        str | None,
        Header(
            pattern=r"^[!-~]{1,100}$",
            description="Any word of yours; the same word again does nothing more.",
        ),
    ] = None,
) -> str | None:
    """Return the caller's key under the caller's name: two callers never share one."""
    return None if idempotency_key is None else f"{principal.label}:{idempotency_key}"


IdempotencyKey = Annotated[str | None, Depends(read_idempotency_key)]
