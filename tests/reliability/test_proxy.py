"""The proxy does to a connection what it is told to, and nothing else."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.reliability.proxy import Proxy

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@pytest_asyncio.fixture
async def proxy() -> AsyncIterator[Proxy]:
    """A proxy before a server that says back what it hears, and "bye" at the end of it."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while said := await reader.read(1_024):
                writer.write(said)
                await writer.drain()
            writer.write(b"bye")
            await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    async with Proxy(server.sockets[0].getsockname()[1]) as proxy:
        yield proxy
    server.close()


async def connect(proxy: Proxy) -> Streams:
    return await asyncio.open_connection("127.0.0.1", proxy.port)


async def ask(streams: Streams, said: bytes) -> bytes:
    reader, writer = streams
    writer.write(said)
    await writer.drain()
    return await asyncio.wait_for(reader.read(1_024), 1)


async def close(streams: Streams) -> None:
    streams[1].close()
    await asyncio.sleep(0.01)


async def test_bytes_pass_unchanged_when_nothing_is_wrong(proxy: Proxy) -> None:
    streams = await connect(proxy)
    assert await ask(streams, b"hello") == b"hello"
    streams[1].write_eof()
    assert await streams[0].read() == b"bye"
    await close(streams)


async def test_bytes_come_late_when_there_is_latency(proxy: Proxy) -> None:
    streams = await connect(proxy)
    proxy.faults.latency = 0.05
    began = time.monotonic()
    await ask(streams, b"hello")
    assert time.monotonic() - began >= 0.1  # there and back
    await close(streams)


async def test_bytes_come_slowly_when_there_is_a_rate(proxy: Proxy) -> None:
    streams = await connect(proxy)
    proxy.faults.rate = 5_000
    began = time.monotonic()
    await ask(streams, b"x" * 500)
    assert time.monotonic() - began >= 0.2
    await close(streams)


async def test_nothing_comes_when_it_is_a_blackhole_and_all_when_it_is_none_again(
    proxy: Proxy,
) -> None:
    streams = await connect(proxy)
    proxy.faults.is_blackhole = True
    streams[1].write(b"hello")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(streams[0].read(10), 0.1)
    proxy.faults.is_blackhole = False
    assert await asyncio.wait_for(streams[0].read(10), 1) == b"hello"
    await close(streams)


async def test_connection_is_cut_in_the_middle_when_the_bytes_are_counted(proxy: Proxy) -> None:
    proxy.faults.cut_after = lambda: 3
    streams = await connect(proxy)
    streams[1].write(b"hello")
    with pytest.raises(ConnectionResetError):
        await streams[0].readexactly(4)
    assert proxy.cuts == 1
    await close(streams)


async def test_connection_is_reset_when_all_are(proxy: Proxy) -> None:
    streams = await connect(proxy)
    await ask(streams, b"hello")
    proxy.reset_all()
    with pytest.raises(ConnectionResetError):
        await streams[0].read(10)
    await close(streams)


async def test_connection_is_reset_at_once_when_it_refuses(proxy: Proxy) -> None:
    proxy.faults.is_refusing = True
    streams = await connect(proxy)
    with pytest.raises(ConnectionResetError):
        await streams[0].read(10)
    await close(streams)


async def test_client_hears_the_end_and_is_heard_on_when_half_closed(proxy: Proxy) -> None:
    streams = await connect(proxy)
    await ask(streams, b"hello")
    await proxy.half_close_all()
    assert await streams[0].read(10) == b""
    streams[1].write(b"still there")  # nobody answers, nothing breaks
    await streams[1].drain()
    await close(streams)
