"""The widget and the real web channel, from a shop's page on another origin."""

import io
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from fastapi import FastAPI, Response
from PIL import Image
from playwright.sync_api import Browser, FilePayload, expect
from pydantic import SecretStr

import bot.models  # noqa: F401
import crm_backend.models  # noqa: F401 - the tables must be known before they are made
from bot.app import BotService, create_router
from bot.dialogue import ScriptedDialogue
from bot.handoff.moves import Agent
from kernel.db import Database
from kernel.http import add_routes
from kernel.mail import FolderMailer
from kernel.runtime import Runtime
from kernel.settings import Settings
from tests.bot.acting import close_conversation, take_over

from .driver import Widget, wait_until
from .fakes.site import serving
from .pictures import make_png

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(60)]

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A shop</title>
<script type="module" src="{desk}/widget/v1/widget.js"></script></head>
<body><main><h1>A shop</h1></main><frontdesk-chat></frontdesk-chat></body></html>"""
POLICY = (
    "default-src 'none'; script-src {desk}; connect-src {desk} {socket}; img-src {desk}; "
    "require-trusted-types-for 'script'"
)
WISHES = """
prechat: {name: optional, email: optional}
proactive:
  - {id: hi, path: "/*", delay_seconds: 0, text: {en: "May I help?", zh: "需要帮忙吗？"}}
"""


class Desk:
    """The real service in a thread, and a shop whose pages may connect."""

    def __init__(self, folder: Path, shop: str) -> None:
        (folder / "widget.yml").write_text(WISHES, encoding="utf-8")
        settings = Settings(
            _env_file=None,
            data=folder,
            secret=SecretStr("s" * 43),
            allowed_origins=(shop,),
            widget=folder / "widget.yml",
        )
        self.db = Database(settings.url_of_database)
        self.db.create_all()
        mailer = FolderMailer(settings.outbox_folder, sender="shop@example.com")
        runtime = Runtime(settings=settings, db=self.db)
        self.service = BotService(runtime, engine=ScriptedDialogue(), mailer=mailer)

    def create_app(self) -> FastAPI:
        """Return the routes; the service lives as long as they are served."""

        @asynccontextmanager
        async def live(_app: FastAPI) -> AsyncIterator[None]:
            await self.service.start()
            yield
            await self.service.stop()
            self.db.dispose()

        app = FastAPI(lifespan=live)
        add_routes(app, create_router(self.service))
        app.add_api_route("/handoff", self.hand_over, methods=["POST"])
        return app

    async def hand_over(self) -> None:
        """Let a person come and go in the only chat there is."""
        (viewer,) = self.service.hub.viewers
        mina = Agent("1", "Mina")
        await take_over(self.service, viewer.conversation_id, mina)
        await close_conversation(self.service, viewer.conversation_id, mina)


@pytest.fixture
def addresses(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The shop's address and the desk's: two origins."""
    shop, found = FastAPI(), {"desk": ""}

    @shop.get("/")
    def page() -> Response:
        desk = found["desk"]
        policy = POLICY.format(desk=desk, socket=desk.replace("http", "ws"))
        headers = {"Content-Security-Policy": policy}
        return Response(PAGE.format(desk=desk), media_type="text/html", headers=headers)

    @shop.get("/favicon.ico")
    def favicon() -> Response:
        return Response(status_code=204)

    with serving(shop) as shop_address:
        desk = Desk(tmp_path, shop_address)
        with serving(desk.create_app()) as desk_address:
            found["desk"] = desk_address
            yield shop_address, desk_address


def test_chat_with_everything_works_when_the_shop_is_another_origin(
    browser: Browser, addresses: tuple[str, str], console: list[str]
) -> None:
    shop, desk = addresses
    context = browser.new_context(locale="en-GB")
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.on("console", lambda message: console.append(message.text))
    page.on("pageerror", lambda error: console.append(str(error)))
    page.goto(shop)
    page.get_by_role("button", name="May I help?").click()
    widget = Widget(page)
    form = page.get_by_role("form", name="Before we start")
    form.get_by_label("Your e-mail").fill("ada@example.com")
    form.get_by_role("button", name="Start the chat").click()
    expect(form).to_have_count(0)
    picture = FilePayload(name="lamp.png", mimeType="image/png", buffer=make_png())
    page.locator("input[type=file]").set_input_files([picture])
    expect(page.locator(".chip img")).to_be_visible()
    widget.ask("like this one", "You said: like this one")
    shown = widget.log.get_by_role("img", name="Picture: lamp.png")
    assert shown.evaluate("e => [e.naturalWidth, e.naturalHeight]") == [64, 48]
    assert widget.texts() == ["May I help?", "like this one", "You said: like this one"]
    context.request.post(f"{desk}/handoff")
    widget.log.get_by_role("button", name="5 of 5").click()
    page.reload()
    expect(widget.log.get_by_role("button", name="5 of 5")).to_have_attribute(
        "aria-pressed", "true"
    )
    assert len(widget.texts()) == 6
    link = widget.log.get_by_role("link").first.get_attribute("href")
    assert re.fullmatch(re.escape(desk) + r"/chat/v1/attachments/[\w-]{43}", link or "")
    answer = context.request.get(str(link))
    with Image.open(io.BytesIO(answer.body())) as kept:
        assert kept.size == (64, 48)
    find = "Object.values(localStorage).map((one) => JSON.parse(one).s).find(Boolean)"
    secret = page.evaluate(find)
    page.evaluate("document.querySelector('frontdesk-chat').logout()")
    wait_until(page, lambda: not page.evaluate(find))
    headers = {"authorization": f"Bearer {secret}"}
    refused = context.request.post(f"{desk}/chat/v1/attachments", data=make_png(), headers=headers)
    assert refused.status == 401
    widget.open()
    widget.ask("who was here?", "You said: who was here?")
    assert widget.texts() == ["who was here?", "You said: who was here?"]
    assert console == []
    context.close()
