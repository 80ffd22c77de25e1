"""What the routes of all nouns share: the shape of errors, of paging and of path parts."""

from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import BaseModel

from crm_backend.paging import MAX_ID, MAX_LIMIT


class ErrorDetail(BaseModel):
    """What went wrong: `code` and `data` for programs, `message` for people."""

    code: str
    message: str
    data: dict[str, Any]


class ErrorBody(BaseModel):
    """The body of every answer that is not a success."""

    error: ErrorDetail


API = "/api/v1"
ERRORS: dict[int | str, dict[str, Any]] = {
    400: {"model": ErrorBody, "description": "The body is not JSON."},
    401: {"model": ErrorBody, "description": "No API key, or one that is not known."},
    403: {"model": ErrorBody, "description": "The role of the key does not allow this."},
    404: {"model": ErrorBody, "description": "There is no such thing for this caller."},
    409: {"model": ErrorBody, "description": "The thing is not in a state that allows this."},
    422: {"model": ErrorBody, "description": "The request is not as the route takes it."},
}

After = Annotated[
    str | None, Query(max_length=64, description="The `next` of the page before; none to start.")
]
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, description="How many at most.")]
Search = Annotated[str | None, Query(max_length=200, description="A part of what is looked for.")]
PathId = Annotated[int, Path(ge=1, le=MAX_ID)]
PathWord = Annotated[str, Path(max_length=80)]
QueryId = Annotated[int | None, Query(ge=1, le=MAX_ID)]
