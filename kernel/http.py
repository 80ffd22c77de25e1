"""What all HTTP routes share: the runtime, sessions committed at the edge, errors as JSON."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from kernel.errors import FrontdeskError
from kernel.logging import get_logger
from kernel.runtime import Runtime

log = get_logger(__name__)


def get_runtime(connection: HTTPConnection) -> Runtime:
    """Return what the process was started with."""
    return cast(Runtime, connection.app.state.runtime)


def _read_session(runtime: Annotated[Runtime, Depends(get_runtime)]) -> Iterator[Session]:
    with runtime.db.session() as session:
        yield session


def _write_session(runtime: Annotated[Runtime, Depends(get_runtime)]) -> Iterator[Session]:
    with runtime.db.transaction() as session:
        yield session


TheRuntime = Annotated[Runtime, Depends(get_runtime)]
ReadSession = Annotated[Session, Depends(_read_session)]
# The scope commits before the answer leaves: a client never hears "done" of what then fails.
WriteSession = Annotated[Session, Depends(_write_session, scope="function")]


def add_routes(target: FastAPI | APIRouter, *routers: APIRouter) -> None:
    """Put routers' own routes into an application as they are, with whatever prefix they have.

    FastAPI's `include_router` would analyse each route anew at the first request: a second or two
    for those of the whole product.
    """
    for router in routers:
        target.routes.extend(router.routes)


def render_error(status: int, code: str, message: str, data: dict[str, Any]) -> JSONResponse:
    """Return the one shape of every error body."""
    body = {"error": {"code": code, "message": message, "data": data}}
    return JSONResponse(body, status_code=status)


def install_error_handler(app: FastAPI) -> None:
    """Render our errors and refused bodies in the one shape."""

    @app.exception_handler(FrontdeskError)
    def _render(_request: Request, error: FrontdeskError) -> JSONResponse:
        return render_error(error.status, error.code, error.message, error.data)

    @app.exception_handler(OperationalError)
    def _render_busy(_request: Request, error: OperationalError) -> JSONResponse:
        log.error("database_failed", error=str(error.orig))
        return render_error(503, "unavailable", "The database did not take this; try again.", {})

    @app.exception_handler(HTTPException)
    def _render_http(_request: Request, error: HTTPException) -> JSONResponse:
        # What the framework refuses by itself: an unknown path or method, a body that is no JSON.
        code = HTTPStatus(error.status_code).name.lower()
        response = render_error(error.status_code, code, f"{error.detail}.", {})
        response.headers.update(error.headers or {})
        return response

    @app.exception_handler(RequestValidationError)
    def _render_invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        problems = [
            {"where": ".".join(str(part) for part in item["loc"]), "what": item["msg"]}
            for item in error.errors()
        ]
        message = "The request is not as this route takes it; see data.problems."
        return render_error(422, "invalid", message, {"problems": problems})
