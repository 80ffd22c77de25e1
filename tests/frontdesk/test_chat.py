"""The terminal client against a small server of its own."""

import asyncio
import json
import os
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import pytest_asyncio
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.server import ServerConnection, serve
from websockets.typing import Subprotocol

from frontdesk import chat
from frontdesk.chat import Terminal
from frontdesk.rasa import free_port
from kernel.errors import Unavailable
from tests.bot.driver import until

Frame = dict[str, Any]
BUTTONS = [{"label": "Track it", "token": "t-1"}, {"label": "Cancel it", "token": "t-2"}]


class FakeSocket:
    """Keeps what was sent."""

    def __init__(self) -> None:
        self.sent: list[Frame] = []

    async def send(self, raw: str) -> None:
        self.sent.append(json.loads(raw))


@pytest.fixture
def socket() -> FakeSocket:
    return FakeSocket()


@pytest.fixture
def terminal(socket: FakeSocket) -> Terminal:
    return Terminal(cast(ClientConnection, socket), "zh")


def message(text: str, *, sender: str = "bot", **more: Any) -> Frame:
    return {"type": "message", "from": sender, "text": text, "buttons": [], "cards": [], **more}


async def test_hello_names_the_language_when_the_chat_begins(
    terminal: Terminal, socket: FakeSocket
) -> None:
    await terminal.say_hello()
    assert socket.sent == [{"type": "hello", "lang": "zh", "page": "terminal"}]


async def test_text_is_sent_when_a_line_is_typed(terminal: Terminal, socket: FakeSocket) -> None:
    await terminal.say("Where is my parcel?")
    await terminal.say("Where is my parcel?")
    first, second = socket.sent
    assert (first["type"], first["text"]) == ("message", "Where is my parcel?")
    assert len({first.pop("cid"), second.pop("cid")}) == 2
    assert first == second


async def test_button_is_pressed_when_its_number_is_typed(
    terminal: Terminal, socket: FakeSocket
) -> None:
    terminal.show(message("Which one?", buttons=BUTTONS))
    await terminal.say("2")
    (frame,) = socket.sent
    assert (frame["type"], frame["token"]) == ("button", "t-2")


@pytest.mark.parametrize("line", ["0", "3", "-1", "²", "1.", "493027"])
async def test_number_is_text_when_no_button_has_it(
    terminal: Terminal, socket: FakeSocket, line: str
) -> None:
    terminal.show(message("Which one?", buttons=BUTTONS))
    await terminal.say(line)
    (frame,) = socket.sent
    assert (frame["type"], frame["text"]) == ("message", line)


async def test_old_buttons_are_gone_when_a_newer_message_has_none(
    terminal: Terminal, socket: FakeSocket
) -> None:
    terminal.show(message("Which one?", buttons=BUTTONS))
    terminal.show(message("Never mind."))
    await terminal.say("1")
    assert socket.sent[0]["type"] == "message"


def test_message_is_shown_with_cards_and_buttons_when_it_has_them(
    terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    cards = [
        {"title": "Lamp [red]", "price": "19.00 EUR", "reason": "goes with your desk"},
        {"title": "Rug", "price": "", "reason": None},
    ]
    terminal.show(message("See [bold]these[/]:", cards=cards, buttons=BUTTONS))
    assert capsys.readouterr().out.splitlines() == [
        "Bot See [bold]these[/]:",
        "   ▪ Lamp [red] — 19.00 EUR — goes with your desk",
        "   ▪ Rug",
        "   [1] Track it",
        "   [2] Cancel it",
    ]


@pytest.mark.parametrize(
    ("frame", "shown"),
    [
        (message("Hello", sender="agent"), "Agent Hello\n"),
        (message("Mina has joined", sender="system"), "· Mina has joined\n"),
        (message("My own words", sender="customer"), ""),
        ({"type": "typing", "from": "bot"}, ""),
        ({"type": "error", "code": "empty", "text": "Write [something]."}, "Write [something].\n"),
    ],
)
def test_frame_is_shown_by_its_sender(
    terminal: Terminal, capsys: pytest.CaptureFixture[str], frame: Frame, shown: str
) -> None:
    terminal.show(frame)
    assert capsys.readouterr().out == shown


@pytest_asyncio.fixture
async def server() -> AsyncIterator[SimpleNamespace]:
    """A server that repeats what is said to it; "bye" ends the connection, "crash" breaks it."""
    got: list[Frame] = []

    async def answer(connection: ServerConnection) -> None:
        async for raw in connection:
            frame = json.loads(raw)
            got.append(frame)
            if frame.get("text") == "bye":
                return
            if frame.get("text") == "crash":
                connection.transport.abort()
            if frame["type"] == "message":
                await connection.send(json.dumps(message(f"You said {frame['text']}.")))

    async with serve(answer, "127.0.0.1", 0, subprotocols=[Subprotocol("frontdesk.v1")]) as running:
        port = next(iter(running.sockets)).getsockname()[1]
        yield SimpleNamespace(url=f"http://127.0.0.1:{port}", got=got)


@pytest.fixture
def keyboard() -> Iterator[SimpleNamespace]:
    """A pipe in the place of a keyboard."""
    reading, writing = os.pipe()
    keys = os.fdopen(writing, "wb", buffering=0)
    yield SimpleNamespace(
        descriptor=reading, type=lambda text: keys.write(text.encode()), end=keys.close
    )
    keys.close()
    # A thread that still read would read from whoever gets the number of the pipe next.
    for thread in readers():
        thread.join(5)
    assert readers() == []
    os.close(reading)


def readers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "terminal"]


async def run_chat(server: SimpleNamespace, keyboard: SimpleNamespace) -> None:
    await asyncio.wait_for(chat.chat(server.url, "en", keyboard.descriptor), 10)


async def test_answers_are_printed_when_lines_are_typed_until_the_end_of_the_input(
    server: SimpleNamespace,
    keyboard: SimpleNamespace,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(chat, "LAST_WORDS_SECONDS", 0.1)
    keyboard.type("Hello\n\n   \n你好\nno end of line")
    keyboard.end()
    await run_chat(server, keyboard)
    hello, *said = server.got
    assert hello == {"type": "hello", "lang": "en", "page": "terminal"}
    assert [frame["text"] for frame in said] == ["Hello", "你好", "no end of line"]
    shown = capsys.readouterr().out
    assert "Ctrl-D ends" in shown
    assert "Bot You said Hello.\nBot You said 你好.\n" in shown
    assert "closed" not in shown


@pytest.mark.parametrize("last", ["bye", "crash"])
async def test_chat_ends_at_once_when_the_other_side_closes(
    server: SimpleNamespace,
    keyboard: SimpleNamespace,
    capsys: pytest.CaptureFixture[str],
    last: str,
) -> None:
    keyboard.type(f"{last}\n")  # and the input stays open: nobody has to press Enter
    await run_chat(server, keyboard)
    assert capsys.readouterr().out.endswith("The connection was closed.\n")


async def test_line_is_dropped_quietly_when_the_connection_is_gone(
    server: SimpleNamespace, keyboard: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    keyboard.type("bye\n")
    chatting = asyncio.create_task(run_chat(server, keyboard))
    await until(lambda: {"bye"} <= {frame.get("text") for frame in server.got})
    keyboard.type("too late\n")
    await chatting
    assert "The connection was closed." in capsys.readouterr().out
    assert "too late" not in [frame.get("text") for frame in server.got]


async def test_odd_frame_is_not_passed_over_when_it_cannot_be_shown(
    socket: FakeSocket, keyboard: SimpleNamespace
) -> None:
    async def receive() -> str:
        return '{"type": "message"}'

    odd = cast(ClientConnection, SimpleNamespace(send=socket.send, recv=receive))
    with pytest.raises(KeyError):
        await chat.converse(Terminal(odd, "en"), chat.open_input(keyboard.descriptor))


def test_reading_ends_when_nobody_waits_for_lines(keyboard: SimpleNamespace) -> None:
    async def begin() -> None:
        chat.open_input(keyboard.descriptor)

    asyncio.run(begin())
    (thread,) = readers()
    assert thread.daemon
    keyboard.type("too late\n")
    thread.join(5)
    assert not thread.is_alive()


async def test_input_is_at_its_end_when_the_terminal_is_gone(tmp_path: Path) -> None:
    folder = os.open(tmp_path, os.O_RDONLY)  # reading from a folder fails
    try:
        assert await asyncio.wait_for(chat.open_input(folder).read(), 5) == b""
    finally:
        os.close(folder)


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}", "127.0.0.1:{port}", "ftp://x", ""])
async def test_command_is_named_when_nobody_answers(url: str) -> None:
    with pytest.raises(Unavailable, match="`frontdesk up` starts it"):
        await chat.chat(url.format(port=free_port()), "en")


async def test_machines_proxy_is_not_asked_when_the_address_is_local(
    server: SimpleNamespace,
    keyboard: SimpleNamespace,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    keyboard.type("bye\n")
    await run_chat(server, keyboard)
    assert "The connection was closed." in capsys.readouterr().out
