"""`make bench-sockets`: what idle sockets cost, and what happens when far too much comes."""

import argparse
import asyncio
import json
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Subprotocol

from benchmarks.report import figure
from benchmarks.target import MEGABYTE, Target, open_target, sources

OPENED_AT_ONCE = 50
TIMES = 5  # the overload, as a multiple of what one socket, and one address, is allowed
FRAMES_PER_SECOND, CHATS_PER_SECOND = 30, 5  # bot.channels.web.limits
FLOODERS = 4
CROWD, CROWD_PER_SECOND = 48, 5.0  # each within its limits; together far above what is answered
WELL_SECONDS = 1.5  # an answer in this time means that it has recovered


async def open_socket(address: str, source: str) -> ClientConnection:
    """Connect from an address of loopback; the greeting is not sent."""
    return await connect(
        address,
        subprotocols=[Subprotocol("frontdesk.v1")],
        compression=None,
        local_addr=(source, 0),
        ping_interval=None,
        proxy=None,
        open_timeout=30,
    )


async def greet(socket: ClientConnection) -> dict[str, Any]:
    """Say hello and return what comes first: the welcome, or an error."""
    await socket.send(json.dumps({"type": "hello", "after": 0}))
    frame: dict[str, Any] = json.loads(await asyncio.wait_for(socket.recv(), 30))
    return frame


async def measure_idle(target: Target, count: int, seconds: float) -> None:
    """Open sockets that say nothing more, and weigh them."""
    app, found, places = target.app, [], sources()
    before = app.memory_info().rss
    for _ in range(0, count, OPENED_AT_ONCE):
        opened = await asyncio.gather(
            *(open_socket(target.sockets[0], next(places)) for _ in range(OPENED_AT_ONCE))
        )
        for frame in await asyncio.gather(*(greet(socket) for socket in opened)):
            assert frame["type"] == "welcome", frame
        found += opened
    await asyncio.sleep(2)
    grown, spent = app.memory_info().rss - before, target.measure_spent()["app-0"]
    await asyncio.sleep(seconds)
    busy = 100 * (target.measure_spent()["app-0"] - spent) / seconds
    figure("idle_sockets_memory", grown / MEGABYTE, "MB", sockets=len(found))
    figure("idle_sockets_cpu", busy, "% of a core", sockets=len(found))
    await asyncio.gather(*(socket.close() for socket in found))


async def flood_socket(
    address: str, source: str, per_second: float, until: float, seen: Counter[str]
) -> None:
    """Send so many frames a second; count what comes back."""
    number = 0
    while time.monotonic() < until:
        try:
            socket = await open_socket(address, source)
            seen[(await greet(socket))["type"]] += 1
            listening = asyncio.create_task(listen(socket, seen))
            while time.monotonic() < until and not listening.done():
                number += 1
                text = {"type": "message", "cid": f"{source}-{number}", "text": "more and more"}
                await socket.send(json.dumps(text))
                await asyncio.sleep(1 / per_second)
            await socket.close()
            await listening
        except (ConnectionClosed, WebSocketException, OSError) as error:
            count_end(error, seen)
            await asyncio.sleep(0.5)


async def listen(socket: ClientConnection, seen: Counter[str]) -> None:
    """Count acknowledgements and errors until the end."""
    try:
        async for raw in socket:
            frame = json.loads(raw)
            seen[frame["code"] if frame["type"] == "error" else frame["type"]] += 1
    except ConnectionClosed as error:
        count_end(error, seen)


def count_end(error: Exception, seen: Counter[str]) -> None:
    """Note how a connection ended: by which code, by which status."""
    closed = getattr(error, "rcvd", None)
    response = getattr(error, "response", None)
    seen[
        f"closed {closed.code}"
        if closed
        else f"status {response.status_code}"
        if response
        else type(error).__name__  # a close that was not answered in time
    ] += 1


async def flood_openings(target: Target, source: str, until: float, seen: Counter[str]) -> None:
    """Begin several times as many chats as one address may."""

    async def begin() -> None:
        try:
            async with await open_socket(target.sockets[0], source) as socket:
                frame = await greet(socket)
                seen[f"opening {frame.get('code', frame['type'])}"] += 1
        except (WebSocketException, OSError, TimeoutError) as error:
            count_end(error, seen)

    async with asyncio.TaskGroup() as group:
        while time.monotonic() < until:
            group.create_task(begin())
            await asyncio.sleep(1 / (TIMES * CHATS_PER_SECOND))


async def watch_health(target: Target, until: float, seen: Counter[str]) -> None:
    """Ask for the health every second."""
    url = target.sockets[0].replace("ws", "http", 1).removesuffix("/chat/v1/ws") + "/healthz"
    async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
        while time.monotonic() < until:
            seen[f"health {(await client.get(url)).status_code}"] += 1
            await asyncio.sleep(1)


async def measure_overload(target: Target, seconds: float) -> None:
    """Send too much of everything, then see when a newcomer is served well again."""
    seen: Counter[str] = Counter()
    until, places = time.monotonic() + seconds, sources()
    rates = [TIMES * FRAMES_PER_SECOND] * FLOODERS + [CROWD_PER_SECOND] * CROWD
    floods = [flood_socket(target.sockets[0], next(places), rate, until, seen) for rate in rates]
    await asyncio.gather(
        *floods,
        flood_openings(target, next(places), until, seen),
        watch_health(target, until, seen),
    )
    began = time.monotonic()
    recovered = await recover(target, places)
    bad = sum(count for what, count in seen.items() if what.split()[-1].startswith("5"))
    figure("overload_5xx", bad, "answers", seconds=seconds, seen=dict(seen))
    figure("overload_recovery", recovered - began, "s", seconds=seconds)


async def recover(target: Target, places: Iterator[str]) -> float:
    """Return the moment at which a newcomer was answered well."""
    while True:
        asked = time.monotonic()
        async with await open_socket(target.sockets[0], next(places)) as socket:
            await greet(socket)
            await socket.send(json.dumps({"type": "message", "cid": "new", "text": "hello"}))
            frame: dict[str, Any] = {}
            while frame.get("from") != "bot":
                frame = json.loads(await asyncio.wait_for(socket.recv(), 600))
        if time.monotonic() - asked <= WELL_SECONDS:
            return asked
        asked = time.monotonic()


async def run(chosen: argparse.Namespace) -> None:
    """Measure both."""
    async with open_target(db=chosen.db, is_real=False, worker_seconds=0.1) as target:
        if chosen.sockets:
            await measure_idle(target, chosen.sockets, chosen.idle_seconds)
        if chosen.seconds:
            await measure_overload(target, chosen.seconds)


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--db", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--sockets", type=int, default=2_000, help="idle ones; 0: leave it out")
    parser.add_argument("--idle-seconds", type=float, default=10.0)
    parser.add_argument("--seconds", type=float, default=60.0, help="of overload; 0: leave it out")
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
