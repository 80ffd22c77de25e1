"""Everything the story plays on: the whole product with a small shop, Telegram, agents' lines."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page
from pydantic import SecretStr

from bot.dialogue import ScriptedDialogue
from bot.handoff.desk import Timers, write_setting
from console.replies.schemas import ReplyDraft
from console.replies.service import create_reply
from frontdesk.app import create_app
from frontdesk.installation import open_runtime
from kernel.runtime import Runtime
from kernel.settings import Settings
from tests.console.scene import Scene
from tests.crm_backend.shop import Shop
from tests.e2e.fakes.site import serving
from tests.fakes.bot_api import TOKEN, FakeBotApi
from tests.reliability.proxy import Proxy

from .acts import Acts
from .agent import AgentPage
from .background import Background, background
from .customers import Customer, TelegramCustomer
from .script import LAMP, ORDER, StoryBot

BEN, LIN, KIM = "Ben Okafor", "Lin Berger", "Kim Sato"
GONE_SECONDS = 20  # the least a shop may set
SAVED = "Hello {customer.first_name}, this is {agent.name}. I look at {order.number} right away."
# Kept by the tab from one page to the next.
WATCH_POINTER = (
    """addEventListener('pointerdown', () => sessionStorage.setItem('pointed', '1'), true)"""
)
VIEW = {"width": 1366, "height": 900}


@dataclass
class Line:
    """An agent's way to the desk, which can be cut."""

    proxy: Proxy
    beside: Background

    def cut(self) -> None:
        """Reset what is open and refuse what is new."""
        self.proxy.faults.is_refusing = True
        self.beside.loop.call_soon_threadsafe(self.proxy.reset_all)

    def mend(self) -> None:
        """Let through what comes."""
        self.proxy.faults.is_refusing = False


@dataclass
class Stage:
    """The running product and the browsers in front of it."""

    runtime: Runtime
    address: str
    browser: Browser
    beside: Background
    api: FakeBotApi
    lines: dict[str, Line] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def open_page(self, locale: str = "en-GB") -> Page:
        """Return a page of a browser that nobody has used before."""
        context = self.browser.new_context(viewport=VIEW, locale=locale)
        context.set_default_timeout(30_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def agent(self, name: str, acts: Acts) -> AgentPage:
        """Return the page of an agent, over a line of their own."""
        proxy = Proxy(int(urlsplit(self.address).port or 0))
        self.beside.run(proxy.__aenter__())
        self.lines[name] = Line(proxy, self.beside)
        page = self.open_page()
        page.add_init_script(WATCH_POINTER)
        return AgentPage(page, f"http://127.0.0.1:{proxy.port}", name, acts)

    def customer(self, locale: str) -> Customer:
        """Return somebody with the widget open."""
        field = {"en-GB": "Write a message…", "zh-CN": "请输入消息…"}[locale]
        return Customer(self.open_page(locale), self.address + "/", field)

    def telegram(self, number: int) -> TelegramCustomer:
        """Return somebody on Telegram."""
        return TelegramCustomer(self.api, self.beside, number)


def furnish(runtime: Runtime) -> None:
    """Put a lamp that was delivered, the staff and a saved reply into the shop."""
    now = runtime.clock()
    scene = Scene(runtime)
    with runtime.db.transaction() as session:
        shop = Shop(session)
        ada = shop.customer("ada@example.com", "Ada Moreno")
        lamp = shop.product("LL-0001", shop.category(), LAMP, "极光落地灯")
        shop.order(
            ada,
            (lamp, 1),
            number=ORDER,
            status="delivered",
            placed_at=now - timedelta(days=9),
            delivered_at=now - timedelta(days=3),
        )
        write_setting(session, Timers(gone_seconds=GONE_SECONDS), now=now, by="test")
    for name in (BEN, LIN):
        scene.staff("agent", name)
    supervisor = scene.staff("supervisor", KIM)
    draft = ReplyDraft(shortcut="look", title="I look at it", text_en=SAVED, scope="shared")
    with runtime.db.transaction() as session:
        create_reply(session, staff=supervisor, draft=draft, now=now)


@contextmanager
def stage(browser: Browser, folder: Path) -> Iterator[Stage]:
    """Run everything; ends with the block."""
    with ExitStack() as stack:
        beside = stack.enter_context(background())
        api = FakeBotApi()
        beside.run(api.start())
        stack.callback(lambda: beside.run(api.go_down()))
        changes: dict[str, Any] = {"telegram_token": SecretStr(TOKEN), "telegram_api": api.url}
        runtime = open_runtime(
            Settings(_env_file=None, data=folder, secret=SecretStr("s" * 43), demo=True, **changes)
        )
        stack.callback(runtime.db.dispose)
        furnish(runtime)
        app = create_app(runtime, engine=ScriptedDialogue(StoryBot()))
        address = stack.enter_context(serving(app))
        made = Stage(runtime, address, browser, beside, api)
        try:
            yield made
        finally:
            for context in made.contexts:
                context.close()
            for line in made.lines.values():
                beside.run(line.proxy.__aexit__(None, None, None))
