"""HTTP routes by which a shop's site ends what it has vouched for."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy.orm import Session

from bot.identity import revoking
from bot.ledger.ledger import Ledger
from crm_backend.access.guard import needs
from crm_backend.http import ERRORS
from crm_backend.text import FilledLine
from kernel.clock import Clock


class LogOut(BaseModel):
    """Whose sessions end: all of a customer's, or those of one token (its `jti`)."""

    model_config = ConfigDict(extra="forbid")

    customer_id: int | None = Field(default=None, ge=1, le=2**31 - 1)
    token_id: FilledLine | None = None

    @model_validator(mode="after")
    def _check(self) -> "LogOut":
        if (self.customer_id is None) == (self.token_id is None):
            raise ValueError("give either customer_id or token_id")
        return self


class LoggedOut(BaseModel):
    """How many browsers that were."""

    browsers: int


def create_router(ledger: Ledger, clock: Clock) -> APIRouter:
    """Return the route."""
    router = APIRouter(prefix="/api/v1/identity", tags=["identity"], responses=ERRORS)

    @router.post("/logout", dependencies=[needs("identity:end")])
    async def log_out(body: LogOut) -> LoggedOut:
        """Log a customer out everywhere, or call one token back."""

        def work(session: Session) -> int:
            if body.customer_id is not None:
                return revoking.log_out_everywhere(
                    session, customer_id=body.customer_id, now=clock()
                )
            return revoking.revoke_token(session, token_id=str(body.token_id), now=clock())

        return LoggedOut(browsers=await ledger.write(work))

    return router
