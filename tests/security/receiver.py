"""The shop's own program that is told of events: a plain HTTP server that answers as it is told."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

HEAD_END = b"\r\n\r\n"


@dataclass
class Receiver:
    """Keeps every call. `answers` are used up one by one; then it says 204.

    An empty answer closes the line without a word, None says nothing at all.
    """

    port: int = 0
    answers: list[bytes | None] = field(default_factory=list)
    calls: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def answer(self, *statuses: int, headers: str = "") -> None:
        for status in statuses:
            text = f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\n{headers}\r\n"
            self.answers.append(text.encode())

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(HEAD_END)
            lines = head.decode().split("\r\n")[1:-2]
            headers = {
                name.lower(): value for name, _, value in (line.partition(": ") for line in lines)
            }
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            self.calls.append((headers, body))
            self.came.set()
            said = self.answers.pop(0) if self.answers else b"HTTP/1.1 204 X\r\n\r\n"
            if said is None:
                await reader.read()
            else:
                writer.write(said)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass  # the caller was first to go
        finally:
            writer.close()


@asynccontextmanager
async def receiving(context: ssl.SSLContext | None = None) -> AsyncIterator[Receiver]:
    """Give a receiver on a free port of this machine."""
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0, ssl=context)
    receiver.port = server.sockets[0].getsockname()[1]
    async with server:
        yield receiver
