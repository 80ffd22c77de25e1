"""A TCP proxy that does to a connection what nets do: slow it, cut it, swallow it.

Faults are set on the proxy and hold for connections that are open, too. Give it an address to lead
to, and clients its own.
"""

import asyncio
import contextlib
import random
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

CHUNK = 4_096
LOOK_SECONDS = 0.01


@dataclass
class Faults:
    """What is wrong with the net. Seconds, bytes, bytes a second; counts are per connection."""

    latency: float = 0.0
    jitter: float = 0.0  # up to so much more latency, thrown for each chunk
    rate: float = 0.0  # bytes a second in each direction; 0: as fast as it goes
    is_blackhole: bool = False  # takes everything, hands nothing on, says nothing
    is_refusing: bool = False  # resets whoever connects
    # Bytes towards the client after which the connection is reset; called for each connection.
    cut_after: Callable[[], int | None] = field(default=lambda: None)


class Proxy:
    """Listens on a free port of loopback and leads to another one."""

    def __init__(self, port: int, *, seed: int = 1, host: str = "127.0.0.1") -> None:
        self.target = (host, port)
        self.faults = Faults()
        self.port = 0
        self.connections = self.cuts = 0
        self._dice = random.Random(seed)
        self._pairs: set[_Pair] = set()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._server is not None:
            self._server.close()
        self.reset_all()
        await asyncio.sleep(0)

    def reset_all(self) -> None:
        """Reset every open connection at both ends."""
        for pair in list(self._pairs):
            pair.reset()

    async def half_close_all(self) -> None:
        """Say "no more" to every client and go on listening to it."""
        for pair in list(self._pairs):
            with contextlib.suppress(OSError):
                pair.client.write_eof()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        if self.faults.is_refusing:
            return _reset(writer)
        try:
            far_reader, far_writer = await asyncio.open_connection(*self.target)
        except OSError:
            return _reset(writer)
        pair = _Pair(writer, far_writer)
        self._pairs.add(pair)
        left = self.faults.cut_after()
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._pass(reader, far_writer, pair, None))
                both.create_task(self._pass(far_reader, writer, pair, left))
        except* OSError:
            pair.reset()
        finally:
            self._pairs.discard(pair)
            pair.close()
        return None

    async def _pass(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        pair: "_Pair",
        left: int | None,
    ) -> None:
        """Hand on what comes, as the faults have it, until the end or the cut."""
        while chunk := await reader.read(CHUNK):
            await self._hold(len(chunk))
            if left is not None and len(chunk) >= left:
                # The first bytes get through: a frame breaks in its middle.
                writer.write(chunk[:left])
                await writer.drain()
                self.cuts += 1
                return pair.reset()
            left = None if left is None else left - len(chunk)
            writer.write(chunk)
            await writer.drain()
        with contextlib.suppress(OSError):
            writer.write_eof()
        return None

    async def _hold(self, size: int) -> None:
        while self.faults.is_blackhole:  # noqa: ASYNC110 - set from outside, at any moment
            await asyncio.sleep(LOOK_SECONDS)
        wait = self.faults.latency + self._dice.uniform(0, self.faults.jitter)
        if self.faults.rate:
            wait += size / self.faults.rate
        if wait:
            await asyncio.sleep(wait)


@dataclass(eq=False)
class _Pair:
    """The two ends of one connection."""

    client: asyncio.StreamWriter
    server: asyncio.StreamWriter

    def reset(self) -> None:
        _reset(self.client)
        _reset(self.server)

    def close(self) -> None:
        self.client.close()
        self.server.close()


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close so that the other side sees a reset, not an end."""
    found = writer.get_extra_info("socket")
    with contextlib.suppress(OSError, AttributeError):
        found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
