"""Files over HTTP and in the chat: sent once, by their own session, shown safely to others."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import pytest_asyncio

from bot.app import BotService
from bot.channels.web import routes, uploads
from bot.channels.web.limits import Limit
from bot.handoff.moves import Agent
from bot.identity.sessions import require_rotation
from kernel.clock import utc_now
from tests.bot.acting import take_over
from tests.bot.attachments.samples import PDF, SVG, make_picture
from tests.bot.driver import Client

PATH = "/chat/v1/attachments"
SHOP = "https://shop.example"


@pytest.fixture
def settings(settings: Any) -> Any:
    return settings.model_copy(update={"allowed_origins": (SHOP,)})


@pytest_asyncio.fixture
async def http(address: str) -> AsyncIterator[httpx.AsyncClient]:
    base = address.replace("ws://", "http://").removesuffix("/chat/v1/ws")
    async with httpx.AsyncClient(base_url=base, trust_env=False) as client:
        yield client


async def upload(
    http: httpx.AsyncClient, session: str | None, content: bytes, name: str = "a.png", **more: str
) -> httpx.Response:
    headers = {"x-file-name": quote(name), "authorization": f"Bearer {session}", **more}
    return await http.post(PATH, content=content, headers=headers)


async def send(client: Client, ids: list[str], text: str = "") -> str:
    cid = uuid.uuid4().hex
    await client.send({"type": "message", "cid": cid, "text": text, "attachments": ids})
    return cid


async def test_picture_is_shown_to_both_sides_when_it_was_sent(
    address: str, http: httpx.AsyncClient
) -> None:
    async with Client(address) as client, Client(address, session=client.session) as tab:
        kept = (await upload(http, client.session, make_picture(), "lamp.gif")).json()
        assert kept | {"id": "", "url": "", "size": 0} == {
            "id": "",
            "url": "",
            "name": "lamp.png",
            "media_type": "image/png",
            "size": 0,
            "width": 40,
            "height": 30,
        }
        cid = await send(client, [kept["id"]], "look at this")
        await client.wait(type="ack", cid=cid)
        for one in (client, tab):
            mine = await one.wait(type="message", text="You said: look at this")
            shown = next(frame for frame in one.messages if frame["from"] == "customer")
            assert shown["attachments"] == [kept]
            assert mine["attachments"] == []
        file = await http.get(kept["url"])
        assert file.headers["content-type"] == "image/png"
        assert len(file.content) == kept["size"]


async def test_bot_keeps_files_and_offers_a_person_when_nothing_was_written(
    address: str, http: httpx.AsyncClient, engine: Any
) -> None:
    async with Client(address, lang="zh") as client:
        kept = (await upload(http, client.session, PDF, "bill.pdf")).json()
        await send(client, [kept["id"]], " \u200b ")
        answer = await client.wait(type="message", sender="bot")
        assert answer["text"].startswith("谢谢，您的文件已保存。")
        assert [button["label"] for button in answer["buttons"]] == ["转人工客服"]
        assert (answer["id"], len(client.messages)) == (2, 2)


async def test_files_wait_for_the_person_when_one_answers(
    address: str, http: httpx.AsyncClient, service: BotService
) -> None:
    async with Client(address) as client:
        await take_over(service, client.welcome["conversation"], Agent("1", "Mina"))
        kept = (await upload(http, client.session, PDF)).json()
        cid = await send(client, [kept["id"]])
        await client.wait(type="ack", cid=cid)
        assert not [one for one in await client.quiet() if one.get("from") == "bot"]


async def test_message_is_stored_once_when_it_is_sent_again(
    address: str, http: httpx.AsyncClient
) -> None:
    async with Client(address) as client:
        kept = (await upload(http, client.session, PDF)).json()
        frame = {"type": "message", "cid": "same", "text": "", "attachments": [kept["id"]]}
        await client.send(frame)
        first = await client.wait(type="ack", cid="same")
        await client.send(frame)
        assert await client.wait(type="ack", cid="same") == first


@pytest.mark.parametrize("whose", ["nobody's", "another's", "sent", "twice", "six"])
async def test_message_is_refused_whole_when_a_file_is_not_to_be_sent(
    address: str, http: httpx.AsyncClient, whose: str
) -> None:
    async with Client(address) as client, Client(address) as other:
        mine = (await upload(http, client.session, PDF)).json()["id"]
        theirs = (await upload(http, other.session, PDF)).json()["id"]
        if whose == "sent":
            await send(client, [mine])
            await client.wait(type="message", sender="bot")
        ids = {
            "nobody's": ["nothing"],
            "another's": [theirs],
            "sent": [mine],
            "twice": [mine, mine],
            "six": [mine] * 6,
        }[whose]
        cid = await send(client, ids, "with words")
        error = await client.wait(type="error", cid=cid)
        assert error["code"] == ("invalid" if whose == "six" else "file_gone")
        assert not [one for one in client.messages if one["text"] == "with words"]
        assert (await client.ask("and on"))["text"] == "You said: and on"


@pytest.mark.parametrize("session", [None, "forged", "x" * 5_000])
async def test_stranger_is_refused_when_the_session_is_unknown(
    http: httpx.AsyncClient, session: str | None
) -> None:
    refused = await upload(http, session, PDF)
    assert refused.status_code == 401
    assert refused.json()["error"]["code"] == "unauthenticated"


async def test_old_secret_is_refused_when_somebody_logged_in_with_another(
    address: str, http: httpx.AsyncClient, service: BotService
) -> None:
    async with Client(address) as client:
        chat = client.welcome["conversation"]
        await service.ledger.write(
            lambda session: require_rotation(
                session, conversation_id=chat, message_id=1, now=utc_now(), move_to=chat
            )
        )
        assert (await upload(http, client.session, PDF)).status_code == 401


@pytest.mark.parametrize(
    ("content", "name", "status", "code", "words"),
    [
        (SVG, "a.png", 422, "type", "不支持该文件类型"),
        (b"", "a.png", 422, "empty", "该文件为空"),
        (make_picture()[:40], "a.png", 422, "broken", "已损坏"),
        (bytes(10_000_001), "a.pdf", 413, "too_large", "文件过大"),
    ],
)
async def test_reason_is_in_the_customers_language_when_a_file_is_refused(
    address: str,
    http: httpx.AsyncClient,
    content: bytes,
    name: str,
    status: int,
    code: str,
    words: str,
) -> None:
    async with Client(address, lang="zh") as client:
        refused = await upload(http, client.session, content, name)
        assert refused.status_code == status
        assert refused.json()["error"]["code"] == code
        assert words in refused.json()["error"]["message"]


async def test_body_is_counted_while_it_comes_when_it_has_no_length(
    address: str, http: httpx.AsyncClient
) -> None:
    sent = 0

    async def drip() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += 1
            yield bytes(1_000_000)

    async with Client(address) as client:
        headers = {"authorization": f"Bearer {client.session}"}
        try:
            refused = await http.post(PATH, content=drip(), headers=headers)
        except (httpx.WriteError, httpx.ReadError):
            pass  # it closed before everything was sent
        else:
            assert refused.status_code == 413
        assert sent < 100


async def test_s72_slow_body_is_given_up_when_nothing_comes(
    address: str, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    # a body without end holds a place for seconds, not for ever
    monkeypatch.setattr(uploads, "IDLE_SECONDS", 0.05)
    monkeypatch.setattr(uploads, "DRAIN_SECONDS", 0.05)
    async with Client(address) as client:
        headers = {"authorization": f"Bearer {client.session}", "content-length": "1000"}
        host, port = http.base_url.host, http.base_url.port
        reader, writer = await asyncio.open_connection(host, port)
        lines = [f"POST {PATH} HTTP/1.1", f"Host: {host}:{port}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        writer.write("\r\n".join([*lines, "", "%PDF-"]).encode())
        answer = await asyncio.wait_for(reader.read(), 5)
        writer.close()
    assert answer.startswith(b"HTTP/1.1 408 ")


async def test_uploads_are_refused_for_a_while_when_they_come_too_fast(
    address: str, http: httpx.AsyncClient, service: BotService
) -> None:
    service.web.uploads.limit = Limit(burst=2, per_second=0.5)
    async with Client(address) as client, Client(address) as other:
        answers = [await upload(http, client.session, PDF) for _ in range(3)]
        assert [one.status_code for one in answers] == [201, 201, 429]
        assert answers[2].headers["retry-after"] in ("1", "2")
        assert "seconds" in answers[2].json()["error"]["message"]
        assert (await upload(http, other.session, PDF)).status_code == 201


async def test_pdf_is_downloaded_and_no_script_runs_when_a_file_is_opened(
    address: str, http: httpx.AsyncClient
) -> None:
    async with Client(address) as client:
        pdf = (await upload(http, client.session, PDF, 'b"\r\nX: y.pdf')).json()
        png = (await upload(http, client.session, make_picture(), "灯.png")).json()
    seen = {}
    for kept in (pdf, png):
        answer = await http.get(kept["url"], headers={"range": "bytes=0-1," * 10_000 + "2-3"})
        assert answer.status_code == 200  # ranges are not served: there is nothing to exhaust
        seen[kept["media_type"]] = answer.headers["content-disposition"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert seen["application/pdf"].startswith("attachment; filename*=UTF-8''b%22X%3A%20y.pdf")
    assert seen["image/png"] == "inline; filename*=UTF-8''%E7%81%AF.png"
    assert (await http.get(f"{PATH}/{'x' * 43}")).status_code == 404


@pytest.mark.parametrize(
    ("origin", "is_allowed"),
    [(SHOP, True), ("https://shop.example.evil.com", False), ("null", False), ("same", True)],
)
async def test_answer_is_for_allowed_sites_alone_when_a_page_uploads(
    address: str, http: httpx.AsyncClient, origin: str, is_allowed: bool
) -> None:
    # S41: the asking site by its name, never a star, never with credentials
    origin = str(http.base_url).rstrip("/") if origin == "same" else origin
    async with Client(address) as client:
        answer = await upload(http, client.session, PDF, origin=origin)
    flight = {"origin": origin, "access-control-request-method": "POST"}
    before = await http.options(PATH, headers=flight)
    assert (answer.status_code, before.status_code) == ((201, 204) if is_allowed else (403, 403))
    for one in (answer, before):
        allowed = one.headers.get("access-control-allow-origin")
        assert allowed == (origin if is_allowed else None)
        assert "access-control-allow-credentials" not in one.headers
        assert one.headers["vary"] == "Origin"


@pytest.mark.parametrize("name", ["widget", "extras"])
async def test_widget_is_for_every_site_when_it_is_loaded(
    http: httpx.AsyncClient, name: str
) -> None:
    answer = await http.get(f"/widget/v1/{name}.js", headers={"origin": "https://any.example"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert (await http.get("/widget/v1/README.js")).status_code == 404
    assert routes.PUBLIC_HEADERS["X-Content-Type-Options"] == "nosniff"
