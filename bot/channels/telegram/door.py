"""The one door to Telegram. Whatever fails there comes out as one of the errors below.

They say what is known of the call: `NotSent` and `Flooded` surely did nothing, `InDoubt` may have
done it. None of them carries the address of the call, which holds the token.
"""

import json
from collections.abc import Awaitable
from typing import Any, TypeVar

import httpx
from telegram import error as theirs
from telegram.request import HTTPXRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from kernel.errors import FrontdeskError

T = TypeVar("T")

CONNECT_SECONDS, WRITE_SECONDS, READ_SECONDS = 5.0, 20.0, 15.0
POOL_SECONDS = 5.0
CONNECTIONS = 32  # 30 messages a second at most, and what is fetched
POLL_ROOM_SECONDS = 10.0  # beyond the time that Telegram holds a poll
# What is asked for: everything else is not delivered at all.
WANTED = ("message", "edited_message", "callback_query", "my_chat_member", "channel_post")
FATAL = (401, 404)  # what Telegram answers to a token that is none
UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


class TelegramTrouble(FrontdeskError):
    """A call to Telegram that did not work."""

    code, status = "telegram", 502


class NotSent(TelegramTrouble):
    """Nobody was reached: the call surely did nothing."""


class InDoubt(TelegramTrouble):
    """The line was cut after the call was sent: nobody knows whether it did anything."""


class Flooded(TelegramTrouble):
    """Too many calls; this one did nothing. `seconds` is how long to wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__("Telegram asks to wait.", seconds=seconds)
        self.seconds = seconds


class ServerFailed(TelegramTrouble):
    """Telegram answered with a fault of its own (5xx)."""


class Refused(TelegramTrouble):
    """The call is wrong and will always be (400)."""


class Blocked(TelegramTrouble):
    """The customer blocked the bot, deleted the account, or the bot is no member (403)."""


class TokenRefused(TelegramTrouble):
    """The token is none of Telegram's (401, 404)."""


class Contested(TelegramTrouble):
    """Somebody else fetches updates, or a webhook is set (409)."""


class _Ours(theirs.TelegramError):
    """Carries one of our errors through the library, which passes its own family on untouched."""

    def __init__(self, trouble: TelegramTrouble) -> None:
        super().__init__(trouble.message)
        self.trouble = trouble


class DoorRequest(HTTPXRequest):
    """HTTP as the library does it, with every failure told apart while it still can be."""

    async def do_request(self, *args: Any, **values: Any) -> tuple[int, bytes]:
        """Send the request; raise `_Ours` for whatever is no success."""
        try:
            status, content = await super().do_request(*args, **values)
        except theirs.NetworkError as error:
            if isinstance(error.__cause__, UNSENT):
                raise _Ours(NotSent("Telegram was not reached.")) from None
            raise _Ours(InDoubt("The line to Telegram was cut.")) from None
        if status >= 400:
            raise _Ours(read_refusal(status, content))
        return status, content


def read_refusal(status: int, content: bytes) -> TelegramTrouble:
    """Return our error for an answer that is no success."""
    try:
        body = json.loads(content)
    except ValueError:
        body = {}
    body = body if isinstance(body, dict) else {}
    said = str(body.get("description") or status)[:200]
    parameters = body.get("parameters")
    wait = parameters.get("retry_after") if isinstance(parameters, dict) else None
    if status == 429:
        return Flooded(float(wait) if isinstance(wait, int | float) else 1.0)
    if status >= 500:
        return ServerFailed(said)
    if status in FATAL:
        return TokenRefused(said)
    return {403: Blocked, 409: Contested}.get(status, Refused)(said)


class Door:
    """The calls of one bot account. `bot_id` is the number before the colon of its token.

    Calls go through the library's HTTP and its parameters, and give back the bare result: reading
    an answer into its classes could fail after the message has left.
    """

    def __init__(self, token: str, *, api: str) -> None:
        self.bot_id = token.partition(":")[0]
        self._calls, self._files = f"{api}/bot{token}/", f"{api}/file/bot{token}/"
        self._sending, self._polling = _make_request(), _make_request()

    async def open(self) -> None:
        """Make the connections ready; nothing is sent."""
        await self._sending.initialize()
        await self._polling.initialize()

    async def close(self) -> None:
        """Close all connections."""
        await self._sending.shutdown()
        await self._polling.shutdown()

    async def ask(self, method: str, **values: Any) -> Any:
        """Call a method and return its result; raise `TelegramTrouble`."""
        return await _translate(self._sending.post(self._calls + method, _pack(values)))

    async def fetch_updates(self, offset: int | None, *, seconds: int) -> list[dict[str, Any]]:
        """Wait up to `seconds` for updates and return them as they came, before any is read.

        Asking with an offset tells Telegram to forget all before it.
        """
        wish = {"timeout": seconds, "allowed_updates": list(WANTED), "offset": offset}
        room = seconds + POLL_ROOM_SECONDS
        polled = self._polling.post(self._calls + "getUpdates", _pack(wish), read_timeout=room)
        found = await _translate(polled)
        return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []

    async def download(self, file_id: str, *, most: int) -> bytes:
        """Return a file; raise `Refused` for one of more than `most` bytes."""
        found = await self.ask("getFile", file_id=file_id)
        if (found.get("file_size") or 0) > most or not found.get("file_path"):
            raise Refused("The file is too large.")
        return await _translate(self._sending.retrieve(self._files + found["file_path"]))


async def _translate(call: Awaitable[T]) -> T:
    try:
        return await call
    except _Ours as error:
        raise error.trouble from None
    except (theirs.TelegramError, KeyError, TypeError) as error:
        # An answer of 200 that is no answer: nobody knows what was done.
        raise InDoubt(f"Telegram's answer was not understood ({type(error).__name__}).") from None


def _make_request() -> DoorRequest:
    return DoorRequest(
        connection_pool_size=CONNECTIONS,
        read_timeout=READ_SECONDS,
        write_timeout=WRITE_SECONDS,
        media_write_timeout=WRITE_SECONDS,
        connect_timeout=CONNECT_SECONDS,
        pool_timeout=POOL_SECONDS,
    )


def _pack(values: dict[str, Any]) -> RequestData:
    given = {key: value for key, value in values.items() if value is not None}
    return RequestData([RequestParameter.from_input(*item) for item in given.items()])
