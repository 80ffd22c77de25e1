"""Files over HTTP: sent by the browser that has the session, read by whoever knows the id."""

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy.orm import Session
from starlette.requests import ClientDisconnect

from bot.attachments import rules
from bot.attachments.cleaning import CleanFile, clean_file
from bot.attachments.rules import FileRefused, FileTooLarge, TooManyFiles
from bot.attachments.service import keep_attachment, read_attachment
from bot.channels.web.addresses import read_address
from bot.channels.web.channel import WebChannel
from bot.channels.web.limits import MAX_UPLOADING, Bucket
from bot.channels.web.origin import may_connect
from bot.channels.web.render import ATTACHMENTS
from bot.identity.sessions import find_entry, is_session_good
from bot.language import choose_language
from bot.ledger.models import Conversation
from bot.wording import say
from kernel.errors import Forbidden, FrontdeskError, NotFound, TooMany, Unauthenticated
from kernel.http import render_error
from kernel.turns import Language

IDLE_SECONDS = 20.0  # without a byte: the phone is in a tunnel, or somebody holds the line
UPLOAD_SECONDS = 180.0  # 10 MB at 0.5 Mbit/s
DRAIN_SECONDS = 5.0
DRAINED_BYTES = 2 * rules.MAX_BYTES  # of a body that is refused; what is longer is cut off
DECODERS = 2  # pictures decoded at a time: each may need 250 MB
NAME_HEADER = "x-file-name"
PREFLIGHT = {
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": f"authorization, content-type, {NAME_HEADER}",
    "Access-Control-Max-Age": "600",
}
# The bytes are a stranger's: no script of theirs may run, whatever a browser makes of them. The id
# opens the file to whoever has it, so it may stand on any page and in no shared cache.
FILE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "private, max-age=31536000, immutable",
    "Referrer-Policy": "no-referrer",
}


class SlowUpload(FrontdeskError):
    """The body did not come in time."""

    code = "slow"
    status = 408


class Uploads:
    """Takes files of the web channel, a bounded number at a time."""

    def __init__(self, web: WebChannel) -> None:
        self.web = web
        self._active = 0
        self._decoders = asyncio.Semaphore(DECODERS)

    async def take(self, request: Request) -> Response:
        """Keep the file in the body; answer with what it became or why it is not taken."""
        origin = request.headers.get("origin")
        tag = request.headers.get("accept-language", "").partition(",")[0]
        language: Language = choose_language(tag)
        try:
            self._check_origin(request, origin)
            conversation = await self._find_conversation(request)
            language = conversation.language
            self._count(request, conversation)
            answer: Response = JSONResponse(await self._keep(request, conversation), 201)
        except FrontdeskError as error:
            await drain(request)
            answer = _refuse(error, language)
        except ClientDisconnect:
            return Response(status_code=400)
        answer.headers.update(self.allow_origin(request, origin))
        return answer

    def allow_origin(self, request: Request, origin: str | None) -> dict[str, str]:
        """Return the CORS headers: the asking site by its name if it may, nothing otherwise."""
        if origin is None or not self._may(request, origin):
            return {"Vary": "Origin"}
        return {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Expose-Headers": "Retry-After",
            "Vary": "Origin",
        }

    def _may(self, request: Request, origin: str | None) -> bool:
        host = request.headers.get("host")
        return may_connect(origin, host=host, allowed=self.web.origins)

    def _check_origin(self, request: Request, origin: str | None) -> None:
        if not self._may(request, origin):
            raise Forbidden("Pages of this site may not send files here.")

    async def _find_conversation(self, request: Request) -> Conversation:
        scheme, _, secret = request.headers.get("authorization", "").partition(" ")
        found = None
        if scheme.lower() == "bearer" and secret:
            found = await self.web.ledger.read(
                lambda session: find_conversation(session, secret.strip())
            )
        if found is None:
            raise Unauthenticated("Send the session of the chat as a bearer token.")
        return found

    def _count(self, request: Request, conversation: Conversation) -> None:
        now = self.web.ticks()
        buckets = [self.web.uploads.find(conversation.id, now)]
        if address := read_address(request.client.host if request.client else None):
            buckets.append(self.web.uploads_of_address.find(address, now))
        for bucket in buckets:
            _require(bucket, now)

    async def _keep(self, request: Request, conversation: Conversation) -> Mapping[str, Any]:
        name = read_name(request)
        if self._active >= MAX_UPLOADING:
            raise TooMany("Too many files at a time; try again in a moment.", retry_after=5)
        self._active += 1
        try:
            file = await self._clean(await read_body(request), name)
        finally:
            self._active -= 1
        kept = await self.web.ledger.write(
            lambda session: keep_attachment(
                session, conversation_id=conversation.id, file=file, now=self.web.clock()
            )
        )
        return kept.describe() | {"url": f"{ATTACHMENTS}/{kept.id}"}

    async def _clean(self, content: bytes, name: str) -> CleanFile:
        async with self._decoders:
            return await asyncio.to_thread(clean_file, content, name)


async def read_body(request: Request) -> bytes:
    """Return the body, counted while it comes: what a header says of its size is a wish."""
    length = request.headers.get("content-length", "")
    if length.isdecimal():
        rules.check_size(int(length[:12]))
    body, parts = bytearray(), request.stream()
    try:
        async with asyncio.timeout(UPLOAD_SECONDS):
            while True:
                async with asyncio.timeout(IDLE_SECONDS):
                    part = await anext(parts, None)
                if part is None:
                    return bytes(body)
                body += part
                rules.check_size(len(body))
    except TimeoutError as error:
        raise SlowUpload("The file did not come in time.") from error


async def drain(request: Request) -> None:
    """Read on for a moment: a browser that is still sending would not see the answer."""
    left = DRAINED_BYTES
    try:
        async with asyncio.timeout(DRAIN_SECONDS):
            async for part in request.stream():
                left -= len(part)
                if left < 0:
                    return
    except (TimeoutError, RuntimeError, ClientDisconnect):
        return  # slow, read to its end already, or gone


def read_name(request: Request) -> str:
    """Return what the file is called, as a header says."""
    return unquote(request.headers.get(NAME_HEADER, ""))[:1_000]


def find_conversation(session: Session, secret: str) -> Conversation | None:
    """Return what a browser's secret opens; one that somebody's log-in made old opens nothing."""
    found = find_entry(session, secret=secret)
    if found is None:
        return None
    is_good = is_session_good(
        session, secret_hash=found.browser.secret_hash, own_messages=frozenset()
    )
    return found.conversation if is_good else None


def _require(bucket: Bucket, now: float) -> None:
    if not bucket.take(now):
        raise TooMany("That was too fast.", retry_after=bucket.wait_seconds)


def _refuse(error: FrontdeskError, language: Language) -> JSONResponse:
    """Return the error in the customer's words; `code` is what programs look at."""
    seconds = int(error.data.get("retry_after", 0))
    if isinstance(error, FileRefused | FileTooLarge | TooManyFiles):
        code, key = str(error.data["reason"]), f"file_{error.data['reason']}"
    else:
        keys = {"too_many": "file_too_fast", "slow": "file_slow", "unauthenticated": "file_session"}
        code, key = error.code, keys.get(error.code, "error_unavailable")
    answer = render_error(error.status, code, say(key, language, seconds=seconds), {})
    if seconds:
        answer.headers["Retry-After"] = str(seconds)
    if error.status in (408, 413):
        answer.headers["Connection"] = "close"  # the rest of the body is not waited for
    return answer


def install_uploads(router: APIRouter, web: WebChannel) -> Uploads:
    """Add the routes of files to a router."""
    uploads = Uploads(web)

    @router.post(ATTACHMENTS)
    async def take_file(request: Request) -> Response:
        return await uploads.take(request)

    @router.options(ATTACHMENTS)
    async def allow_file(request: Request) -> Response:
        headers = uploads.allow_origin(request, request.headers.get("origin"))
        if "Access-Control-Allow-Origin" not in headers:
            return Response(status_code=403, headers=headers)
        return Response(status_code=204, headers=headers | PREFLIGHT)

    @router.get(ATTACHMENTS + "/{attachment_id}")
    async def show_file(attachment_id: str) -> Response:
        try:
            found, content = await web.ledger.read(
                lambda session: read_attachment(session, attachment_id=attachment_id)
            )
        except NotFound as error:
            return render_error(error.status, error.code, error.message, {})
        # Only pictures that were encoded here may be shown in place.
        way = "inline" if found.media_type.startswith("image/") else "attachment"
        name = f"{way}; filename*=UTF-8''{quote(found.name, safe='')}"
        headers = FILE_HEADERS | {"Content-Disposition": name}
        return Response(content, media_type=found.media_type, headers=headers)

    return uploads
