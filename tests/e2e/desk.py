"""The console in a browser: served over a database of its own, watched for all it complains of."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI, Response
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy.orm import Session

from bot.ledger.intake import Incoming, receive
from bot.ledger.notes import add_note
from console.staff.models import Staff
from console.web import COOKIE
from kernel.runtime import Runtime
from tests.console.conftest import create_app
from tests.console.floor import Floor
from tests.console.scene import Scene

from .driver import DESKTOP, PHONE
from .fakes.site import PICTURE, serving

T = TypeVar("T")
# Each colour, width and language is seen; all eight ways would take a quarter of an hour.
VIEWS = [(False, False, "zh-CN"), (True, True, "en-GB")]  # dark, on a phone, language
LOOKS = [(dark, phone) for dark, phone, _locale in VIEWS]
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Axe's rules for whole documents; what pages fetch into themselves is none.
OF_DOCUMENTS = (
    *("document-title", "html-has-lang", "landmark-one-main", "page-has-heading-one"),
    *("region", "bypass"),
)
# A page that is left while its socket opens is no fault.
LEFT = "closed before the connection is established"


class Desk:
    """A served console. What customers say here reaches open pages, as in the product."""

    def __init__(self, runtime: Runtime) -> None:
        self.app, self.floor = create_app(runtime), Floor(runtime)
        self.address = ""
        self._loop: asyncio.AbstractEventLoop | None = None
        add_pictures(self.app)
        live = self.app.router.lifespan_context

        @asynccontextmanager
        async def watch(app: FastAPI) -> AsyncIterator[None]:
            self._loop = asyncio.get_running_loop()
            async with live(app):
                yield

        self.app.router.lifespan_context = watch

    def write(self, work: Callable[[Session], T]) -> T:
        """Change something by the ledger of the served process."""
        assert self._loop is not None
        ledger = self.app.state.bot.ledger
        return asyncio.run_coroutine_threadsafe(ledger.write(work), self._loop).result(5)

    def hear(self, chat: str, text: str, **understood: Any) -> int:
        """Have the customer say something; keywords are columns of the message."""
        incoming = Incoming(chat, uuid.uuid4().hex, text)

        def work(session: Session) -> int:
            got = receive(session, incoming=incoming, now=self.floor.now, needs_turn=False)
            return got.message_id

        made = self.write(work)
        if understood:
            self.floor.understand(chat, made, **understood)
            self.write(lambda session: add_note(session, "changed", chat))
        return made


@contextmanager
def serve_desk(runtime: Runtime, port: int = 0) -> Iterator[Desk]:
    """Give a served console."""
    desk = Desk(runtime)
    with serving(desk.app, port) as desk.address:
        yield desk


def add_pictures(app: FastAPI) -> None:
    """Serve what the shop and the chat serve in the product: pictures and files."""

    @app.get("/pictures/{name}")
    @app.get("/chat/v1/attachments/{name}")
    def picture(name: str) -> Response:
        return Response(PICTURE, media_type="image/svg+xml")


class Served(Protocol):
    """A console that browsers can open: where it is, and who works there."""

    @property
    def address(self) -> str: ...
    @property
    def floor(self) -> Scene: ...


@dataclass(frozen=True)
class Site:
    """A console that a test serves itself."""

    address: str
    floor: Scene


class Browsers:
    """Browsers of staff and of nobody; what their pages complain of is kept."""

    def __init__(self, browser: Browser, desk: Served, complaints: list[str] | None = None) -> None:
        self.browser, self.desk = browser, desk
        self.contexts: list[BrowserContext] = []
        self.complaints: list[str] = [] if complaints is None else complaints

    def open(
        self,
        path: str,
        staff: Staff | None = None,
        *,
        dark: bool = False,
        phone: bool = False,
        locale: str = "en-GB",
        zone: str = "Europe/Berlin",
        scripts: bool = True,
    ) -> Page:
        """Open a page in a browser of its own, signed in as somebody or nobody."""
        context = self.browser.new_context(
            color_scheme="dark" if dark else "light",
            viewport=PHONE if phone else DESKTOP,
            is_mobile=phone,
            has_touch=phone,
            locale=locale,
            timezone_id=zone,
            java_script_enabled=scripts,
        )
        self.contexts.append(context)
        context.set_default_timeout(30_000)
        if staff is not None:
            token = self.desk.floor.session(staff)
            cookie: Any = {"name": COOKIE, "value": token, "domain": "127.0.0.1", "path": "/staff"}
            context.add_cookies([cookie])
        return self.open_tab(context, path)

    def open_tab(self, context: BrowserContext, path: str) -> Page:
        """Open another page in a browser."""
        page = context.new_page()
        page.on("console", lambda said: self.complaints.append(said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (self.complaints.append("dialog"), dialog.dismiss()))
        page.on("request", lambda asked: self._check_host(asked.url))
        page.goto(self.desk.address + path)
        return page

    def _check_host(self, url: str) -> None:
        if not url.startswith((self.desk.address, "data:")):
            self.complaints.append(url)

    def hear_complaints(self) -> list[str]:
        """Return what was complained of since the last time."""
        heard = [one for one in self.complaints if LEFT not in one]
        self.complaints.clear()
        return heard

    def close(self) -> None:
        """Close all."""
        for context in self.contexts:
            context.close()


@contextmanager
def browsing(browser: Browser, desk: Desk) -> Iterator[Browsers]:
    """Give browsers; in the end none of their pages may have complained."""
    browsers = Browsers(browser, desk)
    yield browsers
    browsers.close()
    assert browsers.hear_complaints() == []


OpenDesk = Callable[..., Page]


@pytest.fixture
def scene(runtime: Runtime) -> Scene:
    return Scene(runtime)


@pytest.fixture
def complaints() -> list[str]:
    """What pages have written to the console, and what they asked of other hosts."""
    return []


@pytest.fixture
def open_desk(
    browser: Browser, desk: str, scene: Scene, complaints: list[str]
) -> Iterator[OpenDesk]:
    """Open a page of the console at the address `desk`, as a new agent with `name` or nobody."""
    browsers = Browsers(browser, Site(desk, scene), complaints)

    def open_one(path: str, *, name: str | None = "Ben Okafor", **how: Any) -> Page:
        return browsers.open(path, scene.staff("agent", name) if name else None, **how)

    yield open_one
    browsers.close()
    assert browsers.hear_complaints() == []


def find_faults(page: Page, *, is_part: bool = False) -> list[str]:
    """Run axe with every rule and return what it found, in one line each."""
    if page.evaluate("window.axe === undefined"):
        page.evaluate(Axe().axe_script)
    off = {rule: {"enabled": False} for rule in OF_DOCUMENTS} if is_part else {}
    options = {"resultTypes": ["violations"], "rules": off}
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in page.evaluate("options => axe.run(options)", options)["violations"]
        for node in one["nodes"]
    ]
