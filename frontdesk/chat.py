"""`frontdesk chat`: a terminal client over the same WebSocket as the widget."""

import asyncio
import json
import uuid
from typing import Any

from rich.console import Console
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

screen = Console(highlight=False)
NAMES = {"bot": "[cyan]Bot[/]", "agent": "[magenta]Agent[/]", "system": "[dim]·[/]"}


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
        if line.isdigit() and 1 <= int(line) <= len(self.buttons):
            frame = {"type": "button", "token": self.buttons[int(line) - 1]["token"]}
        await self._send({**frame, "cid": uuid.uuid4().hex})

    async def listen(self) -> None:
        """Print what arrives until the socket closes."""
        async for raw in self.socket:
            self.show(json.loads(raw))

    def show(self, frame: dict[str, Any]) -> None:
        """Print one frame."""
        if frame["type"] == "error":
            screen.print(f"[red]{frame['text']}[/]")
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


async def chat(url: str, language: str) -> None:
    """Talk to the bot at `url` until the end of the input."""
    address = url.replace("http", "ws", 1).rstrip("/") + "/chat/v1/ws"
    async with connect(
        address, subprotocols=[Subprotocol("frontdesk.v1")], origin=None, compression=None
    ) as socket:
        terminal = Terminal(socket, language)
        await terminal.say_hello()
        screen.print("Write and press Enter; a number presses a button; Ctrl-D ends.")
        listening = asyncio.create_task(terminal.listen())
        try:
            while not listening.done():
                line = (await asyncio.to_thread(input)).strip()
                if line:
                    await terminal.say(line)
        except EOFError:
            await asyncio.sleep(0.5)
        except ConnectionClosed:
            screen.print("[red]The connection was closed.[/]")
        finally:
            listening.cancel()
