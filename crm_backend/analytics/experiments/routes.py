"""HTTP route of experiments: a program of the shop asks which arm a customer is in."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from crm_backend.access.guard import needs
from crm_backend.analytics.experiments.exposing import assign
from crm_backend.customers.service import get_customer
from crm_backend.http import API, ERRORS, PathWord
from crm_backend.paging import MAX_ID
from kernel.http import TheRuntime, WriteSession

router = APIRouter(prefix=API, tags=["experiments"], responses=ERRORS)


class AssignmentAsked(BaseModel):
    """Who is about to be given something."""

    model_config = ConfigDict(extra="forbid")

    customer_id: Annotated[int, Field(ge=1, le=MAX_ID)]


class AssignmentRead(BaseModel):
    """What they are to be given: always the same, once the experiment is decided the winner."""

    experiment: str
    customer_id: int
    arm: str


@router.post("/experiments/{key}/assignments", dependencies=[needs("customers:write")])
def assign_customer(
    key: PathWord, body: AssignmentAsked, session: WriteSession, runtime: TheRuntime
) -> AssignmentRead:
    """Return a customer's arm and count them in: ask where they really are given something."""
    get_customer(session, customer_id=body.customer_id)
    arm = assign(session, experiment_key=key, customer_id=body.customer_id, now=runtime.clock())
    return AssignmentRead(experiment=key, customer_id=body.customer_id, arm=arm)
