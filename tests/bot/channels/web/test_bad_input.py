"""Bad input: a clear error, nothing lost, the next message answered."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed, InvalidStatus

from bot.app import BotService
from bot.channels.web.frames import FrameError, clean_text, parse_frame
from bot.channels.web.limits import Limit
from tests.bot.driver import Client

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
FIELDS = ("type", "cid", "text", "token", "ref", "score", "comment", "session", "after", "lang")
KINDS = st.sampled_from(["hello", "message", "button", "rate", "typing", "shout"])


@pytest.mark.parametrize(
    ("frame", "code", "cid"),
    [
        ("{", "bad_json", None),
        ("[1]", "bad_json", None),
        ("[" * 5_000, "bad_json", None),
        ("", "bad_json", None),
        ({"type": "shout", "cid": "a"}, "unknown_type", "a"),
        ({"cid": "a"}, "unknown_type", "a"),
        ({"type": ["message"]}, "unknown_type", None),
        ({"type": "message", "cid": "a", "text": ""}, "empty", "a"),
        ({"type": "message", "cid": "a", "text": " \n\u200b "}, "empty", "a"),
        ({"type": "message", "cid": "a", "text": "x" * 8_001}, "too_large", "a"),
        ({"type": "message", "cid": "a", "text": "x" * 100_000}, "too_large", "a"),
        ({"type": "message", "cid": "a"}, "invalid", "a"),
        ({"type": "message", "text": "x"}, "invalid", None),
        ({"type": "message", "cid": "c" * 65, "text": "x"}, "invalid", None),
        ({"type": "message", "cid": "a", "text": {"a": 1}}, "invalid", "a"),
        ({"type": "button", "cid": "a", "token": "nothing"}, "not_found", "a"),
        ({"type": "rate", "cid": "a", "ref": 1, "score": 6}, "invalid", "a"),
        ({"type": "rate", "cid": "a", "ref": 99, "score": 5}, "not_found", "a"),
        ({"type": "hello"}, "invalid", None),
    ],
)
async def test_error_is_clear_and_next_message_answered_when_input_is_bad(
    address: str, frame: Any, code: str, cid: str | None
) -> None:
    async with Client(address, lang="zh") as client:
        await client.send(frame)
        error = await client.wait(type="error")
        assert error["code"] == code
        assert error.get("cid") == cid
        assert any("\u4e00" <= letter <= "\u9fff" for letter in error["text"])
        assert (await client.ask("你好吗"))["text"] == "You said: 你好吗"


async def test_binary_frame_is_refused_politely(address: str) -> None:
    async with Client(address) as client:
        await client.socket.send(b"\x00\x01")
        assert (await client.wait(type="error"))["code"] == "bad_json"


async def test_text_that_no_database_holds_is_cleaned(address: str) -> None:
    async with Client(address) as client:
        await client.send('{"type":"message","cid":"a","text":"a\\u0000b\\ud800c"}')
        mine = await client.wait(type="message", sender="customer")
        assert mine["text"] == "ab\ufffdc"


async def test_customer_must_say_hello_first(address: str) -> None:
    client = Client(address)
    await client.connect()
    await client.say("hi", cid="a")
    error = await client.wait(type="error")
    assert (error["code"], error["cid"]) == ("hello_first", "a")
    await client.hello()
    assert (await client.ask("hello"))["text"] == "You said: hello"
    await client.socket.close()


async def test_socket_is_closed_when_nobody_says_hello(address: str, service: BotService) -> None:
    object.__setattr__(service.web, "hello_seconds", 0.05)
    client = Client(address)
    await client.connect()
    with pytest.raises(ConnectionClosed) as closed:
        await client.receive()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1008


async def test_flood_is_refused_and_next_message_answered_when_it_ends(
    address: str, service: BotService
) -> None:
    object.__setattr__(service.web, "frames", Limit(burst=20, per_second=5))
    async with Client(address) as client:
        for number in range(200):
            await client.say("x", cid=f"c{number}")
        frames = await client.quiet(0.6)
        refused = [one["cid"] for one in frames if one.get("code") == "too_many"]
        acked = [one["cid"] for one in frames if one["type"] == "ack"]
        assert len(refused) > 50
        # Every frame was either kept or refused: nobody is left wondering.
        assert sorted(refused + acked) == sorted(f"c{number}" for number in range(200))
        cid = await client.say("calm again")
        await client.wait(type="ack", cid=cid)
        last = await client.wait(lambda frame: frame.get("text") == "You said: calm again")
        assert last["type"] == "message"


async def test_socket_is_closed_when_a_flood_goes_on(address: str, service: BotService) -> None:
    object.__setattr__(service.web, "frames", Limit(burst=5, per_second=1))
    async with Client(address) as client:

        async def flood() -> None:
            for _ in range(1_000):
                await client.send({"type": "typing"})
            await client.quiet()

        with pytest.raises(ConnectionClosed) as closed:
            await flood()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1008


async def test_new_chats_are_refused_when_one_address_opens_too_many(
    address: str, service: BotService, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Peers of this machine are not counted: they may be a proxy.
    monkeypatch.setattr("bot.channels.web.connection.read_address", lambda _peer: "192.0.2.1")
    service.web.conversations.limit = Limit(burst=2, per_second=0)
    for _ in range(2):
        async with Client(address):
            pass
    client = Client(address)
    await client.connect()
    await client.send({"type": "hello"})
    assert (await client.receive())["code"] == "too_many"
    with pytest.raises(ConnectionClosed) as closed:
        await client.receive()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1013


@pytest.mark.parametrize(
    ("origin", "is_allowed"),
    [(None, True), ("same", True), ("https://evil.example", False), ("null", False)],
)
async def test_origin_is_checked_before_the_socket_opens(
    address: str, origin: str | None, is_allowed: bool
) -> None:
    if origin == "same":
        origin = address.replace("ws://", "http://").removesuffix("/chat/v1/ws")
    client = Client(address, origin=origin)
    if is_allowed:
        await client.connect()
        await client.socket.close()
        return
    with pytest.raises(InvalidStatus) as refused:
        await client.connect()
    assert refused.value.response.status_code == 403


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(FIELDS), JSON) | JSON, KINDS, st.booleans())
def test_any_json_is_parsed_or_refused(value: Any, kind: str, has_kind: bool) -> None:
    if has_kind and isinstance(value, dict):
        value["type"] = kind
    try:
        outcome = parse_frame(json.dumps(value)).type
    except FrameError as error:
        outcome = error.code
    taken = {"hello", "message", "button", "rate", "typing"}
    assert outcome in taken | {"bad_json", "unknown_type", "invalid", "empty", "too_large"}


@given(st.text(st.characters(exclude_categories=())))
def test_cleaned_text_can_be_stored(text: str) -> None:
    cleaned = clean_text(text)
    assert "\x00" not in cleaned
    assert cleaned.encode("utf-8").decode("utf-8") == clean_text(cleaned)
