"""R25, R27, S72: what is too much is refused politely, by address, by chat and by reader."""

import asyncio
import json
import socket as sockets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from bot.app import BotService, create_router
from bot.channels.web import connection
from bot.channels.web.addresses import NOBODY, read_address
from bot.channels.web.limits import Door, Limit
from bot.ledger.messages import Draft, post
from kernel.clock import utc_now
from kernel.http import add_routes
from kernel.messages import Reply
from tests.bot.driver import Client, serving, until


@pytest.mark.parametrize(
    ("peer", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::9", "2001:db8:1:2::"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", NOBODY),
        ("::1", NOBODY),
        ("fe80::1%eth0", "fe80::"),
        (None, NOBODY),
        ("unix:", NOBODY),
        ("' OR 1=1", NOBODY),
    ],
)
def test_address_is_what_one_customer_has(peer: str | None, counted: str) -> None:
    assert read_address(peer) == counted


def test_door_opens_again_when_time_has_passed_and_sockets_were_closed() -> None:
    door = Door(Limit(burst=2, per_second=0.5), most=1)
    assert door.enter("a", 0) == 0
    assert door.enter("a", 0) == 60  # one at a time
    assert door.enter("a", 0) == 2  # no handshake left for two seconds
    door.leave("a")
    assert door.enter("a", 2) == 0
    assert door.enter("b", 2) == 0
    assert [door.enter("", 0) for _ in range(9)] == [0] * 9


@asynccontextmanager
async def behind_proxy(service: BotService, trusted: list[str]) -> AsyncIterator[str]:
    """The routes as they are served behind a proxy on this machine."""
    app = FastAPI()
    add_routes(app, create_router(service))
    options: dict[str, Any] = {"proxy_headers": bool(trusted), "forwarded_allow_ips": trusted}
    async with serving(app, ws_per_message_deflate=False, **options) as address:
        yield address.replace("http", "ws") + "/chat/v1/ws"


async def knock(address: str, forwarded: str) -> int:
    """Open a socket and close it; return the status of the handshake."""
    headers = {"X-Forwarded-For": forwarded}
    try:
        async with connect(address, additional_headers=headers, compression=None):
            return 101
    except InvalidStatus as refused:
        is_polite = int(refused.response.headers.get("Retry-After", 0)) > 0
        return refused.response.status_code if is_polite else 0


async def test_handshakes_are_refused_before_they_are_accepted_when_an_address_floods(
    service: BotService,
) -> None:
    service.web.door.handshakes.limit = Limit(burst=3, per_second=0)
    async with behind_proxy(service, ["127.0.0.1"]) as address:
        one = [await knock(address, "203.0.113.7") for _ in range(5)]
        other = await knock(address, "203.0.113.8")
        # What a client writes before its proxy's own entry is not believed.
        forged = await knock(address, "198.51.100.1, 203.0.113.7")
    assert (one, other, forged) == ([101, 101, 101, 429, 429], 101, 429)


async def test_forwarded_address_is_not_believed_when_no_proxy_is_trusted(
    service: BotService,
) -> None:
    service.web.door.handshakes.limit = Limit(burst=1, per_second=0)
    async with behind_proxy(service, []) as address:
        assert [await knock(address, "203.0.113.7") for _ in range(3)] == [101] * 3
        async with httpx.AsyncClient(trust_env=False) as client:
            http = address.replace("ws://", "http://").replace("/ws", "/config")
            answer = await client.get(http, headers={"X-Forwarded-For": "<script>"})
    assert answer.status_code == 200


async def test_places_are_given_back_when_sockets_leave(service: BotService) -> None:
    service.web.door.most = 1
    async with behind_proxy(service, ["127.0.0.1"]) as address:
        headers = {"X-Forwarded-For": "203.0.113.7"}
        async with connect(address, additional_headers=headers, compression=None):
            assert await knock(address, "203.0.113.7") == 429
        await until(lambda: not service.web.door._open)
        assert await knock(address, "203.0.113.7") == 101


async def test_windows_are_refused_when_one_chat_has_too_many(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "MAX_TABS", 2)
    async with Client(address) as one, Client(address, session=one.session) as two:
        third = Client(address, session=one.session)
        await third.connect()
        await third.send({"type": "hello", "session": one.session})
        assert (await third.receive())["code"] == "too_many_tabs"
        with pytest.raises(ConnectionClosed) as closed:
            await third.receive()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1013
        assert (await two.ask("still here"))["text"] == "You said: still here"


@pytest.mark.timeout(90)
async def test_reader_is_evicted_in_time_when_it_takes_nothing_from_a_real_socket(
    address: str, service: BotService
) -> None:
    object.__setattr__(service.web, "slow_seconds", 0.5)
    async with Client(address) as healthy:
        chat = healthy.welcome["conversation"]
        stuck = Client(address, session=healthy.session)
        await stuck.connect()
        raw: sockets.socket = stuck.socket.transport.get_extra_info("socket")
        raw.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4_096)
        await stuck.hello()
        stuck.socket.transport.pause_reading()  # type: ignore[attr-defined]
        await until(lambda: service.hub.count(chat) == 2)
        began, draft = time.monotonic(), Draft("bot", Reply(text="x" * 8_000))

        async def talk() -> None:
            for _ in range(40):
                await service.ledger.write(
                    lambda session: post(
                        session, conversation_id=chat, drafts=[draft] * 25, now=utc_now()
                    )
                )

        talking = asyncio.create_task(talk())
        await healthy.wait(type="message", id=1_000, seconds=15)
        await talking
        await until(lambda: service.hub.count(chat) == 1, seconds=5)
        assert time.monotonic() - began < 60  # five seconds, and a busy machine
        stuck.socket.transport.abort()
        await stuck.socket.wait_closed()
        numbers = [frame["id"] for frame in healthy.messages]
        assert numbers == list(range(1, 1_001))


@pytest.mark.parametrize(
    "frame",
    [
        "[" * 60_000,
        '{"a":' * 10_000 + "1" + "}" * 10_000,
        json.dumps(
            {"type": "message", "cid": "x", "text": "x", **{f"k{n}": n for n in range(9_000)}}
        ),
        json.dumps({"type": "message", "cid": "x", "text": [[[["x"] * 1_000] * 2] * 2] * 2}),
        '{"type":"message","cid":"x","text":"x","n":' + "9" * 5_000 + "}",
        '{"type":"message","cid":"x","text":"x","n":1e999999}',
        '{"type":"message","cid":"x","text":"' + "\\ud800" * 5_000 + '"}',
    ],
    ids=["nested", "deep", "fields", "tree", "digits", "infinite", "halves"],
)
async def test_s72_parser_stays_whole_when_a_frame_is_built_to_break_it(
    address: str, frame: str
) -> None:
    async with Client(address) as client:
        began = time.monotonic()
        await client.send(frame)
        answer = await client.receive()
        assert answer["type"] in ("error", "ack", "message")
        assert time.monotonic() - began < 20  # milliseconds; a busy machine is no fault
        calm = await client.wait(type="ack", cid=await client.say("calm"))
        assert calm["id"] > 0


async def test_s72_frame_is_not_read_when_it_has_a_megabyte(address: str) -> None:
    async with Client(address) as client:
        await client.send('{"text":"' + "x" * 1_000_000 + '"}')
        with pytest.raises(ConnectionClosed) as closed:
            await client.quiet()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009


async def test_s72_others_are_served_when_a_client_sends_tiny_frames_without_end(
    address: str, service: BotService
) -> None:
    # 100,000 tiny frames: the bucket closes the socket long before
    tiny = b"\x81\x82\x00\x00\x00\x00{}"  # a text frame of two characters, masked with noughts
    async with Client(address) as healthy, Client(address) as noisy:
        flooding = asyncio.create_task(noisy.quiet(10))
        noisy.socket.transport.write(tiny * 100_000)
        for number in range(5):
            assert (await healthy.ask(f"hello {number}"))["text"] == f"You said: hello {number}"
        with pytest.raises(ConnectionClosed) as closed:
            await flooding
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1008
        assert len(noisy.frames) < 1_000
