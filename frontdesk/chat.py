"""`frontdesk chat`: a terminal client over the same WebSocket as the widget."""

import asyncio
import json
import os
import threading
import uuid
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from rich.console import Console
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Subprotocol

from kernel.errors import Unavailable

screen = Console(highlight=False)
NAMES = {"bot": "[cyan]Bot[/]", "agent": "[magenta]Agent[/]", "system": "[dim]·[/]"}
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
READ_BYTES = 65_536
LAST_WORDS_SECONDS = 0.5


class Terminal:
    """One conversation on a terminal; a number typed alone presses that button."""

    def __init__(self, socket: ClientConnection, language: str) -> None:
        self.socket, self.language = socket, language
        self.buttons: list[dict[str, str]] = []

    async def say_hello(self) -> None:
        """Open the conversation."""
        await self._send({"type": "hello", "lang": self.language, "page": "terminal"})

    async def say(self, line: str) -> None:
        """Send what was typed: a button's number or free text."""
        frame: dict[str, Any] = {"type": "message", "text": line}
        if line.isdecimal() and 1 <= int(line) <= len(self.buttons):
            frame = {"type": "button", "token": self.buttons[int(line) - 1]["token"]}
        await self._send({**frame, "cid": uuid.uuid4().hex})

    async def send_lines(self, lines: asyncio.StreamReader) -> None:
        """Say each line until there is none any more."""
        with suppress(ConnectionClosed):
            while raw := await lines.readline():
                if line := raw.decode(errors="replace").strip():
                    await self.say(line)

    async def listen(self) -> None:
        """Print what arrives until the socket closes."""
        with suppress(ConnectionClosed):
            while True:
                self.show(json.loads(await self.socket.recv()))

    def show(self, frame: dict[str, Any]) -> None:
        """Print one frame."""
        if frame["type"] == "error":
            screen.print(frame["text"], style="red", markup=False)
        elif frame["type"] == "message" and frame["from"] != "customer":
            screen.print(f"{NAMES[frame['from']]} ", end="")
            screen.print(frame["text"], markup=False)
            for card in frame.get("cards") or ():
                facts = (card["title"], card["price"], card["reason"])
                screen.print("   ▪ " + " — ".join(fact for fact in facts if fact), markup=False)
            self.show_buttons(frame.get("buttons") or [])

    def show_buttons(self, buttons: list[dict[str, str]]) -> None:
        """Number the buttons of the newest message."""
        self.buttons = buttons
        for number, button in enumerate(buttons, start=1):
            screen.print(f"   [{number}] {button['label']}", markup=False)

    async def _send(self, frame: dict[str, Any]) -> None:
        await self.socket.send(json.dumps(frame))


def read_some(descriptor: int) -> bytes:
    """Return what is there to read; nothing at the end, or where the terminal is gone."""
    try:
        return os.read(descriptor, READ_BYTES)
    except OSError:
        return b""


def open_input(descriptor: int) -> asyncio.StreamReader:
    """Return the lines of a file, pipe or terminal.

    A thread reads them: it holds nothing the interpreter needs at its end, so Ctrl-C ends a chat
    that waits for a line.
    """
    loop, lines = asyncio.get_running_loop(), asyncio.StreamReader()

    def read() -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody waits for lines any more
            while data := read_some(descriptor):
                loop.call_soon_threadsafe(lines.feed_data, data)
            loop.call_soon_threadsafe(lines.feed_eof)

    threading.Thread(target=read, name="terminal", daemon=True).start()
    return lines


async def chat(url: str, language: str, descriptor: int = 0) -> None:
    """Talk to the bot at `url` until the end of the input; `Unavailable` if nobody is there."""
    address = url.replace("http", "ws", 1).rstrip("/") + "/chat/v1/ws"
    try:
        socket = await connect(
            address,
            subprotocols=[Subprotocol("frontdesk.v1")],
            compression=None,
            # A proxy of the environment is for other machines.
            proxy=None if urlsplit(url).hostname in LOOPBACK else True,
        )
    except (OSError, WebSocketException) as error:
        raise Unavailable(f"No Frontdesk answers at {url}; `frontdesk up` starts it.") from error
    async with socket:
        await converse(Terminal(socket, language), open_input(descriptor))


async def converse(terminal: Terminal, lines: asyncio.StreamReader) -> None:
    """Send what is typed and print what comes, until one of both ends."""
    await terminal.say_hello()
    screen.print("Write and press Enter; a number presses a button; Ctrl-D ends.")
    typing = asyncio.create_task(terminal.send_lines(lines))
    listening = asyncio.create_task(terminal.listen())
    try:
        await asyncio.wait({typing, listening}, return_when=asyncio.FIRST_COMPLETED)
        # At the end of the input the last answer may still be on its way.
        await asyncio.wait({listening}, timeout=LAST_WORDS_SECONDS)
        if listening.done():
            await listening
            screen.print("The connection was closed.", style="red")
    finally:
        for task in (typing, listening):
            task.cancel()
        await asyncio.gather(typing, listening, return_exceptions=True)
