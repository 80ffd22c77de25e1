"""The route that Telegram delivers updates to; each is stored before it is acknowledged."""

import json
from typing import Any

from fastapi import APIRouter, Request, Response

from bot.channels.telegram.updates import NoUpdate, keep_updates
from bot.identity.codes import is_same
from bot.ledger.ledger import Ledger
from kernel.clock import Clock
from kernel.errors import Forbidden, Invalid, TooLarge
from kernel.settings import TELEGRAM_PATH

MAX_BYTES = 1_000_000  # Telegram's updates have some kilobytes
HEADER = "x-telegram-bot-api-secret-token"


class NotJson(Invalid):
    """The body is no JSON object."""

    code, status = "bad_json", 400


def create_router(ledger: Ledger, *, bot: str, secret: str, clock: Clock) -> APIRouter:
    """Return the route of the bot account `bot`; who does not know `secret` is refused."""
    router = APIRouter(include_in_schema=False)

    @router.post(TELEGRAM_PATH)
    async def take_update(request: Request) -> Response:
        # Before anything is read: a stranger's request costs a comparison.
        if not is_same(request.headers.get(HEADER, ""), secret):
            raise Forbidden("Only Telegram may post here.")
        body = read_object(await read_body(request))
        now = clock()
        await ledger.write(lambda session: keep_updates(session, bot=bot, bodies=[body], now=now))
        return Response(status_code=200)

    return router


async def read_body(request: Request) -> bytes:
    """Return the body, or raise `TooLarge` before more of it is read."""
    announced = request.headers.get("content-length", "0")
    if not announced.isdecimal() or int(announced) > MAX_BYTES:
        raise TooLarge(f"An update has at most {MAX_BYTES:,} bytes.")
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > MAX_BYTES:
            raise TooLarge(f"An update has at most {MAX_BYTES:,} bytes.")
    return bytes(content)


def read_object(content: bytes) -> dict[str, Any]:
    """Return the update in a body, or raise `NotJson` or `NoUpdate`."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise NotJson("The body is not JSON.") from error
    if not isinstance(found, dict):
        raise NotJson("The body is no JSON object.")
    if "update_id" not in found:
        raise NoUpdate("An update has a number, update_id.")
    return found
