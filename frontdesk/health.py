"""`/healthz` (the process lives) and `/readyz` (what it needs answers; names what does not)."""

import asyncio
from collections.abc import Awaitable, Callable

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from frontdesk import schema
from frontdesk.rasa import CHECK_SECONDS, is_ready, open_client
from kernel.db import Database
from kernel.runtime import Runtime

Check = Callable[[], Awaitable[str | None]]


def check_database(database: Database) -> Check:
    """Return a check that the database answers and has the newest tables."""

    def look() -> str | None:
        try:
            with database.session() as session:
                session.execute(text("SELECT 1"))
            revision = schema.current(database)
        except SQLAlchemyError:
            return "does not answer"
        return None if revision == schema.head() else "needs `frontdesk migrate`"

    return lambda: asyncio.to_thread(look)


def check_dialogue(urls: Callable[[], tuple[str, ...]]) -> Check:
    """Return a check that at least one dialogue worker has a model loaded."""

    async def look() -> str | None:
        async with open_client() as client:
            found = await asyncio.gather(*(is_ready(client, url) for url in urls()))
        return None if any(found) else "no dialogue worker has a model loaded"

    return look


async def run_check(check: Check) -> str | None:
    """Return what is wrong, or None; a check that takes too long is wrong too."""
    try:
        return await asyncio.wait_for(check(), 2 * CHECK_SECONDS)
    except TimeoutError:
        return "did not answer in time"


def create_router(runtime: Runtime, urls: Callable[[], tuple[str, ...]]) -> APIRouter:
    """Return the two routes."""
    router = APIRouter(include_in_schema=False)
    checks = {"database": check_database(runtime.db), "dialogue": check_dialogue(urls)}

    @router.get("/healthz")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/readyz")
    async def ready() -> JSONResponse:
        found = await asyncio.gather(*(run_check(check) for check in checks.values()))
        problems = {name: what for name, what in zip(checks, found, strict=True) if what}
        body = {"status": "not ready" if problems else "ready", "problems": problems}
        return JSONResponse(body, status_code=503 if problems else 200)

    return router
