"""The little HTTP that the fake Bot API needs, by hand: only so can it cut a line at will."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl


@dataclass
class Request:
    """What was asked: `values` are the parameters, nested JSON read; `files` what was uploaded."""

    path: str
    values: dict[str, Any] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)


@dataclass
class Response:
    status: int
    body: bytes
    kind: str = "application/json"


class Cut(Exception):
    """Close the connection without an answer."""


Handler = Callable[[Request], Awaitable[Response]]


def read_value(value: str) -> Any:
    """Nested values arrive as JSON in the form; so do numbers and truths."""
    if value[:1] in "{[" or value in ("true", "false") or value.lstrip("-").isdecimal():
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


# A text that looks like a number is still a text.
TEXTS = {"text", "caption", "callback_data", "file_id", "secret_token", "url", "callback_query_id"}


def read_form(kind: str, body: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    values: dict[str, Any] = {}
    files: dict[str, bytes] = {}
    if kind.startswith("application/json"):
        return json.loads(body or b"{}"), files
    if not kind.startswith("multipart/"):
        pairs = parse_qsl(body.decode(), keep_blank_values=True)
        return {key: item if key in TEXTS else read_value(item) for key, item in pairs}, files
    whole = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    for part in whole.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        if part.get_filename() is not None:
            files[name] = content
        else:
            text = content.decode()
            values[name] = text if name in TEXTS else read_value(text)
    return values, files


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    line = await reader.readline()
    if not line:
        return None
    path = line.split()[1].decode()
    headers: dict[str, str] = {}
    while (line := await reader.readline()) not in (b"\r\n", b""):
        key, _, value = line.decode("latin-1").partition(":")
        headers[key.strip().lower()] = value.strip()
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    path, _, query = path.partition("?")
    values, files = read_form(headers.get("content-type", ""), body)
    return Request(path, dict(parse_qsl(query)) | values, files)


class HttpServer:
    """Serves one handler on a port of its own; goes down and comes up again on the same port."""

    def __init__(self, handler: Handler) -> None:
        self.handler, self.port = handler, 0
        self.server: asyncio.Server | None = None
        self.lines: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self.server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Take no more connections and cut those there are: the next caller is refused."""
        if self.server is not None:
            self.server.close()
        for line in list(self.lines):
            line.cancel()
        await asyncio.gather(*self.lines, return_exceptions=True)
        self.server = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.lines.add(task)
        try:
            while (request := await read_request(reader)) is not None:
                response = await self.handler(request)
                head = (
                    f"HTTP/1.1 {response.status} X\r\nContent-Type: {response.kind}\r\n"
                    f"Content-Length: {len(response.body)}\r\n\r\n"
                )
                writer.write(head.encode() + response.body)
                await writer.drain()
        except (Cut, ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the line ends here, as it was told
        finally:
            self.lines.discard(task)
            writer.close()
