"""Where the application listens, and how it ends."""

import asyncio
import contextlib
import os
import signal
import socket
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request

import frontdesk.server
from frontdesk.server import local_url, make_server, open_listener, public_url
from kernel.errors import Unavailable
from kernel.settings import Settings


def change(settings: Settings, **values: Any) -> Settings:
    return settings.model_copy(update=values)


def test_any_free_port_is_taken_when_it_is_zero(settings: Settings) -> None:
    settings = change(settings, port=0)
    with open_listener(settings) as one, open_listener(settings) as other:
        assert 0 < one.getsockname()[1] != other.getsockname()[1] > 0


def test_address_and_settings_are_named_when_the_port_is_taken(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = change(settings, port=other.getsockname()[1])
        with pytest.raises(Unavailable, match=r"127\.0\.0\.1, port \d+ .*FRONTDESK_PORT"):
            open_listener(taken)


def test_settings_are_named_when_the_host_is_not_of_this_machine(settings: Settings) -> None:
    with pytest.raises(Unavailable, match="FRONTDESK_HOST"):
        open_listener(change(settings, host="192.0.2.1", port=0))


def test_version_six_is_listened_on_when_the_host_is_written_so(settings: Settings) -> None:
    with open_listener(change(settings, host="::1", port=0)) as listener:
        assert listener.family == socket.AF_INET6


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8080"),
        ("0.0.0.0", "http://127.0.0.1:8080"),  # noqa: S104
        ("::", "http://[::1]:8080"),
        ("fe80::1", "http://[fe80::1]:8080"),
        ("192.168.1.5", "http://192.168.1.5:8080"),
        ("desk.local", "http://desk.local:8080"),
    ],
)
def test_this_machine_reaches_it_whatever_the_host_is(
    settings: Settings, host: str, url: str
) -> None:
    assert local_url(change(settings, host=host)) == url
    assert public_url(change(settings, host=host)) == url


def test_people_get_the_public_address_when_there_is_one(settings: Settings) -> None:
    settings = change(settings, public_url="https://desk.example/")
    assert public_url(settings) == "https://desk.example"
    assert local_url(settings) == "http://127.0.0.1:8080"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_server_ends_and_the_process_goes_on_when_a_signal_comes(
    settings: Settings, number: signal.Signals
) -> None:
    app = FastAPI()

    @app.get("/")
    async def stop() -> None:
        os.kill(os.getpid(), number)

    with open_listener(change(settings, port=0)) as listener:
        server = make_server(app)
        serving = asyncio.create_task(server.serve([listener]))
        await server.listens.wait()
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.get(f"http://127.0.0.1:{listener.getsockname()[1]}/")
        assert answer.status_code == 200
        await asyncio.wait_for(serving, 10)
    assert server.should_exit
    assert signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler)


@pytest.mark.parametrize(
    ("trusted", "seen"),
    [
        ((), "127.0.0.1"),
        (("10.0.0.0/8",), "127.0.0.1"),
        (("127.0.0.1",), "203.0.113.7"),
        (("127.0.0.0/8", "203.0.113.7"), "198.51.100.1"),
    ],
)
async def test_forwarded_address_is_believed_from_named_proxies_alone(
    settings: Settings, trusted: tuple[str, ...], seen: str
) -> None:
    app = FastAPI()

    @app.get("/")
    async def tell(request: Request) -> str:
        return request.client.host if request.client else ""

    with open_listener(change(settings, port=0)) as listener:
        server = make_server(app, trusted)
        serving = asyncio.create_task(server.serve([listener]))
        await server.listens.wait()
        headers = {"X-Forwarded-For": "198.51.100.1, 203.0.113.7"}
        async with httpx.AsyncClient(trust_env=False, headers=headers) as client:
            answer = await client.get(f"http://127.0.0.1:{listener.getsockname()[1]}/")
        server.should_exit = True
        await asyncio.wait_for(serving, 10)
    assert answer.json() == seen


async def test_small_frames_leave_at_once_when_a_client_connects(settings: Settings) -> None:
    seen: list[int] = []

    async def accept(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = writer.get_extra_info("socket")
        seen.append(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    with open_listener(change(settings, port=0)) as listener:
        async with await asyncio.start_server(accept, sock=listener) as server:
            port = server.sockets[0].getsockname()[1]
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            assert await reader.read() == b""
            writer.close()
    assert seen != [0]
    assert len(seen) == 1


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="only Linux has it")
async def test_connection_is_ended_by_the_kernel_when_its_client_reads_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frontdesk.server, "STUCK_MILLISECONDS", 300)
    ended = asyncio.Event()

    async def pour(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(bytes(20_000_000))
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
        ended.set()

    with open_listener(change(settings, port=0)) as listener:
        async with await asyncio.start_server(pour, sock=listener) as server:
            deaf = socket.create_connection(server.sockets[0].getsockname())
            await asyncio.wait_for(ended.wait(), 10)
            deaf.close()
